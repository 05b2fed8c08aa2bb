"""The demographic yardstick through the model's own grammar, generator, store, books and records."""

import importlib
import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from ayllu.engine.month import Engine
from ayllu.engine.setting import Ages, Setting
from ayllu.engine.sort import PERSON_LINKS
from ayllu.grammar.inspect import ProcessRecord, read_process
from ayllu.loops.plan import Plan, make_plan
from ayllu.population.founding import found_store
from ayllu.population.identity import mix64
from ayllu.population.start import Start
from ayllu.verification.rates import Rates
from ayllu.words.codes import NEVER, UnionStatus
from ayllu.words.months import MONTHS_A_YEAR

MONTHS = 60
HOME = 4
COMMUNITY = 1000
OLDEST_FOUNDER = 80
NO_AGES = Ages(0, 0, 10**9, 0)


@dataclass(frozen=True)
class Yardstick:
    """Medians over repeats: person-months, CPU and wall seconds, bytes of all tables per living person, births."""

    people: int
    person_months: int
    cpu: float
    wall: float
    bytes_per_person: float
    births: int


def processes() -> list[ProcessRecord]:
    """The two processes of the yardstick, read by the same grammar as the model's."""
    names = ("mortality", "fertility")
    found = [read_process(importlib.import_module(f"ayllu.benchmarks.yardstick.{name}")) for name in names]
    return [record for record in found if record is not None]


def founders(count: int, kin: bool) -> Start:
    """`count` people, half women, ages 0 to 79 evenly; with kin in homes of four, else all under one name."""
    home_size, community_size = (HOME, COMMUNITY) if kin else (count, count)
    row = np.arange(count)
    with np.errstate(over="ignore"):
        key = mix64(row.astype(np.uint64) + np.uint64(1))
    birth = -1 - (row // 2) % (OLDEST_FOUNDER * MONTHS_A_YEAR)
    nobody, none = np.full(count, -1), np.zeros(count)
    persons = {
        "key": key, "sex": row % 2, "birth": birth, "place": none, "home": row // home_size,
        "community": row // community_size, "mother": nobody, "father": nobody, "partner": nobody,
        "union_status": np.full(count, int(UnionStatus.SINGLE)), "union_since": np.full(count, NEVER),
        "parity": none, "last_birth": np.full(count, NEVER), "ancestry": none, "stratum": none,
    }  # fmt: skip
    homes = np.arange((count + home_size - 1) // home_size)
    with np.errstate(over="ignore"):
        households = {
            "key": mix64(homes.astype(np.uint64) + np.uint64(2**40)),
            "community": homes * home_size // community_size,
            "first": homes * home_size,
        }
        places = np.arange(count // community_size + 1)
        communities = {"key": mix64(places.astype(np.uint64) + np.uint64(2**41)), "place": places * 0}
    return Start(persons, households, communities, ())


def engine_of(plan: Plan, rates: Rates, count: int, threads: int, kin: bool = False) -> Engine:
    """A world of the yardstick, ready for its first month."""
    tables = {
        "mortality": {"death_rate": np.stack([rates.women, rates.men])},
        "fertility": {"birth_rate": np.stack([rates.births, np.zeros_like(rates.births)])},
    }
    numbers: dict[str, dict[str, float]] = {"mortality": {}, "fertility": {}}
    places = {name: np.zeros(1, np.int64) for name in ("country", "region", "area", "destination")}
    setting = Setting(1, lambda _month: numbers, lambda _month: tables, places, NO_AGES, threads=threads, kin=kin)
    store = found_store(founders(count, kin), plan.schema, 0, growth=1.02)
    if not kin:
        store.person.leave_out((*PERSON_LINKS, "home", "dwelling"))
    engine = Engine(store, plan, setting)
    engine.sort()
    engine.start()
    return engine


def run_yardstick(
    rates: Rates, count: int, threads: int = 1, repeats: int = 3, months: int = MONTHS, kin: bool = False
) -> Yardstick:
    """Medians over `repeats` runs of the same world; compilation is not counted.

    kin: also keep homes, links of kin and tombs, which the rivals do not have.
    """
    plan = make_plan(processes())
    warm = engine_of(plan, rates, 2000, threads, kin)
    for _ in range(2):
        warm.advance()
    cpu, wall, lived, born, size = [], [], 0, 0, 0.0
    for _ in range(repeats):
        engine = engine_of(plan, rates, count, threads, kin)
        lived = born = 0
        began, begun = time.perf_counter(), time.process_time()
        for _month in range(months):
            engine.advance()
            lived += int(engine.at_risk.sum())
            born += int(engine.occurrences[0].sum())
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - began)
        size = engine.store.nbytes() / int(engine.exposure.sum())
    return Yardstick(count, lived, median(cpu), median(wall), size, born)
