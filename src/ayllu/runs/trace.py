"""Following one person through a compiled world: every question asked of her or him, term by term.

Just before the engine takes a step, the same question is put to the person with the undecorated rules, on
what the store holds at that moment; afterwards the events that reached the person are noted. Worlds are
deterministic, so a life can be traced in a world that is built again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ayllu.engine.month import Engine, Rows
from ayllu.engine.plain_asks import MONTHS, SURE, Asker, Wish, repeats
from ayllu.engine.plain_money import Payment
from ayllu.engine.plain_names import Scene
from ayllu.engine.plain_store import StorePeople, StorePerson
from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.money import Sends
from ayllu.grammar.outcomes import Bears, Choose, Goes, GoesTo, Happens, Moves, When
from ayllu.grammar.rules import label_of
from ayllu.loops.money import Line
from ayllu.loops.plan import PlannedStep
from ayllu.loops.source import rule_source
from ayllu.words.curves import exp
from ayllu.words.months import MONTHS_A_YEAR

MONTHLY, BIRTHDAY, REVIEW, DUE = "monthly", "birthday", "review", "due"
EVENT, MARKET, HOUSEHOLD, UNASKED = "event", "market", "household", "unasked"
"""Why a person was asked: every month; once a year of age; how a yearly hazard will fall in the year of age
that begins, and again in the month it fell on; to answer an event; on a market for partners; as a member of the
household that is asked; or not at all (what happened came through somebody else)."""


@dataclass
class Asked:
    """One question put to one person in one month, and what came of it.

    why: one of the words above. exposed: the answer to `who`. chance: in this step's time (a review: in the
    year of age), with the person's draw; None where nothing is drawn. happened: whether it struck (a review:
    whether it will, in calendar month `due`, 0 to 11). terms: named rules, each after those it reads; reads:
    the columns, tables and numbers (process.name) they read. appeals: alternatives with their noise.
    outcomes: what was wished for. events: what reached the person before the next question.
    """

    month: int
    step: str
    why: str
    exposed: bool = False
    chance: float | None = None
    draw: float | None = None
    happened: bool = False
    due: int | None = None
    terms: dict[str, float] = field(default_factory=dict)
    reads: dict[str, float] = field(default_factory=dict)
    appeals: dict[str, float] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


class Running(Protocol):
    """What can be traced: anything with a compiled engine."""

    @property
    def engine(self) -> Engine:
        """The engine of the world."""
        ...


def trace(build: Callable[[], Running], key: int, months: range) -> list[Asked]:
    """Build a world, live up to the first of the months, and follow a person (by key) through all of them.

    Months in which the person is not yet born, or dead, or not of this world, hold nothing.
    """
    engine = build().engine
    while engine.month < months.start:
        engine.advance()
    tracer = Tracer(engine, key)
    while engine.month < months.stop:
        engine.advance()
    tracer.stop()
    return tracer.asked


class Tracer:
    """Watches one person of a running engine from now on; `asked` grows month by month until `stop`."""

    def __init__(self, engine: Engine, key: int) -> None:
        self.engine, self.key = engine, key
        self.asker = Asker(engine.plan, engine.setting)
        self.asked: list[Asked] = []
        self._month, self._step, self._row = -1, "", -1
        engine.watchers.append(self._watch)
        engine.listeners.append(self._listen)

    def stop(self) -> None:
        """Watch no longer."""
        self.engine.watchers.remove(self._watch)
        self.engine.listeners.remove(self._listen)

    def _watch(self, planned: PlannedStep, rows: Rows | None) -> None:
        """A step is about to be taken, by everybody or (rows) by those whose event it answers."""
        if self._month != self.engine.month:
            self._month = self.engine.month
            self.asker.open(self._month)
            self._take_tallies()
            self._find()
        people = StorePeople(self.engine.store, self.engine.plan.schema)
        if getattr(planned.step, "pace", "") == "start" and self._month > 0:
            return
        if planned.kind == "group" and planned.step.of == "household" and self._row >= 0 and people.lives(self._row):
            home = people.home(people.cell("person", "home", self._row))
            self.asked.append(self._visit(planned, home, HOUSEHOLD))
        of_people = getattr(planned.step, "of", "person") == "person"
        concerned = of_people and (rows is None or self._row in rows)
        if concerned:
            self._step = planned.name
        if self._row >= 0 and concerned and people.lives(self._row):
            person = people.person(self._row)
            assert person is not None
            self._ask(planned, person)

    def _take_tallies(self) -> None:
        """Counts of people, as the engine's rules read them this month."""
        for tally in self.engine.plan.tallies:
            self.asker.names.tables[tally.record.name, tally.own] = self.engine.tallies[tally.name]

    def _listen(self, event: str, rows: Rows) -> None:
        """Note an event that reaches the person, the birth included."""
        if self._row < 0 and event == "birth":
            self._find()
        if self._row >= 0 and self._row in rows:
            last = self.asked[-1] if self.asked else None
            if last is None or (last.month, last.step) != (self._month, self._step):
                self.asked.append(Asked(self._month, self._step, UNASKED))
            self.asked[-1].events.append(event)

    def _find(self) -> None:
        """The person's row; rows change between months only."""
        found = np.flatnonzero(self.engine.store.person["key"] == np.uint64(self.key))
        self._row = int(found[0]) if len(found) else -1

    def _ask(self, planned: PlannedStep, person: StorePerson) -> None:
        now = self._month % MONTHS_A_YEAR
        if planned.kind == "market":
            self.asked.append(self._market(planned, person))
        elif planned.kind == "event":
            self.asked.append(self._visit(planned, person, EVENT))
        elif planned.kind == "birthday":
            if person.review == now:
                self.asked.append(self._visit(planned, person, BIRTHDAY))
        elif planned.kind == "due":
            due = person.due(planned.step.name)
            if person.review == now:
                self.asked.append(self._review(planned, person))
                due = self.asked[-1].due
            if due == now:
                self.asked.append(self._visit(planned, person, DUE))
        else:
            self.asked.append(self._visit(planned, person, MONTHLY))

    def _visit(self, planned: PlannedStep, person: Any, why: str) -> Asked:
        """Who, how likely, the draw, what follows; what falls due is not drawn again."""
        asked = self._who(planned, person, why)
        if asked.exposed and planned.step.how_likely is not None and why != DUE:
            self._explain(planned.step.how_likely, planned.record, person, asked)
            asked.chance, asked.draw = self.asker.chance(planned, person), self.asker.draw(planned, person)
        asked.happened = asked.exposed and (asked.chance is None or asked.draw is None or asked.draw < asked.chance)
        if asked.happened:
            self._what_follows(planned, person, asked)
        return asked

    def _review(self, planned: PlannedStep, person: StorePerson) -> Asked:
        """The waiting time that is drawn for the year of age that begins."""
        asked = self._who(planned, person, REVIEW)
        if asked.exposed:
            self._explain(planned.step.how_likely, planned.record, person, asked)
            yearly = self.asker.likely(planned, person)
            asked.chance, asked.draw = chance_of_a_year(planned, yearly), self.asker.draw(planned, person)
            asked.due = self.asker.due_month(planned, person, yearly)
            asked.happened = asked.due is not None
        return asked

    def _market(self, planned: PlannedStep, person: StorePerson) -> Asked:
        """Whether the person looks for a partner; whom she or he meets depends on all the others who do."""
        declared = self.engine.plan.schema.declared
        column = next(name for name, known in declared.items() if known == planned.step.looking)
        looks = int(getattr(person, column))
        single = person.partner is None
        return Asked(
            self._month, planned.name, MARKET, looks == 1 and single,
            reads={column: float(looks), "has_partner": float(not single)},
        )  # fmt: skip

    def _who(self, planned: PlannedStep, person: Any, why: str) -> Asked:
        asked = Asked(self._month, planned.name, why, self.asker.exposed(planned, person))
        if planned.step.who is not None:
            self._explain(planned.step.who, planned.record, person, asked)
        return asked

    def _what_follows(self, planned: PlannedStep, person: Any, asked: Asked) -> None:
        for outcome in planned.step.outcome:
            if isinstance(outcome, When):
                self._explain(outcome.rule, planned.record, person, asked)
            elif isinstance(outcome, Choose):
                for rule, _ in outcome.options:
                    self._explain(rule, planned.record, person, asked)
                worths = self.asker.worths(outcome, planned, person)
                for (rule, _), (_, worth) in zip(outcome.options, worths, strict=True):
                    asked.appeals[rule.__name__] = worth
        answer = self.asker.follow(planned, person)
        asked.outcomes += [in_words(wish) for wish in answer.wishes]
        asked.outcomes += [booked_in_words(line, cents) for line, cents in answer.booked if cents]
        asked.outcomes += [f"{name} becomes {value}" for name, value in answer.stores.items()]

    def _explain(self, rule: Any, record: ProcessRecord, person: Any, asked: Asked) -> None:
        self._note(rule.__name__, record, Scene(person), asked)

    def _note(self, name: str, record: ProcessRecord, scene: Scene, asked: Asked) -> None:
        """The value of a name after those of all it reads; people around are counted, not listed."""
        function = self.asker.names.binder.function(name, record)
        shown = f"{record.name}.{name}" if function is None and name in record.tables else name
        if shown in asked.terms or shown in asked.reads:
            return
        value = float(self.asker.names.value(name, record, scene))
        if function is None:
            asked.reads[shown] = value
            return
        source, label = rule_source(function.rule), label_of(function.rule)
        for read in source.reads if label is not None and not label.over else ():
            self._note(read, function.record, scene, asked)
        for number in source.numbers:
            held = self.engine.numbers[function.record.name][number]
            asked.reads[f"{function.record.name}.{number}"] = float(held)
        asked.terms[name] = value


