"""From numbers to verdicts: pass, fail, or no power where the sample could not decide.

One rule for all statistical checks. The interval around ours has a confidence of 99.9 %, shared among the
quantities of the check. It fails when the target lies outside. It passes when the target lies inside and a
departure of the stated size would have been noticed with a chance of at least 95 %. Otherwise it has no power.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats  # type: ignore[import-untyped]

from ayllu.verification.report import Finding, Value, Verdict

ERROR = 0.001
ENOUGH = 0.95


@dataclass(frozen=True)
class Quantity:
    """A number with its target, standard error (0: no sampling) and the departure that must be noticed."""

    label: str
    target: float
    ours: float
    error: float
    notice: float


def z_limit(quantities: int = 1) -> float:
    """Half-width of the acceptance band in standard errors, for so many quantities judged together."""
    return float(stats.norm.isf(ERROR / (2 * quantities)))


def power_of(notice: float, error: float, limit: float) -> float:
    """Chance that a departure of `notice` falls outside a band of `limit` standard errors."""
    if error <= 0:
        return 1.0
    shift = notice / error
    return float(stats.norm.sf(limit - shift) + stats.norm.cdf(-limit - shift))


def judge(quantities: Sequence[Quantity], departure: str, joint: bool = False) -> Finding:
    """The finding for quantities judged together; `departure` says in words what must be noticed.

    joint: the departure moves all quantities at once by their `notice`, so the power is at least that of the
    quantity that shows it best; otherwise each must be able to notice its own.
    """
    if not quantities:
        return Finding("", "nothing to judge", "", "no power", departure)
    limit = z_limit(len(quantities))
    powers = [power_of(item.notice, item.error, limit) for item in quantities]
    outside = [not abs(item.ours - item.target) <= limit * item.error for item in quantities]
    telling = int(np.argmax(powers) if joint else np.argmin(powers))
    verdict: Verdict = "fail" if any(outside) else "pass" if powers[telling] >= ENOUGH else "no power"
    power = f"{departure}: noticed with chance {powers[telling]:.3f} ({quantities[telling].label})"
    bands = [[item.target - limit * item.error, item.target + limit * item.error] for item in quantities]
    shown = [item.ours for item in quantities]
    targets = [item.target for item in quantities]
    if len(quantities) == 1:
        return Finding(targets[0], shown[0], bands[0], verdict, power)
    wrong = [item.label for item, bad in zip(quantities, outside, strict=True) if bad]
    said = power + (f"; outside: {', '.join(wrong)}" if wrong else "")
    return Finding(_labelled(quantities, targets), _labelled(quantities, shown), bands, verdict, said)


def _labelled(quantities: Sequence[Quantity], values: Sequence[float]) -> Value:
    return [f"{item.label} {value:.6g}" for item, value in zip(quantities, values, strict=True)]


def agree(label: str, target: ArrayLike, ours: ArrayLike, tolerance: float, power: str) -> Finding:
    """The finding for numbers without sampling error: every difference at most `tolerance`."""
    wanted, found = np.atleast_1d(np.asarray(target, float)), np.atleast_1d(np.asarray(ours, float))
    if wanted.shape != found.shape or not wanted.size:
        return Finding(f"{wanted.shape} numbers", f"{found.shape} numbers", "", "fail", power)
    worst = float(np.abs(wanted - found).max())
    verdict: Verdict = "pass" if worst <= tolerance else "fail"
    if wanted.size == 1:
        band: Value = [float(wanted[0] - tolerance), float(wanted[0] + tolerance)]
        return Finding(float(wanted[0]), float(found[0]), band, verdict, power)
    ours_text = f"largest difference {worst:.3g} of {wanted.size} {label}"
    return Finding(f"{label} of the reference", ours_text, f"at most {tolerance:g}", verdict, power)


def nothing_wrong(what: str, wrong: int, tried: int, power: str) -> Finding:
    """The finding for a law that may never be broken: how many of `tried` cases break it."""
    verdict: Verdict = "fail" if wrong else "pass" if tried else "no power"
    return Finding(f"0 {what}", f"{wrong} of {tried}", "0", verdict, power)


def judge_counts(counts: ArrayLike, shares: ArrayLike, ripple: float, tests: int = 1) -> Finding:
    """Chi-square of counts against expected shares; a departure is every other cell off by +-`ripple` (share).

    Fails when the counts are too uneven or too even to be chance; `tests` shares the error among such tests.
    """
    seen = np.asarray(counts, float).ravel()
    expected = np.broadcast_to(np.asarray(shares, float), np.shape(counts)).ravel() * seen.sum()
    statistic = float(((seen - expected) ** 2 / expected).sum())
    free = seen.size - 1
    low, high = stats.chi2.ppf([ERROR / (2 * tests), 1 - ERROR / (2 * tests)], free)
    chance = float(stats.ncx2.sf(high, free, seen.sum() * ripple**2))
    fits = low <= statistic <= high
    verdict: Verdict = "fail" if not fits else "pass" if chance >= ENOUGH else "no power"
    power = f"cells {ripple:.2%} too full and too empty in turn: noticed with chance {chance:.3f}"
    return Finding(float(free), statistic, [float(low), float(high)], verdict, power)
