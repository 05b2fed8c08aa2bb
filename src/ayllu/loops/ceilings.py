"""Computed ceilings: the highest chance a rule can give to anybody in a cell.

The rule's own tree is evaluated in interval arithmetic, for all cells at once: what the cell fixes (place,
sex, age group) and the month's numbers are exact, other columns take the range they were declared with. The
bound is sound by construction; the engine checks it again on every visited person and on a keyed sample.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Step
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import AT, CELL_NAMES, DERIVED, LINKS, Binder, Function
from ayllu.loops.source import rule_source
from ayllu.population.schema import CELLS_A_PLACE, GROUPS
from ayllu.words.codes import AGE_GROUPS
from ayllu.words.errors import ModelError

Array = NDArray[np.float64]
Interval = tuple[Array, Array]

WIDE = 2.0**62
RISING = ("exp", "log", "logistic")


@dataclass
class Cells:
    """What each cell fixes: intervals of place, country, region, area, sex and age."""

    fixed: dict[str, Interval]
    n: int

    @staticmethod
    def of(places: Mapping[str, NDArray[np.int64]]) -> "Cells":
        """Cells of all places; places holds country, region, area and destination by place."""
        n = len(places["country"]) * CELLS_A_PLACE
        cell = np.arange(n)
        place, group = cell // CELLS_A_PLACE, cell % GROUPS
        lows = np.array(AGE_GROUPS, float)
        highs = np.append(lows[1:] - 1, 120.0)
        fixed: dict[str, Interval] = {"age": (lows[group], highs[group])}
        exact = {
            "place": place,
            "sex": (cell // GROUPS) % 2,
            **{k: values[place] for k, values in places.items()},
        }
        for name, values in exact.items():
            fixed[name] = (values.astype(float), values.astype(float))
        return Cells(fixed, n)


@dataclass
class Ceilings:
    """Evaluates bounds of a process's rules for the numbers and tables of a month."""

    binder: Binder
    cells: Cells
    numbers: Mapping[str, Mapping[str, float]]
    tables: Mapping[str, Mapping[str, Array]]
    memo: dict[str, Interval] = field(default_factory=dict)
    read: set[tuple[str, str]] = field(default_factory=set)

    def of_step(self, record: ProcessRecord, step: Step) -> Array:
        """Highest chance a month of a step in each cell, or the yearly value of a review; 0 where nobody is exposed."""
        assert step.how_likely is not None
        label = label_of(step.how_likely)
        assert label is not None
        high = self.value(step.how_likely.__name__, record)[1]
        months = {"year": 12.0, "month": 1.0, "": 1.0}[label.per]
        with np.errstate(over="ignore"):
            chance = 1.0 - np.exp(-high / months) if label.kind == "hazard" else high / months
        chance = high if step.pace == "birthday" else chance
        chance = np.where(chance > 0.0, np.clip(chance * (1.0 + 1e-9) + 1e-12, 0.0, 1.0), 0.0)
        if step.who is not None:
            chance = np.where(self.value(step.who.__name__, record)[1] > 0, chance, 0.0)
        return chance

    def value(self, name: str, record: ProcessRecord) -> Interval:
        """Bounds of what a name means, by cell."""
        function = self.binder.function(name, record)
        key = f"{function.record.name}.{name}" if function else f"{record.name}:{name}"
        if key not in self.memo:
            self.memo[key] = self._rule(function) if function else self._stored(name, record)
        return self.memo[key]

    def _stored(self, name: str, record: ProcessRecord) -> Interval:
        if name in self.cells.fixed:
            return self.cells.fixed[name]
        if name in DERIVED:
            return self._flat(DERIVED[name].low, DERIVED[name].high)
        if name in self.binder.schema.person:
            return self._flat(*self.binder.range_of(name))
        owner = self.binder.table_owner(name, record)
        if owner is not None and self.binder.base(name, owner) in owner.tables:
            return self._table(owner, name)
        stem, _, rest = name.partition("_")
        if stem in LINKS and rest in self.binder.schema.declared:
            return self._flat(*self.binder.range_of(rest))
        return self._flat(-WIDE, WIDE)

    def _flat(self, low: float, high: float) -> Interval:
        return np.full(self.cells.n, float(low)), np.full(self.cells.n, float(high))

    def _table(self, record: ProcessRecord, name: str) -> Interval:
        """Lowest and highest entry a cell can reach: exact dimensions are looked up, others searched."""
        base = self.binder.base(name, record)
        self.read.add((record.name, base))
        values = self.tables[record.name][base]
        indices: list[list[NDArray[np.int64]]] = []
        for dimension, size in zip(self.binder.by(name, record), values.shape, strict=True):
            if dimension.startswith(AT):
                indices.append([np.full(self.cells.n, int(dimension.removeprefix(AT)))])
            elif dimension in CELL_NAMES or dimension in ("sex", "age"):
                low, high = (np.minimum(b, size - 1).astype(np.int64) for b in self.cells.fixed[dimension])
                span = int((high - low).max()) + 1
                indices.append([np.minimum(low + k, high) for k in range(span)])
            else:
                indices.append([np.full(self.cells.n, k) for k in range(size)])
        low, high = self._flat(np.inf, -np.inf)
        for combination in _product(indices):
            entry = values[tuple(combination)]
            low, high = np.minimum(low, entry), np.maximum(high, entry)
        return low, high

    def _rule(self, function: Function) -> Interval:
        label = label_of(function.rule)
        if label is not None and label.gather in ("total", "most"):
            return self._flat(-WIDE, WIDE)
        if label is not None and label.over:
            return self._flat(0, 1 if label.gather == "any" else 1000)
        source = rule_source(function.rule)
        names = {read: self.value(read, function.record) for read in source.reads}
        numbers = self.numbers[function.record.name]
        names |= {f"p_{n}": self._flat(numbers[n], numbers[n]) for n in source.numbers}
        return _Walk(names, self.cells.n, source.name).run(source.tree.body)


