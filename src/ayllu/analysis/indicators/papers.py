"""Shares of people abroad without papers, by origin, destination and sex; small cells are left out."""

import polars as pl

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.form import PERCENT, gather, long_form
from ayllu.analysis.papers import by_papers


def papers(cells: Cells) -> pl.DataFrame:
    """Irregular share at year ends; region is the destination, or abroad for all."""
    share = pl.col("irregular") / pl.col("people")
    error = (share * (1.0 - share) / pl.col("n")).sqrt()
    frame = by_papers(cells).with_columns((PERCENT * share).alias("value"), (PERCENT * error).alias("se"))
    return gather([long_form(cells, frame, "irregular_share")])
