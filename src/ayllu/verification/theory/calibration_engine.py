"""Simulation-based calibration through the engine: hazards from a prior, worlds under them, posteriors."""

import numpy as np

from ayllu.verification import ranks
from ayllu.verification.battery import lineage_keys
from ayllu.verification.fixed import world_of
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.lives import ALIVE, lives_of
from ayllu.verification.rates import Array, Rates
from ayllu.verification.report import Finding, check
from ayllu.words.codes import OLDEST
from ayllu.words.months import MONTHS_A_YEAR

WORLDS, FEW_WORLDS = 14, 4
PEOPLE, MONTHS = 10_000, 36
WRONG = 1.1


def deaths_and_exposure(hazard: float, seed: int) -> tuple[float, float]:
    """Deaths in some years and months at risk in a childless world under one hazard, by the engine's own count."""
    ages = np.ones(OLDEST + 1)
    world = world_of(Rates(hazard * ages, hazard * ages, 0 * ages, 1.0), PEOPLE, MONTHS // MONTHS_A_YEAR, seed)
    exposed = 0
    for _ in range(MONTHS):
        world.advance()
        exposed += int(world.engine.at_risk.sum())
    lives = lives_of(world.store, MONTHS - 1)
    return float((lives.died < ALIVE).sum()), float(exposed)


def mean_ranks(worlds: int) -> tuple[Array, Array]:
    """Ranks of the true hazards under the right likelihood, and with a tenth too much exposure."""
    keys = lineage_keys(worlds)
    truth = ranks.prior_hazards(keys)
    seen = np.array([deaths_and_exposure(float(hazard), seed + 1) for seed, hazard in enumerate(truth)])
    right, wrong = (
        (ranks.posterior(seen[:, 0], seen[:, 1] * factor, keys, ranks.POSTERIOR_DRAWS) < truth[:, None]).sum(axis=1)
        for factor in (1.0, WRONG)
    )
    return np.asarray(right), np.asarray(wrong)


@check("calibration through the engine", "Posteriors from the engine's deaths and exposures are right on average")
def engine_calibration(quick: bool) -> Finding:
    """A likelihood with 10 % too much exposure shifts the mean rank by what must be noticed."""
    right, wrong = mean_ranks(FEW_WORLDS if quick else WORLDS)
    middle = ranks.POSTERIOR_DRAWS / 2
    error = float(np.sqrt(((ranks.POSTERIOR_DRAWS + 1) ** 2 - 1) / 12 / len(right)))
    notice = float(abs(wrong.mean() - right.mean()))
    mean_rank = Quantity("mean rank of the truth", middle, float(right.mean()), error, notice)
    return judge([mean_rank], "exposure 10 % too high", joint=True)
