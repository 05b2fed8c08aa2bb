"""The month-zero shares of a pack, read from its start and rate tables into arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.start_curves import Groups, age_curve, single_years, survivors
from ayllu.population.start_reader import PackLike, Reader, product_of
from ayllu.population.start_schooling import schooling_shares
from ayllu.words.codes import OLDEST

Floats = NDArray[np.float64]

AGES = OLDEST + 1
HOME_QUANTITIES = (
    "mean_size",
    "community_people",
    "community_spread",
    "one_person",
    "single_mothers",
    "shared_homes",
    "extended",
    "age_gap",
    "age_gap_spread",
    "consensual",
    "separation",
    "widow_remarries",
    "widower_remarries",
    "unmarried_child_stays",
    "married_son_stays",
    "married_daughter_stays",
    "years_with_parents",
    "unmarried_mothers",
    "children_fostered_out",
    "hosts_child",
    "hosts_relative",
    "hosts_servant",
    "hosted_child_mother_alive",
    "schooling_shared_at_home",
)
COURSE_QUANTITIES = ("entry_age", "entry_delay", "years_completed_per_year", "last_age")


@dataclass(frozen=True)
class StartTables:
    """Arrays by country c, region r, area a (rural, urban), sex s (women, men), single age 0..100.

    people[c,s,age] relative numbers; tilt[c,s,age] urban share over national share; single, widowed and
    separated[c,a,s,age] shares; alive[c,s,age] survivors of one birth; births[c,age] a woman-year;
    boys[c] a girl; home[quantity][c,a]; course[quantity]; school[c,a,s,age,years] shares;
    ancestry[r,a,code] shares with code 0 for everybody else, named in ancestries.
    """

    people: Floats
    tilt: Floats
    single: Floats
    widowed: Floats
    separated: Floats
    alive: Floats
    births: Floats
    boys: Floats
    home: dict[str, Floats]
    course: dict[str, float]
    school: Floats
    ancestry: Floats
    ancestries: tuple[str, ...]


def read_tables(pack: PackLike) -> StartTables:
    """All shares of month zero; raises AylluError naming every problem with its file and line."""
    reader = Reader(pack)
    nations = len(pack.countries)
    deaths = _rates(reader, "mortality.death_rate.csv", ["country", "sex"])
    births = _rates(reader, "fertility.birth_rate.csv", ["country"])
    people = reader.groups("start/pyramid.csv", ["country", "sex"], ["value"])
    tilt = reader.groups("start/urban_tilt.csv", ["country", "sex"], ["value"])
    states = ["single", "widowed", "separated"]
    marital = reader.groups("start/marital.csv", ["country", "area", "sex"], states)
    levels = ["none", "primary", "secondary", "tertiary", "mean_years"]
    school = reader.groups("start/schooling.csv", ["country", "sex"], levels)
    ratios, boys = _schooling_ratio(reader, nations), _boys(reader, nations)
    home, course = _home(reader, nations), _course(reader)
    ancestry, names = _ancestry(reader, pack)
    reader.problems.raise_if_any()
    alive, shape = _filled((nations, 2), deaths, survivors), (nations, 2, 2)
    return StartTables(
        people=_filled_pair(people, alive),
        tilt=_filled((nations, 2), tilt, lambda groups: age_curve(groups, 0)),
        single=_filled(shape, marital, lambda groups: np.minimum(age_curve(groups, 0, 1.0), 1)),
        widowed=_filled(shape, marital, lambda groups: age_curve(groups, 1, 0.0)),
        separated=_filled(shape, marital, lambda groups: age_curve(groups, 2, 0.0)),
        alive=alive,
        births=_filled((nations,), births, lambda groups: age_curve(groups, 0, smooth=False)),
        boys=boys,
        home=home,
        course=course,
        school=schooling_shares(school, ratios, urban_shares(pack)),
        ancestry=ancestry,
        ancestries=names,
    )


def _rates(reader: Reader, table: str, by: list[str]) -> dict[Any, Groups]:
    """Rates of the first period of a process table, by age group."""
    rows = reader.first_period(f"tables/{table}", [*by, "age", "value"])
    return reader.groups(f"tables/{table}", by, ["value"], rows)


def _boys(reader: Reader, nations: int) -> Floats:
    """Boys born for every girl, by country, in the first period."""
    boys = np.full(nations, np.nan)
    table = "tables/fertility.sex_ratio_at_birth.csv"
    for row in reader.first_period(table, ["country", "value"]):
        boys[reader.places_of(row, "country")] = reader.number(row, "value")
    if np.isnan(boys).any():
        reader.problems.add("some country has no sex ratio at birth", str(reader.root / table))
    return boys


def urban_shares(pack: PackLike) -> Floats:
    """Share of each country's residents that live in urban places."""
    people = np.zeros((len(pack.countries), 2))
    for place in pack.places:
        people[place.country, place.area] += place.population_start * (place.destination == 0)
    return np.asarray(people[:, 1] / np.maximum(people.sum(axis=1), 1e-9))


