"""The observed series of a run beside the truth, and how far they are from the figures that papers give."""

from pathlib import Path

import polars as pl

from ayllu.analysis.observation import border, censuses, consulates, mothers
from ayllu.analysis.observation.truth import BOTH, COLUMNS, Numbers, Observer, Truth, can_observe, read_truth
from ayllu.analysis.open import Run
from ayllu.words.errors import AylluError, Problem

PROCESS = "observation"
"""Process name of the cards; no process has it, so that no life can depend on what is observed."""
TABLE = "observed_year"
REFERENCES = "calibration/observation.csv"
SOURCES: dict[str, tuple[Observer, tuple[str, ...]]] = {
    "censuses": (censuses.censuses, censuses.NUMBERS),
    "consulates": (consulates.consulates, consulates.NUMBERS),
    "border": (border.border, border.NUMBERS),
    "mothers": (mothers.mothers, mothers.NUMBERS),
}
"""Observers, each with the numbers it reads."""
NUMBERS = tuple(name for _, names in SOURCES.values() for name in names)
AT = ["source", "country", "destination", "sex", "year"]


def observed(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """All series: country, source, destination, sex (women, men, both), year, observed and true, in people."""
    each = pl.concat([observer(truth, numbers) for observer, _ in SOURCES.values()])
    parted = each.filter(pl.col("sex") != BOTH)
    by = [name for name in COLUMNS if name not in ("observed", "true", "sex")]
    both = parted.group_by(by).agg(pl.col("observed", "true").sum()).with_columns(sex=pl.lit(BOTH))
    return pl.concat([each, both.select(COLUMNS)]).sort("country", "source", "destination", "sex", "year")


def numbers_of(run: Run) -> dict[str, float] | None:
    """The numbers of observation that a run was made with; None if its pack had not all of them."""
    if "parameters" not in run.tables:
        return None
    rows = run.table("parameters").filter(process=PROCESS).select("name", "value").unique("name", keep="first")
    found = {name: float(value) for name, value in rows.rows() if value is not None}
    return found if set(NUMBERS) <= set(found) else None


def observe(run: Run, numbers: Numbers | None = None) -> pl.DataFrame:
    """The observed series of a run, with its own numbers unless others are given. Raises AylluError without them."""
    known = numbers or numbers_of(run)
    if known is None or not can_observe(run):
        reason = "its pack has no numbers of observation" if known is None else "it has no tables of moves"
        remedy = "Name a pack that has them with --pack" if known is None else "Run the scenario again"
        raise AylluError(Problem("this run cannot be observed", str(run.path), reason, remedy))
    return observed(read_truth(run), known)


def write_observed(run: Run, numbers: Numbers | None = None) -> Path | None:
    """Write observed_year.parquet into a run folder; None when the run or its pack lacks what is needed."""
    if not can_observe(run) or (numbers is None and numbers_of(run) is None):
        return None
    path = run.path / f"{TABLE}.parquet"
    temporary = path.with_suffix(".tmp")
    observe(run, numbers).write_parquet(temporary)
    temporary.replace(path)
    return path


def references(path: Path) -> pl.DataFrame:
    """Figures that papers and statistics give for what observers see; `against` is a source that a share is of.

    Columns: source, country, destination, sex, year, at (end or middle of the year), value, against, use (fit or
    show), tolerance, from.
    """
    return pl.read_csv(path, schema_overrides={"year": pl.Int32, "value": pl.Float64, "against": pl.String})


def distances(series: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Each reference beside what is observed and true then; ratio is observed over the reference.

    Stocks in the middle of a year are the mean of the ends of two years.
    """
    middle = pl.col("observed", "true").rolling_mean(2).over(AT[:-1], order_by="year")
    series = pl.concat(
        [series.with_columns(at=pl.lit("end")), series.with_columns(middle, at=pl.lit("middle")).drop_nulls("observed")]
    )
    when = [*AT, "at"]
    joined = told.join(series, on=when, how="inner", maintain_order="left")
    base = series.select(*when, below="observed").rename({"source": "against"})
    by = ["against", *when[1:]]
    joined = joined.join(base, on=by, how="left", maintain_order="left")
    share = pl.when(pl.col("against").is_not_null())
    joined = joined.with_columns(
        observed=share.then(pl.col("observed") / pl.col("below")).otherwise(pl.col("observed")),
        true=share.then(None).otherwise(pl.col("true")),
    ).drop("below")
    return joined.with_columns(ratio=pl.col("observed") / pl.col("value"))
