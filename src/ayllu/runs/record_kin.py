"""Kin and company of people at a year's end, seen through the links of the living and the dead."""

import numpy as np
from numba import njit

from ayllu.loops.walks import link

RELATIONS = (
    "head", "partner", "child", "child_in_law", "grandchild", "parent", "parent_in_law", "sibling",
    "other_relative", "other",
)  # fmt: skip
_RELATIONS = len(RELATIONS)
HEAD, PARTNER, CHILD, CHILD_IN_LAW, GRANDCHILD, PARENT, PARENT_IN_LAW, SIBLING, RELATIVE, OTHER = range(10)
HOME_TYPES = ("nuclear", "extended", "single_parent", "multi_family_dwelling", "one_person", "other")
NUCLEAR, EXTENDED, SINGLE_PARENT, MULTI_FAMILY, ONE_PERSON, OTHER_TYPE = range(6)
CHILDHOOD = 15
"""Age below which a member is counted as a child."""

KEYS = ("person", "home", "dwelling", "partner", "mother", "father")
FACTS = (
    "mother_alive", "father_alive", "living_grandmothers", "maternal_grandmother_alive", "relation_to_head",
    "mother_present", "father_present", "grandmother_present",
)  # fmt: skip


@njit(nogil=True, cache=True)
def _key(code, living, dead):  # type: ignore[no-untyped-def]
    """Key of a linked person, living or dead; 0 for nobody."""
    if code >= 0:
        return living[code]
    if code < -1:
        return dead[-2 - code]
    return np.uint64(0)


@njit(nogil=True, cache=True)
def _line_of(code, mother, father, dead_mother, dead_father, out):  # type: ignore[no-untyped-def]
    """Fill out with mother, father, her mother and father, his mother and father; -1 is nobody."""
    out[0], out[1] = link(code, mother, dead_mother), link(code, father, dead_father)
    out[2], out[3] = link(out[0], mother, dead_mother), link(out[0], father, dead_father)
    out[4], out[5] = link(out[1], mother, dead_mother), link(out[1], father, dead_father)


@njit(nogil=True, cache=True)
def _share(a_mother, a_father, b_mother, b_father):  # type: ignore[no-untyped-def]
    return (a_mother != -1 and a_mother == b_mother) or (a_father != -1 and a_father == b_father)


@njit(nogil=True, cache=True)
def _is_relative(r, own, spouse_line, lines):  # type: ignore[no-untyped-def]
    """Nieces and nephews, grandparents, brothers and sisters in law of the head or the head's partner."""
    for k in range(2):
        ego = lines[k]
        if r in (ego[2], ego[3], ego[4], ego[5]) or _share(own[0], own[1], ego[0], ego[1]):
            return True
        if _share(own[2], own[3], ego[0], ego[1]) or _share(own[4], own[5], ego[0], ego[1]):
            return True
    return _share(spouse_line[0], spouse_line[1], lines[0, 0], lines[0, 1])


@njit(nogil=True, cache=True)
def relation(r, spouse, own, spouse_line, head, mate, lines):  # type: ignore[no-untyped-def]
    """What a member is to the head of the home; children of either partner are children.

    own and spouse_line are the lines of _line_of, lines those of the head and of the head's partner (mate).
    """
    if head < 0:
        return OTHER
    if r == head:
        return HEAD
    if r == mate:
        return PARTNER
    known = mate if mate >= 0 else head
    if own[0] in (head, known) or own[1] in (head, known):
        return CHILD
    if spouse_line[0] in (head, known) or spouse_line[1] in (head, known):
        return CHILD_IN_LAW
    for elder in own[2:]:
        if elder in (head, known):
            return GRANDCHILD
    if r in (lines[0, 0], lines[0, 1]):
        return PARENT
    if r in (lines[1, 0], lines[1, 1]):
        return PARENT_IN_LAW
    if _share(own[0], own[1], lines[0, 0], lines[0, 1]):
        return SIBLING
    return RELATIVE if _is_relative(r, own, spouse_line, lines) else OTHER


