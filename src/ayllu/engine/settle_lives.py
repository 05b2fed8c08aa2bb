"""Deaths, births, unions and partings: the settlements that make and cut links between people."""

import numpy as np
from numba import njit

from ayllu.engine.settle_homes import enter_home, leave_home
from ayllu.loops.ahead import TURNS, fetch
from ayllu.loops.rows import child_key
from ayllu.loops.walks import next_child
from ayllu.population.schema import CELLS_A_PLACE, DEAD, GROUPS
from ayllu.words.codes import NEVER


@njit(forceinline=True)
def _set_parent(P, T, child, was_mother, code):  # type: ignore[no-untyped-def]
    if child >= 0:
        if was_mother:
            P.mother[child] = code
        else:
            P.father[child] = code
    elif was_mother:
        T.mother[-2 - child] = code
    else:
        T.father[-2 - child] = code


@njit(forceinline=True)
def _replace_child(P, T, parent, sex, r, code):  # type: ignore[no-untyped-def]
    """In the list of a parent's children, put the tomb in the place of the row."""
    if parent == -1:
        return
    first = P.first_child[parent] if parent >= 0 else T.first_child[-2 - parent]
    if first == r:
        if parent >= 0:
            P.first_child[parent] = code
        else:
            T.first_child[-2 - parent] = code
        return
    child = np.int64(first)
    while child != -1:
        following = next_child(child, sex, P.next_by_mother, P.next_by_father, T.next_by_mother, T.next_by_father)
        if following == r:
            if child >= 0 and sex == 0:
                P.next_by_mother[child] = code
            elif child >= 0:
                P.next_by_father[child] = code
            elif sex == 0:
                T.next_by_mother[-2 - child] = code
            else:
                T.next_by_father[-2 - child] = code
            return
        child = following


@njit(forceinline=True)
def _entomb(P, T, r, t, month):  # type: ignore[no-untyped-def]
    """Copy who she or he was, and let all kin point to the tomb."""
    code = -2 - t
    T.key[t], T.birth[t], T.died[t], T.sex[t] = P.key[r], P.birth[r], month, P.sex[r]
    T.mother[t], T.father[t], T.first_child[t] = P.mother[r], P.father[r], P.first_child[r]
    T.next_by_mother[t], T.next_by_father[t] = P.next_by_mother[r], P.next_by_father[r]
    _replace_child(P, T, np.int64(P.mother[r]), 0, r, code)
    _replace_child(P, T, np.int64(P.father[r]), 1, r, code)
    sex = P.sex[r]
    child = np.int64(P.first_child[r])
    while child != -1:
        _set_parent(P, T, child, sex == 0, code)
        child = next_child(child, sex, P.next_by_mother, P.next_by_father, T.next_by_mother, T.next_by_father)


@njit(nogil=True, cache=True)
def settle_deaths(P, H, C, T, rows, first_tomb, month, change, touched, widowed):  # type: ignore[no-untyped-def]
    """Bury the rows; touched receives their homes, widowed the partners left; returns how many partners."""
    survivors = 0
    for k in range(len(rows)):
        r = np.int64(rows[k])
        _entomb(P, T, r, first_tomb + k, month)
        mate = np.int64(P.partner[r])
        if mate >= 0:
            P.partner[mate], P.union_since[mate] = -1, NEVER
            widowed[survivors] = mate
            survivors += 1
        P.partner[r], touched[k] = -1, P.home[r]
        leave_home(P, H, C, r)
        change[P.cell[r]] -= 1
        P.cell[r] = DEAD
    return survivors


