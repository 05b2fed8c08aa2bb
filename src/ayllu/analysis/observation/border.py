"""Border balance: recorded exits less recorded entries of everybody, year by year and cumulated.

Besides emigrants, people of the towns, who have papers and money for it, go on trips, most of them by land. At the
end of a year some trips have not ended; their number is bounded by the length of a trip. Some who come home by land,
from trips or for good, cross where nobody writes it down; only this excess is never made good. Cumulated, the balance
moves away from the emigrants as towns grow [GN-080, GN-146]. Three numbers: trips a town resident and year, their
mean length, and the share of homecomings by land that are not recorded.
"""

import polars as pl

from ayllu.analysis.observation.truth import EVERYWHERE, Numbers, Truth, named

NUMBERS = ("trip_rate", "trip_length", "unrecorded_returns")
BY = ["country", "sex"]


def border(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Recorded net exits of each year beside true ones, and their sum from the first stock on beside the stock."""
    yearly = truth.residents.join(truth.crossings, on=[*BY, "year"], how="left").sort(*BY, "year")
    trips = numbers["trip_rate"] * pl.col("in_towns")
    more_under_way = numbers["trip_length"] * (trips - trips.shift(1).over(BY))
    yearly = yearly.with_columns(
        pl.col("left", "back", "back_by_land").fill_null(0.0), trips=trips, more=more_under_way
    )
    home_by_land = pl.col("back_by_land") + pl.col("trips") - pl.col("more")
    net = pl.col("left") - pl.col("back")
    seen = net + pl.col("more") + numbers["unrecorded_returns"] * home_by_land
    balance = yearly.with_columns(true=net, observed=seen, destination=pl.lit(EVERYWHERE)).drop_nulls("observed")
    stock = truth.stock.group_by(*BY, "year").agg(true=pl.col("people").sum())
    first = stock.sort("year").group_by(BY).agg(begin=pl.col("true").first())
    sums = balance.drop("true").join(stock, on=[*BY, "year"]).join(first, on=BY).sort(*BY, "year")
    sums = sums.with_columns(observed=pl.col("begin") + pl.col("observed").cum_sum().over(BY))
    return pl.concat([named(balance, "border"), named(sums, "border_cumulated")])
