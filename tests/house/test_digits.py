"""No digit but 0 and 1 in a process file: a number in code has no source, no unit and no second reader."""

import ast
from pathlib import Path

import pytest
from source_files import files

ALLOWED = {0, 1}
RANGES = {"column"}
"""Calls whose numbers are the range that a column can hold, not a quantity of the world."""


def digits(text: str) -> list[str]:
    """Numbers other than 0 and 1 that stand in code, with their lines."""
    tree = ast.parse(text)
    exempt = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RANGES
        for keyword in node.keywords
        if keyword.arg == "values"
        for inner in ast.walk(keyword.value)
    }
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in ALLOWED
        and id(node) not in exempt
    ]


@pytest.mark.parametrize("path", [p for p in files("processes") if p.stat().st_size], ids=lambda p: p.stem)
def test_no_digit_but_0_and_1(path: Path) -> None:
    assert digits(path.read_text(encoding="utf-8")) == []


def test_the_guard_bites() -> None:
    assert digits("def f(age):\n    return age > 14.5") == ["line 2: 14.5"]
    assert digits("x = column('uint8', 'years', values=(0, 17))") == []
    assert digits("x = column('uint8', 'years', at_birth=2, values=(0, 17))") == ["line 1: 2"]
    assert digits("x = 1 - 0.0 + True") == []
