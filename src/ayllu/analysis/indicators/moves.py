"""Moves of a year and where people are because of them: between regions, flights, abroad, back."""

import polars as pl

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.form import PERCENT, gather, long_form
from ayllu.analysis.lifetime_claims import lifetime_rates, with_both
from ayllu.analysis.moves import BACK, INSIDE, OUT

THOUSAND = 1000.0
BY = ["country", "year"]


def moves(cells: Cells) -> pl.DataFrame:
    """People who moved in each year, those abroad and displaced at its end, and lifetime net rates of regions."""
    lasting = cells.moves.lasting
    kinds = {
        "moves_between_regions": pl.col("way") == INSIDE,
        "departures_abroad": pl.col("way") == OUT,
        "returns_from_abroad": pl.col("way") == BACK,
        "flights_from_violence": pl.col("kind") == "flight",
    }
    every = pl.concat([cells.by_nation[country] for country in cells.run.countries]).select(*BY, "sex").unique()
    parts = []
    for name, chosen in kinds.items():
        counted = lasting.filter(chosen).group_by(*BY, "sex").agg(pl.col("people").sum())
        parts.append(_thousands(cells, every.join(counted, on=[*BY, "sex"], how="left").fill_null(0.0), name))
    if cells.moves.has("abroad_year"):
        parts.append(
            _thousands(cells, cells.moves.stocks.group_by(*BY, "sex").agg(pl.col("people").sum()), "people_abroad")
        )
    if cells.moves.has("displaced_year"):
        away = cells.moves.displaced.group_by(BY).agg(pl.col("people").sum().cast(pl.Float64))
        parts.append(_written(cells, away, "displaced_people"))
    if cells.moves.has("birthplace_year"):
        parts += [_lifetime(cells, country) for country in cells.run.countries]
    return gather(parts)


def _thousands(cells: Cells, counted: pl.DataFrame, name: str) -> pl.DataFrame:
    return _written(cells, with_both(counted.select("sex", *BY, "people"), BY), name)


def _written(cells: Cells, people: pl.DataFrame, name: str) -> pl.DataFrame:
    """Counts of people in thousands, with the chance of a count."""
    count = pl.col("people")
    told = people.with_columns(
        value=count / THOUSAND, n=count / cells.run.weight, se=(count * cells.run.weight).sqrt() / THOUSAND
    )
    return long_form(cells, told, name)


def _lifetime(cells: Cells, country: str) -> pl.DataFrame:
    years = cells.moves.birthplaces["year"].unique(maintain_order=True).to_list()
    rates = [lifetime_rates(cells, country, year).with_columns(year=pl.lit(year)) for year in years]
    error = ((pl.col("came") + pl.col("went")) * cells.run.weight).sqrt() / pl.col("residents")
    told = pl.concat(rates).with_columns(
        country=pl.lit(country), value="rate", n=pl.col("residents") / cells.run.weight, se=PERCENT * error
    )
    return long_form(cells, told, "lifetime_net_rate")
