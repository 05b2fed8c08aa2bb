"""Matrix kinship: the kin that a woman may expect at each age under rates that never change.

After Caswell (2019, "The formal demography of kinship: a matrix formulation", Demographic Research 41): one sex,
all women under the same rates. Two calendars: the paper's yearly one, as DemoKin computes it, for published
values; and the engine's monthly one, in which the result is the exact expectation of the simulated kin.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq  # type: ignore[import-untyped]

from ayllu.verification.demography import Months
from ayllu.verification.rates import Array, Rates
from ayllu.words.months import MONTHS_A_YEAR

LONG = 160
"""States of the yearly calendar: the open last age is unrolled, so that nobody is cut off."""


@dataclass(frozen=True)
class Steps:
    """A calendar: `survive[k]` from state k to k + 1, daughters `bear[k]` of a woman in state k, and whether
    births come after the deaths of the same step."""

    survive: Array
    bear: Array
    births_after_deaths: bool


def yearly(rates: Rates) -> Steps:
    """The calendar of the paper: survival exp(-rate) to the next age, births by age at the start of the year."""
    extra = LONG - len(rates.women)
    survive = np.exp(-np.concatenate((rates.women, np.full(extra, rates.women[-1]))))
    bear = np.concatenate((rates.births * rates.girls, np.zeros(extra)))
    return Steps(survive, bear, births_after_deaths=False)


def monthly(months: Months) -> Steps:
    """The calendar of the engine (see demography)."""
    return Steps(months.women, months.bear * months.girls, births_after_deaths=True)


@dataclass(frozen=True)
class Kin:
    """Living kin of a woman: for each kind an array [state of the relative, state of the woman]."""

    kinds: dict[str, Array]
    growth: float

    def living(self, kind: str) -> Array:
        """Expected number alive by state (age in years or months) of the woman."""
        return np.asarray(self.kinds[kind].sum(axis=0))


def kin(steps: Steps) -> Kin:
    """Daughters, granddaughters, mother, grandmother, great-grandmother, sisters, aunts and nieces of a woman."""
    factor, mothers = _mothers_at_birth(steps)
    none = np.zeros_like(mothers)
    daughters = _follow(steps, none, _own(steps))
    granddaughters = _follow(steps, none, _born_to(steps, daughters))
    mother = _follow(steps, mothers, none)
    grandmother = _follow(steps, mother @ mothers, none)
    great = _follow(steps, grandmother @ mothers, none)
    elder = _moved(steps, daughters) if steps.births_after_deaths else daughters
    older_sisters = _follow(steps, elder @ mothers, none)
    younger_sisters = _follow(steps, none, _born_to(steps, mother))
    older_aunts = _follow(steps, older_sisters @ mothers, none)
    younger_aunts = _follow(steps, younger_sisters @ mothers, _born_to(steps, grandmother))
    nieces_of_older = _follow(steps, granddaughters @ mothers, _born_to(steps, older_sisters))
    nieces_of_younger = _follow(steps, none, _born_to(steps, younger_sisters))
    kinds = {
        "daughters": daughters,
        "granddaughters": granddaughters,
        "mother": mother,
        "maternal grandmother": grandmother,
        "maternal great-grandmother": great,
        "sisters": older_sisters + younger_sisters,
        "maternal aunts": older_aunts + younger_aunts,
        "nieces": nieces_of_older + nieces_of_younger,
    }
    return Kin(kinds, factor)


def _mothers_at_birth(steps: Steps) -> tuple[float, Array]:
    """Growth factor of a step, and the shares of mothers by state at the birth of a child."""
    states = np.arange(len(steps.survive))
    alive = np.concatenate(([1.0], np.cumprod(steps.survive)[:-1])) * steps.bear
    lag = states if steps.births_after_deaths else states + 1
    widest = 0.05 if steps.births_after_deaths else 1.0
    log = float(brentq(lambda r: float((np.exp(-r * lag) * alive).sum()) - 1, -widest, widest, xtol=1e-16))
    shares = np.exp(-log * states) * alive
    return float(np.exp(log)), shares / shares.sum()


def _follow(steps: Steps, at_birth: Array, newborn: Array) -> Array:
    """Kin by state at each state of the woman: `at_birth`, then survivors and the newborn kin of each step."""
    states = len(at_birth)
    found = np.zeros((states, states), order="F")
    found[:, 0] = at_birth
    for step in range(states - 1):
        found[1:, step + 1] = (found[:, step] * steps.survive)[:-1]
        found[0, step + 1] = newborn[step]
    return found


def _moved(steps: Steps, kin_now: Array) -> Array:
    """The survivors one step later of each column, shifted one column on."""
    later = np.zeros_like(kin_now)
    later[1:, 1:] = (kin_now * steps.survive[:, None])[:-1, :-1]
    return later


def _own(steps: Steps) -> Array:
    """Daughters whom the living woman bears in each step."""
    return np.concatenate((steps.bear[1:], [0.0])) if steps.births_after_deaths else steps.bear


def _born_to(steps: Steps, parents: Array) -> Array:
    """Girls whom kin bear in each step of the woman's life."""
    if not steps.births_after_deaths:
        return np.asarray(steps.bear @ parents)
    survivors = (parents * steps.survive[:, None])[:-1]
    return np.asarray(steps.bear[1:] @ survivors)


def by_year(values: Array) -> Array:
    """Mean over the twelve month states at each age in completed years (states 12 x + 1 to 12 x + 12)."""
    whole = (len(values) - 1) // MONTHS_A_YEAR
    return np.asarray(values[1 : whole * MONTHS_A_YEAR + 1].reshape(whole, MONTHS_A_YEAR).mean(axis=1))
