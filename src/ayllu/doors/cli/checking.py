"""`ayllu check`: what the papers claim, put to finished runs."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, say, table


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=o.example("ayllu check runs/baseline-0.01-s1-1 --claim BB-121"))(check)


def check(
    runs: o.RunPaths,
    claim: Annotated[list[str] | None, typer.Option(help="Only this claim. Repeatable.")] = None,
    without: Annotated[
        list[Path] | None,
        typer.Option(help="A run of the same seed with mechanisms off, as by ayllu run --off. Repeatable."),
    ] = None,
    pack: Annotated[
        str | None, typer.Option(help="Claims and checks of this pack; that of the runs unless given.")
    ] = None,
    json: o.Json = False,
) -> None:
    """Put the claims of a pack to runs: expected, ours with its interval, what would be seen, verdict."""
    from ayllu.verification.claims.score import scorecard
    from ayllu.verification.claims.told import as_json, as_rows, summary

    scores = scorecard(runs, without or (), claim or (), pack, progress=lambda name: hint(f"checking {name}"))
    if json:
        give(as_json(scores))
        return
    headings, rows = as_rows(scores, bool(without))
    table(headings, rows)
    say(f"\n{summary(scores)}, of {len(scores)} claims with a check; {len(runs)} {'runs' if runs[1:] else 'run'}.")
    say("'would be seen' is the smallest effect found with a chance of 80 %; fitted claims are no evidence.")
