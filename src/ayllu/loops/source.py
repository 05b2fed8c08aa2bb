"""From a rule's text to a function for the compiler: `p.name` becomes an argument, codes become numbers."""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from ayllu.words import curves
from ayllu.words.errors import ModelError

CURVES = tuple(name for name, value in vars(curves).items() if inspect.isfunction(value))
BUILT_IN = ("min", "max", "abs")


@dataclass(frozen=True)
class RuleSource:
    """A rule ready for compilation: its tree with constants resolved, what it reads, the numbers it uses."""

    name: str
    tree: ast.FunctionDef
    reads: tuple[str, ...]
    numbers: tuple[str, ...]

    def text(self, name: str) -> str:
        """The function as text under a new name; numbers follow the other arguments."""
        tree = copy.copy(self.tree)
        arguments = [ast.arg(a) for a in (*self.reads, *(f"p_{n}" for n in self.numbers))]
        tree.args = ast.arguments([], arguments, None, [], [], None, [])
        tree.name, tree.decorator_list, tree.returns = name, [], None
        return ast.unparse(ast.fix_missing_locations(tree))


class _Resolver(ast.NodeTransformer):
    def __init__(self, rule: str, names: dict[str, Any]) -> None:
        self.rule, self.names, self.numbers = rule, names, list[str]()

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "p":
            if node.attr not in self.numbers:
                self.numbers.append(node.attr)
            return ast.Name(id=f"p_{node.attr}", ctx=ast.Load())
        owner = self.names.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if isinstance(owner, type) and issubclass(owner, IntEnum) and node.attr in owner.__members__:
            return ast.Constant(int(owner[node.attr]))
        raise ModelError(f"{self.rule}: '{ast.unparse(node)}' is neither a number of the pack nor a code")

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.names.get(node.id)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return ast.copy_location(ast.Constant(value), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            raise ModelError(f"{self.rule}: rules use + - * / only, not '{ast.unparse(node)}'")
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not isinstance(node.func, ast.Name) or node.func.id not in (*CURVES, *BUILT_IN) or node.keywords:
            raise ModelError(f"{self.rule}: '{ast.unparse(node)}' is not one of the shapes in words.curves")
        node.args = [self.visit(argument) for argument in node.args]
        return node


@cache
def rule_source(rule: Callable[..., Any]) -> RuleSource:
    """Read a rule; ModelError names what a rule may not contain."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise ModelError(f"{rule} is not a function")
    body = tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    resolver = _Resolver(f"{rule.__module__}.{rule.__name__}", vars(inspect.getmodule(rule)))
    tree.body = [resolver.visit(statement) for statement in body]
    _refuse_statements(rule.__name__, tree)
    reads = tuple(a.arg for a in tree.args.args if a.arg != "p")
    return RuleSource(rule.__name__, tree, reads, tuple(resolver.numbers))


def _refuse_statements(name: str, tree: ast.FunctionDef) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While | ast.With | ast.Try | ast.Lambda | ast.Global | ast.Raise):
            raise ModelError(f"{name}: a rule is a plain formula, not '{ast.unparse(node)[:40]}'")


@cache
def curves_text() -> str:
    """The shapes of words.curves as compiled functions, to head every generated module."""
    lines = ["import math", "from numba import njit", ""]
    for name, value in vars(curves).items():
        if name.startswith("_") and isinstance(value, float):
            lines.append(f"{name} = {value!r}")
    for name in CURVES:
        tree = ast.parse(textwrap.dedent(inspect.getsource(getattr(curves, name)))).body[0]
        assert isinstance(tree, ast.FunctionDef)
        tree.body, tree.returns = tree.body[1:], None
        for argument in tree.args.args:
            argument.annotation = None
        lines += ["@njit(error_model='numpy')", ast.unparse(tree), ""]
    return "\n".join(lines)
