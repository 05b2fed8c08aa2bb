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
    parts = [_thousands(cells, lasting.filter(chosen), name) for name, chosen in kinds.items()]
    if cells.moves.has("abroad_year"):
        parts.append(_thousands(cells, cells.moves.stocks, "people_abroad"))
    if cells.moves.has("displaced_year"):
        parts.append(_written(cells, _everywhere(cells, cells.moves.displaced, BY), "displaced_people"))
    if cells.moves.has("birthplace_year"):
        parts += [_lifetime(cells, country) for country in cells.run.countries]
    return gather(parts)


def _thousands(cells: Cells, people: pl.DataFrame, name: str) -> pl.DataFrame:
    return _written(cells, with_both(_everywhere(cells, people, [*BY, "sex"]), BY), name)


def _everywhere(cells: Cells, people: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sums of people by keys; nobody where no row is, so that runs without such people can be compared."""
    lived = pl.concat([cells.by_nation[country] for country in cells.run.countries]).select(by).unique()
    counted = people.group_by(by).agg(pl.col("people").sum().cast(pl.Float64))
    return lived.join(counted, on=by, how="left").fill_null(0.0)


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
    regions = {region: cells.moves.weight([region]) for region in rates[0]["region"].unique()} if rates else {}
    weight = pl.col("region").replace_strict(regions, default=cells.run.weight, return_dtype=pl.Float64)
    error = ((pl.col("came") + pl.col("went")) * weight).sqrt() / pl.col("residents")
    told = pl.concat(rates).with_columns(
        country=pl.lit(country), value="rate", n=pl.col("residents") / weight, se=PERCENT * error
    )
    return long_form(cells, told, "lifetime_net_rate")
