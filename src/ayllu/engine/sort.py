"""Putting rows in order of community and household again, dropping the dead; links follow, keys stay."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import DEAD
from ayllu.population.store import Store, Table

PERSON_LINKS = ("mother", "father", "partner", "first_child", "next_by_mother", "next_by_father", "next_home")
TOMB_LINKS = ("mother", "father", "first_child", "next_by_mother", "next_by_father")
Index = NDArray[np.int64]


@njit(nogil=True, cache=True)
def _follow(links, new, n):  # type: ignore[no-untyped-def]
    for i in range(n):
        if links[i] >= 0:
            links[i] = new[links[i]]


@njit(nogil=True, cache=True)
def _gather(column, order, out):  # type: ignore[no-untyped-def]
    for i in range(len(order)):
        out[i] = column[order[i]]


def _reorder(table: Table, order: Index) -> None:
    for name, column in table.columns.items():
        moved = np.zeros_like(column)
        _gather(column, order, moved)
        table.columns[name] = moved
    table.n = len(order)


def _places_of(order: Index, n: int) -> Index:
    new = np.full(n, -1, np.int64)
    new[order] = np.arange(len(order))
    return new


@njit(nogil=True, cache=True)
def _members_in_order(first_member, next_home, homes, order):  # type: ignore[no-untyped-def]
    """Rows household by household; the members' lists hold the living only."""
    n = 0
    for h in range(homes):
        r = np.int64(first_member[h])
        while r >= 0:
            order[n] = r
            n += 1
            r = np.int64(next_home[r])
    return n


def resort(store: Store) -> None:
    """Order households by community and identity, people by household; all links are remapped."""
    person, household = store.person, store.household
    _sort_households(store)
    order = np.empty(person.n, np.int64)
    order = order[: _members_in_order(household["first_member"], person["next_home"], household.n, order)]
    new = _places_of(order, person.n)
    _reorder(person, order)
    for name in PERSON_LINKS:
        _follow(person.columns[name], new, person.n)
    for name in TOMB_LINKS:
        _follow(store.tomb.columns[name], new, store.tomb.n)
    for name in ("head", "first_member"):
        _follow(household.columns[name], new, household.n)


def compact(store: Store) -> None:
    """Drop the dead of a world without homes and kin; the order of the living stays."""
    _reorder(store.person, np.flatnonzero(store.person["cell"] != DEAD))


def _sort_households(store: Store) -> None:
    """Drop households that have ended, unless somebody still sleeps in their dwelling."""
    person, household = store.person, store.household
    living = person["cell"] != DEAD
    needed = household["size"] > 0
    needed[person["dwelling"][living]] = True
    kept = np.flatnonzero(needed)
    community = store.community
    where = household["community"][kept]
    order = kept[np.lexsort((household["key"][kept], community["key"][where], community["place"][where]))]
    new = _places_of(order, household.n)
    _reorder(household, order)
    for name in ("home", "dwelling"):
        _follow(person.columns[name], new, person.n)
