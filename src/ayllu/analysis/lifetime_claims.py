"""What papers claim of lifetime moves: who lives elsewhere than where they were born, by region.

A lifetime net rate is residents born in other regions of the country less natives who live in other regions, over
residents [GN-018]. It is what the papers rank; rates of a period move faster than this stock of decades.
"""

import polars as pl

from ayllu.analysis.answer import PERCENT
from ayllu.analysis.cells import Cells

DECADE = 10


def with_both(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The frame with women and men added up in rows of sex 'both'."""
    sums = [name for name in frame.columns if name not in {*by, "sex"}]
    both = frame.group_by(by).agg(pl.col(sums).sum()) if by else frame.select(pl.col(sums).sum())
    return pl.concat([frame, both.with_columns(sex=pl.lit("both")).select(frame.columns)])


def lifetime_rates(cells: Cells, country: str, year: int) -> pl.DataFrame:
    """Lifetime moves by region and sex (both too) at the end of a year: residents, came, went, rate per 100.

    Residents are those born in the country.
    """
    own = (pl.col("country") == country) & (pl.col("year") == year)
    homes = cells.moves.places.destinations
    people = cells.moves.birthplaces.filter(own & ~pl.col("birth_region").is_in(homes))
    moved = people.filter(pl.col("birth_region") != pl.col("region"))
    residents = people.group_by("region", "sex").agg(residents=pl.col("people").sum())
    came = moved.group_by("region", "sex").agg(came=pl.col("people").sum())
    went = moved.group_by(pl.col("birth_region").alias("region"), "sex").agg(went=pl.col("people").sum())
    on = ["region", "sex"]
    joined = residents.join(came, on=on, how="left").join(went, on=on, how="left").fill_null(0.0)
    rate = PERCENT * (pl.col("came") - pl.col("went")) / pl.col("residents")
    return with_both(joined, ["region"]).with_columns(rate=rate).sort("region", "sex")


def first_moves(cells: Cells, country: str) -> pl.DataFrame:
    """People who left their region of birth for another of the country for the first time, by decade and sex.

    Flights from violence are no part of it. Decades that the run does not cover whole are left out.
    """
    flows = cells.moves.flows.filter((pl.col("country") == country) & (pl.col("kind") == "migration"))
    start = (pl.col("year") // DECADE * DECADE).alias("start")
    inside = flows.filter(pl.col("way") == "inside").group_by(start, "sex").agg(people=pl.col("first_time").sum())
    whole = (pl.col("start") >= cells.years[0]) & (pl.col("start") + DECADE - 1 <= cells.years[-1])
    return with_both(inside.filter(whole), ["start"]).sort("start", "sex")
