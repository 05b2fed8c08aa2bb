"""Everybody who ever lived in a world, the dead included, as plain arrays: what the checks read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.words.codes import Sex

Index = NDArray[np.int64]
ALIVE = np.int64(2**31 - 1)
"""Month of death of the living."""
DEAD = 65535
"""Cell of a row whose person has died."""


@dataclass(frozen=True)
class Lives:
    """One entry a person: key, sex, month of birth and of death (ALIVE), and the places of mother and father.

    The first `living` entries are alive after month `last`; `row` is their row in the store. Links are places in
    these arrays, -1 for nobody known.
    """

    key: NDArray[np.uint64]
    sex: Index
    birth: Index
    died: Index
    mother: Index
    father: Index
    row: Index
    last: int

    @property
    def living(self) -> int:
        """How many are alive."""
        return len(self.row)

    def state(self) -> Index:
        """Months since birth after the last month."""
        return self.last - self.birth

    def women(self) -> Index:
        """Places of the living women."""
        return np.flatnonzero(self.sex[: self.living] == Sex.FEMALE)


def lives_of(store: Any, last: int) -> Lives:
    """Lives from a store (tables person and tomb) after month `last`."""
    person, tomb = store.person, store.tomb
    row = np.flatnonzero(person["cell"] != DEAD)
    place = np.full(person.n, -1, np.int64)
    place[row] = np.arange(len(row))

    def link(name: str) -> Index:
        codes = np.concatenate((person[name][row], tomb[name])).astype(np.int64)
        found = np.where(codes < -1, len(row) - 2 - codes, -1)
        alive = codes >= 0
        found[alive] = place[codes[alive]]
        return found

    def both(name: str) -> Any:
        return np.concatenate((person[name][row], tomb[name]))

    died = np.concatenate((np.full(len(row), ALIVE), tomb["died"].astype(np.int64)))
    sex, birth = both("sex").astype(np.int64), both("birth").astype(np.int64)
    return Lives(both("key"), sex, birth, died, link("mother"), link("father"), row, last)


def rewound(lives: Lives, month: int) -> Lives:
    """The same world as it was after an earlier month: those born by then, and who of them was alive."""
    known = np.flatnonzero(lives.birth <= month)
    alive = lives.died[known] > month
    order = np.concatenate((known[alive], known[~alive]))
    place = np.full(len(lives.key), -1, np.int64)
    place[order] = np.arange(len(order))
    died = np.where(lives.died[order] > month, ALIVE, lives.died[order])
    mother, father = (through(link[order], place) for link in (lives.mother, lives.father))
    row = np.arange(int(alive.sum()))
    return Lives(lives.key[order], lives.sex[order], lives.birth[order], died, mother, father, row, month)


def sort_children(parent: Index, people: int) -> tuple[Index, Index]:
    """Children grouped by parent: `order[start[p] : start[p + 1]]` are the children of p, in order of place."""
    known = np.flatnonzero(parent >= 0)
    order = known[np.argsort(parent[known], kind="stable")]
    start = np.concatenate(([0], np.cumsum(np.bincount(parent[known], minlength=people)))).astype(np.int64)
    return order, start


def through(link: Index, values: Index) -> Index:
    """values[link], -1 where the link leads to nobody."""
    return np.where(link >= 0, values[np.maximum(link, 0)], -1)


def maternal_kin(lives: Lives) -> dict[str, NDArray[np.float64]]:
    """Living maternal kin of each living woman, in the kinds of `kinship.kin` (children by the mother's line)."""
    alive = lives.died == ALIVE
    girls = (alive & (lives.sex == Sex.FEMALE)).astype(np.int64)
    people = len(lives.key)

    def of_mothers(values: Index) -> Index:
        known = lives.mother >= 0
        return np.bincount(lives.mother[known], weights=values[known], minlength=people).astype(np.int64)

    def held(link: Index) -> Index:
        return np.where(link >= 0, alive[np.maximum(link, 0)], False).astype(np.int64)

    women = lives.women()
    mother, grandmother = lives.mother, through(lives.mother, lives.mother)
    daughters = of_mothers(girls)
    by_daughters = of_mothers(np.where(lives.sex == Sex.FEMALE, daughters, 0))
    sisters = np.where(mother >= 0, daughters[np.maximum(mother, 0)] - girls, 0)
    aunts = np.where(grandmother >= 0, daughters[np.maximum(grandmother, 0)], 0) - held(mother)
    found = {
        "daughters": daughters,
        "granddaughters": by_daughters,
        "mother": held(mother),
        "maternal grandmother": held(grandmother),
        "sisters": sisters,
        "maternal aunts": np.where(grandmother >= 0, aunts, 0),
    }
    return {kind: values[women].astype(np.float64) for kind, values in found.items()}


def maternal_lines(lives: Lives) -> Index:
    """The founding mother of each living woman: kin through mothers never cross from one line to another."""
    line = np.arange(len(lives.key))
    while True:
        mother = lives.mother[line]
        if (mother < 0).all():
            return line[lives.women()]
        line = np.where(mother >= 0, mother, line)
