"""Household models: families after the deaths, separations and new unions of their couples, and smaller homes."""

from typing import Any

import numpy as np
from numba import njit

from ayllu.population.start_dice import roll
from ayllu.population.start_members import (
    DEAD,
    ELSEWHERE,
    FIRST_UNION_MEN,
    FIRST_UNION_WOMEN,
    FULL,
    HOSTED_CHILD,
    KIN,
    ROOM,
    STRANGER,
    UNKNOWN,
    death_age,
    join,
    note,
    partner_age,
    raise_children,
    settle,
    single_mother,
    union_age,
    unite,
)

FAMILY, SOLITARY, SINGLE_MOTHER, SHARED = 0, 1, 2, 3
SEPARATED, WIDOWED = 3, 4
HOST_AGE = 20
OLD = 60
"""A widowed parent of this age or more leaves the headship to a married child at home (assumed)."""
NEVER_DIES = 200
LAST_ALONE = 44
"""Age after which those who live without their family had no further children (assumed)."""


@njit(nogil=True, cache=True)
def build_family(room: Any, size: Any, dice: Any, rates: Any, her: int) -> None:
    """The household of a couple of which she is, or would be, `her` years old."""
    chance = rates.single[0, her] + (1.0 - rates.single[0, her]) * roll(dice)
    began = min(max(union_age(rates.single[0], chance), FIRST_UNION_WOMEN), her)
    years = her - began
    his = partner_age(dice, rates, 0, her, years)
    she_lost, he_lost = years_to_death(dice, rates, her, his, years)
    unions, number = np.zeros((2, 5), np.int64), 1
    note(unions[0], UNKNOWN, UNKNOWN, began, her, her)
    if she_lost <= years:
        number = widower(room, size, dice, rates, (her, his, began, she_lost), unions)
    elif he_lost <= years:
        number = widow(room, size, dice, rates, (her, his, began, he_lost), unions)
    elif roll(dice) >= (1.0 - rates.separation) ** years:
        wife = join(room, size, 0, her)
        ended = began + int(roll(dice) * (years + 1))
        room[wife].status, room[wife].years = SEPARATED, her - ended
        note(unions[0], wife, ELSEWHERE, began, ended, her)
    else:
        husband, wife = join(room, size, 1, his), join(room, size, 0, her)
        unite(room, dice, rates, wife, husband, years)
        unions[0, 0], unions[0, 1] = wife, husband
    couples = np.zeros(1, np.int64)
    for union in range(number):
        raise_children(room, size, dice, rates, unions[union], couples)


@njit(nogil=True, cache=True)
def years_to_death(dice: Any, rates: Any, her: int, his: int, years: int) -> tuple[int, int]:
    """Completed years of union at which she and he died; more than `years` while alive. One survives."""
    for _ in range(20):
        she = death_age(rates.alive[0], her - years, roll(dice)) - (her - years)
        he = death_age(rates.alive[1], his - years, roll(dice)) - (his - years)
        if she >= years or he >= years:
            return (she if she < years else NEVER_DIES), (he if he < years else NEVER_DIES)
    return NEVER_DIES, NEVER_DIES


@njit(nogil=True, cache=True)
def widow(room: Any, size: Any, dice: Any, rates: Any, life: Any, unions: Any) -> int:
    """She survived him and may have a new partner; writes her one or two unions and returns their number."""
    her, _, began, lost = life
    wife, since = join(room, size, 0, her), her - began - lost
    note(unions[0], wife, DEAD, began, began + lost, her)
    if began + lost < 45 and since >= 2 and roll(dice) < rates.widow_remarries:
        years = int(roll(dice) * (since - 1))
        husband = join(room, size, 1, partner_age(dice, rates, 0, her, years))
        unite(room, dice, rates, wife, husband, years)
        note(unions[1], wife, husband, her - years, her, her)
        return 2
    room[wife].status, room[wife].years = WIDOWED, since
    return 1


@njit(nogil=True, cache=True)
def widower(room: Any, size: Any, dice: Any, rates: Any, life: Any, unions: Any) -> int:
    """He survived her and may have a new partner; writes his one or two unions and returns their number."""
    her, his, began, lost = life
    husband, since = join(room, size, 1, his), her - began - lost
    note(unions[0], DEAD, husband, began, began + lost, her)
    if his - since < 60 and since >= 2 and roll(dice) < rates.widower_remarries:
        years = int(roll(dice) * (since - 1))
        age = partner_age(dice, rates, 1, his, years)
        wife = join(room, size, 0, age)
        unite(room, dice, rates, wife, husband, years)
        note(unions[1], wife, husband, age - years, age, age)
        return 2
    room[husband].status, room[husband].years = WIDOWED, since
    return 1


