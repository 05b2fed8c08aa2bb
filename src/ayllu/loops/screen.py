"""Finding the few rows that a step must visit: by draw and ceiling, by birthday, by due month."""

from typing import Any

import numpy as np
from numba import njit
from numba.cpython.unsafe import numbers

from ayllu.population.draws import philox2x32
from ayllu.population.schema import DEAD

BLOCK = 2048
_S32 = np.uint64(32)
_S11 = np.uint64(11)
_TWO_TO_MINUS_53 = 2.0**-53
_LOW = np.uint64(0xFFFFFFFF)
_AUDIT = np.uint64(1023)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_trailing_zeros: Any = numbers.trailing_zeros
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


@njit(nogil=True, cache=True, error_model="numpy")
def draw_words(key, seed, question, start, stop, words):  # type: ignore[no-untyped-def]
    """The first 32 bits of the draws of rows start..stop; nothing else, so that it runs on vector units."""
    part = key[start:stop]
    for k in range(len(part)):
        counter = part[k] ^ seed
        first, _ = philox2x32(counter & _LOW, counter >> _S32, question)
        words[k] = first


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
        part = cell[start:stop]
        for k in range(len(part)):
            word = np.uint64(words[k])
            sample = (word & _AUDIT) == audit
            if word < most or sample:
                limit = below[part[k]]
                if (word < limit and word >= above[part[k]]) or (sample and limit > _ZERO):
                    rows[found] = start + k
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
def _rare_words(words, pattern, low, high, rows):  # type: ignore[no-untyped-def]
    """Words low..high of eight bytes, eight words at a time; only those that hold the wanted byte are taken apart."""
    found = 0
    for w in range(low, high, 8):
        part, hit = words[w : w + 8], _ZERO
        for k in range(8):
            x = part[k] ^ pattern
            hit |= (x - _ONES) & ~x & _HIGHS
        if hit == _ZERO:
            continue
        for k in range(8):
            x = part[k] ^ pattern
            equal = ~(((x & ~_HIGHS) + ~_HIGHS) | x | ~_HIGHS)
            while equal != _ZERO:
                rows[found] = 8 * (w + k) + (_trailing_zeros(equal) >> 3)
                found += 1
                equal &= equal - _ONE
    return found


@njit(nogil=True, cache=True)
def _rare_rest(values, wanted, low, high, rows, found):  # type: ignore[no-untyped-def]
    for i in range(low, high):
        if values[i] == wanted:
            rows[found] = i
            found += 1
    return found


def rare_bytes(values: Any, wanted: int, low: int, high: int, rows: Any) -> int:
    """Rows low..high (low a multiple of 64) whose byte equals `wanted`, for values that are rare; how many."""
    whole = high // 64 * 8
    pattern = np.uint64(wanted * 0x0101010101010101)
    words = values[: 64 * (len(values) // 64)].view(np.uint64)
    found = _rare_words(words, pattern, low // 8, whole, rows)
    counted: int = _rare_rest(values, np.uint8(wanted), max(8 * whole, low), high, rows, found)
    return counted


@njit(nogil=True, cache=True)
def in_turn(key, cell, month, turns, low, high, rows):  # type: ignore[no-untyped-def]
    """Living rows low..high whose turn it is this month: one in `turns` by key."""
    found, keys, cells, turn, each = 0, key[low:high], cell[low:high], np.uint64(month % turns), np.uint64(turns)
    for k in range(len(keys)):
        rows[found] = low + k
        found += (((keys[k] >> _S32) * each) >> _S32 == turn) & (cells[k] != DEAD)
    return found


@njit(nogil=True, cache=True)
def living(cell, low, high, rows):  # type: ignore[no-untyped-def]
    """Rows low..high of the living; rows has room for one more."""
    found, cells = 0, cell[low:high]
    for k in range(len(cells)):
        rows[found] = low + k
        found += cells[k] != DEAD
    return found


@njit(nogil=True, cache=True)
def runs_of(review, low, high, starts):  # type: ignore[no-untyped-def]
    """Rows low..high where a run of equal review months begins; returns how many starts were filled."""
    found = 0
    for i in range(low, high):
        starts[found] = i
        found += i == 0 or review[i] != review[i - 1]
    return found


@njit(nogil=True, cache=True)
def celebrate(runs, review, low, high, month, birth, age, cell, group_of_age, change, rows):  # type: ignore[no-untyped-def]
    """Give rows low..high whose review is this month their new age and the cell of their new age group.

    runs: where runs of equal review months begin. Fills rows with the living among them and returns how many;
    change counts arrivals less departures by cell.
    """
    found = 0
    for k in range(max(np.searchsorted(runs, low, side="right") - 1, 0), len(runs)):
        if runs[k] >= high:
            break
        if review[runs[k]] != month % 12:
            continue
        for row in range(max(low, runs[k]), min(high, runs[k + 1]) if k + 1 < len(runs) else high):
            i = np.uint64(row)
            if cell[i] == DEAD:
                continue
            rows[found] = i
            found += 1
            years = np.uint8(min((month - np.int64(birth[i]) - 1) // 12, 120))
            old, new = group_of_age[age[i]], group_of_age[years]
            age[i] = years
            if old != new:
                change[cell[i]] -= 1
                cell[i] = cell[i] + (new - old)
                change[cell[i]] += 1
    return found


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
    part, living = cell[low:high], 0
    for k in range(len(part)):
        living += part[k] != DEAD
    return living
