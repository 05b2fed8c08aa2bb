"""Scenarios: what a run is to do. Files that extend each other, then options, become one frozen Scenario."""

import hashlib
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ayllu.runs.focus import Given, check, shares_of
from ayllu.runs.folder import explained
from ayllu.runs.scenario_file import (
    Layer,
    RunKeys,
    ScenarioFile,
    TableChange,
    number_of,
    read_chain,
    run_keys,
    toml_text,
)
from ayllu.words.errors import AylluError, Problems, nearest
from ayllu.words.months import month_number, month_text

if TYPE_CHECKING:
    from ayllu.register.pack import Pack

DEFAULT_SCALE = 0.01
DEFAULT_SEED = 1
DEFAULT_RECORDS = "sample"
_UNITS_UP_TO_ONE = ("probability", "share", "fraction")

Dated = tuple[tuple[int, float], ...]
"""Values with the month number each begins in, in order."""


@dataclass(frozen=True)
class Factor:
    """A factor on a table, or a value instead, from `first` to `last` (month numbers, both included)."""

    times: float | None
    first: int
    last: int
    value: float | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Labels by dimension; all cells if empty."""

    @property
    def written(self) -> dict[str, Any]:
        """What it does and where, as scenario files say it."""
        does = {"value": self.value} if self.times is None else {"times": self.times}
        return {**does, **({"where": {name: list(labels) for name, labels in self.where}} if self.where else {})}


@dataclass(frozen=True)
class Scenario:
    """Everything a run is told; no defaults are left open."""

    name: str
    title: str
    says: str
    lineage: tuple[str, ...]
    """The files it is made of, the most basic first."""
    first_month: int
    last_month: int
    scale: float
    seed: int
    threads: int
    records: str
    epoch_year: int
    parameters: dict[str, Dated] = field(default_factory=dict)
    tables: dict[str, tuple[Factor, ...]] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    focus: dict[str, float] = field(default_factory=dict)
    """Shares by place or focus of the pack, in the pack's order; all else has the scale."""
    notes: tuple[str, ...] = ()
    """Things worth a warning, such as a value outside its plausible range."""

    @property
    def weight(self) -> float:
        """People represented by one simulated person outside focus places."""
        return 1 / self.scale

    @property
    def months(self) -> int:
        """Number of months to simulate."""
        return self.last_month - self.first_month + 1

    @property
    def first_text(self) -> str:
        """First month as 'YYYY-MM'."""
        return month_text(self.first_month, self.epoch_year)

    @property
    def last_text(self) -> str:
        """Last month as 'YYYY-MM'."""
        return month_text(self.last_month, self.epoch_year)

    @property
    def overrides(self) -> dict[str, Any]:
        """Changed cards by 'process.name', in the form that register.apply_overrides reads."""
        found: dict[str, Any] = {}
        for name, dated in self.parameters.items():
            whole = len(dated) == 1 and dated[0][0] <= self.first_month
            found[name] = dated[0][1] if whole else [{"from": self._text(m), "value": v} for m, v in dated]
        for name, factors in self.tables.items():
            found[name] = [{**f.written, "from": self._text(f.first), "until": self._text(f.last)} for f in factors]
        return found

    def _text(self, month: int) -> str:
        return month_text(month, self.epoch_year)

    @property
    def changes_hash(self) -> str:
        """SHA-256 of the changed parameters, tables and mechanisms."""
        return _sha256(self._changes())

    @property
    def hash(self) -> str:
        """SHA-256 of what is simulated: changes and period; runs that differ in it are of different worlds.

        Seed, scale, focus, threads, records and titles are not in it, so that seeds can be averaged.
        """
        return _sha256({**self._changes(), "first": self.first_month, "last": self.last_month})

    def _changes(self) -> dict[str, Any]:
        return {"numbers": self.overrides, "off": sorted(self.off)}

    def resolved_toml(self) -> str:
        """The whole scenario as one TOML file that extends nothing; reading it gives the same hash."""
        head = {"name": self.name, "title": self.title, "says": self.says}
        lines = [f"{key} = {toml_text(value)}" for key, value in head.items()]
        run = {
            "from": self.first_text,
            "until": self.last_text,
            "scale": self.scale,
            "seed": self.seed,
            "threads": self.threads,
            "records": self.records,
        }
        lines += ["", "[run]", *(f"{key} = {toml_text(value)}" for key, value in run.items())]
        changes = self.overrides
        for section, names in (("parameters", self.parameters), ("tables", self.tables)):
            lines += ["", f"[{section}]", *(f"{toml_text(name)} = {toml_text(changes[name])}" for name in names)]
        if self.focus:
            lines += ["", "[focus]", *(f"{toml_text(name)} = {share!r}" for name, share in self.focus.items())]
        lines += ["", "[mechanisms]", f"off = {toml_text(self.off)}", ""]
        return "\n".join(lines)

    def write_resolved(self, path: Path | str) -> None:
        """Write the resolved scenario; raises AylluError when the disk refuses."""
        with explained(path):
            Path(path).write_text(self.resolved_toml(), encoding="utf-8")


