"""The people of one place, community by community, cut after a whole household."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population import identity
from ayllu.population.start_crowd import (
    PERSON,
    Q_MODEL,
    Q_OFFSET,
    Q_SIZE,
    Facts,
    add_household,
    combine,
)
from ayllu.population.start_dice import ask
from ayllu.population.start_kin import link_parents, order_births

HOUSEHOLD = identity.HOUSEHOLD
GOLDEN_STEP = 0.6180339887498949
"""Steps of this size fill the unit interval evenly, so the first households of a place already hold all ages."""
JITTER = 1.0 / 256.0


class Rows(NamedTuple):
    """The columns of a start population (see start.Start), filled place by place."""

    key: NDArray[np.uint64]
    sex: NDArray[np.uint8]
    birth: NDArray[np.int16]
    place: NDArray[np.uint8]
    community: NDArray[np.int32]
    home: NDArray[np.int32]
    mother: NDArray[np.int32]
    father: NDArray[np.int32]
    partner: NDArray[np.int32]
    union_status: NDArray[np.uint8]
    union_since: NDArray[np.int16]
    schooling: NDArray[np.uint8]
    in_school: NDArray[np.uint8]
    parity: NDArray[np.uint8]
    last_birth: NDArray[np.int16]
    birth_order: NDArray[np.uint8]
    ancestry: NDArray[np.uint8]
    stratum: NDArray[np.uint8]
    home_key: NDArray[np.uint64]
    home_community: NDArray[np.int32]
    home_first: NDArray[np.int32]
    community_key: NDArray[np.uint64]
    community_place: NDArray[np.uint8]


@njit(nogil=True, cache=True)
def homes_of(key: Any, mixed: Any, spread: float, households: float) -> int:
    """Number of households of a community, around the mean of its place."""
    chance = ask(key ^ mixed, Q_SIZE)
    return max(1, int(households * (1.0 + spread * (2.0 * chance - 1.0)) + 0.5))


@njit(nogil=True, cache=True)
def model_of(key: Any, mixed: Any, offset: float, number: int, cumulated: Any) -> int:
    """The household model of a place's household by number (from 0) and key."""
    chance = offset + number * GOLDEN_STEP + JITTER * ask(key ^ mixed, Q_MODEL)
    chance -= np.floor(chance)
    return min(int(np.searchsorted(cumulated, chance, side="right")), len(cumulated) - 1)


@njit(nogil=True, cache=True)
def measure_place(
    key: Any, mixed: Any, models: Any, spread: float, households: float, people: float,
    first: int, before: int, last: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Numbers of people, households and communities that come closest to a number of people; one home at least.

    They begin at community `first`, with `before` households of the place before it, and end before community
    `last` (-1: anywhere).
    """
    _, starts, cumulated = models
    if people <= 0.0:
        return 0, 0, 0
    offset = ask(key ^ mixed, Q_OFFSET)
    total, homes, communities, left, number = 0, 0, 0, 0, 0
    community = key
    while True:
        if left == 0:
            if first + communities == last:
                return total, homes, communities
            community = combine(key, np.uint64(first + communities))
            left = homes_of(community, mixed, spread, households)
            communities += 1
            number = 0
        model = model_of(combine(community, np.uint64(number)), mixed, offset, before + homes, cumulated)
        size = starts[model + 1] - starts[model]
        if homes > 0 and total + 0.5 * size >= people:
            return total, homes, communities - (1 if number == 0 else 0)
        total, homes, number, left = total + size, homes + 1, number + 1, left - 1


@njit(nogil=True, cache=True)
def fill_place(
    key: Any, mixed: Any, models: Any, spread: float, households: float, facts: Facts,
    rows: Rows, place: int, firsts: Any, kept: Any, first: int, before: int, stratum: int,
) -> None:  # fmt: skip
    """Write the kept people, households and communities of a part of a place from the given first rows on.

    The part begins at community `first`, after `before` households of the place.
    """
    offset = ask(key ^ mixed, Q_OFFSET)
    done, homes = 0, 0
    for number in range(kept[2]):
        community = combine(key, np.uint64(first + number))
        size = homes_of(community, mixed, spread, households)
        keys = np.empty(size, np.uint64)
        heads = np.empty(size + 1, np.int64)
        crowd = people_of(community, mixed, models, offset, before + homes, facts, keys, heads)
        link_parents(crowd, len(crowd), facts, mixed)
        order_births(crowd, len(crowd), mixed)
        staying = min(size, kept[1] - homes)
        rows.community_key[firsts[2] + number] = community
        rows.community_place[firsts[2] + number] = place
        for home in range(staying):
            at = firsts[1] + homes + home
            rows.home_key[at] = combine(keys[home], HOUSEHOLD)
            rows.home_community[at] = firsts[2] + number
            rows.home_first[at] = firsts[0] + done + heads[home]
        rows.stratum[firsts[0] + done : firsts[0] + done + heads[staying]] = stratum
        write(crowd, int(heads[staying]), rows, firsts[0] + done, firsts[1] + homes, firsts[2] + number)
        done, homes = done + heads[staying], homes + staying


@njit(nogil=True, cache=True)
def people_of(
    community: Any, mixed: Any, models: Any, offset: float, homes: int, facts: Facts, keys: Any, heads: Any
) -> Any:
    """Everybody of a whole community; keys and heads (first rows, and the end) of its households are written."""
    members, starts, cumulated = models
    chosen = np.empty(len(keys), np.int64)
    heads[0] = 0
    for home in range(len(keys)):
        keys[home] = combine(community, np.uint64(home))
        chosen[home] = model_of(keys[home], mixed, offset, homes + home, cumulated)
        heads[home + 1] = heads[home] + starts[chosen[home] + 1] - starts[chosen[home]]
    crowd = np.empty(heads[-1], dtype=PERSON)
    for home in range(len(keys)):
        model = members[starts[chosen[home]] : starts[chosen[home] + 1]]
        add_household(crowd, int(heads[home]), home, keys[home], model, facts, mixed)
    return crowd


@njit(nogil=True, cache=True)
def write(crowd: Any, size: int, rows: Rows, first: int, home: int, community: int) -> None:
    """Copy the first people of a community to their rows; links to people beyond them are dropped."""
    for person in range(size):
        at = first + person
        rows.key[at], rows.sex[at], rows.birth[at] = crowd[person].key, crowd[person].sex, crowd[person].birth
        rows.place[at] = rows.community_place[community]
        rows.community[at], rows.home[at] = community, home + crowd[person].home
        rows.mother[at] = kept_link(crowd[person].mother, size, first)
        rows.father[at] = kept_link(crowd[person].father, size, first)
        rows.partner[at] = kept_link(crowd[person].partner, size, first)
        rows.union_status[at], rows.union_since[at] = crowd[person].status, crowd[person].since
        rows.schooling[at], rows.in_school[at] = crowd[person].school, crowd[person].in_school
        rows.parity[at], rows.last_birth[at] = crowd[person].parity, crowd[person].last
        rows.birth_order[at], rows.ancestry[at] = crowd[person].order, crowd[person].ancestry


@njit(nogil=True, cache=True)
def kept_link(link: int, size: int, first: int) -> int:
    """The row of somebody kept, -1 for nobody."""
    return first + link if 0 <= link < size else -1
