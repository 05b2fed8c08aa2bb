"""Writing learnt tables into a pack, in the groups of ages that the pack's readers expand."""

import csv
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ayllu.register.pack import Pack
from ayllu.words.codes import AGE_GROUPS, OLDEST, SEX_WORDS

Floats = NDArray[np.float64]
DECIMALS = 5
FEWEST = 20
"""Cells with fewer measured people take the value of the whole dimension."""


def write_learnt(
    pack: Pack,
    process: str,
    name: str,
    by: Sequence[str],
    years: Sequence[int],
    values: Sequence[tuple[Floats, Floats]],
) -> Floats:
    """Write a learnt table: values are (sum, weight) by year; returns the means, by year and single ages."""
    groups = {d: _groups(pack, d) for d in by}
    rows, means = [], []
    for year, (total, weight) in zip(years, values, strict=True):
        full = np.zeros(total.shape)
        overall = total.sum() / max(weight.sum(), 1)
        for labels in product(*(groups[d] for d in by)):
            at = np.ix_(*(ages for _, ages in labels))
            n = weight[at].sum()
            mean = total[at].sum() / n if n >= min(FEWEST, weight.max()) else overall
            full[at] = round(float(mean), DECIMALS)
            rows.append([*(label for label, _ in labels), year, f"{mean:.{DECIMALS}f}"])
        means.append(full)
    _write(pack.root / "tables" / f"{process}.{name}.csv", [*by, "year", "value"], rows)
    return np.stack(means)


def _groups(pack: Pack, dimension: str) -> list[tuple[str, list[int]]]:
    """Labels of a dimension and the entries each stands for."""
    if dimension == "country":
        return [(country.code, [k]) for k, country in enumerate(pack.countries)]
    if dimension == "sex":
        return [(word, [k]) for k, word in enumerate(SEX_WORDS)]
    if dimension == "age":
        lows = [*AGE_GROUPS, OLDEST + 1]
        return [
            (str(low) if high - low == 1 else f"{low}-{high - 1}", list(range(low, high)))
            for low, high in pairwise(lows)
        ]
    if dimension == "place":
        return [(place.code, [k]) for k, place in enumerate(pack.places)]
    if dimension == "destination":
        abroad = [(region.code, [region.destination]) for region in pack.regions if region.destination]
        return [("home", [0]), *abroad]
    raise ValueError(f"a learnt table cannot be by {dimension}")


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    temporary.replace(path)
