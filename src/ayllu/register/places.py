"""Countries, regions and places of a pack, in index order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ayllu.register.files import PackFiles, Row
from ayllu.words.codes import AREA_WORDS
from ayllu.words.errors import nearest


@dataclass(frozen=True)
class Country:
    """A country of origin; its position in Pack.countries is its index."""

    code: str
    name: str


@dataclass(frozen=True)
class Region:
    """A department, province or island; `country` is an index; `details` holds the file's other columns."""

    code: str
    name: str
    country: int
    details: Row = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Place:
    """A region's rural or urban part; country, region and area are indices, population in persons."""

    code: str
    name: str
    country: int
    region: int
    area: int
    population_start: float


def read_regions(files: PackFiles, countries: Sequence[Country]) -> list[Region]:
    """Read places/regions.csv."""
    sheet = files.sheet("places/regions.csv", ("region", "country", "name"))
    codes = [country.code for country in countries]
    regions = []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        country = _index(files, codes, row["country"], "country", f"{sheet.name}:{line}")
        details = {key: text for key, text in row.items() if key not in ("region", "country", "name")}
        regions.append(Region(row["region"], row["name"], country, details))
    _unique(files, [region.code for region in regions], sheet.lines, sheet.name)
    return regions


def read_places(files: PackFiles, countries: Sequence[Country], regions: Sequence[Region]) -> list[Place]:
    """Read places/places.csv; row order gives the place index."""
    needs = ("place", "name", "country", "region", "area", "population_start")
    sheet = files.sheet("places/places.csv", needs)
    country_codes = [country.code for country in countries]
    region_codes = [region.code for region in regions]
    places = []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        where = f"{sheet.name}:{line}"
        country = _index(files, country_codes, row["country"], "country", where)
        region = _index(files, region_codes, row["region"], "region", where)
        area = _index(files, AREA_WORDS, row["area"], "area", where)
        people = files.number(row["population_start"], where, "population_start")
        if people < 0:
            files.add("population_start is negative", where, f"it reads {people:g}")
        if regions and country_codes and regions[region].country != country:
            files.add(f"place '{row['place']}' and its region are in different countries", where)
        places.append(Place(row["place"], row["name"], country, region, area, people))
    _unique(files, [place.code for place in places], sheet.lines, sheet.name)
    return places


def _index(files: PackFiles, codes: Sequence[str], code: str, what: str, where: str) -> int:
    """Position of a code; 0 with the problem noted when it is unknown."""
    if code in codes:
        return codes.index(code)
    files.add(f"unknown {what} '{code}'", where, remedy=nearest(code, codes))
    return 0


def _unique(files: PackFiles, codes: Sequence[str], lines: Sequence[int], name: str) -> None:
    for code, line in zip(codes, lines, strict=True):
        if codes.index(code) != lines.index(line):
            files.add(f"'{code}' is listed twice", f"{name}:{line}", remedy="Keep one of them.")
    if not codes:
        files.add("nothing is listed", name, remedy="Add at least one row.")
