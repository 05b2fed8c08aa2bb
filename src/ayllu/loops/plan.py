"""The plan of a month: every step of every process in order, its compiled loop and what to hand to it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ayllu.grammar.inspect import ProcessRecord, in_order
from ayllu.grammar.outcomes import Market, Mean, Step
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import Binder
from ayllu.loops.compile import compiled, load, module_text
from ayllu.loops.emit import Source
from ayllu.loops.generate import Kernel, MoveTable, StepWriter
from ayllu.loops.generate_choices import site_of
from ayllu.loops.generate_market import market_kernel
from ayllu.loops.generate_mean import look_kernel, mean_kernel, tally_kernel
from ayllu.loops.source import rule_source
from ayllu.population.schema import Schema, build_schema
from ayllu.words.errors import ModelError

_NUMBER = re.compile(r"NUMBER\['([^']+)'\]")


@dataclass
class Loop:
    """A compiled loop, where its arrays come from, outbox entries a row can make, terms of a decision to go.

    more: figures that travel with each outbox entry, if more than the terms.
    """

    function: Callable[..., Any]
    sources: tuple[Source, ...]
    pushes: int
    terms: tuple[str, ...] = ()
    more: int = 0


@dataclass
class PlannedStep:
    """One step of the month. kind: screen, everybody, birthday, due, event, group, ending, market, mean or tally."""

    record: ProcessRecord
    step: Any
    kind: str
    loops: dict[str, Loop] = field(default_factory=dict)
    own: str = ""

    @property
    def name(self) -> str:
        """process.step, as it appears in records and messages."""
        own = self.step.of.__name__ if isinstance(self.step, Mean) else self.own or self.step.name
        return f"{self.record.name}.{own}"

    @property
    def site(self) -> int:
        """The step's number in the generator's key."""
        return site_of(self.name)


@dataclass
class Plan:
    """All steps in order, the schema they need, and the numbers each process reads."""

    records: list[ProcessRecord]
    schema: Schema
    binder: Binder
    moves: MoveTable
    steps: list[PlannedStep]
    means: list[PlannedStep]
    tallies: list[PlannedStep]
    numbers: dict[str, list[str]]
    looks: dict[str, Loop] = field(default_factory=dict)

    @cached_property
    def _answers(self) -> dict[str, tuple[list[PlannedStep], list[PlannedStep]]]:
        """By event: what `on` and `reviewed_on` give, looked up once because events are raised all the time."""
        events = {
            name for step in self.steps if isinstance(step.step, Step) for name in (step.step.on, *step.step.also_on)
        }
        return {
            event: (
                [step for step in self.steps if step.kind == "event" and step.step.on == event],
                [step for step in self.steps if step.kind == "due" and event in step.step.also_on],
            )
            for event in events
        }

    def on(self, event: str) -> list[PlannedStep]:
        """Steps that answer an event, in order."""
        return self._answers.get(event, ([], []))[0]

    def reviewed_on(self, event: str) -> list[PlannedStep]:
        """Yearly hazards that an event opens, in order."""
        return self._answers.get(event, ([], []))[1]


def is_reviewed(step: Any) -> bool:
    """Whether a step spreads a yearly hazard over the months after a birthday."""
    if not isinstance(step, Step) or step.pace != "birthday" or step.how_likely is None:
        return False
    label = label_of(step.how_likely)
    if label is not None and label.kind in ("hazard", "rate") and label.per != "year":
        raise ModelError(f"step {step.name}: a birthday review needs a hazard or rate per year")
    return label is not None and label.kind in ("hazard", "rate")


def make_plan(records: Iterable[ProcessRecord]) -> Plan:
    """Order the processes, write and load their loops. ModelError names what does not fit."""
    ordered = in_order(records)
    due = [f"due_{step.name}" for record in ordered for step in record.steps if is_reviewed(step)]
    schema = build_schema(ordered, due)
    binder, moves = Binder(ordered, schema), MoveTable()
    plan = Plan(ordered, schema, binder, moves, [], [], [], {})
    sites: dict[int, str] = {}
    for record in ordered:
        _plan_process(plan, record)
    for planned in plan.steps:
        if sites.setdefault(planned.site, planned.name) != planned.name:
            raise ModelError(f"{planned.name} and {sites[planned.site]} fall on the same site; rename one")
    return plan


def _plan_process(plan: Plan, record: ProcessRecord) -> None:
    kernels: list[Kernel] = []
    planned: list[tuple[PlannedStep, str, Kernel]] = []
    for step in record.steps:
        entry = PlannedStep(record, step, _kind(step))
        plan.steps.append(entry)
        if isinstance(step, Market):
            planned.append((entry, "visit", market_kernel(plan.binder, record, step)))
            continue
        for duty in ("review", "due") if entry.kind == "due" else ("visit",):
            writer = StepWriter(plan.binder, record, step, plan.moves, duty)
            planned.append((entry, duty, writer.review() if duty == "review" else writer.kernel()))
    for measure in record.measures:
        entry = PlannedStep(record, measure, "mean")
        plan.means.append(entry)
        planned.append((entry, "mean", mean_kernel(plan.binder, record, measure)))
    for name, tally in record.tallies.items():
        entry = PlannedStep(record, tally, "tally", own=name)
        plan.tallies.append(entry)
        planned.append((entry, "tally", tally_kernel(plan.binder, record, name, tally)))
    looks = {view: look_kernel(plan.binder, record, view) for view in record.recorded}
    kernels = [*(kernel for _, _, kernel in planned), *looks.values()]
    if not kernels:
        return
    numbers = _number_places(plan, kernels)
    module = load(record.name, module_text(kernels, numbers))
    for entry, duty, kernel in planned:
        entry.loops[duty] = _loop(module, kernel)
    plan.looks |= {view: _loop(module, kernel) for view, kernel in looks.items()}


def _loop(module: Any, kernel: Kernel) -> Loop:
    sources = tuple(source for _, source in kernel.arguments)
    return Loop(compiled(module, kernel), sources, kernel.pushes, kernel.terms, kernel.more)


def _kind(step: Any) -> str:
    if isinstance(step, Market):
        return "market"
    if step.every > 1 and step.pace != "monthly":
        raise ModelError(f"step {step.name}: every={step.every} is for what is asked by the month")
    if step.on:
        return "event"
    if step.of == "household" and step.pace == "ending":
        return "ending"
    if step.of != "person" and step.pace in ("monthly", "start"):
        return "group"
    if step.pace == "start" and step.how_likely is not None:
        return "everybody"
    if step.pace == "birthday":
        return "due" if is_reviewed(step) else "birthday"
    if step.pace not in ("monthly", "start"):
        raise ModelError(f"step {step.name}: pace is 'monthly', 'birthday', 'start' or 'ending', not '{step.pace}'")
    return "screen" if step.how_likely is not None else "everybody"


def _number_places(plan: Plan, kernels: list[Kernel]) -> dict[str, int]:
    """Where in its process's vector each number stands; vectors list the names its rules read."""
    places: dict[str, int] = {}
    for record in plan.records:
        if record.name not in plan.numbers:
            plan.numbers[record.name] = numbers_read(record)
        places |= {f"{record.name}.{name}": k for k, name in enumerate(plan.numbers[record.name])}
    used = {name for kernel in kernels for name in _NUMBER.findall(kernel.text)}
    return {name: places[name] for name in used}


def numbers_read(record: ProcessRecord) -> list[str]:
    """Names of the pack's numbers that a process reads, in a fixed order."""
    names = {number for rule in record.rules.values() for number in rule_source(rule).numbers}
    names |= {step.acquaintances for step in record.steps if isinstance(step, Market)}
    return sorted(names)
