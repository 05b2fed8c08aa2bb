"""The tables of moves of one run, read once: who went where, who lives abroad, who was born elsewhere.

Column `people` counts persons, not simulated ones. A run made before these tables existed holds none of them.
"""

from collections.abc import Collection
from functools import cached_property

import polars as pl

from ayllu.analysis.open import Run
from ayllu.analysis.places import Places

SEASONAL = ("seasonal_leave", "homecoming")
"""Leaving for a season and coming back from it: no change of residence."""
WITHIN, INSIDE, OUT, BACK, ONWARD = "within", "inside", "out", "back", "onward"
"""Ways of a move: in a region, between regions of a country, out of it, back into it, from abroad to abroad."""


class Moves:
    """Moves of a run; every frame has text in its columns of codes."""

    def __init__(self, run: Run) -> None:
        self.run, self.places = run, Places(run)

    def has(self, *tables: str) -> bool:
        """Whether the run holds these tables."""
        return set(tables) <= set(self.run.tables)

    def weight(self, regions: Collection[str]) -> float:
        """People that one simulated person of these regions stands for, in the mean of people.

        The variance of a count is that many times the count, in focus places as elsewhere. It is the run's usual weight
        where nobody is told by place.
        """
        if not self.has("place_year"):
            return self.run.weight
        sums = self._sums_of_weights.filter(pl.col("region").is_in(list(regions)))
        people = float(sums["people"].sum())
        return float(sums["squares"].sum()) / people if people else self.run.weight

    @cached_property
    def _sums_of_weights(self) -> pl.DataFrame:
        """Over all year ends, people and sums of squared weights by region."""
        weight = self.run.weights_of("place_year")
        people = pl.col("population") * weight
        regions = self.run.scan("place_year").group_by(pl.col("region").cast(pl.String))
        return regions.agg(people=people.sum(), squares=(people * weight).sum()).collect()

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Moves of every kind: year, kind, country, from_region, to_region, from_area, to_area, sex, way, people,
        first_time (of these, people who never fled, or never left their region, before).

        Net counts need them all, since who leaves for a season or flees alone comes home with another word.
        """
        codes = ["kind", "country", "from_place", "to_place", "sex"]
        read = self.run.scan("flow_year").with_columns(pl.col(codes).cast(pl.String))
        counts = pl.col("people", "first_time").sum().cast(pl.Float64)
        sums = read.group_by("year", *codes).agg(counts).collect(engine="streaming")
        moved = sums.with_columns(pl.col("year").cast(pl.Int64))
        for end in ("from", "to"):
            named = self.places.of_place.rename(
                {"place": f"{end}_place", "region": f"{end}_region", "area": f"{end}_area"}
            )
            moved = moved.join(named, on=f"{end}_place", how="left")
        where = ["from_region", "to_region", "from_area", "to_area"]
        grouped = moved.group_by("year", "kind", "country", *where, "sex").agg(pl.col("people", "first_time").sum())
        return grouped.with_columns(self._way().alias("way")).sort(pl.exclude("people", "first_time"))

    @cached_property
    def lasting(self) -> pl.DataFrame:
        """`flows` without leaving for a season and coming home, for counts of moves."""
        return self.flows.filter(~pl.col("kind").is_in(SEASONAL))

    def _way(self) -> pl.Expr:
        left, came = (pl.col(f"{end}_region").is_in(self.places.destinations) for end in ("from", "to"))
        same = pl.col("from_region") == pl.col("to_region")
        kept = pl.when(left & came).then(pl.lit(ONWARD)).when(left).then(pl.lit(BACK)).when(came).then(pl.lit(OUT))
        return kept.when(same).then(pl.lit(WITHIN)).otherwise(pl.lit(INSIDE))

    @cached_property
    def stocks(self) -> pl.DataFrame:
        """Persons born at home who live abroad at year ends: year, country, destination, sex, people."""
        return self._sums("abroad_year", ["country", "destination", "sex"], pl.col("born").cast(pl.String) == "home")

    @cached_property
    def birthplaces(self) -> pl.DataFrame:
        """Residents at year ends: year, country, region, birth_region, sex, people."""
        return self._sums("birthplace_year", ["country", "region", "birth_region", "sex"])

    @cached_property
    def recent(self) -> pl.DataFrame:
        """Residents of five and over at year ends: year, country, region, from_region, sex, people."""
        return self._sums("recent_year", ["country", "region", "from_region", "sex"])

    @cached_property
    def reasons(self) -> pl.DataFrame:
        """Decisions to move: year, kind, country, from_region, to_region, sex, reason, people."""
        read = self.run.scan("reason_year").rename({"decisions": "people"})
        return self._added(read, ["kind", "country", "from_region", "to_region", "sex", "reason"])

    @cached_property
    def displaced(self) -> pl.DataFrame:
        """Displaced people and the homes they lead at year ends, by country and region they left."""
        read = self.run.scan("displaced_year").with_columns(pl.col("country", "from_region").cast(pl.String))
        return read.with_columns(pl.col("year").cast(pl.Int64)).collect()

    def _sums(self, table: str, keys: list[str], kept: pl.Expr | None = None) -> pl.DataFrame:
        read = self.run.scan(table)
        return self._added(read if kept is None else read.filter(kept), keys)

    @staticmethod
    def _added(read: pl.LazyFrame, keys: list[str]) -> pl.DataFrame:
        texts = read.with_columns(pl.col(keys).cast(pl.String), pl.col("year").cast(pl.Int64))
        sums = texts.group_by("year", *keys).agg(pl.col("people").sum().cast(pl.Float64))
        return sums.collect(engine="streaming").sort("year", *keys)


def shares_of_years(halves: tuple[int, int]) -> pl.DataFrame:
    """Columns year and share: how much of each calendar year lies between two half-years (2 x year + half)."""
    years = range(halves[0] // 2, (halves[1] - 1) // 2 + 1)
    shares = [(min(halves[1], 2 * year + 2) - max(halves[0], 2 * year)) / 2 for year in years]
    return pl.DataFrame({"year": list(years), "share": shares}, {"year": pl.Int64, "share": pl.Float64})
