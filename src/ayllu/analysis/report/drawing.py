"""Pictures drawn as SVG by hand: marks, words with a rim, legends, and colours of classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ayllu.analysis.report.look import INK

SOFT = "#666b70"
RULE = "#d8dadd"
EMPTY = "#f1f2f3"
LOSS = ("#6a3d8f", "#a98bc2", "#dccfe6")
GAIN = ("#cfe5d6", "#7dbb93", "#1f7a46")
WOMEN_TINTS = ("#fbe9df", "#f6c9b1", "#ea9a72", "#d3622c", "#8f2f06")
MEN_TINTS = ("#e3eef6", "#b9d5e8", "#7fb1d3", "#3a84b6", "#004a7c")
GREY_TINTS = ("#eef1f2", "#d2dadd", "#a9b8be", "#748a93", "#3f5963")
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


@dataclass(frozen=True)
class Picture:
    """SVG marks on a sheet of a width and height in pixels."""

    body: str
    width: float
    height: float


def text(
    x: float, y: float, words: str, size: float = 12, anchor: str = "start", fill: str = INK, weight: int = 400,
    rim: bool = False, turn: float = 0,
) -> str:  # fmt: skip
    """Words at a point; `rim` puts a white edge around the letters, `turn` turns them (degrees)."""
    looks = f' text-anchor="{anchor}"' if anchor != "start" else ""
    looks += f' font-weight="{weight}"' if weight != 400 else ""
    looks += ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if rim else ""
    looks += f' transform="rotate({turn:g} {x:.1f} {y:.1f})"' if turn else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{looks}>{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{fill}"{more}/>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 1) -> str:
    """A straight line."""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{width:g}"/>'


def polyline(points: Sequence[tuple[float, float]], stroke: str, width: float = 1.8) -> str:
    """A line through points."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    looks = f'fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="round"'
    return f'<polyline points="{joined}" {looks}/>'


def circle(x: float, y: float, radius: float, fill: str, stroke: str = "none", width: float = 1.3) -> str:
    """A circle."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'
    )


def legend(x: float, y: float, colours: Sequence[str], labels: Sequence[str], width: float, words: str) -> str:
    """Boxes in a row, each with its label below, and words above them."""
    boxes = [rect(x + k * width, y + 6, width - 1, 10, colour) for k, colour in enumerate(colours)]
    named = [text(x + k * width + width / 2, y + 28, label, 10.5, "middle", SOFT) for k, label in enumerate(labels)]
    return text(x, y, words, 12) + "".join(boxes + named)


def steps(values: Sequence[float], number: int) -> tuple[float, ...]:
    """Round limits of classes, rising, of which the last holds about three quarters of the values' sizes."""
    sizes = sorted(abs(value) for value in values)
    top = sizes[int(0.75 * (len(sizes) - 1))] if sizes else 1.0
    at = next((k for k, step in enumerate(STEPS) if step >= top), len(STEPS) - 1)
    at = max(at, number - 1)
    return STEPS[at - number + 1 : at + 1]


def tint(value: float, limits: Sequence[float], colours: Sequence[str]) -> str:
    """The colour of a class: below the first limit, between limits, above the last."""
    return colours[sum(value >= limit for limit in limits)]


def short(value: float) -> str:
    """A number in few letters: 950, 12k, 1.3m."""
    for size, letter in ((1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            scaled = value / size
            return f"{scaled:.1f}{letter}" if abs(scaled) < 10 else f"{scaled:.0f}{letter}"
    return f"{value:.0f}"
