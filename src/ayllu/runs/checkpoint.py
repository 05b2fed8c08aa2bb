"""Checkpoints: everything needed to go on with a run as if it had never stopped."""

import contextlib
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from ayllu.loops.plan import Plan
from ayllu.population.store import Store, Table
from ayllu.runs.folder import explained
from ayllu.runs.world import World
from ayllu.words.errors import AylluError, Problem

FOLDER = "checkpoints"
MONTHS_BETWEEN = 60
KEPT = 2
"""Checkpoints kept, so that one that was cut short by a power cut leaves the one before."""

_LAYERS = ("words", "grammar", "processes", "population", "register", "loops", "engine", "runs")
_ENGINE = ("dead_rows", "displaced", "_sorted_until")
_BOOKS = ("unions", "households")
_NAME = re.compile(r"(\d+)\.npz")


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint as read: arrays by name, and facts: month, event_sum, code, plan and the caller's."""

    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any]

    @property
    def month(self) -> int:
        """The month that comes next."""
        return int(self.facts["month"])

    @property
    def weights(self) -> tuple[float, ...]:
        """People that one simulated person stands for, by stratum."""
        return tuple(self.facts["weights"])

    @property
    def store(self) -> Store:
        """Everybody and everything, as they were."""
        tables = {}
        for name, size in self.facts["tables"].items():
            columns = {key.partition("/")[2]: a for key, a in self.arrays.items() if key.startswith(f"{name}/")}
            tables[name] = Table({key: column.dtype.name for key, column in columns.items()}, 0)
            tables[name].columns, tables[name].n = columns, int(size)
        return Store(**tables)

    def restore(self, world: World) -> None:
        """Set what a world built on this store cannot know from it."""
        engine = world.engine
        for name in _ENGINE:
            setattr(engine, name, int(self.facts[name]))
        for name in _BOOKS:
            setattr(engine.books, name, int(self.facts[name]))
        engine.unmatched[:] = self.arrays["unmatched"]
        engine.tallies.update({name: self.arrays[f"tally {name}"] for name in engine.tallies})
        for name, total, count in _measured(world):
            total[:], count[:] = self.arrays[f"sum of {name}"], self.arrays[f"count of {name}"]
        world.event_sum = np.uint64(self.facts["event_sum"])


def save(folder: Path, world: World, facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a checkpoint of a world between two months; facts and arrays are the caller's own.

    It appears whole or not at all; the KEPT newest stay. Raises AylluError when the disk refuses.
    """
    engine, own = world.engine, folder / FOLDER
    held: dict[str, NDArray[Any]] = {"unmatched": engine.unmatched}
    held |= {f"tally {name}": counted for name, counted in engine.tallies.items()}
    for name, table in world.store.tables().items():
        held |= {f"{name}/{column}": table[column] for column in table.kinds}
    for name, total, count in _measured(world):
        held |= {f"sum of {name}": total, f"count of {name}": count}
    known = {
        **facts,
        "month": world.month,
        "event_sum": int(world.event_sum),
        "weights": world.weights,
        "tables": {name: table.n for name, table in world.store.tables().items()},
        **marks(world.plan),
        **{name: int(getattr(engine, name, 0)) for name in _ENGINE},
        **{name: int(getattr(engine.books, name)) for name in _BOOKS},
    }
    path = own / f"{world.month:06d}.npz"
    with explained(path):
        own.mkdir(parents=True, exist_ok=True)
        _write(path, {**held, **arrays}, known)
        for older in _found(own)[KEPT:]:
            older.unlink()


def _measured(world: World) -> Iterator[tuple[str, NDArray[Any], NDArray[Any]]]:
    """Measures of all strata: a name, sums and counts."""
    for stratum, measured in enumerate(world.engine.strata.measured):
        for name, (total, count) in measured.items():
            yield f"{name} {stratum}", total, count


def _write(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    temporary = path.with_suffix(".tmp")
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    with temporary.open("wb") as file:
        np.savez(file, **{**arrays, "facts": text})  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _found(folder: Path) -> list[Path]:
    """Checkpoints in a folder, the newest first."""
    return sorted((path for path in folder.glob("*.npz") if _NAME.fullmatch(path.name)), reverse=True)


def read_all(folder: Path) -> list[Path]:
    """Checkpoint files of a run folder, the newest first."""
    return _found(folder / FOLDER)


def read(path: Path) -> Checkpoint | None:
    """A checkpoint, or None when the file is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        facts = json.loads(arrays.pop("facts").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Checkpoint(arrays, facts)


def refuse_other_code(found: Checkpoint, plan: Plan, where: Path) -> None:
    """Raise AylluError unless the checkpoint was written by this very code and plan."""
    names = {"code": "the code", "plan": "the list of processes", "libraries": "numpy or numba"}
    now = marks(plan)
    changed = [words for key, words in names.items() if found.facts.get(key) != now[key]]
    if changed:
        reason = f"{' and '.join(changed)} changed since it was interrupted"
        remedy = "Go on with the version it was begun with, or start anew with another --out"
        raise AylluError(Problem("this run cannot be resumed", str(where), reason, remedy))


def marks(plan: Plan) -> dict[str, str]:
    """What must be the same for a checkpoint to be taken up: code, plan and numerical libraries."""
    steps = [f"{planned.name} {planned.kind}" for planned in (*plan.steps, *plan.means)]
    content = json.dumps([steps, plan.schema.person])
    return {
        "code": code_hash(),
        "plan": hashlib.sha256(content.encode()).hexdigest(),
        "libraries": f"numpy {np.__version__}, numba {numba.__version__}",
    }


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 of every source file that a simulation runs through, as they were when first asked for."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for layer in _LAYERS:
        for path in sorted((root / layer).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def clear(folder: Path) -> None:
    """Remove all checkpoints of a run folder."""
    own = folder / FOLDER
    with contextlib.suppress(FileNotFoundError), explained(own):
        for path in own.iterdir():
            path.unlink()
        own.rmdir()