@njit(nogil=True, cache=True)
def alone(room: Any, size: Any, dice: Any, rates: Any) -> int:
    """An adult without a partner: single by the share of the age, otherwise separated or widowed."""
    sex, mixed = int(roll(dice) * 2.0), roll(dice)
    age = FIRST_UNION_MEN + int(mixed * (mixed * 45.0 + roll(dice) * 25.0))
    who = join(room, size, sex, age)
    if roll(dice) >= max(rates.single[sex, age], 0.5):
        room[who].status = WIDOWED if roll(dice) * 100.0 < age else SEPARATED
        room[who].years = int(roll(dice) * min(age - FIRST_UNION_MEN, 12))
        number = int(roll(dice) * min(6.0, (age - FIRST_UNION_MEN) / 3.0))
        room[who].born = number
        if number > 0:
            room[who].slots = number - number // 3
            room[who].last = room[who].years + int(roll(dice) * 4.0)
            room[who].last = max(min(room[who].last, age - FIRST_UNION_MEN), age - LAST_ALONE)
    return who


@njit(nogil=True, cache=True)
def build_small(room: Any, size: Any, dice: Any, rates: Any, kind: int) -> None:
    """A home of one person, of a mother without a partner, or of two or three unrelated adults."""
    if kind == SOLITARY:
        alone(room, size, dice, rates)
    elif kind == SINGLE_MOTHER:
        mother = join(room, size, 0, FIRST_UNION_WOMEN + 3 + int(roll(dice) * 30.0))
        single_mother(room, size, dice, rates, mother)
    else:
        for _ in range(2 + int(roll(dice) * 2.0)):
            who = alone(room, size, dice, rates)
            room[who].tie = STRANGER if who > 0 else KIN


@njit(nogil=True, cache=True)
def host(room: Any, size: Any, dice: Any, rates: Any) -> None:
    """Relatives, children without their parents and servants who live with the family."""
    if room[0].age < HOST_AGE:
        return
    if roll(dice) < rates.hosts_relative and size[0] < FULL:
        alone(room, size, dice, rates)
    if roll(dice) < rates.hosts_child and size[0] < FULL:
        child = join(room, size, child_sex_even(dice), int(roll(dice) * 15.0))
        room[child].tie = HOSTED_CHILD
    if roll(dice) < rates.hosts_servant and size[0] < FULL:
        mixed = roll(dice)
        servant = join(room, size, 0 if roll(dice) < 0.75 else 1, 12 + int(mixed * mixed * 20.0))
        room[servant].tie = STRANGER


@njit(nogil=True, cache=True)
def child_sex_even(dice: Any) -> int:
    """1 or 0 with equal chances."""
    return 1 if roll(dice) < 0.5 else 0


@njit(nogil=True, cache=True)
def head_of(room: Any, size: int) -> int:
    """Position of the head: the husband, or the widowed parent unless old with a married child at home."""
    if room[0].partner >= 0:
        return 0 if room[0].sex == 1 else int(room[0].partner)
    if room[0].age >= OLD:
        for who in range(1, size):
            if room[who].partner >= 0 and room[who].sex == 1:
                return who
    return 0


@njit(nogil=True, cache=True)
def swapped(link: int, head: int) -> int:
    """A position after the first member and the head changed places."""
    if link == 0:
        return head
    return 0 if link == head else link


@njit(nogil=True, cache=True)
def put_head_first(room: Any, size: int) -> None:
    """Exchange the first member with the head."""
    head = head_of(room, size)
    if head == 0:
        return
    room[ROOM - 1] = room[0]
    room[0] = room[head]
    room[head] = room[ROOM - 1]
    for who in range(size):
        room[who].mother = swapped(room[who].mother, head)
        room[who].father = swapped(room[who].father, head)
        room[who].partner = swapped(room[who].partner, head)


@njit(nogil=True, cache=True)
def build_models(key: Any, kinds: Any, ages: Any, rates: Any, members: Any, starts: Any, room: Any) -> None:
    """Write the households of given kinds (and her age in families) one after the other; starts[0] is 0.

    room (ROOM members) is where each household is made.
    """
    size, dice = np.zeros(1, np.int64), np.zeros(2, np.uint64)
    for number in range(len(kinds)):
        size[0] = 0
        dice[0] = key ^ (np.uint64(number) << np.uint64(20))
        dice[1] = np.uint64(0)
        if kinds[number] == FAMILY:
            build_family(room, size, dice, rates, ages[number])
            settle(room, size, dice, rates, 0)
            host(room, size, dice, rates)
        else:
            build_small(room, size, dice, rates, kinds[number])
        tidy(room, size[0])
        put_head_first(room, size[0])
        start = starts[number]
        for who in range(size[0]):
            members[start + who] = room[who]
        starts[number + 1] = start + size[0]


@njit(nogil=True, cache=True)
def tidy(room: Any, size: int) -> None:
    """Nobody who never united has years of union."""
    for who in range(size):
        if room[who].status == 0:
            room[who].years = 0