def _filled(shape: tuple[int, ...], groups: dict[Any, Groups], curve: Any) -> Floats:
    values = np.zeros((*shape, AGES))
    for key, rows in groups.items():
        values[key] = curve(rows)
    return values


def _filled_pair(people: dict[Any, Groups], alive: Floats) -> Floats:
    values = np.zeros(alive.shape)
    for key, rows in people.items():
        values[key] = single_years(rows, alive[key])
    return values


def _home(reader: Reader, countries: int) -> dict[str, Floats]:
    """Quantities of start/households.csv by country and area."""
    values = {name: np.full((countries, 2), np.nan) for name in HOME_QUANTITIES}
    name = "start/households.csv"
    for row in reader.rows(name, ["country", "area", "quantity", "value"]):
        quantity = row.cells["quantity"]
        if quantity not in values:
            reader.problems.add(f"nothing reads '{quantity}'", row.where, "the start does not know it")
            continue
        for key in product_of([reader.places_of(row, "country"), reader.places_of(row, "area")]):
            values[quantity][key] = reader.number(row, "value")
    for quantity, array in values.items():
        if np.isnan(array).any():
            reader.problems.add(f"no {quantity} for some country and area", str(reader.root / name))
    return values


def _course(reader: Reader) -> dict[str, float]:
    """Quantities of start/school_course.csv."""
    name = "start/school_course.csv"
    rows = reader.rows(name, ["quantity", "value"])
    values = {row.cells["quantity"]: reader.number(row, "value") for row in rows}
    for quantity in COURSE_QUANTITIES:
        if quantity not in values:
            reader.problems.add(f"{quantity} is missing", str(reader.root / name))
    return values


def _schooling_ratio(reader: Reader, countries: int) -> Floats:
    """Urban odds of having been to school over rural odds, and urban population share, by country."""
    values = np.full(countries, np.nan)
    name = "start/schooling_urban.csv"
    for row in reader.rows(name, ["country", "odds_ratio"]):
        values[reader.places_of(row, "country")] = reader.number(row, "odds_ratio")
    if np.isnan(values).any():
        reader.problems.add("some country has no odds_ratio", str(reader.root / name))
    return values


def _ancestry(reader: Reader, pack: PackLike) -> tuple[Floats, tuple[str, ...]]:
    """Shares by region, area and ancestry code; lines of a region replace lines of 'all' regions."""
    name = "start/ancestry.csv"
    rows = reader.rows(name, ["country", "region", "area", "ancestry", "share"])
    names = ("", *dict.fromkeys(row.cells["ancestry"] for row in rows))
    shares = np.zeros((len(pack.regions), 2, len(names)))
    for row in sorted(rows, key=lambda row: row.cells["region"] != "all"):
        nations = reader.places_of(row, "country")
        regions = [r for r in reader.places_of(row, "region") if pack.regions[r].country in nations]
        for key in product_of([regions, reader.places_of(row, "area")]):
            shares[(*key, names.index(row.cells["ancestry"]))] = reader.number(row, "share")
    shares[:, :, 0] = 1 - shares[:, :, 1:].sum(axis=2)
    if (shares < 0).any():
        reader.problems.add("shares of a region add up to more than 1", str(reader.root / name))
    return shares, names
