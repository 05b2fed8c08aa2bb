"""Years of school at month zero, from shares by level and mean years."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ayllu.population.start_curves import Groups
from ayllu.words.codes import OLDEST

Floats = NDArray[np.float64]

YEARS = 18
AGES = OLDEST + 1
LEVELS = (range(1), range(1, 7), range(7, 13), range(13, YEARS))
"""Completed years within no schooling, primary, secondary and tertiary, complete or not."""
STEEPEST = 3.0


def years_of_levels(shares: Floats, mean: float) -> Floats:
    """Shares by completed years 0..17 from shares of the four levels and the mean years.

    Within each level shares grow or fall geometrically, at the one rate that gives the mean (or the steepest
    allowed when no rate does).
    """
    shares = shares / shares.sum()

    def spread(slope: float) -> Floats:
        years = np.zeros(YEARS)
        for share, level in zip(shares, LEVELS, strict=True):
            weights = np.exp(slope * (np.arange(len(level)) - (len(level) - 1) / 2))
            years[level.start : level.stop] = share * weights / weights.sum()
        return years

    def error(slope: float) -> float:
        return float(spread(slope) @ np.arange(YEARS)) - mean

    if error(-STEEPEST) >= 0:
        return spread(-STEEPEST)
    if error(STEEPEST) <= 0:
        return spread(STEEPEST)
    return spread(float(scipy.optimize.brentq(error, -STEEPEST, STEEPEST)))


def split_by_area(years: Floats, odds_ratio: float, urban: float) -> Floats:
    """Shares by years for rural [0] and urban [1] people whose mix is `years`.

    Odds of ever having been to school differ by the ratio; among those who have been, the odds of each further
    year do too.
    """
    split = np.zeros((2, YEARS))
    above = np.cumsum(years[::-1])[::-1]
    rural_above, urban_above = np.ones(YEARS + 1), np.ones(YEARS + 1)
    rural_above[YEARS] = urban_above[YEARS] = 0
    for year in range(1, YEARS):
        rural_above[year], urban_above[year] = _two_shares(above[year], odds_ratio, urban)
    split[0], split[1] = -np.diff(rural_above), -np.diff(urban_above)
    return split


def _two_shares(share: float, odds_ratio: float, urban: float) -> tuple[float, float]:
    """Rural and urban shares with a given odds ratio whose mix is `share`."""
    if share <= 0 or share >= 1:
        return share, share

    def urban_of(rural: float) -> float:
        odds = rural / (1 - rural) * odds_ratio
        return odds / (1 + odds)

    def error(rural: float) -> float:
        return (1 - urban) * rural + urban * urban_of(rural) - share

    rural = float(scipy.optimize.brentq(error, 0.0, 1 - 1e-12))
    return rural, urban_of(rural)


def schooling_shares(groups: Mapping[Any, Groups], odds_ratio: Floats, urban: Floats) -> Floats:
    """Shares [country, area, sex, age, completed years] from lines by country, sex and age group.

    Each line holds shares of no, primary, secondary and tertiary schooling and mean years. Ages below the first
    group take its values (what the children will reach), ages above the last group the last ones.
    """
    shares = np.zeros((len(odds_ratio), 2, 2, AGES, YEARS))
    for (country, sex), lines in groups.items():
        for number, ((first, last), values) in enumerate(lines):
            split = split_by_area(years_of_levels(np.array(values[:4]), values[4]), odds_ratio[country], urban[country])
            low = 0 if number == 0 else first
            high = AGES if number == len(lines) - 1 else last + 1
            shares[country, :, sex, low:high] = split[:, None]
    return shares
