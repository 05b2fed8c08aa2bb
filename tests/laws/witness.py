"""Counting which way every branch of every rule goes, and telling two diaries of events apart."""

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ayllu.grammar.inspect import ProcessRecord

Place = tuple[str, str, int]
"""Rule as process.name, the text of the condition, and its line in the file."""

CALLED = "(called)"


@dataclass
class Witness:
    """How often each condition in the rules of some records was true and false."""

    places: list[Place] = field(default_factory=list)
    ways: Counter[tuple[Place, bool]] = field(default_factory=Counter)

    def watch(self, record: ProcessRecord) -> None:
        """Put counting copies in the place of a record's rules."""
        for name, rule in record.rules.items():
            record.rules[name] = self._copy(f"{record.name}.{name}", rule)

    def with_ways_of(self, other: "Witness") -> "Witness":
        """What was counted here and there; both watched the same rules."""
        assert self.places == other.places
        return Witness(self.places, self.ways + other.ways)

    def rare(self, times: int) -> dict[tuple[str, str], str]:
        """Conditions not both true and false so often, and rules not called: (rule, text) -> counts."""
        found = {}
        for place in self.places:
            rule, text, line = place
            yes, no = self.ways[place, True], self.ways[place, False]
            if yes < times or (no < times and text != CALLED):
                found[rule, text] = f"{rule}, line {line}: '{text}' is true {yes} times, false {no} times"
        return found

    def _copy(self, name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
        lines, first = inspect.getsourcelines(rule)
        tree = ast.parse(textwrap.dedent("".join(lines)))
        function = tree.body[0]
        assert isinstance(function, ast.FunctionDef)
        function.decorator_list = []
        conditions = _Conditions(name, first, self.places)
        conditions.visit(function)
        names = {**vars(inspect.getmodule(rule)), "_seen": self._seen}
        exec(compile(ast.fix_missing_locations(tree), rule.__code__.co_filename, "exec"), names)
        copy: Callable[..., Any] = names[function.name]
        copy.__ayllu__ = rule.__ayllu__  # type: ignore[attr-defined]
        return copy

    def _seen(self, number: int, value: Any) -> Any:
        self.ways[self.places[number], bool(value)] += 1
        return value


class _Conditions(ast.NodeTransformer):
    """Wraps tests of if, conditional expressions and the parts of and, or."""

    def __init__(self, rule: str, first: int, places: list[Place]) -> None:
        self.rule, self.first, self.places = rule, first, places

    def _wrap(self, node: ast.expr, text: str = "") -> ast.expr:
        self.places.append((self.rule, text or ast.unparse(node), self.first + node.lineno - 1))
        number = ast.Constant(len(self.places) - 1)
        return ast.copy_location(ast.Call(ast.Name("_seen", ast.Load()), [number, node], []), node)

    def _within(self, node: ast.expr) -> ast.expr:
        text = ast.unparse(node)
        return self._wrap(self.visit(node), text)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        called = self._wrap(ast.copy_location(ast.Constant(True), node), CALLED)
        node.body.insert(0, ast.copy_location(ast.Expr(called), node))
        return node

    def visit_If(self, node: ast.If) -> ast.If:
        node.test = self._within(node.test)
        node.body = [self.visit(statement) for statement in node.body]
        node.orelse = [self.visit(statement) for statement in node.orelse]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        node.test = self._within(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        node.values = [self._within(value) for value in node.values]
        return node


@dataclass(frozen=True)
class Entry:
    """An event, the month and the step in which it was raised, and the keys of those concerned."""

    month: int
    event: str
    step: str
    keys: tuple[int, ...]

    def __str__(self) -> str:
        return f"month {self.month}, step {self.step}: {self.event} of {[f'{key:016x}' for key in self.keys]}"


def first_difference(compiled: Sequence[Entry], plain: Sequence[Entry]) -> str:
    """The first event in which two diaries differ, in words; empty if they are the same."""
    for one, other in zip(compiled, plain, strict=False):
        if (one.month, one.event) != (other.month, other.event):
            return f"compiled: {one}\nplain: {other}"
        apart = sorted(set(one.keys) ^ set(other.keys))
        if apart or len(one.keys) != len(other.keys):
            people = ", ".join(f"{key:016x} ({'compiled' if key in one.keys else 'plain'} only)" for key in apart)
            return f"month {one.month}, step {one.step}: {one.event} of {people or 'somebody twice'}"
    longer = max(compiled, plain, key=len)
    shorter = min(len(compiled), len(plain))
    return "" if len(compiled) == len(plain) else f"only one of the two has {longer[shorter]}"
