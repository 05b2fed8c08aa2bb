"""Budgets of the house; they may only be lowered. `pytest -s tests/house/test_sizes.py` prints the figures.

A line counts if it holds anything but blanks. The readable twin (engine/plain*.py) is counted apart from the
engine that runs. What turns rules into loops (loops/) stands apart since people move: together they hold more than
the 3,000 lines first set for an engine, because places, groups and counts came with issue 3, and money with its twin with issue 4.
"""

from pathlib import Path
from statistics import median

import pytest
from source_files import PACKAGE, files, functions, length, tree_of

from ayllu.grammar.inspect import ProcessRecord, arguments
from ayllu.runs.discover import discover

FILE, FUNCTION = 400, 40
PROCESS_FILE, RULE, ARGUMENTS = 250, 15, 10
TOTALS = {"engine": 2050, "loops": 2160, "twin": 1700, "grammar": 800, "register": 2000, "processes": 6500}

TESTS = sorted(Path(__file__).parents[1].rglob("*.py"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def filled(paths: list[Path]) -> int:
    return sum(bool(line.strip()) for path in paths for line in path.read_text(encoding="utf-8").splitlines())


def total(name: str) -> int:
    """Lines of a budget that hold anything."""
    twin = [path for path in files("engine") if path.name.startswith("plain")]
    if name == "twin":
        return filled(twin)
    return filled([path for path in files(name) if path not in twin])


def too_long(paths: list[Path], most: int) -> list[str]:
    return [f"{path.name}: {lines(path)}" for path in paths if lines(path) > most]


def test_files_are_short() -> None:
    assert too_long([*files(), *TESTS], FILE) == []


def test_process_files_are_shorter() -> None:
    assert too_long(files("processes"), PROCESS_FILE) == []


def test_functions_are_short() -> None:
    found = [
        f"{path.name}:{node.lineno} {node.name}: {length(node)}"
        for path in [*files(), *TESTS]
        for node in functions(path)
        if length(node) > FUNCTION
    ]
    assert found == []


def rules_too_long(records: list[ProcessRecord]) -> list[str]:
    found = []
    for record in records:
        path = Path(str(record.module.__file__))
        of_name = {node.name: node for node in functions(path)}
        for name, rule in record.rules.items():
            if length(of_name[name]) > RULE or len(arguments(rule)) > ARGUMENTS:
                found.append(f"{record.name}.{name}: {length(of_name[name])} lines, {len(arguments(rule))} names")
    return found


def test_rules_can_be_read_aloud() -> None:
    assert rules_too_long(discover()) == []


@pytest.mark.parametrize("name", sorted(TOTALS))
def test_totals(name: str) -> None:
    assert 0 < total(name) <= TOTALS[name]


def test_print_the_figures() -> None:
    size = {folder.name: filled(files(folder.name)) for folder in sorted(PACKAGE.iterdir()) if folder.is_dir()}
    every = [lines(path) for path in files() if lines(path)]
    own = [length(node) for path in files() for node in functions(path)]
    print("\nlines that hold anything:", ", ".join(f"{k} {v}" for k, v in size.items() if v))
    print("budgets:", ", ".join(f"{name} {total(name)} of {most}" for name, most in TOTALS.items()))
    print(f"files: {len(every)}, median {median(every):.0f} lines; functions: median {median(own):.0f} lines")
    assert median(every) <= 150


def test_the_guards_bite(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("def f():\n" + "    x = 1\n" * FILE)
    assert too_long([long], FILE) == [f"long.py: {FILE + 1}"]
    assert [length(node) for node in functions(long)] == [FILE + 1]
    assert filled([long]) == FILE + 1
    assert tree_of(long).body
