"""SOCSIM's population and marriage files: written from a world, read back, and kin derived from them alone.

Columns as in rsocsim: .opop pid fem group nev dob mom pop nesibm nesibp lborn marid mstat dod fmult;
.omar mid wpid hpid dstart dend rend wprior hprior. Months count from 1 here; 0 means none.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ayllu.verification.lives import ALIVE, Index, lives_of, sort_children, through
from ayllu.words.codes import KinTie, Sex, UnionStatus

OPOP = (
    "pid",
    "fem",
    "group",
    "nev",
    "dob",
    "mom",
    "pop",
    "nesibm",
    "nesibp",
    "lborn",
    "marid",
    "mstat",
    "dod",
    "fmult",
)
OMAR = ("mid", "wpid", "hpid", "dstart", "dend", "rend", "wprior", "hprior")
STATES = {
    UnionStatus.SINGLE: 1,
    UnionStatus.SEPARATED: 2,
    UnionStatus.WIDOWED: 3,
    UnionStatus.MARRIED: 4,
    UnionStatus.COHABITING: 5,
}
"""SOCSIM's marital states; its fifth is cohabitation."""
FERTILITY_MULTIPLIER = 1


@dataclass(frozen=True)
class Files:
    """The two files as tables of integers, one column a name."""

    opop: dict[str, Index]
    omar: dict[str, Index]


def export(store: Any, last: int) -> Files:
    """The two files of a world after month `last`; pid is 1 + place in Lives (the living first)."""
    lives = lives_of(store, last)
    people = len(lives.key)
    pid = np.arange(1, people + 1)
    shift = 1 - int(lives.birth.min(initial=0))
    older_by_mother, youngest = _siblings(lives.mother, lives.birth, lives.key)
    older_by_father, youngest_of_men = _siblings(lives.father, lives.birth, lives.key)
    wives, husbands, since = _couples(store, lives.row)
    marriage = np.zeros(people, np.int64)
    marriage[wives] = marriage[husbands] = np.arange(1, len(wives) + 1)
    state = np.ones(people, np.int64)
    codes = store.person["union_status"][lives.row]
    state[: lives.living] = [STATES[UnionStatus(code)] for code in codes]
    zero = np.zeros(people, np.int64)
    opop = {
        "pid": pid, "fem": (lives.sex == Sex.FEMALE).astype(np.int64), "group": zero + 1, "nev": zero,
        "dob": lives.birth + shift, "mom": lives.mother + 1, "pop": lives.father + 1,
        "nesibm": older_by_mother + 1, "nesibp": older_by_father + 1,
        "lborn": np.where(lives.sex == Sex.FEMALE, youngest, youngest_of_men) + 1, "marid": marriage, "mstat": state,
        "dod": np.where(lives.died == ALIVE, 0, lives.died + shift), "fmult": zero + FERTILITY_MULTIPLIER,
    }  # fmt: skip
    none = np.zeros(len(wives), np.int64)
    omar = {
        "mid": np.arange(1, len(wives) + 1), "wpid": wives + 1, "hpid": husbands + 1, "dstart": since + shift,
        "dend": none, "rend": none, "wprior": none, "hprior": none,
    }  # fmt: skip
    return Files(opop, omar)


def _siblings(parent: Index, birth: Index, key: Any) -> tuple[Index, Index]:
    """The next older child of the same parent for each, and the youngest child of each; -1 for none."""
    known = np.flatnonzero(parent >= 0)
    order = known[np.lexsort((key[known], birth[known], parent[known]))]
    older = np.full(len(parent), -1, np.int64)
    same = parent[order][1:] == parent[order][:-1]
    older[order[1:][same]] = order[:-1][same]
    youngest = np.full(len(parent), -1, np.int64)
    youngest[parent[order]] = order
    return older, youngest


