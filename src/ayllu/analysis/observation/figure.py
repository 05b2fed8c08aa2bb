"""One figure: what each source sees of the people abroad, the true stock, and the papers' figures as points."""

from pathlib import Path

import polars as pl

from ayllu.analysis.observation.observe import REFERENCES, TABLE, distances, references
from ayllu.analysis.observation.truth import BOTH, EVERYWHERE
from ayllu.analysis.open import Run
from ayllu.analysis.report.charts import Axis, lines
from ayllu.analysis.report.html import Figure
from ayllu.analysis.report.look import SEX_COLOURS
from ayllu.analysis.words import number

MILLION = 1e6
TRUE = "true"
DASHES = {
    TRUE: [1, 0],
    "census": [7, 3],
    "consulate": [3, 3],
    "ministry": [9, 3, 2, 3],
    "border_cumulated": [2, 2],
    "mothers": [1, 4],
}
"""Stocks as sources see them, each with the strokes of its line."""
WORDS = {"border_cumulated": "border", TRUE: "true stock"}
TITLE = "People abroad: the true stock and four observers"


def figures(run: Run) -> list[Figure]:
    """For each country women and men apart, then both sexes with the papers' points; none without observed_year."""
    if TABLE not in run.tables:
        return []
    series = run.table(TABLE).filter((pl.col("destination") == EVERYWHERE) & pl.col("source").is_in(list(DASHES)))
    told = paper_points(run)
    drawn = []
    for country in run.countries:
        own = series.filter(country=country)
        if own.height:
            drawn += [_drawn(run, country, own, told.clear(), SEXES), _drawn(run, country, own, told, (BOTH,))]
    return drawn


SEXES = ("women", "men")


def paper_points(run: Run) -> pl.DataFrame:
    """Papers' figures that are shown and not fitted, of stocks of both sexes, with what the run has."""
    path = Path(run.path) / REFERENCES
    if not path.is_file() or TABLE not in run.tables:
        return pl.DataFrame(schema={"country": pl.String, "year": pl.Int32, "value": pl.Float64})
    shown = references(path).filter((pl.col("use") == "show") & pl.col("source").is_in(list(DASHES)))
    shown = shown.filter((pl.col("destination") == EVERYWHERE) & pl.col("against").is_null())
    return distances(run.table(TABLE), shown)


def distance_words(told: pl.DataFrame) -> str:
    """How far each point is from what its source observes in the run, in words; empty without points."""
    parts = [
        f"{row['year']} {WORDS.get(row['source'], row['source'])}: {number(row['value'] / MILLION, 2)} million told, "
        f"{number(row['observed'] / MILLION, 2)} observed ({number(100 * (row['ratio'] - 1), 0)} %), "
        f"{number(row['true'] / MILLION, 2)} true"
        for row in told.sort("source", "year").to_dicts()
    ]
    return "; ".join(parts)


def _drawn(run: Run, country: str, series: pl.DataFrame, told: pl.DataFrame, sexes: tuple[str, ...]) -> Figure:
    """One figure of a country; the true stock is drawn once for each sex."""
    own = series.filter(pl.col("sex").is_in(sexes))
    true = own.filter(pl.col("source") == "census").with_columns(source=pl.lit(TRUE), observed=pl.col("true"))
    frame = pl.concat([true, own]).with_columns(word=pl.col("source").replace(WORDS))
    label = pl.col("word") if len(sexes) == 1 else pl.format("{}, {}", "word", "sex")
    frame = frame.select(
        pl.col("year").cast(pl.Float64).alias("x"),
        label.alias("label"),
        pl.col("sex").replace_strict(SEX_COLOURS).alias("colour"),
        pl.col("source").replace_strict(DASHES, return_dtype=pl.List(pl.Int64)).alias("dash"),
        (pl.col("observed") / MILLION).alias("value"),
        pl.lit(None, pl.Float64).alias("se"),
    ).sort("label", "x")
    points = told.filter(country=country).select(
        pl.col("year").cast(pl.Float64).alias("x"),
        pl.lit(SEX_COLOURS[BOTH]).alias("colour"),
        (pl.col("value") / MILLION).alias("value"),
    )
    words = distance_words(told.filter(country=country)) if told.height else ""
    who = "both sexes" if len(sexes) == 1 else "women and men"
    return Figure(
        title=f"{TITLE}, {who}, millions",
        place=run.countries[country],
        chart=lines(frame, points, Axis("", ".1f")),
        alt=f"Line chart. {TITLE}, {who}. {words}".strip(),
        class_="assumed",
        numbers=frame.select("label", year=pl.col("x").cast(pl.Int32), millions="value"),
        decimals=2,
        source=words,
    )
