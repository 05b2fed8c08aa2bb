"""Small pieces of Markdown: tables, code words, sentences safe in a cell."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

GENERATED = "<!-- Written by `python -m ayllu.reference`; change the sources, not this page. -->"


def page(title: str, says: str, parts: Iterable[str]) -> str:
    """A whole page: the note that it is generated, its title, what it holds, its parts; ends in a newline."""
    return "\n\n".join([GENERATED, f"# {title}", says, *parts]).rstrip() + "\n"


def code(name: object) -> str:
    """A name as code; an empty name stays empty."""
    return f"`{name}`" if str(name) else ""


def codes(names: Iterable[object]) -> str:
    """Names as code, with commas between."""
    return ", ".join(code(name) for name in names)


def plain(text: object) -> str:
    """A text on one line that a table cell can hold."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; an empty string when it has no rows."""
    lines = [f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(headings)} |", "|---" * len(headings) + "|", *lines]) if lines else ""


def number(value: float | bool | None) -> str:
    """A value of a card as people write it; an empty string for none."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return f"{value:g}"


def says(rule: Callable[..., Any]) -> str:
    """The sentence of a rule."""
    return inspect.getdoc(rule) or ""
