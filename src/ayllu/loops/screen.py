"""Finding the few rows that a step must visit: by draw and ceiling, by birthday, by due month."""

from typing import Any

import numpy as np
from numba import njit
from numba.cpython.unsafe import numbers

from ayllu.population.draws import counter_of_alternative, philox2x32, unit
from ayllu.population.schema import DEAD

BLOCK = 2048
_S32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_AUDIT = np.uint64(1023)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_trailing_zeros: Any = numbers.trailing_zeros
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


@njit(nogil=True, cache=True, error_model="numpy")
def draw_words(keys, n, seed, question, words):  # type: ignore[no-untyped-def]
    """The first 32 bits of the draws of the first n keys; nothing else, so that it runs on vector units."""
    part = keys[:n]
    for k in range(len(part)):
        counter = part[k] ^ seed
        first, _ = philox2x32(counter & _LOW, counter >> _S32, question)
        words[k] = first


@njit(forceinline=True)
def _falls(word, limit, audit):  # type: ignore[no-untyped-def]
    """Whether a draw lies under the limit or belongs to the sample; no branches, for they would be guessed wrong."""
    return (word < limit) | (((word & _AUDIT) == audit) & (limit > _ZERO))


@njit(nogil=True, cache=True, error_model="numpy")
def screen(key, cell, below, few, seed, question, audit, runs, rows, words, keys):  # type: ignore[no-untyped-def]
    """Rows of the runs whose draw lies below that of their cell, and an audited sample of 1 in 1024.

    below: uint64 thresholds on the first 32 bits of the draw, by cell (the last entry is for the dead); few: draw
    only for those with a threshold; question is month << 22 | site; runs are pairs of a first row and the row after
    the last. Fills rows, with words (uint32) and keys (uint64), longer than BLOCK, as scratch; returns the number.
    """
    found = 0
    for run in range(len(runs)):
        for start in range(runs[run, 0], runs[run, 1], BLOCK):
            part = cell[start : min(start + BLOCK, runs[run, 1])]
            own, asked, n = key[start : start + len(part)], rows[found:], 0
            if not few:
                draw_words(own, len(part), seed, question, words)
                for k in range(len(part)):
                    rows[found] = start + k
                    found += _falls(np.uint64(words[k]), below[part[k]], audit)
                continue
            for k in range(len(part)):
                asked[n], keys[n] = start + k, own[k]
                n += below[part[k]] > _ZERO
            draw_words(keys, n, seed, question, words)
            for t in range(n):
                rows[found] = asked[t]
                found += _falls(np.uint64(words[t]), below[cell[asked[t]]], audit)
    return found


@njit(nogil=True, cache=True, error_model="numpy")
def draw_alternatives(key, seed, month, site, out):  # type: ignore[no-untyped-def]
    """The numbers in [0, 1) of the alternatives 1, 2, ... of one question; on vector units."""
    for k in range(len(out)):
        out[k] = unit(counter_of_alternative(seed, key, np.uint64(k + 1)), month, site)


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
def living(cell, runs, rows):  # type: ignore[no-untyped-def]
    """Rows of the living in the runs; rows has room for one more."""
    found = 0
    for run in range(len(runs)):
        cells = cell[runs[run, 0] : runs[run, 1]]
        for k in range(len(cells)):
            rows[found] = runs[run, 0] + k
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
def in_review(starts, review, low, high, month, runs):  # type: ignore[no-untyped-def]
    """Runs of rows low..high whose review is this month; starts: where runs of equal review months begin."""
    found = 0
    for k in range(max(np.searchsorted(starts, low, side="right") - 1, 0), len(starts)):
        if starts[k] >= high:
            break
        if review[starts[k]] == month % 12:
            runs[found, 0] = max(low, starts[k])
            runs[found, 1] = min(high, starts[k + 1]) if k + 1 < len(starts) else high
            found += 1
    return found


@njit(nogil=True, cache=True)
def _years(month, birth, years):  # type: ignore[no-untyped-def]
    """Completed years of age at the last birthday before the month; alone, so that it runs on vector units."""
    for k in range(len(birth)):
        months = np.uint32(month - 1 - np.int32(birth[k]))
        years[k] = min(np.uint32(months * np.uint32(43691)) >> np.uint32(19), np.uint32(120))


@njit(nogil=True, cache=True)
def celebrate(runs, month, birth, age, cell, group_of_age, change):  # type: ignore[no-untyped-def]
    """Give the rows of the runs their new age and the living the cell of their new age group.

    change counts arrivals less departures by cell.
    """
    years, grown = np.empty(BLOCK, np.uint8), np.empty(BLOCK + 1, np.int64)
    for run in range(len(runs)):
        for start in range(runs[run, 0], runs[run, 1], BLOCK):
            stop, found = min(start + BLOCK, runs[run, 1]), 0
            _years(np.int32(month), birth[start:stop], years)
            ages = age[start:stop]
            for k in range(len(ages)):
                grown[found] = k
                found += group_of_age[ages[k]] != group_of_age[years[k]]
            for t in range(found):
                i, k = start + grown[t], grown[t]
                if cell[i] != DEAD:
                    change[cell[i]] -= 1
                    cell[i] = cell[i] + (group_of_age[years[k]] - group_of_age[ages[k]])
                    change[cell[i]] += 1
            ages[:] = years[: stop - start]


@njit(nogil=True, cache=True)
def count_cells(cell, low, high, cells):  # type: ignore[no-untyped-def]
    """People by cell among rows low..high, the dead left out."""
    counted, part = np.zeros((2, cells + 1), np.int64), cell[low:high]
    for k in range(len(part)):
        counted[k & 1, min(part[k], cells)] += 1
    return counted[0, :cells] + counted[1, :cells]


@njit(nogil=True, cache=True)
def count_living(cell, low, high):  # type: ignore[no-untyped-def]
    """Living people among rows low..high; short sums fill a vector unit."""
    total = 0
    for start in range(low, high, 16 * BLOCK):
        part, dead = cell[start : min(start + 16 * BLOCK, high)], np.uint16(0)
        for k in range(len(part)):
            dead = np.uint16(dead + np.uint16(part[k] == DEAD))
        total += len(part) - int(dead)
    return total