@njit(forceinline=True)
def _bear(P, H, C, mother, row, girl, month, change, crossed):  # type: ignore[no-untyped-def]
    order = np.int64(P.parity[mother]) + 1
    father = np.int64(P.partner[mother])
    P.key[row] = child_key(P.key[mother], np.uint64(order))
    P.birth[row], P.sex[row], P.age[row] = month, 0 if girl else 1, 0
    P.review[row] = (month + 1) % 12
    P.mother[row], P.father[row], P.partner[row], P.first_child[row] = mother, father, -1, -1
    P.next_by_mother[row] = P.first_child[mother]
    P.first_child[mother] = row
    P.next_by_father[row] = -1
    P.parity[mother], P.last_birth[mother] = min(order, 255), month
    if father >= 0:
        P.next_by_father[row] = P.first_child[father]
        P.first_child[father] = row
        P.parity[father], P.last_birth[father] = min(np.int64(P.parity[father]) + 1, 255), month
    P.parity[row], P.last_birth[row], P.unions[row] = 0, NEVER, 0
    P.union_since[row], P.founded[row], P.ancestry[row] = NEVER, 0, P.ancestry[mother]
    P.stratum[row] = P.stratum[mother]
    place = np.int64(P.cell[mother]) // CELLS_A_PLACE
    P.cell[row] = place * CELLS_A_PLACE + (0 if girl else GROUPS)
    change[P.cell[row]] += 1
    enter_home(P, H, C, row, np.int64(P.home[mother]), np.int64(P.dwelling[mother]), change, crossed)


@njit(nogil=True, cache=True)
def settle_births(P, H, C, mothers, bits, first_row, month, change, crossed, newborn):  # type: ignore[no-untyped-def]
    """Children of the mothers in order; bits: 1 twins, 2 first is a girl, 4 second is. Returns how many."""
    born = 0
    for k in range(len(mothers)):
        mother = np.int64(mothers[k])
        for child in range(1 + (bits[k] & 1)):
            row = first_row + born
            _bear(P, H, C, mother, row, (bits[k] >> (1 + child)) & 1 == 1, month, change, crossed)
            newborn[born] = row
            born += 1
    return born


@njit(nogil=True, cache=True)
def settle_unions(P, women, men, month):  # type: ignore[no-untyped-def]
    """Link the couples."""
    for k in range(len(women)):
        a, b = women[k], men[k]
        P.partner[a], P.partner[b] = b, a
        P.union_since[a], P.union_since[b] = month, month
        P.unions[a], P.unions[b] = min(np.int64(P.unions[a]) + 1, 255), min(np.int64(P.unions[b]) + 1, 255)


@njit(nogil=True, cache=True)
def settle_partings(P, rows, both):  # type: ignore[no-untyped-def]
    """Unlink the couples of these rows; both receives the rows of both; returns how many."""
    n = 0
    for k in range(len(rows)):
        a = np.int64(rows[k])
        b = np.int64(P.partner[a])
        if P.cell[a] == DEAD or b < 0:
            continue
        P.partner[a], P.partner[b] = -1, -1
        P.union_since[a], P.union_since[b] = NEVER, NEVER
        both[n], both[n + 1] = a, b
        n += 2
    return n


@njit(nogil=True, cache=True)
def settle_plain_deaths(P, rows, change):  # type: ignore[no-untyped-def]
    """Deaths in a world without homes and kin."""
    for k in range(len(rows)):
        fetch(P.cell, rows[min(k + TURNS, len(rows) - 1)])
        change[P.cell[rows[k]]] -= 1
        P.cell[rows[k]] = DEAD


@njit(nogil=True, cache=True)
def settle_plain_births(P, mothers, bits, first_row, month, change, newborn):  # type: ignore[no-untyped-def]
    """Births in a world without homes and kin; as settle_births."""
    born = 0
    for k in range(len(mothers)):
        mother, ahead = np.int64(mothers[k]), np.int64(mothers[min(k + TURNS, len(mothers) - 1)])
        fetch(P.key, ahead), fetch(P.cell, ahead), fetch(P.parity, ahead), fetch(P.last_birth, ahead)
        for child in range(1 + (bits[k] & 1)):
            row, girl = first_row + born, (bits[k] >> (1 + child)) & 1 == 1
            P.parity[mother] = min(np.int64(P.parity[mother]) + 1, 255)
            P.key[row] = child_key(P.key[mother], np.uint64(P.parity[mother]))
            P.birth[row], P.sex[row], P.age[row] = month, 0 if girl else 1, 0
            P.review[row], P.last_birth[mother] = (month + 1) % 12, month
            P.stratum[row] = P.stratum[mother]
            P.cell[row] = np.int64(P.cell[mother]) // CELLS_A_PLACE * CELLS_A_PLACE + (0 if girl else GROUPS)
            change[P.cell[row]] += 1
            newborn[born] = row
            born += 1
    return born
