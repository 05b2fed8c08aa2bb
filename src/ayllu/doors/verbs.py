"""The verbs of the command line as Python functions: plan a run, run it, look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ayllu.words.errors import AylluError, Problem

if TYPE_CHECKING:
    import polars as pl

    from ayllu.analysis.compare import Comparison
    from ayllu.analysis.open import Run
    from ayllu.register.pack import Pack
    from ayllu.runs.own_processes import OwnProcesses
    from ayllu.runs.progress import Progress
    from ayllu.runs.resources import Forecast
    from ayllu.runs.scenario import Scenario

DEFAULT_SCENARIO = "baseline"
DEFAULT_PACK = "andes"


@dataclass(frozen=True)
class Plan:
    """A run that is ready to start: everything is read and checked."""

    pack: "Pack"
    scenario: "Scenario"
    out: Path
    resume: bool
    forecast: "Forecast"
    warnings: tuple[str, ...]
    own: "OwnProcesses"


@dataclass(frozen=True)
class Result:
    """A finished run: its facts, its tables, and SQL over them."""

    run: "Run"

    @property
    def path(self) -> Path:
        """The run folder."""
        return self.run.path

    @property
    def info(self) -> dict[str, Any]:
        """The content of run.json."""
        return self.run.info

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return self.run.tables

    def table(self, name: str) -> "pl.DataFrame":
        """A table as a polars frame; raises AylluError for a table that is not there."""
        return self.run.table(name)

    def sql(self, query: str) -> "pl.DataFrame":
        """The answer of a DuckDB query; every table is a view of its name. Raises AylluError for a wrong one."""
        return self.run.sql(query)

    @cached_property
    def indicators(self) -> "pl.DataFrame":
        """All indicators, women and men apart, one row for each value."""
        return self.run.sql("SELECT * FROM indicators")

    @cached_property
    def summary(self) -> "pl.DataFrame":
        """The headline figures, women and men side by side, beside the official ones."""
        from ayllu.analysis.summary import summary_rows

        return summary_rows(self.run)


def plan(
    scenario: str | Path | None = None,
    *,
    pack: str | Path = DEFAULT_PACK,
    out: str | Path | None = None,
    resume: bool = False,
    sets: Sequence[str] = (),
    off: Sequence[str] = (),
    processes: str | Path | None = None,
    **run: Any,
) -> Plan:
    """Read and check everything of a run without starting it.

    `run` may hold from_, until, scale, focus, seed, threads and records; `processes` is a folder of process files
    that are added to the built-in ones. With `resume`, the scenario is by default the one of the unfinished OUT, and
    its process files always are. Raises AylluError for bad input and when memory or disk will not do.
    """
    from ayllu.register.pack import read_pack
    from ayllu.runs import folder, resources
    from ayllu.runs.provenance import RESOLVED
    from ayllu.runs.scenario import resolve_scenario

    if scenario is None and resume and out is not None and folder.part_of(Path(out)).is_dir():
        scenario = folder.part_of(Path(out)) / RESOLVED
    read = read_pack(pack)
    chosen = resolve_scenario(read, scenario or DEFAULT_SCENARIO, sets, off, **run)
    where = Path(out) if out is not None else None
    if where is None and resume:
        where = folder.unfinished(chosen.name, chosen.scale, chosen.seed)
        if where is None:
            reason = f"no unfinished run of {chosen.name} at scale {chosen.scale:g} with seed {chosen.seed} is in runs/"
            raise AylluError(Problem("there is nothing to resume", "--resume", reason, "Name it with --out"))
    if where is None:
        where = folder.default_out(chosen.name, chosen.scale, chosen.seed)
    folder.refuse(where, resume)
    own = _own(read, processes, folder.part_of(where) if resume else None)
    expected = _forecast(read, chosen)
    warnings = (*chosen.notes, *resources.check(expected, where))
    return Plan(read, chosen, where, resume, expected, warnings, own)


def _forecast(pack: "Pack", scenario: "Scenario") -> "Forecast":
    """What a run will need; focus places have a sample of their own."""
    from ayllu.runs.focus import people_expected
    from ayllu.runs.resources import forecast

    people = people_expected(pack, scenario.scale, scenario.focus)
    samples = 1 + bool(scenario.focus)
    return forecast(people, scenario.months, scenario.threads, scenario.records, samples)


def _own(pack: "Pack", folder: str | Path | None, resumed: Path | None) -> "OwnProcesses":
    """The user's processes, if there are any; without them the engine need not be loaded to plan a run."""
    from ayllu.runs.own_processes import NO_OWN, kept_in

    if folder is None and (resumed is None or not kept_in(resumed).folders):
        return NO_OWN
    from ayllu.runs.check_processes import own_processes

    return own_processes(pack, folder, resumed)


def execute(ready: Plan, progress: "Progress") -> Path:
    """Simulate a plan and return the finished run folder.

    Raises AylluError when the folder or the disk refuses; after an interruption OUT.part can be resumed.
    """
    from ayllu.analysis.report.write import write_outputs
    from ayllu.runs.simulate import run_scenario

    scenario = ready.scenario
    with progress:
        return run_scenario(
            ready.pack,
            scenario,
            ready.out,
            threads=scenario.threads,
            records=scenario.records,
            resume=ready.resume,
            progress=progress,
            finish=write_outputs,
            own=ready.own,
            beside=True,
        )


def run(scenario: str | Path | None = None, *, progress: bool = False, **options: Any) -> Result:
    """Simulate a scenario: `ayllu.run("baseline", scale=0.01, seed=1)`.

    `options` are those of `plan`: pack, out, resume, sets, off, processes, until, scale, focus, seed, threads,
    records.
    Progress goes to standard error when asked for. Raises AylluError for bad input.
    """
    from ayllu.runs.progress import open_progress

    return open_result(execute(plan(scenario, **options), open_progress(quiet=not progress)))


def open_result(path: str | Path) -> Result:
    """A finished run: `ayllu.open("runs/baseline-0.01-s1-1")`. Raises AylluError when it is none."""
    from ayllu.analysis.open import open_run

    return Result(open_run(path))


def compare(*runs: str | Path, lives: bool = True) -> "Comparison":
    """Two scenarios side by side: `ayllu.compare("runs/five-baseline", "runs/five-calm")`.

    `runs` are A, B or A, B, A2, B2 ..., two ensemble folders, or one that holds two scenarios; without
    `lives` only figures are compared. Raises AylluError when they are not pairs of equal seeds and settings.
    """
    from ayllu.analysis.compare import compare as compared

    return compared(runs, lives)
