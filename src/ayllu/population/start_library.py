"""The library of household models of one country and area, weighted to its people."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ayllu.population.draws import uniform
from ayllu.population.identity import combine
from ayllu.population.start_dice import START_MONTH
from ayllu.population.start_kin import living_parents
from ayllu.population.start_members import DEAD, LAST_BIRTH_AGE, MEMBER, ROOM, SPACING_RATIO, Rates
from ayllu.population.start_models import FAMILY, SHARED, SINGLE_MOTHER, SOLITARY, build_models
from ayllu.population.start_raking import rake
from ayllu.population.start_tables import AGES, StartTables

Floats = NDArray[np.float64]

MODELS = 16000
"""Household models drawn for each country and area."""
EXACT, LOOSE = 1e-4, 0.008
"""Tolerances of raking: ages by sex, relative; assumed shares, times the square root of the total."""
CLOSE = 0.02
"""Tolerance of single years of age, relative."""
SMALLEST = 1e-7
OLD_AGE = 80
CHILD_UNTIL = 15
EDGES = np.arange(0, 95, 5)
STATUS_EDGES = np.array([0, *range(15, 85, 5)])


@dataclass(frozen=True)
class Library:
    """members (MEMBER) of model m are rows starts[m]..starts[m+1]; cumulated weights end at 1.

    mean_size is the mean number of members of a household.
    """

    members: Any
    starts: NDArray[np.int64]
    cumulated: Floats
    mean_size: float


def build_library(tables: StartTables, urban: float, country: int, area: int) -> Library:
    """Draw the models of a country and area, then rake them; `urban` is the urban share of the country."""
    people = people_of_area(tables, urban, country, area)
    rates = rates_of(tables, people, country, area)
    with np.errstate(over="ignore"):
        key = combine(combine(np.uint64(0x6D6F64656C), np.uint64(country)), np.uint64(area))
    numbers = np.arange(MODELS, dtype=np.uint64)
    kinds = _kinds(tables, country, area)
    ages = np.searchsorted(rates.women, _even(uniform(0, key, START_MONTH, 1), kinds)).astype(np.int64)
    order = np.lexsort((ages, kinds))
    members = np.zeros(MODELS * ROOM, dtype=MEMBER)
    starts = np.zeros(len(numbers) + 1, dtype=np.int64)
    build_models(key, kinds[order], np.minimum(ages[order], AGES - 1), rates, members, starts, members[-ROOM:].copy())
    members = members[: starts[-1]].copy()
    weights = _weights(tables, people, (country, area), members, starts)
    sizes = np.diff(starts)
    weights /= weights.sum()
    return Library(members, starts, np.cumsum(weights) / weights.sum(), float(weights @ sizes))


def _even(offset: float, kinds: NDArray[np.int64]) -> Floats:
    """Evenly spread numbers in (0, 1) for the models of each kind."""
    spread = np.zeros(len(kinds))
    for kind in np.unique(kinds):
        chosen = kinds == kind
        number = int(chosen.sum())
        spread[chosen] = (np.arange(number) + 0.01 + 0.98 * float(offset)) / number
    return spread


def _kinds(tables: StartTables, country: int, area: int) -> NDArray[np.int64]:
    """Kinds of the models: shares of the households, at least one of each."""
    kinds = np.full(MODELS, FAMILY)
    used = 0
    for kind, name in ((SOLITARY, "one_person"), (SINGLE_MOTHER, "single_mothers"), (SHARED, "shared_homes")):
        number = max(60, int(MODELS * tables.home[name][country, area]))
        kinds[used : used + number] = kind
        used += number
    return kinds


def people_of_area(tables: StartTables, urban: float, country: int, area: int) -> Floats:
    """Shares [sex, age] of the people of an area; urban and rural together give the country's."""
    national = tables.people[country] / tables.people[country].sum()
    city = national * tables.tilt[country]
    city /= city.sum()
    if area == 1:
        return np.asarray(city)
    rural = np.maximum(national - urban * city, 0.05 * national)
    return np.asarray(rural / rural.sum())


def rates_of(tables: StartTables, people: Floats, country: int, area: int) -> Rates:
    """The chances that shape households, from the tables of a country and area."""
    single = tables.single[country, area]
    united = 1 - single[0] - tables.widowed[country, area, 0] - tables.separated[country, area, 0]
    national = tables.people[country] / tables.people[country].sum()
    young = children_per_woman(people) / children_per_woman(national)
    wanted = np.minimum(young * tables.births[country] / np.maximum(united, 0.2), 0.75)
    births = wanted / (1 - (1 - SPACING_RATIO) * wanted)
    births[LAST_BIRTH_AGE + 1 :] = 0
    wives = people[0] * (1 - single[0])
    wives[:15] = 0
    wives *= 1 + np.maximum(np.arange(AGES) - 40, 0) / 40
    home = {name: float(values[country, area]) for name, values in tables.home.items() if name in Rates._fields}
    return Rates(
        alive=tables.alive[country],
        single=np.ascontiguousarray(single),
        births=births,
        women=np.cumsum(wives) / wives.sum(),
        boys=float(tables.boys[country]),
        **home,
    )


