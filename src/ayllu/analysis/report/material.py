"""What a report is made from: a run, its indicators, and official figures."""

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from ayllu.analysis.cells import NATIONAL, Cells
from ayllu.analysis.headline import headline
from ayllu.analysis.indicators.build import FAMILIES, write_families
from ayllu.analysis.measures import class_of
from ayllu.analysis.series import FILE, official, read_rows
from ayllu.analysis.targets import compare

DECADE = 10
GOALS = "calibration/goals.csv"


class Material:
    """A run read for a report; indicator tables are built when the run has none."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.run = cells.run

    @cached_property
    def indicators(self) -> pl.DataFrame:
        """All indicators at national level."""
        held = [name for name in self.run.tables if name.startswith("indicators_")]
        if not held:
            held = [f"indicators_{family}" for family in write_families(self.cells)]
        wanted = pl.col("area") == "all"
        return pl.concat([self.run.scan(name).filter(wanted).collect() for name in held if name[11:] in FAMILIES])

    @cached_property
    def official(self) -> pl.DataFrame:
        """Official figures that came with the run."""
        return official(self.run)

    @cached_property
    def headline(self) -> pl.DataFrame:
        """The first figures of the report."""
        return headline(self.cells, self.official)

    @cached_property
    def _compared(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        file = self.run.file("targets.csv")
        rows = read_rows(file, with_id=True) if file is not None else pl.DataFrame(schema=FILE)
        return compare([self.cells], rows)

    @property
    def targets(self) -> pl.DataFrame:
        """Every target of the pack beside the simulated figure; empty when the pack has none."""
        return self._compared[0]

    @property
    def scores(self) -> pl.DataFrame:
        """How far the run is from official figures as a whole, and the papers' claims on moves."""
        return self._compared[1]

    def pick(self, indicator: str, country: str, region: str = NATIONAL) -> pl.DataFrame:
        """Rows of an indicator of a country, by year."""
        kept = self.indicators.filter(
            (pl.col("indicator") == indicator) & (pl.col("country") == country) & (pl.col("region") == region)
        )
        return kept.sort("year")

    def told(self, quantity: str, country: str) -> pl.DataFrame:
        """Official figures of a country inside the years of the run, with `at` as position in time."""
        first, last = self.cells.years[0], self.cells.years[-1]
        return self.official.filter(
            (pl.col("quantity") == quantity)
            & (pl.col("country") == country)
            & (pl.col("region") == NATIONAL)
            & pl.col("at").is_between(first, last)
        ).sort("at")

    @cached_property
    def _goals(self) -> pl.DataFrame:
        """Goals of the calibration that came with the run: quantity, country, where, year, value, source."""
        file = self.run.file(GOALS)
        columns = ["quantity", "country", "where", "year", "value", "source"]
        if file is None:
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).cast(
                {"year": pl.Float64, "value": pl.Float64}
            )
        read = pl.read_csv(file, infer_schema=False).select(columns)
        return read.cast({"year": pl.Float64, "value": pl.Float64})

    def goals(self, quantity: str, country: str, where: str = NATIONAL) -> pl.DataFrame:
        """Goals of one quantity, country and place inside the years of the run, by year."""
        own = (pl.col("quantity") == quantity) & (pl.col("country") == country) & (pl.col("where") == where)
        inside = pl.col("year").is_between(self.cells.years[0], self.cells.years[-1])
        return self._goals.filter(own & inside).sort("year")

    def goal_sources(self, quantity: str) -> str:
        """What a quantity's goals rest on."""
        own = self._goals.filter(pl.col("quantity") == quantity)
        return "; ".join(own["source"].unique(maintain_order=True).drop_nulls())

    def class_of(self, quantity: str) -> str:
        """Class of a quantity in this run."""
        return class_of(quantity, self.run.info)

    @property
    def has_samples(self) -> bool:
        """Whether the run recorded persons and homes at year ends."""
        return "person_year" in self.run.tables

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Names of regions by code, as far as run.json gives them."""
        return {row["code"]: row["name"] for row in self.run.info.get("regions") or ()}

    def milestones(self, most: int = 4) -> list[int]:
        """A few years to show: evenly spread decades of the run, or its ends when it is short."""
        years = self.cells.years
        return spread([year for year in years if year % DECADE == 0] or sorted({years[0], years[-1]}), most)


def spread(years: Sequence[int], most: int) -> list[int]:
    """At most `most` of the years, evenly, first and last among them."""
    if len(years) <= most:
        return list(years)
    return [years[round(k * (len(years) - 1) / (most - 1))] for k in range(most)]
