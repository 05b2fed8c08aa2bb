"""Reading process files into plain records: what each declares, without running any rule."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from ayllu.grammar.outcomes import Choose, Goes, GoesTo, Happens, Mean, Step, When
from ayllu.grammar.process import Column, Process, Table, Tally
from ayllu.grammar.rules import Rule, label_of
from ayllu.words.errors import ModelError
from ayllu.words.phases import EVENTS, PHASES


@dataclass
class ProcessRecord:
    """One process file: names to what it declares."""

    name: str
    process: Process
    says: str
    module: ModuleType
    columns: dict[str, Column] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, Callable[..., Any]] = field(default_factory=dict)
    steps: list[Any] = field(default_factory=list)
    measures: list[Mean] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)

    def label(self, rule: str) -> Rule:
        """The label of one of its rules."""
        found = label_of(self.rules[rule])
        if found is None:
            raise ModelError(f"{self.name}.{rule} is not a rule")
        return found

    def site(self, step: str) -> str:
        """Name of the question a step draws numbers for."""
        return f"{self.name}.{step}"


def read_process(module: ModuleType) -> ProcessRecord | None:
    """The record of a module, or None if the module declares no process."""
    found = [value for value in vars(module).values() if isinstance(value, Process)]
    if not found:
        return None
    name = module.__name__.rsplit(".", 1)[-1]
    record = ProcessRecord(name, found[0], inspect.getdoc(module) or "", module)
    if found[0].phase not in PHASES:
        raise ModelError(f"{name}: phase '{found[0].phase}' is not one of {', '.join(PHASES)}")
    for label, value in vars(module).items():
        if isinstance(value, Column):
            record.columns[label] = replace(value, name=label)
        elif isinstance(value, Table):
            record.tables[label] = value
        elif isinstance(value, Tally):
            record.tallies[label] = value
        elif label_of(value) is not None and value.__module__ == module.__name__:
            record.rules[label] = value
    record.steps = list(getattr(module, "steps", []))
    record.measures = list(getattr(module, "measures", []))
    record.recorded = [rule.__name__ for rule in getattr(module, "recorded", [])]
    _check_events(record)
    return record


def _check_events(record: ProcessRecord) -> None:
    for step in record.steps:
        if not isinstance(step, Step):
            continue
        for event in (*([step.on] if step.on else []), *step.also_on, *_raised(step.outcome)):
            if event not in EVENTS:
                known = ", ".join(EVENTS)
                raise ModelError(f"{record.name}.{step.name}: no event is called '{event}'; known: {known}")
        if step.on == "death":
            raise ModelError(f"{record.name}.{step.name}: the dead do not act; answer 'widowhood' or 'orphaned'")


def _raised(outcomes: Iterable[Any]) -> list[str]:
    """Events that outcomes raise by name, those in branches included."""
    found: list[str] = []
    for outcome in outcomes:
        if isinstance(outcome, Happens | Goes | GoesTo):
            found.append(outcome.event)
        elif isinstance(outcome, When):
            found += _raised((*outcome.then, *outcome.otherwise))
        elif isinstance(outcome, Choose):
            found += [event for _, inner in outcome.options for event in _raised(inner)]
    return found


def in_order(records: Iterable[ProcessRecord]) -> list[ProcessRecord]:
    """Processes by phase and, within a phase, after those they name; refuses loops and unknown names."""
    waiting = sorted(records, key=lambda record: (list(PHASES).index(record.process.phase), record.name))
    names = {record.name for record in waiting}
    done: list[ProcessRecord] = []
    for record in waiting:
        unknown = set(record.process.after) - names
        if unknown:
            raise ModelError(f"{record.name} comes after {', '.join(sorted(unknown))}, which does not exist")
    while waiting:
        first_phase = waiting[0].process.phase
        finished = {record.name for record in done}
        ready = [r for r in waiting if r.process.phase == first_phase and set(r.process.after) <= finished]
        if not ready:
            stuck = ", ".join(r.name for r in waiting if r.process.phase == first_phase)
            raise ModelError(f"these processes wait for each other or for a later phase: {stuck}")
        done.append(ready[0])
        waiting.remove(ready[0])
    return done


def arguments(rule: Callable[..., Any]) -> list[str]:
    """The names a rule reads."""
    return list(inspect.signature(rule).parameters)
