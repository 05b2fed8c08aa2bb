"""The core arrays as named tuples, the form in which settlements read and write them."""

from collections import namedtuple
from typing import Any

import numpy as np
from numba import njit

from ayllu.population import identity
from ayllu.population.schema import COMMUNITY, HOUSEHOLD, PERSON, TOMB
from ayllu.population.store import Store, Table

People = namedtuple("People", list(PERSON))  # type: ignore[misc]
Homes = namedtuple("Homes", list(HOUSEHOLD))  # type: ignore[misc]
Communities = namedtuple("Communities", list(COMMUNITY))  # type: ignore[misc]
Tombs = namedtuple("Tombs", list(TOMB))  # type: ignore[misc]

mix64 = njit(identity.mix64)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_CHILD, _HOUSEHOLD = identity.CHILD, identity.HOUSEHOLD


@njit(cache=True)
def combine(key, part):  # type: ignore[no-untyped-def]
    """identity.combine, compiled."""
    return mix64((key ^ mix64(part + _GOLDEN)) + _GOLDEN)


@njit(cache=True)
def child_key(mother, order):  # type: ignore[no-untyped-def]
    """identity.child_key, compiled."""
    return combine(combine(mother, _CHILD), order)


@njit(cache=True)
def household_key(founder, times):  # type: ignore[no-untyped-def]
    """identity.household_key, compiled."""
    return combine(combine(founder, _HOUSEHOLD), times)


def _tuple(kind: Any, table: Table) -> Any:
    return kind(*(table.columns[name] for name in kind._fields))


def people(store: Store) -> Any:
    """Core person arrays."""
    return _tuple(People, store.person)


def homes(store: Store) -> Any:
    """Household arrays."""
    return _tuple(Homes, store.household)


def communities(store: Store) -> Any:
    """Community arrays."""
    return _tuple(Communities, store.community)


def tombs(store: Store) -> Any:
    """Tomb arrays."""
    return _tuple(Tombs, store.tomb)
