"""`ayllu verify`, `bench` and `calibrate`: how right, how fast, and how it is fitted."""

from pathlib import Path
from typing import Annotated

import typer

from ayllu.doors.cli.console import give, hint, say, show, table
from ayllu.doors.cli.options import DEFAULT_PACK, Json, PackName, example

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog=example("ayllu verify --only births"))(verify)
    app.command(epilog=example("ayllu bench --people 1000000"))(bench)
    app.command(epilog=example("ayllu calibrate my-country --rounds 3"))(calibrate)


def verify(
    only: Annotated[list[str] | None, typer.Option(help="Only checks whose name holds this. Repeatable.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller samples: less time, less power.")] = False,
    social: Annotated[
        bool, typer.Option("--social", help="Instead: mirror, null and shuffled worlds, which show what is written in.")
    ] = False,
    json: Json = False,
) -> None:
    """Compare the model with mathematics and with tests that other simulators pass; ends in 1 if one fails."""
    from ayllu.verification.report import as_json, as_table, run_checks

    if social:
        from ayllu.verification.social.checks import run_social

        checks = run_social(quick, progress=lambda name: hint(f"living the {name} world"), only=only)
    else:
        checks = run_checks(only, quick, progress=lambda name: hint(f"checking {name}"))
    if json:
        give({"social": as_json(checks)["checks"]} if social else as_json(checks))
    else:
        show(as_table(checks))
    if any(check.verdict == "fail" for check in checks):
        raise typer.Exit(FAILED)


def bench(
    people: Annotated[int, typer.Option(min=1000, help="People of the yardstick.")] = 1_000_000,
    threads: Annotated[int, typer.Option(min=1, help="Processors for the engine; rivals use one.")] = 1,
    repeats: Annotated[int, typer.Option(min=1, help="Runs of each; medians are shown.")] = 3,
    scale: Annotated[float, typer.Option(help="Scale at which the steps of the pack's month are timed.")] = 0.1,
    pack: PackName = DEFAULT_PACK,
    json: Json = False,
) -> None:
    """Measure speed and memory: births and deaths through the whole engine beside rivals, and every step's cost."""
    from ayllu.doors.bench import measure
    from ayllu.register.pack import read_pack
    from ayllu.runs.scenario_file import run_keys

    run_keys({"scale": scale})
    found = measure(read_pack(pack), people, threads, repeats, tell=lambda name: hint(f"measuring {name}"), scale=scale)
    if json:
        give(found)
        return
    headings = ["what", "million person-months a CPU second", "CPU s", "wall s", "bytes a person"]
    keys = ("cpu_seconds", "wall_seconds", "bytes_per_person")
    rows = [
        [row["name"], round(row["person_months_per_cpu_s"] / 1e6, 1), *(round(row[key], 3) for key in keys)]
        for row in found["rows"]
    ]
    table(headings, rows)
    steps = found["steps"]
    parts: dict[str, float] = steps["parts"]
    table(
        ["step of the month", "CPU ns a person-month"],
        [[name, round(cost, 2)] for cost, name in sorted(((c, n) for n, c in parts.items()), reverse=True)],
    )
    say(f"\nAll steps: {steps['total']:.1f} ns a person-month, {steps['bytes_per_person']:.0f} bytes a person.")
    say(f"\n{people:,} people; medians of {repeats}; {found['yardstick']['ratio_to_numpy']:.2f} times NumPy.")


def calibrate(
    pack: Annotated[str, typer.Argument(help="The pack to fit; its learnt tables are written anew.")],
    scale: Annotated[float, typer.Option(help="Scale of the base runs.")] = 0.01,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of running and correcting.")] = 3,
    seeds: Annotated[str, typer.Option(help="Seeds of the base runs, as 101-102.")] = "101-102",
    processes: Annotated[int, typer.Option(min=1, help="Base runs at the same time.")] = 2,
    only: Annotated[list[str] | None, typer.Option(help="Only tables of this process. Repeatable.")] = None,
    observation: Annotated[
        list[Path] | None,
        typer.Option(help="Fit only how sources see people abroad, to this finished run. Repeatable."),
    ] = None,
    json: Json = False,
) -> None:
    """Learn a pack's factors from its targets and freeze them in its tables; simulations never do this."""
    if observation:
        _fit_observation(pack, observation, json)
        return
    from ayllu.calibration.learn import calibrate as learn
    from ayllu.doors.cli.ensembles import seed_list
    from ayllu.runs.scenario_file import run_keys

    run_keys({"scale": scale})
    lines = learn(pack, scale, seed_list(seeds), rounds, processes, progress=hint, only=only or ())
    if json:
        give({"pack": pack, "rounds": rounds, "differences": lines})
    else:
        say("\n".join(lines))


def _fit_observation(pack: str, runs: list[Path], json: bool) -> None:
    from ayllu.calibration.observation import calibrate_observation, lines_of

    fitted = calibrate_observation(pack, runs)
    if json:
        give({"pack": pack, "numbers": fitted.numbers, "references": fitted.references.to_dicts()})
    else:
        say("\n".join(lines_of(fitted)))
