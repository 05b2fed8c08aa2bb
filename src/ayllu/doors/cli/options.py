"""Options that several commands share, so that they are called and explained the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the results as JSON, for programs.")]
PackName = Annotated[str, typer.Option("--pack", help="A pack by name, or the folder of your own.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a number: process.name=value, or process.table.times=factor. Repeatable."),
]
Off = Annotated[list[str] | None, typer.Option("--off", help="Switch a mechanism off. Repeatable.")]
Scale = Annotated[float | None, typer.Option(help="Share of each place's people to simulate, above 0 up to 1.")]
Focus = Annotated[
    list[str] | None,
    typer.Option("--focus", help="Simulate a place, or a focus of the pack, with a larger share: PLACE=1. Repeatable."),
]
Quick = Annotated[bool, typer.Option("--quick", help="The same as --scale 0.001: a look in seconds.")]
Seed = Annotated[int | None, typer.Option(help="Number that decides all draws; the same seed, the same lives.")]
From = Annotated[str | None, typer.Option("--from", help="First month, YYYY-MM; the pack's first.")]
Until = Annotated[str | None, typer.Option(help="Last month, YYYY-MM; the pack's last unless given.")]
Threads = Annotated[int | None, typer.Option(help="Processors to use; all unless given. Results do not change.")]
Records = Annotated[str | None, typer.Option(help="What to keep of persons: counts, sample or all.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Processes = Annotated[
    Path | None, typer.Option("--processes", help="A folder of your own process files, added to the built-in ones.")
]
RunPath = Annotated[Path, typer.Argument(help="Folder of a finished run.")]
RunPaths = Annotated[list[Path], typer.Argument(help="Folders of finished runs; several seeds give bands.")]

DEFAULT_PACK = "andes"
QUICK_SCALE = 0.001


def chosen_scale(scale: float | None, quick: bool) -> float | None:
    """The scale that --scale and --quick mean together; refuses both."""
    if quick and scale is not None:
        raise typer.BadParameter("give --quick or --scale, not both", param_hint="--quick")
    return QUICK_SCALE if quick else scale


def example(*lines: str) -> str:
    """The closing lines of a command's help: how it is used."""
    return "Example: " + "\n\n".join(lines)
