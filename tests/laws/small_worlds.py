"""Small worlds in which the laws are tried: the islands under their scenarios, lived through in many ways."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import DEAD
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import Options, World

Keys = NDArray[np.uint64]
MONTHS = 24


@cache
def islands() -> Pack:
    """The invented pack of about a thousand people."""
    return read_pack("islands")


def world(
    scenario: str = "hot",
    options: Options | None = None,
    changes: Mapping[str, Any] | None = None,
    seed: int = 1,
    **more: Any,
) -> World:
    """A world of the islands; changes are further numbers, as apply_overrides reads them."""
    told = resolve_scenario(islands(), scenario)
    return World.build(islands(), {**told.overrides, **(changes or {})}, told.off, 1.0, seed, options=options, **more)


def lived(scenario: str = "hot", options: Options | None = None, months: int = MONTHS, **more: Any) -> str:
    """The digest of a world after some months."""
    found = world(scenario, options, **more)
    found.advance(months)
    return found.digest()


@cache
def base() -> str:
    """The digest that all ways of living through `hot` must reach."""
    return lived(options=Options(everybody=True))


@dataclass
class Month:
    """One month of a world: partners at its start, and the keys of those to whom each event happened."""

    number: int
    partners: dict[int, int]
    events: dict[str, Keys]

    def keys(self, event: str) -> list[int]:
        """Keys of an event, in the order in which it was raised."""
        return [int(key) for key in self.events.get(event, np.zeros(0, np.uint64))]


def partners_of(world: World) -> dict[int, int]:
    """Key of each person who has a partner -> key of the partner."""
    person = world.store.person
    rows = np.flatnonzero((person["cell"] != DEAD) & (person["partner"] >= 0))
    mates = person["key"][person["partner"][rows]]
    return dict(zip(person["key"][rows].tolist(), mates.tolist(), strict=True))


def diary(world: World, months: int) -> Iterator[Month]:
    """Live through some months and tell each."""
    events: dict[str, list[Keys]] = {}
    world.engine.listeners.append(
        lambda event, rows: events.setdefault(event, []).append(world.store.person["key"][rows].copy())
    )
    for _ in range(months):
        events.clear()
        month, partners = world.month, partners_of(world)
        world.advance()
        yield Month(month, partners, {event: np.concatenate(keys) for event, keys in events.items()})