def _product(indices: list[list[NDArray[np.int64]]]) -> list[list[NDArray[np.int64]]]:
    combinations: list[list[NDArray[np.int64]]] = [[]]
    for choices in indices:
        combinations = [[*before, choice] for before in combinations for choice in choices]
    return combinations


class _Walk:
    """Runs a rule's statements on intervals; branches that cannot be decided are both taken."""

    def __init__(self, names: dict[str, Interval], n: int, rule: str) -> None:
        self.names, self.n, self.rule = names, n, rule
        self.low, self.high = np.full(n, np.inf), np.full(n, -np.inf)

    def run(self, body: list[ast.stmt]) -> Interval:
        """Hull of everything the rule may return."""
        with np.errstate(all="ignore"):
            self._block(body, np.ones(self.n, bool))
        return self.low, self.high

    def _block(self, body: list[ast.stmt], live: NDArray[np.bool_]) -> NDArray[np.bool_]:
        for statement in body:
            if isinstance(statement, ast.Return) and statement.value is not None:
                low, high = self._value(statement.value)
                self.low = np.where(live, np.minimum(self.low, low), self.low)
                self.high = np.where(live, np.maximum(self.high, high), self.high)
                return np.zeros(self.n, bool)
            if isinstance(statement, ast.If):
                low, high = self._value(statement.test)
                then, otherwise = live & ((high != 0) | (low != 0)), live & (low <= 0) & (high >= 0)
                before = dict(self.names)
                after_then = self._block(statement.body, then)
                named = self.names
                self.names = before
                after_else = self._block(statement.orelse, otherwise)
                self._join(named)
                live = after_then | after_else
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.names[statement.targets[0].id] = self._value(statement.value)
            else:
                raise ModelError(f"{self.rule}: no bound is known for '{ast.unparse(statement)}'")
        return live

    def _join(self, other: dict[str, Interval]) -> None:
        for name, (low, high) in other.items():
            mine = self.names.get(name)
            self.names[name] = (low, high) if mine is None else (np.minimum(low, mine[0]), np.maximum(high, mine[1]))

    def _value(self, node: ast.expr) -> Interval:
        if isinstance(node, ast.Constant):
            value = np.full(self.n, float(node.value))  # type: ignore[arg-type]
            return value, value
        if isinstance(node, ast.Name):
            return self.names[node.id]
        if isinstance(node, ast.UnaryOp):
            low, high = self._value(node.operand)
            return (-high, -low) if isinstance(node.op, ast.USub) else _not(low, high)
        if isinstance(node, ast.BinOp):
            return _arithmetic(node.op, self._value(node.left), self._value(node.right))
        if isinstance(node, ast.BoolOp):
            parts = [_truth(*self._value(value)) for value in node.values]
            join = np.minimum if isinstance(node.op, ast.And) else np.maximum
            return join.reduce([p[0] for p in parts]), join.reduce([p[1] for p in parts])
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.IfExp):
            low, high = _truth(*self._value(node.test))
            yes, no = self._value(node.body), self._value(node.orelse)
            return (
                np.where(low > 0, yes[0], np.where(high > 0, np.minimum(yes[0], no[0]), no[0])),
                np.where(low > 0, yes[1], np.where(high > 0, np.maximum(yes[1], no[1]), no[1])),
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return _shape(node.func.id, [self._value(a) for a in node.args], self.rule)
        raise ModelError(f"{self.rule}: no bound is known for '{ast.unparse(node)}'")

    def _compare(self, node: ast.Compare) -> Interval:
        parts = []
        left = self._value(node.left)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self._value(right_node)
            parts.append(_comparison(op, left, right))
            left = right
        return np.minimum.reduce([p[0] for p in parts]), np.minimum.reduce([p[1] for p in parts])


def _truth(low: Array, high: Array) -> Interval:
    return ((low > 0) | (high < 0)).astype(float), ((low != 0) | (high != 0)).astype(float)


def _not(low: Array, high: Array) -> Interval:
    surely, maybe = _truth(low, high)
    return 1.0 - maybe, 1.0 - surely


def _comparison(op: ast.cmpop, a: Interval, b: Interval) -> Interval:
    if isinstance(op, ast.Gt | ast.GtE):
        a, b = b, a
    if isinstance(op, ast.Lt | ast.Gt):
        return (a[1] < b[0]).astype(float), (a[0] < b[1]).astype(float)
    if isinstance(op, ast.LtE | ast.GtE):
        return (a[1] <= b[0]).astype(float), (a[0] <= b[1]).astype(float)
    same = (a[0] == a[1]) & (b[0] == b[1]) & (a[0] == b[0])
    meet = (a[0] <= b[1]) & (b[0] <= a[1])
    return (
        (_not(same.astype(float), meet.astype(float)))
        if isinstance(op, ast.NotEq)
        else (same.astype(float), meet.astype(float))
    )


def _arithmetic(op: ast.operator, a: Interval, b: Interval) -> Interval:
    if isinstance(op, ast.Add):
        return a[0] + b[0], a[1] + b[1]
    if isinstance(op, ast.Sub):
        return a[0] - b[1], a[1] - b[0]
    if isinstance(op, ast.Div):
        crosses = (b[0] <= 0) & (b[1] >= 0)
        b = (np.where(crosses, -np.inf, 1.0 / b[1]), np.where(crosses, np.inf, 1.0 / b[0]))
    products = [np.nan_to_num(x * y, nan=0.0, posinf=np.inf, neginf=-np.inf) for x in a for y in b]
    return np.minimum.reduce(products), np.maximum.reduce(products)


def _exp(x: Array) -> Array:
    return np.asarray(np.exp(np.clip(x, -700.0, 700.0)))


SHAPES: dict[str, Callable[..., Array]] = {
    "exp": _exp,
    "log": lambda x: np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), -745.0),
    "logistic": lambda x: 1.0 / (1.0 + _exp(-x)),
    "shifted": lambda share, by: share * _exp(by) / (1.0 - share + share * _exp(by)),
    "ramp": lambda x, start, end: np.where(
        start == end, (x >= start).astype(float), np.clip((x - start) / np.where(start == end, 1.0, end - start), 0, 1)
    ),
}
"""Shapes of words.curves for all cells at once; they differ in the last digits, far below a ceiling's slack."""


