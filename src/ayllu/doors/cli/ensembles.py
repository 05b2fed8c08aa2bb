"""`ayllu ensemble`: scenarios with many seeds, side by side."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, say, table
from ayllu.doors.verbs import plan
from ayllu.words.errors import AylluError, Problem

if TYPE_CHECKING:
    from ayllu.runs.ensemble import Outcome

MOST_RUNS = 10_000


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog=o.example("ayllu ensemble baseline --seeds 1-10 --scale 0.01 --out runs/ten"))(ensemble)


def ensemble(
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios or TOML files.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of all runs; giving it again continues.")],
    seeds: Annotated[str, typer.Option(help="Seeds as 1-5 or 1,2,8.")] = "1-5",
    processes: Annotated[int | None, typer.Option(min=1, help="Runs at the same time; all processors.")] = None,
    scale: o.Scale = None,
    focus: o.Focus = None,
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
    settings |= {"focus": tuple(focus)} if focus else {}
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

    state = outcome.error or ("finished before" if outcome.kept else f"finished in {time_text(outcome.seconds)}")
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
