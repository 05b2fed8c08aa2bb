"""Table cards: values by sex, age, place and so on, and the slice that is in force in a month."""

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from ayllu.register.cards import TableHead, Time
from ayllu.register.dimensions import EVERY, Dimension
from ayllu.register.files import PackFiles, Sheet
from ayllu.words.errors import nearest
from ayllu.words.months import MONTHS_A_YEAR

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

MID_YEAR = 0.5
MOST_CELLS = 20_000_000
SHOWN = 12
"""Labels of a dimension that a message names."""
REMARKS = frozenset({"note", "source", "kind"})
"""Columns that a table may carry without being read."""

_YEARS = re.compile(r"(\d{4})(?:-(\d{4})|-(\d{2}))?")


@dataclass(frozen=True)
class Change:
    """A factor on the cells of a table, or a value instead of them, from one month until another, both included."""

    times: float = 1.0
    value: float | None = None
    first_month: float = -math.inf
    last_month: float = math.inf
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Labels by dimension; dimensions that are not named are meant as a whole."""

    def holds(self, month: int) -> bool:
        """Whether it is in force in a month."""
        return self.first_month <= month <= self.last_month

    def applied(self, values: Floats, sides: Sequence[Dimension]) -> Floats:
        """A copy of values, whose last axes are the sides, with the change made."""
        changed, named = values.copy(), dict(self.where)
        spans = [[side.span(label) for label in named.get(side.name, (EVERY,))] for side in sides]
        for box in product(*spans):
            cells: Any = (..., *(slice(*span) for span in box if span is not None))
            changed[cells] = changed[cells] * self.times if self.value is None else self.value
        return changed


@dataclass
class TableCard:
    """A table with its card. `stack` is float64, one C-contiguous array of `shape` per time label.

    `moments` holds, for each label, its first month (step) or the year of its centre (linear).
    """

    head: TableHead
    sides: tuple[Dimension, ...]
    stack: Floats
    moments: list[float]
    epoch_year: int
    changes: tuple[Change, ...] = ()
    _slices: dict[Any, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def process(self) -> str:
        """Process that owns the table."""
        return self.head.process

    @property
    def name(self) -> str:
        """Name in the process."""
        return self.head.name

    @property
    def by(self) -> tuple[str, ...]:
        """Names of the dimensions, in array order."""
        return self.head.by

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the dimensions, in array order."""
        return tuple(side.size for side in self.sides)

    @property
    def neutral(self) -> float | None:
        """The value that switches the table off."""
        return None if self.head.neutral is None else float(self.head.neutral)

    @property
    def mechanism(self) -> str | None:
        """The named set it belongs to."""
        return self.head.mechanism

    def slice_at(self, month: int) -> Floats:
        """The values in force in a month: float64, C-contiguous, the same object while nothing changes.

        Before the first label and after the last the nearest one holds. The array is shared: do not write.
        """
        key = self._key(month)
        active = self.active(month)
        found = self._slices.get((key, active))
        if found is None:
            found = self._slices[key, active] = self.with_changes(self._between(key), active)
        return found

    def active(self, month: int) -> tuple[int, ...]:
        """Positions of the changes in force in a month."""
        return tuple(k for k, change in enumerate(self.changes) if change.holds(month))

    def with_changes(self, values: Floats, active: Sequence[int]) -> Floats:
        """Values, whose last axes are those of the table, with some changes made one after the other."""
        for k in active:
            values = self.changes[k].applied(values, self.sides)
        return values

    def misnamed(self, where: Mapping[str, Sequence[str]]) -> str:
        """What is wrong with the cells that a change names; empty if nothing is."""
        sides = {side.name: side for side in self.sides}
        for name, labels in where.items():
            if name not in sides:
                return f"'{name}' is no dimension of it: {', '.join(sides) or 'it has none'}"
            for label in labels:
                if sides[name].span(label) is None:
                    return f"'{label}' is no {name}: {', '.join(sides[name].labels[:SHOWN])}"
        return ""

    def _key(self, month: int) -> float:
        """Position among the labels, the fraction being the way to the next one."""
        if self.head.time.between == "linear":
            middle = self.epoch_year + month // MONTHS_A_YEAR + MID_YEAR
            if middle <= self.moments[0]:
                return 0.0
            right = bisect_right(self.moments, middle)
            if right == len(self.moments):
                return float(right - 1)
            before, after = self.moments[right - 1], self.moments[right]
            return right - 1 + (middle - before) / (after - before)
        return float(max(0, bisect_right(self.moments, month) - 1))

    def _between(self, key: float) -> Floats:
        left = int(key)
        weight = key - left
        before: Floats = self.stack[left]
        if weight == 0:
            return before
        after: Floats = self.stack[left + 1]
        return before * (1 - weight) + after * weight

    def changed(self, by: Change) -> "TableCard":
        """A copy with one more change."""
        return replace(self, changes=(*self.changes, by), _slices={})

    def neutralised(self) -> "TableCard":
        """A copy in which every cell is the neutral value in every month."""
        flat = np.full((1, *self.shape), self.neutral, dtype=np.float64)
        return replace(self, stack=flat, moments=[0.0], changes=(), _slices={})


