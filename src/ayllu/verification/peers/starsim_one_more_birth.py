"""Starsim's test of one more birth: a world with one extra child differs only through links to that child.

For five years only kin, the home, the community and the place of the mother may differ. Later neighbours have
moved with what they heard, and people of the same country read how many live and work where; the other country must
stay the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ayllu.engine.digest import COMMUNITIES
from ayllu.engine.sweep import Outbox
from ayllu.loops.generate import BEAR
from ayllu.runs.world import World
from ayllu.verification.builds import PLAIN, build
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.lives import DEAD, lives_of
from ayllu.verification.report import Finding, check
from ayllu.words.codes import Sex
from ayllu.words.months import MONTHS_A_YEAR

BORN = 6
"""Month of the extra birth."""
YEARS, QUICK_YEARS = 35, 5
GIRL = 2
LINKS = ("mother", "father", "partner", "first_child", "next_by_mother", "next_by_father", "next_home")


def mother_of(world: World) -> int:
    """Key of the woman who bears the extra child: partnered, 20 to 34, the first by key."""
    person: Any = world.store.person
    fit = (person["cell"] != DEAD) & (person["sex"] == Sex.FEMALE) & (person["partner"] >= 0)
    fit &= (person["age"] >= 20) & (person["age"] < 35) & (person["last_birth"] < world.month - MONTHS_A_YEAR)
    return int(person["key"][fit].min())


def add_birth(world: World, key: int) -> None:
    """Let this woman bear a girl after the births of the coming month."""
    engine, take = world.engine, world.engine._take

    def taking(step: Any) -> None:
        take(step)
        if step.name == "fertility.birth" and engine.month == BORN:
            person = world.store.person
            row = np.flatnonzero((person["key"] == np.uint64(key)) & (person["cell"] != DEAD)).astype(np.int64)
            engine.settler.settle(Outbox(row, np.full(len(row), BEAR), np.full(len(row), GIRL)))

    engine.__dict__["_take"] = taking


@dataclass(frozen=True)
class Census:
    """What everybody is, without rows: states by key, and by key the community, home and place."""

    states: dict[int, tuple[int, ...]]
    community: dict[int, int]
    home: dict[int, int]
    place: dict[int, int]


def census(world: World) -> Census:
    """All columns of the living; links, homes and communities by key, so that row order does not matter."""
    store = world.store
    person, household, tomb = store.person, store.household, store.tomb
    rows = np.flatnonzero(person["cell"] != DEAD)
    columns = []
    for name in sorted(person.columns):
        values = person[name][rows]
        if name in LINKS:
            if name == "next_home":
                continue
            codes = values.astype(np.int64)
            values = np.where(codes >= 0, person["key"][np.maximum(codes, 0)], np.uint64(0))
            dead = codes < -1
            values[dead] = tomb["key"][-2 - codes[dead]]
        elif name in ("home", "dwelling"):
            values = household["key"][values]
        elif name in COMMUNITIES:
            values = np.where(values >= 0, store.community["key"][values], np.uint64(0))
        columns.append(values.astype(np.uint64) if values.dtype.kind == "u" else values.astype(np.int64))
    keys = person["key"][rows].tolist()
    at = household["community"][person["dwelling"][rows]]
    states = dict(zip(keys, zip(*(column.tolist() for column in columns), strict=True), strict=True))
    community = dict(zip(keys, store.community["key"][at].tolist(), strict=True))
    home = dict(zip(keys, household["key"][person["home"][rows]].tolist(), strict=True))
    place = dict(zip(keys, store.community["place"][at].tolist(), strict=True))
    return Census(states, community, home, place)


@dataclass(frozen=True)
class Difference:
    """People who differ, by the nearest link to the mother; `unrelated` share none; `elsewhere` all who share none."""

    by_link: dict[str, int]
    unrelated: int
    elsewhere: int


def difference(base: World, other: World, mother: int, began: Census, counted: bool = False) -> Difference:
    """Who differs, and through whom: kin, home, community or market (place) of the mother when the child came.

    counted: whether kin have moved since, so that people of the country may differ through counts of places.
    """
    one, two = census(base), census(other)
    changed = [key for key in one.states.keys() | two.states.keys() if one.states.get(key) != two.states.get(key)]
    related = kin_keys(other, mother)
    by_link = {"kin": 0, "home": 0, "community": 0, "market": 0, "counts": 0}
    unrelated, country = 0, other.engine.setting.places["country"]

    def apart(place: int) -> bool:
        ours = began.place[mother]
        return bool(country[place] != country[ours]) if counted else place != ours

    for key in changed:
        place = began.place[key] if key in began.place else (one if key in one.place else two).place[key]
        link = _link(key, mother, related, began, one if key in one.states else two)
        if link == "none" and apart(place):
            unrelated += 1
        elif link == "none":
            by_link["market" if place == began.place[mother] else "counts"] += 1
        else:
            by_link[link] += 1
    elsewhere = sum(apart(place) for place in one.place.values())
    return Difference(by_link, unrelated, elsewhere)


def _link(key: int, mother: int, related: set[int], began: Census, now: Census) -> str:
    if key in related:
        return "kin"
    if key in began.home and began.home[key] == began.home[mother]:
        return "home"
    community = began.community.get(key, now.community.get(key))
    return "community" if community == began.community[mother] else "none"


def kin_keys(world: World, mother: int) -> set[int]:
    """Keys of the mother, her ancestors, and all descendants of those, in this world."""
    lives = lives_of(world.store, world.month - 1)
    chosen = lives.key == np.uint64(mother)
    for _ in range(4):
        at = np.flatnonzero(chosen)
        for link in (lives.mother[at], lives.father[at]):
            chosen[link[link >= 0]] = True
    while True:
        more = chosen.copy()
        for link in (lives.mother, lives.father):
            more |= (link >= 0) & chosen[np.maximum(link, 0)]
        if (more == chosen).all():
            return {int(key) for key in lives.key[chosen]}
        chosen = more


def compared(years: int, seed: int = 1) -> Difference:
    """Two worlds, one with the extra child, after some years."""
    base, other = build(PLAIN, seed=seed), build(PLAIN, seed=seed)
    base.advance(BORN)
    other.advance(BORN)
    mother, began = mother_of(other), census(other)
    add_birth(other, mother)
    for world in (base, other):
        world.advance(years * MONTHS_A_YEAR)
    return difference(base, other, mother, began, counted=years > QUICK_YEARS)


@check(
    "Starsim one more birth",
    "A world with one more child is the same, bit for bit, for everybody unrelated to her",
)
def one_more_birth(quick: bool) -> Finding:
    """Other draws for everybody in a single month change hundreds of people in other places (tried)."""
    each = {years: compared(years) for years in ((QUICK_YEARS,) if quick else (QUICK_YEARS, YEARS))}
    told = "; ".join(
        f"after {years} years: differ through "
        + ", ".join(f"{link} {count}" for link, count in found.by_link.items())
        + f"; {found.elsewhere} people have no link to her"
        for years, found in each.items()
    )
    tried = min(found.elsewhere if sum(found.by_link.values()) else 0 for found in each.values())
    return nothing_wrong("unrelated people who differ", sum(found.unrelated for found in each.values()), tried, told)