@njit(nogil=True, cache=True)
def look_at_people(rows, P, H, T, keys, facts):  # type: ignore[no-untyped-def]
    """Fill keys[KEYS, row] and facts[FACTS, row] for the rows; members of a home stand together."""
    own, spouse_line, lines = np.empty(6, np.int64), np.empty(6, np.int64), np.empty((2, 6), np.int64)
    mothers, fathers, dead_mothers, dead_fathers = P.mother, P.father, T.mother, T.father
    dwelling, partners, key, dead_key = P.dwelling, P.partner, P.key, T.key
    last, head, mate = -1, np.int64(-1), np.int64(-1)
    for k in range(len(rows)):
        r, home, roof, spouse = rows[k], P.home[rows[k]], dwelling[rows[k]], np.int64(partners[rows[k]])
        if home != last:
            last, head = home, np.int64(H.head[home])
            mate = np.int64(partners[head]) if head >= 0 else np.int64(-1)
            _line_of(head, mothers, fathers, dead_mothers, dead_fathers, lines[0])
            _line_of(mate, mothers, fathers, dead_mothers, dead_fathers, lines[1])
        _line_of(r, mothers, fathers, dead_mothers, dead_fathers, own)
        _line_of(spouse, mothers, fathers, dead_mothers, dead_fathers, spouse_line)
        keys[0, k], keys[1, k], keys[2, k] = key[r], H.key[home], H.key[roof]
        keys[3, k] = _key(spouse, key, dead_key)
        keys[4, k], keys[5, k] = _key(own[0], key, dead_key), _key(own[1], key, dead_key)
        facts[0, k], facts[1, k] = own[0] >= 0, own[1] >= 0
        facts[2, k], facts[3, k] = (own[2] >= 0) + (own[4] >= 0), own[2] >= 0
        facts[4, k] = relation(r, spouse, own, spouse_line, head, mate, lines)
        facts[5, k] = own[0] >= 0 and dwelling[own[0]] == roof
        facts[6, k] = own[1] >= 0 and dwelling[own[1]] == roof
        near = own[2] >= 0 and dwelling[own[2]] == roof
        facts[7, k] = near or (own[4] >= 0 and dwelling[own[4]] == roof)


@njit(nogil=True, cache=True)
def count_children(rows, of_couple, P, T, out):  # type: ignore[no-untyped-def]
    """Living children of each row; with of_couple, only those that she or he has with the present partner."""
    mothers, fathers, partner, first, sex = P.mother, P.father, P.partner, P.first_child, P.sex
    by_mother, by_father = P.next_by_mother, P.next_by_father
    dead_by_mother, dead_by_father = T.next_by_mother, T.next_by_father
    for k in range(len(rows)):
        r, n = rows[k], 0
        hers, other = sex[r] == 0, partner[r]
        child = np.int64(first[r])
        while child != -1:
            if child >= 0:
                n += not of_couple or (fathers[child] if hers else mothers[child]) == other
                child = np.int64(by_mother[child]) if hers else np.int64(by_father[child])
            else:
                child = np.int64(dead_by_mother[-2 - child]) if hers else np.int64(dead_by_father[-2 - child])
        out[k] = n


@njit(nogil=True, cache=True)
def shared_roofs(rows, home, dwelling, n_homes):  # type: ignore[no-untyped-def]
    """Dwellings in which people of more than one household sleep."""
    first, shared = np.full(n_homes, -1, np.int32), np.zeros(n_homes, np.bool_)
    for k in range(len(rows)):
        roof, own = dwelling[rows[k]], home[rows[k]]
        if first[roof] < 0:
            first[roof] = own
        elif first[roof] != own:
            shared[roof] = True
    return shared


@njit(nogil=True, cache=True)
def _type_of(size, head, tally, roof_shared):  # type: ignore[no-untyped-def]
    if head < 0:
        return OTHER_TYPE
    if roof_shared:
        return MULTI_FAMILY
    if size == 1:
        return ONE_PERSON
    wider = tally[CHILD_IN_LAW] + tally[GRANDCHILD] + tally[PARENT] + tally[PARENT_IN_LAW] + tally[SIBLING]
    if wider + tally[RELATIVE] > 0:
        return EXTENDED
    if tally[OTHER] > 0:
        return OTHER_TYPE
    return NUCLEAR if tally[PARTNER] > 0 else SINGLE_PARENT


@njit(nogil=True, cache=True)
def look_at_homes(rows, relations, ages, P, H, shared, homes, out):  # type: ignore[no-untyped-def]
    """Members of a home stand together in rows. Fill homes[home] and out[6, home]; returns how many homes.

    out: size, women, men, children, type, couples.
    """
    n, k = 0, 0
    tally = np.zeros(_RELATIONS, np.int64)
    while k < len(rows):
        h = np.int64(P.home[rows[k]])
        tally[:] = 0
        women, children, paired, first = 0, 0, 0, k
        while k < len(rows) and P.home[rows[k]] == h:
            r = rows[k]
            tally[relations[k]] += 1
            women += P.sex[r] == 0
            children += ages[k] < CHILDHOOD
            mate = np.int64(P.partner[r])
            if mate >= 0 and P.home[mate] == h:
                paired += 1
            k += 1
        head = np.int64(H.head[h])
        size = k - first
        homes[n] = h
        out[0, n], out[1, n], out[2, n], out[3, n] = size, women, size - women, children
        out[4, n] = _type_of(size, head, tally, head >= 0 and shared[P.dwelling[head]])
        out[5, n] = paired // 2
        n += 1
    return n


@njit(nogil=True, cache=True)
def ages_by_place(cell, birth, month, cells_a_place, groups, dead, out):  # type: ignore[no-untyped-def]
    """Add completed years of age at the start of a month up by place and sex into out[place, sex]."""
    for i in range(len(cell)):
        if cell[i] != dead:
            place = cell[i] // cells_a_place
            out[place, (cell[i] // groups) % 2] += (month - np.int64(birth[i]) - 1) // 12
