"""Finding the few rows that a step must visit: by draw and ceiling, by birthday, by due month."""

from typing import Any

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
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


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
    dead), most is the highest of below; question is month << 22 | site. Fills rows, using words (BLOCK
    uint32) as scratch; returns the number.
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
def _units(keys, n, seed, question, out):  # type: ignore[no-untyped-def]
    for t in range(n):
        counter = keys[t] ^ seed
        first, second = philox2x32(counter & _LOW, counter >> _S32, question)
        out[t] = np.float64(((first << _S32) | second) >> _S11) * _TWO_TO_MINUS_53


@njit(nogil=True, cache=True, error_model="numpy")
def draw_units(key, rows, n, seed, question, out):  # type: ignore[no-untyped-def]
    """The numbers in [0, 1) of the first n rows of a list; keys are gathered first, for the vector units."""
    keys = np.empty(BLOCK, np.uint64)
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        for t in range(size):
            keys[t] = key[rows[start + t]]
        _units(keys, size, seed, question, out[start:])


@njit(nogil=True, cache=True)
def equal_bytes(values, wanted, low, high, rows):  # type: ignore[no-untyped-def]
    """Rows low..high whose byte equals `wanted`, for values that are common; returns the number found."""
    found = 0
    for i in range(low, high):
        rows[found] = i
        found += values[i] == wanted
    return found


@njit(nogil=True, cache=True)
def _rare_words(words, pattern, low, high, values, wanted, rows, found):  # type: ignore[no-untyped-def]
    """Words low..high of eight bytes each; only words that hold the wanted byte are looked into."""
    for w in range(low, high):
        x = words[w] ^ pattern
        if ((x - _ONES) & ~x & _HIGHS) != _ZERO:
            for i in range(8 * w, 8 * w + 8):
                if values[i] == wanted:
                    rows[found] = i
                    found += 1
    return found


@njit(nogil=True, cache=True)
def _rare_rest(values, wanted, low, high, rows, found):  # type: ignore[no-untyped-def]
    for i in range(low, high):
        if values[i] == wanted:
            rows[found] = i
            found += 1
    return found


def rare_bytes(values: Any, wanted: int, low: int, high: int, rows: Any) -> int:
    """Rows low..high (low a multiple of 8) whose byte equals `wanted`, for values that are rare; how many."""
    whole = high // 8
    pattern = np.uint64(wanted * 0x0101010101010101)
    words = values[: 8 * (len(values) // 8)].view(np.uint64)
    found = _rare_words(words, pattern, low // 8, whole, values, np.uint8(wanted), rows, 0)
    counted: int = _rare_rest(values, np.uint8(wanted), max(8 * whole, low), high, rows, found)
    return counted


@njit(nogil=True, cache=True)
def in_turn(key, cell, month, turns, low, high, rows):  # type: ignore[no-untyped-def]
    """Living rows low..high whose turn it is this month: one in `turns` by key."""
    found = 0
    for i in range(low, high):
        rows[found] = i
        turn = ((key[i] >> _S32) * np.uint64(turns)) >> _S32
        found += turn == np.uint64(month % turns) and cell[i] != DEAD
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


def count_living(cell: Any, low: int, high: int) -> int:
    """Living people among rows low..high."""
    return int(np.count_nonzero(cell[low:high] != DEAD))
