"""The words that tables print for cells, places and the dimensions of measures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE, GROUPS
from ayllu.register.pack import Pack
from ayllu.runs.record_parts import Coded, Columns
from ayllu.words.codes import AGE_GROUPS, AREA_WORDS, SEX_WORDS

BOTH_SEXES = (*SEX_WORDS, "both")
EVERYWHERE, NATIONAL, EVERY_AREA = "all", "national", "all"
WORDED = ("country", "region", "area", "sex")
MEASURED = (*WORDED, "age", "schooling", "sum", "count")
ALL_AGES = -1


class Where:
    """Turns cells and places into the columns that tables print."""

    def __init__(self, pack: Pack) -> None:
        self.codes = tuple(place.code for place in pack.places)
        self.countries = tuple(country.code for country in pack.countries)
        self.regions = tuple(region.code for region in pack.regions)
        self.index = {
            name: np.array([getattr(place, name) for place in pack.places], np.uint8)
            for name in ("country", "region", "area")
        }

    def places(self, place: NDArray[Any]) -> dict[str, Coded]:
        """Columns place, country, region and area."""
        return {
            "place": Coded(place.astype(np.uint8), self.codes),
            "country": Coded(self.index["country"][place], self.countries),
            "region": Coded(self.index["region"][place], self.regions),
            "area": Coded(self.index["area"][place], AREA_WORDS),
        }

    def cells(self, cell: NDArray[np.int64], place: bool = True) -> Columns:
        """Columns place (unless it is not wanted), country, region, area, sex and age_group."""
        sex = cell // GROUPS % 2
        where = self.places(cell // CELLS_A_PLACE)
        if not place:
            del where["place"]
        return {
            **where,
            "sex": Coded(sex.astype(np.uint8), SEX_WORDS),
            "age_group": np.array(AGE_GROUPS, np.int16)[cell % GROUPS],
        }

    def words(self, dimension: str) -> tuple[str, ...]:
        """Words of a dimension, the last of which stands for all together."""
        known = {
            "country": (*self.countries, EVERYWHERE),
            "region": (*self.regions, NATIONAL),
            "area": (*AREA_WORDS, EVERY_AREA),
            "sex": BOTH_SEXES,
        }
        return known[dimension]

    def measure(
        self, name: str, by: tuple[str, ...], total: NDArray[np.int64], count: NDArray[np.int64]
    ) -> tuple[str, str, dict[str, NDArray[np.int64]]]:
        """Process, name and long form of a measure, empty entries left out."""
        where = np.nonzero(count)
        process, _, measure = name.partition(".")
        known = dict(zip(by, where, strict=True))
        whole = {dimension: len(self.words(dimension)) - 1 for dimension in WORDED}
        block = {
            dimension: known.get(dimension, np.full(len(where[0]), whole.get(dimension, ALL_AGES)))
            for dimension in (*WORDED, "age", "schooling")
        }
        return process, measure, {**block, "sum": total[where], "count": count[where]}
