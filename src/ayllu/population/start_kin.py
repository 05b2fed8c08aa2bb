"""Parents of those whose parents do not live with them, found within the community, and the order of births."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.start_crowd import (
    Q_FATHER,
    Q_LAST,
    Q_MOTHER,
    Q_MOTHER_AGE,
    Q_ORDER,
    Q_WHICH,
    SPACING,
    YEAR,
    Facts,
    month_of,
    step_of,
)
from ayllu.population.start_dice import ask
from ayllu.population.start_members import HOSTED_CHILD, LAST_BIRTH_AGE, UNKNOWN
from ayllu.words.codes import NEVER

Floats = NDArray[np.float64]

YOUNGEST_MOTHER = 15
YOUNGEST_FATHER = 16
REACH = 7
"""Years by which a parent's age may differ from the one drawn."""
MOST_AGES = 130


def living_parents(alive: Floats, births: Floats, gap: float) -> tuple[Floats, Floats]:
    """Chances that mother [0] and father [1] are alive by age of the child, and the living mothers' ages at birth.

    alive[sex, age] are survivors of one birth, births[age] births per woman-year, gap the years a father is older.
    The second result [age of child, n] is cumulated over ages at birth from YOUNGEST_MOTHER on.
    """
    ages = alive.shape[1]
    at_birth = np.arange(YOUNGEST_MOTHER, LAST_BIRTH_AGE + 1)
    weights = births[at_birth] * alive[0, at_birth]
    chances, at = np.zeros((2, ages)), np.zeros((ages, len(at_birth)))
    older = np.minimum(at_birth + round(gap), ages - 1)
    born = max(weights.sum(), 1e-300)
    for age in range(ages):
        her, his = np.minimum(at_birth + age, ages - 1), np.minimum(older + age, ages - 1)
        living = weights * alive[0, her] / alive[0, at_birth]
        chances[0, age] = living.sum() / born
        chances[1, age] = (weights * alive[1, his] / alive[1, older]).sum() / born
        at[age] = np.cumsum(living) / max(living.sum(), 1e-300)
    return chances, at


@njit(nogil=True, cache=True)
def link_parents(crowd: Any, size: int, facts: Facts, mixed: Any) -> None:
    """Give people without parents in their household a mother, or a widowed father, of the community.

    Only women and widowers with living children elsewhere (slots) take children, one for each; births of a woman
    keep their distance and couples do not become siblings.
    """
    eldest, following = chains(crowd, size)
    begin, rows = by_age(crowd, size)
    for person in range(size):
        if crowd[person].mother != UNKNOWN or crowd[person].father != UNKNOWN:
            continue
        own = crowd[person].key ^ mixed
        age = min(crowd[person].age, facts.parent_alive.shape[1] - 1)
        chance = facts.parent_alive[0, age]
        if crowd[person].tie == HOSTED_CHILD:
            chance = facts.hosted_mother_alive
        sex = 0
        if ask(own, Q_MOTHER) >= chance:
            sex = 1
            if ask(own, Q_FATHER) >= facts.parent_alive[1, age]:
                continue
        wanted = age + YOUNGEST_MOTHER + step_of(facts.parent_age[age], ask(own, Q_MOTHER_AGE))
        wanted += sex * int(facts.age_gap)
        parent = search(crowd, person, sex, wanted, (begin, rows, eldest, following), ask(own, Q_WHICH))
        if parent >= 0:
            adopt(crowd, person, parent, eldest, following)


@njit(nogil=True, cache=True)
def parent_of(crowd: Any, person: int) -> int:
    """The parent in whose chain of children a person stands: the mother, else the father; negative without."""
    return int(crowd[person].mother) if crowd[person].mother >= 0 else int(crowd[person].father)


@njit(nogil=True, cache=True)
def chains(crowd: Any, size: int) -> tuple[Any, Any]:
    """First child of each person and the next child of the same parent, -1 at the end."""
    eldest, following = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
    for person in range(size):
        parent = parent_of(crowd, person)
        if parent >= 0:
            following[person] = eldest[parent]
            eldest[parent] = person
    return eldest, following


@njit(nogil=True, cache=True)
def by_age(crowd: Any, size: int) -> tuple[Any, Any]:
    """People with living children elsewhere, ordered by sex and age: rows begin[sex, age]..begin[sex, age + 1]."""
    begin = np.zeros((2, MOST_AGES + 2), np.int64)
    for person in range(size):
        if crowd[person].slots > 0:
            begin[crowd[person].sex, crowd[person].age + 1] += 1
    total = 0
    for sex in range(2):
        for age in range(MOST_AGES + 2):
            total += begin[sex, age]
            begin[sex, age] = total
    rows, fill = np.zeros(total, np.int32), begin.copy()
    for person in range(size):
        if crowd[person].slots > 0:
            rows[fill[crowd[person].sex, crowd[person].age]] = person
            fill[crowd[person].sex, crowd[person].age] += 1
    return begin, rows


