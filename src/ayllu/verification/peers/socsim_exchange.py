"""SOCSIM exchange: kin derived from exported .opop and .omar files are the engine's own, exactly."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ayllu.loops.walks import MOST_KIN, kin_of
from ayllu.runs.world import World
from ayllu.verification import socsim
from ayllu.verification.builds import PLAIN, build
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.lives import lives_of
from ayllu.verification.report import Finding, check
from ayllu.words.codes import Sex
from ayllu.words.months import MONTHS_A_YEAR

LINKS = ("mother", "father", "first_child", "next_by_mother", "next_by_father")
YEARS, QUICK_YEARS = 40, 10


def walked(store: Any, last: int) -> socsim.Relations:
    """Living relatives of the living as the engine walks its own links."""
    lives = lives_of(store, last)
    place = np.full(store.person.n, -1, np.int64)
    place[lives.row] = np.arange(lives.living)
    living, dead = (tuple(table[name] for name in LINKS) for table in (store.person, store.tomb))
    rows, ties = np.empty(MOST_KIN, np.int64), np.empty(MOST_KIN, np.int64)
    found: socsim.Relations = set()
    for ego, row in enumerate(lives.row.tolist()):
        n = kin_of(row, int(store.person["sex"][row]), living, dead, rows, ties)
        found |= {(ego, int(tie), int(place[who])) for who, tie in zip(rows[:n], ties[:n], strict=True)}
    return found


def coupled(store: Any, last: int) -> set[tuple[int, int]]:
    """Living couples by the engine's links."""
    lives = lives_of(store, last)
    place = np.full(store.person.n, -1, np.int64)
    place[lives.row] = np.arange(lives.living)
    partner = store.person["partner"][lives.row].astype(np.int64)
    wives = np.flatnonzero((partner >= 0) & (store.person["sex"][lives.row] == Sex.FEMALE))
    return {(int(wife), int(place[partner[wife]])) for wife in wives}


def differences(world: World, folder: Path) -> tuple[int, int]:
    """Relations in only one of files and engine, and relations in either."""
    last = world.month - 1
    socsim.write(socsim.export(world.store, last), folder / "world")
    files = socsim.read(folder / "world")
    own, theirs = walked(world.store, last), socsim.derived(files)
    couples, married = coupled(world.store, last), socsim.spouses(files)
    return len(own ^ theirs) + len(couples ^ married), len(own | theirs) + len(couples | married)


@check("SOCSIM exchange", "Kin derived from exported SOCSIM files are the kin that the engine walks to")
def exchange(quick: bool) -> Finding:
    """One mother taken out of the file changes the relations (tried in tests/unit/test_verification_lives.py)."""
    world = build(PLAIN)
    world.advance(MONTHS_A_YEAR * (QUICK_YEARS if quick else YEARS))
    with TemporaryDirectory(prefix="ayllu-socsim-") as folder:
        wrong, tried = differences(world, Path(folder))
    return nothing_wrong("relations that differ", wrong, tried, "every relation compared, exact")
