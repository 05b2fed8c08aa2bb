"""Putting rows in order of community and household again, dropping the dead; links follow, keys stay."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import DEAD
from ayllu.population.store import Store, Table

PERSON_LINKS = ("mother", "father", "partner", "first_child", "next_by_mother", "next_by_father", "next_home")
TOMB_LINKS = ("mother", "father", "first_child", "next_by_mother", "next_by_father")
BLOCK = 65536
"""Rows within which the order follows the calendar: enough for long runs, and near enough for kin to be close."""
Index = NDArray[Any]


@njit(nogil=True, cache=True)
def _follow(links, new):  # type: ignore[no-untyped-def]
    for i in range(len(links)):
        moved = new[np.uint32(max(links[i], 0))]
        links[i] = moved if links[i] >= 0 else links[i]


@njit(nogil=True, cache=True)
def _gather(column, order, out):  # type: ignore[no-untyped-def]
    for i in range(len(order)):
        out[i] = column[order[i]]


def _reorder(table: Table, order: Index) -> None:
    """Each column moves into the array that the one before it left, for fresh memory is slow."""
    free: dict[Any, NDArray[Any]] = {}
    for name, column in table.columns.items():
        if len(column) == 0:
            continue
        moved = free.pop(column.dtype) if column.dtype in free else np.zeros_like(column)
        _gather(column, order, moved)
        moved[len(order) : table.n] = 0
        table.columns[name], free[column.dtype] = moved, column
    table.n = len(order)


def _places_of(order: Index, n: int) -> Index:
    new = np.full(n, -1, np.int32)
    new[order] = np.arange(len(order), dtype=np.int32)
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


@njit(nogil=True, cache=True)
def _by_review(order, review):  # type: ignore[no-untyped-def]
    """Within each BLOCK of the order, put the rows by month of review, so that a month's reviews read them in a row."""
    block, places = np.empty(BLOCK, order.dtype), np.empty(13, np.int64)
    for start in range(0, len(order), BLOCK):
        size = min(BLOCK, len(order) - start)
        places[:] = 0
        for k in range(size):
            block[k] = order[start + k]
            places[review[block[k]] + 1] += 1
        for month in range(12):
            places[month + 1] += places[month]
        for k in range(size):
            month = review[block[k]]
            order[start + places[month]] = block[k]
            places[month] += 1


def resort(store: Store) -> None:
    """Order households by community, people by household; all links are remapped."""
    person, household = store.person, store.household
    _sort_households(store)
    order = np.empty(person.n, np.int32)
    order = order[: _members_in_order(household["first_member"], person["next_home"], household.n, order)]
    _by_review(order, person["review"])
    new = _places_of(order, person.n)
    _reorder(person, order)
    for name in PERSON_LINKS:
        _follow(person[name], new)
    for name in TOMB_LINKS:
        _follow(store.tomb[name], new)
    for name in ("head", "first_member"):
        _follow(household[name], new)


def compact(store: Store) -> None:
    """Drop the dead of a world without homes and kin."""
    order = np.flatnonzero(store.person["cell"] != DEAD)
    _by_review(order, store.person["review"])
    _reorder(store.person, order)


def _sort_households(store: Store) -> None:
    """Drop households that have ended, unless somebody still sleeps in their dwelling."""
    person, household = store.person, store.household
    living = person["cell"] != DEAD
    needed = household["size"] > 0
    needed[person["dwelling"][living]] = True
    kept = np.flatnonzero(needed)
    rank = _places_of(np.lexsort((store.community["key"], store.community["place"])), store.community.n)
    order = kept[np.argsort(rank[household["community"][kept]], kind="stable")].astype(np.int32)
    new = _places_of(order, household.n)
    _reorder(household, order)
    for name in ("home", "dwelling"):
        _follow(person[name], new)
