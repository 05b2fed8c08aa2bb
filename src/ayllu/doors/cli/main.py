"""`ayllu`: the command line. Bad input ends in 2 and is explained; Ctrl-C in 130; a fault of ours in 1."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from ayllu.doors.cli import (
    checking,
    comparing,
    ensembles,
    measuring,
    observing,
    packs,
    reading,
    running,
    scenarios,
    tracing,
)
from ayllu.doors.cli.console import hint, show_problems
from ayllu.words.errors import AylluError, ModelError, Problem

BAD_INPUT, FAULT, INTERRUPTED = 2, 1, 130


class _Commands(TyperGroup):
    """All commands; one that is interrupted ends in 130, whatever the command library makes of it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            hint("\nStopped.")
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="ayllu",
    cls=_Commands,
    help="A laboratory of families stretched across borders. Start with: ayllu run --quick",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for group in (running, ensembles, comparing, reading, tracing, observing, checking, measuring):
    group.register(app)
app.add_typer(scenarios.app, name="scenario")
app.add_typer(packs.app, name="pack")


def _version(wanted: bool) -> None:
    if wanted:
        from ayllu.runs.provenance import version

        print(f"ayllu {version()}")
        raise typer.Exit


@app.callback()
def _every_command(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def _terminate(number: int, frame: FrameType | None) -> None:
    """A request to end (SIGTERM) leaves as Ctrl-C does, so that a run can be resumed."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing but the code tells what went wrong."""
    try:
        app(args=list(arguments), prog_name="ayllu")
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except AylluError as error:
        show_problems(error, "--json" in arguments)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except MemoryError:
        remedy = "Use a smaller --scale, or fewer processes at once"
        show_problems(AylluError(Problem("the memory is used up", remedy=remedy)), "--json" in arguments)
        return BAD_INPUT
    except Exception as error:  # the last guard: users see words, not traces
        return _fault(error)
    return 0


def _fault(error: Exception) -> int:
    """Tell of a fault of the software in few words; the whole trace only when asked for."""
    if os.environ.get("AYLLU_DEBUG"):
        raise error
    kind = "The model contradicts itself" if isinstance(error, ModelError) else "Ayllu failed; the fault is ours"
    hint(f"{kind}: {type(error).__name__}: {error}")
    hint("Please report it as README.md says, with the command and what it prints after: export AYLLU_DEBUG=1")
    return FAULT


def run() -> None:
    """The entry point of the installed command."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(main(sys.argv[1:]))
