"""From the arrays of the start population to a store whose links and lists are complete."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import (
    CELLS_A_PLACE,
    GROUP_OF_AGE,
    GROUPS,
    NOT_DUE,
    TOMB,
    Schema,
)
from ayllu.population.start import Start
from ayllu.population.store import Store, Table
from ayllu.words.codes import NEVER
from ayllu.words.months import MONTHS_A_YEAR

Index = NDArray[np.int64]
COPIED = (
    "key",
    "birth",
    "sex",
    "home",
    "mother",
    "father",
    "partner",
    "parity",
    "last_birth",
    "union_since",
    "ancestry",
    "stratum",
)


def found_store(start: Start, schema: Schema, month: int, growth: float = 1.05) -> Store:
    """A store that holds the start population as of the first day of `month`; room for growth is reserved."""
    people, homes, places = start.persons, start.households, start.communities
    n, m, c = len(people["key"]), len(homes["key"]), len(places["key"])
    person = Table(schema.person, int(n * growth) + 1024)
    household = Table(schema.kinds("household"), int(m * growth) + 1024)
    community = Table(schema.kinds("community"), c + 256)
    tomb = Table({k: v for k, (v, _) in TOMB.items()}, n // 8 + 1024)
    person.n, household.n, community.n = n, m, c
    for name in COPIED:
        person[name][:] = people[name]
    for name, column in schema.declared.items():
        if name in people:
            person[name][:] = people[name]
        elif isinstance(column.at_birth, int):
            person[name][:] = column.at_birth
    _derive(person, people["place"].astype(np.int64), month)
    household["key"][:], household["community"][:] = homes["key"], homes["community"]
    household["first_member"][:], household["head"][:] = -1, homes["first"]
    household["stratum"][:] = person["stratum"][homes["first"]]
    community["key"][:], community["place"][:], community["next"][:] = places["key"], places["place"], -1
    community["since"][:] = NEVER
    for table in (household, community):
        for name, column in schema.group["household" if table is household else "community"].items():
            table[name][:] = column.at_birth
    store = Store(person, household, community, tomb)
    _link(store)
    return store


def _derive(person: Table, place: Index, month: int) -> None:
    birth = person["birth"].astype(np.int64)
    age = np.clip((month - birth - 1) // MONTHS_A_YEAR, 0, 120)
    person["age"][:] = age
    person["review"][:] = (birth + 1) % MONTHS_A_YEAR
    person["cell"][:] = place * CELLS_A_PLACE + person["sex"].astype(np.int64) * GROUPS + GROUP_OF_AGE[age]
    person["dwelling"][:] = person["home"]
    person["unions"][:] = person["union_since"] > -9999
    for name in ("first_child", "next_by_mother", "next_by_father", "next_home"):
        person[name][:] = -1
    for name in person.kinds:
        if name.startswith("due_"):
            person[name][:] = NOT_DUE


def _link(store: Store) -> None:
    person, household, community = store.person, store.household, store.community
    _chain(person["home"], household["first_member"], person["next_home"], np.arange(person.n)[::-1])
    eldest_first = np.lexsort((person["key"], person["birth"]))
    for parent, chain in (("mother", "next_by_mother"), ("father", "next_by_father")):
        _chain(person[parent], person["first_child"], person[chain], eldest_first)
    household["size"][:] = np.bincount(person["home"], minlength=household.n)
    where = household["community"][person["home"]]
    community["size"][:] = np.bincount(where, minlength=community.n)


@njit(cache=True)
def _chain(owner, first, following, order):  # type: ignore[no-untyped-def]
    """Lists of rows by owner; the last row in `order` comes first."""
    for i in order:
        if owner[i] >= 0:
            following[i] = first[owner[i]]
            first[owner[i]] = i
