"""What must hold in every world at every month's end (the census invariants of Vivarium's public health models)."""

from typing import Any

import numpy as np

from ayllu.population.schema import CELLS_A_PLACE
from ayllu.verification.lives import DEAD, Index, lives_of, sort_children, through
from ayllu.words.codes import Sex, UnionStatus

YOUNGEST_MOTHER_MONTHS = 10 * 12
UNITED = (UnionStatus.COHABITING, UnionStatus.MARRIED)


def broken(store: Any, last: int) -> dict[str, tuple[int, int]]:
    """For each law how many cases break it and how many were looked at; `last` is the month just lived."""
    return {**_homes(store), **_couples(store), **_descent(store, last)}


def _homes(store: Any) -> dict[str, tuple[int, int]]:
    person, household = store.person, store.household
    living = np.flatnonzero(person["cell"] != DEAD)
    homes = np.flatnonzero(household["size"] > 0)
    head = household["head"][homes].astype(np.int64)
    safe = np.maximum(head, 0)
    stray = (head < 0) | (person["home"][safe] != homes) | (person["cell"][safe] == DEAD)
    listed = _members(store, homes)
    times = np.bincount(listed, minlength=person.n)
    size = np.bincount(person["home"][living], minlength=household.n)
    community = household["community"]
    asleep = store.community["place"][community[person["dwelling"][living]]]
    astray = asleep != person["cell"][living] // CELLS_A_PLACE
    return {
        "one living reference person a household": (int(stray.sum()), len(homes)),
        "everybody in exactly one household": (int((times[living] != 1).sum()), len(living)),
        "only the living in households": (int(times[person["cell"] == DEAD].sum()), len(living)),
        "sizes of households": (int((size != household["size"]).sum()), household.n),
        "place is that of the dwelling": (int(astray.sum()), len(living)),
    }


def _members(store: Any, homes: Index) -> Index:
    """Rows met when the list of members of each household is followed to its end."""
    following = store.person["next_home"].astype(np.int64)
    met, at = [], store.household["first_member"][homes].astype(np.int64)
    for _ in range(store.person.n + 1):
        at = at[at >= 0]
        if not len(at):
            break
        met.append(at)
        at = following[at]
    return np.concatenate(met) if met else np.zeros(0, np.int64)


def _couples(store: Any) -> dict[str, tuple[int, int]]:
    person = store.person
    living = np.flatnonzero(person["cell"] != DEAD)
    partner = person["partner"].astype(np.int64)
    coupled = living[partner[living] >= 0]
    mate = partner[coupled]
    found = {
        "partners mutual": (int((partner[mate] != coupled).sum()), len(coupled)),
        "partners living": (int((person["cell"][mate] == DEAD).sum()), len(coupled)),
        "partners a woman and a man": (
            int((person["sex"][mate] == person["sex"][coupled]).sum()),
            len(coupled),
        ),
    }
    if "union_status" in person.columns:
        united = np.isin(person["union_status"][living], UNITED)
        found["marital state fits the partner"] = (int((united != (partner[living] >= 0)).sum()), len(living))
    return found


def _descent(store: Any, last: int) -> dict[str, tuple[int, int]]:
    lives = lives_of(store, last)
    with_mother = np.flatnonzero(lives.mother >= 0)
    with_father = np.flatnonzero(lives.father >= 0)
    mother, father = lives.mother[with_mother], lives.father[with_father]
    young = lives.birth[with_mother] - lives.birth[mother] < YOUNGEST_MOTHER_MONTHS
    gone = (lives.birth[with_mother] >= 0) & (lives.died[mother] < lives.birth[with_mother])
    earlier = lives.birth[father] >= lives.birth[with_father]
    alike = len(lives.key) - len(np.unique(lives.key))
    order, _ = sort_children(lives.mother, len(lives.key))
    grandmother = through(lives.mother, lives.mother)
    own = np.flatnonzero(grandmother >= 0)
    return {
        "mothers at least ten years older": (int(young.sum()), len(with_mother)),
        "mothers alive at the birth": (int(gone.sum()), len(with_mother)),
        "mothers women and fathers men": (
            int((lives.sex[mother] != Sex.FEMALE).sum() + (lives.sex[father] != Sex.MALE).sum()),
            len(with_mother) + len(with_father),
        ),
        "fathers older": (int(earlier.sum()), len(with_father)),
        "keys distinct": (alike, len(lives.key)),
        "nobody is her own grandmother": (int((grandmother[own] == own).sum()), len(own)),
        "every child in one mother's list": (len(with_mother) - len(np.unique(order)), len(with_mother)),
    }
