"""Worlds of the basis pack as it is, under a scenario and further changes of numbers."""

from collections.abc import Mapping
from typing import Any

from ayllu.register.pack import read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import World
from ayllu.verification.worlds import copied

PLAIN, LIVELY = "calm", "hot"
"""Scenarios of the basis pack: nothing changed; every kind of event often."""


def build(
    scenario: str = PLAIN,
    people: int | None = None,
    seed: int = 1,
    years: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> World:
    """A world of the basis pack under a scenario and `changes` (as apply_overrides reads them)."""
    with copied() as copy:
        if years:
            copy.set_years(years)
        if people:
            copy.set_people(people)
        pack = read_pack(copy.root)
        told = resolve_scenario(pack, scenario)
        return World.build(pack, {**told.overrides, **(changes or {})}, told.off, seed=seed)
