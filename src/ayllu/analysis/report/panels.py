"""Small multiples: many small charts at one time scale, in a grid or where a region lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from ayllu.analysis.report.drawing import SOFT, circle, line, polyline, rect, short, text
from ayllu.analysis.report.look import INK

Point = tuple[float, float]
HEAD = 15.0


@dataclass(frozen=True)
class Panel:
    """One small chart: name, curves (colour and points), official figures (points, drawn as open circles)."""

    name: str
    curves: Sequence[tuple[str, Sequence[Point]]]
    circles: Sequence[Point] = ()
    note: str = ""

    @property
    def top(self) -> float:
        """Largest figure of the chart."""
        return max([y for _, points in self.curves for _, y in points] + [y for _, y in self.circles], default=0.0)


def panel(shown: Panel, x: float, y: float, width: float, height: float, years: tuple[float, float]) -> str:
    """The chart in a box: from zero up to its own largest figure, which stands at the top left."""
    top = shown.top or 1.0
    span = max(years[1] - years[0], 1.0)
    base, tall = y + height, height - HEAD - 3

    def at(point: Point) -> Point:
        return x + (point[0] - years[0]) / span * width, base - point[1] / top * tall

    marks = [
        rect(x, y, width, height, "#fafafa"),
        line(x, base, x + width, base, "#999"),
        text(x + 3, y + 11, shown.name, _fitting(shown, width), weight=600),
        text(x + width - 3, y + 11, shown.note, 10.5, "end", SOFT),
    ]
    marks += [polyline([at(point) for point in points], colour, 1.7) for colour, points in shown.curves if points]
    marks += [circle(*at(point), 2.1, "#fff", INK, 1.1) for point in shown.circles if years[0] <= point[0] <= years[1]]
    return "".join(marks)


def _fitting(shown: Panel, width: float) -> float:
    """Size of the name that leaves room for the note beside it."""
    room = width - 6.2 * len(shown.note) - 10
    return max(8.0, min(11.0, room / (0.6 * max(len(shown.name), 1))))


def grid(
    panels: Sequence[Panel], columns: int, width: float, height: float, years: tuple[float, float]
) -> tuple[str, float]:
    """Charts in rows, with the first and last year under the last row, and the height of all."""
    gap = 10.0
    marks = []
    for number, shown in enumerate(panels):
        row, column = divmod(number, columns)
        marks.append(panel(shown, column * (width + gap), row * (height + gap), width, height, years))
    bottom = (len(panels) + columns - 1) // columns * (height + gap) - gap
    for column in range(min(columns, len(panels))):
        left = column * (width + gap)
        marks.append(text(left, bottom + 13, f"{years[0]:.0f}", 10.5, fill=SOFT))
        marks.append(text(left + width, bottom + 13, f"{years[1]:.0f}", 10.5, "end", SOFT))
    return "".join(marks), bottom + 18


def last_of(points: Sequence[Point]) -> str:
    """The last figure of a curve in few letters."""
    return short(points[-1][1]) if points else "0"
