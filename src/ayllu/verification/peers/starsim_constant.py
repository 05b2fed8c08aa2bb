"""Starsim's constant population: births and deaths that cancel, for 200 years."""

from collections.abc import Callable

import numpy as np

from ayllu.register.pack import read_pack
from ayllu.runs.world import World
from ayllu.verification import demography
from ayllu.verification.cohorts import Crowd, alive_at_end
from ayllu.verification.demography import STATES, Months
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.lives import lives_of
from ayllu.verification.rates import Rates
from ayllu.verification.report import Finding, check
from ayllu.verification.worlds import copied
from ayllu.words.codes import OLDEST
from ayllu.words.months import MONTHS_A_YEAR

BIRTHS = 0.010
"""Births a year per person, borne by women of all ages (0.020 per woman)."""
YEARS = 200
FOREVER = 250


def rates(births: float = BIRTHS) -> Rates:
    """Births by women of every age, and the deaths that just undo births of 10 per 1000 (10/1010 a year)."""
    ages = np.ones(OLDEST + 1)
    deaths = MONTHS_A_YEAR * np.log1p(BIRTHS / MONTHS_A_YEAR) * ages
    return Rates(deaths, deaths, 2 * births * ages, 1.0)


def world(given: Rates, people: int, seed: int = 1) -> World:
    """A world of these rates in which women of every age bear."""
    with copied() as pack:
        pack.set_years(YEARS)
        pack.set_people(people)
        pack.set_rates(given)
        pack.set_number("fertility", "youngest", 0)
        pack.set_number("fertility", "oldest", FOREVER)
        return World.build(read_pack(pack.root), seed=seed)


def _always(steps: Months) -> Callable[[int], Months]:
    return lambda month: steps


def people_left(start: Crowd, end: Crowd, years: int) -> Quantity:
    """People at the end against those at the start; the error is that of a branching process."""
    steps, other = demography.months_of(rates()), demography.months_of(rates(BIRTHS * 1.1))
    ones = np.ones(STATES)
    right, wrong = (demography.moments(ones, ones, _always(each), years * MONTHS_A_YEAR) for each in (steps, other))
    spread = np.sqrt(start.women @ right.women_variance + start.men @ right.men_variance)
    mean, off = (start.women @ each.women_mean + start.men @ each.men_mean for each in (right, wrong))
    return Quantity("people", float(mean), end.people, float(spread), float(off - mean))


@check("Starsim constant population", "Births and deaths that cancel keep the population, within chance")
def constant(quick: bool) -> Finding:
    """Births 10 % higher add a fifth of the people in 200 years (tried: fails)."""
    lived = world(rates(), 2_000 if quick else 10_000)
    start = alive_at_end(lives_of(lived.store, -1))
    lived.advance(YEARS * MONTHS_A_YEAR)
    end = alive_at_end(lives_of(lived.store, YEARS * MONTHS_A_YEAR - 1))
    return judge([people_left(start, end, YEARS)], "births 10 % higher", joint=True)