def _couples(store: Any, row: Index) -> tuple[Index, Index, Index]:
    place = np.full(store.person.n, -1, np.int64)
    place[row] = np.arange(len(row))
    partner = store.person["partner"][row].astype(np.int64)
    wives = np.flatnonzero((partner >= 0) & (store.person["sex"][row] == Sex.FEMALE))
    return wives, place[partner[wives]], store.person["union_since"][row][wives].astype(np.int64)


def write(files: Files, stem: Path) -> None:
    """Write stem.opop and stem.omar."""
    for ending, names, table in (("opop", OPOP, files.opop), ("omar", OMAR, files.omar)):
        columns = np.column_stack([table[name] for name in names])
        np.savetxt(stem.with_suffix(f".{ending}"), columns, fmt="%d")


def read(stem: Path) -> Files:
    """Read stem.opop and stem.omar; ValueError when a line has another number of columns."""
    tables = []
    for ending, names in (("opop", OPOP), ("omar", OMAR)):
        text = stem.with_suffix(f".{ending}").read_text()
        numbers = np.array([[float(word) for word in line.split()] for line in text.splitlines() if line.strip()])
        numbers = numbers.reshape(-1, len(names)).astype(np.int64)
        tables.append(dict(zip(names, numbers.T, strict=True)))
    return Files(*tables)


Relations = set[tuple[int, int, int]]
"""(ego, tie, relative): person numbers and a KinTie."""


def derived(files: Files) -> Relations:
    """Living relatives of the living, from mom and pop alone; a relative in two list ties counts in the first."""
    people = len(files.opop["pid"])
    mom, pop = files.opop["mom"] - 1, files.opop["pop"] - 1
    alive = files.opop["dod"] == 0
    brood = [sort_children(link, people) for link in (mom, pop)]

    def children(parent: int, side: int) -> list[int]:
        order, start = brood[side]
        return [int(child) for child in order[start[parent] : start[parent + 1]]] if parent >= 0 else []

    lines = {
        KinTie.MOTHER: mom, KinTie.FATHER: pop,
        KinTie.MATERNAL_GRANDMOTHER: through(mom, mom), KinTie.MATERNAL_GRANDFATHER: through(mom, pop),
        KinTie.PATERNAL_GRANDMOTHER: through(pop, mom), KinTie.PATERNAL_GRANDFATHER: through(pop, pop),
    }  # fmt: skip
    found: Relations = set()
    female = files.opop["fem"] == 1
    for ego in np.flatnonzero(alive).tolist():
        parents = [int(lines[tie][ego]) for tie in lines]
        found |= {(ego, int(tie), who) for tie, who in zip(lines, parents, strict=True) if who >= 0 and alive[who]}
        seen = {who for who in parents if who >= 0}
        for tie, groups in _groups(parents, ego, 0 if female[ego] else 1):
            for parent, side, skip in groups:
                for who in children(parent, side):
                    if who != skip and alive[who] and who not in seen:
                        seen.add(who)
                        found.add((ego, int(tie), who))
    return found


def _groups(parents: list[int], ego: int, side: int) -> list[tuple[KinTie, list[tuple[int, int, int]]]]:
    """Lists of children to walk for each tie: (parent, by mother or father, whom to leave out)."""
    mother, father, mgm, mgf, pgm, pgf = parents
    return [
        (KinTie.SIBLING, [(mother, 0, ego), (father, 1, ego)]),
        (KinTie.MATERNAL_AUNT_OR_UNCLE, [(mgm, 0, mother), (mgf, 1, mother)]),
        (KinTie.PATERNAL_AUNT_OR_UNCLE, [(pgm, 0, father), (pgf, 1, father)]),
        (KinTie.CHILD, [(ego, side, -1)]),
    ]


def spouses(files: Files) -> set[tuple[int, int]]:
    """Living couples by the marriage file: (wife, husband) as places."""
    wife, husband = files.omar["wpid"] - 1, files.omar["hpid"] - 1
    whole = files.omar["dend"] == 0
    return set(zip(wife[whole].tolist(), husband[whole].tolist(), strict=True))
