"""One more migrant: a world in which one more person goes abroad differs only through links to her or him.

Written after Starsim's test of one more birth. Until people are counted by place again, only kin, the two homes,
the communities and the places left and entered may differ; after that, only people of the same country, who read
those counts. The other country reads none of them and must stay the same, bit for bit, unless kin live there.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from ayllu.engine.sweep import Outbox
from ayllu.grammar.outcomes import Goes
from ayllu.loops.generate import MOVE
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.world import World
from ayllu.verification.builds import PLAIN, build
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.lives import DEAD
from ayllu.verification.peers.starsim_one_more_birth import Census, census, kin_keys
from ayllu.verification.report import Finding, check
from ayllu.words.months import MONTHS_A_YEAR

GONE = 7
"""Month of the extra emigration, just after a count of people by place."""
STEP = "aspiration.setting_out"
SOON, YEARS, QUICK_YEARS = 4, 20, 3
"""Months until the next count, and years that are lived on."""
KEEPS = 1 << 16


def migrant_of(world: World) -> int:
    """Key of the one who goes: single, 20 to 34, with others at home, in the first country; the first by key."""
    person, household = world.store.person, world.store.household
    places = world.engine.setting.places
    place = np.minimum(person["cell"].astype(np.int64) // CELLS_A_PLACE, len(places["country"]) - 1)
    fit = (person["cell"] != DEAD) & (person["partner"] < 0) & (person["age"] >= 20) & (person["age"] < 35)
    fit &= (places["country"][place] == 0) & (places["destination"][place] == 0) & (person["in_school"] == 0)
    fit &= (household["size"][person["home"]] > 2) & (person["dwelling"] == person["home"])
    return int(person["key"][fit].min())


def goal_of(world: World) -> int:
    """The first place abroad of the first country."""
    places = world.engine.setting.places
    return int(np.flatnonzero((places["country"] == 0) & (places["destination"] > 0))[0])


def add_migrant(world: World, key: int) -> None:
    """Let this person go abroad, keeping the home, after the emigrations of the month GONE."""
    engine, take = world.engine, world.engine._take
    moves = world.plan.moves.moves
    number = next(n for n, m in enumerate(moves) if isinstance(m, Goes) and m.event == "emigration")

    def taking(step: Any) -> None:
        take(step)
        if step.name == STEP and engine.month == GONE:
            person = world.store.person
            row = np.flatnonzero((person["key"] == np.uint64(key)) & (person["cell"] != DEAD)).astype(np.int64)
            target = np.full(len(row), goal_of(world) | KEEPS)
            engine.settler.settle(Outbox(row, np.full(len(row), MOVE + number), target))

    engine.__dict__["_take"] = taking


@dataclass(frozen=True)
class Difference:
    """Who differs, by the nearest link to the migrant; `unlinked` share none; `same` people could have differed."""

    by_link: Counter[str]
    unlinked: int
    same: int


def difference(base: World, other: World, migrant: int, began: Census, counted: bool) -> Difference:
    """Who differs, and through whom; counted: whether people have been counted by place since."""
    one, two = census(base), census(other)
    changed = {key for key in one.states.keys() | two.states.keys() if one.states.get(key) != two.states.get(key)}
    related, goal = kin_keys(other, migrant), goal_of(other)
    country = other.engine.setting.places["country"]
    by_link: Counter[str] = Counter()

    def link(key: int) -> str:
        now = one if key in one.states else two
        held = {name: getattr(began, name).get(key, getattr(now, name)[key]) for name in ("home", "community", "place")}
        if key in related:
            return "kin"
        for name in ("home", "community", "place"):
            if held[name] == getattr(began, name)[migrant]:
                return name
        if held["place"] == goal:
            return "place"
        return "counts" if counted and country[held["place"]] == 0 else ""

    links = {key: link(key) for key in one.states.keys() | two.states.keys()}
    by_link.update(links[key] for key in changed if links[key])
    unlinked = sum(not links[key] for key in changed)
    return Difference(by_link, unlinked, sum(not links[key] for key in links) - unlinked)


def compared(months: int, seed: int = 1) -> Difference:
    """Two worlds, one with the extra migrant, so many months after she or he went."""
    base, other = build(PLAIN, seed=seed), build(PLAIN, seed=seed)
    for world in (base, other):
        world.advance(GONE)
    migrant, began = migrant_of(other), census(other)
    add_migrant(other, migrant)
    for world in (base, other):
        world.advance(months)
    return difference(base, other, migrant, began, counted=months > SOON)


@check(
    "One more migrant", "A world with one more emigrant is the same, bit for bit, for everybody unlinked to her or him"
)
def one_more_migrant(quick: bool) -> Finding:
    """Other draws for everybody in a single month change dozens of people without a link (tried)."""
    soon, late = compared(SOON), compared((QUICK_YEARS if quick else YEARS) * MONTHS_A_YEAR)
    told = "; ".join(
        f"{when}: differ through {', '.join(f'{name} {n}' for name, n in sorted(found.by_link.items()))}, "
        f"{found.same} people without a link are the same"
        for when, found in ((f"after {SOON} months", soon), ("at the end", late))
    )
    tried = soon.same + late.same if soon.by_link and late.by_link else 0
    return nothing_wrong("unlinked people who differ", soon.unlinked + late.unlinked, tried, told)
