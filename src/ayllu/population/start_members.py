"""The members of a household model: how children are born, grow up, unite and stay or leave."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.start_dice import bell, roll

Floats = NDArray[np.float64]

UNKNOWN, DEAD, ELSEWHERE = -1, -2, -3
"""A parent who is not in the household: not asked yet, dead, or alive but apart for good."""

KIN, HOSTED_CHILD, STRANGER = 0, 1, 2
"""Ties to the head: family, a child without its parents, and servants and lodgers."""

AWAY, HOME, HOME_WITH_PARTNER = 0, 1, 2

ROOM = 40
FULL = 28
"""Most members of a household; further children count as living elsewhere."""

FIRST_UNION_WOMEN, FIRST_UNION_MEN = 15, 17
LAST_BIRTH_AGE = 46
LONG_WAIT_AFTER_LOSS = 0.5
"""Chance that a woman waits as long after a child who died as after one who lives (assumed)."""
SPACING_RATIO = 0.3
"""Chance of a birth in the year after a birth, relative to other years (assumed)."""

MEMBER = np.dtype(
    [
        ("sex", "u1"),
        ("age", "i2"),
        ("mother", "i2"),
        ("father", "i2"),
        ("partner", "i2"),
        ("status", "u1"),
        ("years", "i2"),
        ("born", "u1"),
        ("last", "i2"),
        ("slots", "u1"),
        ("tie", "u1"),
    ]
)
"""One member: links are positions in the household; years in the union or since it ended; children ever born;
years since the last birth or -1; living children who are elsewhere."""


class Rates(NamedTuple):
    """Chances that shape the households of one country and area; arrays by sex and single age."""

    alive: Floats
    single: Floats
    births: Floats
    women: Floats
    boys: float
    age_gap: float
    age_gap_spread: float
    consensual: float
    separation: float
    widow_remarries: float
    widower_remarries: float
    unmarried_child_stays: float
    married_son_stays: float
    married_daughter_stays: float
    years_with_parents: float
    unmarried_mothers: float
    children_fostered_out: float
    hosts_child: float
    hosts_relative: float
    hosts_servant: float


@njit(nogil=True, cache=True)
def join(room: Any, size: Any, sex: int, age: int) -> int:
    """Add somebody single without kin; returns her or his position. size is an array of one."""
    at = size[0]
    size[0] += 1
    room[at].sex, room[at].age = sex, age
    room[at].mother = room[at].father = UNKNOWN
    room[at].partner = -1
    room[at].status, room[at].years = 0, 0
    room[at].born, room[at].last, room[at].slots, room[at].tie = 0, -1, 0, KIN
    return int(at)


@njit(nogil=True, cache=True)
def unite(room: Any, dice: Any, rates: Any, one: int, other: int, years: int) -> None:
    """Make two members partners since a number of completed years."""
    room[one].partner, room[other].partner = other, one
    status = 1 if roll(dice) < rates.consensual else 2
    room[one].status = room[other].status = status
    room[one].years = room[other].years = years


@njit(nogil=True, cache=True)
def union_age(single: Any, chance: float) -> int:
    """Age at first union of somebody whose chance (0..1) lies above the share single at that age."""
    age = 0
    while age < len(single) - 1 and single[age] >= chance:
        age += 1
    return age


@njit(nogil=True, cache=True)
def death_age(alive: Any, age: int, chance: float) -> int:
    """Completed age at death of somebody alive at an age, 200 when beyond the table."""
    limit = alive[age] * chance
    while age < len(alive) - 1:
        age += 1
        if alive[age] < limit:
            return age - 1
    return 200


@njit(nogil=True, cache=True)
def partner_age(dice: Any, rates: Any, sex: int, age: int, years: int) -> int:
    """Age of the partner of somebody of a sex, for a union of so many years."""
    gap = int(np.floor(rates.age_gap + rates.age_gap_spread * bell(dice) + 0.5))
    if sex == 1:
        return max(age - gap, FIRST_UNION_WOMEN + years)
    return max(min(age + gap, len(rates.single[0]) - 2), FIRST_UNION_MEN + years)


@njit(nogil=True, cache=True)
def stays(dice: Any, rates: Any, sex: int, age: int, couples: Any) -> tuple[int, int]:
    """Where a living child is, and for how many years it has had a partner."""
    if age < FIRST_UNION_WOMEN:
        return (AWAY, 0) if roll(dice) < rates.children_fostered_out else (HOME, 0)
    chance = roll(dice)
    if rates.single[sex, age] >= chance:
        return (HOME, 0) if roll(dice) < rates.unmarried_child_stays else (AWAY, 0)
    years = age - max(union_age(rates.single[sex], chance), FIRST_UNION_MEN if sex == 1 else FIRST_UNION_WOMEN)
    stay = rates.married_son_stays if sex == 1 else rates.married_daughter_stays
    if years < 0 or couples[0] > 0 or roll(dice) >= stay * np.exp(-years / rates.years_with_parents):
        return AWAY, 0
    couples[0] += 1
    return HOME_WITH_PARTNER, years


@njit(nogil=True, cache=True)
def child_sex(dice: Any, rates: Any) -> int:
    """1 for a boy, 0 for a girl."""
    return 1 if roll(dice) * (1.0 + rates.boys) < rates.boys else 0


@njit(nogil=True, cache=True)
def bear(room: Any, size: Any, dice: Any, rates: Any, union: Any, couples: Any, tally: Any) -> None:
    """Children of a woman during one union, eldest first; the survivors at home join the room.

    union = (mother, father: positions or codes; her age when it began, when births stopped, and now or what it
    would be). tally = (born, years since the last birth, living elsewhere). couples counts married children at
    home, who wait for `settle`.
    """
    last = False
    for age in range(union[2], min(union[3], LAST_BIRTH_AGE) + 1):
        last = roll(dice) < rates.births[age] * (SPACING_RATIO if last else 1.0)
        if not last:
            continue
        now = union[4] - age
        sex = child_sex(dice, rates)
        tally[0] += 1
        tally[1] = now
        if now >= len(rates.alive[0]) or roll(dice) >= rates.alive[sex, now]:
            last = roll(dice) < LONG_WAIT_AFTER_LOSS
            continue
        place, years = stays(dice, rates, sex, now, couples)
        if place == AWAY or size[0] >= FULL:
            tally[2] += 1
            continue
        child = join(room, size, sex, now)
        room[child].mother, room[child].father = union[0], union[1]
        room[child].years = years if place == HOME_WITH_PARTNER else -1


@njit(nogil=True, cache=True)
def note(union: Any, mother: int, father: int, began: int, ended: int, now: int) -> None:
    """Write a union for `bear`."""
    union[0], union[1], union[2], union[3], union[4] = mother, father, began, ended, now


@njit(nogil=True, cache=True)
def raise_children(room: Any, size: Any, dice: Any, rates: Any, union: Any, couples: Any) -> None:
    """Children of a union and what their parents remember; she, or he without her, holds those elsewhere."""
    tally = np.zeros(3, np.int64)
    bear(room, size, dice, rates, union, couples, tally)
    for side in range(2):
        parent = union[side]
        if parent < 0 or tally[0] == 0:
            continue
        room[parent].born += tally[0]
        room[parent].last = tally[1]
        if side == 0 or union[0] < 0:
            room[parent].slots += tally[2]


@njit(nogil=True, cache=True)
def settle(room: Any, size: Any, dice: Any, rates: Any, first: int) -> None:
    """Give children at home who united their partners and children, and some single daughters theirs."""
    for child in range(first, size[0]):
        if room[child].mother == UNKNOWN and room[child].father == UNKNOWN:
            continue
        years = room[child].years
        if years >= 0 and size[0] < FULL:
            young_couple(room, size, dice, rates, child, years)
        elif room[child].sex == 0 and room[child].age > FIRST_UNION_WOMEN:
            young = min(1.0, (room[child].age - FIRST_UNION_WOMEN) / 10.0)
            if roll(dice) < rates.unmarried_mothers * young and size[0] < FULL:
                single_mother(room, size, dice, rates, child)


@njit(nogil=True, cache=True)
def young_couple(room: Any, size: Any, dice: Any, rates: Any, child: int, years: int) -> None:
    """A married child's partner and children join the household of the parents."""
    sex = room[child].sex
    partner = join(room, size, 1 - sex, partner_age(dice, rates, sex, room[child].age, years))
    unite(room, dice, rates, child, partner, years)
    union = np.zeros(5, np.int64)
    mother, father = (partner, child) if sex == 1 else (child, partner)
    age = room[mother].age
    note(union, mother, father, age - years, age, age)
    raise_children(room, size, dice, rates, union, np.ones(1, np.int64))


@njit(nogil=True, cache=True)
def single_mother(room: Any, size: Any, dice: Any, rates: Any, woman: int) -> None:
    """One to three children of a woman without a partner, whose father lives elsewhere."""
    age = room[woman].age
    youngest = int(roll(dice) * min(age - FIRST_UNION_WOMEN, 12))
    number = 1 + int(roll(dice) * roll(dice) * 3.0)
    for order in range(number):
        now = youngest + (number - 1 - order) * 3
        if age - now < FIRST_UNION_WOMEN or age - now > LAST_BIRTH_AGE or now >= FIRST_UNION_WOMEN:
            continue
        room[woman].born += 1
        room[woman].last = now
        child = join(room, size, child_sex(dice, rates), now)
        room[child].mother, room[child].father = woman, ELSEWHERE
        room[child].years = -1
