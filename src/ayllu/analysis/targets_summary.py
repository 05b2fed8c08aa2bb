"""How far runs are from official figures as a whole, and what they say to the papers' claims on moves."""

from collections.abc import Callable, Sequence
from statistics import fmean, stdev
from typing import Any

import polars as pl

from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.measures import CLASSES
from ayllu.analysis.move_claims import move_claims, spearman

SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("figure", "claim", "country", "sex", "period", "unit"), pl.String),
    "value": pl.Float64,
    "sd": pl.Float64,
    "n": pl.Float64,
    "runs": pl.Int64,
    "wanted": pl.String,
    "class": pl.String,
}
EVERYWHERE = "all"
Numbers = list[float]
Distance = Callable[[Numbers, Numbers], float | None]


def _mean_gap(ours: Numbers, theirs: Numbers) -> float | None:
    return fmean(abs(a - b) for a, b in zip(ours, theirs, strict=True)) if ours else None


def _worst_gap(ours: Numbers, theirs: Numbers) -> float | None:
    """The largest difference, with its sign."""
    return max((a - b for a, b in zip(ours, theirs, strict=True)), key=abs, default=None)


def _worst_percent(ours: Numbers, theirs: Numbers) -> float | None:
    shares = [100.0 * (a - b) / b for a, b in zip(ours, theirs, strict=True) if b]
    return max(shares, key=abs, default=None)


DISTANCES: tuple[tuple[str, str, Distance, str, str], ...] = (
    ("Worst population total", "population_total", _worst_percent, "percent", "within 2.5"),
    ("Shares of regions, mean distance", "department_population_share", _mean_gap, "points", "≤ 0.8"),
    ("Worst urban share", "urban_share", _worst_gap, "points", "within 4"),
    ("Born in another region, mean distance", "lifetime_internal_migrants_share", _mean_gap, "points", ""),
    ("Lifetime net rates, Spearman", "lifetime_internal_net_migration_rate", spearman, "", "≥ 0.8"),
    ("Lifetime net rates, mean distance", "lifetime_internal_net_migration_rate", _mean_gap, "per 1000", ""),
    ("Recent net rates, Spearman", "recent_internal_net_migration_rate", spearman, "", "≥ 0.8"),
    ("Recent net rates, mean distance", "recent_internal_net_migration_rate", _mean_gap, "per 1000", ""),
    ("Net migration over the border, mean distance", "crude_net_migration_rate", _mean_gap, "per 1000", ""),
)
"""Name, quantity, how figures are compared, unit of the result, and what the project wants of it."""


def summarise(worlds: Sequence[Cells], frame: pl.DataFrame, each: Sequence[Sequence[float | None]]) -> pl.DataFrame:
    """Distances from official figures by country and in all, and claims: columns of SCHEMA.

    `frame` are the targets beside the mean of the runs, `each` the figure of every run for each of them. `value` is
    the distance of the mean, `sd` the sample standard deviation of the runs' own distances, `n` the official
    figures compared (of a claim: regions, homes or persons), `wanted` what the project asks for.
    """
    rows = [row for distance in DISTANCES for row in _distances(worlds, frame, each, distance)]
    return pl.DataFrame([*rows, *_claims(worlds)], schema=SCHEMA)


def _distances(
    worlds: Sequence[Cells],
    frame: pl.DataFrame,
    each: Sequence[Sequence[float | None]],
    distance: tuple[str, str, Distance, str, str],
) -> list[dict[str, Any]]:
    """Rows of one distance: each country that has figures, and all together where there are several."""
    figure, quantity, compared, unit, wanted = distance
    asked = frame.with_row_index("at").filter((pl.col("quantity") == quantity) & pl.col("simulated").is_not_null())
    countries = asked["country"].unique(maintain_order=True).to_list()
    groups = [(country, asked.filter(pl.col("country") == country)) for country in countries]
    if len(groups) > 1:
        groups.append((EVERYWHERE, asked))
    rows = []
    for country, own in groups:
        value = compared(own["simulated"].to_list(), own["value"].to_list())
        if value is None:
            continue
        alone = [_alone(own, each, run, compared) for run in range(len(worlds))]
        told = {"figure": figure, "claim": "", "country": country, "sex": BOTH, "period": "", "unit": unit}
        known = {"value": value, "sd": _spread(alone), "n": float(own.height), "runs": len(worlds)}
        rows.append({**told, **known, "wanted": wanted, "class": _classes(own)})
    return rows


def _alone(own: pl.DataFrame, each: Sequence[Sequence[float | None]], run: int, compared: Distance) -> float | None:
    """The distance of one run, of the figures that it has."""
    pairs = [(each[at][run], value) for at, value in own.select("at", "value").iter_rows()]
    known = [(ours, theirs) for ours, theirs in pairs if ours is not None]
    return compared([ours for ours, _ in known], [theirs for _, theirs in known])


def _spread(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return stdev(known) if len(known) > 1 else None


def _classes(own: pl.DataFrame) -> str:
    """Classes of the figures compared, in the order of the list of classes."""
    counts = dict(own.group_by("class").len().iter_rows())
    named = [name for name in CLASSES if name in counts]
    return named[0] if len(named) == 1 else ", ".join(f"{counts[name]} {name}" for name in named)


def _claims(worlds: Sequence[Cells]) -> list[dict[str, Any]]:
    """Mean and spread of the claims' figures over runs."""
    keys = ["figure", "claim", "country", "sex", "unit", "wanted", "class"]
    found = [move_claims(cells).with_columns(run=pl.lit(number)) for number, cells in enumerate(worlds)]
    told = pl.concat(found).with_columns(
        pl.when(pl.col("figure").str.starts_with("Peak")).then(pl.lit("")).otherwise("period").alias("when")
    )
    rows = []
    for _, own in told.group_by(*keys, "when", maintain_order=True):
        first = own.row(0, named=True)
        values = own["value"].drop_nulls().to_list()
        period = "; ".join(own["period"].unique(maintain_order=True))
        known = {"value": fmean(values) if values else None, "sd": _spread(values), "n": own["n"].sum()}
        rows.append({**{key: first[key] for key in keys}, "period": period, **known, "runs": len(values)})
    return rows
