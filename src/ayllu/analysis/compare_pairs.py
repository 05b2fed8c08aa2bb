"""Which runs are set side by side: two runs, many pairs, or ensembles whose runs are matched by seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ayllu.analysis.open import Run, open_run
from ayllu.words.errors import AylluError, Problem

BASELINE = "baseline"
SAME = {"pack": "pack version", "scale": "scale", "from": "first month", "until": "last month", "records": "records"}
"""Facts of run.json that must agree, as people call them."""


@dataclass(frozen=True)
class Pair:
    """Two runs of one seed."""

    a: Run
    b: Run

    @property
    def seed(self) -> int:
        """The seed of both."""
        return int(self.a.info["seed"])


def name_of(run: Run) -> str:
    """The name of a run's scenario."""
    return str(run.info["scenario"]["name"])


def names_of(pair: Pair) -> tuple[str, str]:
    """Names of both sides that tell them apart: the scenario, what is off in it, or else the folder."""
    sides = (pair.a, pair.b)
    a, b = (name_of(run) for run in sides)
    if a == b:
        off = [", ".join(run.info["scenario"].get("off", ())) for run in sides]
        a, b = (f"{name} without {names}" if names else name for name, names in zip((a, b), off, strict=True))
    if a == b and pair.a.path != pair.b.path:
        a, b = (run.path.name for run in sides)
    return a, b


def pair_up(paths: Sequence[str | Path | Run]) -> list[Pair]:
    """Pairs of runs from A B, from A B A2 B2 ..., from two ensemble folders, or from one that holds two scenarios.

    Raises AylluError with one message when the runs are not two sides with the same seeds, or differ in
    pack version, scale, period or records.
    """
    groups = [_opened(path) for path in paths]
    if len(groups) == 1 or any(len(group) > 1 for group in groups):
        sides = groups if len(groups) == 2 else _sides([run for group in groups for run in group])
        pairs = _matched(*sides)
    else:
        pairs = _in_turn([group[0] for group in groups])
    _refuse_unlike([run for pair in pairs for run in (pair.a, pair.b)])
    return pairs


def _opened(path: str | Path | Run) -> list[Run]:
    """One run, or all runs of an ensemble folder."""
    if not isinstance(path, Run) and Path(path).is_dir() and not (Path(path) / "run.json").is_file():
        found = [
            open_run(file.parent) for file in sorted(Path(path).glob("*/run.json")) if file.parent.suffix != ".part"
        ]
        if found:
            return found
    return [open_run(path)]


def _world(run: Run) -> tuple[str, str]:
    return name_of(run), str(run.info.get("parameters_hash", ""))


def _sides(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """The runs of the two scenarios; the baseline stands first, or else the scenario that is named first."""
    by_world: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        by_world.setdefault(_world(run), []).append(run)
    if len(by_world) != 2:
        names = ", ".join(name for name, _ in by_world)
        remedy = "Name two folders, or pairs of runs: ayllu compare A B A2 B2"
        raise AylluError(Problem("these are not the runs of two scenarios", reason=f"found {names}", remedy=remedy))
    a, b = sorted(by_world, key=lambda world: world[0] != BASELINE)
    return by_world[a], by_world[b]


def _matched(a: Sequence[Run], b: Sequence[Run]) -> list[Pair]:
    """Runs of two sides by seed."""
    for side in (a, b):
        worlds = {_world(run) for run in side}
        if len(worlds) > 1:
            names = ", ".join(sorted(name for name, _ in worlds))
            remedy = "Give each scenario an ensemble folder of its own, or name pairs of runs: A B A2 B2"
            where = str(side[0].path.parent)
            raise AylluError(Problem("one side holds several scenarios", where, f"found {names}", remedy))
    seeds = [sorted(int(run.info["seed"]) for run in side) for side in (a, b)]
    if seeds[0] != seeds[1]:
        raise _unequal_seeds(*seeds)
    left, right = ({int(run.info["seed"]): run for run in side} for side in (a, b))
    return [Pair(left[seed], right[seed]) for seed in seeds[0]]


def _in_turn(runs: Sequence[Run]) -> list[Pair]:
    """A B A2 B2 ... in the order given; the seeds of a pair are equal, those of different pairs are not."""
    if len(runs) % 2:
        reason = f"{len(runs)} runs are given"
        raise AylluError(Problem("runs are compared in pairs", reason=reason, remedy="ayllu compare A B A2 B2"))
    pairs = [Pair(a, b) for a, b in zip(runs[::2], runs[1::2], strict=True)]
    seeds = [[int(run.info["seed"]) for run in side] for side in (runs[::2], runs[1::2])]
    if seeds[0] != seeds[1]:
        raise _unequal_seeds(*seeds)
    if len(set(seeds[0])) < len(pairs):
        raise AylluError(Problem("a seed is given twice", reason=f"seeds {seeds[0]}", remedy="Give each pair once"))
    if len({_world(pair.a) for pair in pairs}) > 1 or len({_world(pair.b) for pair in pairs}) > 1:
        reason = ", ".join(f"{name_of(pair.a)} and {name_of(pair.b)}" for pair in pairs)
        remedy = "Every first run of a pair is of one scenario, every second of the other"
        raise AylluError(Problem("the pairs are not of the same two scenarios", reason=reason, remedy=remedy))
    return pairs


def _unequal_seeds(a: Sequence[int], b: Sequence[int]) -> AylluError:
    reason = f"{_listed(a)} against {_listed(b)}"
    remedy = "Paired runs share their seeds: ayllu ensemble BOTH --seeds 1-5"
    return AylluError(Problem("the seeds of the two sides differ", reason=reason, remedy=remedy))


def _listed(seeds: Sequence[int]) -> str:
    return ("seed " if len(seeds) == 1 else "seeds ") + ", ".join(str(seed) for seed in seeds)


def _fact(run: Run, key: str) -> Any:
    if key == "pack":
        return f"{run.info['pack']['name']} {run.info['pack']['hash'][:12]}" if "pack" in run.info else ""
    return run.info.get(key, "")


def _refuse_unlike(runs: Sequence[Run]) -> None:
    """One message that names everything in which the runs may not differ and do."""
    unlike = []
    for key, word in SAME.items():
        found = list(dict.fromkeys(str(_fact(run, key)) for run in runs))
        if len(found) > 1:
            unlike.append(f"{word}: {' and '.join(found)}")
    if unlike:
        remedy = "Run both scenarios again with the same pack, scale, period, records and seeds"
        raise AylluError(Problem("these runs cannot be compared", reason="; ".join(unlike), remedy=remedy))
