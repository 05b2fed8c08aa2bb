"""What really happened in a run, as its yearly tables tell it: the only thing that observers see through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from ayllu.analysis.open import Run
from ayllu.words.codes import AREA_WORDS, Area

NEEDED = ("abroad_year", "flow_year", "child_abroad_year", "place_year")
AT_HOME = "home"
EVERYWHERE = "all"
"""Word of sums over destinations."""
BOTH = "both"

UNSEEN = ("age_group", "born", "people", "persons")
"""Columns of people abroad on which no source depends; all others of the table come with the stock."""
STOCKS = ("papers_year", "abroad_year")
"""Tables of people abroad, the one that tells most first; runs without papers have the second only."""
HELP = "consular_help"
"""Measure of a run and column of the stock: share of those abroad who get records from their consulate in time."""
IRREGULAR = ("withheld", "irregular")

Numbers = Mapping[str, float]
Observer = Callable[["Truth", Numbers], pl.DataFrame]
"""Gives country, source, destination, sex, year, observed and true."""
COLUMNS = ("country", "source", "destination", "sex", "year", "observed", "true")


@dataclass(frozen=True)
class Truth:
    """True states by country and year, in people.

    stock: emigrants (born at home) at the end of each year by destination, sex, years_abroad, papers and consular_help
    (as far as the run tells of these). crossings: those who left, came back, and came back by land in each year by
    sex. residents: people at home, and in_towns, at the end of
    each year by sex. mothers: women at home with a living child, and those of them with a child abroad.
    """

    stock: pl.DataFrame
    crossings: pl.DataFrame
    residents: pl.DataFrame
    mothers: pl.DataFrame


def can_observe(run: Run) -> bool:
    """Whether a run holds the tables that observers need."""
    return set(NEEDED) <= set(run.tables)


def read_truth(run: Run) -> Truth:
    """The true states that a run recorded."""
    at, sex = ["country", "year"], ["country", "sex", "year"]
    abroad = run.scan(next(name for name in STOCKS if name in run.tables)).filter(born=AT_HOME)
    told = [name for name in abroad.collect_schema() if name not in UNSEEN]
    stock = _helped(run, abroad.group_by(told).agg(pl.col("people").sum()))
    flows = run.scan("flow_year").group_by(sex).agg(**_ways(run))
    home = run.residents("place_year").with_columns(people=pl.col("population") * run.weights_of("place_year"))
    in_towns = pl.col("people").filter(pl.col("area").cast(pl.String) == AREA_WORDS[Area.URBAN]).sum()
    residents = home.group_by(sex).agg(pl.col("people").sum(), in_towns=in_towns)
    mothers = run.scan("child_abroad_year").group_by(at).agg(pl.col("mothers", "with_child_abroad").sum())
    frames = (stock, flows, residents, mothers)
    read = (frame.with_columns(pl.col("year").cast(pl.Int32)).collect() for frame in frames)
    return Truth(*(frame.sort(*[c for c in frame.columns if frame[c].dtype == pl.String], "year") for frame in read))


def _helped(run: Run, stock: pl.LazyFrame) -> pl.LazyFrame:
    """The stock with the consular help of its country and year, as far as the run has measured it."""
    if "measures" not in run.tables:
        return stock
    measured = run.scan("measures").filter(pl.col("measure").cast(pl.String) == HELP)
    mean = (pl.col("sum").sum() / pl.col("count").sum()).alias(HELP)
    each = measured.group_by(pl.col("country").cast(pl.String), pl.col("year").cast(pl.Int32)).agg(mean)
    named = stock.with_columns(pl.col("country").cast(pl.String), pl.col("year").cast(pl.Int32))
    return named.join(each, on=["country", "year"], how="left")


def _ways(run: Run) -> dict[str, pl.Expr]:
    """Those who left, came back, and came back by land, of a table of flows."""
    places = run.scan("place_year").select(pl.col("place", "country", "region").cast(pl.String)).unique()
    outside = places.filter(pl.col("region").is_in(run.abroad)).collect()
    near = pl.DataFrame(run.land_borders, {"country": pl.String, "region": pl.String}, orient="row")
    by_land = outside.join(near, on=["country", "region"], how="semi")["place"].to_list()
    there = {name: pl.col(f"{name}_place").is_in(outside["place"].to_list()) for name in ("from", "to")}
    people, back = pl.col("people"), there["from"] & ~there["to"]
    return {
        "left": people.filter(there["to"] & ~there["from"]).sum(),
        "back": people.filter(back).sum(),
        "back_by_land": people.filter(back & pl.col("from_place").is_in(by_land)).sum(),
    }


def counted(truth: Truth, source: str, seen: pl.Expr, factor: float = 1.0) -> pl.DataFrame:
    """Emigrants seen with a share that any columns of the stock decide, times a factor; sums over destinations too."""
    by = ["country", "destination", "sex", "year"]
    each = truth.stock.group_by(by).agg(observed=(pl.col("people") * seen).sum() * factor, true=pl.col("people").sum())
    whole = each.group_by("country", "sex", "year").agg(pl.col("observed", "true").sum())
    return named(pl.concat([each, whole.with_columns(destination=pl.lit(EVERYWHERE))], how="diagonal"), source)


def by_years_abroad(new: float, settled: float) -> pl.Expr:
    """Share seen in the first five years, between, and after ten years abroad."""
    shares = {"0-4": new, "5-9": (new + settled) / 2, "10+": settled}
    return pl.col("years_abroad").replace_strict(shares, return_dtype=pl.Float64)


def by_papers(truth: Truth, without: float, others: float = 1.0) -> pl.Expr:
    """Share seen of the irregular and of others; in a stock without papers all are others."""
    if "papers" not in truth.stock.columns:
        return pl.lit(others)
    return pl.when(pl.col("papers").cast(pl.String).is_in(IRREGULAR)).then(without).otherwise(others)


def named(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """The columns of an observer's series, in their order."""
    return frame.with_columns(source=pl.lit(source)).select(COLUMNS)
