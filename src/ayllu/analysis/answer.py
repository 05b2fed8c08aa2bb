"""A simulated figure, and the small sums that several quantities share."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import polars as pl

from ayllu.analysis.ask import Ask
from ayllu.analysis.cells import Cells

PERCENT = 100.0
THOUSAND = 1000.0


@dataclass(frozen=True)
class Answer:
    """A simulated figure, its Monte-Carlo standard error, and the simulated persons behind it."""

    value: float | None
    se: float | None = None
    n: float | None = None


Quantity = Callable[[Cells, Ask], Answer]
NOTHING = Answer(None)


def answer_of(frame: pl.DataFrame) -> Answer:
    """The single row of a frame with value, se and n."""
    if frame.height == 0:
        return NOTHING
    row = frame.row(0, named=True)
    value, se = row["value"], row.get("se")
    return NOTHING if value is None or isnan(value) else Answer(value, se, float(row["n"] or 0))


def share_of(part: float, whole: float, weight: float, times: float = PERCENT) -> Answer:
    """Part of a whole of people, `weight` of them to a simulated person; the error is that of independent draws."""
    if whole <= 0:
        return NOTHING
    share, simulated = part / whole, whole / weight
    return Answer(times * share, times * max(share * (1.0 - share) / simulated, 0.0) ** 0.5, simulated)
