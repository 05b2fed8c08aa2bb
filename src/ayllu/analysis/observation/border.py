"""Border balance: recorded exits less recorded entries of everybody, year by year and cumulated.

Besides emigrants, people go on trips. At the end of a year some trips have not ended, and more of them as the
population grows; and some who come home, from trips or for good, cross a land border where nobody writes it down.
Cumulated, such a balance drifts away from the emigrants [GN-085, GN-146]. Three numbers: trips a resident and year,
their mean length, and the share of homecomings over land that are not recorded. Trips go where emigrants live.
"""

import polars as pl

from ayllu.analysis.observation.truth import EVERYWHERE, Numbers, Truth, named

NUMBERS = ("trip_rate", "trip_length", "unrecorded_returns")
BY = ["country", "sex"]


def border(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Recorded net exits of each year beside true ones, and their sum from the first stock on beside the stock."""
    at = [*BY, "year"]
    yearly = truth.residents.join(truth.crossings, on=at, how="left").join(_over_land(truth), on=at, how="left")
    yearly = yearly.sort(at)
    trips = numbers["trip_rate"] * pl.col("people")
    more_under_way = numbers["trip_length"] * (trips - trips.shift(1).over(BY))
    yearly = yearly.with_columns(
        pl.col("left", "back", "back_by_land", "over_land").fill_null(0.0), trips=trips, more=more_under_way
    )
    by_land = pl.col("back_by_land") + pl.col("over_land") * (pl.col("trips") - pl.col("more"))
    net = pl.col("left") - pl.col("back")
    balance = yearly.with_columns(
        true=net,
        observed=net + pl.col("more") + numbers["unrecorded_returns"] * by_land,
        destination=pl.lit(EVERYWHERE),
    ).drop_nulls("observed")
    stock = truth.stock.group_by(*BY, "year").agg(true=pl.col("people").sum())
    first = stock.sort("year").group_by(BY).agg(begin=pl.col("true").first())
    sums = balance.drop("true").join(stock, on=[*BY, "year"]).join(first, on=BY).sort(*BY, "year")
    sums = sums.with_columns(observed=pl.col("begin") + pl.col("observed").cum_sum().over(BY))
    return pl.concat([named(balance, "border"), named(sums, "border_cumulated")])


def _over_land(truth: Truth) -> pl.DataFrame:
    """Share of emigrants who live across a land border, by country, sex and year."""
    near = truth.stock.join(truth.overland.with_columns(near=pl.lit(True)), on=["country", "destination"], how="left")
    people = pl.col("people")
    share = people.filter(pl.col("near").fill_null(False)).sum() / people.sum()
    return near.group_by(*BY, "year").agg(over_land=share)
