"""Who belongs to which home: entering, leaving, heads, and the settlement of declared moves."""

import numpy as np
from numba import njit

from ayllu.engine.rows import combine, household_key, mix64
from ayllu.population.schema import CELLS_A_PLACE, DEAD

OWN, PARTNER, RELATIVE, NEIGHBOUR, STAY = 0, 1, 2, 3, 4
ALONE, WITH_CHILDREN, COUPLE, EVERYONE = 0, 1, 2, 3
TO_CODES = {"own": OWN, "partner": PARTNER, "relative": RELATIVE, "neighbour": NEIGHBOUR, "": STAY}
PARTY_CODES = {"alone": ALONE, "with_children": WITH_CHILDREN, "couple": COUPLE, "everyone": EVERYONE}
MOST_PARTY = 128
_CELLS = CELLS_A_PLACE
_ENDED = -2
"""Head of a home that was closed in the books: settlements within settlements may touch it once more."""
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
def enter_home(P, H, C, r, h, dwelling, change):  # type: ignore[no-untyped-def]
    """Put a person into a home and its place."""
    P.home[r], P.dwelling[r] = h, dwelling
    P.next_home[r] = H.first_member[h]
    H.first_member[h] = r
    H.size[h] += 1
    community = H.community[h]
    C.size[community] += 1
    cell = C.place[community] * _CELLS + np.int64(P.cell[r]) % _CELLS
    if cell != P.cell[r]:
        change[P.cell[r]] -= 1
        change[cell] += 1
        P.cell[r] = cell


@njit(forceinline=True)
def choose_head(P, H, h, headship_years):  # type: ignore[no-untyped-def]
    """Name the member with the most years as head; women count `headship_years` less where a man is near."""
    best, top = np.int64(-1), np.int64(-(10**9))
    r = np.int64(H.first_member[h])
    while r >= 0:
        years = np.int64(P.age[r])
        rank = years - headship_years * (P.sex[r] == 0)
        if rank > top or (rank == top and P.key[r] < P.key[best]):
            best, top = r, rank
        r = np.int64(P.next_home[r])
    H.head[h] = best


@njit(forceinline=True)
def tidy_home(P, H, h, adult_age, headship_years):  # type: ignore[no-untyped-def]
    """Name a head where it is missing; returns the eldest member's row if no adult is left, else -1."""
    if H.size[h] == 0:
        H.head[h] = _ENDED
        return np.int64(-1)
    eldest = np.int64(H.first_member[h])
    r = np.int64(H.first_member[h])
    while r >= 0:
        older = P.birth[r] < P.birth[eldest]
        if older or (P.birth[r] == P.birth[eldest] and P.key[r] < P.key[eldest]):
            eldest = r
        r = np.int64(P.next_home[r])
    if H.head[h] < 0:
        choose_head(P, H, h, headship_years)
    return eldest if P.age[eldest] < adult_age else np.int64(-1)


@njit(nogil=True, cache=True)
def tidy_homes(P, H, touched, adult_age, headship_years, orphans):  # type: ignore[no-untyped-def]
    """Tidy all touched homes (each once); fills orphans, returns how many, and how many homes closed."""
    n, closed = 0, 0
    for h in touched:
        closed += H.size[h] == 0 and H.head[h] != _ENDED
        eldest = tidy_home(P, H, h, adult_age, headship_years)
        if eldest >= 0:
            orphans[n] = eldest
            n += 1
    return n, closed


@njit(forceinline=True)
def gather_party(P, H, r, kind, dependent_age, party):  # type: ignore[no-untyped-def]
    """Rows that move together; returns how many."""
    party[0] = r
    n = 1
    if kind == ALONE:
        return n
    with_partner = kind == COUPLE and P.partner[r] >= 0
    mate = np.int64(P.partner[r])
    for adult in (r, mate if with_partner else r):
        if adult != r:
            party[n] = adult
            n += 1
        member = np.int64(H.first_member[P.home[adult]])
        while member >= 0:
            child = P.mother[member] == adult or P.father[member] == adult
            young = P.age[member] < dependent_age and P.partner[member] < 0
            if member != r and member != mate and n < MOST_PARTY and (kind == EVERYONE or (child and young)):
                seen = False
                for k in range(n):
                    seen = seen or party[k] == member
                if not seen:
                    party[n] = member
                    n += 1
            elif kind == EVERYONE and member == mate and mate != r and n < MOST_PARTY:
                party[n] = member
                n += 1
            member = np.int64(P.next_home[member])
    return n


@njit(forceinline=True)
def community_with_room(C, n_communities, community, full):  # type: ignore[no-untyped-def]
    """The community, or the neighbour it founds when full; returns it and the new number of communities."""
    while C.size[community] >= full:
        if C.next[community] < 0:
            new = n_communities
            n_communities += 1
            C.key[new] = combine(C.key[community], _NEXT_DOOR)
            C.place[new], C.size[new], C.next[new] = C.place[community], 0, -1
            C.next[community] = new
        community = np.int64(C.next[community])
    return community, n_communities


