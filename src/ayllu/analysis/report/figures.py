"""Figures of a report: which numbers go into which chart, and the words that say the same."""

from dataclasses import replace

import polars as pl

from ayllu.analysis.cells import HOME_TYPES
from ayllu.analysis.measures import measures
from ayllu.analysis.report.charts import Axis, lines, pyramid, stacked_by_age, stacked_by_year
from ayllu.analysis.report.html import Figure
from ayllu.analysis.report.look import SEX_COLOURS, STATES, TYPES
from ayllu.analysis.report.material import DECADE, Material
from ayllu.analysis.words import number
from ayllu.words.codes import UNION_WORDS

SOLID, DASHED = [1, 0], [5, 4]
FIVE = 5
POOLED = 5
SEXES = ("women", "men")


def by_year(
    m: Material, country: str, quantity: str, axis: Axis, sexes: tuple[str, ...] = SEXES, times: float = 1.0
) -> Figure | None:
    """A quantity by year and sex with official figures as circles; None when the run has no such rows."""
    rows = m.pick(quantity, country).filter(pl.col("sex").is_in(sexes))
    if rows.height == 0:
        return None
    told = m.told(quantity, country).with_columns(
        pl.col("sex").replace("both", sexes[0] if len(sexes) == 1 else "both")
    )
    told = told.filter(pl.col("sex").is_in(sexes)).with_columns(pl.col("value") * times)
    frame = rows.select(
        pl.col("year").cast(pl.Float64).alias("x"),
        pl.col("sex").alias("label"),
        pl.col("sex").replace_strict(SEX_COLOURS).alias("colour"),
        pl.lit(SOLID).alias("dash"),
        pl.col("value") * times,
        pl.col("se") * times,
    )
    points = told.select(
        pl.col("at").alias("x"),
        pl.col("sex").replace_strict(SEX_COLOURS, return_dtype=pl.String).alias("colour"),
        "value",
    )
    measure = measures()[quantity]
    return Figure(
        title=measure.en
        if measure.unit.split()[0] in measure.en.lower()
        else f"{measure.en}, {axis.title or measure.unit}",
        place=m.run.countries[country],
        chart=lines(
            frame,
            points,
            replace(axis, title="", span=_shared(m, quantity, sexes, times) if axis.shared else None),
        ),
        alt=_line_words(measure.en, m.run.countries[country], frame, points.height, measure.decimals),
        class_=m.class_of(quantity),
        numbers=_numbers(frame, told),
        decimals=measure.decimals,
    )


def _shared(m: Material, quantity: str, sexes: tuple[str, ...], times: float) -> tuple[float, float] | None:
    """Smallest and largest figure of any country, so that their charts have one scale."""
    ours = [m.pick(quantity, code).filter(pl.col("sex").is_in(sexes)).select("value") for code in m.run.countries]
    theirs = [m.told(quantity, code).select("value") for code in m.run.countries]
    every = pl.concat([*ours, *theirs])["value"].drop_nulls() * times
    return (float(str(every.min())), float(str(every.max()))) if every.len() else None


def _line_words(title: str, place: str, frame: pl.DataFrame, official: int, decimals: int) -> str:
    ends = []
    for (label,), rows in frame.group_by("label", maintain_order=True):
        first, last = rows.row(0, named=True), rows.row(-1, named=True)
        there = f"{number(first['value'], decimals)} at {first['x']:.0f} to {number(last['value'], decimals)} at {last['x']:.0f}"
        ends.append(f"{label} from {there}")
    seen = f" {official} official figures are shown as circles." if official else ""
    return f"Line chart. {title}, {place}: {'; '.join(ends)}.{seen}"


