"""`ayllu trace`: one person's life question by question, in a world that is built again from a run's own files."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ayllu.doors.cli import options as o
from ayllu.doors.cli.console import give, hint, say
from ayllu.words.errors import AylluError, Problem
from ayllu.words.months import month_number, month_text

if TYPE_CHECKING:
    from ayllu.analysis.open import Run
    from ayllu.register.pack import Pack
    from ayllu.runs.trace import Asked

Person = Annotated[str, typer.Argument(help="Key of a person, as in the column `person` of person_year.")]
First = Annotated[str | None, typer.Option("--from", help="First month to follow, YYYY-MM; the run's first.")]
Last = Annotated[str | None, typer.Option("--until", help="Last month to follow, YYYY-MM; the run's last.")]
All = Annotated[bool, typer.Option("--all", help="Show every question asked, not only those that struck.")]


DELICATE = frozenset({"turned_back", "deportation", "trafficking", "release"})
"""Events that no story may tell without a warning."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog=o.example("ayllu trace runs/islands 12345678901234567890 --from 1905-01"))(trace)


def trace(
    run: o.RunPath,
    person: Person,
    pack: Annotated[str | None, typer.Option(help="The run's pack, if a folder.")] = None,
    first: First = None, last: Last = None, everything: All = False, json: o.Json = False,
) -> None:  # fmt: skip
    """Follow one simulated person: what was asked, each term of the answer, the chance and the draw.

    The world is simulated again from the run's scenario and seed, so this takes as long as the run itself.
    """
    from ayllu.analysis.open import open_run
    from ayllu.register.pack import read_pack
    from ayllu.runs.discover import discover
    from ayllu.runs.own_processes import kept_in
    from ayllu.runs.scenario import resolve_scenario
    from ayllu.runs.trace import trace as follow
    from ayllu.runs.world import World

    opened = open_run(run)
    chosen = read_pack(pack or opened.info["pack"]["name"])
    months = _months(opened, chosen, first, last)
    key = _key(person)
    _refuse_other_pack(opened, chosen)
    s = resolve_scenario(chosen, run / "scenario.resolved.toml")
    hint(f"simulating {s.title} again up to {month_text(months.stop - 1, chosen.epoch_year)}")
    world = (chosen, s.overrides, s.off, s.scale, s.seed, None, discover(kept_in(run).folders))
    asked = follow(lambda: World.build(*world, focus=s.focus), key, months)
    if not asked:
        raise AylluError(
            Problem(f"nobody with the key {person} lives in these months", str(run), "", "Take a key from the"
                    " column person of person_year, and months of her or his life.")
        )  # fmt: skip
    shown = [one for one in asked if everything or one.happened or one.events]
    if json:
        give({"person": str(key), "asked": shown})
        return
    _tell(shown, chosen.epoch_year)


def _tell(shown: list[Any], epoch_year: int) -> None:
    say("A simulated person; an illustration, no testimony.\n")
    if any(DELICATE & set(one.events) for one in shown):
        say("Caution: it tells of deportation or trafficking, which rest on assumptions alone; nobody's story.\n")
    for one in shown:
        for line in _told(one, epoch_year):
            say(line)


def _key(text: str) -> int:
    try:
        return int(text, 16) if text.lower().startswith("0x") else int(text)
    except ValueError:
        raise AylluError(Problem(f"'{text}' is not the key of a person", "PERSON", "a key is a whole number")) from None


def _months(run: "Run", pack: "Pack", first: str | None, last: str | None) -> range:
    try:
        start = month_number(first or run.info["from"], pack.epoch_year)
        end = month_number(last or run.info["until"], pack.epoch_year)
    except ValueError as error:
        raise AylluError(Problem(str(error), "--from, --until")) from None
    low, high = (month_number(run.info[k], pack.epoch_year) for k in ("from", "until"))
    if not low <= start <= end <= high:
        span = f"{run.info['from']} to {run.info['until']}"
        raise AylluError(Problem("these months cannot be followed", "--from, --until", f"the run spans {span}"))
    return range(start, end + 1)


def _refuse_other_pack(run: "Run", pack: "Pack") -> None:
    if run.info["pack"]["hash"] != pack.hash:
        raise AylluError(
            Problem(
                f"the pack {pack.name} has changed since the run", str(run.path),
                "another pack gives other lives", "Run the scenario again, or give the pack's folder with --pack.",
            )
        )  # fmt: skip


def _told(one: "Asked", epoch_year: int) -> list[str]:
    when = month_text(one.month, epoch_year)
    chance = "" if one.chance is None else f", chance {one.chance:.3g}, drew {one.draw:.3g}"
    struck = "yes" if one.happened else "no"
    lines = [f"{when}  {one.step} ({one.why}): {struck}{chance}"]
    if one.terms:
        lines.append("         " + ", ".join(f"{name} {value:.4g}" for name, value in one.terms.items()))
    if one.outcomes or one.events:
        lines.append("         " + "; ".join([*one.outcomes, *(f"event {name}" for name in one.events)]))
    return lines
