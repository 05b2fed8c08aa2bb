"""The digest of two calm years; README.md says what to do when it changes."""

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ayllu.population.schema import DEAD
from ayllu.register.pack import read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import World

GOLDEN = Path(__file__).with_name("tiny.yaml")
PACK, SCENARIO, SEED, MONTHS = "islands", "calm", 1, 24


def found() -> dict[str, Any]:
    """What the world is like after its months, in the form of tiny.yaml."""
    pack = read_pack(PACK)
    told = resolve_scenario(pack, SCENARIO)
    world = World.build(pack, told.overrides, told.off, 1.0, SEED)
    events: dict[str, int] = {}

    def count(event: str, rows: Any) -> None:
        events[event] = events.get(event, 0) + len(rows)

    world.engine.listeners.append(count)
    world.advance(MONTHS)
    living = int(np.count_nonzero(world.store.person["cell"] != DEAD))
    return {
        "pack": PACK,
        "scenario": SCENARIO,
        "seed": SEED,
        "months": MONTHS,
        "living": living,
        "events": dict(sorted(events.items())),
        "digest": world.digest(),
    }


def test_nobodys_life_has_changed() -> None:
    assert found() == yaml.safe_load(GOLDEN.read_text(encoding="utf-8")), "see tests/golden/README.md"


if __name__ == "__main__":
    GOLDEN.write_text(yaml.safe_dump(found(), sort_keys=False), encoding="utf-8")
    print(GOLDEN.read_text(encoding="utf-8"))
