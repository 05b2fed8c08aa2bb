"""From declared steps to the text of compiled loops.

Every step becomes one loop over a list of rows: who, how likely, the draw, what follows. Outcomes on one's
own columns are stored at once; everything that touches others is written to an outbox and settled later.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.money import Flow, Sends
from ayllu.grammar.outcomes import (
    Bears,
    Choose,
    Dies,
    Goes,
    GoesTo,
    Happens,
    Moves,
    OwnRoof,
    Parts,
    Sets,
    Step,
    When,
)
from ayllu.grammar.process import COLUMN_RANGES, Column
from ayllu.grammar.rules import label_of
from ayllu.loops.ahead import ask_ahead
from ayllu.loops.binder import Binder, Function
from ayllu.loops.branches import columns_set, uses_kin
from ayllu.loops.emit import Emitter, Frame, Source, sorted_arguments
from ayllu.loops.generate_choices import bear, best_relative, choose, go, kin_buffers, site_of
from ayllu.loops.generate_money import move_money
from ayllu.loops.money import Deed, own_purses
from ayllu.loops.source import rule_source
from ayllu.words.errors import ModelError
from ayllu.words.phases import EVENTS

DIE, BEAR, PART, ROOF, HAPPEN, MOVE = 0, 1, 2, 3, 16, 64
"""Codes of an outbox entry; HAPPEN + event number, MOVE + number of the declared move."""

MEASURE_UNIT = 1_048_576
"""Measured values are added up as whole numbers of this fraction, so that sums do not depend on order."""

FIXED = ("rows", "n", "month", "seed", "out_row", "out_code", "out_x", "out_terms")


@dataclass
class Kernel:
    """The text of one compiled loop and what must be handed to it.

    pushes: outbox entries one row can make; terms: names of the terms that a decision to go writes down; more:
    figures that travel with an entry, if more than the terms.
    """

    name: str
    text: str
    arguments: list[tuple[str, Source]]
    rules: dict[str, str]
    pushes: int = 0
    terms: tuple[str, ...] = ()
    more: int = 0


Move = Moves | Goes | GoesTo


@dataclass
class MoveTable:
    """All declared moves of a world, numbered; terms: what a decision to go weighs, by number.

    deeds: verbs of money that are settled after their step, numbered too.
    """

    moves: list[Move] = field(default_factory=list)
    terms: dict[int, tuple[str, ...]] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)

    def number_of_deed(self, deed: Deed) -> int:
        """The number of a verb of money; the same verb in two branches has one."""
        if deed not in self.deeds:
            self.deeds.append(deed)
        return self.deeds.index(deed)

    def number(self, move: Move) -> int:
        """The number of a move."""
        if move not in self.moves:
            self.moves.append(move)
        return self.moves.index(move)


EVENT_NUMBER = {name: number for number, name in enumerate(EVENTS)}


class _Renamed(ast.NodeTransformer):
    """Names of a rule replaced by the variables of a loop."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Its variable, if it has one."""
        return ast.parse(self.values.get(node.id, node.id), mode="eval").body


