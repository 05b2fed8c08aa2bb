"""What the reference is written from: the plan of a month and the packs that come with the software."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ayllu.grammar.inspect import ProcessRecord, in_order
from ayllu.grammar.outcomes import Choose, Step, When
from ayllu.loops.plan import numbers_read
from ayllu.loops.source import rule_source
from ayllu.register.cards import CardHead
from ayllu.register.pack import Pack, built_in_packs, read_pack
from ayllu.runs.discover import discover

_CITED = re.compile(r"\[([A-Z]+[A-Z0-9]*-\d+(?:,\s*[A-Z]+[A-Z0-9]*-\d+)*)\]")


@dataclass(frozen=True)
class Material:
    """Process files in the order of a month, and the built-in packs with their cards and evidence."""

    records: list[ProcessRecord]
    packs: list[Pack]

    def head(self, pack: Pack, process: str, name: str) -> CardHead | None:
        """The card of a number or table in a pack."""
        table = pack.tables.get(process, {}).get(name)
        return table.head if table is not None else pack.cards.get(process, {}).get(name)

    def heads(self, pack: Pack, process: str) -> list[CardHead]:
        """All cards of a process in a pack: numbers, then tables."""
        tables = [table.head for table in pack.tables.get(process, {}).values()]
        return [*pack.cards.get(process, {}).values(), *tables]

    def statement(self, cited: str) -> tuple[str, str]:
        """What a claim says and where it is from; empty strings for an id that no pack knows."""
        for pack in self.packs:
            claim = pack.evidence.claims.get(cited)
            if claim is not None:
                return claim.statement, f"{claim.source}, {claim.where}"
        return "", ""

    def readers(self, name: str) -> list[str]:
        """Rules that read a name, as process.rule."""
        return [
            f"{record.name}.{rule}"
            for record in self.records
            for rule, function in record.rules.items()
            if name in rule_source(function).reads
        ]

    def users(self, process: str, name: str) -> list[str]:
        """Rules of a process that read one of its numbers (p.name) or tables (name)."""
        for record in self.records:
            if record.name == process and name in record.tables:
                return [r for r, f in record.rules.items() if name in rule_source(f).reads]
            if record.name == process:
                return [r for r, f in record.rules.items() if name in rule_source(f).numbers]
        return []


def gather() -> Material:
    """Read all process files and built-in packs. AylluError or ModelError when one does not fit."""
    records = in_order(discover())
    return Material(records, [read_pack(name, evidence=True) for name in built_in_packs()])


def cited(text: str) -> list[str]:
    """Ids of claims in square brackets, in order, each once."""
    found = [one for group in _CITED.findall(text) for one in re.split(r",\s*", group)]
    return list(dict.fromkeys(found))


def outcomes_of(record: ProcessRecord) -> Iterator[tuple[Any, Any]]:
    """Every (step, outcome) of a process, those inside `when` and `choose` too; a market has no outcomes."""
    for step in record.steps:
        if isinstance(step, Step):
            for outcome in _within(step.outcome):
                yield step, outcome


def _within(outcomes: tuple[Any, ...]) -> Iterator[Any]:
    for outcome in outcomes:
        yield outcome
        if isinstance(outcome, When):
            yield from _within(outcome.then + outcome.otherwise)
        elif isinstance(outcome, Choose):
            for _, inner in outcome.options:
                yield from _within(inner)


def inputs_of(record: ProcessRecord) -> list[str]:
    """Names of the numbers and tables that a process reads."""
    return [*numbers_read(record), *record.tables]