@njit(forceinline=True)
def found(P, H, C, r, n_homes, n_communities, full):  # type: ignore[no-untyped-def]
    """A new household named after its founder, in her or his community."""
    community, n_communities = community_with_room(C, n_communities, np.int64(H.community[P.home[r]]), full)
    H.key[n_homes] = household_key(P.key[r], np.uint64(P.founded[r]))
    H.community[n_homes], H.head[n_homes], H.first_member[n_homes], H.size[n_homes] = community, -1, -1, 0
    P.founded[r] = min(np.int64(P.founded[r]) + 1, 255)
    return n_communities


@njit(forceinline=True)
def target_of(P, H, r, to, otherwise, relative, neighbour):  # type: ignore[no-untyped-def]
    """Where a party goes: (home, dwelling, found one's own)."""
    for choice in (to, otherwise):
        guide = np.int64(-1)
        if choice == OWN:
            return np.int64(-1), np.int64(-1), True
        if choice == PARTNER:
            guide = np.int64(P.partner[r])
        elif choice == RELATIVE:
            guide = relative
        elif choice == NEIGHBOUR and neighbour >= 0 and H.size[neighbour] > 0:
            guide = np.int64(H.head[neighbour])
        if guide >= 0 and P.cell[guide] != DEAD and P.home[guide] != P.home[r]:
            return np.int64(P.home[guide]), np.int64(P.dwelling[guide]), False
    return np.int64(-1), np.int64(-1), False


@njit(nogil=True, cache=True)
def settle_moves(  # type: ignore[no-untyped-def]
    P, H, C, counts, movers, kinds, relatives, neighbours, table, numbers, change, party, touched, events
):
    """Carry out moves in the given order.

    counts: [households, communities]; table: to, party, otherwise, roof by kind of move; numbers: adult age,
    dependent age, full community, headship years. touched receives the homes left and entered; events
    receives 1 for a founding and 2 for a joining by move. Returns the number of touched homes.
    """
    n_touched = 0
    for k in range(len(movers)):
        r = np.int64(movers[k])
        events[k] = 0
        if P.cell[r] == DEAD:
            continue
        kind = kinds[k]
        h, dwelling, founds = target_of(P, H, r, table[kind, 0], table[kind, 2], relatives[k], neighbours[k])
        if h < 0 and not founds:
            continue
        n = gather_party(P, H, r, table[kind, 1], numbers[1], party)
        if founds:
            h = counts[0]
            counts[1] = found(P, H, C, r, h, counts[1], numbers[2])
            counts[0] += 1
            shared = table[kind, 3] == PARTNER and P.partner[r] >= 0
            dwelling = np.int64(P.dwelling[P.partner[r]]) if shared else h
        events[k] = 1 if founds else 2
        for q in range(n):
            member = party[q]
            if P.home[member] != h:
                touched[n_touched] = P.home[member]
                n_touched += 1
                leave_home(P, H, C, member)
                enter_home(P, H, C, member, h, dwelling, change)
        if founds:
            choose_head(P, H, h, numbers[3])
        touched[n_touched] = h
        n_touched += 1
    return n_touched


@njit(nogil=True, cache=True)
def find_neighbours(P, H, C, n_homes, n_communities, movers, month, adult_age, out):  # type: ignore[no-untyped-def]
    """For each mover a household of her or his community led by an adult, by keyed lot; -1 if none."""
    first = np.full(n_communities, -1, np.int64)
    following = np.full(len(movers), -1, np.int64)
    best = np.full(len(movers), ~np.uint64(0), np.uint64)
    out[: len(movers)] = -1
    for k in range(len(movers)):
        community = H.community[P.home[movers[k]]]
        following[k] = first[community]
        first[community] = k
    for h in range(n_homes):
        k = first[H.community[h]]
        if k < 0 or H.size[h] == 0 or H.head[h] < 0 or P.age[H.head[h]] < adult_age:
            continue
        while k >= 0:
            lot = mix64(H.key[h] ^ mix64(P.key[movers[k]] ^ np.uint64(month)))
            if P.home[movers[k]] != h and lot < best[k]:
                best[k], out[k] = lot, h
            k = following[k]


@njit(nogil=True, cache=True)
def take_own_roof(P, H, rows):  # type: ignore[no-untyped-def]
    """All members of the homes of these rows sleep in their own dwelling."""
    for k in range(len(rows)):
        h = P.home[rows[k]]
        r = np.int64(H.first_member[h])
        while r >= 0:
            P.dwelling[r] = h
            r = np.int64(P.next_home[r])
