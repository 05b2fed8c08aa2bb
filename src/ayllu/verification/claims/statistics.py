"""The statistics that a check may ask for, each a function of sums by group and cell.

Comparisons of shares and means, ratios, matched comparisons by exact cells, trends, ranks, quantiles, peaks, and
profiles over the stages of an event. A statistic that has nobody to speak of is NaN.
"""

import ast
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from ayllu.register.claim_checks import Part
from ayllu.verification.claims.sums import OTHERS, THOSE, Floats, Sums, divided

FEWEST_RANKED = 3
BEFORE, DURING = "before", "during"
HALF = 0.5


def _mean(sums: Sums, part: Part) -> float:
    """Mean or share of all (of those of the group where there is one), or value over base."""
    return float(sums.whole()[THOSE])


def _difference(sums: Sums, part: Part) -> float:
    """Mean of those less mean of the others."""
    whole = sums.whole()
    return float(whole[THOSE] - whole[OTHERS])


def _quotient(sums: Sums, part: Part) -> float:
    """Mean of those over mean of the others."""
    whole = sums.whole()
    return float(divided(whole[THOSE], whole[OTHERS]))


def _matched(sums: Sums) -> tuple[float, float]:
    """Means of those and of the others in cells that hold both, both weighted as those are."""
    level, base = sums.level(), sums.of["wb"]
    both = np.isfinite(level).all(axis=0)
    weight = base[THOSE][both]
    if not weight.sum() > 0:
        return np.nan, np.nan
    those, others = (float((level[group][both] * weight).sum() / weight.sum()) for group in (THOSE, OTHERS))
    return those, others


def _matched_difference(sums: Sums, part: Part) -> float:
    """Difference between those and others who are alike in all of the cell."""
    those, others = _matched(sums)
    return those - others


def _matched_quotient(sums: Sums, part: Part) -> float:
    """Ratio between those and others who are alike in all of the cell (standardised to those)."""
    those, others = _matched(sums)
    return those / others if others > 0 else np.nan


def _slopes(sums: Sums) -> Floats:
    """Least-squares slope of value on the axis, by group."""
    w, wv, wx, wxx, wxv = (sums.of[name].sum(axis=1) for name in ("w", "wv", "wx", "wxx", "wxv"))
    spread = wxx - divided(wx * wx, w)
    return divided(wxv - divided(wx * wv, w), spread)


def _slope(sums: Sums, part: Part) -> float:
    """Change of the value for one more of the axis."""
    return float(_slopes(sums)[THOSE])


def _slope_difference(sums: Sums, part: Part) -> float:
    """Slope of those less slope of the others."""
    slopes = _slopes(sums)
    return float(slopes[THOSE] - slopes[OTHERS])


def _rank(sums: Sums, part: Part) -> float:
    """Spearman's rank correlation over cells between those and the others."""
    level = sums.level()
    both = np.isfinite(level).all(axis=0)
    if both.sum() < FEWEST_RANKED:
        return np.nan
    first, second = (stats.rankdata(level[group][both]) for group in (OTHERS, THOSE))
    if not (first.std() > 0 and second.std() > 0):
        return np.nan
    return float(np.corrcoef(first, second)[0, 1])


def _quantile(sums: Sums, part: Part) -> float:
    """The value below which the share `level` of people lies; cells are the values."""
    weight = sums.of["w"][THOSE]
    if not weight.sum() > 0:
        return np.nan
    reached = np.cumsum(weight) / weight.sum()
    return float(sums.cells[int(np.searchsorted(reached, part.level))])


def _peak(sums: Sums, part: Part) -> float:
    """The label of the cell with the highest level (the highest sum, without a base)."""
    level = sums.level()[THOSE] if part.base else sums.of["wv"][THOSE]
    return float(sums.cells[int(np.nanargmax(level))]) if np.isfinite(level).any() else np.nan


def _profile(sums: Sums) -> dict[str, float]:
    """Level by stage of the event."""
    return dict(zip(sums.cells, sums.level()[THOSE].tolist(), strict=True))


def _contrast(sums: Sums, part: Part) -> float:
    """A formula of the levels of cells, such as (after - during) / (before - during)."""
    return _value_of(ast.parse(part.formula, mode="eval").body, _profile(sums))


def _half_life(sums: Sums, part: Part) -> float:
    """Years after an event until half of the change from 'before' to 'during' is undone.

    When it never is, one year more than anybody was followed.
    """
    profile = _profile(sums)
    before, during = profile.get(BEFORE, np.nan), profile.get(DURING, np.nan)
    dip = before - during
    if not np.isfinite(dip) or dip == 0:
        return np.nan
    years = sorted(float(label) for label in profile if label not in (BEFORE, DURING, ""))
    for year, level in ((year, profile[f"{year:g}"]) for year in years):
        if np.isfinite(level) and (level - during) / dip >= HALF:
            return year
    return years[-1] + 1 if years else np.nan


OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _value_of(node: ast.expr, levels: dict[str, float]) -> float:
    """A formula's value; a cell that is not there is NaN, and so is a division by nought."""
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return levels.get(node.id, np.nan)
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](_value_of(node.operand, levels))
    assert isinstance(node, ast.BinOp)
    left, right = _value_of(node.left, levels), _value_of(node.right, levels)
    if isinstance(node.op, ast.Div):
        return left / right if right else np.nan
    return OPERATORS[type(node.op)](left, right)


STATISTICS: dict[str, Callable[[Sums, Any], float]] = {
    "mean": _mean,
    "ratio": _mean,
    "difference": _difference,
    "quotient": _quotient,
    "matched_difference": _matched_difference,
    "matched_quotient": _matched_quotient,
    "slope": _slope,
    "slope_difference": _slope_difference,
    "rank": _rank,
    "quantile": _quantile,
    "peak": _peak,
    "contrast": _contrast,
    "half_life": _half_life,
}


def estimate(sums: Sums, part: Part) -> float:
    """The statistic of a part; NaN where nobody is to be compared."""
    return STATISTICS[part.statistic](sums, part)
