"""Bounded walks over kin, the dead included: links below -1 lead to tomb rows (tomb t is -2 - t)."""

import numpy as np
from numba import njit

from ayllu.words.codes import KinTie

MOST_KIN = 96

_MOTHER, _FATHER = int(KinTie.MOTHER), int(KinTie.FATHER)
_MGM, _MGF = int(KinTie.MATERNAL_GRANDMOTHER), int(KinTie.MATERNAL_GRANDFATHER)
_PGM, _PGF = int(KinTie.PATERNAL_GRANDMOTHER), int(KinTie.PATERNAL_GRANDFATHER)
_SIBLING, _CHILD = int(KinTie.SIBLING), int(KinTie.CHILD)
_MATERNAL, _PATERNAL = int(KinTie.MATERNAL_AUNT_OR_UNCLE), int(KinTie.PATERNAL_AUNT_OR_UNCLE)


@njit(forceinline=True)
def next_child(child, sex_of_parent, by_mother, by_father, dead_by_mother, dead_by_father):  # type: ignore[no-untyped-def]
    """The next older child of the same parent; -1 at the end."""
    if child >= 0:
        return np.int64(by_mother[child]) if sex_of_parent == 0 else np.int64(by_father[child])
    tomb = -2 - child
    return np.int64(dead_by_mother[tomb]) if sex_of_parent == 0 else np.int64(dead_by_father[tomb])


@njit(forceinline=True)
def link(code, living, dead):  # type: ignore[no-untyped-def]
    """A link of a living or dead person; -1 for nobody."""
    if code >= 0:
        return np.int64(living[code])
    if code < -1:
        return np.int64(dead[-2 - code])
    return np.int64(-1)


@njit(forceinline=True)
def add_children(parent, sex, skip, tie, kin, dead, rows, ties, n):  # type: ignore[no-untyped-def]
    """Append the living children of a parent (living or dead), except `skip` and those already there."""
    _, _, first, by_mother, by_father = kin
    child = link(parent, first, dead[2])
    while child != -1:
        if child >= 0 and child != skip and n < MOST_KIN:
            known = False
            for k in range(n):
                known = known or rows[k] == child
            if not known:
                rows[n], ties[n] = child, tie
                n += 1
        child = next_child(child, sex, by_mother, by_father, dead[3], dead[4])
    return n


@njit(forceinline=True)
def add_one(code, tie, rows, ties, n):  # type: ignore[no-untyped-def]
    """Append one relative if living."""
    if code >= 0 and n < MOST_KIN:
        rows[n], ties[n] = code, tie
        n += 1
    return n


@njit(nogil=True, cache=True)
def kin_of(ego, ego_sex, kin, dead, rows, ties):  # type: ignore[no-untyped-def]
    """Living relatives and their ties: parents, grandparents, siblings, parents' siblings, children.

    kin and dead are tuples of the columns mother, father, first_child, next_by_mother, next_by_father of the
    living and of the tombs. Returns how many of rows and ties (length MOST_KIN) were filled.
    """
    mother, father = np.int64(kin[0][ego]), np.int64(kin[1][ego])
    n = add_one(mother, _MOTHER, rows, ties, 0)
    n = add_one(father, _FATHER, rows, ties, n)
    mgm, mgf = link(mother, kin[0], dead[0]), link(mother, kin[1], dead[1])
    pgm, pgf = link(father, kin[0], dead[0]), link(father, kin[1], dead[1])
    n = add_one(mgm, _MGM, rows, ties, n)
    n = add_one(mgf, _MGF, rows, ties, n)
    n = add_one(pgm, _PGM, rows, ties, n)
    n = add_one(pgf, _PGF, rows, ties, n)
    n = add_children(mother, 0, ego, _SIBLING, kin, dead, rows, ties, n)
    n = add_children(father, 1, ego, _SIBLING, kin, dead, rows, ties, n)
    n = add_children(mgm, 0, mother, _MATERNAL, kin, dead, rows, ties, n)
    n = add_children(mgf, 1, mother, _MATERNAL, kin, dead, rows, ties, n)
    n = add_children(pgm, 0, father, _PATERNAL, kin, dead, rows, ties, n)
    n = add_children(pgf, 1, father, _PATERNAL, kin, dead, rows, ties, n)
    return add_children(ego, ego_sex, -1, _CHILD, kin, dead, rows, ties, n)


@njit(nogil=True, cache=True)
def are_close_kin(a, b, mother, father):  # type: ignore[no-untyped-def]
    """Parent and child, or brother and sister of one parent at least."""
    if mother[a] == b or father[a] == b or mother[b] == a or father[b] == a:
        return True
    same_mother = mother[a] != -1 and mother[a] == mother[b]
    return same_mother or (father[a] != -1 and father[a] == father[b])
