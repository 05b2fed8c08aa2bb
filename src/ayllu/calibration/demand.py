"""Damped correction of the demand for women's and men's labour abroad, from women's shares of emigrants.

No rule knows a constant by sex: what is corrected is the table of demand, by destination and sex, for all countries
of origin alike, within its range. A destination follows the goals that name it; a country's goal for all who live
abroad ('abroad') speaks for its destinations that none names.
"""

from typing import TYPE_CHECKING

import numpy as np

from ayllu.calibration.goals import Floats, Goals, between
from ayllu.register.pack import Pack
from ayllu.words.codes import Sex

if TYPE_CHECKING:
    from ayllu.calibration.moves import Moved

HALF_KNOT, LAG, LEFTOVER = 2.5, 1.5, 0.3
GAIN, STEP_MOST = 0.35, 0.3
LEAST, MOST = 0.5, 2.0
EVERYWHERE = "abroad"
FEWEST = 1e-6

Errors = dict[int, dict[int, tuple[float, float]]]
"""Destination -> year -> sum of errors times people, people."""


def women_abroad(
    pack: Pack, goals: Goals, moved: "Moved", now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    """New demand by knot (destination, sex), and lines that tell how far off women's shares were."""
    found: Errors = {}
    lines: list[str] = []
    for c in range(len(pack.countries)):
        _add_country(pack, goals, moved, c, found, lines)
    new = [values.copy() for values in now]
    for destination, years in found.items():
        error = {year: total / max(people, FEWEST) for year, (total, people) in years.items()}
        at = np.array(knots, float) + LAG
        arising = between(error, at + HALF_KNOT, first=pack.epoch_year) - between(
            error, at - HALF_KNOT, first=pack.epoch_year
        )
        step = arising + LEFTOVER * between(error, at + HALF_KNOT, first=pack.epoch_year)
        change = np.exp(np.clip(GAIN * step, -STEP_MOST, STEP_MOST))
        for k in range(len(knots)):
            own = new[k][destination]
            own[Sex.FEMALE] = np.clip(own[Sex.FEMALE] * change[k], LEAST, MOST)
            own[Sex.MALE] = np.clip(own[Sex.MALE] / change[k], LEAST, MOST)
    return new, lines


def _add_country(pack: Pack, goals: Goals, moved: "Moved", c: int, found: Errors, lines: list[str]) -> None:
    """Differences of logits of women's share, goal less simulated, of one country of origin."""
    country = pack.countries[c].code
    own = {place.destination: p for p, place in enumerate(pack.places) if place.country == c and place.destination}
    codes = {region.destination: region.code for region in pack.regions if region.destination}
    named = {d: goals.series("women_share", country, codes[d]) for d in own}
    everywhere = goals.series("women_share", country, EVERYWHERE)
    told = []
    for label, goal, among in [
        *((codes[d], goal, [d]) for d, goal in named.items() if goal),
        (EVERYWHERE, everywhere, [d for d, goal in named.items() if not goal]),
    ]:
        for year, percent in goal.items():
            at = year - pack.epoch_year
            if not 0 <= at < len(moved.women):
                continue
            counted = list(own) if label == EVERYWHERE else among
            people = sum(float(moved.places[at][own[d]]) for d in counted)
            women = sum(float(moved.women[at][own[d]]) for d in counted)
            if not 0 < women < people:
                continue
            error = np.log(percent / (100 - percent)) - np.log(women / (people - women))
            told.append(f"{label} {year} {100 * women / people:.0f}/{percent:.0f}")
            for d in among:
                total, weight = found.setdefault(d, {}).get(year, (0.0, 0.0))
                found[d][year] = (total + people * float(error), weight + people)
    if told:
        lines.append(f"{country} women among people abroad, percent, simulated/goal: " + ", ".join(told))
