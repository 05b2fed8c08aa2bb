"""Worlds under rates that never change: the same lives serve the checks of survival, growth, ages and kin."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq  # type: ignore[import-untyped]

from ayllu.register.pack import read_pack
from ayllu.runs.world import World
from ayllu.verification import demography
from ayllu.verification.cohorts import Crowd, alive_at_end
from ayllu.verification.lives import Index, Lives, lives_of
from ayllu.verification.rates import Rates, packs, rates_of
from ayllu.verification.worlds import BASIS, PackCopy, copied
from ayllu.words.codes import AGE_GROUPS, Sex
from ayllu.words.months import MONTHS_A_YEAR

YEARS, SETTLED = 300, 100
"""Length of a full run, and the years after which its ages count as settled."""
QUICK_YEARS = 200
PEOPLE, FEW_PEOPLE = 20_000, 6_000
SLOW_GROWTH = 0.001
"""Growth a year that keeps a population of 300 years within memory and above extinction."""


def basis_rates() -> Rates:
    """Rates of the first country and year of the basis pack, births scaled to slow growth."""
    pack = next(path for path in packs() if path.name == BASIS)
    copy = PackCopy(pack)
    first = copy.first_label("mortality", "death_rate")
    rates = rates_of(pack, copy.countries()[0], first)

    def surplus(factor: float) -> float:
        return demography.growth(rates.women, rates.births * rates.girls * factor) - SLOW_GROWTH

    return rates.times(births=float(brentq(surplus, 0.05, 5.0)))


@dataclass(frozen=True)
class FixedRun:
    """What a world under fixed rates leaves: lives after the last month, the crowd before month `settled`, and
    the engine's own count of months at risk by sex and age group."""

    rates: Rates
    lives: Lives
    start: Crowd
    middle: Crowd
    settled: int
    months: int
    at_risk: Index


def world_of(rates: Rates, people: int, years: int, seed: int = 1) -> World:
    """A closed world of the basis pack under fixed rates by age, every other influence on them neutral."""
    with copied() as pack:
        pack.set_years(years)
        pack.set_people(people)
        pack.set_rates(rates)
        return World.build(read_pack(pack.root), seed=seed)


@lru_cache(maxsize=4)
def fixed_run(quick: bool, seed: int = 1) -> FixedRun:
    """The run that several checks share."""
    rates = basis_rates()
    return run(rates, FEW_PEOPLE if quick else PEOPLE, QUICK_YEARS if quick else YEARS, seed)


def run(rates: Rates, people: int, years: int, seed: int = 1) -> FixedRun:
    """Live through `years` years and keep what is judged."""
    world = world_of(rates, people, years, seed)
    months, settled = years * MONTHS_A_YEAR, min(SETTLED, years // 2) * MONTHS_A_YEAR
    start = alive_at_end(lives_of(world.store, -1))
    at_risk = np.zeros((len(Sex), len(AGE_GROUPS)), np.int64)
    middle = start
    for month in range(months):
        if month == settled:
            middle = alive_at_end(lives_of(world.store, month - 1))
        world.advance()
        at_risk += world.engine.at_risk.reshape(-1, len(Sex), len(AGE_GROUPS)).sum(axis=0)
    return FixedRun(rates, lives_of(world.store, months - 1), start, middle, settled, months, at_risk)
