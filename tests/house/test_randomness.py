"""One generator for the whole model: keyed by person, month and question, so that lives can be compared."""

import ast
from pathlib import Path

import pytest
from source_files import PACKAGE, files, imports, module_of

NAMED = {"ayllu.verification.yardstick_rivals"}
"""Modules that may use another generator: the rival programs that the yardstick is compared with."""
GENERATORS = {"random", "secrets", "uuid", "numpy.random"}
CALLS = {"default_rng", "RandomState", "urandom", "getrandom", "shuffle", "uuid4", "uuid1", "token_bytes"}
OWNERS = {"np.random", "numpy.random", "random"}
CLOCKED = {"words", "grammar", "processes", "population", "register", "engine"}
"""Floors on which no clock is read, so that nothing can be seeded by time."""
CLOCKS = {"time", "datetime"}


def other_generators(path: Path) -> list[str]:
    """Uses of a generator other than ayllu.population.draws in a file."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [f"{node.lineno}: {n.name}" for n in node.names if n.name in GENERATORS]
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{n.name}" for n in node.names} | {str(node.module)}
            found += [f"{node.lineno}: {name}" for name in sorted(whole & GENERATORS)]
        elif isinstance(node, ast.Attribute) and (node.attr in CALLS or ast.unparse(node) in OWNERS):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_other_generator(path: Path) -> None:
    if module_of(path) not in NAMED:
        assert other_generators(path) == []


def test_those_named_still_need_it() -> None:
    for path in files():
        if module_of(path) in NAMED:
            assert other_generators(path), f"{path.name} needs no exception any more"


def test_no_clock_where_lives_are_decided() -> None:
    found = [
        f"{i.importer} imports {i.imported}"
        for floor in sorted(CLOCKED)
        for path in files(floor)
        for i in imports(path)
        if i.imported in CLOCKS
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import gauss",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import numpy as np\nx = np.random.rand()",
        "import os\nx = os.urandom(8)",
        "def f(items):\n    rows.shuffle(items)",
    ],
)
def test_the_guard_bites(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(text)
    assert other_generators(path)
