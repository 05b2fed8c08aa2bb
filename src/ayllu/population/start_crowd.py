"""The people of one community while it is being made: their rows, facts and answers to keyed questions."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

from ayllu.population import identity
from ayllu.population.start_dice import ask
from ayllu.words.codes import NEVER

Floats = NDArray[np.float64]

register_jitable(identity.mix64)
combine = njit(nogil=True, cache=True)(identity.combine)

PERSON = np.dtype(
    [
        ("key", "u8"),
        ("sex", "u1"),
        ("age", "i2"),
        ("birth", "i2"),
        ("home", "i4"),
        ("mother", "i4"),
        ("father", "i4"),
        ("partner", "i4"),
        ("status", "u1"),
        ("since", "i2"),
        ("school", "u1"),
        ("in_school", "u1"),
        ("parity", "u1"),
        ("last", "i2"),
        ("order", "u1"),
        ("ancestry", "u1"),
        ("slots", "u1"),
        ("tie", "u1"),
    ]
)
"""One person; home, mother, father and partner count within the community. Negative parents: start_members."""

Q_MODEL, Q_SIZE, Q_OFFSET = np.uint64(1), np.uint64(2), np.uint64(3)
Q_BIRTH, Q_UNION, Q_LAST, Q_ORDER = np.uint64(4), np.uint64(5), np.uint64(6), np.uint64(7)
Q_SCHOOL, Q_SHARES_SCHOOL, Q_ENTRY, Q_ANCESTRY = np.uint64(8), np.uint64(9), np.uint64(10), np.uint64(11)
Q_MOTHER, Q_MOTHER_AGE, Q_FATHER, Q_WHICH = np.uint64(12), np.uint64(13), np.uint64(14), np.uint64(15)

SPACING = 10
"""Fewest months between two births of a woman."""
YEAR = 12
ADULT_SCHOOLING = 15
"""Age from which schooling shares are those of the source; younger people are on the way to them."""


class Facts(NamedTuple):
    """What the people of one place share.

    school[sex, age, years] is cumulated; parent_alive[sex of parent, age of child]; parent_age[age of child, n]
    is the cumulated distribution of a living mother's age at the birth, from start_kin.YOUNGEST_MOTHER on.
    """

    school: Floats
    entry_age: float
    entry_delay: float
    school_pace: float
    last_school_age: float
    school_shared: float
    ancestry: Floats
    parent_alive: Floats
    parent_age: Floats
    age_gap: float
    hosted_mother_alive: float


@njit(nogil=True, cache=True)
def month_of(age: int, chance: float) -> int:
    """A month number in which somebody now aged `age` was born, or something `age` years ago happened."""
    return -YEAR * age - YEAR + int(chance * YEAR)


@njit(nogil=True, cache=True)
def add_household(crowd: Any, size: int, home: int, key: Any, model: Any, facts: Facts, mixed: Any) -> int:
    """Write the members of a household model behind the first `size` people; returns the new number."""
    shared = key ^ mixed
    ancestry = step_of(facts.ancestry, ask(shared, Q_ANCESTRY))
    for member in range(len(model)):
        at = size + member
        crowd[at].key = combine(key, np.uint64(member + 1))
        crowd[at].sex, crowd[at].age, crowd[at].home = model[member].sex, model[member].age, home
        crowd[at].mother = within(model[member].mother, size)
        crowd[at].father = within(model[member].father, size)
        crowd[at].partner = within(model[member].partner, size)
        crowd[at].status, crowd[at].tie = model[member].status, model[member].tie
        crowd[at].parity, crowd[at].slots = model[member].born, model[member].slots
        crowd[at].last, crowd[at].order = model[member].last, 0
        crowd[at].ancestry = ancestry if model[member].tie == 0 else 0
        crowd[at].birth = month_of(crowd[at].age, ask(crowd[at].key ^ mixed, Q_BIRTH))
        keep_spacing(crowd, size, at)
        go_to_school(crowd, at, shared, facts, mixed)
    date_unions(crowd, size, size + len(model), model, mixed)
    return size + len(model)


@njit(nogil=True, cache=True)
def within(link: int, size: int) -> int:
    """A position in a household as a position in the community; codes below zero stay."""
    return link + size if link >= 0 else link


@njit(nogil=True, cache=True)
def step_of(cumulated: Any, chance: float) -> int:
    """Index of the first cumulated share above a chance."""
    at = 0
    while at < len(cumulated) - 1 and cumulated[at] <= chance:
        at += 1
    return at


@njit(nogil=True, cache=True)
def keep_spacing(crowd: Any, start: int, at: int) -> None:
    """Move the birth of somebody within its year so that siblings a year apart are not born too close."""
    for other in range(start, at):
        same = crowd[other].mother == crowd[at].mother and crowd[other].father == crowd[at].father
        if crowd[at].mother == -1 or not same:
            continue
        if crowd[other].age == crowd[at].age + 1:
            crowd[at].birth = max(crowd[at].birth, crowd[other].birth + SPACING)
        elif crowd[other].age == crowd[at].age - 1:
            crowd[at].birth = min(crowd[at].birth, crowd[other].birth - SPACING)


@njit(nogil=True, cache=True)
def date_unions(crowd: Any, start: int, stop: int, model: Any, mixed: Any) -> None:
    """Months since which people are united, widowed or separated; a union precedes the couple's children."""
    for at in range(start, stop):
        other = crowd[at].partner
        crowd[at].since = NEVER
        if crowd[at].status == 0:
            continue
        if other >= start and other < at:
            crowd[at].since = crowd[other].since
            continue
        since = month_of(model[at - start].years, ask(crowd[at].key ^ mixed, Q_UNION))
        if other >= 0:
            for child in range(start, stop):
                mother, father = crowd[child].mother, crowd[child].father
                if (mother == at or mother == other) and (father == at or father == other):
                    since = min(since, crowd[child].birth - 1)
        crowd[at].since = since


@njit(nogil=True, cache=True)
def go_to_school(crowd: Any, at: int, shared: Any, facts: Facts, mixed: Any) -> None:
    """Completed years of school and attendance; members of a household often share their luck."""
    own = crowd[at].key ^ mixed
    together = ask(own, Q_SHARES_SCHOOL) < facts.school_shared
    chance = ask(shared if together else own, Q_SCHOOL)
    age = min(crowd[at].age, facts.school.shape[1] - 1)
    final = step_of(facts.school[crowd[at].sex, age], chance)
    entry = facts.entry_age + np.floor(facts.entry_delay * ask(own, Q_ENTRY))
    reached = int(max(0.0, age - entry) * facts.school_pace)
    attends = final > 0 and entry <= age <= facts.last_school_age
    if age < ADULT_SCHOOLING:
        crowd[at].school = min(final, reached)
        crowd[at].in_school = 1 if attends and reached < final else 0
    else:
        crowd[at].school = min(final, int(age - facts.entry_age))
        crowd[at].in_school = 1 if attends and reached <= final else 0
