"""Compiling beside a first run: while the people are made, other processes fill the cache with compiled loops.

Each lives through a year of a made-up crowd, and all that this touches is compiled and cached: one with the steps of
the month in their order, one from the last to the first, until they meet. What they miss is compiled when needed.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ayllu.loops.compile import cache_folder
from ayllu.loops.plan import make_plan
from ayllu.population.founding import found_store
from ayllu.population.identity import mix64
from ayllu.population.start import COLUMNS, Start
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.checkpoint import code_hash
from ayllu.runs.discover import discover
from ayllu.runs.record import Recorder
from ayllu.runs.scenario import cores
from ayllu.runs.world import Options, World
from ayllu.words.codes import NEVER, UnionStatus
from ayllu.words.months import MONTHS_A_YEAR

FORWARD, BACKWARD = "forward", "backward"
PATIENCE = 300.0
"""Seconds after which nobody waits for the other processes any longer."""

HOMES = 600
ROOM = 4
"""Members of each made-up home: a woman, her partner, their grown daughter or son, and a child."""

YOUNGEST = 40
"""Months since the last birth of the made-up couples."""

APART = 12
"""Years by which a mother or father is older than a child; others are lodgers."""

_AGES = ((20, 75), (22, 77), (16, 27), (0, 9))


class Beside:
    """The processes that compile beside this one; none when there is nothing to do."""

    def __init__(self, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        self.processes = processes

    def wait(self) -> None:
        """Until they have finished, or are too slow."""
        until = time.monotonic() + PATIENCE
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))

    def stop(self) -> None:
        """End those that still run."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


@contextlib.contextmanager
def compiling_beside(pack: Path, folders: Sequence[Path], wanted: bool = True) -> Iterator[Beside]:
    """Within, a pack's loops are compiled by other processes if wanted, unless this very code has begun a run before.

    folders: of the user's own processes. Nothing depends on their success; a run on one processor starts none.
    """
    mark = cache_folder() / f"{_mark(folders)}.compiled"
    needed = wanted and cores() > 1 and not mark.exists()
    beside = Beside([_start(order, pack, folders) for order in (FORWARD, BACKWARD)] if needed else [])
    try:
        yield beside
        if needed:
            with contextlib.suppress(OSError):
                mark.parent.mkdir(parents=True, exist_ok=True)
                mark.touch()
    finally:
        beside.stop()


def _mark(folders: Sequence[Path]) -> str:
    digest = hashlib.sha256(code_hash().encode())
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _start(order: str, pack: Path, folders: Sequence[Path]) -> "subprocess.Popen[bytes]":
    """A new interpreter, so that a script of the user's is not run again."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "ayllu.runs.warm", order, str(pack), *map(str, folders)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet)


def warm(order: str, pack: Pack, folders: Sequence[Path]) -> None:
    """What such a process does: a year of a crowd, with the steps of the month in one order or the other."""
    records = discover(folders)
    store = found_store(crowd(len(pack.places)), make_plan(records).schema, 0)
    options = Options(everybody=False, turns=1)
    world = World.build(pack, options=options, processes=records, store=store, weights=(1.0,))
    if order == BACKWARD:
        world.plan.steps.reverse()
    world.engine.sort()
    world.engine.start()
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(world, Path(folder), "all", {"ancestries": ["other"]})
        with contextlib.closing(recorder.parts):
            for _ in range(MONTHS_A_YEAR):
                world.advance()
                if order == FORWARD:
                    recorder.month()


def crowd(places: int) -> Start:
    """Homes of four, spread over the places: a couple, a grown child and a small one; nobody's lives but enough."""
    n = HOMES * ROOM
    people: dict[str, Any] = {name: np.zeros(n, kind) for name, kind in COLUMNS.items()}
    row, home = np.arange(n), np.repeat(np.arange(HOMES), ROOM)
    member, first = row % ROOM, row - row % ROOM
    low, high = np.array(_AGES).T
    age = low[member] + home % (high - low)[member]
    people["key"][:], people["sex"][:], people["home"][:] = mix64(row.astype(np.uint64)), (row + home) % 2, home
    people["sex"][member < 2] = member[member < 2]
    people["birth"][:] = -age * MONTHS_A_YEAR - home % MONTHS_A_YEAR - 1
    people["place"][:] = people["community"][:] = home * places // HOMES
    people["partner"][:] = np.where(member < 2, first + 1 - member, -1)
    for parent, position in (("mother", 0), ("father", 1)):
        older = age[first + position] >= age + APART
        people[parent][:] = np.where((member >= 2) & older, first + position, -1)
    for name in ("union_since", "last_birth"):
        people[name][:] = np.where(member < 2, -YOUNGEST, NEVER)
    people["union_status"][:] = np.where(member < 2, UnionStatus.MARRIED, UnionStatus.SINGLE)
    people["parity"][:] = np.where(member < 2, 2, 0)
    number = np.arange(HOMES)
    keys = mix64(np.arange(n, n + HOMES + places, dtype=np.uint64))
    homes = {"key": keys[:HOMES], "community": number * places // HOMES, "first": number * ROOM}
    return Start(people, homes, {"key": keys[HOMES:], "place": np.arange(places)}, ("other",))


if __name__ == "__main__":
    warm(sys.argv[1], read_pack(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
