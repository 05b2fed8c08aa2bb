"""Maps of regions from a TopoJSON file: shapes in classes of colour, borders of countries, names of a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from ayllu.analysis.places import Places
from ayllu.analysis.report.drawing import EMPTY, SOFT, text

Point = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """Shapes of regions as SVG paths in a box, the border between countries, and where names go."""

    width: float
    height: float
    paths: dict[str, str]
    border: str
    middles: dict[str, Point]


TALLEST = 1.25
"""Height of a map against its width, at most."""
HALF_LETTER = 3.1
"""Half the width of a letter on a map, in pixels."""


def sheet(places: Places, width: float) -> Sheet | None:
    """The map of a run's regions in a box of a width in pixels; None when the run has no shapes."""
    topology = places.topology
    geometries = [g for named in topology.get("objects", {}).values() for g in named["geometries"]]
    countries = dict(places.regions.select("region", "country").iter_rows())
    shapes = {g["id"]: _rings(g) for g in geometries if g.get("id") in countries}
    if not shapes:
        return None
    arcs = _arcs(topology)
    used = [point for rings in shapes.values() for ring in rings for arc in ring for point in _arc(arcs, arc)]
    lon, lat = [x for x, _ in used], [y for _, y in used]
    squeeze = cos(radians((min(lat) + max(lat)) / 2))
    across, down = (max(lon) - min(lon)) * squeeze, max(lat) - min(lat)
    scale = min(width / max(across, 1e-9), TALLEST * width / max(down, 1e-9))
    left, top = min(lon) - (width / scale - across) / 2 / squeeze, max(lat)

    def on_sheet(point: Point) -> Point:
        return (point[0] - left) * squeeze * scale, (top - point[1]) * scale

    drawn = [[on_sheet(point) for point in arc] for arc in arcs]
    paths = {region: "".join(_ring(drawn, ring) for ring in rings) for region, rings in shapes.items()}
    border = "".join(_path(drawn[arc]) for arc in _between(shapes, countries))
    told = places.regions.drop_nulls(["lat", "lon"]).select("region", "lon", "lat").iter_rows()
    middles = {region: on_sheet((x, y)) for region, x, y in told}
    return Sheet(width, (top - min(lat)) * scale, paths, border, middles)


def coloured(on: Sheet, colours: Mapping[str, str], names: Mapping[str, str], x: float = 0, y: float = 0) -> str:
    """The map with a colour for each region (grey without one) and words at the middle of some."""
    shapes = "".join(
        f'<path d="{path}" fill="{colours.get(region, EMPTY)}" stroke="#fff" stroke-width="0.8"/>'
        for region, path in on.paths.items()
    )
    border = f'<path d="{on.border}" fill="none" stroke="{SOFT}" stroke-width="1.6"/>' if on.border else ""
    words = "".join(
        text(*_inside(on, code, word), word, 11, "middle", rim=True) for code, word in _apart(on, names).items()
    )
    return f'<g transform="translate({x:.1f} {y:.1f})">{shapes}{border}{words}</g>'


def _inside(on: Sheet, code: str, word: str) -> Point:
    """Where a word of a region is centred so that it is not cut at the edges of the sheet."""
    x, y = on.middles[code]
    half = HALF_LETTER * len(word)
    return min(max(x, half), max(on.width - half, half)), y


def _apart(on: Sheet, names: Mapping[str, str]) -> dict[str, str]:
    """The names that can be placed without one over another, the first ones first."""
    kept: dict[str, str] = {}
    for code, word in names.items():
        if code not in on.middles:
            continue
        x, y = on.middles[code]
        clear = all(
            abs(y - on.middles[other][1]) > 13
            or abs(x - on.middles[other][0]) > HALF_LETTER * (len(word) + len(kept[other]))
            for other in kept
        )
        if clear:
            kept[code] = word
    return kept


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Arcs in degrees; quantized ones are differences to be added up."""
    transform = topology.get("transform")
    if transform is None:
        return [[(point[0], point[1]) for point in arc] for arc in topology["arcs"]]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def _rings(geometry: Mapping[str, Any]) -> list[list[int]]:
    """Rings of a polygon or of all polygons of a region, as numbers of arcs."""
    arcs = geometry["arcs"]
    return list(arcs) if geometry["type"] == "Polygon" else [ring for polygon in arcs for ring in polygon]


def _arc(arcs: Sequence[list[Point]], number: int) -> list[Point]:
    """An arc; negative numbers are arcs read backwards."""
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def _ring(arcs: Sequence[list[Point]], ring: Sequence[int]) -> str:
    points = [point for number in ring for point in _arc(arcs, number)]
    return _path(points) + "Z"


def _path(points: Sequence[Point]) -> str:
    """A path through points, thinned to what half a pixel shows."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.5:
            kept.append(point)
    if kept[-1] != points[-1]:
        kept.append(points[-1])
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def _between(shapes: Mapping[str, list[list[int]]], countries: Mapping[str, str]) -> list[int]:
    """Arcs that two countries share."""
    sides: dict[int, set[str]] = {}
    for region, rings in shapes.items():
        for ring in rings:
            for number in ring:
                sides.setdefault(number if number >= 0 else ~number, set()).add(countries[region])
    return [number for number, touching in sides.items() if len(touching) > 1]
