"""Who may import whom (DESIGN.md, HOUSE.md 2): floors, no cycles, few third parties below."""

import sys

import pytest
from source_files import OURS, Import, files, floor_of, imports, module_of, modules

FLOORS: dict[str, set[str]] = {
    "words": set(),
    "grammar": {"words"},
    "processes": {"words", "grammar"},
    "population": {"words", "grammar", "geography"},
    "register": {"words"},
    "geography": {"words"},
    "analysis": {"words"},
    "loops": {"words", "grammar", "population"},
    "engine": {"words", "grammar", "population", "loops"},
    "runs": {"words", "grammar", "processes", "population", "register", "geography", "engine", "loops", "analysis"},
    "calibration": {"words", "grammar", "population", "register", "engine", "loops", "runs", "analysis"},
    "verification": {"words", "grammar", "population", "register", "geography", "engine", "loops", "runs", "analysis"},
    "benchmarks": {"words", "grammar", "population", "register", "engine", "loops", "runs", "verification"},
    "reference": {"words", "grammar", "population", "register", "engine", "loops", "runs"},
}
"""Which floors each floor may import, besides itself; doors and the package's root may import all."""
ABOVE_ALL = {"doors", ""}

THIRD_PARTIES: dict[str, set[str]] = {
    "words": set(),
    "grammar": set(),
    "processes": set(),
    "population": {"numpy", "numba", "scipy"},
    "register": {"pydantic", "yaml", "numpy"},
    "geography": {"numpy"},
    "analysis": {"duckdb", "polars", "altair", "vl_convert", "numpy", "scipy", "yaml", "rich"},
    "loops": {"numpy", "numba", "llvmlite"},
    "engine": {"numpy", "numba"},
    "runs": {"numpy", "numba", "polars", "pydantic", "rich", "scipy"},
}
"""Libraries that a floor may use; the upper floors are free."""

LAZY = {"ayllu.runs.ensemble"}
"""Modules below the doors that import of ours inside a function, to start quickly; cycles still count."""

ALL = [found for path in files() for found in imports(path)]
OWN = [found for found in ALL if found.imported.split(".")[0] == OURS]


def upward(found: Import) -> bool:
    """Whether an import climbs a staircase it may not climb."""
    here, there = floor_of(found.importer), floor_of(found.imported)
    if found.imported == OURS:
        return True
    return here not in ABOVE_ALL and here != there and there not in FLOORS[here]


def foreign(found: Import) -> bool:
    """Whether a lower floor imports a library it may not use."""
    top, here = found.imported.split(".")[0], floor_of(found.importer)
    if top == OURS or top in sys.stdlib_module_names or here not in THIRD_PARTIES:
        return False
    return top not in THIRD_PARTIES[here]


def cycles(edges: dict[str, set[str]]) -> list[set[str]]:
    """Strongly connected components of more than one node (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            group = set()
            while not group or node not in group:
                group.add(stack.pop())
            if len(group) > 1:
                found.append(group)

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def told(found: Import) -> str:
    return f"{found.importer}:{found.line} imports {found.imported}"


def test_every_folder_has_a_floor() -> None:
    folders = {floor_of(module) for module in modules()}
    assert folders - ABOVE_ALL <= set(FLOORS) | {"packs"}, "name the floor of a new folder in FLOORS"


def test_imports_go_down() -> None:
    assert [told(found) for found in OWN if upward(found)] == []


def test_lower_floors_use_few_libraries() -> None:
    assert [told(found) for found in ALL if foreign(found)] == []


def test_no_cycles() -> None:
    edges: dict[str, set[str]] = {}
    for found in OWN:
        if not found.for_types and found.imported in modules() and found.imported != found.importer:
            edges.setdefault(found.importer, set()).add(found.imported)
    assert len(edges) > 50
    assert cycles(edges) == []


def test_imports_stand_at_the_top() -> None:
    inner = [
        told(found)
        for found in OWN
        if found.inside and floor_of(found.importer) not in ABOVE_ALL and found.importer not in LAZY
    ]
    assert inner == []


def test_imports_are_absolute_and_name_what_they_take() -> None:
    assert [told(found) for found in ALL if found.imported.startswith(".")] == []
    assert [told(found) for found in ALL if found.imported.endswith("*")] == []


def test_package_files_are_empty_but_for_the_root_and_the_grammar() -> None:
    full = {module_of(path) for path in files() if path.name == "__init__.py" and path.read_text().strip()}
    assert full == {"ayllu", "ayllu.grammar"}


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("ayllu.words.codes", "ayllu.grammar.rules"),
        ("ayllu.processes.bodies.mortality", "ayllu.engine.month"),
        ("ayllu.engine.month", "ayllu.runs.world"),
        ("ayllu.engine.month", "ayllu.register.pack"),
        ("ayllu.analysis.open", "ayllu.register.pack"),
        ("ayllu.runs.world", "ayllu.doors.verbs"),
        ("ayllu.runs.world", "ayllu"),
    ],
)
def test_the_guard_sees_who_climbs(importer: str, imported: str) -> None:
    assert upward(Import(importer, imported, 1, False, False))


def test_the_guard_sees_libraries_and_cycles() -> None:
    assert foreign(Import("ayllu.processes.bodies.mortality", "numpy", 1, False, False))
    assert not foreign(Import("ayllu.processes.bodies.mortality", "math", 1, False, False))
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]
