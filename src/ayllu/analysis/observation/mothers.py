"""Mothers at home asked whether a child lives abroad: a household survey's view of emigration.

It misses the children of mothers who have died or left too. Two numbers: the share of such mothers who tell, and how
many children abroad each of them has on average.
"""

import polars as pl

from ayllu.analysis.observation.truth import BOTH, EVERYWHERE, Numbers, Truth, named

NUMBERS = ("mothers_told", "children_each")


def mothers(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Emigrants of both sexes as mothers at home tell of them."""
    stock = truth.stock.group_by("country", "year").agg(true=pl.col("people").sum())
    told = truth.mothers.join(stock, on=["country", "year"], how="left").with_columns(
        pl.col("true").fill_null(0.0),
        observed=pl.col("with_child_abroad") * numbers["mothers_told"] * numbers["children_each"],
        sex=pl.lit(BOTH),
        destination=pl.lit(EVERYWHERE),
    )
    return named(told, "mothers")