def _numbers(frame: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Simulated figures of decades and of the last year, and all official ones, a row for each period."""
    last = pl.col("x") == pl.col("x").max()
    shown = frame.filter((pl.col("x") % DECADE == 0) | last)
    ours = shown.select("x", pl.col("x").cast(pl.Int64).cast(pl.String).alias("period"), column="label", value="value")
    theirs = told.select(
        pl.col("at").alias("x"),
        pl.col("year").alias("period"),
        column=pl.col("sex") + ", official",
        value="value",
    )
    every = pl.concat([ours, theirs]).unique(["period", "column"], keep="first", maintain_order=True)
    return every.pivot("column", index=["x", "period"], values="value").sort("x", "period").drop("x")


def ages(m: Material, country: str) -> Figure | None:
    """Population pyramids of a few years."""
    years = m.milestones()
    rows = m.pick("population_by_age", country).filter(pl.col("year").is_in(years) & pl.col("sex").is_in(SEXES))
    if rows.height == 0:
        return None
    low = pl.col("age").str.extract(r"^(\d+)").cast(pl.Int64) // FIVE * FIVE
    frame = rows.group_by("year", "sex", low.alias("age_group")).agg(pl.col("value").sum()).sort("year", "age_group")
    young = frame.with_columns((pl.col("value") * (pl.col("age_group") < 15)).alias("young"))
    shares = young.group_by("year").agg(pl.col("young").sum() / pl.col("value").sum() * 100).sort("year")
    words = "; ".join(f"{row['year']} {number(row['young'])} percent" for row in shares.iter_rows(named=True))
    place = m.run.countries[country]
    table = frame.with_columns((pl.col("sex") + " " + pl.col("year").cast(pl.String)).alias("column"))
    return Figure(
        title="Women and men by age, thousand",
        place=place,
        chart=pyramid(frame),
        alt=f"Population pyramids, {place}. Share under 15: {words}.",
        class_=m.class_of("population_by_age"),
        numbers=table.pivot("column", index="age_group", values="value")
        .sort("age_group")
        .rename({"age_group": "age from"}),
        decimals=1,
    )


def marital_states(m: Material, country: str) -> Figure | None:
    """Marital states by age in the last year."""
    year = m.cells.years[-1]
    parts = [
        m.pick(f"marital_share_{word}", country).with_columns(part=pl.lit(word), rank=pl.lit(i))
        for i, word in enumerate(UNION_WORDS)
    ]
    rows = pl.concat(parts).filter((pl.col("year") == year) & pl.col("sex").is_in(SEXES) & (pl.col("age") != "15+"))
    low = pl.col("age").str.extract(r"^(\d+)").cast(pl.Int64)
    rows = rows.filter(low < 80).sort(low, "rank").select("sex", "age", "part", "rank", pl.col("value"))
    if rows.height == 0:
        return None
    place = m.run.countries[country]
    single = rows.filter((pl.col("part") == "single") & (pl.col("age") == "25-29"))
    words = "; ".join(f"{row['sex']} {number(row['value'])} percent" for row in single.iter_rows(named=True))
    table = rows.with_columns((pl.col("sex") + ", " + pl.col("part")).alias("column"))
    return Figure(
        title=f"Marital state by age, end of {year}",
        place=place,
        chart=stacked_by_age(rows, UNION_WORDS, STATES),
        alt=f"Stacked bars of marital states by age, women beside men, {place} {year}. Never in a union at 25-29: {words}.",
        class_=m.class_of("marital_share_married"),
        numbers=table.pivot("column", index="age", values="value"),
    )


def home_types(m: Material, country: str) -> Figure | None:
    """Household types by year."""
    words = {kind: kind.replace("_", " ") for kind in HOME_TYPES}
    parts = [m.pick(f"household_type_{kind}", country).with_columns(part=pl.lit(word)) for kind, word in words.items()]
    rows = pl.concat(parts).filter((pl.col("sex") == "both") & (pl.col("value") > 0)).select("year", "part", "value")
    if rows.height == 0:
        return None
    place = m.run.countries[country]
    last = rows.filter(pl.col("year") == pl.col("year").max())
    told = "; ".join(f"{row['part']} {number(row['value'])} percent" for row in last.iter_rows(named=True))
    shown = rows.filter((pl.col("year") % DECADE == 0) | (pl.col("year") == pl.col("year").max()))
    return Figure(
        title="Households by type, percent",
        place=place,
        chart=stacked_by_year(rows, list(words.values()), TYPES),
        alt=f"Stacked areas of household types by year, {place}. In {m.cells.years[-1]}: {told}.",
        class_=m.class_of("household_type"),
        numbers=shown.with_columns(pl.col("year").cast(pl.String)).pivot("part", index="year", values="value"),
    )


def grandmothers(m: Material, country: str) -> Figure | None:
    """Share with a living grandmother by age, five year ends pooled, early and late in the run."""
    rows = m.pick("living_grandmother", country).filter(pl.col("sex").is_in(SEXES) & (pl.col("age") != "0-14"))
    if rows.height == 0:
        return None
    last = m.cells.years[-1]
    middle = m.milestones(3)[1] if len(m.milestones(3)) > 1 else m.cells.years[0]
    frames = [_pooled(rows, end, dash) for end, dash in ((middle, DASHED), (last, SOLID))]
    frame = pl.concat(frames if middle < last else frames[1:])
    place = m.run.countries[country]
    numbers = frame.filter(pl.col("x") % 3 == 0).with_columns(pl.col("x").cast(pl.Int64).cast(pl.String).alias("age"))
    return Figure(
        title="A grandmother alive, percent, by age",
        place=place,
        chart=lines(frame, frame.head(0).select("x", "colour", "value"), Axis(""), Axis("Age", "d")),
        alt=_line_words("Share with a living grandmother by age", place, frame, 0, 0),
        class_=m.class_of("living_grandmother"),
        numbers=numbers.pivot("label", index="age", values="value"),
    )


def _pooled(rows: pl.DataFrame, end: int, dash: list[int]) -> pl.DataFrame:
    """Means over the five year ends up to `end`, by age and sex."""
    window = rows.filter(pl.col("year").is_between(end - POOLED + 1, end))
    share = pl.col("value") / 100
    pooled = window.group_by("age", "sex").agg(
        (share * pl.col("n")).sum() / pl.col("n").sum(), pl.col("n").sum().cast(pl.Float64).alias("total")
    )
    error = (pl.col("value") * (1 - pl.col("value")) / pl.col("total")).sqrt() * 100
    return pooled.select(
        pl.col("age").cast(pl.Float64).alias("x"),
        (pl.col("sex") + f" {end}").alias("label"),
        pl.col("sex").replace_strict(SEX_COLOURS).alias("colour"),
        pl.lit(dash).alias("dash"),
        (pl.col("value") * 100).alias("value"),
        error.alias("se"),
    ).sort("label", "x", descending=[True, False])
