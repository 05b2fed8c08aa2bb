"""Writing the body of a compiled loop: every name a rule reads becomes a local variable of the row."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import AT, CELL_NAMES, DERIVED, DESCENT, LINKS, Binder, Function
from ayllu.loops.source import rule_source
from ayllu.population.schema import CELLS_A_PLACE

Source = tuple[str, ...]
"""Where a kernel's array comes from: ('person', column), ('table', process, name), ('numbers', process)"""

FINE = 1048576.0
"""Totals over people add up whole parts of this size, so that no sum depends on the order of people."""

DIMENSION_CAP = {"age": 100, "schooling": 17, "parity": 20}


@dataclass
class Frame:
    """The row whose columns are read, the names already known there, and the table the row belongs to."""

    row: str
    known: dict[str, str] = field(default_factory=dict)
    others: dict[str, "Frame"] = field(default_factory=dict)
    far: bool = False
    table: str = "person"


class Emitter:
    """Collects the lines of one kernel, the arrays it needs and the rules it calls."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.lines: list[str] = []
        self.depth = 1
        self.arrays: dict[str, Source] = {}
        self.rules: dict[str, str] = {}
        self.far_reads: set[str] = set()
        self._count = 0

    def line(self, text: str) -> None:
        """Add a line at the present depth."""
        self.lines.append("    " * self.depth + text)

    def fresh(self, stem: str = "v") -> str:
        """A new variable name."""
        self._count += 1
        return f"{stem}{self._count}"

    @contextmanager
    def block(self, head: str, *frames: Frame) -> Iterator[None]:
        """An indented block; what becomes known inside is forgotten after it."""
        self.line(head)
        self.depth += 1
        before = [dict(frame.known) for frame in frames]
        yield
        for frame, known in zip(frames, before, strict=True):
            frame.known = known
        self.depth -= 1

    def array(self, *source: str) -> str:
        """The kernel argument that holds an array."""
        name = "_".join(source).replace(".", "_")
        self.arrays[name] = source
        return name

    def column(self, name: str, frame: Frame) -> str:
        """Load a person column, widened."""
        if frame.far:
            self.far_reads.add(name)
        return f"np.int64({self.array(frame.table, name)}[{frame.row}])"

    def keep(self, name: str, expression: str, frame: Frame) -> str:
        """Compute once, remember for the row."""
        variable = self.fresh()
        self.line(f"{variable} = {expression}  # {name}")
        frame.known[name] = variable
        return variable

    def value(self, name: str, record: ProcessRecord, frame: Frame) -> str:
        """A variable holding what a name means for the row of a frame."""
        function = self.binder.function(name, record)
        key = f"{function.record.name}.{name}" if function else self._key(name, record, frame)
        if key in frame.known:
            return frame.known[key]
        if function is not None:
            return self._rule(function, key, frame)
        for prefix, other in frame.others.items():
            if name.startswith(prefix):
                return self.value(name[len(prefix) :], record, other)
        if name in DERIVED:
            needs = [self.value(need, record, frame) for need in DERIVED[name].needs]
            return self.keep(name, DERIVED[name].formula.format(*needs), frame)
        return self._stored(name, record, frame)

    def _key(self, name: str, record: ProcessRecord, frame: Frame) -> str:
        """Tables of two processes may have one name."""
        owner = None if name in self._columns(frame) else self.binder.table_owner(name, record)
        return name if owner is None else f"{owner.name}:{name}"

    def _stored(self, name: str, record: ProcessRecord, frame: Frame) -> str:
        if name == "month":
            return "month"
        if name == "row":
            return frame.row
        if name == "place":
            return self.keep(name, self._place(frame), frame)
        if name in CELL_NAMES:
            place = self.value("place", record, frame)
            return self.keep(name, f"np.int64({self.array('place', name)}[{place}])", frame)
        if name in self._columns(frame):
            return self.keep(name, self.column(name, frame), frame)
        owner = self.binder.table_owner(name, record)
        if owner is not None:
            return self._table(name, owner, frame)
        if name == "community" and frame.table == "person":
            home = self.value("home", record, frame)
            return self.keep(name, f"np.int64({self.array('household', 'community')}[{home}])", frame)
        stem, _, rest = name.partition("_")
        if stem in LINKS and rest:
            return self._along(stem, rest, name, record, frame)
        if stem == "head" and rest and frame.table == "household":
            return self._along(stem, rest, name, record, frame)
        if frame.table in ("person", "household") and self.binder.of_group(stem, rest):
            return self._of_home(stem, rest, name, record, frame)
        raise self.binder.unknown(name, record)

    def _columns(self, frame: Frame) -> Container[str]:
        schema = self.binder.schema
        return schema.person if frame.table == "person" else schema.kinds(frame.table)

    def _place(self, frame: Frame) -> str:
        if frame.table == "person":
            return f"{self.column('cell', frame)} // {CELLS_A_PLACE}"
        if frame.table == "community":
            return self.column("place", frame)
        community = f"{self.array('household', 'community')}[{frame.row}]"
        return f"np.int64({self.array('community', 'place')}[{community}])"

    def _table(self, name: str, record: ProcessRecord, frame: Frame) -> str:
        indices = []
        for dimension in self.binder.by(name, record):
            if dimension.startswith(AT):
                indices.append(dimension.removeprefix(AT))
                continue
            index = self.value(dimension, record, frame)
            cap = DIMENSION_CAP.get(dimension)
            indices.append(index if cap is None else f"min({index}, {cap})")
        base = self.binder.base(name, record)
        array = self.array("table" if base in record.tables else "tally", record.name, base)
        return self.keep(f"{record.name}:{name}", f"{array}[{', '.join(indices)}]", frame)

    def _along(self, link: str, rest: str, name: str, record: ProcessRecord, frame: Frame) -> str:
        stem, _, further = rest.partition("_")
        if link in LINKS and stem in DESCENT and further:
            link, rest = f"{link}_{stem}", further
        to = self.value(link, record, frame)
        variable = self.fresh()
        self.line(f"{variable} = {self.binder.not_found(rest)}  # {name}")
        there = Frame(to, far=True)
        with self.block(f"if {to} >= 0:", frame):
            self.line(f"{variable} = {self.value(rest, record, there)}")
        if link in LINKS and rest in DESCENT:
            with self.block(f"if {to} < -1:"):
                self.line(f"{variable} = np.int64({self.array('tomb', rest)}[-2 - {to}])")
        frame.known[name] = variable
        return variable

    def _of_home(self, stem: str, rest: str, name: str, record: ProcessRecord, frame: Frame) -> str:
        home = self.value("home", record, frame) if frame.table == "person" else frame.row
        if frame.far:
            self.far_reads.add(name)
        if stem == "household":
            return self.keep(name, f"np.int64({self.array('household', rest)}[{home}])", frame)
        community = f"{self.array('household', 'community')}[{home}]"
        return self.keep(name, f"np.int64({self.array('community', rest)}[{community}])", frame)

    def call(self, function: Function, frame: Frame) -> str:
        """The call of a rule with its arguments computed for a frame."""
        source = rule_source(function.rule)
        name = f"{function.record.name}__{function.name}"
        self.rules[name] = source.text(name)
        arguments = [self.value(read, function.record, frame) for read in source.reads]
        arguments += [self.number(function.record, number) for number in source.numbers]
        return f"{name}({', '.join(arguments)})"

    def number(self, record: ProcessRecord, name: str) -> str:
        """A number of the pack: its place in the process's vector."""
        return f"{self.array('numbers', record.name)}[NUMBER['{record.name}.{name}']]"

    def _rule(self, function: Function, key: str, frame: Frame) -> str:
        label = label_of(function.rule)
        if label is not None and label.over:
            return self._around(function, label.over, label.gather, key, frame)
        return self.keep(key, self.call(function, frame), frame)

    def _around(self, function: Function, over: str, gather: str, key: str, frame: Frame) -> str:
        """Walk over the people around a row."""
        total, each = self.fresh("total"), self.fresh("each")
        for read in rule_source(function.rule).reads:
            if not read.startswith("each_"):
                self.value(read, function.record, frame)
        first, following = self._walk(over, function.record, frame, each)
        self.line(f"{total} = 0  # {key}")
        self.line(f"{each} = {first}")
        frame.others["each_"] = Frame(each, far=True)
        if gather == "most":
            some = self.fresh("some")
            self.line(f"{some} = False")
        with self.block(f"while {each} != -1:", frame):
            with self.block(f"if {each} >= 0:", frame):
                held = self.call(function, frame)
                if gather == "total":
                    self.line(f"{total} += np.int64(np.floor(({held}) * {FINE} + 0.5))")
                elif gather == "most":
                    self.line(f"worth = {held}")
                    self.line(f"if not {some} or worth > {total}:")
                    self.line(f"    {some}, {total} = True, worth")
                else:
                    self.line(f"if {held}:")
                    self.line(f"    {total} += 1" if gather == "count" else f"    {total} = 1")
            for text in following:
                self.line(text)
        del frame.others["each_"]
        if gather == "total":
            return self.keep(key, f"{total} / {FINE}", frame)
        frame.known[key] = total
        return total

    def _walk(self, over: str, record: ProcessRecord, frame: Frame, each: str) -> tuple[str, list[str]]:
        if over == "household":
            home = self.value("home", record, frame) if frame.table == "person" else frame.row
            first = f"np.int64({self.array('household', 'first_member')}[{home}])"
            return first, [f"{each} = np.int64({self.array('person', 'next_home')}[{each}])"]
        if over == "children":
            sex = self.value("sex", record, frame)
            by = [self.array(t, f"next_by_{p}") for t in ("person", "tomb") for p in ("mother", "father")]
            first = f"np.int64({self.array('person', 'first_child')}[{frame.row}])"
            text = f"{each} = np.int64(next_child({each}, {sex}, {', '.join(by)}))"
            return first, [text]
        raise self.binder.unknown(f"over='{over}'", record)


def sorted_arguments(emitter: Emitter) -> list[tuple[str, Source]]:
    """Array arguments of the kernel in a fixed order."""
    return sorted(emitter.arrays.items())
