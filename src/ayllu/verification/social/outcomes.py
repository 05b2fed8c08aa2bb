"""What became of women and of men in small worlds: states of adults and events of social processes, by sex."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import DEAD
from ayllu.register.pack import read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import World
from ayllu.verification.social.packs import alike
from ayllu.verification.worlds import PackCopy, copied
from ayllu.words.codes import NEVER

SCENARIO = "hot"
MONTHS = 36
ADULT = 15
FEW = 8
"""States of a column up to which each has a share of its own."""
BODIES = "bodies"
Change = Callable[[PackCopy], Any]
By = NDArray[np.float64]
"""A figure of women and of men."""


@dataclass(frozen=True)
class Outcomes:
    """Figures by name, (women, men), with the process that owns each; digest of the world."""

    figures: dict[str, By]
    digest: str
    events: Counter[str] = field(default_factory=Counter)


def without_births(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The overrides with nobody born: births are what women's bodies alone do."""
    return {**overrides, "fertility.birth_rate": {"times": 0.0}}


def live(
    seed: int, change: Change | None = None, off: Sequence[str] = (), births: bool = True, equal: bool = False
) -> Outcomes:
    """What became of people in a world of the basis pack, once changed, with mechanisms off.

    With `equal`, women and men have the same numbers in every table.
    """
    with copied() as copy:
        if change is not None:
            change(copy)
        pack = alike(read_pack(copy.root)) if equal else read_pack(copy.root)
        told = resolve_scenario(pack, SCENARIO)
        overrides = told.overrides if births else without_births(told.overrides)
        world = World.build(pack, overrides, (*told.off, *off), seed=seed)
    return _lived(world)


def _lived(world: World) -> Outcomes:
    events: Counter[str] = Counter()
    by_sex: dict[str, By] = {}

    def listen(event: str, rows: NDArray[np.int64]) -> None:
        sexes = world.store.person["sex"][rows]
        by_sex[event] = by_sex.get(event, np.zeros(2)) + np.bincount(sexes, minlength=2)
        events[event] += len(rows)

    world.engine.listeners.append(listen)
    world.advance(MONTHS)
    person = world.store.person
    living = np.flatnonzero(person["cell"] != DEAD)
    adults = living[person["age"][living] >= ADULT]
    sex = person["sex"][adults].astype(np.int64)
    count = np.maximum(np.bincount(sex, minlength=2), 1).astype(np.float64)
    figures = {f"event {name}": found / count for name, found in by_sex.items()}
    for name in social_columns(world):
        figures.update(_states(name, np.asarray(person[name][adults]), sex, count))
    return Outcomes(figures, world.digest(), events)


def social_columns(world: World) -> dict[str, str]:
    """Columns of people whose owner is no process of bodies -> owner."""
    phases = {record.name: record.process.phase for record in world.plan.records}
    owners = world.plan.schema.owner
    return {name: owner for name, owner in owners.items() if phases[owner] != BODIES}


def _states(name: str, values: NDArray[Any], sex: NDArray[np.int64], count: By) -> dict[str, By]:
    """Shares of each state of a column of few states, else the mean of those who have a value and their share."""
    known = values != NEVER
    states = np.unique(values)
    if len(states) <= FEW:
        return {f"{name} = {state}": np.bincount(sex[values == state], minlength=2) / count for state in states[1:]}
    have = np.bincount(sex[known], minlength=2)
    sums = np.bincount(sex[known], values[known].astype(np.float64), 2)
    return {f"{name} known": have / count, f"{name}, mean": sums / np.maximum(have, 1)}
