"""Rows of a check gathered into sums by community, group and cell, from which every statistic is computed.

A bootstrap sample of communities is a number of copies for each; the sums under it cost one pass over the rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

SUMMED = ("n", "w", "wv", "wb", "wx", "wxx", "wxv")
"""Rows, weights, and weighted sums of value, base, axis, axis squared and axis times value."""
THOSE, OTHERS = 1, 0
"""Rows of the group that the claim is about, and of those it is compared with."""


@dataclass(frozen=True)
class Sums:
    """Sums of SUMMED by group (OTHERS, THOSE) and cell: arrays of shape (2, cells); `cells` are their labels."""

    cells: tuple[str, ...]
    of: dict[str, Floats]

    def level(self) -> Floats:
        """Mean (or value over base) by group and cell; NaN where nobody is."""
        return divided(self.of["wv"], self.of["wb"])

    def whole(self) -> Floats:
        """Mean (or value over base) of both groups, over all cells: shape (2,)."""
        return divided(self.of["wv"].sum(axis=1), self.of["wb"].sum(axis=1))


def divided(above: Floats, below: Floats) -> Floats:
    """above / below, NaN where below is not positive."""
    found: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return found


@dataclass(frozen=True)
class Tally:
    """Gathered rows: for each its cluster, group and cell (indices) and its sums; labels of clusters and cells."""

    clusters: tuple[str, ...]
    cells: tuple[str, ...]
    cluster: Whole
    place: Whole
    sums: dict[str, Floats]

    @property
    def rows(self) -> int:
        """Recorded rows behind the figures."""
        return int(self.sums["n"].sum())

    def clusters_of(self, group: int) -> Whole:
        """Indices of the clusters in which a group has anybody."""
        return np.unique(self.cluster[self.place // len(self.cells) == group])

    def total(self, copies: Floats | None = None) -> Sums:
        """The sums with so many copies of each cluster (one of each without)."""
        shape = (2, len(self.cells))
        times = None if copies is None else copies[self.cluster]
        of: dict[str, Any] = {
            name: np.bincount(self.place, values if times is None else values * times, shape[0] * shape[1])
            for name, values in self.sums.items()
        }
        return Sums(self.cells, {name: values.reshape(shape) for name, values in of.items()})


def tally(frame: pl.DataFrame) -> Tally:
    """The gathered rows of a frame with cluster, grp (0 or 1), cell and the columns SUMMED."""
    clusters, cluster = _labels(frame["cluster"])
    cells, cell = _labels(frame["cell"])
    group = frame["grp"].cast(pl.Int64).to_numpy()
    sums = {name: frame[name].cast(pl.Float64).fill_null(0.0).to_numpy() for name in SUMMED}
    return Tally(clusters, cells, cluster, group * len(cells) + cell, sums)


def _labels(column: pl.Series) -> tuple[tuple[str, ...], Any]:
    """Distinct labels in order (numbers by size), and the index of each row's."""
    texts = column.cast(pl.String).fill_null("")
    known = sorted(set(texts.to_list()), key=_by_size)
    order = {label: index for index, label in enumerate(known)}
    return tuple(known), np.array([order[text] for text in texts.to_list()], dtype=np.int64)


def _by_size(label: str) -> tuple[float, str]:
    try:
        return float(label), ""
    except ValueError:
        return np.inf, label
