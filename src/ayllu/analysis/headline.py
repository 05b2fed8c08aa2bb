"""The first figures of a report and a summary: simulated beside official, women and men side by side."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from ayllu.analysis.ask import ask
from ayllu.analysis.cells import NATIONAL, Cells
from ayllu.analysis.measures import class_of, measures
from ayllu.analysis.places import ABROAD
from ayllu.analysis.quantities import TABLES
from ayllu.analysis.series import official
from ayllu.analysis.targets import simulated

QUANTITIES = (
    "population_total",
    "emigrant_stock_total",
    "urban_share",
    "e0",
    "tfr",
    "smam",
    "household_size_mean",
    "mean_years_schooling",
)
AGES = {"smam": "15-49", "mean_years_schooling": "25-34", "household_size_mean": "hh"}
SEXES = ("women", "men", "both")
WOMEN_ONLY = ("tfr",)
WHERE = {"emigrant_stock_total": ABROAD}
"""Where a quantity is about other people than residents."""
SCHEMA: dict[str, Any] = {
    "quantity": pl.String,
    "title": pl.String,
    "country": pl.String,
    "period": pl.String,
    "unit": pl.String,
    **{f"{sex}{part}": pl.Float64 for sex in SEXES for part in ("", "_se", "_official")},
    "class": pl.String,
}


def headline(cells: Cells, given: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row for each country, quantity and period, with simulated figure, error and official figure by sex.

    The period is the latest of the run for which official figures of women and men exist; a sex that is given
    for another period only adds a row of that period. Without official figures it is the run's last year.
    """
    figures = official(cells.run) if given is None else given
    place = pl.col("quantity").replace_strict(WHERE, default=NATIONAL)
    known = figures.filter(pl.col("region") == place)
    rows = []
    for country in cells.run.countries:
        for quantity in QUANTITIES:
            if TABLES.get(quantity, "exposures") not in cells.run.tables:
                continue
            here = known.filter((pl.col("country") == country) & (pl.col("quantity") == quantity))
            if quantity in WOMEN_ONLY:
                here = here.with_columns(pl.lit("women").alias("sex")).unique("year", keep="first")
            rows += [_row(cells, country, quantity, period, here) for period in _periods(cells, here)]
    return pl.DataFrame(rows, schema=SCHEMA)


def _periods(cells: Cells, here: pl.DataFrame) -> Sequence[str]:
    """The fewest latest periods inside the run in which every sex that is officially known is known."""
    first, last = 2 * cells.years[0], 2 * cells.years[-1] + 2
    inside = [row for row in here.iter_rows(named=True) if _within(row, first, last)]
    if not inside:
        return [str(cells.years[-1])]
    known: dict[str, set[str]] = {}
    for row in sorted(inside, key=lambda row: row["at"], reverse=True):
        known.setdefault(row["year"], set()).add(row["sex"])
    wanted = set().union(*known.values())
    wanted = wanted & {"women", "men"} or wanted
    chosen: list[str] = []
    while wanted:
        best = max(known, key=lambda year: (len(known[year] & wanted), -list(known).index(year)))
        chosen.append(best)
        wanted = wanted - known[best]
    return sorted(chosen)


def _within(row: dict[str, Any], first: int, last: int) -> bool:
    asked = ask(row)
    return asked is not None and first <= asked.halves[0] and asked.halves[1] <= last


def _row(cells: Cells, country: str, quantity: str, period: str, here: pl.DataFrame) -> dict[str, Any]:
    measure = measures()[quantity]
    row: dict[str, Any] = {
        "quantity": quantity,
        "title": measure.en,
        "country": country,
        "period": period,
        "unit": measure.unit,
        "class": class_of(quantity, cells.run.info),
    }
    told = {figure["sex"]: figure["value"] for figure in here.iter_rows(named=True) if figure["year"] == period}
    for sex in ("women",) if quantity in WOMEN_ONLY else SEXES:
        keys = {"country": country, "region": WHERE.get(quantity, NATIONAL), "year": period, "quantity": quantity}
        found = simulated(cells, {**keys, "sex": sex, "age": AGES.get(quantity, "all")})
        row |= {sex: found.value, f"{sex}_se": found.se, f"{sex}_official": told.get(sex)}
    return row
