"""Kin and company of people at a year's end, seen through the links of the living and the dead."""

import numpy as np
from numba import njit

from ayllu.engine.walks import link, next_child

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
    "mother_alive", "father_alive", "living_grandmothers", "maternal_grandmother_alive", "children_living",
    "relation_to_head", "mother_present", "father_present", "grandmother_present",
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
def _living_children(r, P, T, other):  # type: ignore[no-untyped-def]
    """Living children of a person; only those whose other parent is `other` unless it is -1."""
    n = 0
    child = np.int64(P.first_child[r])
    while child != -1:
        if child >= 0 and (other == -1 or P.mother[child] == other or P.father[child] == other):
            n += 1
        child = next_child(
            child, P.sex[r], P.next_by_mother, P.next_by_father, T.next_by_mother, T.next_by_father
        )
    return n


@njit(nogil=True, cache=True)
def _is_parent(parent, r, P):  # type: ignore[no-untyped-def]
    return parent >= 0 and (P.mother[r] == parent or P.father[r] == parent)


@njit(nogil=True, cache=True)
def _share_parent(a_mother, a_father, b_mother, b_father):  # type: ignore[no-untyped-def]
    return (a_mother != -1 and a_mother == b_mother) or (a_father != -1 and a_father == b_father)


@njit(nogil=True, cache=True)
def _is_grandchild(r, head, mate, P, T):  # type: ignore[no-untyped-def]
    for parent in (np.int64(P.mother[r]), np.int64(P.father[r])):
        for elder in (link(parent, P.mother, T.mother), link(parent, P.father, T.father)):
            if elder >= 0 and elder in (head, mate):
                return True
    return False


@njit(nogil=True, cache=True)
def _is_relative(r, head, mate, P, T):  # type: ignore[no-untyped-def]
    """Nieces and nephews, grandparents, brothers and sisters in law."""
    for ego in (head, mate):
        if ego < 0:
            continue
        mother, father = np.int64(P.mother[ego]), np.int64(P.father[ego])
        if _share_parent(P.mother[r], P.father[r], mother, father) or _is_grandchild(
            ego, r, np.int64(-1), P, T
        ):
            return True
        for parent in (np.int64(P.mother[r]), np.int64(P.father[r])):
            elders = link(parent, P.mother, T.mother), link(parent, P.father, T.father)
            if parent != -1 and _share_parent(elders[0], elders[1], mother, father):
                return True
    spouse = np.int64(P.partner[r])
    return spouse >= 0 and _share_parent(P.mother[spouse], P.father[spouse], P.mother[head], P.father[head])


@njit(nogil=True, cache=True)
def relation(r, head, P, T):  # type: ignore[no-untyped-def]
    """What a member is to the head of the home; children of either partner are children."""
    if head < 0:
        return OTHER
    if r == head:
        return HEAD
    mate, spouse = np.int64(P.partner[head]), np.int64(P.partner[r])
    if r == mate:
        return PARTNER
    if _is_parent(head, r, P) or _is_parent(mate, r, P):
        return CHILD
    if spouse >= 0 and (_is_parent(head, spouse, P) or _is_parent(mate, spouse, P)):
        return CHILD_IN_LAW
    if _is_grandchild(r, head, mate, P, T):
        return GRANDCHILD
    if _is_parent(r, head, P):
        return PARENT
    if mate >= 0 and _is_parent(r, mate, P):
        return PARENT_IN_LAW
    if _share_parent(P.mother[r], P.father[r], P.mother[head], P.father[head]):
        return SIBLING
    return RELATIVE if _is_relative(r, head, mate, P, T) else OTHER


@njit(nogil=True, cache=True)
def look_at_people(rows, P, H, T, keys, facts):  # type: ignore[no-untyped-def]
    """Fill keys[KEYS, row] and facts[FACTS, row] for the rows."""
    for k in range(len(rows)):
        r = rows[k]
        mother, father = np.int64(P.mother[r]), np.int64(P.father[r])
        home, roof = P.home[r], P.dwelling[r]
        maternal, paternal = link(mother, P.mother, T.mother), link(father, P.mother, T.mother)
        keys[0, k], keys[1, k], keys[2, k] = P.key[r], H.key[home], H.key[roof]
        keys[3, k] = _key(np.int64(P.partner[r]), P.key, T.key)
        keys[4, k], keys[5, k] = _key(mother, P.key, T.key), _key(father, P.key, T.key)
        facts[0, k], facts[1, k] = mother >= 0, father >= 0
        facts[2, k], facts[3, k] = (maternal >= 0) + (paternal >= 0), maternal >= 0
        facts[4, k] = _living_children(r, P, T, np.int64(-1))
        facts[5, k] = relation(r, np.int64(H.head[home]), P, T)
        facts[6, k] = mother >= 0 and P.dwelling[mother] == roof
        facts[7, k] = father >= 0 and P.dwelling[father] == roof
        near = maternal >= 0 and P.dwelling[maternal] == roof
        facts[8, k] = near or (paternal >= 0 and P.dwelling[paternal] == roof)


@njit(nogil=True, cache=True)
def children_of_couples(women, P, T, out):  # type: ignore[no-untyped-def]
    """Living children that each woman has with her present partner."""
    for k in range(len(women)):
        out[k] = _living_children(women[k], P, T, np.int64(P.partner[women[k]]))


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
