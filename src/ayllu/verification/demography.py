"""The mathematics of a population under fixed rates: life table, stable population, projection.

Yearly rates are constant within a year of age. Month states follow the engine's calendar: a person born in
month b is in state t - b at the end of month t; in state k (at least 1) she was exposed at age (k - 1) // 12.
In a month deaths come first, then the women alive give birth; newborns are in state 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq  # type: ignore[import-untyped]

from ayllu.verification.rates import Array, Rates
from ayllu.words.months import MONTHS_A_YEAR

STATES = 130 * MONTHS_A_YEAR
"""Month states followed; hardly anybody lives longer and nobody bears so late."""


@dataclass(frozen=True)
class LifeTable:
    """Survivors l(x) to each exact age (from 1), person-years L(x) in each year, and expectation e(x)."""

    survivors: Array
    years: Array
    expectation: Array


def life_table(rates: Array) -> LifeTable:
    """Life table of yearly rates by single age, constant within each age and for ever after the last.

    L(x) = l(x) (1 - exp(-m)) / m, and l / m in the open age (Preston, Heuveline and Guillot 2001, chapter 3).
    """
    survivors = np.concatenate(([1.0], np.exp(-np.cumsum(rates))[:-1]))
    safe = np.where(rates > 0, rates, 1.0)
    years = survivors * np.where(rates > 0, -np.expm1(-rates) / safe, 1.0)
    with np.errstate(divide="ignore"):
        years[-1] = survivors[-1] / rates[-1]
    later = np.cumsum(years[::-1])[::-1]
    return LifeTable(survivors, years, later / survivors)


def growth(women: Array, daughters: Array) -> float:
    """Lotka's r a year: sum over ages of the integral of exp(-r a) l(a) f(a) equals one.

    women: death rates; daughters: girls born per woman-year; both by single age.
    """
    start = life_table(women).survivors
    ages = np.arange(len(women))

    def surplus(rate: float) -> float:
        decline = rate + women
        within = np.where(np.abs(decline) < 1e-12, 1.0, -np.expm1(-decline) / decline)
        return float((np.exp(-rate * ages) * start * daughters * within).sum()) - 1

    return float(brentq(surplus, -1.0, 1.0, xtol=1e-14))


def stable_ages(women: Array, rate: float) -> Array:
    """Share of each single year of age in the stable population that grows at `rate` a year."""
    start = life_table(women).survivors
    decline = rate + women
    within = np.where(np.abs(decline) < 1e-12, 1.0, -np.expm1(-decline) / decline)
    within[-1] = 1 / decline[-1]
    share = np.exp(-rate * np.arange(len(women))) * start * within
    return np.asarray(share / share.sum())


@dataclass(frozen=True)
class Months:
    """Monthly chances by state: `survive[k]` from state k to k + 1; `bear[k]` of a birth for a woman alive in
    state k (no spacing, no twins)."""

    women: Array
    men: Array
    bear: Array
    girls: float


def chance(rate: Array) -> Array:
    """Chance of an event within a month at a yearly rate."""
    return -np.expm1(-rate / MONTHS_A_YEAR)


def months_of(rates: Rates) -> Months:
    """Monthly chances of yearly rates, in the engine's calendar: deaths are a hazard, births a twelfth of the rate."""
    ages = np.minimum(np.arange(STATES) // MONTHS_A_YEAR, len(rates.women) - 1)
    bear = np.concatenate(([0.0], (rates.births / MONTHS_A_YEAR)[ages][:-1]))
    return Months(1 - chance(rates.women)[ages], 1 - chance(rates.men)[ages], bear, rates.girls)


def stay(survive: Array) -> Array:
    """Share alive in each state: 1 in state 0, then the product of the chances to survive."""
    return np.concatenate(([1.0], np.cumprod(survive)[:-1]))


def monthly_growth(months: Months) -> float:
    """Growth factor of a month in the stable population: sum of factor**-k l(k) bear(k) girls is one."""
    alive = stay(months.women) * months.bear * months.girls
    states = np.arange(STATES)
    factor = brentq(lambda log: float((np.exp(-log * states) * alive).sum()) - 1, -0.02, 0.02, xtol=1e-16)
    return float(np.exp(factor))


def stable_states(months: Months, factor: float) -> tuple[Array, Array]:
    """Women and men in each month state of the stable population, as shares of all."""
    states = np.arange(STATES)
    women = factor**-states * stay(months.women) * months.girls
    men = factor**-states * stay(months.men) * (1 - months.girls)
    whole = women.sum() + men.sum()
    return women / whole, men / whole


@dataclass(frozen=True)
class Projection:
    """People by month (first entry: the start) and births of each month; people by state at the end."""

    women: Array
    men: Array
    births: Array
    women_by_state: Array
    men_by_state: Array


def project(women: Array, men: Array, rates_in: Callable[[int], Months], months: int) -> Projection:
    """Carry women and men by month state through `months` months; rates_in(t) are the chances of month t."""
    count: list[tuple[float, float, float]] = [(float(women.sum()), float(men.sum()), 0.0)]
    for month in range(months):
        now = rates_in(month)
        women, men = _older(women, now.women), _older(men, now.men)
        births = float(women @ now.bear)
        women[0], men[0] = births * now.girls, births * (1 - now.girls)
        count.append((float(women.sum()), float(men.sum()), births))
    people = np.array(count).T
    return Projection(people[0], people[1], people[2][1:], women, men)


def _older(people: Array, survive: Array) -> Array:
    moved = people * survive
    older = np.concatenate(([0.0], moved[:-1]))
    older[-1] += moved[-1]
    return older


@dataclass(frozen=True)
class Moments:
    """Mean and variance of what one woman or man in each state leaves behind, herself included."""

    women_mean: Array
    women_variance: Array
    men_mean: Array
    men_variance: Array


def moments(women_count: Array, men_count: Array, rates_in: Callable[[int], Months], months: int) -> Moments:
    """Moments of a count at the end of `months` months, for one founder in each state at the start.

    women_count and men_count say how much a woman or man in each state adds to the count at the end. People
    live and bear independently of each other, as under fixed rates by age (a branching process), so the
    variances of founders add up.
    """
    zero = np.zeros(STATES)
    now = Moments(women_count.astype(float), zero, men_count.astype(float), zero)
    for month in reversed(range(months)):
        now = _a_month_before(now, rates_in(month))
    return now


def _a_month_before(after: Moments, now: Months) -> Moments:
    girl, boy = now.girls, 1 - now.girls
    child = girl * after.women_mean[0] + boy * after.men_mean[0]
    square = girl * (after.women_variance[0] + after.women_mean[0] ** 2) + boy * (
        after.men_variance[0] + after.men_mean[0] ** 2
    )
    next_mean, next_variance = _following(after.women_mean), _following(after.women_variance)
    bear = _following(now.bear)
    alive_mean = next_mean + bear * child
    alive_square = next_variance + next_mean**2 + 2 * next_mean * bear * child + bear * square
    mean = now.women * alive_mean
    men_next, men_spread = _following(after.men_mean), _following(after.men_variance)
    men_mean = now.men * men_next
    men_variance = now.men * (men_spread + men_next**2) - men_mean**2
    return Moments(mean, now.women * alive_square - mean**2, men_mean, men_variance)


def _following(values: Array) -> Array:
    return np.concatenate((values[1:], values[-1:]))
