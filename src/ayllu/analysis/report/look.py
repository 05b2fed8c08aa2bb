"""The look of charts: one colour-blind-safe pair for women and men, quiet axes, words at line ends."""

from collections.abc import Sequence
from typing import Any

import altair as alt

WOMEN = "#b8430f"
MEN = "#00609f"
BOTH = "#333333"
SEX_COLOURS = {"women": WOMEN, "men": MEN, "both": BOTH}
STATES = ("#cfd8dc", "#f2b134", "#2b6f77", "#9c5a9e", "#5b5b5b")
TYPES = ("#2b6f77", "#f2b134", "#cfd8dc", "#9c5a9e", "#5b5b5b", "#a8c686")
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
INK = "#222222"
WIDTH = 410
HEIGHT = 250
LABEL_GAP = 15.0


Rows = dict[str, list[dict[str, object]]]
Spec = dict[str, Any]


def styled(view: Spec, data: Rows) -> Spec:
    """A Vega-Lite specification in the house style, with the named data it draws."""
    text = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK}
    spec = {"$schema": alt.SCHEMA_URL, **view, "datasets": data}
    spec["config"] = {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": HEIGHT},
        "axis": {
            **text,
            "domainColor": "#999999",
            "tickColor": "#999999",
            "gridColor": "#e6e6e6",
            "titleFontWeight": 400,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "legend": {**text, "orient": "top", "title": None, "labelLimit": 260, "symbolType": "square"},
        "title": {"fontSize": 13, "fontWeight": 600, "anchor": "start", "color": INK, "offset": 6},
        "text": {"fontSize": 13, "color": INK},
    }
    return spec


def apart(values: Sequence[float], low: float, high: float, height: float = HEIGHT) -> list[float]:
    """Heights for labels of line ends, moved apart so that no two cover each other."""
    if not values or high <= low:
        return list(values)
    gap = LABEL_GAP * (high - low) / height
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = [values[i] for i in order]
    for _ in placed:
        for k in range(1, len(placed)):
            short = gap - (placed[k] - placed[k - 1])
            if short > 0:
                placed[k - 1] -= short / 2
                placed[k] += short / 2
    result = [0.0] * len(values)
    for at, i in enumerate(order):
        result[i] = placed[at]
    return result
