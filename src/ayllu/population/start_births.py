"""Where the people of month zero were born: mostly where they live, some in another region of their country.

Whoever was born elsewhere has an origin that the whole household shares, chosen by the size and nearness of the
other regions. People abroad were born in their country of origin, and some children where they live.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.geography.distance import great_circle
from ayllu.geography.kernels import gravity
from ayllu.population.start_dice import ask
from ayllu.population.start_reader import PackLike, Reader
from ayllu.words.codes import OLDEST
from ayllu.words.months import MONTHS_A_YEAR

Floats = NDArray[np.float64]

SHARES, KERNEL = "start/birthplaces.csv", "start/birthplace_kernel.csv"
POWERS = ("people_power", "distance_power")
URBAN = 1
NEAREST = 1.0
"""Regions whose centres lie together count as so many km apart."""

Q_ELSEWHERE, Q_WHERE = np.uint64(16), np.uint64(17)


@dataclass(frozen=True)
class Birthplaces:
    """For each place p: elsewhere[p, age], the chance of being born outside its region; where[p, region], the
    cumulated chances of the regions; here[p], the region of the place."""

    elsewhere: Floats
    where: Floats
    here: NDArray[np.int64]


def read_birthplaces(pack: PackLike) -> Birthplaces:
    """The chances of a pack; without start/birthplaces.csv everybody was born where she lives."""
    here = np.array([place.region for place in pack.places], np.int64)
    elsewhere = np.zeros((len(pack.places), OLDEST + 1))
    if not (pack.root / SHARES).is_file():
        return Birthplaces(elsewhere, np.ones((len(pack.places), len(pack.regions))), here)
    reader = Reader(pack)
    groups = reader.groups(SHARES, ["region", "area"], ["share"])
    powers = {row.cells["quantity"]: reader.number(row, "value") for row in reader.rows(KERNEL, ["quantity", "value"])}
    for name in POWERS:
        if name not in powers:
            reader.problems.add(f"{name} is missing", str(pack.root / KERNEL))
    centres = _centres(pack, reader)
    reader.problems.raise_if_any()
    where = origins(pack, centres, *(powers[name] for name in POWERS))
    for number, place in enumerate(pack.places):
        for (first, last), (share,) in groups[place.region, place.area]:
            elsewhere[number, first : last + 1] = share if where[number, -1] > 0 else 0.0
    return Birthplaces(elsewhere, where, here)


def _centres(pack: PackLike, reader: Reader) -> Floats:
    """Latitude and longitude of each region; of destinations they are not needed and 0."""
    centres = np.zeros((len(pack.regions), 2))
    for number, region in enumerate(pack.regions):
        for side, name in enumerate(("centroid_lat", "centroid_lon")):
            try:
                centres[number, side] = float(region.details[name]) if region.country >= 0 else 0.0
            except (KeyError, ValueError):
                reader.problems.add(f"region {region.code} has no {name}", "places/regions.csv", f"{SHARES} needs it")
    return centres


def origins(pack: PackLike, centres: Floats, people_power: float, distance_power: float) -> Floats:
    """Cumulated chances of the regions from which people of each place came, 0 in all where there is none.

    At home by gravity among the regions of the country; abroad by the townspeople of the country's regions.
    """
    people = np.zeros((len(pack.regions), 2))
    for place in pack.places:
        people[place.region, place.area] += place.population_start * (place.destination == 0)
    nation = np.array([region.country for region in pack.regions])
    weights = np.zeros((len(pack.places), len(pack.regions)))
    apart = np.maximum(great_circle(centres[:, 0], centres[:, 1]), NEAREST)
    flows = gravity(people.sum(axis=1), apart, 1.0, 0.0, people_power, distance_power)
    for number, place in enumerate(pack.places):
        own = people[:, URBAN] if place.destination else flows[place.region]
        weights[number] = np.where(nation == place.country, own, 0.0)
    cumulated = np.cumsum(weights, axis=1)
    total = cumulated[:, -1:]
    shares = cumulated / np.where(total > 0, total, 1.0)
    return np.asarray(np.where((cumulated >= total) & (total > 0), 1.0, shares))


def birth_regions(
    persons: dict[str, NDArray[Any]], homes: dict[str, NDArray[Any]], places: Birthplaces, mixed: Any
) -> NDArray[np.uint8]:
    """The region in which each person was born (index); keyed, so nobody's depends on who else is there."""
    return np.asarray(
        _draw(
            persons["key"], persons["birth"], persons["place"], homes["key"][persons["home"]], mixed,
            places.elsewhere, places.where, places.here,
        )
    )  # fmt: skip


@njit(cache=True)
def _draw(
    keys: Any, births: Any, places: Any, homes: Any, mixed: Any, elsewhere: Any, where: Any, here: Any
) -> NDArray[np.uint8]:
    found = np.empty(len(keys), np.uint8)
    for i in range(len(keys)):
        place = places[i]
        age = min((-births[i] - 1) // MONTHS_A_YEAR, elsewhere.shape[1] - 1)
        found[i] = here[place]
        if ask(keys[i] ^ mixed, Q_ELSEWHERE) < elsewhere[place, age]:
            chance = ask(homes[i] ^ mixed, Q_WHERE)
            found[i] = min(np.searchsorted(where[place], chance, side="right"), where.shape[1] - 1)
    return found
