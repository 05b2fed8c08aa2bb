"""`ayllu pack`: the data of a country: check it, start one, see what it lacks."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli.console import give, say, table
from ayllu.doors.cli.options import DEFAULT_PACK, Json, example
from ayllu.words.errors import AylluError

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
    from ayllu.register.create import new_pack

    made = new_pack(folder)
    if json:
        give({"pack": made})
    else:
        say(f"Made {made}. Begin with {made / 'pack.toml'}; then: ayllu pack check {made}")


@app.command(epilog=example("ayllu pack gaps"))
def gaps(pack: PackArgument = DEFAULT_PACK, json: Json = False) -> None:
    """List the assumed numbers by influence, and the series that would replace them."""
    from ayllu.register.gaps import gaps as find_gaps
    from ayllu.register.pack import read_pack

    rows = find_gaps(read_pack(pack))
    if json:
        give({"gaps": [row.as_dict() for row in rows]})
        return
    if not rows:
        say("No number of this pack is assumed.")
        return
    headings = ["number", "value", "low", "high", "influence", "what it means", "wanted instead"]
    table(
        headings,
        [[g.name, g.value, *(g.plausible or ("", "")), g.influence, g.means, g.wanted] for g in rows],
    )
    for basis in dict.fromkeys(row.basis for row in rows):
        say(f"\nInfluence: {basis}.")
