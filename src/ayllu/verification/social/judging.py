"""From figures of several seeds to a verdict: which outcomes differ that should not, and what would have been seen.

Each outcome is judged by Student's t over seeds, at a joint error of 1 %. What must be noticed is the difference
between women and men in the world as it is: a rule that wrote it in would leave it where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]

from ayllu.verification.report import Finding, Verdict
from ayllu.verification.social.outcomes import Outcomes

ERROR = 0.01
SHOWN = 8
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Outcomes by name: the mean difference that should be nought, its limit, and the one that must be noticed."""

    names: tuple[str, ...]
    off: Figures
    limit: Figures
    gap: Figures

    def wrong(self) -> list[str]:
        """Outcomes that differ for certain, the largest first."""
        size = np.abs(self.off) / np.maximum(self.limit, np.finfo(float).tiny)
        order = np.argsort(-size)
        return [self.names[i] for i in order if np.abs(self.off[i]) > self.limit[i]]

    def able(self) -> list[str]:
        """Outcomes whose gap, left as it was, would have been noticed."""
        return [name for name, gap, limit in zip(self.names, self.gap, self.limit, strict=True) if abs(gap) > limit > 0]


def figures(runs: Sequence[Outcomes], names: Sequence[str]) -> Figures:
    """Array of shape (runs, outcomes, sexes); an outcome that never came is nought."""
    return np.array([[run.figures.get(name, np.zeros(2)) for name in names] for run in runs])


def names_of(*sides: Sequence[Outcomes]) -> list[str]:
    """All outcomes that came about on any side, in order."""
    return sorted({name for side in sides for run in side for name in run.figures})


def compared(names: Sequence[str], off: Figures, gap: Figures) -> Judged:
    """Outcomes judged together; off and gap are of shape (runs, outcomes), one row a seed."""
    runs = len(off)
    error = off.std(axis=0, ddof=1) / np.sqrt(runs)
    limit = stats.t.isf(ERROR / (2 * max(len(names), 1)), runs - 1) * error
    return Judged(tuple(names), off.mean(axis=0), limit, gap.mean(axis=0))


def told(judged: Judged, departure: str) -> Finding:
    """The finding: fails when an outcome differs, has no power when not one gap would have been noticed."""
    wrong, able = judged.wrong(), judged.able()
    verdict: Verdict = "fail" if wrong else "pass" if able else "no power"
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    ours = f"{len(wrong)} of {len(judged.names)} differ" + (f": {', '.join(wrong[:SHOWN])}{more}" if wrong else "")
    return Finding(
        "0 differ", ours, "", verdict, f"{departure}: noticed in {len(able)} of {len(judged.names)} outcomes"
    )
