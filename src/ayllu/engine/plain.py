"""The readable twin: one month of everybody's lives in plain Python, without arrays or compiled code.

It runs the same plan on the same numbers with the same draws as engine/month.py, calls the rules as they stand in
their files, and must write the same events bit for bit. Read it to see what the compiled engine does.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ayllu.engine.generate import MEASURE_UNIT, site_of
from ayllu.engine.plain_draws import child_key, gumbel, mix64, other_counter, unit
from ayllu.engine.plain_kin import are_close_kin, kin_of
from ayllu.engine.plain_names import Names, Scene
from ayllu.engine.plain_people import People, Person
from ayllu.engine.plain_settle import PlainSettler, Wish
from ayllu.engine.plan import Plan, PlannedStep
from ayllu.engine.setting import Setting
from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Bears, Choose, Moves, Sets, When
from ayllu.grammar.process import COLUMN_RANGES
from ayllu.grammar.rules import label_of
from ayllu.words.codes import BARRED, Sex
from ayllu.words.curves import exp, log
from ayllu.words.months import MONTHS_A_YEAR, age_in

MONTHS = {"year": 12.0, "month": 1.0, "": 1.0}
OLDEST = 120
Stores = list[tuple[str, int]]


@dataclass
class PlainEngine:
    """A running world of plain objects, and the month that comes next."""

    people: People
    plan: Plan
    setting: Setting
    month: int = 0
    listeners: list[Callable[[str, list[Person]], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seed = mix64(self.setting.seed)
        self.names = Names(self.plan.binder, self.setting.places)
        self.settler = PlainSettler(self)
        self.measured: dict[str, dict[tuple[int, ...], list[int]]] = {
            planned.name: {} for planned in self.plan.means
        }
        self.now = ""
        self.alternatives = {planned.name: number_choices(planned) for planned in self.plan.steps}

    def start(self) -> None:
        """Reviews of month zero: what would have been decided at everybody's last birthday."""
        self._open_month()
        for planned in self.plan.steps:
            if planned.kind == "due":
                for person in self.people.living:
                    person.due.pop(planned.step.name, None)
                    self._review(planned, person)

    def advance(self) -> None:
        """Live through one month: birthdays, then every step of every process in order, then what is measured."""
        self._open_month()
        birthdays = self._celebrate()
        for planned in self.plan.steps:
            self.now = planned.name
            if planned.kind == "market":
                self.settler.unite(self._meet(planned))
            elif planned.kind != "event":
                self.settler.settle(self._look(planned, birthdays))
        for planned in self.plan.means:
            self._measure(planned, birthdays)
        self.people.living = [person for person in self.people.living if person.alive]
        self.month += 1

    def _open_month(self) -> None:
        self.names.open(self.month, self.setting.numbers(self.month), self.setting.tables(self.month))

    def _celebrate(self) -> list[Person]:
        """Those whose year of age began this month, now a year older."""
        birthdays = [person for person in self.people.living if person.review == self.month % MONTHS_A_YEAR]
        for person in birthdays:
            person.age = min(age_in(self.month, person.birth), OLDEST)
        return birthdays

    # Who, how likely, and what follows?

    def _look(self, planned: PlannedStep, birthdays: list[Person]) -> list[Wish]:
        """What a step wants for everybody it asks; nothing is settled before all have been asked."""
        if planned.kind == "due":
            return self._look_due(planned, birthdays)
        asked = birthdays if planned.kind == "birthday" else self.people.living
        return [wish for person in asked if person.alive for wish in self._visit(planned, person)]

    def _look_due(self, planned: PlannedStep, birthdays: list[Person]) -> list[Wish]:
        """Birthdays decide in which of the next twelve months it happens; this month's are due."""
        for person in birthdays:
            if person.alive:
                self._review(planned, person)
        wishes = []
        for person in self.people.living:
            if person.alive and person.due.get(planned.step.name) == self.month % MONTHS_A_YEAR:
                del person.due[planned.step.name]
                if self._exposed(planned, person):
                    yearly = self._yearly(planned, person)
                    wishes += self._follow(planned, person)
                    if repeats(planned):
                        self._set_due(planned, person, self._draw(planned, person, again=1), 1.0, yearly)
        return wishes

    def _visit(self, planned: PlannedStep, person: Person) -> list[Wish]:
        """Is she or he exposed, and does the draw fall below the chance?"""
        if not self._exposed(planned, person):
            return []
        if planned.step.how_likely is not None and self._draw(planned, person) >= self._chance(
            planned, person
        ):
            return []
        return self._follow(planned, person)

    def _exposed(self, planned: PlannedStep, person: Person) -> bool:
        who = planned.step.who
        return who is None or bool(self._rule(who, planned.record, Scene(person)))

    def _rule(self, rule: Any, record: ProcessRecord, scene: Scene) -> Any:
        return self.names.value(rule.__name__, record, scene)

    def _draw(self, planned: PlannedStep, person: Person, again: int = 0) -> float:
        """The number that belongs to this person, month and step; or to the step happening once more."""
        counter = other_counter(person.key, again, self.seed) if again else person.key ^ self.seed
        return unit(counter, self.month, planned.site)

    def _chance(self, planned: PlannedStep, person: Person) -> float:
        """The probability in this step's time, from a hazard, rate or probability."""
        value = self._rule(planned.step.how_likely, planned.record, Scene(person))
        label = label_of(planned.step.how_likely)
        assert label is not None
        if label.kind == "hazard":
            return 1.0 - exp(-value / MONTHS[label.per])
        return float(value / MONTHS[label.per])

    def _review(self, planned: PlannedStep, person: Person) -> None:
        """A yearly hazard or rate: the waiting time decides the month within the year of age that begins."""
        if self._exposed(planned, person):
            self._set_due(planned, person, self._draw(planned, person), 0.0, self._yearly(planned, person))

    def _yearly(self, planned: PlannedStep, person: Person) -> float:
        return float(self._rule(planned.step.how_likely, planned.record, Scene(person)))

    def _set_due(self, planned: PlannedStep, person: Person, u: float, soonest: float, yearly: float) -> None:
        """Note the month in which it is due, if that comes before the next birthday."""
        if u < yearly:
            left = (person.review - self.month - 1) % MONTHS_A_YEAR + 1
            wait = soonest + waiting_time(planned, u, yearly)
            if wait < left:
                person.due[planned.step.name] = (self.month + int(wait)) % MONTHS_A_YEAR

    # What follows?

    def _follow(self, planned: PlannedStep, person: Person) -> list[Wish]:
        """All outcomes see the state before any of them; the person's own columns are stored last."""
        stores: Stores = []
        wishes = self._outcomes(planned.step.outcome, planned, person, stores)
        for name, value in stores:
            setattr(person, name, value)
        return wishes

    def _outcomes(
        self, outcomes: tuple[Any, ...], planned: PlannedStep, person: Person, stores: Stores
    ) -> list[Wish]:
        wishes = []
        for outcome in outcomes:
            if isinstance(outcome, Sets):
                stores.append(self._new_value(outcome, planned.record, person))
            elif isinstance(outcome, When):
                holds = self._rule(outcome.rule, planned.record, Scene(person))
                wishes += self._outcomes(
                    outcome.then if holds else outcome.otherwise, planned, person, stores
                )
            elif isinstance(outcome, Choose):
                wishes += self._outcomes(self._best(outcome, planned, person), planned, person, stores)
            elif isinstance(outcome, Bears):
                wishes.append(self._bear(outcome, planned.record, person))
            elif isinstance(outcome, Moves):
                wishes.append(self._move(outcome, planned.record, person))
            else:
                wishes.append(Wish(person, outcome))
        return wishes

    def _new_value(self, outcome: Sets, record: ProcessRecord, person: Person) -> tuple[str, int]:
        """The column and its new value, narrowed to what it can hold."""
        name, column = next(
            (n, c) for n, c in record.columns.items() if getattr(record.module, n) is outcome.column
        )
        if callable(outcome.to):
            value = int(self._rule(outcome.to, record, Scene(person)))
        else:
            value = self.month if outcome.to == "this_month" else int(outcome.to)
        low, high = COLUMN_RANGES[column.kind]
        return name, min(max(value, column.low, low), column.high, high)

    def _bear(self, outcome: Bears, record: ProcessRecord, mother: Person) -> Wish:
        """Twins by the mother's draw; each child's sex by the child's own."""
        scene, twins, girl = Scene(mother), outcome.twins.__name__, outcome.girl.__name__
        share = self._rule(outcome.girl, record, scene)
        draw = unit(mother.key ^ self.seed, self.month, site_of(f"{record.name}.{twins}"))
        children = 2 if draw < self._rule(outcome.twins, record, scene) else 1
        keys = [child_key(mother.key, mother.parity + order) for order in range(1, children + 1)]
        site = site_of(f"{record.name}.{girl}")
        return Wish(
            mother, outcome, girls=tuple(unit(key ^ self.seed, self.month, site) < share for key in keys)
        )

    def _move(self, outcome: Moves, record: ProcessRecord, person: Person) -> Wish:
        mover = person.partner if outcome.mover == "partner" else person
        assert mover is not None
        return Wish(
            mover, outcome, self._relative(outcome, record, mover) if outcome.to == "relative" else None
        )

    def _relative(self, outcome: Moves, record: ProcessRecord, mover: Person) -> Person | None:
        """The relative outside the home with the highest appeal plus keyed noise."""
        assert outcome.appeal is not None
        site = site_of(f"{record.name}.{outcome.appeal.__name__}")
        best, top = None, BARRED / 2
        for each, tie in kin_of(mover):
            if each.home is mover.home:
                continue
            near = each.home.community is mover.home.community
            worth = self._rule(
                outcome.appeal, record, Scene(mover).beside(each, tie=tie, same_community=near)
            )
            if worth > BARRED / 2:
                worth += gumbel(mover.key, each.key, self.seed, self.month, site)
                if worth > top or (best is not None and worth == top and each.key < best.key):
                    best, top = each, worth
        return best

    def _best(self, outcome: Choose, planned: PlannedStep, person: Person) -> tuple[Any, ...]:
        """The outcomes of the alternative with the highest appeal plus keyed noise."""
        best: tuple[Any, ...] = ()
        top, first = BARRED / 2, self.alternatives[planned.name][id(outcome)]
        for number, (rule, outcomes) in enumerate(outcome.options, first):
            worth = self._rule(rule, planned.record, Scene(person))
            if worth > BARRED / 2:
                worth += gumbel(person.key, number, self.seed, self.month, planned.site)
                if worth > top:
                    best, top = outcomes, worth
        return best

    # Events

    def raise_event(self, event: str, people: Iterable[Person], answer: bool = True) -> None:
        """Tell of an event and let the steps that answer it act, now."""
        concerned = [person for person in people if person.alive]
        if not concerned:
            return
        for listener in self.listeners:
            listener(event, concerned)
        for planned in self.plan.on(event) if answer else []:
            self.settler.settle(
                [w for person in concerned if person.alive for w in self._visit(planned, person)]
            )

    # The marriage market

    def _meet(self, planned: PlannedStep) -> list[tuple[Person, Person]]:
        """Who unites this month: in each place those on the shorter side choose among the others."""
        column = next(
            name for name, known in self.plan.schema.declared.items() if known == planned.step.looking
        )
        lookers = [p for p in self.people.living if p.alive and getattr(p, column) == 1 and p.partner is None]
        couples: list[tuple[Person, Person]] = []
        for place in sorted({person.place for person in lookers}):
            women = [p for p in lookers if p.place == place and p.sex == Sex.FEMALE]
            men = [p for p in lookers if p.place == place and p.sex == Sex.MALE]
            choosers, others = (women, men) if len(women) <= len(men) else (men, women)
            couples += self._meet_in_place(planned, choosers, others)
        return couples

    def _meet_in_place(
        self, planned: PlannedStep, choosers: list[Person], others: list[Person]
    ) -> list[tuple[Person, Person]]:
        """Each chooser, in a keyed order, meets some of the others and takes the one who suits best."""
        market, record = planned.step, planned.record
        acquaintances = int(getattr(self.names.p[record.name], market.acquaintances))
        couples: list[tuple[Person, Person]] = []
        taken: set[int] = set()
        for chooser in sorted(choosers, key=lambda person: self._position(person, f"{planned.name}.order")):
            best, top, met = None, 0.0, 0
            for other in self._round(chooser, others, f"{planned.name}.place")[: 4 * acquaintances]:
                if met >= acquaintances or other.key in taken:
                    continue
                met += 1
                woman, man = (chooser, other) if chooser.sex == Sex.FEMALE else (other, chooser)
                worth = self._rule(market.suitability, record, meeting_of(woman, man))
                if worth > top or (best is not None and worth == top and other.key < best.key):
                    best, top = other, worth
            if best is not None:
                taken.add(best.key)
                couples.append((chooser, best) if chooser.sex == Sex.FEMALE else (best, chooser))
        return couples

    def _position(self, person: Person, site: str) -> float:
        return unit(person.key ^ self.seed, self.month, site_of(site))

    def _round(self, chooser: Person, others: list[Person], site: str) -> list[Person]:
        """The others of the place in keyed order, beginning at the first whose position follows the chooser's."""
        queue = sorted(others, key=lambda person: self._position(person, site))
        own = chooser.place + self._position(chooser, site)
        start = sum(1 for other in queue if other.place + self._position(other, site) < own)
        return queue[start:] + queue[:start]

    def _measure(self, planned: PlannedStep, birthdays: list[Person]) -> None:
        """Add a measured rule up by its dimensions, in whole fractions."""
        for person in birthdays:
            scene = Scene(person)
            if not person.alive or not self._exposed(planned, person):
                continue
            value = self._rule(planned.step.of, planned.record, scene)
            where = [
                min(self.names.value(by, planned.record, scene), 100 if by == "age" else 10**9)
                for by in planned.step.by
            ]
            held = self.measured[planned.name].setdefault(tuple(where), [0, 0])
            held[0] += int(value * MEASURE_UNIT)
            held[1] += 1


