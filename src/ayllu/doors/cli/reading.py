"""Commands that read: what runs hold, how they compare with official figures, what names mean."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, say, table


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=o.example("ayllu targets runs/baseline-0.01-s1-1 --file my-figures.csv"))(targets)
    app.command(epilog=o.example("ayllu report runs/baseline-0.01-s1-1"))(report)
    app.command(epilog=o.example("ayllu tables runs/baseline-0.01-s1-1"))(tables)
    app.command(epilog=o.example("ayllu columns person_year"))(columns)
    app.command(epilog=o.example("ayllu why mortality.death_rate", "ayllu why GN-001"))(why)


def targets(
    runs: o.RunPaths,
    file: Annotated[Path | None, typer.Option(help="Your own figures, in the form of a pack's targets.csv.")] = None,
    json: o.Json = False,
) -> None:
    """Set simulated figures beside official ones; runs of several seeds give the spread."""
    from ayllu.analysis.targets import targets_and_summary

    rows, told = (frame.to_dicts() for frame in targets_and_summary(runs, file))
    if json:
        give({"targets": rows, "summary": told})
        return
    several = ["sd", "runs"] if len(runs) > 1 else []
    keys = ["id", "quantity", "country", "region", "sex", "age", "year", "value", "simulated"]
    shown = [*keys, *several, "se", "class", "note"]
    table(shown, [[row[key] for key in shown] for row in rows])
    found = [row for row in rows if row["simulated"] is not None]
    spread = " sd is the spread between runs;" if several else ""
    say(f"\n{len(found)} of {len(rows)} figures have a simulated counterpart;{spread} se is chance in one run.")
    if told:
        shown = ["figure", "claim", "country", "sex", "period", "value", *several, "unit", "wanted", "n", "class"]
        table(shown, [[row[key] for key in shown] for row in told], title="\nIn all")


def report(run: o.RunPath, json: o.Json = False) -> None:
    """Write the report of a run anew: one page that opens without a network."""
    from ayllu.analysis.open import open_run, readable
    from ayllu.analysis.report.write import write_report
    from ayllu.runs.folder import explained

    opened = open_run(run)
    with explained(run), readable(opened):
        path = write_report(opened)
    if json:
        give({"report": path})
    else:
        say(f"Report: {path}")


def tables(run: Annotated[Path | None, typer.Argument(help="A run folder.")] = None, json: o.Json = False) -> None:
    """List the tables that runs may hold, or those of one run with their rows."""
    from ayllu.analysis.dictionary import tables as known_tables
    from ayllu.analysis.open import open_run, readable

    opened = open_run(run) if run else None
    with readable(opened):
        rows = known_tables(opened).to_dicts()
    if run:
        rows = [row for row in rows if row["rows"] is not None]
    if json:
        give({"tables": rows})
        return
    headings = {"table": "table", "a row is": "row", "of whom": "population"} | ({"rows": "rows"} if run else {})
    table(list(headings), [[row[key] for key in headings.values()] for row in rows])


def columns(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="A table, as `ayllu tables` lists them.")],
    run: Annotated[Path | None, typer.Option(help="A run folder: its own columns, with their types.")] = None,
    json: o.Json = False,
) -> None:
    """List the columns of a table and what they mean."""
    from ayllu.analysis.dictionary import columns as known_columns
    from ayllu.analysis.open import open_run, readable

    opened = open_run(run) if run else None
    with readable(opened):
        rows = known_columns(name, opened).to_dicts()
    if json:
        give({"table": name, "columns": rows})
        return
    headings = ["column", "type", "unit", "meaning"] if run else ["column", "unit", "meaning"]
    table(headings, [[row[heading] for heading in headings] for row in rows])


def why(
    name: Annotated[str, typer.Argument(help="A number, claim, target, variable, policy, case, source or mechanism.")],
    pack: o.PackName = o.DEFAULT_PACK,
    json: o.Json = False,
) -> None:
    """Follow a name back to what it rests on: card, claim, source, page."""
    from ayllu.register.pack import read_pack
    from ayllu.register.trail import why as answer

    answers = answer(read_pack(pack), name)
    if json:
        give({"name": name, "answers": [one.as_dict() for one in answers]})
        return
    for one in answers:
        say("\n".join(one.lines()))
