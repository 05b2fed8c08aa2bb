"""`ayllu pack`: the data of a country: check it, start one, see what it lacks."""

import re
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from ayllu.doors.cli.console import give, say, table
from ayllu.doors.cli.options import DEFAULT_PACK, Json, example
from ayllu.words.errors import AylluError, Problem

TEMPLATE = "islands"
"""The pack that new ones are copied from."""

app = typer.Typer(help="Check packs, start a new one, see which numbers are assumed.", no_args_is_help=True)
PackArgument = Annotated[str, typer.Argument(help="A pack by name, or its folder.")]


@app.command(epilog=example("ayllu pack check my-country"))
def check(pack: PackArgument = DEFAULT_PACK, json: Json = False) -> None:
    """Check a pack and name everything that is wrong in it, with file and line."""
    from ayllu.register.checks import check_pack

    problems = check_pack(pack)
    if problems:
        raise AylluError(problems)
    if json:
        give({"pack": pack, "problems": []})
    else:
        say(f"The pack {pack} is in order.")


@app.command(epilog=example("ayllu pack new my-country"))
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.")], json: Json = False) -> None:
    """Make a small complete pack with comments, ready to be filled with your country's numbers."""
    from ayllu.register.pack import pack_root
    from ayllu.runs.folder import explained

    if folder.exists():
        raise AylluError(Problem("this folder exists already", str(folder), remedy="Choose another name"))
    name = re.sub(r"[^\w-]+", "-", folder.name)
    with explained(folder):
        try:
            shutil.copytree(pack_root(TEMPLATE), folder, ignore=shutil.ignore_patterns("__pycache__"))
            head = folder / "pack.toml"
            text = re.sub(
                r'(?m)^name = "[^"]*"', f'name = "{name}"', head.read_text(encoding="utf-8"), count=1
            )
            head.write_text(text, encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError) as error:
            reason = (error.strerror or "").lower()
            raise AylluError(Problem("the folder cannot be made", str(folder), reason)) from None
    if json:
        give({"pack": str(folder), "name": name})
    else:
        say(f"Made {folder}. Begin with {folder / 'pack.toml'}; then: ayllu pack check {folder}")


@app.command(epilog=example("ayllu pack gaps"))
def gaps(pack: PackArgument = DEFAULT_PACK, json: Json = False) -> None:
    """List the assumed numbers, the least certain first, and the series that would replace them."""
    from ayllu.register.pack import read_pack

    rows = sorted((_gap(head) for head in read_pack(pack).heads() if head.kind == "assumed"), key=_doubt)
    if json:
        give({"gaps": rows})
        return
    if not rows:
        say("No number of this pack is assumed.")
        return
    headings = ["number", "value", "low", "high", "what it means", "wanted instead"]
    table(
        headings, [[row[key] for key in ("name", "value", "low", "high", "means", "wanted")] for row in rows]
    )
    say(
        "\nThe first have the widest plausible range for their size: that is doubt, not yet influence on results."
    )


def _gap(head: Any) -> dict[str, Any]:
    low, high = (float(end) for end in head.plausible) if head.plausible else (None, None)
    value = getattr(head, "value", None)
    return {
        "name": head.full_name,
        "value": None if value is None else float(value),
        "low": low,
        "high": high,
        "unit": head.unit,
        "means": head.means,
        "because": head.because,
        "wanted": head.wanted,
    }


def _doubt(gap: dict[str, Any]) -> tuple[float, str]:
    """Sort key: the plausible range over its middle, the widest first; without a range last."""
    if gap["low"] is None:
        return 0.0, gap["name"]
    middle = (abs(gap["low"]) + abs(gap["high"])) / 2
    return -(gap["high"] - gap["low"]) / (middle or 1.0), gap["name"]
