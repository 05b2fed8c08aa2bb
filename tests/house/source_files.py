"""What the tests of the house read: files of the package, their imports and their functions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "ayllu"
OURS = "ayllu"


@dataclass(frozen=True)
class Import:
    """One imported name: by which module, from where, and whether only for types or inside a function."""

    importer: str
    imported: str
    line: int
    for_types: bool
    inside: bool


def files(*parts: str) -> list[Path]:
    """Python files of the package or of one of its folders."""
    return sorted(PACKAGE.joinpath(*parts).rglob("*.py"))


def module_of(path: Path) -> str:
    """Dotted name of a file."""
    inner = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(inner.parts[:-1] if inner.name == "__init__" else inner.parts)


def floor_of(module: str) -> str:
    """The package a module belongs to: 'ayllu.engine.month' is of the floor 'engine', 'ayllu' of ''."""
    return module.split(".")[1] if "." in module else ""


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> dict[str, Path]:
    """All modules of the package."""
    return {module_of(path): path for path in files()}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.stmt) -> int:
    """Lines of a definition, its decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imports(path: Path) -> list[Import]:
    """Everything a file imports, wherever it does so."""
    found: list[Import] = []
    _visit(tree_of(path), module_of(path), False, False, found)
    return found


def _visit(node: ast.AST, module: str, for_types: bool, inside: bool, found: list[Import]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            found += [Import(module, name.name, child.lineno, for_types, inside) for name in child.names]
        elif isinstance(child, ast.ImportFrom):
            start = "." * child.level + (child.module or "")
            for name in child.names:
                whole = f"{start}.{name.name}"
                target = whole if whole in modules() else start
                found.append(Import(module, target, child.lineno, for_types, inside))
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                _visit(ast.Module([part], []), module, True, inside, found)
            for part in child.orelse:
                _visit(ast.Module([part], []), module, for_types, inside, found)
        else:
            deeper = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            _visit(child, module, for_types, deeper, found)