@njit(nogil=True, cache=True)
def search(crowd: Any, person: int, sex: int, wanted: int, index: Any, chance: float) -> int:
    """A suitable parent of a sex whose age is as near as possible to the wanted one, or -1."""
    begin, rows, eldest, following = index
    youngest = YOUNGEST_MOTHER if sex == 0 else YOUNGEST_FATHER
    for step in range(2 * REACH + 1):
        age = wanted + (step + 1) // 2 * (1 if step % 2 == 1 else -1)
        gap = age - crowd[person].age
        if gap < youngest + 1 or age >= MOST_AGES or (sex == 0 and gap > LAST_BIRTH_AGE):
            continue
        first, number = begin[sex, age], begin[sex, age + 1] - begin[sex, age]
        for turn in range(number):
            parent = rows[first + (turn + int(chance * number)) % number]
            if suits(crowd, person, parent, eldest, following):
                return int(parent)
    return -1


@njit(nogil=True, cache=True)
def suits(crowd: Any, person: int, parent: int, eldest: Any, following: Any) -> bool:
    """Whether somebody may be the parent of a person who lives in another household."""
    if crowd[parent].slots == 0 or crowd[parent].home == crowd[person].home:
        return False
    if crowd[parent].ancestry != crowd[person].ancestry:
        return False
    partner, other = crowd[person].partner, crowd[parent].partner
    if partner >= 0:
        mother, father = crowd[partner].mother, crowd[partner].father
        if parent == partner or parent == mother or parent == father:
            return False
        if other >= 0 and (other == mother or other == father):
            return False
    child = eldest[parent]
    while child >= 0:
        if abs(crowd[child].birth - crowd[person].birth) < SPACING:
            return False
        child = following[child]
    return True


@njit(nogil=True, cache=True)
def adopt(crowd: Any, person: int, parent: int, eldest: Any, following: Any) -> None:
    """Link a person to the parent and, when the birth falls into the present union, to the parent's partner."""
    crowd[parent].slots -= 1
    following[person] = eldest[parent]
    eldest[parent] = person
    if crowd[parent].sex == 1:
        crowd[person].father = parent
        return
    crowd[person].mother = parent
    other = crowd[parent].partner
    inside = other >= 0 and crowd[parent].since < crowd[person].birth
    if inside and crowd[person].birth - crowd[other].birth > YOUNGEST_FATHER * YEAR:
        crowd[person].father = other


@njit(nogil=True, cache=True)
def order_births(crowd: Any, size: int, mixed: Any) -> None:
    """Birth orders, children ever born and last births that agree with the children that are linked."""
    eldest, following = chains(crowd, size)
    children = np.zeros(64, np.int32)
    for person in range(size):
        if crowd[person].order == 0:
            crowd[person].order = 1 + int(ask(crowd[person].key ^ mixed, Q_ORDER) ** 2 * 6.0)
    for person in range(size):
        number, child = 0, eldest[person]
        while child >= 0 and number < len(children):
            children[number] = child
            number, child = number + 1, following[child]
        sort_by_birth(crowd, children, number)
        born = max(int(crowd[person].parity), number)
        crowd[person].parity = born
        for rank in range(number):
            crowd[children[rank]].order = rank + 1 + (born - number) * (rank + 1) // (number + 1)
        youngest = crowd[children[number - 1]].birth if number > 0 else NEVER
        crowd[person].last = last_birth(crowd[person], youngest, ask(crowd[person].key ^ mixed, Q_LAST))
    agree_with_fathers(crowd, size)


@njit(nogil=True, cache=True)
def sort_by_birth(crowd: Any, children: Any, number: int) -> None:
    """Insertion sort of a few rows, eldest first."""
    for at in range(1, number):
        child, place = children[at], at
        while place > 0 and crowd[children[place - 1]].birth > crowd[child].birth:
            children[place] = children[place - 1]
            place -= 1
        children[place] = child


@njit(nogil=True, cache=True)
def last_birth(parent: Any, youngest: int, chance: float) -> int:
    """Month of the last birth: of the youngest linked child, or a later one of a child dead or elsewhere."""
    if parent.parity == 0:
        return NEVER
    if parent.last < 0:
        return youngest
    month = month_of(parent.last, chance)
    if youngest == NEVER:
        return month
    return month if month >= youngest + YEAR else youngest


@njit(nogil=True, cache=True)
def agree_with_fathers(crowd: Any, size: int) -> None:
    """Fathers have at least their linked children, and a last birth no earlier than the youngest of them."""
    linked = np.zeros(size, np.int32)
    for person in range(size):
        father = crowd[person].father
        if father >= 0:
            linked[father] += 1
            crowd[father].parity = max(crowd[father].parity, linked[father])
            crowd[father].last = max(crowd[father].last, crowd[person].birth)
    for person in range(size):
        wife = crowd[person].partner
        if crowd[person].sex == 1 and wife >= 0 and crowd[wife].last > crowd[person].since:
            crowd[person].last = max(crowd[person].last, crowd[wife].last)
            crowd[person].parity = max(crowd[person].parity, 1)
