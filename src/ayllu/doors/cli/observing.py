"""`ayllu observe`: what censuses, consulates, border posts and mothers see of the people abroad of a run."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, table


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog=o.example("ayllu observe runs/baseline-0.01-s1-1"))(observe)


def observe(
    run: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    pack: Annotated[
        str | None, typer.Option(help="Take the numbers of this pack, not those that the run was made with.")
    ] = None,
    json: o.Json = False,
) -> None:
    """Write observed_year.parquet into a run folder, and show it beside the figures of papers and statistics."""
    from ayllu.doors.observation import observe_run

    path, rows = observe_run(run, pack)
    hint(f"Written to {path}")
    if json:
        give(rows)
        return
    keys = ("source", "country", "destination", "year", "use", "from", "value", "observed", "true", "ratio")
    table(list(keys), [[_told(row[key]) for key in keys] for row in rows])


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) > 1000 else f"{value:.2f}"
    return str(value)