def _shape(name: str, a: list[Interval], rule: str) -> Interval:
    if name in ("min", "max"):
        join = np.minimum if name == "min" else np.maximum
        return join.reduce([x[0] for x in a]), join.reduce([x[1] for x in a])
    if name == "abs":
        low, high = a[0]
        return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(abs(low), abs(high))), np.maximum(abs(low), abs(high))
    if name == "clamp":
        return np.clip(a[0][0], a[1][0], a[2][0]), np.clip(a[0][1], a[1][1], a[2][1])
    if name in RISING:
        return SHAPES[name](a[0][0]), SHAPES[name](a[0][1])
    if name == "shifted":
        return SHAPES[name](a[0][0], a[1][0]), SHAPES[name](a[0][1], a[1][1])
    if name == "ramp":
        corners = [SHAPES[name](x, s, e) for x in a[0] for s in a[1] for e in a[2]]
        meet = (a[1][0] <= a[2][1]) & (a[2][0] <= a[1][1])
        return (
            np.where(meet, 0.0, np.minimum.reduce(corners)),
            np.where(meet, 1.0, np.maximum.reduce(corners)),
        )
    if name == "ratio":
        quotient = _arithmetic(ast.Div(), a[0], a[1])
        zero = (a[1][0] <= 0) & (a[1][1] >= 0)
        return (
            np.where(zero, np.minimum(quotient[0], a[2][0]), quotient[0]),
            np.where(zero, np.maximum(quotient[1], a[2][1]), quotient[1]),
        )
    raise ModelError(f"{rule}: no bound is known for the shape '{name}'")
