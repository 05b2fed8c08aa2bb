"""Situations written in plain words (tests/rules/<process>.yaml) through the rules as they stand in their
files.

A file holds, for each rule: numbers `p` of the pack that the rule reads, and cases with `why`, what is
`given` for each name and what the rule `gives`; a case may have numbers of its own. Every rule needs two
situations at least with different results (unless it is marked `always`), and together they must pass through
every line.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import pytest
import yaml

from ayllu.grammar.inspect import ProcessRecord
from ayllu.loops.source import rule_source
from ayllu.runs.discover import discover
from ayllu.words import codes

FOLDER = Path(__file__).parent / "rules"
RECORDS = {record.name: record for record in discover()}
TOLERANCE = 1e-12


def situations(process: str) -> dict[str, Any]:
    """The file of a process; empty if there is none."""
    path = FOLDER / f"{process}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.exists() else {}


def value_of(written: Any) -> Any:
    """A code such as Sex.FEMALE or BARRED as its number; anything else as it is written."""
    if not isinstance(written, str):
        return written
    owner, _, member = written.rpartition(".")
    return int(getattr(codes, owner)[member]) if owner else getattr(codes, written)


def call(rule: Callable[..., Any], numbers: dict[str, Any], case: dict[str, Any]) -> Any:
    """What the rule gives in a situation; every name it reads must be given, and nothing else."""
    given = {name: value_of(value) for name, value in case["given"].items()}
    source = rule_source(rule)
    own = {name: value_of(value) for name, value in {**numbers, **case.get("p", {})}.items()}
    assert set(given) == set(source.reads), f"given are {sorted(given)}, read are {sorted(source.reads)}"
    assert set(source.numbers) == set(own), f"numbers are {sorted(own)}, read are {sorted(source.numbers)}"
    if source.numbers:
        given["p"] = SimpleNamespace(**own)
    return rule(**given)


def agrees(found: Any, expected: Any) -> bool:
    """Truth for truth, number for number."""
    if isinstance(expected, bool):
        return bool(found) == expected
    return abs(float(found) - float(value_of(expected))) <= TOLERANCE * max(1.0, abs(float(found)))


def lines_passed(rule: Callable[..., Any], run: Callable[[], Any]) -> set[int]:
    """Lines of a rule that are passed through while something runs."""
    passed: set[int] = set()

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code is not rule.__code__:
            return None
        if event == "line":
            passed.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return passed


def lines_of(rule: Callable[..., Any]) -> set[int]:
    """Lines of a rule that can be passed through, without its head."""
    code = rule.__code__
    return {line for _, _, line in code.co_lines() if line and line > code.co_firstlineno + 1} - {code.co_firstlineno}


def wrong_with(record: ProcessRecord, name: str, told: dict[str, Any]) -> list[str]:
    """What is wrong with the situations of a rule, in words."""
    rule, cases = record.rules[name], told.get("cases", [])
    found: list[str] = []
    results: list[Any] = []

    def run() -> None:
        for case in cases:
            result = call(rule, told.get("p", {}), case)
            results.append(result)
            if not agrees(result, case["gives"]):
                found.append(f"{case['why']}: gives {result}, not {case['gives']}")

    for case in cases:
        if strange := sorted(set(case) - {"why", "given", "gives", "p"}):
            found.append(f"{case['why']}: {strange[0]!r} is no part of a situation; quote texts with a comma")
    missed = lines_of(rule) - lines_passed(rule, run)
    if len(cases) < 2:
        found.append(f"{len(cases)} situations, at least 2 are needed")
    if len({float(result) for result in results}) < 2 and not told.get("always"):
        found.append("all situations give the same")
    return found + [f"no situation passes line {line}" for line in sorted(missed)]


RULES = [(process, rule) for process, record in RECORDS.items() for rule in record.rules]


@pytest.mark.parametrize(("process", "rule"), RULES, ids=lambda value: value)
def test_rule(process: str, rule: str) -> None:
    told = situations(process)
    assert rule in told, f"tests/rules/{process}.yaml has no situation for {rule}"
    assert wrong_with(RECORDS[process], rule, told[rule]) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_situations_belong_to_rules(path: Path) -> None:
    assert path.stem in RECORDS, f"no process is called {path.stem}"
    assert sorted(set(situations(path.stem)) - set(RECORDS[path.stem].rules)) == []
    for told in situations(path.stem).values():
        reasons = [case["why"] for case in told["cases"]]
        assert len(set(reasons)) == len(reasons)


def test_the_guard_bites() -> None:
    record = RECORDS["violence"]
    told = situations("violence")["exposure_of_area"]
    assert wrong_with(record, "exposure_of_area", told) == []
    one = {**told, "cases": told["cases"][1:]}
    assert len(wrong_with(record, "exposure_of_area", one)) == 3
    other = {**told, "p": {**told["p"], "rural": 1.4}}
    assert wrong_with(record, "exposure_of_area", other) == [
        f"{told['cases'][0]['why']}: gives 1.4, not 1.3",
    ]
    with pytest.raises(AssertionError):
        wrong_with(record, "exposure_of_area", {**told, "cases": [{"why": "", "given": {"age": 1}, "gives": 1}]})
