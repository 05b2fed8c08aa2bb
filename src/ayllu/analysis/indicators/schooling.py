"""Years of school, who is in school, and who never was."""

import polars as pl

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.form import gather, means

SCHOOL_AGES = {"6-11": (6, 11), "12-17": (12, 17), "18-24": (18, 24)}
YOUNG_ADULTS = {"25-34": (25, 34)}
ADULTS = {"15+": (15, 150), "25-34": (25, 34)}


def schooling(cells: Cells) -> pl.DataFrame:
    """Mean years of young adults, enrolment by age, adults without schooling, at year ends."""
    return gather(
        [
            *_spans(cells, YOUNG_ADULTS, "education", "mean_years_schooling", 1.0),
            *_spans(cells, SCHOOL_AGES, "in_school", "enrolment"),
            *_spans(cells, ADULTS, "no_schooling", "no_schooling"),
        ]
    )


def _spans(
    cells: Cells, spans: dict[str, tuple[int, int]], value: str, name: str, times: float = 100.0
) -> list[pl.DataFrame]:
    parts = []
    for label, (first, last) in spans.items():
        inside = cells.schooling.filter(pl.col("age").is_between(first, last))
        parts.append(means(cells, inside.with_columns(pl.lit(label).alias("age")), value, name, times=times))
    return parts
