"""The people of month zero: everybody of a pack's places, in households and communities, with their kin."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population import identity
from ayllu.population.start_births import Birthplaces, birth_regions, read_birthplaces
from ayllu.population.start_crowd import Facts
from ayllu.population.start_kin import living_parents
from ayllu.population.start_library import Library, build_library
from ayllu.population.start_places import Rows, fill_place, measure_place
from ayllu.population.start_reader import PackLike, PlaceLike
from ayllu.population.start_roots import root_communities
from ayllu.population.start_share import Focus, Measure, Part, parts_of, strata_of
from ayllu.population.start_tables import StartTables, read_tables, urban_shares
from ayllu.words.cache import kept
from ayllu.words.errors import AylluError, Problem

THREADS = 2

COLUMNS = {
    "key": np.uint64,
    "sex": np.uint8,
    "birth": np.int16,
    "place": np.uint8,
    "community": np.int32,
    "home": np.int32,
    "mother": np.int32,
    "father": np.int32,
    "partner": np.int32,
    "union_status": np.uint8,
    "union_since": np.int16,
    "schooling": np.uint8,
    "in_school": np.uint8,
    "parity": np.uint8,
    "last_birth": np.int16,
    "birth_order": np.uint8,
    "ancestry": np.uint8,
    "stratum": np.uint8,
}


@dataclass(frozen=True)
class Start:
    """Columns of persons (arrays of n), households (m) and communities (c), grouped by place, community, household.

    persons: key; sex (0 women, 1 men); birth, union_since and last_birth as month numbers (union_since is when the
    present union, widowhood or separation began, NEVER for single people; last_birth NEVER without one); place,
    community and home as indices; mother, father and partner as rows or -1; union_status (UnionStatus); schooling
    in completed years; in_school 0 or 1; parity, children ever born to women and men; birth_order; ancestry, an
    index into `ancestries`; birth_region and lived_in, indices of regions; root_community, the row of the community
    where the home stands, of those abroad that from which the household came; stratum, an index into `weights`. The
    head of a household comes first. households: key, community, first (row of the head). communities: key, place.
    weights: people that one person stands for.
    """

    persons: dict[str, NDArray[Any]]
    households: dict[str, NDArray[Any]]
    communities: dict[str, NDArray[Any]]
    ancestries: tuple[str, ...]
    weights: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class _Ground:
    """What a pack's people are made from, whatever the scale and seed."""

    tables: StartTables
    libraries: dict[tuple[int, int], Library]
    facts: tuple[Facts, ...]
    birthplaces: Birthplaces


def build_start(pack: PackLike, scale: float, seed: int, focus: Sequence[Focus] = ()) -> Start:
    """The first share `scale` of each place's people on the first day, the same for the same seed.

    Each place keeps its first households until scale times its population is reached, so a smaller scale gives a
    subset of a larger one: same keys, ages and links, but for links to people who are left out (-1). At home the first
    household of a place is always there; abroad there may be nobody yet, but always a community. Communities in
    `focus` are kept with their own share (start_share.py). Raises AylluError when the pack's start tables are wrong,
    the scale is not above 0 or a place has too few people for its focuses.
    """
    if not scale > 0:
        raise AylluError(Problem(f"scale {scale:g} is not above 0", "build_start", remedy="Give 0.01 for 1:100."))
    ground = _ground_of(pack)
    with np.errstate(over="ignore"):
        mixed = identity.mix64(np.uint64(seed % 2**64))
        root = identity.text_key(pack.name)
        keys = [identity.combine(root, identity.text_key(place.code)) for place in pack.places]
    arguments = [_arguments(pack, ground, number, keys[number], mixed) for number in range(len(pack.places))]
    parts = [
        part
        for number, (some, place) in enumerate(zip(arguments, pack.places, strict=True))
        for part in parts_of(number, place.population_start, scale, focus, _measure(place, some))
    ]
    shares = strata_of(parts, scale)
    sizes = np.array([part.size for part in parts], dtype=np.int64).reshape(-1, 3)
    firsts = np.vstack([np.zeros(3, np.int64), np.cumsum(sizes, axis=0)])
    rows = _rows(*(int(total) for total in firsts[-1]))
    _fill(arguments, rows, parts, firsts, shares)
    return _start(pack, rows, ground, mixed, tuple(1 / share for share in shares))


def _measure(place: PlaceLike, some: tuple[Any, ...]) -> Measure:
    """How many people, households and communities a stretch of a place holds; see start_places.measure_place.

    Abroad a first home needs half its people.
    """
    measure: Any = measure_place
    _, starts, _ = some[2]
    least = 0.5 * starts[-1] / (len(starts) - 1) if place.destination else 0.0

    def kept(people: float, first: int, before: int, last: int) -> tuple[int, int, int]:
        if people < least:
            return 0, 0, 1
        found: tuple[int, int, int] = measure(*some[:5], float(people), first, before, last)
        return found

    return kept