def children_per_woman(people: Floats) -> float:
    """Children under 5 over women of 15 to 49, from people by sex and age."""
    return float(people[:, :5].sum() / people[0, 15:50].sum())


class _Demands:
    """Totals that weighted households should have, collected for raking."""

    def __init__(self, starts: NDArray[np.int64]) -> None:
        self.homes = len(starts) - 1
        self.owner = np.repeat(np.arange(self.homes), np.diff(starts))
        self.columns: list[Any] = []
        self.totals: list[float] = []
        self.tolerances: list[float] = []

    def homes_with(self, chosen: Any, total: float, tolerance: float) -> None:
        """The share of households marked in `chosen`."""
        self.columns.append(scipy.sparse.csr_array(chosen.astype(np.float64)[:, None]))
        self.totals.append(total)
        self.tolerances.append(tolerance)

    def people(self, cells: Any, totals: Floats, tolerances: Floats) -> None:
        """Members by cell (-1 for none), a household."""
        inside = np.flatnonzero(cells >= 0)
        shape = (self.homes, len(totals))
        ones = np.ones(len(inside))
        self.columns.append(scipy.sparse.csr_array((ones, (self.owner[inside], cells[inside])), shape=shape))
        self.totals += totals.tolist()
        self.tolerances += np.maximum(tolerances, SMALLEST).tolist()

    def weights(self) -> Floats:
        """Weights of the households."""
        return rake(scipy.sparse.hstack(self.columns, format="csr"), np.array(self.totals), np.array(self.tolerances))


def _cells(age: Any, edges: Any, chosen: Any) -> Any:
    """Number of the age group that starts at the last edge not above an age; -1 for people not chosen."""
    return np.where(chosen, np.searchsorted(edges, age, side="right") - 1, -1)


def _sums(values: Floats, edges: Any) -> Floats:
    """Sums over the age groups that start at the edges."""
    return np.asarray(np.add.reduceat(values, edges))


def _weights(
    tables: StartTables, people: Floats, where: tuple[int, int], members: Any, starts: NDArray[np.int64]
) -> Floats:
    """Weights of the models that give ages by sex, marital shares, orphans and kinds of household."""
    demands, size = _Demands(starts), float(tables.home["mean_size"][where])
    demands.homes_with(np.ones(len(starts) - 1), 1.0, EXACT)
    age, sex, status = members["age"], members["sex"], members["status"]
    for side in range(2):
        who, pyramid = sex == side, size * people[side]
        for edges, tolerance in ((EDGES, EXACT), (np.arange(OLD_AGE), CLOSE)):
            inside = who & ((age < OLD_AGE) | (len(edges) == len(EDGES)))
            totals = _sums(pyramid[: AGES if len(edges) == len(EDGES) else OLD_AGE], edges)
            demands.people(_cells(age, edges, inside), totals, tolerance * totals)
        for state, shares in ((0, tables.single), (3, tables.separated), (4, tables.widowed)):
            totals = _sums(pyramid * shares[where][side], STATUS_EDGES)
            demands.people(_cells(age, STATUS_EDGES, who & (status == state)), totals, LOOSE * np.sqrt(totals))
    _demand_orphans(demands, tables, people * size, where, members)
    sizes = np.diff(starts)
    one = float(tables.home["one_person"][where])
    demands.homes_with(sizes == 1, one, LOOSE * np.sqrt(one))
    extended = float(tables.home["extended"][where])
    demands.homes_with(_extended(members, demands), extended, LOOSE * np.sqrt(extended))
    return demands.weights()


def _extended(members: Any, demands: _Demands) -> Any:
    """Households where somebody lives with a parent and has or had a partner or has children."""
    below = (members["mother"] >= 0) | (members["father"] >= 0)
    parent = below & ((members["status"] != 0) | (members["born"] > 0))
    return np.bincount(demands.owner[parent], minlength=demands.homes) > 0


def _demand_orphans(
    demands: _Demands, tables: StartTables, people: Floats, where: tuple[int, int], members: Any
) -> None:
    """Children whose mother or father has died, as mortality lets expect."""
    gap = float(tables.home["age_gap"][where])
    chances, _ = living_parents(tables.alive[where[0]], tables.births[where[0]], gap)
    children = people.sum(axis=0)[:CHILD_UNTIL]
    for number, parent in enumerate(("mother", "father")):
        lost = (members[parent] == DEAD) & (members["age"] < CHILD_UNTIL)
        total = float(children @ (1 - chances[number, :CHILD_UNTIL]))
        demands.people(np.where(lost, 0, -1), np.array([total]), np.array([LOOSE * np.sqrt(total)]))