def _sha256(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def cores() -> int:
    """Processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def resolve_scenario(
    pack: "Pack",
    name_or_path: str | Path,
    sets: Sequence[str] = (),
    off: Sequence[str] = (),
    focus: Given = (),
    **run: Any,
) -> Scenario:
    """The scenario of a name or TOML file, with its parents, then `sets`, `off`, `focus` and run settings on top.

    `sets` are texts 'process.name=value', or 'process.table.times=value' for tables; `off` names mechanisms;
    `focus` are shares by place, or texts 'PLACE=share'; `run` may hold from (or from_), until ('YYYY-MM'), scale,
    seed, threads, records.
    Raises AylluError with every problem of all files and options.
    """
    resolver = _Resolver(pack)
    name, options = str(name_or_path), RunKeys()
    layers: list[Layer] = []
    try:
        options = run_keys(run)
    except AylluError as error:
        resolver.problems.found += error.problems
    try:
        name, layers = read_chain(pack.scenarios, name_or_path)
    except AylluError as error:
        resolver.problems.found += error.problems
    layers.append(Layer("options", ScenarioFile(run=options)))
    for layer in layers:
        resolver.add(layer)
    resolver.add_sets(sets)
    resolver.add_off(off, "--off")
    resolver.add_focus(focus, "--focus")
    return resolver.finish(name)


class _Resolver:
    """Lays one layer over another, checking each against the pack."""

    def __init__(self, pack: "Pack") -> None:
        self.pack = pack
        self.problems = Problems()
        self.cards = {f"{p}.{n}": card for p, group in pack.cards.items() for n, card in group.items()}
        self.table_cards = {f"{p}.{n}": card for p, group in pack.tables.items() for n, card in group.items()}
        self.mechanisms = pack.mechanisms
        self.run: dict[str, tuple[Any, str]] = {}
        self.parameters: dict[str, Dated] = {}
        self.tables: dict[str, tuple[Factor, ...]] = {}
        self.off: list[str] = []
        self.focus: dict[str, tuple[float, str]] = {}
        self.notes: list[str] = []
        self.layers: list[Layer] = []

    def add(self, layer: Layer) -> None:
        """Lay a file, or the options, on top."""
        self.layers.append(layer)
        for key, value in layer.content.run.model_dump(exclude_none=True, by_alias=True).items():
            self.run[key] = (value, f"{layer.where}: {key}")
        for name, value in layer.content.parameters.items():
            self._parameter(name, value, f"{layer.where}: parameters.{name}")
        for name, changes in layer.content.tables.items():
            self._table(name, changes, f"{layer.where}: tables.{name}")
        self.add_off(layer.content.mechanisms.off, f"{layer.where}: mechanisms.off")
        self.add_focus(layer.content.focus, f"{layer.where}: focus")

    def add_focus(self, given: Given, where: str) -> None:
        """Give places or focuses of the pack their own shares."""
        for name, share, spot in shares_of(given, where, self.problems):
            self.focus[name] = share, spot

    def add_off(self, names: Iterable[str], where: str) -> None:
        """Switch mechanisms off; those of the parents stay off."""
        for name in names:
            if name not in self.mechanisms:
                hint = nearest(name, self.mechanisms) or f"The pack has: {', '.join(sorted(self.mechanisms)) or 'none'}"
                self.problems.add(f"there is no mechanism '{name}'", where, remedy=hint)
            elif name not in self.off:
                self.off.append(name)

    def add_sets(self, sets: Sequence[str]) -> None:
        """Lay 'process.name=value' texts on top."""
        for text in sets:
            where = f"--set {text}"
            key, equals, written = (part.strip() for part in text.partition("="))
            value = number_of(written)
            if not equals or value is None:
                reason = "it is not of the form process.name=number"
                self.problems.add("this setting cannot be read", where, reason)
                continue
            table, _, part = key.rpartition(".")
            if part == "times" and table in self.table_cards:
                self._set_table(table, value, where)
            else:
                self._parameter(key, value, where)

    def _set_table(self, name: str, times: float, where: str) -> None:
        """Put one factor on a table in all months, instead of those of the files."""
        if not math.isfinite(times) or times < 0:
            self.problems.add("it would make rates negative or endless", where, remedy="Use 0 or more")
        else:
            self._table(name, [TableChange(times=times)], where)

    def _parameter(self, name: str, value: Any, where: str) -> None:
        card = self.cards.get(name)
        if card is None:
            self._unknown(name, where)
            return
        dated: list[tuple[int, float]] = []
        entries = value if isinstance(value, list) else [{"from": None, "value": value}]
        for entry in entries:
            if not isinstance(entry, dict) or set(entry) != {"from", "value"}:
                remedy = 'Write {from = "1990-01", value = 0.5}'
                self.problems.add(f"{entry!r} is not a dated value", where, remedy=remedy)
                continue
            month = self.pack.first_month if entry["from"] is None else self._month(entry["from"], where)
            number = self._admissible(card, entry["value"], where)
            if month is not None and number is not None:
                dated.append((month, number))
        if not entries:
            self.problems.add("the list of dated values is empty", where)
        months = [month for month, _ in dated]
        if sorted(set(months)) != months:
            self.problems.add("the dated values are not in order of time, each once", where)
        self.parameters[name] = tuple(dated)

    def _admissible(self, card: Any, value: Any, where: str) -> float | None:
        """The number, if a card may take it: finite, not below 0 or above 1 where its unit forbids it."""
        number = float(value) if isinstance(value, (int, float)) else math.nan
        if not math.isfinite(number):
            self.problems.add(f"{value!r} is not a number", where)
            return None
        if card.plausible is None:
            return number
        low, high = (float(end) for end in card.plausible)
        if number < 0 <= low:
            self.problems.add(f"{number:g} is negative", where, f"it means: {card.means} ({card.unit or 'number'})")
            return None
        if number > 1 >= high and str(card.unit).split(" ")[0] in _UNITS_UP_TO_ONE:
            self.problems.add(f"{number:g} is above 1", where, f"it is a {card.unit}: {card.means}")
            return None
        if not low <= number <= high:
            self.notes.append(f"{where}: {number:g} is outside the plausible range {low:g} to {high:g}")
        return number

    def _table(self, name: str, changes: Sequence[TableChange], where: str) -> None:
        if name not in self.table_cards:
            self._unknown(name, where)
            return
        pack = self.pack
        factors = []
        for change in changes:
            first = pack.first_month if change.start is None else self._month(change.start, f"{where}.from")
            last = pack.last_month if change.until is None else self._month(change.until, f"{where}.until")
            if first is None or last is None:
                continue
            if last < first:
                self.problems.add(f"until {change.until} is before from {change.start}", where)
            named = {dimension: tuple(labels) for dimension, labels in change.where.items()}
            if (change.times is None) == (change.value is None):
                self.problems.add("either times or value is wanted", where, "both are given or none")
            if named and (misnamed := self.table_cards[name].misnamed(named)):
                self.problems.add("the cells to change are not known", f"{where}.where", misnamed)
            factors.append(Factor(change.times, first, last, change.value, tuple(named.items())))
        self.tables[name] = tuple(factors)

    def _unknown(self, name: str, where: str) -> None:
        known = [*self.cards, *self.table_cards]
        if name in self.cards:
            remedy = "It is a single number: put it under [parameters]"
        elif name in self.table_cards:
            remedy = f"It is a table: put it under [tables], or use --set {name}.times=1.1"
        else:
            remedy = nearest(name, known) or "Numbers stand in the pack's folder parameters"
        self.problems.add(f"no number is called '{name}'", where, remedy=remedy)

    def _month(self, text: Any, where: str) -> int | None:
        """The month number of 'YYYY-MM' inside the pack's period, or None with the problem noted."""
        pack = self.pack
        try:
            month = month_number(str(text), pack.epoch_year)
        except ValueError as error:
            self.problems.add(str(error), where, remedy="Write for example 1995-07")
            return None
        if pack.first_month <= month <= pack.last_month:
            return month
        ends = [month_text(end, pack.epoch_year) for end in (pack.first_month, pack.last_month)]
        self.problems.add(f"{text} is outside the pack's period", where, f"it runs from {ends[0]} to {ends[1]}")
        return None

    def _span(self) -> tuple[int, int]:
        """First and last month of the run."""
        pack = self.pack
        first, last = pack.first_month, pack.last_month
        if "from" in self.run:
            text, where = self.run["from"]
            month = self._month(text, where)
            if month is not None and month != first:
                reason = f"the start population is that of {month_text(first, pack.epoch_year)}"
                self.problems.add(f"a run cannot begin in {text}", where, reason, "Leave 'from' out")
        if "until" in self.run:
            text, where = self.run["until"]
            month = self._month(text, where)
            last = last if month is None else month
        return first, last

    def finish(self, name: str) -> Scenario:
        """The scenario, or AylluError with everything found."""
        first, last = self._span()
        settings = {key: value for key, (value, _) in self.run.items()}
        scale = float(settings.get("scale", DEFAULT_SCALE))
        focus = check(self.pack, self.focus, scale, self.problems)
        self.problems.raise_if_any()
        files = [layer for layer in self.layers if layer.where != "options"]
        return Scenario(
            name=name,
            title=next((layer.content.title for layer in reversed(files) if layer.content.title), name),
            says=next((layer.content.says for layer in reversed(files) if layer.content.says), ""),
            lineage=tuple(layer.where for layer in files),
            first_month=first,
            last_month=last,
            scale=scale,
            seed=settings.get("seed", DEFAULT_SEED),
            threads=settings.get("threads") or cores(),
            records=settings.get("records", DEFAULT_RECORDS),
            epoch_year=self.pack.epoch_year,
            parameters=self.parameters,
            tables=self.tables,
            off=tuple(self.off),
            focus=focus,
            notes=tuple(self.notes),
        )
