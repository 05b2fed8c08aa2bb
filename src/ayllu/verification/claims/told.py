"""The scorecard for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ayllu.register.claim_checks import Expect
from ayllu.verification.claims.intervals import Interval
from ayllu.verification.claims.score import ClaimScore, PartScore
from ayllu.verification.claims.verdicts import KEYS, Verdict

HEADINGS = ("claim", "what", "expected", "ours", "95 %", "would be seen", "verdict")
WHOLE = 1000
"""From here on figures have no decimals."""
WITHOUT = ("off", "without", "effect")


def as_json(scores: Sequence[ClaimScore]) -> dict[str, Any]:
    """{'verdicts': {pass, weak, fail, no_power, no_bite, not_simulated}, 'claims': [...]}."""
    counts = Counter(KEYS[score.verdict] for score in scores)
    return {
        "verdicts": {key: counts[key] for key in KEYS.values()},
        "claims": [
            {
                "claim": score.check.claim,
                "says": score.check.says,
                "statement": score.claim.statement,
                "class": score.sort,
                "verdict": score.verdict,
                "mechanisms": list(score.check.mechanisms),
                "off": list(score.off),
                "lacks": score.check.lacks,
                "parts": [_part(part) for part in score.parts],
            }
            for score in scores
        ],
    }


def _part(score: PartScore) -> dict[str, Any]:
    part = score.part
    told: dict[str, Any] = {
        "what": part.what,
        "statistic": part.statistic,
        "unit": part.unit,
        "years": list(part.years or ()),
        "expected": part.expect.model_dump(exclude_none=True),
        "worth": part.worth,
        "verdict": score.verdict,
        "reason": score.lacks,
    }
    for key, found in (("ours", score.found), ("without", score.without), ("effect", score.effect)):
        if found is not None:
            told[key] = {
                "value": found.value,
                "low": found.low,
                "high": found.high,
                "visible": found.visible,
                "how": found.how,
                "rows": found.rows,
            }
    if score.without_verdict is not None:
        told["without"]["verdict"] = score.without_verdict
    return told


def as_rows(scores: Sequence[ClaimScore], without: bool) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of the table: a claim with its verdict and words, and a line for each part."""
    rows: list[list[object]] = []
    extra = len(WITHOUT) if without else 0
    for score in scores:
        says = f"{score.check.says} ({score.sort})"
        rows.append([score.check.claim, says, *[""] * (len(HEADINGS) - 3), score.verdict, *[""] * extra])
        rows += [_line(part, score, without) for part in score.parts]
    return [*HEADINGS, *(WITHOUT if without else ())], rows


def _line(one: PartScore, score: ClaimScore, without: bool) -> list[object]:
    part, found = one.part, one.found
    words = part.what if not one.lacks else f"{part.what}: {one.lacks}"
    unit = f" {part.unit}" if part.unit else ""
    wanted = expected(part.expect) + unit
    if found is None:
        return ["", f"- {words}", wanted, "", "", "", one.verdict, *[""] * (len(WITHOUT) if without else 0)]
    row: list[object] = ["", f"- {words}", wanted, number(found.value), band(found), number(found.visible), one.verdict]
    if without:
        off = ", ".join(score.off) or "others"
        row += [off, told(one.without), told(one.effect)]
    return row


def told(found: Interval | None) -> str:
    """An estimate with its interval."""
    return "" if found is None else f"{number(found.value)} ({band(found)})"


def expected(expect: Expect) -> str:
    """The expected region in words."""
    if expect.above is None:
        return f"< {number(expect.below)}"
    return f"> {number(expect.above)}" if expect.below is None else f"{number(expect.above)} to {number(expect.below)}"


def band(found: Interval) -> str:
    """The interval, or why there is none."""
    if not np.isfinite(found.low):
        return found.how
    return f"{number(found.low)} to {number(found.high)}"


def number(value: float | None) -> str:
    """A figure with three digits; nothing where there is none."""
    if value is None or not np.isfinite(value):
        return ""
    return f"{value:.3g}" if abs(value) < WHOLE else f"{value:.0f}"


def summary(scores: Sequence[ClaimScore]) -> str:
    """How many claims got each verdict, failures first."""
    counts = Counter(score.verdict for score in scores)
    order: tuple[Verdict, ...] = ("fails", "weak", "no power", "no bite", "not simulated", "holds")
    return ", ".join(f"{counts[one]} {one}" for one in order if counts[one])
