"""`ayllu run` and `ayllu summary`: simulate, and say what came out."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, say, show
from ayllu.doors.verbs import DEFAULT_SCENARIO, Plan, execute, plan

ScenarioName = Annotated[str | None, typer.Argument(help=f"A scenario or TOML file; {DEFAULT_SCENARIO} if left out.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Folder to write; a new one in runs/ unless given.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an unfinished run.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=o.example("ayllu run baseline --scale 0.01 --seed 1"))(run)
    app.command(epilog=o.example("ayllu summary runs/baseline-0.01-s1-1"))(summary)


def run(
    scenario: ScenarioName = None,
    scale: o.Scale = None,
    focus: o.Focus = None,
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
    processes: o.Processes = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Simulate a scenario into a new folder and print what came out."""
    from ayllu.runs.progress import open_progress

    settings: dict[str, Any] = {"until": until, "scale": o.chosen_scale(scale, quick), "seed": seed, "records": records}
    settings |= {"from": first, "threads": threads, "processes": processes, "focus": focus or ()}
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
        f"{scenario.title}: {scenario.first_text} to {scenario.last_text} at scale {scenario.scale:g}"
        f"{_focused(scenario.focus)}, seed {scenario.seed}; up to {expected.people:,} simulated people,"
        f" about {size_text(expected.memory_bytes)} of memory and {time_text(expected.seconds)}"
    )
    for warning in ready.warnings:
        hint(f"Note: {warning}")


def _focused(shares: Mapping[str, float]) -> str:
    return f" (in focus: {', '.join(f'{name} {share:g}' for name, share in shares.items())})" if shares else ""


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
    words += [word for name, share in scenario.focus.items() for word in ("--focus", f"{name}={share!r}")]
    words += [word for text in sets for word in ("--set", text)] + [word for text in off for word in ("--off", text)]
    command = shlex.join([*words, "--out", str(ready.out), "--resume"])
    return f"\nStopped. What was done is kept in {part_of(ready.out)}. Go on with:\n  {command}"


def show_run(path: Path, as_json: bool) -> None:
    """Print a finished run: its headline figures, its facts, and where its report is."""
    from ayllu.analysis.open import open_run, readable
    from ayllu.analysis.summary import summary as headline
    from ayllu.analysis.summary import summary_rows
    from ayllu.runs.resources import time_text

    opened = open_run(path)
    info = opened.info
    report = path / "report.html"
    if as_json:
        keys = (
            "digest",
            "persons_end",
            "people_end",
            "weight",
            "focus",
            "seconds",
            "peak_memory_mb",
            "seed",
            "scale",
            "from",
            "until",
        )
        facts = {"run": path, "report": report, **{key: info.get(key) for key in keys}}
        with readable(opened):
            rows = summary_rows(opened).to_dicts()
        give({**facts, "summary": rows})
        return
    with readable(opened):
        show(headline(opened))
        people = opened.people_end
    say(f"\nFinished in {time_text(info['seconds'])}: {people:,.0f} people at the end of {info['until']}.")
    say(f"Run folder: {path}")
    if report.is_file():
        say(f"Report: {report}")


def summary(run: o.RunPath, json: o.Json = False) -> None:
    """Print the headline figures of a run, women and men side by side, beside the official ones."""
    show_run(run, json)
