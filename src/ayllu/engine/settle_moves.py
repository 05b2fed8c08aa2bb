"""The settlement of declared moves: to another home, to another place, and back to the dwelling of the home.

Moves are carried out one after the other, so a party is those who sleep together when its turn comes.
"""

import numpy as np
from numba import njit

from ayllu.engine.settle_homes import (
    ALONE,
    BACK,
    ENDED,
    NEIGHBOUR,
    OWN,
    PARTNER,
    PLACE,
    RELATIVE,
    SETTLEMENT,
    choose_head,
    community_with_room,
    enter_home,
    found_next,
    gather_party,
    is_present,
    leave_home,
    sleep_at,
)
from ayllu.loops.rows import household_key, mix64
from ayllu.population.schema import CELLS_A_PLACE, DEAD

NOWHERE, FOUND, JOIN, LODGE, RETURN = 0, 1, 2, 3, 4
"""What a move comes to: nothing; a new household; joining one; sleeping elsewhere; at home or with the partner."""
_CELLS = CELLS_A_PLACE
_KEEPS, _HOST = 16, 17
_EDGE = np.uint64(0x65646765)


@njit(forceinline=True)
def arrival(C, roots, first_root, place, key):  # type: ignore[no-untyped-def]
    """The community of a place where a stranger arrives, by keyed lot among its oldest ones."""
    low, high = first_root[place], first_root[place + 1]
    lot = mix64(key ^ mix64(np.uint64(place) + _EDGE))
    return np.int64(roots[low + np.int64(lot % np.uint64(high - low))])


@njit(forceinline=True)
def edge(C, n_communities, community):  # type: ignore[no-untyped-def]
    """The youngest neighbour of a community, founded now if there is none."""
    if C.next[community] < 0:
        return found_next(C, n_communities, community)
    while C.next[community] >= 0:
        community = np.int64(C.next[community])
    return community, n_communities


@njit(forceinline=True)
def open_household(P, H, C, r, counts, community, full):  # type: ignore[no-untyped-def]
    """A new household (or dwelling) named after a founder, in a community with room; returns its row."""
    community, counts[1] = community_with_room(C, counts[1], community, full)
    h = counts[0]
    H.key[h] = household_key(P.key[r], np.uint64(P.founded[r]))
    H.community[h], H.head[h], H.first_member[h], H.size[h] = community, ENDED, -1, 0
    H.stratum[h] = P.stratum[r]
    P.founded[r] = min(np.int64(P.founded[r]) + 1, 255)
    counts[0] += 1
    return h


@njit(forceinline=True)
def within_reach(P, H, r, to, otherwise, relative, neighbour):  # type: ignore[no-untyped-def]
    """Where a party goes near by: (what, home, dwelling)."""
    for choice in (to, otherwise):
        guide = np.int64(-1)
        if choice == OWN or choice == SETTLEMENT:
            return FOUND, np.int64(-1), np.int64(-1)
        if choice == PARTNER:
            guide = np.int64(P.partner[r])
        elif choice == RELATIVE:
            guide = relative
        elif choice == NEIGHBOUR and neighbour >= 0 and H.size[neighbour] > 0:
            guide = np.int64(H.head[neighbour])
        if guide >= 0 and P.cell[guide] != DEAD and P.home[guide] != P.home[r]:
            return JOIN, np.int64(P.home[guide]), np.int64(P.dwelling[guide])
    return NOWHERE, np.int64(-1), np.int64(-1)


@njit(forceinline=True)
def far_away(P, H, C, r, x):  # type: ignore[no-untyped-def]
    """Where a party goes in another place: (what, home, dwelling, host)."""
    place, keeps, host = x & 0xFFFF, (x >> _KEEPS) & 1, (x >> _HOST) - 1
    if place == np.int64(P.cell[r]) // _CELLS:
        return NOWHERE, np.int64(-1), np.int64(-1), np.int64(-1)
    if host < 0 or P.cell[host] == DEAD or np.int64(P.cell[host]) // _CELLS != place:
        return LODGE if keeps else FOUND, np.int64(P.home[r]), np.int64(-1), np.int64(-1)
    if keeps:
        return LODGE, np.int64(P.home[r]), np.int64(P.dwelling[host]), host
    if is_present(P, H, C, host) and P.home[host] != P.home[r]:
        return JOIN, np.int64(P.home[host]), np.int64(P.dwelling[host]), host
    return FOUND, np.int64(-1), np.int64(P.dwelling[host]), host


@njit(forceinline=True)
def home_again(P, H, C, r):  # type: ignore[no-untyped-def]
    """The dwelling where those of the home who stayed sleep, or its own; -1 for those who are at home."""
    h = np.int64(P.home[r])
    if is_present(P, H, C, r):
        return np.int64(-1)
    member = np.int64(H.first_member[h])
    best = np.int64(-1)
    while member >= 0:
        if is_present(P, H, C, member) and (best < 0 or P.key[member] < P.key[best]):
            best = member
        member = np.int64(P.next_home[member])
    return np.int64(P.dwelling[best]) if best >= 0 else h


