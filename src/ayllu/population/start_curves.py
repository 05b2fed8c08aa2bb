"""Curves over single years of age from the age groups of sources."""

from collections.abc import Sequence

import numpy as np
import scipy  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ayllu.words.codes import OLDEST

Floats = NDArray[np.float64]
Groups = Sequence[tuple[tuple[int, int], list[float]]]
"""Age groups (first and last age) in order, each with its values."""

AGES = OLDEST + 1
CHILDHOOD = 5
UNION_AGE = 14
"""Nobody in the start population united before the birthday after this age."""


def age_curve(groups: Groups, column: int, young: float | None = None, smooth: bool = True) -> Floats:
    """Values by single age: linear between the middles of the groups, or steps when not smooth.

    `young` is the value at UNION_AGE and below.
    """
    if not smooth:
        values = np.zeros(AGES)
        for (first, last), numbers in groups:
            values[first : last + 1] = numbers[column]
        return values
    middles = [(first + last + 1) / 2 for (first, last), _ in groups if first > UNION_AGE or young is None]
    heights = [numbers[column] for (first, _), numbers in groups if first > UNION_AGE or young is None]
    if young is not None:
        middles, heights = [UNION_AGE + 0.5, *middles], [young, *heights]
    return np.asarray(np.interp(np.arange(AGES) + 0.5, middles, heights), dtype=np.float64)


def survivors(groups: Groups) -> Floats:
    """Survivors to each exact age 0..100 of one birth under yearly death rates by age."""
    rates = age_curve(groups, 0, smooth=False)
    return np.asarray(np.exp(-np.concatenate([[0.0], np.cumsum(rates)]))[:AGES])


def single_years(groups: Groups, alive: Floats) -> Floats:
    """People by single age from people by age group: a monotone spline through the cumulated numbers.

    Below age 5 the group is split by survival, because most deaths of small children come early.
    """
    edges = np.array([groups[0][0][0], *[last + 1 for (_, last), _ in groups]], dtype=np.float64)
    cumulated = np.concatenate([[0.0], np.cumsum([numbers[0] for _, numbers in groups])])
    values = np.diff(scipy.interpolate.PchipInterpolator(edges, cumulated, extrapolate=False)(np.arange(AGES + 1.0)))
    values = np.asarray(np.nan_to_num(values))
    (first, last), numbers = groups[0]
    if first == 0 and last == CHILDHOOD - 1:
        lived = (alive[:CHILDHOOD] + alive[1 : CHILDHOOD + 1]) / 2
        values[:CHILDHOOD] = numbers[0] * lived / lived.sum()
    return values
