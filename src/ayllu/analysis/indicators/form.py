"""The one form of all indicator tables: a row for each value, women and men first, both as their sum."""

from collections.abc import Sequence

import polars as pl

from ayllu.analysis.cells import Cells, mean_of, with_levels
from ayllu.analysis.measures import class_of, measures

COLUMNS = [
    "indicator",
    "country",
    "region",
    "area",
    "sex",
    "age",
    "year",
    "value",
    "unit",
    "population_text",
    "n",
    "se",
    "class",
]
KEYS = ["country", "region", "area", "sex", "year"]
PERCENT = 100.0
SEX_ORDER = {"women": 0, "men": 1, "both": 2}


def long_form(cells: Cells, frame: pl.DataFrame, name: str, indicator: str = "") -> pl.DataFrame:
    """Rows in the form of COLUMNS from a frame with country, year, value and any of the other columns.

    `name` is the quantity in measures.yaml, `indicator` what the rows are called if it is a part of one.
    Missing columns mean the whole country, all areas, both sexes, all ages; rows without a value are dropped.
    """
    measure = measures()[name]
    usual = {"region": "national", "area": "all", "sex": "both", "age": "all"}
    added = [pl.lit(text).alias(column) for column, text in usual.items() if column not in frame.columns]
    numbers = [pl.lit(None, pl.Float64).alias(c) for c in ("n", "se") if c not in frame.columns]
    full = frame.with_columns(*added, *numbers).filter(pl.col("value").is_not_null())
    return full.select(
        pl.lit(indicator or name).alias("indicator"),
        *(pl.col(column).cast(pl.String) for column in ("country", "region", "area", "sex", "age")),
        pl.col("year").cast(pl.Int32),
        pl.col("value").cast(pl.Float64),
        pl.lit(measure.unit).alias("unit"),
        pl.lit(measure.people).alias("population_text"),
        pl.col("n").cast(pl.Float64).round().cast(pl.Int64),
        pl.col("se").cast(pl.Float64),
        pl.lit(class_of(name, cells.run.info)).alias("class"),
    ).select(COLUMNS)


def means(
    cells: Cells, tallied: pl.DataFrame, value: str, name: str, indicator: str = "", times: float = PERCENT
) -> pl.DataFrame:
    """Rows of the mean of a tallied value (a share in percent by default), by age when the tally has ages.

    Regions are left out: the recorded sample is too small for them.
    """
    by = ["year", "age"] if "age" in tallied.columns else ["year"]
    sums = tallied.select(*KEYS, *by[1:], "weight", "weight2", "n", value, f"{value}_2")
    levels = with_levels(sums, by, regions=False).filter(pl.col("n") > 0)
    shown = levels.with_columns(mean_of(value, times))
    if "age" in tallied.columns:
        shown = shown.with_columns(pl.col("age").cast(pl.String))
    return long_form(cells, shown, name, indicator)


def gather(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rows of a family in a fixed order: women, men, both."""
    order = pl.col("sex").replace_strict(SEX_ORDER, return_dtype=pl.Int8)
    first = pl.col("age").str.extract(r"^(\d+)").cast(pl.Int32)
    keys = ["indicator", "country", "region", "area"]
    sexed = pl.concat(parts).filter(pl.col("sex").is_in(list(SEX_ORDER)))
    return sexed.sort(*keys, order, first, "age", "year", nulls_last=True)


def group_label() -> pl.Expr:
    """The label of an official age group from its lower bound: 0, 1-4, 5-9 ... 100+."""
    low = pl.col("age_group")
    five = pl.concat_str(low, low + 4, separator="-")
    return (
        pl.when(low == 0)
        .then(pl.lit("0"))
        .when(low == 1)
        .then(pl.lit("1-4"))
        .when(low == 100)
        .then(pl.lit("100+"))
        .otherwise(five)
    )
