"""What lives under fixed rates must show: judged against life table, stable population, matrix kinship, projection."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]

from ayllu.verification import demography, kinship
from ayllu.verification.demography import STATES, Months
from ayllu.verification.judging import ERROR, Quantity
from ayllu.verification.lives import ALIVE, Index, Lives, maternal_kin, maternal_lines, rewound
from ayllu.verification.rates import Array, Rates
from ayllu.words.codes import AGE_GROUPS, SEX_WORDS, Sex
from ayllu.words.months import MONTHS_A_YEAR

AGES = (1, 5, 20, 40, 60, 80)
FULL_LIFE = 105
"""Years after which a cohort counts as extinct for survivors and expectation."""
KIN_AGES = ((0, 5), (10, 20), (30, 40), (50, 60))
DEPARTURE = 1.1
"""What must be noticed: death rates (survival) or birth rates (growth, ages, kin, projection) a tenth higher."""
ONE_AT_MOST = ("mother", "maternal grandmother")
FEWEST_LINES = 20
TESTS = 20
"""About as many ages and kinds of kin are judged together."""
LEAST_KIN = 0.05
"""Kin fewer than this are not judged."""


def survival(lives: Lives, rates: Rates) -> list[Quantity]:
    """Survivors to chosen ages and expectation at birth of the cohorts born in the run.

    To be noticed: what death rates 10 % off would change.
    """
    found = []
    for sex in Sex:
        word = SEX_WORDS[sex]
        yearly = (rates.women, rates.men)[sex]
        right, wrong = (_stay(yearly * factor) for factor in (1.0, 1.1))
        born = (lives.sex == sex) & (lives.birth >= 0)
        for age in AGES:
            cohort = born & (lives.birth <= lives.last - age * MONTHS_A_YEAR)
            n = int(cohort.sum())
            if n == 0:
                continue
            share = float((lives.died[cohort] > lives.birth[cohort] + age * MONTHS_A_YEAR).mean())
            want, other = float(right[age * MONTHS_A_YEAR]), float(wrong[age * MONTHS_A_YEAR])
            error = float(np.sqrt(want * (1 - want) / n))
            found.append(Quantity(f"{word} alive at {age}", want, share, error, want - other))
        found += _expectation(lives, born, word, right, wrong)
    return found


def _stay(yearly: Array) -> Array:
    flat = Rates(yearly, yearly, np.zeros_like(yearly), 1.0)
    return demography.stay(demography.months_of(flat).women)


def _expectation(lives: Lives, born: NDArray[np.bool_], word: str, right: Array, wrong: Array) -> list[Quantity]:
    """Years lived by extinct cohorts; half a month is taken off because deaths fall within their month."""
    cohort = born & (lives.birth <= lives.last - FULL_LIFE * MONTHS_A_YEAR)
    if not cohort.any():
        return []
    end = np.minimum(lives.died[cohort], lives.last + 1)
    years = (end - lives.birth[cohort] - 0.5) / MONTHS_A_YEAR
    want, other = ((float(stay.sum()) - 0.5) / MONTHS_A_YEAR for stay in (right, wrong))
    error = float(years.std() / np.sqrt(len(years)))
    return [Quantity(f"e0 of {word}", want, float(years.mean()), error, want - other)]


def person_months(lives: Lives) -> Index:
    """Months of exposure by sex and age group, counted life by life from month 0 to the last: exact integers.

    A person is exposed in each month after the birth month, from month 0 on, that she or he begins alive.
    """
    found = np.zeros((len(Sex), len(AGE_GROUPS)), np.int64)
    first = np.maximum(lives.birth + 1, 0)
    end = np.minimum(lives.died, lives.last)
    bounds = [lower * MONTHS_A_YEAR for lower in AGE_GROUPS] + [10**7]
    for group, (low, high) in enumerate(pairwise(bounds)):
        start = np.maximum(first, lives.birth + 1 + low)
        stop = np.minimum(end, lives.birth + high)
        months = np.maximum(stop - start + 1, 0)
        found[:, group] = [int(months[lives.sex == sex].sum()) for sex in Sex]
    return found


@dataclass(frozen=True)
class Crowd:
    """People by month state, women and men apart, after some month."""

    women: Array
    men: Array

    @property
    def people(self) -> float:
        """How many there are."""
        return float(self.women.sum() + self.men.sum())


def crowd_of(birth: Index, sex: Index, last: int) -> Crowd:
    """Crowd of living people by their months of birth."""
    state = np.minimum(last - birth, STATES - 1)
    women, men = (np.bincount(state[sex == code], minlength=STATES).astype(float) for code in Sex)
    return Crowd(women, men)


def growth(before: Crowd, after: Crowd, rates: Rates, months: int) -> Quantity:
    """Growth a year between two dates against Lotka's rate."""
    steps = demography.months_of(rates)
    wanted, other = (_yearly_growth(demography.months_of(each)) for each in (rates, rates.times(births=DEPARTURE)))
    ones = np.ones(STATES)
    found = demography.moments(ones, ones, lambda month: steps, months)
    mean = before.women @ found.women_mean + before.men @ found.men_mean
    spread = np.sqrt(before.women @ found.women_variance + before.men @ found.men_variance)
    years = months / MONTHS_A_YEAR
    ours = float(np.log(after.people / before.people)) / years
    return Quantity("growth a year", wanted, ours, float(spread / mean / years), other - wanted)


