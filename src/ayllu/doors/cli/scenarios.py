"""`ayllu scenario`: what runs can be told to do."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ayllu.doors.cli.console import give, say, table
from ayllu.doors.cli.options import DEFAULT_PACK, Json, Off, PackName, Sets, example
from ayllu.words.errors import AylluError, Problem

app = typer.Typer(help="List, show, make and check scenarios.", no_args_is_help=True)

_NEW = """# A scenario of Ayllu. Every key may be left out; what it extends decides then.
title = {title}
says = "What is different, in one sentence."
extends = {parent}

[run]
# until = "2000-12"
# scale = 0.01          # share of the people, above 0 up to 1
# seed = 1
# records = "sample"    # counts, sample or all

[parameters]
# "process.name" = 0.5
# "process.name" = [{{from = "1990-01", value = 0.5}}, {{from = "1995-07", value = 0.7}}]

[tables]
# "process.table" = {{times = 0.9, from = "1990-01", until = "1999-12"}}
# "process.table" = {{value = 0, where = {{sex = "women"}}}}   # some cells only; the value stands instead of theirs

[focus]
# "PLACE" = 0.5         # a larger share of the people of a place, or of a focus of the pack

[mechanisms]
off = []
"""


@app.command("list", epilog=example("ayllu scenario list"))
def list_all(pack: PackName = DEFAULT_PACK, json: Json = False) -> None:
    """List the scenarios of a pack."""
    from ayllu.register.pack import read_pack
    from ayllu.runs.scenario_file import read_file

    found: list[dict[str, Any]] = []
    for name, path in sorted(read_pack(pack).scenarios.items()):
        content = read_file(path)
        found.append({"name": name, "title": content.title, "says": content.says, "extends": content.extends})
    if json:
        give({"scenarios": found})
    else:
        table(["name", "title", "what it says"], [[row["name"], row["title"], row["says"]] for row in found])


@app.command(epilog=example("ayllu scenario show baseline --set mortality.death_rate.times=1.1"))
def show(
    name: Annotated[str, typer.Argument(help="A scenario of the pack, or a TOML file.")] = "baseline",
    pack: PackName = DEFAULT_PACK,
    sets: Sets = None,
    off: Off = None,
    json: Json = False,
) -> None:
    """Print a scenario as one file with nothing left open."""
    from ayllu.register.pack import read_pack
    from ayllu.runs.scenario import resolve_scenario

    found = resolve_scenario(read_pack(pack), name, sets or (), off or ())
    if json:
        facts = {"name": found.name, "title": found.title, "says": found.says, "hash": found.hash}
        run = {key: getattr(found, key) for key in ("scale", "focus", "seed", "threads", "records")}
        run |= {"from": found.first_text, "until": found.last_text}
        changes = {"changes": found.overrides, "off": found.off, "files": found.lineage, "notes": found.notes}
        give({**facts, "run": run, **changes})
        return
    for path in found.lineage:
        say(f"# from {path}")
    for note in found.notes:
        say(f"# note: {note}")
    say(found.resolved_toml().rstrip())


@app.command(epilog=example("ayllu scenario new mine.toml --extends baseline"))
def new(
    file: Annotated[Path, typer.Argument(help="The TOML file to make.")],
    extends: Annotated[str, typer.Option(help="The scenario it starts from.")] = "baseline",
    pack: PackName = DEFAULT_PACK,
    json: Json = False,
) -> None:
    """Make a scenario file with every key explained, ready to be changed."""
    from ayllu.register.pack import read_pack
    from ayllu.runs.folder import explained
    from ayllu.runs.scenario import resolve_scenario
    from ayllu.runs.scenario_file import toml_text

    resolve_scenario(read_pack(pack), extends)
    if file.suffix != ".toml":
        raise AylluError(Problem("a scenario file ends in .toml", str(file), remedy=f"Name it {file.stem}.toml"))
    parent = os.path.relpath(extends, file.parent) if extends.endswith(".toml") else extends
    title = toml_text(file.stem.replace("_", " ").replace("-", " ").capitalize())
    with explained(file):
        try:
            with file.open("x", encoding="utf-8") as handle:
                handle.write(_NEW.format(title=title, parent=toml_text(parent)))
        except FileExistsError:
            raise AylluError(Problem("this file exists already", str(file), remedy="Choose another name")) from None
        except (FileNotFoundError, NotADirectoryError) as error:
            raise AylluError(Problem("the file cannot be made", str(file), (error.strerror or "").lower())) from None
    if json:
        give({"file": str(file)})
    else:
        say(f"Made {file}. Change it, then: ayllu run {file}")


@app.command(epilog=example("ayllu scenario check mine.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files or names.")],
    pack: PackName = DEFAULT_PACK,
    json: Json = False,
) -> None:
    """Check scenarios against a pack and name everything that is wrong in them."""
    from ayllu.register.pack import read_pack
    from ayllu.runs.scenario import resolve_scenario

    read = read_pack(pack)
    problems: list[Problem] = []
    notes: list[str] = []
    for file in files:
        try:
            notes += resolve_scenario(read, file).notes
        except AylluError as error:
            problems += error.problems
    if problems:
        raise AylluError(problems)
    if json:
        give({"scenarios": files, "problems": [], "notes": notes})
        return
    for note in notes:
        say(f"Note: {note}")
    say(f"{'This scenario is' if len(files) == 1 else f'These {len(files)} scenarios are'} in order.")
