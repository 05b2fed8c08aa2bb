"""Simulation-based calibration: a posterior is right when the truth has uniform ranks among its draws.

After Talts, Betancourt, Simpson, Vehtari and Gelman (2018), "Validating Bayesian inference algorithms with
simulation-based calibration". The toy: an unknown yearly hazard, a cohort followed for some months, and a
posterior drawn by random-walk Metropolis. All numbers are keyed draws.
"""

from collections.abc import Callable

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from ayllu.population.draws import uniform
from ayllu.verification.battery import Keys, lineage_keys
from ayllu.verification.demography import chance
from ayllu.verification.rates import Array

SEED = 30
TRUTH, DATA, PROPOSAL, ACCEPTANCE = 1, 2, 3, 4
SHAPE, MEAN = 4.0, 0.02
"""Prior of the hazard: gamma of this shape and mean (deaths per person-year)."""
POSTERIOR_DRAWS = 63
THIN, BURN = 10, 40

Cohort = Callable[[Array, Keys], tuple[Array, Array]]
"""cohort(hazards, keys) -> deaths and person-months of one cohort for each hazard."""


def prior_hazards(keys: Keys) -> Array:
    """One hazard from the prior for each replicate."""
    return np.asarray(stats.gamma.ppf(uniform(SEED, keys, 0, TRUTH), SHAPE, scale=MEAN / SHAPE))


def drawn_cohort(people: int = 200, months: int = 60) -> Cohort:
    """A cohort that lives by keyed draws, month by month; nobody is counted after death."""

    def follow(hazards: Array, keys: Keys) -> tuple[Array, Array]:
        alive = np.ones((len(keys), people), bool)
        exposed = np.zeros(len(keys))
        member = keys[:, None] ^ lineage_keys(people)[None, :]
        for month in range(months):
            exposed += alive.sum(axis=1)
            alive &= uniform(SEED, member, month, DATA) >= chance(hazards)[:, None]
        return people - alive.sum(axis=1).astype(float), exposed

    return follow


def posterior(deaths: Array, exposed: Array, keys: Keys, count: int) -> Array:
    """`count` draws of the hazard for each replicate, [replicate, draw], by Metropolis on its logarithm."""

    def density(log: Array) -> Array:
        hazard = np.exp(log)
        dying = chance(hazard)
        prior = SHAPE * log - hazard * SHAPE / MEAN
        return np.asarray(prior + deaths * np.log(dying) + (exposed - deaths) * np.log1p(-dying))

    width = 2.4 / np.sqrt(deaths + SHAPE)
    log = np.log((deaths + SHAPE) * 12 / (exposed + 12 * SHAPE / MEAN))
    here = density(log)
    kept = np.empty((len(keys), count))
    for step in range(BURN + count * THIN):
        month, alternative = step % 1000, step // 1000
        proposal = log + width * stats.norm.ppf(uniform(SEED, keys, month, PROPOSAL, alternative))
        there = density(proposal)
        accept = uniform(SEED, keys, month, ACCEPTANCE, alternative) < np.exp(np.minimum(there - here, 0.0))
        log, here = np.where(accept, proposal, log), np.where(accept, there, here)
        if step >= BURN and (step - BURN) % THIN == THIN - 1:
            kept[:, (step - BURN) // THIN] = np.exp(log)
    return kept


def ranks(cohort: Cohort, replicates: int, exposure_factor: float = 1.0) -> Array:
    """Rank (0..63) of the true hazard among posterior draws, for each replicate.

    exposure_factor distorts the likelihood, to see the check fail.
    """
    keys = lineage_keys(replicates)
    truth = prior_hazards(keys)
    deaths, exposed = cohort(truth, keys)
    drawn = posterior(deaths, exposed * exposure_factor, keys, POSTERIOR_DRAWS)
    return np.asarray((drawn < truth[:, None]).sum(axis=1))
