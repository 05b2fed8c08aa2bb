"""One number for a whole world: it does not depend on the order of rows, households or tombs."""

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.loops import rows as compiled
from ayllu.population.identity import combine, text_key
from ayllu.population.schema import DEAD
from ayllu.population.store import Store

Words = NDArray[np.uint64]

COMMUNITIES = ("root_community",)
"""Columns that hold the row of a community: told by its key, for rows depend on the order of the start population."""
KIN = ("mother", "father", "partner")
ROW_BOUND = ("cell", "home", "dwelling", "next_home", "first_child", "next_by_mother", "next_by_father", *KIN)


def keys_of(store: Store, link: str, rows: NDArray[np.int64]) -> Words:
    """Keys of linked people, living or dead; 0 for nobody."""
    codes = store.person[link][rows].astype(np.int64)
    out = np.zeros(len(rows), np.uint64)
    living, dead = codes >= 0, codes < -1
    out[living] = store.person["key"][codes[living]]
    out[dead] = store.tomb["key"][-2 - codes[dead]]
    return out


def person_digests(store: Store, columns: list[str]) -> tuple[Words, Words]:
    """Keys of the living and a number for each that holds all of her or his columns, with links as keys."""
    person, household = store.person, store.household
    rows = np.flatnonzero(person["cell"] != DEAD)
    with np.errstate(over="ignore"):
        total = person["key"][rows].astype(np.uint64)
        for name in columns:
            if name in ("home", "dwelling"):
                words = household["key"][person[name][rows]].astype(np.uint64)
            elif name in COMMUNITIES:
                known = person[name][rows].astype(np.int64)
                words = np.where(known >= 0, store.community["key"][known], np.uint64(0))
            elif name in KIN:
                words = keys_of(store, name, rows)
            elif name in ROW_BOUND and name != "cell":
                continue
            else:
                words = person[name][rows].astype(np.int64).astype(np.uint64)
            total = combine(total ^ text_key(name), words)
    return person["key"][rows].astype(np.uint64), total


def world_digest(store: Store, columns: list[str]) -> str:
    """Hexadecimal digest of everybody's state."""
    _, each = person_digests(store, columns)
    with np.errstate(over="ignore"):
        total, parity = int(each.sum(dtype=np.uint64)), int(np.bitwise_xor.reduce(each)) if len(each) else 0
    return f"{total:016x}{parity:016x}"


def purses_digest(store: Store, purses: list[str]) -> int:
    """A number for what all households hold in these columns, in any order of rows."""
    household, total = store.household, 0
    with np.errstate(over="ignore"):
        for name in purses:
            some = np.flatnonzero(household[name])
            words = household[name][some].astype(np.uint64)
            each = combine(household["key"][some] ^ text_key(name), words)
            total += int(each.sum(dtype=np.uint64))
    return total % 2**64


_combine = compiled.combine
_text_key = cache(text_key)


def event_words(event: str, month: int, keys: Words) -> np.uint64:
    """Contribution of events to a run's digest; add them up in any order."""
    return np.uint64(_sum_of_events(_text_key(event), np.uint64(month), keys))


@njit(cache=True)
def _sum_of_events(event, month, keys):  # type: ignore[no-untyped-def]
    mark, total = _combine(event, month), np.uint64(0)
    for key in keys:
        total += _combine(key ^ mark, mark)
    return total
