"""`ayllu bench`: the demographic yardstick through the whole engine, with hand-written rivals beside it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ayllu.benchmarks.steps import step_costs
from ayllu.benchmarks.yardstick_world import run_yardstick
from ayllu.register.pack import Pack
from ayllu.runs.provenance import machine, software
from ayllu.verification.rates import Rates, periods, rates_of
from ayllu.verification.yardstick_rivals import RIVALS, chances_of, time_rival
from ayllu.words.errors import AylluError, Problem

ENGINE, ENGINE_WITH_KIN = "engine", "engine, with homes and kin"
NUMPY = "numpy"
STEP_SCALE = 0.1
"""Scale at which the steps of a month are timed: large enough that calls weigh little."""


def measure(
    pack: Pack,
    people: int,
    threads: int = 1,
    repeats: int = 3,
    tell: Callable[[str], None] = lambda name: None,
    scale: float = STEP_SCALE,
) -> dict[str, Any]:
    """Speed and memory: {yardstick: {...}, rows: [...], steps: {...}, machine, software}.

    steps: what every step of the pack's own month costs, in CPU nanoseconds a person-month, at `scale`.

    Rates are those of the pack's first country in its last period. `ratio_to_numpy` is the engine's
    person-months per processor second over those of whole-array NumPy with its own generator. Rivals run on
    one thread and keep no records. Raises AylluError when the pack has no such rates.
    """
    rows = _rows(_rates(pack), people, threads, repeats, tell)
    speeds = {row["name"]: row["person_months_per_cpu_s"] for row in rows}
    yardstick = {
        "people": people,
        "threads": threads,
        "person_months_per_cpu_s": speeds[ENGINE],
        "bytes_per_person": rows[0]["bytes_per_person"],
        "ratio_to_numpy": speeds[ENGINE] / speeds[NUMPY],
    }
    tell(f"the steps of {pack.name}")
    costs = step_costs(pack, scale, threads)
    return {
        "yardstick": yardstick,
        "rows": rows,
        "steps": asdict(costs),
        "machine": machine(),
        "software": software(),
    }


def _rows(rates: Rates, people: int, threads: int, repeats: int, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """One line for the engine, one with homes and kin, and one for each rival."""
    rows = []
    for name, kin in ((ENGINE, False), (ENGINE_WITH_KIN, True)):
        tell(name)
        ours = run_yardstick(rates, people, threads, repeats, kin=kin)
        rows.append(_row(name, ours.person_months, ours.cpu, ours.wall, ours.bytes_per_person))
    for name in RIVALS:
        tell(name)
        rival = time_rival(name, chances_of(rates), people, repeats)
        times = rival.cpu_seconds, rival.wall_seconds
        rows.append(_row(name, rival.person_months, *times, rival.bytes_per_person))
    return rows


def _row(name: str, lived: int, cpu: float, wall: float, size: float) -> dict[str, Any]:
    return {
        "name": name,
        "person_months": lived,
        "cpu_seconds": cpu,
        "wall_seconds": wall,
        "person_months_per_cpu_s": lived / cpu,
        "bytes_per_person": size,
    }


def _rates(pack: Pack) -> Rates:
    country = pack.countries[0].code
    try:
        return rates_of(pack.root, country, periods(pack.root, country)[-1])
    except (OSError, LookupError) as error:
        reason = f"no full rates of deaths and births of {country}: {error}"
        raise AylluError(Problem("the yardstick needs rates", str(pack.root), reason)) from error