def _yearly_growth(steps: Months) -> float:
    return MONTHS_A_YEAR * float(np.log(demography.monthly_growth(steps)))


def _stable(rates: Rates) -> Crowd:
    steps = demography.months_of(rates)
    return Crowd(*demography.stable_states(steps, demography.monthly_growth(steps)))


def structure(before: Crowd, after: Crowd, rates: Rates, months: int) -> list[Quantity]:
    """Shares of ages against the stable population.

    Errors: the spread of (count of the group - share x everybody) over the months since `before`.
    """
    steps = demography.months_of(rates)
    stable, other = _stable(rates), _stable(rates.times(births=DEPARTURE))
    found = []
    for low, high in ((0, 5), (5, 15), (15, 30), (30, 50), (50, 70), (70, 120)):
        inside = np.zeros(STATES)
        inside[low * MONTHS_A_YEAR + (low > 0) : high * MONTHS_A_YEAR + 1] = 1
        share, changed = (float(each.women @ inside + each.men @ inside) for each in (stable, other))
        moved = demography.moments(inside - share, inside - share, lambda month: steps, months)
        error = np.sqrt(before.women @ moved.women_variance + before.men @ moved.men_variance) / after.people
        ours = float(after.women @ inside + after.men @ inside) / after.people
        found.append(Quantity(f"ages {low}-{high - 1}", share, ours, float(error), abs(changed - share)))
    return found


RatesIn = Callable[[int], Months]


def projected(before: Crowd, after: Crowd, rates_in: RatesIn, wrong: RatesIn, months: int) -> list[Quantity]:
    """People by sex and broad age against the projection of the same rates; `wrong` are the rates to be noticed."""
    found = []
    for sex in Sex:
        for low, high in ((0, 5), (5, 15), (15, 30), (30, 60), (60, 120)):
            inside = np.zeros(STATES)
            inside[low * MONTHS_A_YEAR + (low > 0) : high * MONTHS_A_YEAR + 1] = 1
            weights = [inside if code == sex else np.zeros(STATES) for code in Sex]
            moved = demography.moments(weights[0], weights[1], rates_in, months)
            other = demography.moments(weights[0], weights[1], wrong, months)
            mean, off = (float(before.women @ each.women_mean + before.men @ each.men_mean) for each in (moved, other))
            spread = float(np.sqrt(before.women @ moved.women_variance + before.men @ moved.men_variance))
            ours = float((after.women, after.men)[sex] @ inside)
            found.append(Quantity(f"{SEX_WORDS[sex]} {low}-{high - 1}", mean, ours, spread, abs(off - mean)))
    return found


def kin_by_age(lives: Lives, rates: Rates, months: Sequence[int]) -> list[Quantity]:
    """Living kin of women by age group after some months, pooled, against matrix kinship in the engine's calendar.

    Errors allow for kin in common: lines of descent through mothers are the units.
    """
    expected, changed = (
        kinship.kin(kinship.monthly(demography.months_of(each))) for each in (rates, rates.times(births=DEPARTURE))
    )
    dates = [rewound(lives, month) for month in months]
    state = np.concatenate([then.state()[then.women()] for then in dates])
    lines = np.concatenate([then.key[maternal_lines(then)] for then in dates])
    counted = [maternal_kin(then) for then in dates]
    found = []
    for kind in counted[0]:
        values = np.concatenate([each[kind] for each in counted])
        wanted, other = (each.living(kind)[np.minimum(state, STATES - 1)] for each in (expected, changed))
        for low, high in KIN_AGES:
            group = (state > low * MONTHS_A_YEAR) & (state <= high * MONTHS_A_YEAR)
            if not group.any() or wanted[group].mean() < LEAST_KIN:
                continue
            ours, want = float(values[group].mean()), float(wanted[group].mean())
            chance = np.sqrt(want * (1 - want) / group.sum()) if kind in ONE_AT_MOST else 0.0
            error = max(_clustered(values[group] - wanted[group], lines[group]), float(chance))
            notice = abs(float(other[group].mean()) - want)
            found.append(Quantity(f"{kind} at {low}-{high - 1}", want, ours, error, notice))
    return found


def _clustered(residuals: Array, cluster: NDArray[np.uint64]) -> float:
    """Standard error of the mean when people of a cluster depend on each other; widened as Student's t is, for
    as many clusters as would matter if all were of one size."""
    _, member, size = np.unique(cluster, return_inverse=True, return_counts=True)
    sums = np.bincount(member, weights=residuals - residuals.mean())
    clusters = len(sums)
    if clusters < FEWEST_LINES:
        return float("inf")
    error = np.sqrt((sums**2).sum() * clusters / (clusters - 1)) / len(residuals)
    effective = float(size.sum() ** 2 / (size.astype(float) ** 2).sum())
    tail = ERROR / 2 / TESTS
    return float(error * stats.t.isf(tail, effective - 1) / stats.norm.isf(tail))


def alive_at_end(lives: Lives) -> Crowd:
    """The living by month state."""
    living = lives.died == ALIVE
    return crowd_of(lives.birth[living], lives.sex[living], lives.last)