@njit(forceinline=True)
def carry_absent(P, H, C, left, h, change, crossed):  # type: ignore[no-untyped-def]
    """When nobody is left at home, those away belong to the new home of the party that has moved."""
    r = np.int64(H.first_member[left])
    while r >= 0:
        if is_present(P, H, C, r):
            return
        r = np.int64(P.next_home[r])
    while H.first_member[left] >= 0:
        r = np.int64(H.first_member[left])
        leave_home(P, H, C, r)
        enter_home(P, H, C, r, h, np.int64(P.dwelling[r]), change, crossed)


@njit(forceinline=True)
def _target(P, H, C, roots, r, kind, to, x, neighbour, table, numbers, counts):  # type: ignore[no-untyped-def]
    """(what, home, dwelling), with the household or dwelling opened where one is needed."""
    h, dwelling, host = np.int64(-1), np.int64(-1), np.int64(-1)
    if to == PLACE:
        what, h, dwelling, host = far_away(P, H, C, r, x)
    elif to == BACK:
        mate = np.int64(P.partner[r])
        if table[kind, 2] != PARTNER:
            dwelling = home_again(P, H, C, r)
        elif mate >= 0 and P.dwelling[mate] != P.dwelling[r]:
            dwelling = np.int64(P.dwelling[mate])
        what, h = RETURN if dwelling >= 0 else NOWHERE, np.int64(P.home[r])
    else:
        what, h, dwelling = within_reach(P, H, r, to, table[kind, 2], x, neighbour)
    if what == FOUND or (what == LODGE and dwelling < 0):
        if host >= 0:
            community = np.int64(H.community[P.dwelling[host]])
        elif to == PLACE:
            community = arrival(C, roots[0], roots[1], x & 0xFFFF, P.key[r])
        else:
            community = np.int64(H.community[P.dwelling[r]])
        if to == SETTLEMENT:
            community, counts[1] = edge(C, counts[1], community)
        opened = open_household(P, H, C, r, counts, community, numbers[2])
        if what == FOUND:
            h = opened
            H.head[h] = -1
            if table[kind, 3] == PARTNER and P.partner[r] >= 0:
                dwelling = np.int64(P.dwelling[P.partner[r]])
        dwelling = opened if dwelling < 0 else dwelling
    return what, h, dwelling


@njit(forceinline=True)
def _place_member(P, H, C, member, what, h, dwelling, change, crossed):  # type: ignore[no-untyped-def]
    """Let a member of a party sleep or live in the new place; 1 if a home was left."""
    if what == LODGE or what == RETURN:
        sleep_at(P, H, C, member, dwelling, change, crossed)
    elif P.home[member] != h:
        leave_home(P, H, C, member)
        enter_home(P, H, C, member, h, dwelling, change, crossed)
        return 1
    return 0


@njit(forceinline=True)
def _free_to_go(party, n, held, held_at):  # type: ignore[no-untyped-def]
    """Leave those who are held out of a party of n that somebody leads; returns how many go."""
    kept = 1
    for q in range(1, n):
        if len(held) == 0 or held[party[q]] != held_at:
            party[kept] = party[q]
            kept += 1
    return kept


@njit(nogil=True, cache=True)
def settle_moves(  # type: ignore[no-untyped-def]
    P, H, C, roots, counts, movers, kinds, targets, neighbours, table, numbers, held, held_at, change, crossed, party,
    touched, entered, gone, gone_kinds, origin, comes_to
):  # fmt: skip
    """Carry out moves in the given order.

    counts: [households, communities]; table: to, party, otherwise, roof by kind of move; numbers: adult age,
    dependent age, full community, headship years; roots: oldest communities, and where each place's begin; held: a
    column (or nothing); nobody takes along those who have held_at in it.
    touched receives the homes left and entered, entered the home to which each move led, gone everybody who went to
    another place, gone_kinds the kind of move and origin the place before, comes_to what each move came to.
    Returns the numbers of touched homes and of those gone.
    """
    n_touched, n_gone = 0, 0
    for k in range(len(movers)):
        r, comes_to[k] = np.int64(movers[k]), NOWHERE
        if P.cell[r] == DEAD:
            continue
        kind, left, to = kinds[k], np.int64(P.home[r]), table[kinds[k], 0]
        what, h, dwelling = _target(P, H, C, roots, r, kind, to, targets[k], neighbours[k], table, numbers, counts)
        if what == NOWHERE:
            continue
        comes_to[k], first = what, n_touched
        n = _free_to_go(party, gather_party(P, H, r, table[kind, 1], numbers[1], party), held, held_at)
        for member in party[:n]:
            before, touched[n_touched] = np.int64(P.cell[member]) // _CELLS, P.home[member]
            n_touched += _place_member(P, H, C, member, what, h, dwelling, change, crossed)
            if before != np.int64(P.cell[member]) // _CELLS:
                gone[n_gone], gone_kinds[n_gone], origin[n_gone] = member, kind, before
                n_gone += 1
        if what == LODGE or what == RETURN:
            H.head[h] = -1
        elif table[kind, 1] != ALONE:
            carry_absent(P, H, C, left, h, change, crossed)
        if what == FOUND:
            choose_head(P, H, C, h, numbers[3])
        touched[n_touched] = h
        n_touched += 1
        entered[first:n_touched] = h
    return n_touched, n_gone
