"""Intervals and power: Student's t over the means of seeds, or a bootstrap of the communities of one run.

With two seeds or more, chance is what differs between them (t over seed means). With one, whole communities are
drawn with replacement, by keyed draws, so that the same run gives the same interval; paired runs share the draws.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from ayllu.population.draws import uniform
from ayllu.population.identity import mix64
from ayllu.register.claim_checks import Part
from ayllu.verification.claims.statistics import estimate
from ayllu.verification.claims.sums import OTHERS, THOSE, Floats, Tally

SURE = 0.95
SEEN = 0.8
"""Chance with which an effect that counts as visible is found outside nought."""
SAMPLES = 400
FEWEST_CLUSTERS = 5
MOST_EMPTY = 0.2
SITE = 1


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval of 95 %, and the smallest effect that would be seen with a chance of 80 %.

    `how` says what the interval covers; without one, low and high are infinite.
    """

    value: float
    low: float
    high: float
    visible: float
    how: str
    rows: int = 0


def over_seeds(values: Sequence[float]) -> Interval:
    """Student's t over the means of seeds (at least two)."""
    found = np.asarray(values, float)
    free = len(found) - 1
    error = float(found.std(ddof=1) / np.sqrt(len(found)))
    half = float(stats.t.ppf((1 + SURE) / 2, free)) * error
    mean = float(found.mean())
    return Interval(mean, mean - half, mean + half, visible_effect(error, free), f"{len(found)} seeds")


def visible_effect(error: float, free: float) -> float:
    """The smallest effect seen with a chance of 80 % at 5 % error, from a standard error and its freedom."""
    return float(stats.t.ppf((1 + SURE) / 2, free) + stats.t.ppf(SEEN, free)) * error


def of_one(tallies: Sequence[Tally], value: float, part: Part) -> Interval:
    """The interval of one run's estimate, or of the difference between two paired runs (first less second).

    Communities are drawn by their names, so that runs of one seed lose and repeat the same ones.
    """
    names = sorted({name for tally in tallies for name in tally.clusters})
    fewest = min(_fewest(tally, part) for tally in tallies)
    if fewest < FEWEST_CLUSTERS:
        return _none(value, f"{fewest} {_units(part)} are too few: run more seeds")
    order = {name: index for index, name in enumerate(names)}
    where = [np.array([order[name] for name in tally.clusters]) for tally in tallies]
    found = np.array([_drawn(tallies, where, copies, part) for copies in _copies(len(names))])
    found = found[np.isfinite(found)]
    if len(found) < (1 - MOST_EMPTY) * SAMPLES:
        return _none(value, "too few people to draw communities anew")
    low, high = np.quantile(found, [(1 - SURE) / 2, (1 + SURE) / 2]).tolist()
    visible = visible_effect(float(found.std(ddof=1)), len(names) - 1)
    return Interval(value, low, high, visible, f"{len(names)} {_units(part)}, one seed")


def _fewest(tally: Tally, part: Part) -> int:
    """Clusters in which there is anybody of those, and of the others where there are others."""
    groups = (OTHERS, THOSE) if part.group else (THOSE,)
    return min(len(tally.clusters_of(group)) for group in groups)


def _units(part: Part) -> str:
    return "communities" if part.cluster == "community" else "clusters"


def _none(value: float, how: str) -> Interval:
    return Interval(value, -np.inf, np.inf, np.inf, how)


def _drawn(tallies: Sequence[Tally], where: Sequence[Floats], copies: Floats, part: Part) -> float:
    values = [estimate(tally.total(copies[at]), part) for tally, at in zip(tallies, where, strict=True)]
    return values[0] - values[1] if len(values) > 1 else values[0]


def _copies(clusters: int) -> list[Floats]:
    """For each sample, how often each cluster is drawn."""
    keys = mix64(np.arange(SAMPLES * clusters, dtype=np.uint64))
    drawn = (uniform(clusters, keys, 0, SITE) * clusters).astype(np.int64).reshape(SAMPLES, clusters)
    return [np.bincount(row, minlength=clusters).astype(np.float64) for row in drawn]


def interval(tallies: Sequence[Tally], part: Part) -> Interval:
    """Estimate and interval of the runs of one scenario, one tally for each seed."""
    return _over(tallies, [estimate(tally.total(), part) for tally in tallies], part, lambda i: [tallies[i]])


def difference(these: Sequence[Tally], without: Sequence[Tally], part: Part) -> Interval:
    """Estimate of these less that of the runs without, of the same seeds in the same order."""
    pairs = list(zip(these, without, strict=True))
    values = [estimate(a.total(), part) - estimate(b.total(), part) for a, b in pairs]
    return _over(these, values, part, lambda i: list(pairs[i]))


def _over(
    tallies: Sequence[Tally], values: Sequence[float], part: Part, drawn: Callable[[int], Sequence[Tally]]
) -> Interval:
    known = [index for index, value in enumerate(values) if np.isfinite(value)]
    rows = sum(tally.rows for tally in tallies)
    if not known or len(known) < len(values):
        some = values[known[0]] if known else np.nan
        found = _none(float(some), "nobody to compare" if not known else "nobody to compare in some seed")
    elif len(values) == 1:
        found = of_one(drawn(0), values[0], part)
    else:
        found = over_seeds(values)
    return Interval(found.value, found.low, found.high, found.visible, found.how, rows)
