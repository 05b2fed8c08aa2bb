"""`ayllu compare`: two scenarios side by side, seed by seed."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, show


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    pairs = "ayllu compare runs/baseline-0.01-s1-1 runs/calm-0.01-s1-1"
    app.command(epilog=o.example(pairs, "ayllu compare runs/five-baseline runs/five-calm"))(compare)


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(help="Runs as A B or A B A2 B2 ..., or two ensemble folders, or one of two scenarios."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for compare.parquet and compare.json.")
    ] = None,
    lives: Annotated[bool, typer.Option(help="Compare lives too, not only figures.")] = True,
    json: o.Json = False,
) -> None:
    """Say in what two scenarios differ: figures with intervals over seeds, and lives, each with the reason."""
    from ayllu.analysis.compare_told import told
    from ayllu.doors.verbs import compare as compared

    found = compared(*runs, lives=lives)
    if out is not None:
        found.write(out)
        hint(f"Written to {out}")
    if json:
        give(found.as_dict())
    else:
        show(told(found))
