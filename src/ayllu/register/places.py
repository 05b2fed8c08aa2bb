"""Countries, regions and places of a pack, in index order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ayllu.register.files import PackFiles, Row
from ayllu.words.codes import AREA_WORDS, Area
from ayllu.words.errors import nearest

ABROAD = -1
"""Country index of a region abroad, which belongs to no country of origin."""
LAND_BORDERS = "land_border_with"
"""Column of places/regions.csv."""


@dataclass(frozen=True)
class Country:
    """A country of origin; its position in Pack.countries is its index."""

    code: str
    name: str


@dataclass(frozen=True)
class Region:
    """A department, province or island, or a destination abroad; `details` holds the file's other columns.

    `country` is an index, ABROAD for a destination; `destination` is 0 at home and counts the destinations from 1.
    """

    code: str
    name: str
    country: int
    details: Row = field(default_factory=dict, compare=False)
    destination: int = 0

    @property
    def land_borders(self) -> tuple[str, ...]:
        """Codes of the countries of origin with which a destination has a land border."""
        return tuple(self.details.get(LAND_BORDERS, "").split())


@dataclass(frozen=True)
class Place:
    """A region's rural or urban part, or the people of one origin at a destination abroad.

    country, region and area are indices, population is in persons. A place abroad has the country of origin of
    its people; `destination` is that of its region: 0 at home.
    """

    code: str
    name: str
    country: int
    region: int
    area: int
    population_start: float
    destination: int = 0


@dataclass(frozen=True)
class FocusGroup:
    """Communities `first` to before `last` of a place (an index) that a run may simulate in full."""

    code: str
    name: str
    place: int
    first: int
    last: int


def read_focus(files: PackFiles, places: Sequence[Place]) -> list[FocusGroup]:
    """Read places/focus.csv, which a pack may leave out; groups of one place follow each other."""
    if not files.names("places", "focus.csv"):
        return []
    sheet = files.sheet("places/focus.csv", ("focus", "name", "place", "communities", "kind", "because"))
    codes = [place.code for place in places]
    ends: dict[int, int] = {}
    groups = []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        where = f"{sheet.name}:{line}"
        place = _index(files, codes, row["place"], "place", where)
        number = files.number(row["communities"], where, "communities")
        if number < 1 or number % 1:
            files.add("communities is not a whole number above 0", where, f"it reads {row['communities']}")
        if row["kind"] != "assumed" or not row["because"]:
            files.add("the number of communities is a choice", where, remedy="Write kind assumed, and why in because.")
        if row["focus"] in codes:
            files.add(f"focus '{row['focus']}' is called like a place", where, remedy="Choose another word.")
        first = ends.get(place, 0)
        ends[place] = first + int(max(number, 1))
        groups.append(FocusGroup(row["focus"], row["name"], place, first, ends[place]))
    _unique(files, [group.code for group in groups], sheet.lines, sheet.name)
    return groups


def read_regions(files: PackFiles, countries: Sequence[Country]) -> list[Region]:
    """Read places/regions.csv; a region without a country is a destination abroad."""
    sheet = files.sheet("places/regions.csv", ("region", "country", "name"))
    codes = [country.code for country in countries]
    regions: list[Region] = []
    destinations = 0
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        details = {key: text for key, text in row.items() if key not in ("region", "country", "name")}
        if row["country"]:
            country = _index(files, codes, row["country"], "country", f"{sheet.name}:{line}")
            regions.append(Region(row["region"], row["name"], country, details))
        else:
            destinations += 1
            regions.append(Region(row["region"], row["name"], ABROAD, details, destinations))
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
        destination = regions[region].destination if regions else 0
        if regions and country_codes and not destination and regions[region].country != country:
            files.add(f"place '{row['place']}' and its region are in different countries", where)
        if destination and row["area"] == AREA_WORDS[Area.RURAL]:
            files.add(f"place '{row['place']}' is abroad and rural", where, remedy="Write urban: fields are at home.")
        places.append(Place(row["place"], row["name"], country, region, area, people, destination))
    _check_communities_abroad(files, places, sheet.lines, sheet.name)
    _unique(files, [place.code for place in places], sheet.lines, sheet.name)
    return places


def _check_communities_abroad(files: PackFiles, places: Sequence[Place], lines: Sequence[int], name: str) -> None:
    """People of one origin have one place at a destination."""
    seen: dict[tuple[int, int], str] = {}
    for place, line in zip(places, lines, strict=True):
        known = seen.setdefault((place.country, place.destination), place.code)
        if place.destination and known != place.code:
            reason = f"'{known}' is there already, for people of the same origin"
            files.add(f"place '{place.code}' is one too many abroad", f"{name}:{line}", reason, "Keep one of them.")


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
