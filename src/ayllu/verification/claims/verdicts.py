"""From an interval to a verdict, by one rule for every claim.

It holds when the whole interval lies in the expected region and fails when the whole lies outside. In between,
the check has no power when an effect of the stated worth could not have been seen; else it fails when the estimate
lies outside and is weak when it lies inside. A claim is as good as its worst part, and has no bite when it holds
without its mechanism too.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ayllu.register.claim_checks import Expect
from ayllu.verification.claims.intervals import Interval

Verdict = Literal["holds", "weak", "fails", "no power", "no bite", "not simulated"]
WORST_FIRST: tuple[Verdict, ...] = ("fails", "not simulated", "no power", "weak", "no bite", "holds")
KEYS: dict[Verdict, str] = {
    "holds": "pass",
    "weak": "weak",
    "fails": "fail",
    "no power": "no_power",
    "no bite": "no_bite",
    "not simulated": "not_simulated",
}
"""Names by which programs know the verdicts."""


def judged(found: Interval, expect: Expect, worth: float) -> Verdict:
    """The verdict on one part."""
    above = -np.inf if expect.above is None else expect.above
    below = np.inf if expect.below is None else expect.below
    if np.isnan(found.value):
        return "no power"
    if above < found.low and found.high < below:
        return "holds"
    if found.high <= above or found.low >= below:
        return "fails"
    if found.visible > worth:
        return "no power"
    return "weak" if above < found.value < below else "fails"


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim of several parts."""
    return min(verdicts, key=WORST_FIRST.index)


def bitten(verdict: Verdict, without: Sequence[Verdict]) -> Verdict:
    """The verdict once the mechanism was switched off: what holds without it too shows nothing."""
    holds = bool(without) and all(one == "holds" for one in without)
    return "no bite" if verdict == "holds" and holds else verdict
