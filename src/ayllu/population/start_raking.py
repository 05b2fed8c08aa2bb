"""Weights of household models that reproduce given totals: raking by minimum relative entropy.

The weights are the closest to equal ones, in Kullback-Leibler distance, that meet the totals up to stated
tolerances (Deville and Sarndal 1992, "Calibration estimators in survey sampling", with a quadratic penalty).
"""

from typing import Any

import numpy as np
import scipy  # type: ignore[import-untyped]
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 60
CLOSE = 1e-9


def rake(counts: Any, totals: Floats, tolerances: Floats) -> Floats:
    """Non-negative weights w of the rows of counts (sparse, models x quantities) with w @ counts close to totals.

    tolerances (one per quantity, in its unit) say how far a total may be missed at a cost of one standard
    deviation; the weights start from equal ones that add up to 1. Newton's method on the convex dual.
    """
    ridge = tolerances**2
    first = np.full(counts.shape[0], 1.0 / counts.shape[0])
    prices = np.zeros(len(totals))

    def dual(trial: Floats) -> tuple[float, Floats]:
        weights = first * np.exp(np.minimum(counts @ trial, 50.0))
        return float(weights.sum() + 0.5 * (ridge * trial * trial).sum() - totals @ trial), weights

    value, weights = dual(prices)
    for _ in range(STEPS):
        slope = weights @ counts + ridge * prices - totals
        if np.abs(slope).max() < CLOSE:
            break
        curvature = (counts.T @ (scipy.sparse.diags_array(weights) @ counts)).toarray()
        curvature[np.diag_indices_from(curvature)] += ridge
        step = np.linalg.solve(curvature, slope)
        length = 1.0
        while length > CLOSE:
            trial_value, trial_weights = dual(prices - length * step)
            if trial_value <= value - 1e-4 * length * float(slope @ step):
                break
            length /= 2
        else:
            break
        prices, value, weights = prices - length * step, trial_value, trial_weights
    return weights
