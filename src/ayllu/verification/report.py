"""`ayllu verify`: finds the checks, runs them and says what each one shows.

A check is a function marked with `check` in a file of verification/theory (mathematics) or verification/peers
(tests that other simulators pass). There is no list to edit.
"""

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.table import Table

from ayllu.verification import peers, theory
from ayllu.words.errors import AylluError, Problem, nearest

Verdict = Literal["pass", "fail", "no power", "not simulated"]
Value = float | int | str | list[Any]


@dataclass(frozen=True)
class Finding:
    """What a check found: `target` and `ours` in the same unit, the band that `ours` must lie in, the verdict
    and what the check would have noticed."""

    target: Value
    ours: Value
    band: Value
    verdict: Verdict
    power: str


@dataclass(frozen=True)
class Check:
    """One line of the report; `seconds` is wall time."""

    name: str
    hypothesis: str
    target: Value
    ours: Value
    band: Value
    verdict: Verdict
    power: str
    seconds: float


Run = Callable[[bool], Finding]


@dataclass(frozen=True)
class Entry:
    """A check that can be run: its name, its hypothesis and the function (argument: quick)."""

    name: str
    hypothesis: str
    run: Run


def check(name: str, hypothesis: str) -> Callable[[Run], Run]:
    """Mark a function(quick) -> Finding as a check of `ayllu verify`."""

    def mark(function: Run) -> Run:
        function.__dict__["verification"] = Entry(name, hypothesis, function)
        return function

    return mark


def entries() -> list[Entry]:
    """All checks, by folder, file and order in the file; two with one name raise ValueError."""
    found = [entry for package in (theory, peers) for entry in _entries_of(package)]
    names = [entry.name for entry in found]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"checks with the same name: {', '.join(twice)}")
    return found


def _entries_of(package: Any) -> Iterator[Entry]:
    for item in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{package.__name__}.{item.name}")
        for value in vars(module).values():
            entry = getattr(value, "__dict__", {}).get("verification")
            if isinstance(entry, Entry) and value.__module__ == module.__name__:
                yield entry


def run_checks(
    only: Iterable[str] | None = None,
    quick: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[Check]:
    """Run the checks whose names contain one of `only` (all without it); `progress` hears each name first.

    A check that breaks down counts as failed. Raises AylluError when a name of `only` fits no check.
    """
    done = []
    for entry in _chosen(entries(), only):
        if progress:
            progress(entry.name)
        done.append(_run(entry, quick))
    return done


def _chosen(known: list[Entry], only: Iterable[str] | None) -> list[Entry]:
    wanted = list(only or [])
    names = [entry.name for entry in known]
    problems = [
        Problem(f"no check is called '{want}'", "--only", remedy=nearest(want, names) or ", ".join(names))
        for want in wanted
        if not any(want in name for name in names)
    ]
    if problems:
        raise AylluError(problems)
    return [entry for entry in known if not wanted or any(want in entry.name for want in wanted)]


def _run(entry: Entry, quick: bool) -> Check:
    begun = time.perf_counter()
    try:
        found = entry.run(quick)
    except Exception as error:
        found = Finding("a result", f"stopped: {type(error).__name__}: {error}", "", "fail", "")
    return Check(entry.name, entry.hypothesis, **vars(found), seconds=time.perf_counter() - begun)


def as_json(checks: list[Check]) -> dict[str, Any]:
    """The report as plain values: {'checks': [{name, target, ours, band, verdict, power, ...}]}."""
    return {"checks": [asdict(item) for item in checks]}


def as_table(checks: list[Check]) -> Table:
    """The report as a table for the terminal."""
    colours = {"pass": "green", "fail": "bold red", "no power": "yellow", "not simulated": "yellow"}
    table = Table(title="Verification", show_lines=False)
    for heading in ("check", "target", "ours", "band", "verdict", "power", "s"):
        table.add_column(heading, overflow="fold")
    for item in checks:
        verdict = f"[{colours[item.verdict]}]{item.verdict}[/]"
        shown = (text_of(item.target), text_of(item.ours), text_of(item.band))
        table.add_row(item.name, *shown, verdict, item.power, f"{item.seconds:.1f}")
    return table


def text_of(value: Value) -> str:
    """A value for people: numbers with six figures, pairs as 'low to high'."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(part, int | float) for part in value):
            return f"{text_of(value[0])} to {text_of(value[1])}"
        return "; ".join(text_of(part) for part in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
