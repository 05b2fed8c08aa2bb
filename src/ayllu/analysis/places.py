"""What a run folder knows of its places: regions with their zones, which place lies where, shapes and tiles."""

import json
from functools import cached_property
from typing import Any

import polars as pl

from ayllu.analysis.open import Run

REGIONS, PLACES = "places/regions.csv", "places/places.csv"
SHAPES, TILES = "places/departments.topo.json", "places/tilegrid.json"
ABROAD = "abroad"
_PLACE = ["place", "region", "area"]


class Places:
    """Places of one run. Runs without the files of places know codes only: nothing has a zone or a shape."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def regions(self) -> pl.DataFrame:
        """Regions at home in the order of the pack: region, country, name, zone, lat, lon (empty without the file)."""
        columns = {"zone": "zone", "lat": "centroid_lat", "lon": "centroid_lon"}
        file = self.run.file(REGIONS)
        if file is None:
            kinds: dict[str, Any] = dict.fromkeys(["region", "country", "name", "zone"], pl.String)
            return pl.DataFrame(schema={**kinds, "lat": pl.Float64, "lon": pl.Float64})
        read = pl.read_csv(file, infer_schema=False)
        chosen = [
            pl.col(old).alias(new) if old in read.columns else pl.lit("").alias(new) for new, old in columns.items()
        ]
        frame = read.select("region", "country", "name", *chosen).filter(pl.col("country").fill_null("") != "")
        return frame.with_columns(pl.col("lat", "lon").cast(pl.Float64, strict=False), pl.col("zone").fill_null(""))

    @cached_property
    def of_place(self) -> pl.DataFrame:
        """Columns place, region and area of every place that the run names."""
        file = self.run.file(PLACES)
        if file is not None:
            return pl.read_csv(file, infer_schema=False).select(_PLACE)
        for table in ("place_year", "occurrences"):
            if table in self.run.tables and set(_PLACE) <= set(self.run.scan(table).collect_schema()):
                return self.run.scan(table).select(pl.col(_PLACE).cast(pl.String)).unique().collect()
        return pl.DataFrame(schema=dict.fromkeys(_PLACE, pl.String))

    @cached_property
    def zones(self) -> dict[str, str]:
        """Zone of each region at home."""
        return dict(self.regions.select("region", "zone").iter_rows())

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of all regions, those abroad too."""
        told = {row["code"]: row["name"] for row in self.run.info.get("regions") or ()}
        return told | dict(self.regions.select("region", "name").iter_rows())

    def within(self, country: str, zone: str = "") -> list[str]:
        """Regions of a country, all or those of a zone, in the order of the pack."""
        found = self.regions.filter(pl.col("country") == country)
        return (found.filter(pl.col("zone") == zone) if zone else found)["region"].to_list()

    @cached_property
    def destinations(self) -> list[str]:
        """Codes of the regions abroad in the order of the pack."""
        return list(self.run.abroad)

    @cached_property
    def topology(self) -> dict[str, Any]:
        """The TopoJSON of regions; empty without the file."""
        return self._json(SHAPES)

    @cached_property
    def tiles(self) -> dict[str, tuple[int, int]]:
        """Column and row of each region in the tile grid; empty without the file."""
        return {code: (int(at[0]), int(at[1])) for code, at in self._json(TILES).get("grid", {}).items()}

    def _json(self, name: str) -> dict[str, Any]:
        file = self.run.file(name)
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file is not None else {}
        return read
