"""One person and one step, in plain Python: who, how likely, what is drawn, what follows?

The twin asks this of everybody; a trace asks it of one person of a compiled world.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from ayllu.engine.plain_draws import child_key, gumbel, mix64, other_counter, unit
from ayllu.engine.plain_kin import kin_of
from ayllu.engine.plain_money import Payment, ask_money
from ayllu.engine.plain_names import Names, Scene
from ayllu.engine.setting import Setting
from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.money import Flow, Sends
from ayllu.grammar.outcomes import Bears, Choose, Goes, Moves, Sets, When
from ayllu.grammar.process import COLUMN_RANGES
from ayllu.grammar.rules import label_of
from ayllu.loops.generate_choices import site_of
from ayllu.loops.money import Deed, Line, deed_of
from ayllu.loops.plan import Plan, PlannedStep
from ayllu.words.codes import BARRED
from ayllu.words.curves import exp, log
from ayllu.words.months import MONTHS_A_YEAR

MONTHS = {"year": 12.0, "month": 1.0, "": 1.0}
SURE = 0.999999
"""Highest monthly chance of a rate that is spread over the months after a birthday."""


@dataclass(frozen=True)
class Wish:
    """What a step wants to happen to somebody: the declared outcome, with the relative, children or place chosen."""

    person: Any
    outcome: Any
    relative: Any = None
    girls: tuple[bool, ...] = ()
    place: int = -1
    keeps: bool = False


@dataclass
class Answer:
    """What follows for one person: wishes to be settled, own columns to be stored after all is asked, money booked."""

    wishes: list[Wish | Payment] = field(default_factory=list)
    stores: dict[str, int] = field(default_factory=dict)
    booked: list[tuple[Line, int]] = field(default_factory=list)


class Asker:
    """Asks the rules of a plan about one person, with the numbers of a month."""

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self.plan, self.setting = plan, setting
        self.seed = mix64(setting.seed)
        self.names = Names(plan.binder, setting.places)
        self.alternatives = {planned.name: number_choices(planned) for planned in plan.steps}
        self.month = 0
        self._deeds: dict[int, Deed] = {}

    def open(self, month: int) -> None:
        """Take in the numbers and tables of a month."""
        self.month = month
        self.names.open(month, self.setting.numbers(month), self.setting.tables(month))

    def rule(self, rule: Any, record: ProcessRecord, scene: Scene) -> Any:
        """The value of one of a process's rules."""
        return self.names.value(rule.__name__, record, scene)

    # Who?

    def exposed(self, planned: PlannedStep, person: Any) -> bool:
        """Could it happen to this person?"""
        who, every = planned.step.who, getattr(planned.step, "every", 1)
        if (self.month + person.key % every) % every:
            return False
        return who is None or bool(self.rule(who, planned.record, Scene(person)))

    def cents(self, amount: Any, record: ProcessRecord, scene: Scene, most: int) -> int:
        """An amount of money: whole cents from nothing to the most."""
        return int(min(max(self.rule(amount, record, scene), 0), most))

    # How likely?

    def likely(self, planned: PlannedStep, person: Any) -> float:
        """The hazard, rate or probability of a step."""
        return float(self.rule(planned.step.how_likely, planned.record, Scene(person)))

    def chance(self, planned: PlannedStep, person: Any) -> float:
        """The probability in this step's time."""
        value, label = self.likely(planned, person), label_of(planned.step.how_likely)
        assert label is not None
        if label.kind == "hazard":
            return 1.0 - exp(-value / MONTHS[label.per])
        return value / MONTHS[label.per]

    def draw(self, planned: PlannedStep, person: Any, again: int = 0) -> float:
        """The number that belongs to this person, month and step; or to the step happening once more."""
        counter = other_counter(person.key, again, self.seed) if again else person.key ^ self.seed
        return unit(counter, self.month, planned.site)

    def due_month(self, planned: PlannedStep, person: Any, yearly: float, again: bool = False) -> int | None:
        """The calendar month in which a yearly hazard or rate strikes before the next birthday, or None."""
        u = self.draw(planned, person, again)
        if u >= yearly:
            return None
        left = (person.review - self.month - 1) % MONTHS_A_YEAR + 1
        wait = waiting_time(planned, u, yearly) + again
        return (self.month + int(wait)) % MONTHS_A_YEAR if wait < left else None

    # What follows?

    def follow(self, planned: PlannedStep, person: Any) -> Answer:
        """All outcomes see the state before any of them."""
        answer = Answer()
        self._outcomes(planned.step.outcome, planned, person, answer)
        return answer

    def _outcomes(self, outcomes: tuple[Any, ...], planned: PlannedStep, person: Any, answer: Answer) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Sets):
                name, value = self._new_value(outcome, planned.record, person)
                answer.stores[name] = value
            elif isinstance(outcome, When):
                holds = self.rule(outcome.rule, planned.record, Scene(person))
                self._outcomes(outcome.then if holds else outcome.otherwise, planned, person, answer)
            elif isinstance(outcome, Choose):
                self._outcomes(self._best(outcome, planned, person), planned, person, answer)
            elif isinstance(outcome, Bears):
                answer.wishes.append(self._bear(outcome, planned.record, person))
            elif isinstance(outcome, Moves):
                answer.wishes.append(self._move(outcome, planned.record, person))
            elif isinstance(outcome, Goes):
                self._go(outcome, planned, person, answer)
            elif isinstance(outcome, Flow | Sends):
                ask_money(self, self._deed(outcome, planned), planned, person, answer)
            else:
                answer.wishes.append(Wish(person, outcome))

    def _deed(self, outcome: Flow | Sends, planned: PlannedStep) -> Deed:
        """A verb of money with the purses it means."""
        if id(outcome) not in self._deeds:
            self._deeds[id(outcome)] = deed_of(planned.record, self.plan.schema, planned.step, outcome)
        return self._deeds[id(outcome)]

    def _new_value(self, outcome: Sets, record: ProcessRecord, person: Any) -> tuple[str, int]:
        """The column and its new value, narrowed to what it can hold."""
        name, column = next((n, c) for n, c in record.columns.items() if getattr(record.module, n) is outcome.column)
        if callable(outcome.to):
            value = int(self.rule(outcome.to, record, Scene(person)))
        else:
            value = self.month if outcome.to == "this_month" else int(outcome.to)
        low, high = COLUMN_RANGES[column.kind]
        return name, min(max(value, column.low, low), column.high, high)

    def _bear(self, outcome: Bears, record: ProcessRecord, mother: Any) -> Wish:
        """Twins by the mother's draw; each child's sex by the child's own."""
        scene = Scene(mother)
        twins, girl = self.rule(outcome.twins, record, scene), self.rule(outcome.girl, record, scene)
        site = site_of(f"{record.name}.{outcome.twins.__name__}")
        children = 2 if unit(mother.key ^ self.seed, self.month, site) < twins else 1
        keys = [child_key(mother.key, mother.parity + order) for order in range(1, children + 1)]
        site = site_of(f"{record.name}.{outcome.girl.__name__}")
        return Wish(mother, outcome, girls=tuple(unit(key ^ self.seed, self.month, site) < girl for key in keys))

    def _move(self, outcome: Moves, record: ProcessRecord, person: Any) -> Wish:
        mover = person.partner if outcome.mover == "partner" else person
        return Wish(mover, outcome, self._relative(outcome, record, mover) if outcome.to == "relative" else None)

    def _relative(self, outcome: Moves, record: ProcessRecord, mover: Any) -> Any:
        """The relative outside the home with the highest appeal plus keyed noise."""
        assert outcome.appeal is not None
        outside = [(each, tie) for each, tie in kin_of(mover) if each.home is not mover.home]
        return self.best_of(outside, outcome.appeal, record, Scene(mover))

    def best_of(self, kin: list[tuple[Any, int]], appeal: Any, record: ProcessRecord, scene: Scene) -> Any:
        """The relative with the highest appeal plus keyed noise."""
        site = site_of(f"{record.name}.{appeal.__name__}")
        mover, best, top = scene.person, None, BARRED / 2
        for each, tie in kin:
            near = each.home.community is mover.home.community
            worth = self.rule(appeal, record, scene.beside(each, tie=tie, same_community=near))
            if worth > BARRED / 2:
                worth += gumbel(mover.key, each.key, self.seed, self.month, site)
                if worth > top or (best is not None and worth == top and each.key < best.key):
                    best, top = each, worth
        return best

    def _go(self, outcome: Goes, planned: PlannedStep, person: Any, answer: Answer) -> None:
        """The place with the highest appeal plus keyed noise; staying is no wish."""
        record, own, kin = planned.record, person.place, list(kin_of(person))
        country, destination = self.names.places["country"], self.names.places["destination"]
        best, top = own, BARRED / 2
        for place in range(len(country)):
            open_to = (destination[place] == 0) if outcome.among == "home" else (destination[place] > 0)
            if place != own and not (country[place] == country[own] and open_to):
                continue
            worth = self.rule(outcome.appeal, record, Scene(person).there(place, kin)) * 1.0
            if worth > BARRED / 2:
                worth += gumbel(person.key, place + 1, self.seed, self.month, planned.site)
                if worth > top:
                    best, top = place, worth
        if best == own:
            return
        there = Scene(person).there(best, kin)
        keeps = bool(int(self.rule(outcome.keeps, record, there))) if outcome.keeps else False
        near = [(each, tie) for each, tie in kin if each.place == best]
        host = self.best_of(near, outcome.host, record, there) if outcome.host else None
        answer.wishes.append(Wish(person, outcome, host, place=best, keeps=keeps))
        for verb in outcome.then:
            ask_money(self, self._deed(verb, planned), planned, person, answer, there)

    def _best(self, outcome: Choose, planned: PlannedStep, person: Any) -> tuple[Any, ...]:
        """The outcomes of the alternative with the highest appeal plus keyed noise."""
        best: tuple[Any, ...] = ()
        top = BARRED / 2
        for outcomes, worth in self.worths(outcome, planned, person):
            if worth > top:
                best, top = outcomes, worth
        return best

    def worths(self, outcome: Choose, planned: PlannedStep, person: Any) -> list[tuple[tuple[Any, ...], float]]:
        """The outcomes of each alternative and its appeal, with keyed noise where it is open."""
        found = []
        for number, (rule, outcomes) in enumerate(outcome.options, self.alternatives[planned.name][id(outcome)]):
            worth = self.rule(rule, planned.record, Scene(person))
            if worth > BARRED / 2:
                worth += gumbel(person.key, number, self.seed, self.month, planned.site)
            found.append((outcomes, worth))
        return found


def repeats(planned: PlannedStep) -> bool:
    """Whether it can happen to a person more than once in a year."""
    label = label_of(planned.step.how_likely)
    return label is not None and label.kind == "rate"


def waiting_time(planned: PlannedStep, u: float, yearly: float) -> float:
    """Months until it happens: exponential for a hazard, geometric for the monthly chance of a rate."""
    if repeats(planned):
        return math.floor(log(1.0 - u) / log(1.0 - min(yearly / 12.0, SURE)))
    return -log(1.0 - u) * 12.0 / yearly


def number_choices(planned: PlannedStep) -> dict[int, int]:
    """The number of the first alternative of each choice of a step, in the order in which they stand."""
    numbers: dict[int, int] = {}
    count = 0

    def walk(outcomes: tuple[Any, ...]) -> None:
        nonlocal count
        for outcome in outcomes:
            if isinstance(outcome, When):
                walk(outcome.then + outcome.otherwise)
            elif isinstance(outcome, Choose):
                numbers[id(outcome)] = count + 1
                count += len(outcome.options)
                for _, follows in outcome.options:
                    walk(follows)

    walk(getattr(planned.step, "outcome", ()))
    return numbers
