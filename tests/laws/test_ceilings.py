"""Screening finds exactly those whom testing everybody would have found; ceilings are never too low."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_worlds import base, islands, lived, world

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import CELL_NAMES, DERIVED, LINKS, Binder
from ayllu.loops.ceilings import Ceilings, Cells, _Walk
from ayllu.loops.emit import DIMENSION_CAP
from ayllu.loops.plan import Plan, PlannedStep, make_plan
from ayllu.loops.source import rule_source
from ayllu.population.schema import CELLS_A_PLACE, GROUPS
from ayllu.runs.discover import discover
from ayllu.runs.world import Options
from ayllu.words.codes import AGE_GROUPS, Sex
from ayllu.words.curves import clamp, exp, log, logistic, ramp, ratio, shifted
from ayllu.words.errors import ModelError

MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
SLACK = 1e-9
"""Relative rounding that a bound may lie below a value."""


# Lives under screening


def test_screening() -> None:
    assert lived(options=Options(everybody=False)) == base()


@pytest.mark.parametrize("scale", [0.5, 0.05, 0.001])
def test_low_ceilings_are_noticed_or_made_good(scale: float) -> None:
    """Either a visited person shows that the cell must be screened again, or the audit stops the run."""
    try:
        digest = lived(options=Options(everybody=False, ceiling_scale=scale))
    except ModelError as error:
        assert "exceeds the ceiling" in str(error)
    else:
        assert digest == base()


def test_everybody_refuses_a_low_ceiling() -> None:
    with pytest.raises(ModelError, match="exceeds the ceiling"):
        lived(options=Options(everybody=True, ceiling_scale=0.05))


def test_high_ceilings_change_nothing() -> None:
    assert lived(options=Options(everybody=False, ceiling_scale=50.0)) == base()


# Bounds of the screened rules


@cache
def plan() -> Plan:
    return make_plan(discover())


@cache
def places() -> dict[str, Any]:
    found = islands().places
    return {
        name: np.array([getattr(p, name) for p in found], np.int64)
        for name in ("country", "region", "area", "destination")
    }


SCREENED = [step for step in plan().steps if step.kind == "screen"]


@dataclass
class Somebody:
    """A random person of a cell: every name a rule reads gets a value that a column could hold."""

    binder: Binder
    chance: random.Random
    cell: int
    numbers: dict[str, dict[str, float]]
    tables: dict[str, dict[str, Any]]
    known: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str, record: ProcessRecord) -> Any:
        """The value of a name, the same each time."""
        function = self.binder.function(name, record)
        key = f"{function.record.name}.{name}" if function else f"{record.name}:{name}"
        if key not in self.known:
            self.known[key] = self._rule(function.rule, function.record) if function else self._leaf(name, record)
        return self.known[key]

    def _rule(self, rule: Callable[..., Any], record: ProcessRecord) -> Any:
        label = label_of(rule)
        if label is not None and label.over:
            return self.chance.randint(0, 1 if label.gather == "any" else 40)
        source = rule_source(rule)
        given = {name: self.value(name, record) for name in source.reads}
        if source.numbers:
            given["p"] = SimpleNamespace(**self.numbers[record.name])
        return rule(**given)

    def _leaf(self, name: str, record: ProcessRecord) -> Any:
        place, group = self.cell // CELLS_A_PLACE, self.cell % GROUPS
        if name in CELL_NAMES:
            return place if name == "place" else int(places()[name][place])
        if name == "sex":
            return (self.cell // GROUPS) % 2
        if name == "age":
            oldest = AGE_GROUPS[group + 1] - 1 if group + 1 < GROUPS else 120
            return self.chance.randint(AGE_GROUPS[group], oldest)
        if name in record.tables:
            at = [self.value(dimension, record) for dimension in record.tables[name].by]
            caps = [DIMENSION_CAP.get(dimension, 10**9) for dimension in record.tables[name].by]
            return float(self.tables[record.name][name][tuple(map(min, at, caps))])
        return self._column(name)

    def _column(self, name: str) -> int:
        stem, _, rest = name.partition("_")
        if name in DERIVED:
            return self.chance.randint(int(DERIVED[name].low), int(DERIVED[name].high))
        if stem in LINKS and rest in self.binder.schema.declared:
            low, high = self.binder.range_of(rest)
        elif name in self.binder.schema.person:
            low, high = self.binder.range_of(name)
        else:
            low, high = -1, 10**6
        low, high = max(low, -(10**6)), min(high, 10**6)
        return self.chance.choice([int(low), int(high), self.chance.randint(int(low), int(high))])


def random_numbers(chance: random.Random) -> dict[str, dict[str, float]]:
    """All numbers of the pack, each somewhere in its plausible range."""
    found: dict[str, dict[str, float]] = {record.name: {} for record in plan().records}
    for process, cards in islands().cards.items():
        for name, card in cards.items():
            low, high = card.plausible or (card.value, card.value)
            found.setdefault(process, {})[name] = chance.choice([low, high, chance.uniform(low, high)])
    return found


def tables_at(month: int) -> dict[str, dict[str, Any]]:
    """Tables in force in a month."""
    return {
        record.name: {name: islands().tables[record.name][name].slice_at(month) for name in record.tables}
        for record in plan().records
    }


def chance_of(step: PlannedStep, somebody: Somebody) -> float:
    """The monthly chance of a step for a person; 0 if it cannot happen to her or him."""
    who, rule = step.step.who, step.step.how_likely
    if who is not None and not somebody.value(who.__name__, step.record):
        return 0.0
    label, value = label_of(rule), somebody.value(rule.__name__, step.record)
    assert label is not None
    months = {"year": 12.0, "month": 1.0, "": 1.0}[label.per]
    return float(1.0 - np.exp(-value / months)) if label.kind == "hazard" else value / months


def test_there_are_screened_steps() -> None:
    assert len(SCREENED) >= 3


@pytest.mark.parametrize("step", SCREENED, ids=lambda step: step.name)
@MANY
@given(seed=st.integers(0, 2**32), month=st.integers(0, 479))
def test_no_chance_exceeds_its_ceiling(step: PlannedStep, seed: int, month: int) -> None:
    chance = random.Random(seed)
    numbers, tables = random_numbers(chance), tables_at(month)
    ceiling = Ceilings(plan().binder, Cells.of(places()), numbers, tables).of_step(step.record, step.step)
    for _ in range(20):
        cell = chance.randrange(len(ceiling))
        found = chance_of(step, Somebody(plan().binder, chance, cell, numbers, tables))
        assert min(found, 1.0) <= ceiling[cell] * (1 + SLACK) + SLACK, f"cell {cell}"


def test_ceilings_are_tight_enough_to_save_work() -> None:
    """Fewer than half of the people are visited, and nobody who cannot be struck."""
    lively = world("calm", Options(everybody=False))
    lively.advance(1)
    for step in SCREENED:
        ceiling = lively.engine.ceilings.of(step).computed
        cells = np.bincount(lively.store.person["cell"], minlength=65536)[: len(ceiling)]
        assert (ceiling * cells).sum() < cells.sum() / 2
    birth = next(step for step in SCREENED if step.name == "fertility.birth")
    ceiling = lively.engine.ceilings.of(birth).computed
    men = (np.arange(lively.engine.setting.cells) // GROUPS) % 2 == Sex.MALE
    assert not ceiling[: len(men)][men].any()


# Bounds of every shape that rules may use


def arithmetic(a, b, c):
    return a * b - c / (1 + b * b) + abs(a - c)


def branches(a, b, c):
    if a > b and not c < 0:
        d = a - b
        return d * c
    if a == b or c >= 1:
        return max(a, c) - min(b, c)
    return -a if b != c else b


def shapes(a, b, c):
    return clamp(a, -1, 1) + logistic(b) * ramp(c, -2, 3) + exp(min(a, 2)) + log(abs(b) + 1)


def quotients(a, b, c):
    return ratio(a, b, c) if a <= b <= c else ratio(a, max(b, 0), 7)


def shares(a, b, c):
    return shifted(logistic(a), clamp(b - c, -3, 3))


def between(a, b, c):
    return ramp(a, b, c) + ramp(c, min(a, b), max(a, b))


SAMPLES = [arithmetic, branches, shapes, quotients, shares, between]
POINT = st.one_of(st.integers(-4, 4), st.floats(-5, 5))


@pytest.mark.parametrize("rule", SAMPLES, ids=lambda rule: rule.__name__)
@MANY
@given(data=st.data())
def test_intervals_hold_every_value(rule: Callable[..., float], data: st.DataObject) -> None:
    values, bounds = {}, {}
    for name in ("a", "b", "c"):
        low, high = sorted(float(data.draw(POINT)) for _ in range(2))
        at = data.draw(st.sampled_from([low, high]) | st.floats(low, high))
        values[name], bounds[name] = at, (np.array([low]), np.array([high]))
    found = rule(**values)
    low, high = _Walk(bounds, 1, rule.__name__).run(rule_source(rule).tree.body)
    slack = SLACK * max(1.0, abs(found))
    assert low[0] - slack <= found <= high[0] + slack


def test_a_bound_that_is_too_low_would_be_seen() -> None:
    bounds = {name: (np.array([0.0]), np.array([1.0])) for name in "abc"}
    low, high = _Walk(bounds, 1, "branches").run(rule_source(branches).tree.body)
    assert low[0] <= branches(1, 0, 0) <= high[0] < branches(3, 0, 2)
