"""One official figure as a question to a run: which people, where, when."""

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from ayllu.analysis.cells import BOTH, NATIONAL, Cells
from ayllu.analysis.series import SEXES
from ayllu.words.codes import AREA_WORDS, OLDEST

KEYS = ("half", "year", "age_group")


@dataclass(frozen=True)
class Ask:
    """A quantity of one country (or of regions, or of an area kind), sex, age label and period.

    A single year means its twelve months; a period such as 2005-2010 runs from mid-year to mid-year, as
    official five-year periods do. Halves are 2 x year, plus 1 for July to December.
    """

    quantity: str
    country: str
    regions: tuple[str, ...]
    area: str
    sex: str
    age: str
    year: str
    halves: tuple[int, int]

    @property
    def years(self) -> tuple[int, int]:
        """First and last calendar year whose end lies in the period."""
        return self.halves[0] // 2, (self.halves[1] - 1) // 2 if self.halves[1] % 2 == 0 else self.halves[1] // 2 - 1

    def where(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of the country, regions and area asked for."""
        frame = frame.filter(pl.col("country") == self.country)
        if self.regions:
            frame = frame.filter(pl.col("region").is_in(self.regions))
        return frame.filter(pl.col("area") == self.area) if self.area else frame

    def whom(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of the sex asked for; both sexes are all rows."""
        return frame if self.sex == BOTH else frame.filter(pl.col("sex") == self.sex)

    def lived(self, cells: Cells, since_start: bool = False) -> pl.DataFrame:
        """Half-yearly counts of place and period (or from the start of the run to its end), all sexes.

        Official periods are built from calendar years: the years at both ends count by half, so do they here.
        """
        split = cells.by_country if self.regions else cells.by_nation
        first, last = 0 if since_start else self.halves[0] // 2 * 2, (self.halves[1] + 1) // 2 * 2
        found = self.where(split[self.country]).filter(pl.col("half").is_between(first, last, closed="left"))
        if self.halves[0] % 2 == 0:
            return found
        ends = (self.halves[1] // 2,) if since_start else (self.halves[0] // 2, self.halves[1] // 2)
        counts = [name for name in found.columns if name not in KEYS and found.schema[name].is_numeric()]
        share = pl.when((pl.col("half") // 2).is_in(ends)).then(0.5).otherwise(1.0)
        return found.with_columns(pl.col(name) * share for name in counts)

    def at_year_ends(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of place and sex at the year ends in the period."""
        first, last = self.years
        return self.whom(self.where(frame)).filter(pl.col("year").is_between(first, last))


def ask(row: dict[str, Any], back_years: int = 0) -> Ask | None:
    """The question of a row with labelled keys, or None when its period cannot be read.

    `back_years` widens a single year to the years before it (for figures that surveys give so).
    """
    year = str(row["year"])
    single = re.fullmatch(r"(\d{4})", year)
    period = re.fullmatch(r"(\d{4})-(\d{4})", year)
    if single:
        halves = (2 * (int(single[1]) - back_years), 2 * int(single[1]) + 2)
    elif period and int(period[2]) > int(period[1]):
        halves = (2 * int(period[1]) + 1, 2 * int(period[2]) + 1)
    else:
        return None
    region = str(row["region"])
    area = region if region in AREA_WORDS else ""
    regions = () if area or region == NATIONAL else tuple(part.strip() for part in region.split("+"))
    sex = SEXES.get(str(row["sex"]), BOTH)
    return Ask(str(row["quantity"]), str(row["country"]), regions, area, sex, str(row["age"]), year, halves)


def ages(label: str) -> tuple[int, int] | None:
    """First and last completed age of a label such as '15-19', '65+', '20' or 'all'; None if it is no age."""
    if label == "all":
        return 0, OLDEST
    match = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", label.strip())
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2]) if match[2] else (OLDEST if match[3] else first)
