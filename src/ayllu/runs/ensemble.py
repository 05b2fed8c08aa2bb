"""Many runs side by side: scenarios x seeds, each in its own process and folder; what is finished is kept."""

import multiprocessing
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ayllu.runs.folder import is_complete, part_of
from ayllu.words.errors import AylluError, Problem

_GRACE = 10.0
"""Seconds that an interrupted run gets to leave its folder in order."""


@dataclass(frozen=True)
class Job:
    """One run of an ensemble: a scenario of a pack with its settings, and the folder it goes to."""

    pack: str
    scenario: str
    out: Path
    seed: int
    sets: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    """until, scale, focus, records, threads, as for resolve_scenario."""


Work = Callable[[Job, bool], None]
"""What a process does with a job; the second argument says that no other runs beside it."""


@dataclass(frozen=True)
class Outcome:
    """How a job ended; `error` is empty when its folder is complete. `kept`: it was finished before."""

    job: Job
    seconds: float = 0.0
    kept: bool = False
    error: str = ""


def jobs_of(scenarios: Sequence[str], seeds: Sequence[int], out: Path, pack: str, **options: Any) -> list[Job]:
    """Every scenario with every seed, each in OUT/SCENARIO-sSEED; `options` are other fields of Job.

    Raises AylluError when two scenarios have one name or a seed is given twice.
    """
    names = [Path(name).stem if name.endswith(".toml") else name for name in scenarios]
    for kind, given in (("scenario", names), ("seed", list(seeds))):
        if len(set(given)) < len(given):
            raise AylluError(Problem(f"a {kind} is given twice", "ensemble", remedy=f"Give each {kind} once"))
    return [
        Job(pack=pack, scenario=scenario, out=out / f"{name}-s{seed}", seed=seed, **options)
        for name, scenario in zip(names, scenarios, strict=True)
        for seed in seeds
    ]


def run_job(job: Job, alone: bool) -> None:
    """Simulate a job in this process, on one thread unless it is alone; an unfinished run is resumed.

    Raises AylluError for bad input.
    """
    from ayllu.analysis.report.write import write_outputs
    from ayllu.register.pack import read_pack
    from ayllu.runs.progress import Progress
    from ayllu.runs.scenario import resolve_scenario
    from ayllu.runs.simulate import run_scenario

    pack = read_pack(job.pack)
    settings = job.settings if alone else {**job.settings, "threads": 1}
    scenario = resolve_scenario(pack, job.scenario, job.sets, job.off, seed=job.seed, **settings)
    run_scenario(
        pack,
        scenario,
        job.out,
        threads=scenario.threads,
        records=scenario.records,
        resume=part_of(job.out).is_dir(),
        progress=Progress(),
        finish=write_outputs,
    )


def run_ensemble(
    jobs: Sequence[Job],
    processes: int,
    tell: Callable[[Outcome], None] = lambda outcome: None,
    work: Work = run_job,
) -> list[Outcome]:
    """Run jobs on up to `processes` processes; finished ones are skipped, unfinished ones resumed.

    `tell` hears of each as it ends; `work` is what a process does with a job (a function that can be named
    from another process). A run that fails or dies does not stop the others. On Ctrl-C the runs are asked to
    stop and KeyboardInterrupt goes on; giving the same jobs again continues. Order is that of `jobs`.
    """
    done: dict[Path, Outcome] = {}
    waiting: list[Job] = []
    for job in jobs:
        if is_complete(job.out):
            done[job.out] = Outcome(job, kept=True)
            tell(done[job.out])
        else:
            waiting.append(job)
    for outcome in _pool(waiting, max(1, processes), work):
        done[outcome.job.out] = outcome
        tell(outcome)
    return [done[job.out] for job in jobs]


@dataclass
class _Worker:
    job: Job
    process: BaseProcess
    answer: Connection
    began: float


def _pool(waiting: list[Job], processes: int, work: Work) -> Iterator[Outcome]:
    """Keep `processes` jobs going until none is left."""
    context = multiprocessing.get_context("spawn")
    alone = processes == 1
    queue = list(reversed(waiting))
    working: dict[int, _Worker] = {}
    try:
        while queue or working:
            while queue and len(working) < processes:
                worker = _start(context, queue.pop(), alone, work)
                working[worker.process.sentinel] = worker
            for sentinel in wait(list(working)):
                yield _finish(working.pop(int(sentinel)))  # type: ignore[arg-type]
    finally:
        _stop(list(working.values()))


def _start(context: Any, job: Job, alone: bool, work: Work) -> _Worker:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, alone, work, sender), name=job.out.name)
    process.start()
    sender.close()
    return _Worker(job, process, receiver, time.monotonic())


def _finish(worker: _Worker) -> Outcome:
    """Read what a process that ended left behind."""
    worker.process.join()
    seconds = time.monotonic() - worker.began
    try:
        error = str(worker.answer.recv()) if worker.answer.poll() else ""
    except (EOFError, OSError):
        error = ""
    worker.answer.close()
    if not error and not is_complete(worker.job.out):
        code = worker.process.exitcode
        error = f"the process ended without a result (exit code {code}); was there too little memory?"
    return Outcome(worker.job, seconds, error=error)


def _stop(workers: list[_Worker]) -> None:
    """Ask processes to stop, and end those that do not."""
    for worker in workers:
        worker.process.terminate()
    until = time.monotonic() + _GRACE
    for worker in workers:
        worker.process.join(max(0.0, until - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _work(job: Job, alone: bool, work: Work, answer: Connection) -> None:
    """One process: run a job and send back what went wrong, or an empty text."""
    signal.signal(signal.SIGTERM, _interrupt)
    if not alone:
        os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        work(job, alone)
        answer.send("")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        told = str(error) if isinstance(error, AylluError) else f"{type(error).__name__}: {error}"
        answer.send(told)


def summary(outs: Sequence[Path]) -> list[dict[str, Any]]:
    """Events of finished runs by scenario, event and sex: mean over seeds, sample deviation and 95 % interval.

    Counts are scaled up to people. The interval is Student's t of the mean; it is null for a single seed.
    Raises AylluError for a folder that is no finished run.
    """
    by_scenario: dict[str, list[dict[tuple[str, str], float]]] = {}
    for out in outs:
        name, counts = _events(out)
        by_scenario.setdefault(name, []).append(counts)
    rows = []
    for name, runs in sorted(by_scenario.items()):
        for event, sex in sorted({key for counts in runs for key in counts}):
            people = [counts.get((event, sex), 0.0) for counts in runs]
            rows.append({"scenario": name, "event": event, "sex": sex, "seeds": len(runs), **_spread(people)})
    return rows


def _events(out: Path) -> tuple[str, dict[tuple[str, str], float]]:
    """The scenario of a run and its people by event and sex."""
    import polars as pl

    from ayllu.analysis.open import open_run

    run = open_run(out)
    people = (pl.col("count") * run.weights_of("occurrences")).sum()
    counts = run.scan("occurrences").group_by("event", "sex").agg(people).collect()
    name = str(run.info["scenario"]["name"])
    return name, {(event, sex): float(count) for event, sex, count in counts.iter_rows()}


def _spread(values: list[float]) -> dict[str, float | None]:
    """Mean, sample deviation and the 95 % interval of the mean by Student's t."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return {"mean": mean, "sd": None, "low": None, "high": None}
    from scipy.stats import t  # type: ignore[import-untyped]

    deviation = statistics.stdev(values)
    half = float(t.ppf(0.975, len(values) - 1)) * deviation / len(values) ** 0.5
    return {"mean": mean, "sd": deviation, "low": mean - half, "high": mean + half}