def read_table(files: PackFiles, head: TableHead, sides: Mapping[str, Dimension], epoch_year: int) -> TableCard | None:
    """Read the file of a table card; None, with every fault noted, when it cannot be used."""
    before = len(files.problems.found)
    axes = _axes(files, head, sides)
    if axes is None:
        return None
    dated = head.time.between != "none"
    needs = [*head.by, *([head.time.column] if dated else []), "value"]
    sheet = files.sheet(f"tables/{head.table}", needs)
    if not sheet.columns:
        return None
    for column in sheet.columns:
        if column not in needs and column not in REMARKS:
            files.add(f"unknown column '{column}'", f"{sheet.name}:1", remedy=nearest(column, needs))
    labels, moments = _time_labels(files, sheet, head.time, epoch_year) if dated else ([EVERY], [0.0])
    when = Dimension("time", tuple(labels), other_names={label: i for i, label in enumerate(labels)})
    stack = _fill(files, sheet, head, (when, *axes), before)
    return None if stack is None else TableCard(head, axes, stack, moments, epoch_year)


def _axes(files: PackFiles, head: TableHead, sides: Mapping[str, Dimension]) -> tuple[Dimension, ...] | None:
    for name in head.by:
        if name not in sides:
            files.add(f"{head.full_name} is by '{name}', no such dimension", head.at, remedy=nearest(name, sides))
    if len(set(head.by)) != len(head.by):
        files.add(f"{head.full_name} names a dimension twice", head.at, ", ".join(head.by))
    elif "/" in head.table or "\\" in head.table:
        files.add(f"the table of {head.full_name} is not a file name", head.at, remedy="Put it in tables/.")
    elif all(name in sides for name in head.by):
        return tuple(sides[name] for name in head.by)
    return None


def _time_labels(files: PackFiles, sheet: Sheet, time: Time, epoch_year: int) -> tuple[list[str], list[float]]:
    """Distinct time labels in order, with their moments: first month (step) or centre in years (linear)."""
    found: dict[str, float] = {}
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        label = row[time.column]
        if label in found or label == EVERY:
            continue
        found[label] = moment = _moment(label, time, epoch_year)
        if math.isnan(moment):
            reason = "1955, 1950-1955 or, for steps, 1955-07 is expected"
            files.add(f"'{label}' is not a {time.column}", f"{sheet.name}:{line}", reason)
        elif list(found.values()).count(moment) > 1:
            files.add(f"'{label}' means the same {time.column} as another label", f"{sheet.name}:{line}")
    if not found:
        files.add(f"no {time.column} is given", sheet.name)
    labels = sorted(found, key=lambda label: found[label])
    return labels, [found[label] for label in labels]


def _moment(label: str, time: Time, epoch_year: int) -> float:
    match = _YEARS.fullmatch(label)
    if match is None:
        return math.nan
    first, month = int(match[1]), int(match[3] or 1)
    last = int(match[2]) if match[2] else first + 1
    shift = MID_YEAR if match[2] and time.periods == "mid-year" else 0.0
    if last <= first or not 1 <= month <= MONTHS_A_YEAR or (match[3] and time.between == "linear"):
        return math.nan
    if time.between == "linear":
        return (first + last) / 2 + shift
    return (first + shift - epoch_year) * MONTHS_A_YEAR + month - 1


def _fill(files: PackFiles, sheet: Sheet, head: TableHead, axes: Sequence[Dimension], before: int) -> Floats | None:
    columns = [None if axis.name == "time" else axis.name for axis in axes]
    spans = [
        _spans(files, sheet, axis, column or (head.time.column if axis.labels != (EVERY,) else None))
        for axis, column in zip(axes, columns, strict=True)
    ]
    values = _values(files, sheet, head)
    if len(files.problems.found) > before:
        return None
    shape = tuple(axis.size for axis in axes)
    covered = int(np.prod([high - low for low, high in spans], axis=0).sum()) if values.size else 0
    if math.prod(shape) > MOST_CELLS or covered > 2 * math.prod(shape) + MOST_CELLS:
        files.add(f"the table has too many cells ({max(covered, math.prod(shape))})", sheet.name)
        return None
    rows, cells = _expand(spans, shape)
    if not _complete(files, sheet, axes, rows, cells, shape, head.otherwise is not None):
        return None
    stack = np.full(shape, 0.0 if head.otherwise is None else float(head.otherwise), dtype=np.float64)
    stack.reshape(-1)[cells] = values[rows]
    return stack


