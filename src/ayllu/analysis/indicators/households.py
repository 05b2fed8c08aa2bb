"""Who lives together: size and type of households, and who heads them."""

import polars as pl

from ayllu.analysis.cells import BOTH, HOME_TYPES, Cells
from ayllu.analysis.indicators.form import gather, means

LARGEST = 9


def households(cells: Cells) -> pl.DataFrame:
    """Mean size, size distribution, types and headship at year ends; sex is the head's, both is all homes."""
    homes = cells.homes.drop("size")
    parts = [
        means(cells, homes, "persons", "household_size_mean", times=1.0),
        means(cells, homes, "one_person", "one_person_households"),
        means(cells, homes, "nuclear_family", "nuclear_households"),
        *(means(cells, homes, word, "household_type", f"household_type_{word}") for word in HOME_TYPES),
    ]
    headed = means(cells, homes, "female_head", "female_headed_households")
    parts.append(headed.filter(pl.col("sex") == BOTH).with_columns(pl.lit("women").alias("sex")))
    return gather(parts + _sizes(cells))


def _sizes(cells: Cells) -> list[pl.DataFrame]:
    """Share of households of each size, nine and more together."""
    parts = []
    for size in range(1, LARGEST + 1):
        inside = pl.col("size") >= size if size == LARGEST else pl.col("size") == size
        hit = pl.col("weight") * inside.cast(pl.Float64)
        tallied = cells.homes.with_columns(hit.alias("hit"), hit.alias("hit_2")).drop("size")
        rows = means(cells, tallied, "hit", "household_size_share")
        label = f"{size}{'+' if size == LARGEST else ''} persons"
        parts.append(rows.with_columns(pl.lit(label).alias("age")))
    return parts