class StepWriter:
    """Writes the loop of one step."""

    def __init__(self, binder: Binder, record: ProcessRecord, step: Step, moves: MoveTable, duty: str) -> None:
        self.emitter = Emitter(binder)
        self.binder, self.record, self.step, self.moves = binder, record, step, moves
        self.duty = duty
        self.frame = Frame("i", table=step.of)
        self.terms: tuple[str, ...] = ()
        self.writes: set[str] = set()
        self.pushes, self.more = 0, 0
        self.purses = own_purses(record, binder.schema, step) if isinstance(step, Step) else []
        self.alternatives = 0
        self.site = site_of(record.site(step.name))
        label = label_of(step.how_likely)
        self.repeats = label is not None and label.kind == "rate"

    def kernel(self) -> Kernel:
        """The finished kernel; duty is 'visit' (act now) or 'due' (act on what a review decided)."""
        out = self.emitter
        out.line("m = 0")
        if uses_kin(self.step.outcome):
            out.line("kin_rows, kin_ties = np.empty(MOST_KIN, np.int64), np.empty(MOST_KIN, np.int64)")
            for buffer in kin_buffers(self.record):
                out.line(f"{buffer} = np.zeros(len({out.array('place', 'country')}), np.int64)")
        with out.block("for t in range(n):"):
            out.line("i = np.int64(rows[t])")
            if self.duty == "due":
                out.line(f"{self._due()}[i] = NOT_DUE")
            self.skip_unasked()
            if self.step.how_likely is not None and self.duty == "visit":
                self._draw()
            again = self.rule(self.step.how_likely) if self.duty == "due" and self.repeats else ""
            self._outcomes(self.step.outcome)
            if again:
                self._again(again)
        out.line("return m")
        self._refuse_races()
        return self.finish()

    def skip_unasked(self) -> None:
        """Pass over the dead and over whom the step does not ask."""
        if self.step.pace == "birthday":
            self.skip_dead()
        if self.step.every > 1:
            turns = f"np.uint64({self.step.every})"
            self.emitter.line(f"if (np.uint64(month) + {self.key()} % {turns}) % {turns} != 0:")
            self.emitter.line("    continue")
        if self.step.who is not None:
            for condition in self.conditions(self.step.who):
                self.emitter.line(f"if not ({condition}):")
                self.emitter.line("    continue")

    def skip_dead(self) -> None:
        """Birthdays are listed at the start of the month; some of the listed have died since."""
        self.emitter.line(f"if {self.emitter.array('person', 'cell')}[i] == DEAD:")
        self.emitter.line("    continue")

    def finish(self) -> Kernel:
        """The text and what it needs."""
        begin = self.emitter.lines.index("        i = np.int64(rows[t])")
        self.emitter.lines[begin:begin] = ["        " + line for line in ask_ahead(self.emitter.lines)]
        arguments = sorted_arguments(self.emitter)
        name = f"{self.step.name}_{self.duty}"
        head = f"def {name}({', '.join((*FIXED, *(a for a, _ in arguments)))}):"
        return Kernel(
            name, "\n".join([head, *self.emitter.lines]), arguments, self.emitter.rules,
            self.pushes, self.terms, self.more,
        )  # fmt: skip

    def _refuse_races(self) -> None:
        clash = self.writes & self.emitter.far_reads
        if clash:
            raise ModelError(
                f"{self.record.name}.{self.step.name} writes {', '.join(sorted(clash))} and reads it from"
                " other people in the same step; split the step in two"
            )

    def rule(self, rule: Any) -> str:
        """The value of one of the process's rules (or of a number)."""
        function = Function(self.record, rule.__name__)
        return self.emitter.value(function.name, self.record, self.frame)

    def _due(self) -> str:
        return self.emitter.array("person", f"due_{self.step.name}")

    def _chance(self) -> str:
        """The probability in this step's time, from a hazard, rate or probability."""
        assert self.step.how_likely is not None
        label = label_of(self.step.how_likely)
        value = self.rule(self.step.how_likely)
        assert label is not None
        months = {"year": 12.0, "month": 1.0, "": 1.0}[label.per]
        if label.kind == "hazard":
            return f"1.0 - exp(-({value}) / {months})"
        return f"({value}) / {months}" if label.kind == "rate" else f"({value}) * 1.0"

    def key(self, frame_row: str = "i") -> str:
        """The identity to which draws belong."""
        return f"{self.emitter.array(self.frame.table, 'key')}[{frame_row}]"

    def _draw(self) -> None:
        out = self.emitter
        out.line(f"chance = min({self._chance()}, 1.0)")
        self._own_draw()
        if self.step.pace == "monthly" and self.step.of == "person":
            self._guard()
        out.line("if u >= chance:")
        out.line("    continue")

    def _guard(self) -> None:
        """Note a chance above the ceiling, and stop if the draw would have passed it by."""
        out = self.emitter
        ceiling, cell, breach = out.array("step", "ceiling"), out.array("person", "cell"), out.array("step", "breach")
        with out.block(f"if chance > {ceiling}[{cell}[i]]:"):
            out.line(f"{breach}[{cell}[i]] = max(chance, {breach}[{cell}[i]])")
            out.line(f"if u >= {ceiling}[{cell}[i]]:")
            out.line(f"    {out.array('step', 'violation')}[0] = {self.key()}")

    def _own_draw(self) -> None:
        """The step's draw."""
        self.emitter.line(f"u = unit({self.key()} ^ seed, np.uint64(month), np.uint64({self.site}))")

    def conditions(self, rule: Any) -> Iterator[str]:
        """The conditions of who, one by one where they are joined by `and`: most people fail the first."""
        source = rule_source(rule)
        last = source.tree.body[-1]
        joined = last.value if isinstance(last, ast.Return) and len(source.tree.body) == 1 else None
        if not isinstance(joined, ast.BoolOp) or not isinstance(joined.op, ast.And):
            yield self.rule(rule)
            return
        for part in joined.values:
            used = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
            values = {r: self.emitter.value(r, self.record, self.frame) for r in source.reads if r in used}
            values |= {f"p_{n}": self.emitter.number(self.record, n) for n in source.numbers if f"p_{n}" in used}
            yield ast.unparse(_Renamed(values).visit(copy.deepcopy(part)))

    def review(self) -> Kernel:
        """A yearly hazard or rate: the waiting time decides the month within the year of age that begins.

        Waiting times are longer than the draw alone, so most people are done after one comparison.
        """
        out = self.emitter
        with out.block("for t in range(n):"):
            out.line("i = np.int64(rows[t])")
            self.skip_unasked()
            value = self.rule(self.step.how_likely)
            out.line(f"chance = min({value} * 1.0, 1.0)")
            self._own_draw()
            self._guard()
            self._note_due(value, self._wait(value))
        out.line("return 0")
        return self.finish()

    def _again(self, value: str) -> None:
        """What can repeat is drawn anew for the rest of the year of age, at the rate of before the outcomes."""
        noise = f"counter_of_alternative(seed, {self.key()}, np.uint64(1))"
        self.emitter.line(f"u = unit({noise}, np.uint64(month), np.uint64({self.site}))")
        self._note_due(value, f"1.0 + {self._wait(value)}")

    def _note_due(self, value: str, wait: str) -> None:
        """Keep the month in which it happens if that is within the year of age."""
        out = self.emitter
        left = f"np.float64((np.int64({out.array('person', 'review')}[i]) - month - 1) % 12 + 1)"
        with out.block(f"if u < {value}:"):
            out.line(f"wait = {wait}")
            out.line(f"if wait < {left}:")
            out.line(f"    {self._due()}[i] = (month + int(wait)) % 12")

    def _wait(self, value: str) -> str:
        """Months until the event, from u: exponential for a hazard, geometric for a monthly chance."""
        label = label_of(self.step.how_likely)
        assert label is not None
        if label.kind == "hazard":
            return f"-log(1.0 - u) * 12.0 / {value}"
        return f"np.floor(log(1.0 - u) / log(1.0 - min({value} / 12.0, 0.999999)))"

    def _outcomes(self, outcomes: tuple[Any, ...]) -> None:
        """All outcomes see the state before any of them; new values are stored last, after every branch."""
        for name in [*self._names_set(outcomes, in_branches=True), *self.purses]:
            self.emitter.line(f"new_{name} = np.int64({self.emitter.array(self.frame.table, name)}[i])")
        self._block(outcomes)
        for name in [*self._names_set(outcomes), *self.purses]:
            self.writes |= {name, f"{self.step.of}_{name}"}
            self.emitter.line(f"{self.emitter.array(self.frame.table, name)}[i] = new_{name}")

    def _names_set(self, outcomes: tuple[Any, ...], in_branches: bool = False) -> list[str]:
        return list(dict.fromkeys(self._own(column).name for column in columns_set(outcomes, in_branches)))

    def _block(self, outcomes: tuple[Any, ...]) -> None:
        for outcome in outcomes:
            self._outcome(outcome)

    def _outcome(self, outcome: Any) -> None:
        if isinstance(outcome, Sets):
            self._set(outcome)
        elif isinstance(outcome, Flow | Sends):
            move_money(self, outcome)
        elif self.step.of != "person" and not isinstance(outcome, When | Choose):
            raise ModelError(f"{self.record.name}.{self.step.name}: a {self.step.of} does not do '{outcome}'")
        elif isinstance(outcome, Dies | Parts | OwnRoof):
            self.push("i", str({Dies: DIE, Parts: PART, OwnRoof: ROOF}[type(outcome)]), "0")
        elif isinstance(outcome, Happens):
            self.push("i", str(HAPPEN + EVENT_NUMBER[outcome.event]), "1" if outcome.to == "couple" else "0")
        elif isinstance(outcome, Bears):
            self.push("i", str(BEAR), bear(self, outcome))
        elif isinstance(outcome, Moves):
            self._move(outcome)
        elif isinstance(outcome, When):
            condition = self.rule(outcome.rule)
            self.branch(f"if {condition}:", outcome.then)
            if outcome.otherwise:
                self.branch("else:", outcome.otherwise)
        elif isinstance(outcome, Choose):
            choose(self, outcome)
        elif isinstance(outcome, Goes):
            go(self, outcome)
        elif isinstance(outcome, GoesTo):
            self.push("i", str(MOVE + self.moves.number(outcome)), "0")
        else:
            raise ModelError(f"{self.record.name}.{self.step.name}: '{outcome}' is not an outcome")

    def branch(self, head: str, outcomes: tuple[Any, ...]) -> None:
        """Outcomes under a condition."""
        with self.emitter.block(head, self.frame):
            self._block(outcomes)
            if not outcomes:
                self.emitter.line("pass")

    def push(self, row: str, code: str, x: str) -> None:
        """Write an outbox entry."""
        self.pushes += 1
        self.emitter.line(f"out_row[m], out_code[m], out_x[m] = {row}, {code}, {x}")
        self.emitter.line("m += 1")

    def _set(self, outcome: Sets) -> None:
        """Hold a new value, narrowed to what the column can hold, until all is asked."""
        column = self._own(outcome.column)
        if callable(outcome.to):
            value = self.rule(outcome.to)
        else:
            value = "month" if outcome.to == "this_month" else str(int(outcome.to))
        lowest, highest = COLUMN_RANGES[column.kind]
        low, high = max(column.low, lowest), min(column.high, highest)
        self.emitter.line(f"new_{column.name} = min(max(int({value}), {low}), {high})")

    def _own(self, column: Column) -> Column:
        for name, known in self.record.columns.items():
            if getattr(self.record.module, name) is column:
                if known.money:
                    verbs = "takes_in, pays, borrows, repays, sends"
                    raise ModelError(f"{self.record.name}.{self.step.name} sets the purse '{name}'; use {verbs}")
                return known
        raise ModelError(f"{self.record.name}.{self.step.name} sets a column that another process owns")

    def move_code(self, outcome: Goes, terms: tuple[str, ...]) -> str:
        """The code of a decision to go, whose terms are written down."""
        number = self.moves.number(outcome)
        self.moves.terms[number] = self.terms = terms
        return str(MOVE + number)

    def _move(self, outcome: Moves) -> None:
        mover, frame = "i", self.frame
        if outcome.mover == "partner":
            mover = self.emitter.value("partner", self.record, self.frame)
            frame = Frame(mover, far=True)
        target = "-1"
        if outcome.to == "relative":
            assert outcome.appeal is not None
            target = best_relative(self, outcome.appeal, frame)
        self.push(mover, str(MOVE + self.moves.number(outcome)), target)
