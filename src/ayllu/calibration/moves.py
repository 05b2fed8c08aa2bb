"""Damped corrections of the learnt tables of moves: appeal of places, levels, corridors.

A table has a value every five years. What is corrected at a knot is the part of the error (logarithm of goal over
simulated) that arises around it, so that knots do not correct each other's errors twice; a small part of the
error that is already there is corrected too.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ayllu.calibration.demand import women_abroad
from ayllu.calibration.goals import Floats, Goals, between
from ayllu.loops.generate import EVENT_NUMBER
from ayllu.population.schema import CELLS_A_PLACE, DEAD, GROUPS
from ayllu.register.pack import Pack
from ayllu.runs.world import World
from ayllu.words.codes import Area

HALF_KNOT, LAG, LEFTOVER = 2.5, 1.5, 0.2
PULL_GAIN, TILT_GAIN, PULL_MOST = 1.0, 0.6, 5.0
TREND_KEPT = 0.9
"""Share of a trend that each round keeps: what errors do not ask for again fades."""
LINE, BEND = 1, 2
"""Degrees of the curves through the knots: regions drift, the towns of a country grow faster or slower for a while."""
CORRIDOR_GAIN, CORRIDOR_MOST = 0.8, 6.0
LEVEL_GAIN, LEVEL_MOST = 0.7, 0.7
THINNING = 0.03
"""Births of natives and deaths of migrants thin the share of lifetime migrants by so much a year."""
LOSS_GAIN, LOSS_MOST = 0.7, 0.8
STEP_MOST = 1.5
LEAST = 1e-6


@dataclass
class Moved:
    """What a base run tells of moves, by year: people by place, people born elsewhere in the country, net loss."""

    places: list[Floats] = field(default_factory=list)
    women: list[Floats] = field(default_factory=list)
    elsewhere: list[Floats] = field(default_factory=list)
    loss: list[Floats] = field(default_factory=list)
    gone: list[Floats] = field(default_factory=list)
    scale: float = 1.0
    running: Floats | None = None

    def month(self, world: World) -> None:
        """Add up who crossed the border this month."""
        engine = world.engine
        home = engine.setting.places["destination"] == 0
        crossed = engine.crossed.sum(axis=1)
        net = (crossed[1] - crossed[0]).reshape(-1, CELLS_A_PLACE).sum(axis=1)
        left = engine.occurrences[EVENT_NUMBER["emigration"]].reshape(-1, CELLS_A_PLACE).sum(axis=1)
        country = engine.setting.places["country"]
        most = int(country.max()) + 1
        lost = np.bincount(country[home], weights=net[home], minlength=most)
        now: Floats = np.stack([lost, np.bincount(country, weights=left, minlength=most)]).astype(np.float64)
        self.running = now if self.running is None else self.running + now

    def year(self, world: World) -> None:
        """Take stock at the end of a year."""
        engine, person = world.engine, world.store.person
        self.scale = world.scale
        counted = engine.exposure.reshape(-1, CELLS_A_PLACE) / world.scale
        self.places.append(counted.sum(axis=1))
        self.women.append(counted[:, :GROUPS].sum(axis=1))
        assert self.running is not None
        self.loss.append(self.running[0] / world.scale)
        self.gone.append(self.running[1] / world.scale)
        self.running = None
        alive = np.flatnonzero(person["cell"] != DEAD)
        place = person["cell"][alive].astype(np.int64) // CELLS_A_PLACE
        places = engine.setting.places
        birth, country = person["birth_region"][alive].astype(np.int64), places["country"][place]
        here = np.array([region.country for region in world.pack.regions])[birth] == country
        home = places["destination"][place] == 0
        moved = home & here & (birth != places["region"][place])
        n = len(set(places["country"]))
        born = np.bincount(country[moved], minlength=n) / np.maximum(np.bincount(country[home], minlength=n), 1)
        self.elsewhere.append(born)

    def add(self, other: "Moved") -> None:
        """Join another seed: sums of people and losses, means of shares."""
        self.places = [a + b for a, b in zip(self.places, other.places, strict=True)]
        self.women = [a + b for a, b in zip(self.women, other.women, strict=True)]
        self.loss = [a + b for a, b in zip(self.loss, other.loss, strict=True)]
        self.gone = [a + b for a, b in zip(self.gone, other.gone, strict=True)]
        self.elsewhere = [(a + b) / 2 for a, b in zip(self.elsewhere, other.elsewhere, strict=True)]


def correct(
    kind: str, pack: Pack, goals: Goals, moved: Moved, seeds: int, now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    """New values of a learnt table by knot, and lines that tell how far off the run was."""
    if kind == "women abroad":
        return women_abroad(pack, goals, moved, now, knots)
    rule = {"people by place": _pull, "moves inside": _level, "net loss": _loss, "emigrants": _corridor}[kind]
    return rule(pack, goals, moved, seeds, now, knots)


def _arising(error: dict[int, float], knots: list[int], first: int) -> Floats:
    """The part of an error that arises around each knot, with a little of what is there."""
    at = np.array(knots, float) + LAG
    grown = between(error, at + HALF_KNOT, first=first) - between(error, at - HALF_KNOT, first=first)
    return grown + LEFTOVER * between(error, at + HALF_KNOT, first=first)


def _share_errors(wanted: dict[int, Floats], simulated: dict[int, Floats]) -> list[dict[int, float]]:
    """Logarithm of goal over simulated share, by unit: {year: error}."""
    years = sorted(wanted)
    units = len(wanted[years[0]]) if years else 0
    out: list[dict[int, float]] = [{} for _ in range(units)]
    for year in years:
        goal, seen = wanted[year] / wanted[year].sum(), simulated[year] / max(simulated[year].sum(), LEAST)
        for unit in range(units):
            if goal[unit] > 0:
                out[unit][year] = float(np.log(goal[unit] / max(seen[unit], goal[unit] / 20, LEAST)))
    return out


def _pull(
    pack: Pack, goals: Goals, moved: Moved, seeds: int, now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    """Regions have a level and a slow trend, all towns and all countryside of a country a slow curve: no wiggles."""
    epoch, lines = pack.epoch_year, []
    new, at = np.stack(now), np.array(knots, float)
    for c, country in enumerate(pack.countries):
        regions = [r for r, region in enumerate(pack.regions) if region.country == c]
        series = [goals.series("region_people", country.code, pack.regions[r].code) for r in regions]
        years = [y for y in (series[0] if series else {}) if 0 <= y - epoch < len(moved.places)]
        where = {r: [p for p, place in enumerate(pack.places) if place.region == r] for r in regions}
        wanted = {y: np.array([s[y] for s in series]) for y in years}
        seen = {y: np.array([sum(moved.places[y - epoch][p] for p in where[r]) for r in regions]) for y in years}
        for y in years:
            gap = 100 * np.abs(wanted[y] / wanted[y].sum() - seen[y] / seen[y].sum())
            lines.append(
                f"{country.code} {y} shares of regions: mean gap {gap.mean():.2f}, largest {gap.max():.2f} points"
            )
        urban = _urban_errors(pack, goals, moved, c)
        lines.append(
            f"{country.code} urban, logit of goal less simulated: "
            + ", ".join(f"{y} {e:+.2f}" for y, (e, _) in urban.items())
        )
        tilt = _arising({y: e for y, (e, _) in urban.items()}, knots, epoch)
        share = between({y: s for y, (_, s) in urban.items()}, at, first=epoch, start=0.4)
        sides = {
            town: _slow(side + np.clip(TILT_GAIN * tilt * ((1 - share) if town else -share), -1, 1), at, BEND)
            for town, side in _sides(pack, new, [p for r in regions for p in where[r]], where).items()
        }
        for r, error in zip(regions, _share_errors(wanted, seen), strict=True):
            step = np.clip(PULL_GAIN * _arising(error, knots, epoch), -STEP_MOST, STEP_MOST)
            course = _slow(new[:, where[r]].mean(axis=1) + step, at)
            for p in where[r]:
                new[:, p] = np.clip(course + sides[pack.places[p].area == Area.URBAN], -PULL_MOST, PULL_MOST)
    return list(new), lines


def _sides(pack: Pack, values: Floats, own: list[int], where: dict[int, list[int]]) -> dict[bool, Floats]:
    """What the countryside (False) and towns (True) of a country have by knot beyond the mean of their region."""
    middle = {r: values[:, there].mean(axis=1) for r, there in where.items()}
    return {
        town: np.mean(
            [values[:, p] - middle[pack.places[p].region] for p in own if (pack.places[p].area == Area.URBAN) == town],
            axis=0,
        )
        for town in (False, True)
    }


def _slow(course: Floats, knots: Floats, degree: int = LINE) -> Floats:
    """The slow curve through a course, its bends held towards none; a line of no slope stays as it is."""
    middle = knots - knots.mean()
    curve = np.polynomial.Polynomial.fit(middle, course, degree)(middle)
    return np.asarray(course.mean() + TREND_KEPT * (curve - curve.mean()), np.float64)


def _urban_errors(pack: Pack, goals: Goals, moved: Moved, c: int) -> dict[int, tuple[float, float]]:
    """Difference of logits of the urban share, and the simulated share, by year."""
    own = [p for p, place in enumerate(pack.places) if place.country == c and place.destination == 0]
    towns = [p for p in own if pack.places[p].area == Area.URBAN]
    out = {}
    for year, goal in goals.series("urban_share", pack.countries[c].code, "national").items():
        if 0 <= year - pack.epoch_year < len(moved.places):
            people = moved.places[year - pack.epoch_year]
            seen = float(people[towns].sum() / people[own].sum())
            out[year] = (float(np.log(goal / (100 - goal)) - np.log(seen / (1 - seen))), seen)
    return out


def _level(
    pack: Pack, goals: Goals, moved: Moved, seeds: int, now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    """What must come in between two goals, over what came in: a stock of decades says little of its own year."""
    new, lines = [values.copy() for values in now], []
    epoch = pack.epoch_year
    for c, country in enumerate(pack.countries):
        goal = goals.series("lifetime_migrants", country.code, "national")
        wanted = {y: v / 100 for y, v in goal.items() if 0 <= y - epoch < len(moved.elsewhere)}
        if not wanted:
            continue
        seen = {y: max(float(moved.elsewhere[y - epoch][c]), LEAST) for y in wanted}
        lines.append(
            f"{country.code} lifetime migrants, goal over simulated: "
            + ", ".join(f"{y} {v / seen[y]:.2f}" for y, v in wanted.items())
        )
        start = float(moved.elsewhere[0][c])
        middle, coming = _coming(wanted, epoch, start)
        _, came = _coming(seen, epoch, start)
        error = np.log(np.maximum(coming, LEAST) / np.maximum(came, LEAST))
        ahead = np.interp(np.array(knots, float), middle, np.clip(error, -1, 1))
        for k in range(len(knots)):
            change = np.clip(LEVEL_GAIN * ahead[k], -LEVEL_MOST, LEVEL_MOST)
            new[k][c] = np.clip(new[k][c] * np.exp(change), 0.01, 20)
    return new, lines


def _coming(points: dict[int, float], first: int, start: float) -> tuple[Floats, Floats]:
    """Middles of the spans between points, and the share of people who come in a year in each."""
    years = np.array([first, *sorted(points)], float)
    share = np.array([start, *(points[y] for y in sorted(points))])
    mean = (share[1:] + share[:-1]) / 2
    return (years[1:] + years[:-1]) / 2, np.diff(share) / np.diff(years) + THINNING * mean


def _loss(
    pack: Pack, goals: Goals, moved: Moved, seeds: int, now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    new, lines = [values.copy() for values in now], []
    years = np.arange(pack.epoch_year, pack.epoch_year + len(moved.loss) + 1, dtype=float)
    for c, country in enumerate(pack.countries):
        points = {year + 1: value for year, value in goals.series("net_loss", country.code, "national").items()}
        if not points:
            continue
        wanted = between(points, years, first=pack.epoch_year)
        seen, gross = (
            np.concatenate([[0.0], np.cumsum([each[c] for each in series])]) / seeds
            for series in (moved.loss, moved.gone)
        )
        told = []
        for k, knot in enumerate(knots):
            ends = np.clip([knot - HALF_KNOT, knot + HALF_KNOT], years[0], years[-1])
            goal, found = (float(np.diff(np.interp(ends, years, series))[0]) for series in (wanted, seen))
            left = float(np.interp(ends[1], years, wanted) - np.interp(ends[1], years, seen))
            left_home = float(np.diff(np.interp(ends, years, gross))[0])
            change = (goal + LEFTOVER * left - found) / max(left_home, 0.3 * goal, 100.0)
            new[k][c] = np.clip(new[k][c] * np.exp(np.clip(LOSS_GAIN * change, -LOSS_MOST, LOSS_MOST)), 0.001, 50)
            told.append(f"{knot} {found / 1000:.0f}/{goal / 1000:.0f}")
        lines.append(f"{country.code} net loss around, thousand, simulated/goal: " + ", ".join(told))
    return new, lines


def _corridor(
    pack: Pack, goals: Goals, moved: Moved, seeds: int, now: list[Floats], knots: list[int]
) -> tuple[list[Floats], list[str]]:
    new, lines = [values.copy() for values in now], []
    for c, country in enumerate(pack.countries):
        own = {place.destination: p for p, place in enumerate(pack.places) if place.country == c and place.destination}
        codes = {region.destination: region.code for region in pack.regions if region.destination}
        series = {d: goals.series("destination_share", country.code, codes[d]) for d in own}
        years = [y for y in next(iter(series.values()), {}) if 0 <= y - pack.epoch_year < len(moved.places)]
        if not years:
            continue
        order = sorted(own)
        wanted = {y: np.array([series[d][y] for d in order]) for y in years}
        seen = {y: np.array([moved.places[y - pack.epoch_year][own[d]] for d in order]) for y in years}
        for d, error in zip(order, _share_errors(wanted, seen), strict=True):
            step = CORRIDOR_GAIN * _arising(error, knots, pack.epoch_year)
            for k in range(len(knots)):
                new[k][c, d] = np.clip(
                    new[k][c, d] + np.clip(step[k], -STEP_MOST, STEP_MOST), -CORRIDOR_MOST, CORRIDOR_MOST
                )
        _level_corridors(new, c, order, [between_shares(wanted, knot) for knot in knots])
        last = max(years)
        told = ", ".join(
            f"{codes[d]} {s:.0f}/{w:.0f}"
            for d, s, w in zip(order, 100 * seen[last] / seen[last].sum(), wanted[last], strict=True)
        )
        lines.append(f"{country.code} destinations {last}, percent, simulated/goal: {told}")
    return new, lines


Ints = NDArray[np.int64]


def between_shares(shares: dict[int, Floats], year: int) -> Floats:
    """Shares of destinations in a year, straight between those known and level outside."""
    years = sorted(shares)
    told: Floats = np.array([np.interp(year, years, column) for column in np.stack([shares[y] for y in years]).T])
    shared: Floats = told / told.sum()
    return shared


def _level_corridors(new: list[Floats], c: int, order: list[int], weights: list[Floats]) -> None:
    """Corridors tell countries apart; how many leave at all is the level's task, so their weighted mean is nothing."""
    for values, weight in zip(new, weights, strict=True):
        mean = float(np.dot(weight, values[c, order]))
        values[c, order] = np.clip(values[c, order] - mean, -CORRIDOR_MOST, CORRIDOR_MOST)
