"""What really happened in a run, as its yearly tables tell it: the only thing that observers see through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from ayllu.analysis.open import Run

NEEDED = ("abroad_year", "flow_year", "child_abroad_year", "place_year")
AT_HOME = "home"
EVERYWHERE = "all"
"""Word of sums over destinations."""
BOTH = "both"

Numbers = Mapping[str, float]
Observer = Callable[["Truth", Numbers], pl.DataFrame]
"""Gives country, source, destination, sex, year, observed and true."""
COLUMNS = ("country", "source", "destination", "sex", "year", "observed", "true")


@dataclass(frozen=True)
class Truth:
    """True states by country and year, in people.

    stock: emigrants (born at home) at the end of each year by destination, sex and years_abroad. crossings: those who
    left, came back, and came back over a land border in each year by sex. residents: people at home at the end of each
    year by sex. mothers: women at home with a living child, and those of them with a child abroad. overland: countries
    and the destinations with which they have a land border.
    """

    stock: pl.DataFrame
    crossings: pl.DataFrame
    residents: pl.DataFrame
    mothers: pl.DataFrame
    overland: pl.DataFrame


def can_observe(run: Run) -> bool:
    """Whether a run holds the tables that observers need."""
    return set(NEEDED) <= set(run.tables)


def read_truth(run: Run) -> Truth:
    """The true states that a run recorded."""
    at, sex = ["country", "year"], ["country", "sex", "year"]
    abroad = run.scan("abroad_year").filter(born=AT_HOME)
    stock = abroad.group_by("country", "destination", "sex", "years_abroad", "year").agg(pl.col("people").sum())
    places = run.scan("place_year").select(pl.col("place", "region").cast(pl.String)).unique().collect()
    outside = places.filter(pl.col("region").is_in(run.abroad))["place"].to_list()
    overland = pl.DataFrame(run.land_borders, {"country": pl.String, "destination": pl.String}, orient="row")
    near = places.join(overland, left_on="region", right_on="destination")
    near = near.select("country", pl.col("place").alias("from_place"), pl.lit(True).alias("near"))
    there = {name: pl.col(f"{name}_place").is_in(outside) for name in ("from", "to")}
    people = pl.col("people")
    flows = (
        run.scan("flow_year")
        .with_columns(pl.col("country", "from_place", "to_place").cast(pl.String))
        .join(near.lazy(), on=["country", "from_place"], how="left")
        .group_by(sex)
        .agg(
            left=people.filter(there["to"] & ~there["from"]).sum(),
            back=people.filter(there["from"] & ~there["to"]).sum(),
            back_by_land=people.filter(there["from"] & ~there["to"] & pl.col("near").fill_null(False)).sum(),
        )
    )
    home = run.residents("place_year").with_columns(people=pl.col("population") * run.weights_of("place_year"))
    residents = home.group_by(sex).agg(people.sum())
    mothers = run.scan("child_abroad_year").group_by(at).agg(pl.col("mothers", "with_child_abroad").sum())
    frames = (stock, flows, residents, mothers)
    read = (frame.with_columns(pl.col("year").cast(pl.Int32)).collect() for frame in frames)
    in_order = (frame.sort(*[c for c in frame.columns if frame[c].dtype == pl.String], "year") for frame in read)
    return Truth(*in_order, overland)


def counted(truth: Truth, source: str, shares: Mapping[str, float], factor: float = 1.0) -> pl.DataFrame:
    """Emigrants seen with a share that depends on years abroad, times a factor; sums over destinations are added."""
    share = pl.col("years_abroad").replace_strict(dict(shares), return_dtype=pl.Float64)
    by = ["country", "destination", "sex", "year"]
    seen = truth.stock.group_by(by).agg(observed=(pl.col("people") * share).sum() * factor, true=pl.col("people").sum())
    whole = seen.group_by("country", "sex", "year").agg(pl.col("observed", "true").sum())
    return named(pl.concat([seen, whole.with_columns(destination=pl.lit(EVERYWHERE))], how="diagonal"), source)


def by_years_abroad(new: float, settled: float) -> dict[str, float]:
    """Share seen in the first five years, between, and after ten years abroad."""
    return {"0-4": new, "5-9": (new + settled) / 2, "10+": settled}


def named(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """The columns of an observer's series, in their order."""
    return frame.with_columns(source=pl.lit(source)).select(COLUMNS)
