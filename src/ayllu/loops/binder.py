"""What names mean: columns, tables, views and derived quantities that rules may read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.rules import label_of
from ayllu.population.schema import CORE_RANGES, GROUPS_OF_PEOPLE, Schema
from ayllu.words.codes import CHANNEL_WORDS, JOB_WORDS, NEVER
from ayllu.words.errors import ModelError, nearest

LINKS = ("partner", "mother", "father")
"""Prefixes that look along a link of kin."""
DESCENT = ("mother", "father")
"""Links that lead on through the dead: `mother_mother_age` finds a grandmother whose daughter has died [BB-005]."""

_NO_ROW = ("home", "dwelling", "mother", "father", "partner", "row")
NOT_FOUND = dict.fromkeys(_NO_ROW, -1) | dict.fromkeys(("last_birth", "union_since"), NEVER)
"""What a reading along a missing link gives, where that is not zero."""

LABELS = {"job": JOB_WORDS, "channel": CHANNEL_WORDS}
"""Dimensions whose labels are known to rules: `pay_domestic` is the entry of the table `pay` for that job."""
AT = "at "
"""Begins a side of a table that a name has fixed, before its index."""

CELL_NAMES = ("place", "country", "region", "area", "destination")
"""Quantities that follow from the cell of a row."""


@dataclass(frozen=True)
class Derived:
    """A quantity computed from others: the names it needs and a formula in them."""

    needs: tuple[str, ...]
    formula: str
    low: float
    high: float


DERIVED = {
    "months_old": Derived(("month", "birth"), "{0} - {1}", 0, 2000),
    "months_since_birth": Derived(("month", "last_birth"), "{0} - {1}", 0, 42000),
    "years_united": Derived(("month", "union_since", "partner"), "({0} - {1}) // 12 if {2} >= 0 else 0", 0, 120),
}
"""Quantities every pack has."""


@dataclass(frozen=True)
class Function:
    """A rule of a process, wherever it is read from."""

    record: ProcessRecord
    name: str

    @property
    def rule(self) -> Callable[..., Any]:
        """The plain Python function."""
        return self.record.rules[self.name]


class Binder:
    """Knows every name of the assembled processes."""

    def __init__(self, records: Iterable[ProcessRecord], schema: Schema) -> None:
        self.records = list(records)
        self.schema = schema
        self.views: dict[str, Function] = {}
        self.read_like_tables: dict[str, ProcessRecord] = {}
        for record in self.records:
            for name, rule in record.rules.items():
                label = label_of(rule)
                if label is not None and label.kind == "view":
                    self._add_view(record, name)
            for name in (*record.tables, *record.tallies):
                self.read_like_tables.setdefault(name, record)
        self._refuse_second_meanings()

    def _refuse_second_meanings(self) -> None:
        """A view, a table and a column, of a person or of a group, must not share a name: one would hide the other."""
        owner = {name: record.name for record in self.records for name in record.columns} | self.schema.owner
        for name in self.views.keys() & {*self.read_like_tables, *owner}:
            other = owner.get(name) or self.read_like_tables[name].name
            raise ModelError(f"{name} of {other} is also a view of {self.views[name].record.name}; rename one")
        for name in self.read_like_tables.keys() & owner.keys():
            table = self.read_like_tables[name].name
            raise ModelError(f"column {name} of {owner[name]} is also a table of {table}; rename one")

    def _add_view(self, record: ProcessRecord, name: str) -> None:
        if name in self.views:
            raise ModelError(f"view {name} is declared by both {self.views[name].record.name} and {record.name}")
        self.views[name] = Function(record, name)

    def function(self, name: str, record: ProcessRecord) -> Function | None:
        """The rule a name stands for: one of the same process, or a view of any."""
        if name in record.rules:
            return Function(record, name)
        return self.views.get(name)

    def table_owner(self, name: str, record: ProcessRecord) -> ProcessRecord | None:
        """The process whose table or tally a name stands for: one's own, or that of another process."""
        if name in record.tables or name in record.tallies:
            return record
        if name in self.read_like_tables:
            return self.read_like_tables[name]
        base, dimension, _ = self._labelled(name)
        return self.read_like_tables[base] if dimension else None

    def by(self, name: str, owner: ProcessRecord) -> tuple[str, ...]:
        """Dimensions of a table or tally of a process; a side that the name fixes is AT and its index."""
        if name in owner.tables or name in owner.tallies:
            return owner.tables[name].by if name in owner.tables else owner.tallies[name].by
        base, fixed, index = self._labelled(name)
        return tuple(f"{AT}{index}" if side == fixed else side for side in self.by(base, owner))

    def base(self, name: str, owner: ProcessRecord) -> str:
        """The table or tally that a name reads: itself, or the one of which it names a label."""
        return name if name in owner.tables or name in owner.tallies else self._labelled(name)[0]

    def _labelled(self, name: str) -> tuple[str, str, int]:
        """Table, dimension and index of a name that ends with a label of a known dimension; ('', '', -1) if none."""
        for dimension, labels in LABELS.items():
            for index, label in enumerate(labels):
                base = name.removesuffix(f"_{label}")
                owner = self.read_like_tables.get(base)
                if base != name and owner is not None and dimension in self.by(base, owner):
                    return base, dimension, index
        return "", "", -1

    def of_group(self, stem: str, rest: str) -> bool:
        """Whether a name means a column of the household or community of a person."""
        return stem in GROUPS_OF_PEOPLE and rest in self.schema.kinds(stem)

    def not_found(self, name: str) -> int:
        """Value of a reading along a link that leads to nobody living."""
        stem, _, rest = name.partition("_")
        if stem in LINKS and rest:
            return self.not_found(rest)
        declared = self.schema.declared.get(name)
        if declared is not None and isinstance(declared.at_birth, int):
            return declared.at_birth
        return NOT_FOUND.get(name, 0)

    def range_of(self, name: str) -> tuple[float, float]:
        """Lowest and highest value a person column can hold."""
        declared = self.schema.declared.get(name)
        if declared is not None:
            return declared.low, declared.high
        return CORE_RANGES.get(name, (-(2.0**63), 2.0**63))

    def unknown(self, name: str, record: ProcessRecord) -> ModelError:
        """The error for a name nobody declares, with the nearest known one."""
        known = [
            *record.rules, *self.read_like_tables, *self.views, *self.schema.person, *DERIVED, *CELL_NAMES,
            *(f"{table}_{c}" for table in GROUPS_OF_PEOPLE for c in self.schema.kinds(table)),
        ]  # fmt: skip
        return ModelError(f"{record.name} reads '{name}', which nobody declares. {nearest(name, known)}")
