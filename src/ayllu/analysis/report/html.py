"""Pieces of a report page: escaped text, tables, figures with their words, drawn as inline SVG."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

import polars as pl
import vl_convert

from ayllu.analysis.report.charts import Drawn
from ayllu.analysis.report.drawing import Picture
from ayllu.analysis.report.look import styled
from ayllu.analysis.words import number

LEGIBLE = 820
"""Width in pixels below which a wide picture scrolls instead of shrinking."""
_SERIAL = count(1)
_ID = re.compile(r'(\bid="|url\(#)([\w-]+)')


@dataclass(frozen=True)
class Figure:
    """A chart with its words: title and unit, place, class of its figures, alternative text, its numbers, sources."""

    title: str
    place: str
    chart: Drawn | Picture
    alt: str
    class_: str
    numbers: pl.DataFrame
    decimals: int = 1
    source: str = ""


def svg(drawn: Drawn | Picture) -> str:
    """The chart as inline SVG that scales with the page; its ids are unique within the process."""
    if isinstance(drawn, Picture):
        size = f"0 0 {drawn.width:.0f} {drawn.height:.0f}"
        room = f"max-width:{drawn.width:.0f}px" + (f";min-width:{LEGIBLE}px" if drawn.width > LEGIBLE else "")
        looks = f'style="{room}" xmlns="http://www.w3.org/2000/svg"'
        return f'<svg aria-hidden="true" viewBox="{size}" {looks}>{drawn.body}</svg>'
    picture = str(vl_convert.vegalite_to_svg(styled(drawn.spec, drawn.data)))
    serial = next(_SERIAL)
    unique = _ID.sub(lambda found: f"{found[1]}f{serial}-{found[2]}", picture)
    return re.sub(r'^<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"', r'<svg \1aria-hidden="true"', unique, count=1)


def badge(class_: str) -> str:
    """The class of a figure as a small word."""
    return f'<span class="badge {class_.split()[0].rstrip(",")}">{escape(class_)}</span>'


def figure(shown: Figure) -> str:
    """A figure with caption, picture, alternative text, sources, and its numbers folded below."""
    source = f'<p class="source">{escape(shown.source)}</p>' if shown.source else ""
    return (
        f"<figure><figcaption><strong>{escape(shown.place)}</strong> {escape(shown.title)} {badge(shown.class_)}"
        f'</figcaption><div role="img" aria-label="{escape(shown.alt, quote=True)}">{svg(shown.chart)}</div>'
        f"{source}<details><summary>Numbers of this chart</summary>{frame_table(shown.numbers, shown.decimals)}</details></figure>"
    )


def pair(figures: Iterable[Figure]) -> str:
    """Figures side by side where the page is wide enough."""
    return f'<div class="pair">{"".join(figure(shown) for shown in figures)}</div>'


def wide(shown: Figure) -> str:
    """A figure over the whole width of the page, which scrolls where the page is narrow."""
    return f'<div class="wide">{figure(shown)}</div>'


def frame_table(frame: pl.DataFrame, decimals: int = 1) -> str:
    """A frame as a table: first column as row heads, numbers to the right."""
    rows = [[_cell(value, name, decimals) for name, value in row.items()] for row in frame.iter_rows(named=True)]
    return table(frame.columns, rows)


def _cell(value: object, name: str, decimals: int) -> str:
    if isinstance(value, float) or value is None:
        return number(value, decimals)
    return str(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", safe: bool = False) -> str:
    """A table whose first column heads its rows; `safe` cells are HTML already."""
    clean = (lambda text: text) if safe else escape
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{clean(row[0])}</th>' + "".join(f"<td>{clean(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table>{named}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def section(anchor: str, title: str, *parts: str) -> str:
    """A section of the page."""
    return f'<section id="{anchor}"><h2>{escape(title)}</h2>{"".join(parts)}</section>'


def text(words: str) -> str:
    """A paragraph."""
    return f"<p>{escape(words)}</p>"
