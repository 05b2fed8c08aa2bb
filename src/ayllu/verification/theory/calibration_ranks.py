"""Simulation-based calibration of a toy posterior."""

import numpy as np

from ayllu.verification import ranks
from ayllu.verification.judging import judge_counts
from ayllu.verification.report import Finding, check

BINS = 16
RIPPLE = 0.3


@check("simulation-based calibration", "Truths drawn from the prior have uniform ranks in their posteriors")
def calibration(quick: bool) -> Finding:
    """A likelihood with 10 % too many person-months fails (tried: the ranks lean to one side)."""
    found = ranks.ranks(ranks.drawn_cohort(), 300 if quick else 2_000)
    counts = np.bincount(found.astype(np.int64) * BINS // (ranks.POSTERIOR_DRAWS + 1), minlength=BINS)
    return judge_counts(counts, 1 / BINS, RIPPLE)
