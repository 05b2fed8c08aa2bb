"""neworder's first chapter: one hazard for everybody, through the engine."""

import numpy as np

from ayllu.verification.fixed import run
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.lives import ALIVE, Lives
from ayllu.verification.rates import Array, Rates
from ayllu.verification.report import Finding, check
from ayllu.words.codes import OLDEST
from ayllu.words.months import MONTHS_A_YEAR

HAZARD, EXPECTATION = 0.014, 71.4286
SURVIVORS = {10: 0.8694, 20: 0.7558, 30: 0.6570, 40: 0.5712, 50: 0.4966, 60: 0.4317, 70: 0.3753}
BIRTHS = 0.075
YEARS = 80
END = 3.0
"""Yearly hazard from 100 years on, so that nobody outlives the ages that the engine can hold; not judged."""


def rates(hazard: float = HAZARD) -> Rates:
    """The hazard at all ages below 100, and births enough to fill the cohorts."""
    deaths = np.full(OLDEST + 1, hazard)
    deaths[OLDEST] = END
    births = np.zeros(OLDEST + 1)
    births[15:50] = BIRTHS
    return Rates(deaths, deaths, births, 1.0)


def quantities(lives: Lives) -> list[Quantity]:
    """Survivors of the cohorts born in the run, and the expectation by deaths over years lived below 100."""
    born = lives.birth >= 0
    found = []
    for age, target in SURVIVORS.items():
        cohort = born & (lives.birth <= lives.last - age * MONTHS_A_YEAR)
        n = int(cohort.sum())
        share = float((lives.died[cohort] > lives.birth[cohort] + age * MONTHS_A_YEAR).mean()) if n else np.nan
        error = float(np.sqrt(target * (1 - target) / max(n, 1)))
        found.append(Quantity(f"alive at {age}", target, share, error, target - target**1.1))
    return [*found, _expectation(lives)]


def _expectation(lives: Lives) -> Quantity:
    limit = lives.birth + OLDEST * MONTHS_A_YEAR
    end = np.minimum(np.minimum(lives.died, lives.last), limit)
    months: Array = np.maximum(end - np.maximum(lives.birth, -1), 0)
    deaths = int(((lives.died < ALIVE) & (lives.died <= limit)).sum())
    yearly = -MONTHS_A_YEAR * np.log1p(-deaths / months.sum())
    error = EXPECTATION / np.sqrt(deaths)
    return Quantity("e0", EXPECTATION, float(1 / yearly), float(error), EXPECTATION / 11)


@check("neworder chapter 1", "Under one constant hazard the engine gives the exponential life table")
def chapter_1(quick: bool) -> Finding:
    """A hazard 10 % higher fails (tried)."""
    lives = run(rates(), 3_000 if quick else 20_000, YEARS).lives
    return judge(quantities(lives), "a hazard 10 % higher", joint=True)