def _fill(arguments: list[tuple[Any, ...]], rows: Rows, parts: list[Part], firsts: Any, shares: Any) -> None:
    """Write all parts of places, the largest first, on two threads; each writes its own rows."""
    write: Any = fill_place

    def fill(number: int) -> None:
        part = parts[number]
        stratum = shares.index(part.share) if part.size[0] else 0
        at = (tuple(firsts[number]), part.size, part.first, part.before, stratum)
        write(*arguments[part.place], rows, part.place, *at)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(fill, np.argsort([-part.size[0] for part in parts]).tolist()))


def _arguments(pack: PackLike, ground: _Ground, number: int, key: Any, mixed: Any) -> tuple[Any, ...]:
    """What the compiled place functions take: key, mixed seed, models, spread of communities, people, facts."""
    place = pack.places[number]
    where = (place.country, place.area)
    library, home = ground.libraries[where], ground.tables.home
    people = float(home["community_people"][where])
    communities = max(1.0, np.floor(place.population_start / people + 0.5))
    households = place.population_start / communities / library.mean_size
    models = (library.members, library.starts, library.cumulated)
    return key, mixed, models, float(home["community_spread"][where]), households, ground.facts[number]


def _rows(people: int, households: int, communities: int) -> Rows:
    """Empty columns for so many people, households and communities."""
    columns: dict[str, Any] = {name: np.empty(people, dtype=kind) for name, kind in COLUMNS.items()}
    return Rows(
        **columns,
        home_key=np.empty(households, np.uint64),
        home_community=np.empty(households, np.int32),
        home_first=np.empty(households, np.int32),
        community_key=np.empty(communities, np.uint64),
        community_place=np.empty(communities, np.uint8),
    )


def _start(pack: PackLike, rows: Rows, ground: _Ground, mixed: Any, weights: tuple[float, ...]) -> Start:
    persons: dict[str, NDArray[Any]] = {name: getattr(rows, name) for name in COLUMNS}
    homes: dict[str, NDArray[Any]] = {"key": rows.home_key, "community": rows.home_community, "first": rows.home_first}
    persons["birth_region"] = birth_regions(persons, homes, ground.birthplaces, mixed)
    persons["lived_in"] = np.asarray(ground.birthplaces.here)[rows.place].astype(np.uint8)
    communities: dict[str, NDArray[Any]] = {"key": rows.community_key, "place": rows.community_place}
    persons["root_community"] = root_communities(pack, persons, homes, communities, weights, ground.birthplaces, mixed)
    return Start(
        persons=persons,
        households=homes,
        communities=communities,
        ancestries=ground.tables.ancestries,
        weights=weights,
    )


def _ground_of(pack: PackLike) -> _Ground:
    """The ground of a pack, kept while neither its tables nor its places change."""
    digest = hashlib.sha256(repr((pack.countries, pack.regions, pack.places)).encode())
    for folder in ("start", "tables"):
        for path in sorted((pack.root / folder).glob("*.csv")):
            digest.update(path.name.encode() + path.read_bytes())
    return _ground(_Named(digest.hexdigest(), pack))


class _Named:
    """A pack that equals another when their digests do."""

    def __init__(self, digest: str, pack: PackLike) -> None:
        self.digest = digest
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and other.digest == self.digest


@lru_cache(maxsize=4)
def _ground(named: _Named) -> _Ground:
    libraries = f"numpy {np.__version__} scipy {version('scipy')}"
    return kept("start", f"{named.digest} {_code()} {libraries}", lambda: _new_ground(named.pack))


@cache
def _code() -> str:
    """All source files that a ground is made by."""
    folder = Path(__file__).parent
    files = [folder.parent / "words" / "codes.py", *sorted(folder.glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _new_ground(pack: PackLike) -> _Ground:
    tables, urban = read_tables(pack), urban_shares(pack)
    wanted = sorted({(place.country, place.area) for place in pack.places})
    libraries = {
        (country, area): build_library(tables, float(urban[country]), country, area) for country, area in wanted
    }
    facts = tuple(_facts(tables, place.country, place.area, place.region) for place in pack.places)
    return _Ground(tables, libraries, facts, read_birthplaces(pack))


def _facts(tables: StartTables, country: int, area: int, region: int) -> Facts:
    gap = float(tables.home["age_gap"][country, area])
    chances, ages = living_parents(tables.alive[country], tables.births[country], gap)
    return Facts(
        school=np.cumsum(tables.school[country, area], axis=2),
        entry_age=tables.course["entry_age"],
        entry_delay=tables.course["entry_delay"],
        school_pace=tables.course["years_completed_per_year"],
        last_school_age=tables.course["last_age"],
        school_shared=float(tables.home["schooling_shared_at_home"][country, area]),
        ancestry=np.cumsum(tables.ancestry[region, area]),
        parent_alive=chances,
        parent_age=ages,
        age_gap=gap,
        hosted_mother_alive=float(tables.home["hosted_child_mother_alive"][country, area]),
    )
