"""From a scenario to a finished run folder: build or take up a world, live its months, write everything."""

import contextlib
import hashlib
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from ayllu.population.schema import DEAD
from ayllu.register.pack import Pack
from ayllu.runs import checkpoint
from ayllu.runs.discover import discover
from ayllu.runs.folder import RunFolder
from ayllu.runs.own_processes import NO_OWN, OwnProcesses
from ayllu.runs.progress import COMPILING, MONTHS, POPULATION, REPORT, Progress
from ayllu.runs.provenance import Stopwatch, open_folder, run_facts, write_companions, write_facts
from ayllu.runs.record import Recorder
from ayllu.runs.scenario import Scenario
from ayllu.runs.warm import compiling_beside
from ayllu.runs.world import Options, World
from ayllu.words.errors import ModelError
from ayllu.words.months import month_text

RESUMING = "taking up the unfinished run"
WRITING = "writing tables"
CHUNK = 262144

Finish = Callable[[Path], Any]
"""What is done with a folder whose tables and run.json are written, before it gets its name."""
MEAN_TURNS = 60
"""Months between two looks at one person for measured means in a recorded run."""


def run_scenario(
    pack: Pack,
    scenario: Scenario,
    out: Path | str,
    threads: int = 1,
    records: str | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    every: int = checkpoint.MONTHS_BETWEEN,
    finish: Finish | None = None,
    own: OwnProcesses = NO_OWN,
    beside: bool = False,
) -> Path:
    """Simulate a scenario into the folder OUT and return it; until it is complete it is called OUT.part.

    records: counts, sample or all, by default those of the scenario. every: months between checkpoints. own: the
    user's process files, which the folder keeps. beside: whether other processes may compile meanwhile.
    finish is called with the folder before it is renamed (indicators and report are made there). Ctrl-C and
    SIGTERM let the month end, write a checkpoint and raise KeyboardInterrupt; `resume` goes on from the
    latest checkpoint with the same results. Raises AylluError for a folder, disk or pack that will not do,
    and for a run that cannot be resumed because scenario, pack, options or code changed.
    """
    scenario = replace(scenario, threads=threads, records=records or scenario.records)
    folder = open_folder(pack, scenario, Path(out), resume, own)
    run = _Run(pack, scenario, folder, progress or Progress(), every, own)
    try:
        with compiling_beside(pack.root, own.folders, beside) as others:
            run.begin(Options(threads=threads, chunk=chunk, turns=MEAN_TURNS))
            run.progress.begin(COMPILING)
            others.wait()
        run.live()
        run.write(finish)
        return folder.complete()
    except ModelError as error:
        if not own.folders:
            raise
        raise own.blamed(error) from error
    finally:
        run.close()


@dataclass
class _Run:
    """One sitting of a run."""

    pack: Pack
    scenario: Scenario
    folder: RunFolder
    progress: Progress
    every: int
    own: OwnProcesses
    world: World = field(init=False)
    recorder: Recorder = field(init=False)

    def close(self) -> None:
        """Nothing is written any more, whatever happened, and the folder is let go of."""
        if hasattr(self, "recorder"):
            self.recorder.parts.close()
        self.folder.release()

    def begin(self, options: Options) -> None:
        """Build the world, or take it up from the latest checkpoint that can be read."""
        self.watch = Stopwatch()
        if not (self.folder.resumed and self._take_up(options)):
            checkpoint.clear(self.folder.part)
            self.progress.begin(POPULATION)
            self.world = self._world(options)
            self.recorder = Recorder(self.world, self.folder.part, self.scenario.records)
            self.recorder.parts.clear()

    def _world(self, options: Options, **taken_up: Any) -> World:
        s = self.scenario
        processes = discover(self.own.folders)
        return World.build(
            self.pack, s.overrides, s.off, s.scale, s.seed, options, processes, focus=s.focus, **taken_up
        )

    def _take_up(self, options: Options) -> bool:
        """Go on from the newest checkpoint whose parts are all there; False when there is none."""
        self.progress.begin(RESUMING)
        for path in checkpoint.read_all(self.folder.part):
            found = checkpoint.read(path)
            if found is None:
                continue
            world = self._world(options, store=found.store, month=found.month, weights=found.weights)
            checkpoint.refuse_other_code(found, world.plan, self.folder.part)
            recorder = Recorder(world, self.folder.part, self.scenario.records, _recorded(found))
            if not recorder.parts.whole():
                continue
            found.restore(world)
            recorder.parts.forget_others()
            self.watch.before, self.watch.started = float(found.facts["seconds"]), str(found.facts["started"])
            self.world, self.recorder = world, recorder
            return True
        return False

    def live(self) -> None:
        """Live through the months left, with a checkpoint now and then and before an interruption."""
        left = self.scenario.last_month + 1 - self.world.month
        first = True
        with _interruptions() as interrupted:
            while self.world.month <= self.scenario.last_month:
                self.world.advance()
                self.recorder.month()
                if first:
                    self.progress.begin(MONTHS, left)
                    first = False
                self.progress.advance(1, month_text(self.world.month - 1, self.scenario.epoch_year))
                if interrupted.is_set():
                    self._save()
                    raise KeyboardInterrupt
                if self.world.month % self.every == 0 and self.world.month <= self.scenario.last_month:
                    self._save()

    def _save(self) -> None:
        state = self.recorder.state()
        arrays = {f"pending/{name}": rows for name, rows in state.pop("pending").items()}
        arrays["sample"] = state.pop("sample")
        facts = {**state, "seconds": self.watch.seconds, "started": self.watch.started}
        checkpoint.save(self.folder.part, self.world, facts, arrays)

    def write(self, finish: Finish | None) -> None:
        """Unite the tables and write everything else that a run folder holds."""
        part, scenario, world = self.folder.part, self.scenario, self.world
        self.progress.begin(WRITING)
        self.recorder.finish()
        write_companions(part, world.pack)
        self.folder.write_readme(scenario.title, scenario.epoch_year, world.weights)
        digest = hashlib.sha256(f"{world.digest()} {self.recorder.parts.digest()}".encode()).hexdigest()
        living = world.store.person["stratum"][world.store.person["cell"] != DEAD]
        ends = np.bincount(living, minlength=len(world.weights)).tolist()
        facts = run_facts(world.pack, scenario, self.watch, list(zip(world.weights, ends, strict=True)), digest)
        write_facts(part, {**facts, "processes": self.own.digests})
        if finish is not None:
            self.progress.begin(REPORT)
            finish(part)
        self.recorder.parts.clear()
        checkpoint.clear(part)


def _recorded(found: checkpoint.Checkpoint) -> dict[str, Any]:
    """The recorder's state in a checkpoint."""
    pending = {name.partition("/")[2]: a for name, a in found.arrays.items() if name.startswith("pending/")}
    kept = {key: found.facts[key] for key in ("parts", "ancestries")}
    return {**kept, "pending": pending, "sample": found.arrays["sample"]}


@contextlib.contextmanager
def _interruptions() -> Iterator[threading.Event]:
    """Within, Ctrl-C and SIGTERM set the event once; a second one interrupts at once."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