def _spans(files: PackFiles, sheet: Sheet, axis: Dimension, column: str | None) -> tuple[Indices, Indices]:
    """First index and end of what each row's label covers in one dimension."""
    if column is None:
        return np.zeros(len(sheet.rows), dtype=np.int64), np.ones(len(sheet.rows), dtype=np.int64)
    texts = sheet.column(column)
    known: dict[str, tuple[int, int]] = {}
    for text, line in zip(texts, sheet.lines, strict=True):
        if text not in known:
            span = axis.span(text)
            if span is None:
                remedy = nearest(text, axis.labels) or f"Known: {', '.join(axis.labels[:3])} ... {axis.labels[-1]}."
                files.add(f"unknown {column} '{text}'", f"{sheet.name}:{line}", remedy=remedy)
            known[text] = span or (0, 0)
    pairs = np.array([known[text] for text in texts], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _values(files: PackFiles, sheet: Sheet, head: TableHead) -> Floats:
    """The value column; unreadable cells and cells outside the plausible range are noted."""
    texts = sheet.column("value")
    try:
        values = np.array(texts, dtype=np.float64)
        unread = ~np.isfinite(values)
    except ValueError:
        values = np.zeros(len(texts))
        unread = np.array([not _is_number(text) for text in texts])
    if unread.any():
        first = int(unread.argmax())
        files.add(f"the value '{texts[first]}' is not a number", f"{sheet.name}:{sheet.lines[first]}")
        values = np.array([float(text) if _is_number(text) else np.nan for text in texts])
    if head.plausible is not None:
        low, high = (float(end) for end in head.plausible)
        outside = (values < low) | (values > high)
        if outside.any():
            first, many = int(outside.argmax()), int(outside.sum())
            reason = f"plausible is {low:g} to {high:g}; {many} of {values.size} rows are outside"
            where = f"{sheet.name}:{sheet.lines[first]}"
            files.add(f"the value {values[first]:g} of {head.full_name} is not plausible", where, reason)
    return values


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _expand(spans: Sequence[tuple[Indices, Indices]], shape: tuple[int, ...]) -> tuple[Indices, Indices]:
    """Every cell that the rows cover, as flat indices, and the row that covers it."""
    rows = np.arange(len(spans[0][0]))
    cells = np.zeros(rows.size, dtype=np.int64)
    for (low, high), size in zip(spans, shape, strict=True):
        widths = (high - low)[rows]
        starts = np.repeat(np.cumsum(widths) - widths, widths)
        steps = np.arange(int(widths.sum())) - starts
        cells = np.repeat(cells * size + low[rows], widths) + steps
        rows = np.repeat(rows, widths)
    return rows, cells


def _complete(
    files: PackFiles,
    sheet: Sheet,
    axes: Sequence[Dimension],
    rows: Indices,
    cells: Indices,
    shape: tuple[int, ...],
    partial: bool,
) -> bool:
    """Note the first cell that no row gives, unless the table is partial, and the first that several give."""
    times = np.bincount(cells, minlength=math.prod(shape))
    lacking = bool((times == 0).any()) and not partial
    if times.size and not lacking and times.max() <= 1:
        return True
    if lacking:
        what = _label(axes, int((times == 0).argmax()), shape)
        many = int((times == 0).sum())
        files.add(f"no value for {what}", sheet.name, f"{many} of {times.size} cells are missing", "Add the rows.")
    if (times > 1).any():
        cell = int((times > 1).argmax())
        lines = sorted({sheet.lines[row] for row in rows[cells == cell]})
        reason = f"lines {', '.join(map(str, lines[:4]))} give it"
        files.add(f"several values for {_label(axes, cell, shape)}", f"{sheet.name}:{lines[-1]}", reason)
    return False


def _label(axes: Sequence[Dimension], cell: int, shape: tuple[int, ...]) -> str:
    position = np.unravel_index(cell, shape)
    words = zip(axes, position, strict=True)
    return ", ".join(f"{a.name} {a.labels[int(i)]}" for a, i in words if a.labels != (EVERY,)) or "the table"
