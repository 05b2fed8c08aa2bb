"""A battery for keyed random numbers: even, and independent along every direction in which the model asks.

Every function takes the generator as an argument, so that tests can hand in a broken one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.identity import child_key, combine, text_key
from ayllu.verification.judging import judge_counts
from ayllu.verification.rates import Array
from ayllu.verification.report import Finding, Verdict

Draw = Callable[[Any, Any, Any, Any, Any], Array]
"""draw(seed, key, month, site, alternative) -> numbers in [0, 1); arguments broadcast."""
Keys = NDArray[np.uint64]

SEED = 20
CELLS = 1024
SIDE = 64
LOW_BITS = 2.0**43
"""Multiplying by it leaves the ten lowest of 53 bits as the fraction."""


def lineage_keys(count: int) -> Keys:
    """So many keys, made as those of founders are: a name combined with running numbers."""
    with np.errstate(over="ignore"):
        return np.asarray(combine(text_key("verification"), np.arange(count, dtype=np.uint64)))


def streams(draw: Draw, count: int) -> dict[str, Array]:
    """About `count` numbers in each direction: neighbours in an array differ in that one argument by one."""
    rows = max(count // 1000, 1)
    keys = lineage_keys(rows)[:, None]
    step = np.arange(1000, dtype=np.uint64)[None, :]
    return {
        "people in a row": draw(SEED, np.arange(count, dtype=np.uint64), 7, 11, 0),
        "lineage keys": draw(SEED, lineage_keys(count), 7, 11, 0),
        "months": draw(SEED, keys, step, 11, 0).ravel(),
        "sites": draw(SEED, keys, 7, step, 0).ravel(),
        "alternatives": draw(SEED, keys, 7, 11, step).ravel(),
        "seeds": draw(step, keys, 7, 11, 0).ravel(),
    }


def pairs(draw: Draw, count: int) -> dict[str, tuple[Array, Array]]:
    """About `count` pairs that must be independent, in each direction."""
    along = {name: (values[:-1], values[1:]) for name, values in streams(draw, count).items()}
    mothers = lineage_keys(count // 2)
    with np.errstate(over="ignore"):
        first, second = (child_key(mothers, np.uint64(order)) for order in (1, 2))
    own, elder, younger = (draw(SEED, keys, 7, 11, 0) for keys in (mothers, first, second))
    along["mother and child"] = (np.tile(own, 2), np.concatenate((elder, younger)))
    along["siblings"] = (elder, younger)
    along["mother before, child after"] = (own, draw(SEED, first, 8, 11, 0))
    return along


def evenness(draw: Draw, count: int, ripple: float) -> Finding:
    """Ten high and ten low bits of every stream are evenly spread over 1024 cells."""
    found: dict[str, Finding] = {}
    named = streams(draw, count)
    for name, values in named.items():
        for part, scaled in (("high bits", values), ("low bits", values * LOW_BITS % 1.0)):
            counts = np.bincount((scaled * CELLS).astype(np.int64), minlength=CELLS)
            found[f"{name}, {part}"] = judge_counts(counts, 1 / CELLS, ripple, tests=2 * len(named))
    return together(found)


def independence(draw: Draw, count: int, ripple: float) -> Finding:
    """Pairs fall evenly into 64 x 64 cells in every direction."""
    named = pairs(draw, count)
    found = {}
    for name, (one, other) in named.items():
        cell = (one * SIDE).astype(np.int64) * SIDE + (other * SIDE).astype(np.int64)
        counts = np.bincount(cell, minlength=SIDE * SIDE)
        found[name] = judge_counts(counts, 1 / SIDE**2, ripple, tests=len(named))
    return together(found)


def together(found: dict[str, Finding]) -> Finding:
    """One finding for several chi-squares: the worst in standard deviations, and who failed."""
    order = ("pass", "no power", "fail")
    verdict: Verdict = max((item.verdict for item in found.values()), key=order.index)
    scores = {name: _score(item) for name, item in found.items()}
    worst = max(scores, key=lambda name: abs(scores[name]))
    failed = [name for name, item in found.items() if item.verdict == "fail"]
    limits = [_score_of(item, value) for item in found.values() for value in _band(item)]
    least = min(item.power for item in found.values())  # same words but for the chance at the end
    power = least + (f"; failed: {', '.join(failed)}" if failed else "")
    ours = f"worst z {scores[worst]:.2f} of {len(found)} ({worst})"
    return Finding("z about 0", ours, [min(limits), max(limits)], verdict, power)


def _band(item: Finding) -> tuple[float, float]:
    assert isinstance(item.band, list)
    return float(item.band[0]), float(item.band[1])


def _score(item: Finding) -> float:
    assert isinstance(item.ours, float)
    return _score_of(item, item.ours)


def _score_of(item: Finding, value: float) -> float:
    assert isinstance(item.target, float)
    return float((value - item.target) / np.sqrt(2 * item.target))


def collisions(keys: Keys) -> int:
    """How many keys equal an earlier one."""
    ordered = np.sort(keys)
    return int((ordered[1:] == ordered[:-1]).sum())


def family(founders: int, generations: int, children: int) -> Keys:
    """Keys of founders and all their descendants through mothers: `children` of everybody, over generations."""
    grown = [lineage_keys(founders)]
    orders = np.arange(1, children + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for _ in range(generations):
            grown.append(child_key(grown[-1][:, None], orders[None, :]).ravel())
    return np.concatenate(grown)