def repeats(planned: PlannedStep) -> bool:
    """Whether it can happen to a person more than once in a year."""
    label = label_of(planned.step.how_likely)
    return label is not None and label.kind == "rate"


def waiting_time(planned: PlannedStep, u: float, yearly: float) -> float:
    """Months until it happens: exponential for a hazard, geometric for the monthly chance of a rate."""
    if repeats(planned):
        return math.floor(log(1.0 - u) / log(1.0 - min(yearly / 12.0, 0.999999)))
    return -log(1.0 - u) * 12.0 / yearly


def meeting_of(woman: Person, man: Person) -> Scene:
    """A woman (ego_) and a man (alter_) who meet."""
    near = woman.home.community is man.home.community
    given = {"same_community": near, "close_kin": are_close_kin(woman, man)}
    return Scene(woman, {"ego_": Scene(woman), "alter_": Scene(man)}, given)


def number_choices(planned: PlannedStep) -> dict[int, int]:
    """The number of the first alternative of each choice of a step, in the order in which they are written."""
    numbers: dict[int, int] = {}
    count = 0

    def walk(outcomes: tuple[Any, ...]) -> None:
        nonlocal count
        for outcome in outcomes:
            if isinstance(outcome, When):
                walk(outcome.then)
                walk(outcome.otherwise)
            elif isinstance(outcome, Choose):
                numbers[id(outcome)] = count + 1
                count += len(outcome.options)
                for _, follows in outcome.options:
                    walk(follows)

    walk(getattr(planned.step, "outcome", ()))
    return numbers
