"""The readable twin: one month of everybody's lives in plain Python, without arrays or compiled code.

It runs the same plan on the same numbers with the same draws as engine/month.py, calls the rules as they
stand in their files, and must write the same events bit for bit. Read it to see what the other one does:

* plain_asks.py: one person and one step; who, how likely, the draw, what follows
* plain_names.py: what the names in rules mean
* plain_settle.py, plain_homes.py: what wishes come to, in the order of keys
* plain_market.py, plain_kin.py, plain_people.py, plain_draws.py: partners, relatives, people, random numbers
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ayllu.engine.plain_asks import Asker, Wish, repeats
from ayllu.engine.plain_market import meet
from ayllu.engine.plain_money import Payment
from ayllu.engine.plain_names import Scene
from ayllu.engine.plain_people import People, Person
from ayllu.engine.plain_settle import PlainSettler
from ayllu.engine.setting import Setting
from ayllu.loops.generate import MEASURE_UNIT
from ayllu.loops.plan import Plan, PlannedStep
from ayllu.words.codes import OLDEST
from ayllu.words.months import MONTHS_A_YEAR, age_in

MOST_YEARS = 120


class Counted(dict[int, Any]):
    """Counts by nested keys: what is missing holds nobody."""

    def __init__(self, depth: int = 0) -> None:
        super().__init__()
        self.depth = depth

    def __missing__(self, key: int) -> Any:
        return Counted(self.depth - 1) if self.depth > 1 else 0

    def add(self, where: list[int], more: int) -> None:
        """So many more."""
        held = self
        for depth, key in enumerate(where[:-1]):
            held = held.setdefault(key, Counted(len(where) - depth - 1))
        held[where[-1]] = held.get(where[-1], 0) + more


@dataclass
class PlainEngine:
    """A running world of plain objects, and the month that comes next.

    measured: for each mean, by its dimensions, the sum in fractions of MEASURE_UNIT and the people counted.
    now: the step being taken.
    """

    people: People
    plan: Plan
    setting: Setting
    month: int = 0
    listeners: list[Callable[[str, list[Person]], None]] = field(default_factory=list)
    now: str = ""

    def __post_init__(self) -> None:
        self.asker = Asker(self.plan, self.setting)
        self.settler = PlainSettler(self)
        self.measured: dict[str, dict[tuple[int, ...], list[int]]] = {mean.name: {} for mean in self.plan.means}

    def start(self) -> None:
        """Reviews of month zero: what would have been decided at everybody's last birthday."""
        self.asker.open(self.month)
        self._count_tallies(always=True)
        for planned in self.plan.steps:
            if planned.kind == "due":
                for person in self.people.living:
                    person.due.pop(planned.step.name, None)
                    self._review(planned, person)

    def advance(self) -> None:
        """Live through one month: birthdays, what is measured, then every step of every process in order."""
        self.asker.open(self.month)
        self.settler.money.lines.clear()
        birthdays = self._celebrate()
        self._count_tallies()
        for planned in self.plan.means:
            if self.month % planned.step.interval == 0:
                self._measure(planned)
        for planned in self.plan.steps:
            self.now = planned.name
            if self.month > 0 and getattr(planned.step, "pace", "") == "start":
                continue
            if planned.kind == "market":
                self.settler.unite(meet(self.asker, planned, self.people.living))
            elif planned.kind == "group":
                self._ask_groups(planned)
            elif planned.kind not in ("event", "ending"):
                self.settler.settle(self._look(planned, birthdays))
        self.people.living = [person for person in self.people.living if person.alive]
        self.month += 1

    def _celebrate(self) -> list[Person]:
        """Those whose year of age begins this month, now a year older."""
        birthdays = [person for person in self.people.living if person.review == self.month % MONTHS_A_YEAR]
        for person in birthdays:
            person.age = min(age_in(self.month, person.birth), MOST_YEARS)
        return birthdays

    def _look(self, planned: PlannedStep, birthdays: list[Person]) -> list[Wish | Payment]:
        """What a step wants for everybody it asks; nothing is settled before all have been asked."""
        if planned.kind == "due":
            return self._look_due(planned, birthdays)
        asked = birthdays if planned.kind == "birthday" else self.people.living
        return [wish for person in asked if person.alive for wish in self._visit(planned, person)]

    def _ask_groups(self, planned: PlannedStep) -> None:
        """Every community, or every household with members, is asked; their steps set their own columns only."""
        people = self.people
        homes: list[Any] = [home for home in people.homes if home.members]
        groups = homes if planned.step.of == "household" else list(people.communities)
        self.settler.settle([wish for group in groups for wish in self._visit(planned, group)])

    def _count_tallies(self, always: bool = False) -> None:
        """Count people by the dimensions of each tally whose month it is."""
        for planned in self.plan.tallies:
            if always or self.month % planned.step.every == 0:
                self.asker.names.tables[planned.record.name, planned.own] = self._tally(planned)

    def _tally(self, planned: PlannedStep) -> Any:
        """People by nested keys, nobody where a key is missing."""
        names, record, found = self.asker.names, planned.record, Counted(len(planned.step.by))
        units = self.setting.units.tolist()
        for person in self.people.living:
            scene = Scene(person)
            if planned.step.who and not self.asker.rule(record.rules[planned.step.who], record, scene):
                continue
            where = [names.value(by, record, scene) for by in planned.step.by]
            if min(where) >= 0:
                capped = [min(w, OLDEST) if by == "age" else w for w, by in zip(where, planned.step.by, strict=True)]
                of = planned.step.of
                found.add(capped, units[person.stratum] * (int(names.value(of, record, scene)) if of else 1))
        return found

    def ask_ended(self, home: Any) -> None:
        """Steps asked of households that nobody belongs to any more act on their own columns and purses."""
        for planned in self.plan.steps:
            if planned.kind == "ending":
                self._visit(planned, home)

    def _visit(self, planned: PlannedStep, person: Any) -> list[Wish | Payment]:
        """Is she or he exposed, and does the draw fall below the chance? Then it strikes."""
        asker = self.asker
        if not asker.exposed(planned, person):
            return []
        if planned.step.how_likely is not None and asker.draw(planned, person) >= asker.chance(planned, person):
            return []
        return self._strike(planned, person)

    def _strike(self, planned: PlannedStep, person: Any) -> list[Wish | Payment]:
        """The person's own columns change at once; what touches others is wished for and settled later."""
        answer = self.asker.follow(planned, person)
        for name, value in answer.stores.items():
            setattr(person, name, value)
        self.settler.money.book(answer.booked, person)
        return answer.wishes

    def _look_due(self, planned: PlannedStep, birthdays: list[Person]) -> list[Wish | Payment]:
        """Birthdays decide in which of the next twelve months it happens; then this month's turn comes."""
        for person in birthdays:
            if person.alive:
                self._review(planned, person)
        step, wishes = planned.step.name, []
        for person in self.people.living:
            if person.alive and person.due.get(step) == self.month % MONTHS_A_YEAR:
                del person.due[step]
                if self.asker.exposed(planned, person):
                    yearly = self.asker.likely(planned, person)
                    wishes += self._strike(planned, person)
                    if repeats(planned):
                        self._note_due(planned, person, yearly, again=True)
        return wishes

    def _review(self, planned: PlannedStep, person: Person) -> None:
        """Decide about the year of age that begins."""
        if self.asker.exposed(planned, person):
            self._note_due(planned, person, self.asker.likely(planned, person))

    def _note_due(self, planned: PlannedStep, person: Person, yearly: float, again: bool = False) -> None:
        due = self.asker.due_month(planned, person, yearly, again)
        if due is not None:
            person.due[planned.step.name] = due

    def raise_event(self, event: str, people: Iterable[Person], answer: bool = True) -> None:
        """Tell of an event and let the steps that answer it act, now."""
        concerned = [person for person in people if person.alive]
        if not concerned:
            return
        for listener in self.listeners:
            listener(event, concerned)
        for planned in self.plan.on(event) if answer else []:
            self.settler.settle([w for person in concerned if person.alive for w in self._visit(planned, person)])
        for planned in self.plan.reviewed_on(event) if answer else []:
            for person in concerned:
                if person.alive:
                    self._review(planned, person)

    def _measure(self, planned: PlannedStep) -> None:
        """Add a measured rule up by its dimensions, in whole fractions, for those whose turn it is."""
        asker, mean, turns = self.asker, planned.step, self.setting.turns
        for person in self.people.living:
            turn = (person.key >> 32) * turns >> 32
            if turn == self.month % turns and asker.exposed(planned, person):
                scene = Scene(person)
                value = asker.rule(mean.of, planned.record, scene)
                where = [asker.names.value(by, planned.record, scene) for by in mean.by]
                capped = [min(w, OLDEST) if by == "age" else w for w, by in zip(where, mean.by, strict=True)]
                held = self.measured[planned.name].setdefault(tuple(capped), [0, 0])
                held[0] += int(value * MEASURE_UNIT)
                held[1] += 1
