"""`ayllu verify`: how well the model does what it should."""

from typing import Annotated

import typer

from ayllu.doors.cli.console import give, hint, show
from ayllu.doors.cli.options import Json, example

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=example("ayllu verify --only births"))(verify)


def verify(
    only: Annotated[
        list[str] | None, typer.Option(help="Only checks whose name holds this. Repeatable.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller samples: less time, less power.")] = False,
    json: Json = False,
) -> None:
    """Compare the model with mathematics and with tests that other simulators pass; ends in 1 if one fails."""
    from ayllu.verification.report import as_json, as_table, run_checks

    checks = run_checks(only, quick, progress=lambda name: hint(f"checking {name}"))
    if json:
        give(as_json(checks))
    else:
        show(as_table(checks))
    if any(check.verdict == "fail" for check in checks):
        raise typer.Exit(FAILED)
