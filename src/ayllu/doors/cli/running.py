"""`ayllu run` and `ayllu ensemble`: simulate."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, say, table
from ayllu.doors.verbs import DEFAULT_SCENARIO, Plan, execute, plan
from ayllu.words.errors import AylluError, Problem

if TYPE_CHECKING:
    from ayllu.runs.ensemble import Outcome

MOST_RUNS = 10_000

ScenarioName = Annotated[
    str | None, typer.Argument(help=f"A scenario or TOML file; {DEFAULT_SCENARIO} if left out.")
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder to write; a new one in runs/ unless given.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an unfinished run.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=o.example("ayllu run baseline --scale 0.01 --seed 1"))(run)
    app.command(epilog=o.example("ayllu ensemble baseline --seeds 1-10 --scale 0.01 --out runs/ten"))(
        ensemble
    )


def run(
    scenario: ScenarioName = None,
    scale: o.Scale = None,
    quick: o.Quick = False,
    seed: o.Seed = None,
    first: o.From = None,
    until: o.Until = None,
    threads: o.Threads = None,
    sets: o.Sets = None,
    off: o.Off = None,
    records: o.Records = None,
    out: Out = None,
    resume: Resume = False,
    pack: o.PackName = o.DEFAULT_PACK,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Simulate a scenario into a new folder and print what came out."""
    from ayllu.runs.progress import open_progress

    settings = {"until": until, "scale": o.chosen_scale(scale, quick), "seed": seed, "records": records}
    settings |= {"from": first, "threads": threads}
    ready = plan(scenario, pack=pack, out=out, resume=resume, sets=sets or (), off=off or (), **settings)
    if not quiet:
        _announce(ready)
    try:
        path = execute(ready, open_progress(quiet))
    except KeyboardInterrupt:
        hint(_how_to_go_on(ready, pack, sets or [], off or []))
        raise typer.Exit(130) from None
    show_run(path, json)


def _announce(ready: Plan) -> None:
    """Say what will be run and how long it may take."""
    from ayllu.runs.resources import size_text, time_text

    scenario, expected = ready.scenario, ready.forecast
    hint(
        f"{scenario.title}: {scenario.first_text} to {scenario.last_text} at scale {scenario.scale:g},"
        f" seed {scenario.seed}; up to {expected.people:,} simulated people,"
        f" about {size_text(expected.memory_bytes)} of memory and {time_text(expected.seconds)}"
    )
    for warning in ready.warnings:
        hint(f"Note: {warning}")


def _how_to_go_on(ready: Plan, pack: str, sets: list[str], off: list[str]) -> str:
    """What to do after an interruption: the command that resumes, if anything was written."""
    from ayllu.runs.folder import part_of

    if not part_of(ready.out).is_dir():
        return "\nStopped before anything was written."
    scenario = ready.scenario
    words = [
        "ayllu",
        "run",
        scenario.lineage[-1] if scenario.name not in ready.pack.scenarios else scenario.name,
    ]
    words += ["--scale", f"{scenario.scale!r}", "--seed", str(scenario.seed), "--until", scenario.last_text]
    words += ["--records", scenario.records, "--pack", pack]
    words += [word for text in sets for word in ("--set", text)] + [
        word for text in off for word in ("--off", text)
    ]
    command = shlex.join([*words, "--out", str(ready.out), "--resume"])
    return f"\nStopped. What was done is kept in {part_of(ready.out)}. Go on with:\n  {command}"


def show_run(path: Path, as_json: bool) -> None:
    """Print a finished run: its facts and where its report is."""
    from ayllu.analysis.open import open_run
    from ayllu.runs.resources import time_text

    info: dict[str, Any] = open_run(path).info
    report = path / "report.html"
    if as_json:
        keys = (
            "digest",
            "persons_end",
            "weight",
            "seconds",
            "peak_memory_mb",
            "seed",
            "scale",
            "from",
            "until",
        )
        give({"run": path, "report": report, **{key: info.get(key) for key in keys}})
        return
    people = info["persons_end"] * info["weight"]
    say(f"Finished in {time_text(info['seconds'])}: {people:,.0f} people at the end of {info['until']}.")
    say(f"Run folder: {path}")
    say(f"Report: {report}")


def ensemble(
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios or TOML files.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of all runs; giving it again continues.")],
    seeds: Annotated[str, typer.Option(help="Seeds as 1-5 or 1,2,8.")] = "1-5",
    processes: Annotated[
        int | None, typer.Option(min=1, help="Runs at the same time; all processors.")
    ] = None,
    scale: o.Scale = None,
    quick: o.Quick = False,
    until: o.Until = None,
    sets: o.Sets = None,
    off: o.Off = None,
    records: o.Records = None,
    pack: o.PackName = o.DEFAULT_PACK,
    json: o.Json = False,
) -> None:
    """Run scenarios with several seeds side by side and say how much chance matters."""
    from ayllu.runs.ensemble import jobs_of, run_ensemble
    from ayllu.runs.scenario import cores

    given = {"until": until, "scale": o.chosen_scale(scale, quick), "records": records}
    settings: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    for scenario in scenarios:
        plan(scenario, pack=pack, out=out / "next", sets=sets or (), off=off or (), **settings)
    changes = {"sets": tuple(sets or ()), "off": tuple(off or ()), "settings": settings}
    jobs = jobs_of(scenarios, seed_list(seeds), out, pack, **changes)
    try:
        outcomes = run_ensemble(jobs, min(processes or cores(), len(jobs)), tell=_tell)
    except KeyboardInterrupt:
        hint(f"\nStopped. Finished runs are kept in {out}; give the same command again to go on.")
        raise typer.Exit(130) from None
    _show_ensemble(outcomes, json)


def _show_ensemble(outcomes: "list[Outcome]", as_json: bool) -> None:
    """Print the spread over seeds; ends in 1 when a run failed."""
    from ayllu.runs.ensemble import summary

    finished = [outcome.job.out for outcome in outcomes if not outcome.error]
    rows = summary(finished)
    failed = {str(outcome.job.out): outcome.error for outcome in outcomes if outcome.error}
    if as_json:
        give({"runs": finished, "failed": failed, "summary": rows})
    elif rows:
        headings = ["scenario", "event", "sex", "seeds", "mean", "sd", "low", "high"]
        table(headings, [[_rounded(row[key]) for key in headings] for row in rows])
        say("\nPeople, scaled up, over all months; low to high is the 95 % interval of the mean over seeds.")
    if failed:
        raise typer.Exit(1)


def _tell(outcome: "Outcome") -> None:
    """One line for each run as it ends."""
    from ayllu.runs.resources import time_text

    state = outcome.error or (
        "finished before" if outcome.kept else f"finished in {time_text(outcome.seconds)}"
    )
    hint(f"{outcome.job.out}: {state}")


def _rounded(value: Any) -> Any:
    return round(value) if isinstance(value, float) else value


def seed_list(text: str) -> list[int]:
    """Seeds written '1-5', '1,2,8' or both; raises AylluError for anything else."""
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,18})(?:\s*-\s*(\d{1,18}))?\s*", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first or last - first >= MOST_RUNS:
            remedy = f"Write for example 1-5 or 1,2,8; at most {MOST_RUNS} seeds"
            raise AylluError(Problem(f"'{text}' is not a list of seeds", "--seeds", remedy=remedy))
        found += range(first, last + 1)
    return found
