"""How commands speak: results to standard output, everything else to standard error, JSON when asked."""

import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ayllu.words.errors import AylluError, Problem

if TYPE_CHECKING:
    from rich.console import RenderableType


WIDE = 10_000
"""Characters in a line where nobody looks at a screen: tables are never folded."""


def say(text: str = "") -> None:
    """Print a line of results."""
    print(text)


def hint(text: str) -> None:
    """Print a remark that is not part of the results."""
    print(text, file=sys.stderr, flush=True)


def give(value: Any) -> None:
    """Print results as JSON; numbers that JSON does not know become null."""
    print(json.dumps(_plain(value), indent=1, ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table; columns whose every cell is a number are set to the right."""
    from rich.table import Table
    from rich.text import Text

    cells = [[_text(cell) for cell in row] for row in rows]
    shown = Table(title=title or None, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for position, heading in enumerate(headings):
        numbers = bool(cells) and all(_is_number(row[position]) for row in cells)
        shown.add_column(heading, justify="right" if numbers else "left", overflow="fold")
    for row in cells:
        shown.add_row(*(Text(cell) for cell in row))
    show(shown)


def show(part: "RenderableType") -> None:
    """Print a table or other rich part; into files and pipes in full width, without blanks at line ends."""
    from rich.console import Console

    if sys.stdout.isatty():
        Console(highlight=False).print(part)
        return
    text = io.StringIO()
    Console(file=text, width=WIDE, highlight=False).print(part)
    print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "") or "0")
    except ValueError:
        return False
    return True


def show_problems(error: AylluError, as_json: bool) -> None:
    """Print every problem of a bad input: a panel for people, {'problems': [...]} for programs."""
    if as_json:
        give({"problems": [vars(problem) for problem in error.problems]})
        return
    from rich.console import Console, Group
    from rich.panel import Panel

    told = Group(*(part for problem in error.problems for part in _told(problem)))
    count = len(error.problems)
    title = "1 problem" if count == 1 else f"{count} problems"
    Console(stderr=True, highlight=False).print(Panel(told, title=title, title_align="left", border_style="red"))


def _told(problem: Problem) -> "list[RenderableType]":
    """One problem: the place, what is wrong and why, what to do."""
    from rich.padding import Padding
    from rich.text import Text

    reason = f": {problem.reason}" if problem.reason else ""
    lines = [problem.what + reason, *([_sentence(problem.remedy)] if problem.remedy else [])]
    inset = 2 if problem.where else 0
    head = [Text(problem.where, style="bold")] if problem.where else []
    return [*head, *(Padding(Text(line), (0, 0, 0, inset)) for line in lines)]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
