"""Damped corrections of the learnt tables of work: worth of staying out of work, worth of the own farm."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ayllu.calibration.goals import Floats, Goals, between
from ayllu.loops.generate import MEASURE_UNIT
from ayllu.register.pack import Pack
from ayllu.words.codes import SEX_WORDS

Ints = NDArray[np.int64]
WORK = {
    "participation": ("labour_force_participation", "wages.in_labour_force", -1.0),
    "farming": ("agriculture_share_of_employment", "wages.farms", 1.0),
}
"""Kind of learnt table -> quantity of the goals, measured mean, whether more of the table means more of it."""
GAIN, MOST, WINDOW = 0.8, 1.5, 2
LEAST = 0.01
PERCENT = 100.0


def correct_work(
    kind: str,
    pack: Pack,
    goals: Goals,
    totals: Sequence[Ints],
    counts: Sequence[Ints],
    now: Sequence[Floats],
    knots: Sequence[int],
) -> tuple[list[Floats], list[str]]:
    """New values by knot (arrays of country and sex), and lines that tell how far shares were from their goals.

    totals and counts are those of the measured mean, by year from the pack's first. A pack without goals keeps
    its values and gives no lines.
    """
    quantity, _, sign = WORK[kind]
    values, lines = [level.copy() for level in now], []
    for c, country in enumerate(pack.countries):
        for s, sex in enumerate(SEX_WORDS):
            points = goals.series(quantity, country.code, sex)
            if not points:
                continue
            first = pack.epoch_year
            wanted = between(points, np.array(knots, float), first, points[min(points)]) / PERCENT
            found = np.array([_share(totals, counts, year - first, (c, s)) for year in knots])
            gap = _odds(wanted) - _odds(found)
            for k, step in enumerate(np.clip(GAIN * sign * gap, -MOST, MOST)):
                values[k][c, s] += step
            told = ", ".join(
                f"{y}: {PERCENT * (f - w):+.1f}" for y, f, w in zip(knots, found, wanted, strict=True) if y % 10 == 0
            )
            lines.append(f"{quantity} {country.code} {sex}, simulated less goal, points: {told}")
    return values, lines


def _share(totals: Sequence[Ints], counts: Sequence[Ints], at: int, cell: tuple[int, int]) -> float:
    """The mean of a window of years around a knot."""
    window = slice(max(at - WINDOW, 0), at + WINDOW + 1)
    total = sum(float(year[cell]) for year in totals[window]) / MEASURE_UNIT
    return total / max(sum(float(year[cell]) for year in counts[window]), 1.0)


def _odds(share: Floats) -> Floats:
    kept = np.clip(share, LEAST, 1 - LEAST)
    found: Floats = np.log(kept / (1 - kept))
    return found
