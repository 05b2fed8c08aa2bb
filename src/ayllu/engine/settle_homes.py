"""Who belongs to which home and sleeps where: entering, leaving, heads, parties that move together."""

import numpy as np
from numba import njit

from ayllu.loops.rows import combine, mix64
from ayllu.population.schema import CELLS_A_PLACE

OWN, PARTNER, RELATIVE, NEIGHBOUR, STAY, SETTLEMENT, PLACE, BACK = 0, 1, 2, 3, 4, 5, 6, 7
ALONE, WITH_CHILDREN, COUPLE, EVERYONE = 0, 1, 2, 3
TO_CODES = {"own": OWN, "partner": PARTNER, "relative": RELATIVE, "neighbour": NEIGHBOUR, "": STAY}
TO_CODES["settlement"] = SETTLEMENT
PARTY_CODES = {"alone": ALONE, "with_children": WITH_CHILDREN, "couple": COUPLE, "everyone": EVERYONE}
MOST_PARTY = 128
_CELLS = CELLS_A_PLACE
_PRESENT = 1000
ENDED = -2
"""Head of a home that was closed in the books, and of a dwelling that never was a home."""
_NEXT_DOOR = np.uint64(0x6E657874)


@njit(forceinline=True)
def leave_home(P, H, C, r):  # type: ignore[no-untyped-def]
    """Take a person out of the list of the home."""
    h = P.home[r]
    at = H.first_member[h]
    if at == r:
        H.first_member[h] = P.next_home[r]
    else:
        while P.next_home[at] != r:
            at = P.next_home[at]
        P.next_home[at] = P.next_home[r]
    P.next_home[r] = -1
    H.size[h] -= 1
    C.size[H.community[h]] -= 1
    if H.head[h] == r:
        H.head[h] = -1


@njit(forceinline=True)
def sleep_at(P, H, C, r, dwelling, change, crossed):  # type: ignore[no-untyped-def]
    """Let a person sleep in a dwelling, which decides the place where she or he lives."""
    P.dwelling[r] = dwelling
    cell = C.place[H.community[dwelling]] * _CELLS + np.int64(P.cell[r]) % _CELLS
    if cell != P.cell[r]:
        change[P.cell[r]] -= 1
        change[cell] += 1
        crossed[0, P.stratum[r], cell] += 1
        crossed[1, P.stratum[r], P.cell[r]] += 1
        P.cell[r] = cell


@njit(forceinline=True)
def enter_home(P, H, C, r, h, dwelling, change, crossed):  # type: ignore[no-untyped-def]
    """Put a person into a home, sleeping in a dwelling."""
    P.home[r] = h
    P.next_home[r] = H.first_member[h]
    H.first_member[h] = r
    H.size[h] += 1
    C.size[H.community[h]] += 1
    sleep_at(P, H, C, r, dwelling, change, crossed)


@njit(forceinline=True)
def is_present(P, H, C, r):  # type: ignore[no-untyped-def]
    """Whether a person lives in the place where the home stands."""
    return np.int64(P.cell[r]) // _CELLS == C.place[H.community[P.home[r]]]


@njit(forceinline=True)
def choose_head(P, H, C, h, headship_years):  # type: ignore[no-untyped-def]
    """Name the member with the most years as head, those present first; women count `headship_years` less."""
    best, top = np.int64(-1), np.int64(-(10**9))
    r = np.int64(H.first_member[h])
    while r >= 0:
        rank = np.int64(P.age[r]) - headship_years * (P.sex[r] == 0) + _PRESENT * is_present(P, H, C, r)
        if rank > top or (rank == top and P.key[r] < P.key[best]):
            best, top = r, rank
        r = np.int64(P.next_home[r])
    H.head[h] = best


@njit(forceinline=True)
def tidy_home(P, H, C, h, adult_age, headship_years):  # type: ignore[no-untyped-def]
    """Name a head where it is missing; returns the eldest present member if no adult is present, else -1."""
    if H.size[h] == 0:
        H.head[h] = ENDED
        return np.int64(-1)
    eldest = np.int64(-1)
    r = np.int64(H.first_member[h])
    while r >= 0:
        if is_present(P, H, C, r):
            older = eldest < 0 or P.birth[r] < P.birth[eldest]
            if older or (P.birth[r] == P.birth[eldest] and P.key[r] < P.key[eldest]):
                eldest = r
        r = np.int64(P.next_home[r])
    if H.head[h] < 0:
        choose_head(P, H, C, h, headship_years)
    return eldest if eldest >= 0 and P.age[eldest] < adult_age else np.int64(-1)


