"""Finding the few rows that a step must visit: by draw and ceiling, by birthday, by due month."""

import numpy as np
from numba import njit

from ayllu.population.draws import philox2x32
from ayllu.population.schema import DEAD

BLOCK = 2048
_S32 = np.uint64(32)
_S11 = np.uint64(11)
_TWO_TO_MINUS_53 = 2.0**-53
_LOW = np.uint64(0xFFFFFFFF)
_AUDIT = np.uint64(1023)
_ZERO = np.uint64(0)


@njit(nogil=True, cache=True, error_model="numpy")
def draw_words(key, seed, question, start, stop, words):  # type: ignore[no-untyped-def]
    """The first 32 bits of the draws of rows start..stop; nothing else, so that it runs on vector units."""
    for i in range(start, stop):
        counter = key[i] ^ seed
        first, _ = philox2x32(counter & _LOW, counter >> _S32, question)
        words[i - start] = first


@njit(nogil=True, cache=True, error_model="numpy")
def screen(key, cell, above, below, most, seed, question, audit, low, high, rows, words):  # type: ignore[no-untyped-def]
    """Rows low..high whose draw lies in [above, below) of their cell, and an audited sample of 1 in 1024.

    above and below are uint64 thresholds on the first 32 bits of the draw, by cell (the last entry is for the
    dead), most is the highest of below; question is month << 22 | site. Fills rows, using words (BLOCK uint32)
    as scratch; returns the number.
    """
    found = 0
    for start in range(low, high, BLOCK):
        stop = min(start + BLOCK, high)
        draw_words(key, seed, question, start, stop, words)
        for i in range(start, stop):
            word = np.uint64(words[i - start])
            sample = (word & _AUDIT) == audit
            if word < most or sample:
                c = np.uint64(cell[i])
                limit = below[c]
                if (word < limit and word >= above[c]) or (sample and limit > _ZERO):
                    rows[found] = i
                    found += 1
    return found


@njit(nogil=True, cache=True, error_model="numpy")
def draw_units(key, rows, n, seed, question, out):  # type: ignore[no-untyped-def]
    """The numbers in [0, 1) of the first n rows of a list, all bits; nothing else, for the vector units."""
    for t in range(n):
        counter = key[rows[t]] ^ seed
        first, second = philox2x32(counter & _LOW, counter >> _S32, question)
        out[t] = np.float64(((first << _S32) | second) >> _S11) * _TWO_TO_MINUS_53


@njit(nogil=True, cache=True)
def equal_bytes(values, wanted, low, high, rows):  # type: ignore[no-untyped-def]
    """Rows low..high whose byte equals `wanted`, for values that are common; returns the number found."""
    found = 0
    for i in range(low, high):
        rows[found] = i
        found += values[i] == wanted
    return found


@njit(nogil=True, cache=True)
def rare_bytes(values, wanted, low, high, rows):  # type: ignore[no-untyped-def]
    """Rows low..high whose byte equals `wanted`, for values that are rare: 64 rows are tried at a time."""
    found = 0
    pattern = np.uint8(wanted)
    for start in range(low, high, 64):
        stop = min(start + 64, high)
        some = np.uint8(0)
        for i in range(start, stop):
            some |= np.uint8(values[i] == pattern)
        if some:
            for i in range(start, stop):
                if values[i] == pattern:
                    rows[found] = i
                    found += 1
    return found


@njit(nogil=True, cache=True)
def living(cell, low, high, rows):  # type: ignore[no-untyped-def]
    """Rows low..high of the living."""
    found = 0
    for i in range(low, high):
        if cell[i] != DEAD:
            rows[found] = i
            found += 1
    return found


@njit(nogil=True, cache=True)
def celebrate(rows, n, month, birth, age, cell, group_of_age, change):  # type: ignore[no-untyped-def]
    """Give the rows their new age and move them to the cell of their new age group; drops the dead from rows.

    change counts arrivals less departures by cell.
    """
    kept = 0
    for t in range(n):
        i = rows[t]
        if cell[i] == DEAD:
            continue
        rows[kept] = i
        kept += 1
        years = min((month - np.int64(birth[i]) - 1) // 12, 120)
        old, new = group_of_age[age[i]], group_of_age[years]
        age[i] = years
        if old != new:
            change[cell[i]] -= 1
            cell[i] = cell[i] + (new - old)
            change[cell[i]] += 1
    return kept


@njit(nogil=True, cache=True)
def count_cells(cell, low, high, cells):  # type: ignore[no-untyped-def]
    """People by cell among rows low..high, the dead left out."""
    counted = np.zeros(65536, np.int64)
    for i in range(low, high):
        counted[cell[i]] += 1
    return counted[:cells]


@njit(nogil=True, cache=True)
def count_living(cell, low, high):  # type: ignore[no-untyped-def]
    """Living people among rows low..high."""
    n = 0
    for i in range(low, high):
        n += cell[i] != DEAD
    return n
