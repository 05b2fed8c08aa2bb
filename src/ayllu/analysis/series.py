"""Official figures that travel with a run: targets.csv and official_series.csv, read on labelled keys.

Both are rows country, region, sex (F, M, B), age, year, quantity, value, unit, source; targets have an id.
"""

from pathlib import Path
from typing import Any

import polars as pl

from ayllu.analysis.open import Run
from ayllu.words.errors import AylluError, Problem, Problems

KEYS = ["country", "region", "sex", "age", "year", "quantity"]
SEXES = {"F": "women", "M": "men", "B": "both", "women": "women", "men": "men", "both": "both"}
FORM = [*KEYS, "value", "unit", "source"]
FILE: dict[str, Any] = {name: pl.Float64 if name == "value" else pl.String for name in ("id", *FORM)}
"""Columns of `read_rows` with their types."""


def read_rows(file: str | Path, with_id: bool = False) -> pl.DataFrame:
    """Rows of a file of official figures, all columns text but `value`.

    Raises AylluError with every problem found: missing columns, values that are no numbers, unknown sexes,
    two rows with the same keys. Without an id column rows are named after their keys.
    """
    path = Path(file)
    if not path.is_file():
        raise AylluError(Problem("there is no such file", str(path), remedy="Name a CSV in the form of targets.csv"))
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as problem:
        reason = str(problem).splitlines()[0]
        raise AylluError(Problem("the file is no readable CSV", str(path), reason)) from problem
    missing = [name for name in [*KEYS, "value"] if name not in frame.columns]
    if missing:
        reason = f"columns are missing: {', '.join(missing)}"
        remedy = f"Its first line should be id,{','.join(FORM)}"
        raise AylluError(Problem("the figures cannot be joined", str(path), reason, remedy))
    return _checked(frame, path, with_id)


def _checked(frame: pl.DataFrame, path: Path, with_id: bool) -> pl.DataFrame:
    frame = frame.with_row_index("line", offset=2).with_columns(pl.col(KEYS).str.strip_chars())
    number = pl.col("value").str.strip_chars().cast(pl.Float64, strict=False)
    problems = Problems()
    for row in frame.filter(number.is_null() | ~number.is_finite()).iter_rows(named=True):
        problems.add(f"value '{row['value']}' is not a number", f"{path}:{row['line']}")
    for row in frame.filter(~pl.col("sex").is_in(list(SEXES))).iter_rows(named=True):
        problems.add(f"sex '{row['sex']}' is unknown", f"{path}:{row['line']}", remedy="Write F, M or B")
    if with_id:
        for row in frame.filter(pl.struct(KEYS).is_duplicated()).iter_rows(named=True):
            problems.add("another row has the same keys", f"{path}:{row['line']}", remedy="Keep one of them")
    problems.raise_if_any()
    named = pl.concat_str(KEYS, separator=" ")
    label = pl.coalesce("id", named) if "id" in frame.columns else named
    source = [name for name in ("source", "source_id") if name in frame.columns]
    return frame.select(
        label.alias("id"),
        *KEYS,
        number.alias("value"),
        (pl.col("unit") if "unit" in frame.columns else pl.lit("")).alias("unit"),
        (pl.col(source[0]) if source else pl.lit("")).alias("source"),
    )


def official(run: Run) -> pl.DataFrame:
    """All official figures that the run carries.

    Columns FORM plus `at`: the year (or middle of the period) on the axis of mid-year labels. Where a figure is
    given twice, the one of targets.csv stays. Empty when the run carries no official figures.
    """
    found = [run.file("targets.csv"), run.file("official_series.csv")]
    frames = [read_rows(file).select(FORM) for file in found if file is not None]
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(FORM, pl.String)).with_columns(
            pl.col("value").cast(pl.Float64), pl.lit(None, pl.Float64).alias("at")
        )
    given = pl.concat(frames).with_columns(pl.col("sex").replace(SEXES))
    first = given.unique(subset=KEYS, keep="first", maintain_order=True)
    return first.with_columns(_middle(pl.col("year")).alias("at"))


def _middle(year: pl.Expr) -> pl.Expr:
    start = year.str.extract(r"^(\d{4})").cast(pl.Float64)
    end = year.str.extract(r"-(\d{4})$").cast(pl.Float64)
    return (start + end.fill_null(start)) / 2.0