@njit(nogil=True, cache=True)
def tidy_homes(P, H, C, touched, adult_age, headship_years, orphans):  # type: ignore[no-untyped-def]
    """Tidy all touched homes (each once); fills orphans, returns how many, and how many homes closed."""
    n, closed = 0, 0
    for h in touched:
        closed += H.size[h] == 0 and H.head[h] != ENDED
        eldest = tidy_home(P, H, C, h, adult_age, headship_years)
        if eldest >= 0:
            orphans[n] = eldest
            n += 1
    return n, closed


@njit(forceinline=True)
def gather_party(P, H, r, kind, dependent_age, party):  # type: ignore[no-untyped-def]
    """Rows that move together, those who sleep under one roof, and a partner of the same place; returns how many."""
    party[0] = r
    n = 1
    if kind == ALONE:
        return n
    mate = np.int64(P.partner[r])
    together = kind == COUPLE and mate >= 0 and np.int64(P.cell[mate]) // _CELLS == np.int64(P.cell[r]) // _CELLS
    for adult in (r, mate) if together else (r, np.int64(-1)):
        if adult < 0:
            continue
        if adult != r:
            party[n] = adult
            n += 1
        member = np.int64(H.first_member[P.home[adult]])
        while member >= 0:
            child = P.mother[member] == adult or P.father[member] == adult
            young = P.age[member] < dependent_age and P.partner[member] < 0
            if P.dwelling[member] != P.dwelling[adult]:
                member = np.int64(P.next_home[member])
                continue
            if member != r and n < MOST_PARTY and (kind == EVERYONE or (child and young and member != mate)):
                seen = False
                for k in range(n):
                    seen = seen or party[k] == member
                if not seen:
                    party[n] = member
                    n += 1
            member = np.int64(P.next_home[member])
    return n


@njit(forceinline=True)
def found_next(C, n_communities, community):  # type: ignore[no-untyped-def]
    """The neighbour that a community without one founds; returns it and the new number of communities."""
    C.key[n_communities] = combine(C.key[community], _NEXT_DOOR)
    C.place[n_communities], C.size[n_communities], C.next[n_communities] = C.place[community], 0, -1
    C.next[community] = n_communities
    return np.int64(n_communities), n_communities + 1


@njit(forceinline=True)
def community_with_room(C, n_communities, community, full):  # type: ignore[no-untyped-def]
    """The community, or the neighbour it founds when full; returns it and the new number of communities."""
    while C.size[community] >= full:
        if C.next[community] < 0:
            community, n_communities = found_next(C, n_communities, community)
        else:
            community = np.int64(C.next[community])
    return community, n_communities


@njit(nogil=True, cache=True)
def find_neighbours(P, H, C, where, areas, n_homes, movers, month, adult_age, out):  # type: ignore[no-untyped-def]
    """For each mover who has none yet (-1), a household of the same area led by an adult who is there, by keyed lot.

    where: area of each community, of `areas`: the community itself, or its place.
    """
    first = np.full(areas, -1, np.int64)
    following = np.full(len(movers), -1, np.int64)
    best = np.full(len(movers), ~np.uint64(0), np.uint64)
    for k in range(len(movers)):
        if out[k] < 0:
            area = where[H.community[P.dwelling[movers[k]]]]
            following[k] = first[area]
            first[area] = k
    for h in range(n_homes):
        k, head = first[where[H.community[h]]], H.head[h]
        if k < 0 or H.size[h] == 0 or head < 0 or P.age[head] < adult_age or not is_present(P, H, C, head):
            continue
        while k >= 0:
            lot = mix64(H.key[h] ^ mix64(P.key[movers[k]] ^ np.uint64(month)))
            if P.home[movers[k]] != h and lot < best[k]:
                best[k], out[k] = lot, h
            k = following[k]


@njit(nogil=True, cache=True)
def take_own_roof(P, H, rows):  # type: ignore[no-untyped-def]
    """Those of the homes of these rows, who are present, who sleep where they do now sleep in their own dwelling."""
    for k in range(len(rows)):
        h, shared = P.home[rows[k]], P.dwelling[rows[k]]
        r = np.int64(H.first_member[h])
        while r >= 0:
            if P.dwelling[r] == shared:
                P.dwelling[r] = h
            r = np.int64(P.next_home[r])
