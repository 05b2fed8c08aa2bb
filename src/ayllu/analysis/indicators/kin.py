"""Kin of children and young people: grandmothers, mothers, fathers alive; orphans; who lives with whom."""

import polars as pl

from ayllu.analysis.cells import ADULT, YEAR_END, Cells, tally
from ayllu.analysis.indicators.form import gather, means

BY_AGE = {
    "grandmother": "living_grandmother",
    "maternal_grandmother": "living_maternal_grandmother",
    "mother": "mother_alive",
    "father": "father_alive",
}


def kin(cells: Cells) -> pl.DataFrame:
    """Shares with living kin by single age under 25, orphans and co-residence under 15, at year ends.

    Kin of the first inhabitants are known only as far as they were given, so early years lack grandmothers.
    """
    children = cells.kin.filter(pl.col("age") < ADULT).with_columns(pl.lit("0-14").alias("age"))
    parts = [means(cells, cells.kin, value, name) for value, name in BY_AGE.items()]
    parts += [means(cells, children, value, name) for value, name in BY_AGE.items()]
    for name in ("orphans_of_mother", "orphans_of_father", "orphans_of_both"):
        parts.append(means(cells, children, name, name))
    if "child_year" in cells.run.tables:
        parts += _living_with(cells)
    return gather(parts)


def _living_with(cells: Cells) -> list[pl.DataFrame]:
    present = tally(
        cells.run.residents("child_year").filter(pl.col("age") < ADULT),
        YEAR_END,
        mother=pl.col("mother_present"),
        father=pl.col("father_present"),
    ).with_columns(pl.lit("0-14").alias("age"))
    return [
        means(cells, present, "mother", "living_with_mother"),
        means(cells, present, "father", "living_with_father"),
    ]