def chance_of_a_year(planned: PlannedStep, yearly: float) -> float:
    """The chance that a yearly hazard or rate strikes in the year of age that begins."""
    if not repeats(planned):
        return 1.0 - exp(-yearly)
    never = 1.0
    for _ in range(MONTHS_A_YEAR):
        never *= 1.0 - min(yearly / MONTHS["year"], SURE)
    return 1.0 - never


def booked_in_words(line: Line, cents: int) -> str:
    """An amount that moves through a purse, in words."""
    purse, side, account = line
    return f"{cents} cents {'into' if side == 'in' else 'out of'} {purse} ({account})"


def payment_in_words(payment: Payment) -> str:
    """Money that is settled after the step, in words."""
    outcome, purse = payment.outcome, payment.deed.purse
    if isinstance(outcome, Sends):
        fee = f", fee {payment.fee}" if payment.fee else ""
        return f"sends {payment.cents} cents to the {outcome.to}{fee} ({outcome.kind})"
    return f"{outcome.verb.replace('_', ' ')} {payment.cents} cents, {purse} of the home ({outcome.account or 'debt'})"


def in_words(wish: Wish | Payment) -> str:
    """What was wished for, in words."""
    if isinstance(wish, Payment):
        return payment_in_words(wish)
    outcome = wish.outcome
    if isinstance(outcome, Moves):
        to = "relative" if wish.relative is not None else outcome.otherwise or outcome.to
        to = outcome.to if outcome.to != "relative" else to
        who = "the partner moves" if outcome.mover == "partner" else "moves"
        return f"{who} to {to}, {outcome.party.replace('_', ' ')}"
    if isinstance(outcome, Bears):
        return "bears " + " and ".join("a girl" if girl else "a boy" for girl in wish.girls)
    if isinstance(outcome, Happens):
        return outcome.event
    if isinstance(outcome, Goes):
        keeping = ", keeping the home" if wish.keeps else ""
        return f"goes to place {wish.place}, {outcome.party.replace('_', ' ')}{keeping} ({outcome.event})"
    if isinstance(outcome, GoesTo):
        return f"goes to the {outcome.whom}, {outcome.party.replace('_', ' ')} ({outcome.event})"
    return {"Dies": "dies", "Parts": "parts", "OwnRoof": "takes an own roof"}[type(outcome).__name__]
