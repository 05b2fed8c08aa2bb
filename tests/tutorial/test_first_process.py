"""The tutorial is run block by block as it is printed, in an empty folder."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from ayllu.runs.discover import discover

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs/tutorials/your-first-process.md"
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MARK = "=== block ==="
NEARLY = 0.3
"""Shares move a little whenever a rate of the islands does; words and the order of things may not."""


@dataclass(frozen=True)
class Block:
    """One fenced block of the page."""

    kind: str
    text: str
    file: str | None


def blocks() -> list[Block]:
    """All blocks in order."""
    found = BLOCK.finditer(TUTORIAL.read_text("utf-8"))
    return [Block(match["kind"], match["text"], match["file"]) for match in found]


def start(arguments: list[str], folder: Path) -> str:
    """Run Python in a folder and return what it prints; a failure shows its whole output."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def type_in(text: str, folder: Path) -> None:
    """Run the commands of a console block; the rest of its lines must be what they print."""
    lines = text.splitlines()
    for line in lines:
        if line.startswith("$ ayllu "):
            command = shlex.split(line.removeprefix("$ ayllu "))
            printed = start(["-c", "from ayllu.doors.cli.main import run; run()", *command], folder)
            assert printed.splitlines() == [line for line in lines if not line.startswith("$ ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader's empty folder."""
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def printed(folder: Path) -> list[tuple[str, str]]:
    """What each Python block with a block of output after it prints, beside what the page says."""
    script: list[str] = []
    expected: list[str] = []
    for block in blocks():
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.kind == "console":
            type_in(block.text, folder)
        elif block.kind == "python":
            script += [f"print({MARK!r})", block.text]
        elif block.kind == "text":
            expected.append(block.text)
    (folder / "all_blocks.py").write_text("\n".join(script), "utf-8")
    said = start(["all_blocks.py"], folder).split(f"{MARK}\n")[1:]
    assert len(said) == len(expected), "every block of code is followed by its output"
    return list(zip(said, expected, strict=True))


def shares(text: str) -> list[float]:
    """The last figure of each ten years."""
    return [float(line.split()[1]) for line in text.splitlines() if "can weave" in line]


def test_blocks_print_what_the_page_says(printed: list[tuple[str, str]]) -> None:
    for said, expected in printed:
        assert NUMBER.sub("#", said) == NUMBER.sub("#", expected)


def test_figures_are_nearly_those_of_the_page(printed: list[tuple[str, str]]) -> None:
    pairs = [
        (ours, theirs)
        for said, expected in printed
        for ours, theirs in zip(shares(said), shares(expected), strict=True)
    ]
    assert len(pairs) == 8
    for ours, theirs in pairs:
        assert ours == pytest.approx(theirs, rel=NEARLY, abs=3)


def test_switching_the_mechanism_off_makes_weavers_rare(printed: list[tuple[str, str]]) -> None:
    with_homes, without = (values for said, _ in printed if (values := shares(said)))
    assert with_homes == sorted(with_homes), "the craft spreads"
    assert without[-1] < with_homes[-1] / 2


def test_the_page_needs_one_file_each_and_no_list() -> None:
    """One process file, its numbers and its cases: nothing else is written by the reader."""
    assert [block.file for block in blocks() if block.file] == [
        "processes/weaving.py",
        "my-islands/parameters/weaving.yaml",
        "cases/weaving.yaml",
    ]


def test_its_cases_are_enough_for_the_house(printed: object, folder: Path) -> None:
    """They could be moved to tests/rules as they are: every rule, every line, different answers."""
    spec = importlib.util.spec_from_file_location("house_rules", ROOT / "tests/test_rules.py")
    assert spec is not None and spec.loader is not None
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    record = next(record for record in discover([folder / "processes"]) if record.name == "weaving")
    told = yaml.safe_load((folder / "cases/weaving.yaml").read_text("utf-8"))
    assert sorted(told) == sorted(record.rules)
    assert [wrong for name in told for wrong in house.wrong_with(record, name, told[name])] == []


def figures() -> Iterator[str]:
    """Numbers other than 0 and 1 in the reader's process file, its text and types left out."""
    text = next(block.text for block in blocks() if block.file == "processes/weaving.py")
    code = re.sub(r'""".*?"""|"[^"]*"|#.*', "", text, flags=re.DOTALL)
    yield from (number for number in NUMBER.findall(code) if number not in ("0", "1"))


def test_the_process_holds_no_numbers() -> None:
    assert list(figures()) == []
