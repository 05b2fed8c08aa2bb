"""The compiled part of recording events: who of those concerned is recorded, and what is kept of each."""

from typing import Any

import numpy as np
from numba import njit

from ayllu.population.schema import CELLS_A_PLACE
from ayllu.words.months import MONTHS_A_YEAR

KIN = ("partner", "mother", "father")
COMING_AND_GOING = ("birth", "death")
"""Events of which the parents are kept too."""


@njit(nogil=True, cache=True)
def _holds(ordered, key):  # type: ignore[no-untyped-def]
    """Whether a key is among others in order."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low < len(ordered) and ordered[low] == key


@njit(nogil=True, cache=True)
def _key_of(code, key, tomb_key):  # type: ignore[no-untyped-def]
    """The key of a linked person, living or dead, as the same bits in int64; 0 for nobody."""
    if code >= 0:
        return np.int64(key[code])
    return np.int64(tomb_key[-2 - code]) if code < -1 else np.int64(0)


@njit(nogil=True, cache=True)
def _tell(  # type: ignore[no-untyped-def]
    rows, month, event, parents, limit, followed, newborn, key, sex, birth, cell, home, stratum,
    partner, mother, father, community, home_key, tomb_key, told, at
):  # fmt: skip
    """Fill told (record_events.HELD, keys as the same bits) and at (position in rows) for the recorded; how many.

    Recorded is who belongs to a home with a key below the limit of its community, or whose key is among the
    followed or the newborn.
    """
    n = 0
    for t in range(len(rows)):
        r = rows[t]
        h = np.int64(home[r])
        inside = home_key[h] < limit[community[h]]
        if not (inside or _holds(followed, key[r]) or _holds(newborn, key[r])):
            continue
        own = told[n]
        own[0], own[1], own[2], own[3] = month, event, np.int64(key[r]), sex[r]
        own[4] = max((month - np.int64(birth[r]) - 1) // MONTHS_A_YEAR, 0)
        own[5], own[6], own[7] = np.int64(cell[r]) // CELLS_A_PLACE, community[h], np.int64(home_key[h])
        own[8], own[9], own[10] = stratum[r], inside, _key_of(np.int64(partner[r]), key, tomb_key)
        own[11], own[12] = 0, 0
        if parents:
            own[11] = _key_of(np.int64(mother[r]), key, tomb_key)
            own[12] = _key_of(np.int64(father[r]), key, tomb_key)
        at[n] = t
        n += 1
    return n


tell: Any = _tell
