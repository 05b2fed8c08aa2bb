"""The page of columns: every name that a rule may read, who owns it and who reads it."""

from collections.abc import Iterator
from typing import Any

from ayllu.engine.plain_names import AROUND, GIVEN
from ayllu.loops.binder import CELL_NAMES, DERIVED, LINKS
from ayllu.loops.plan import is_reviewed
from ayllu.loops.source import BUILT_IN, CURVES
from ayllu.population.schema import COMMUNITY, CORE_RANGES, HOUSEHOLD, PERSON, TOMB
from ayllu.reference.markdown import code, codes, page, says, table
from ayllu.reference.material import Material
from ayllu.words import curves

SAYS = """\
What a rule may read: its arguments are these names. A column has one owner; only the owner's steps set it.
Core columns are written by settlements only. A misspelt name is refused when the world is assembled."""
REVIEWED_SAY = "A step reviewed at birthdays keeps the calendar month in which it is due, 255 for none:"
TABLES_SAY = "Read by the process that declares them; the row's own country, sex, age choose the cell."
NAMES = {
    "each_NAME": "NAME of the other person in a count, an any_of, a total, a most or the appeal of a relative",
    "head_NAME": "NAME of the head, in a step of households; community_NAME and household_NAME mean their own",
    "sent": "cents that leave the purse, in the fee, channel and use of a transfer",
    "ego_NAME, alter_NAME": "NAME of the woman and of the man in a pairing rule",
    "p.NAME": "a number of the process's own cards, as in force this month",
}
"""Names with a prefix -> what they mean; those along links are added from the engine's list."""


def columns_page(material: Material) -> str:
    """The text of columns.md."""
    parts = [*_owned(material), *_core(material), *_tables(material), *_derived(), *_names()]
    return page("Columns and other names", SAYS, parts)


def _readers(material: Material, name: str) -> str:
    """Rules that read a name, directly, along a link or of somebody around."""
    names = [name, *(f"{link}_{name}" for link in LINKS), *(f"{around}{name}" for around in AROUND)]
    return codes(dict.fromkeys(reader for each in names for reader in material.readers(each)))


def _owned(material: Material) -> Iterator[str]:
    rows = []
    for record in material.records:
        for name, c in record.columns.items():
            values = f"{c.low} to {c.high}"
            of = "" if c.of == "person" else f" (of a {c.of})"
            told = (c.means + of, c.unit, c.kind, values, c.at_birth)
            rows.append((code(name), code(record.name), *told, _readers(material, name)))
    yield "## Columns owned by processes"
    yield table(["column", "owner", "means", "unit", "stored as", "values", "at birth", "read by"], rows)


def _core(material: Material) -> Iterator[str]:
    rows = []
    for name, (kind, means) in PERSON.items():
        values = " to ".join(str(end) for end in CORE_RANGES.get(name, ()))
        rows.append((code(name), means, kind, values, _readers(material, name)))
    yield "## Core columns of a person"
    yield table(["column", "means", "stored as", "values", "read by"], rows)
    reviewed = [(record.name, step.name) for record in material.records for step in _reviewed(record.steps)]
    yield REVIEWED_SAY
    yield table(["column", "step"], [(code(f"due_{s}"), code(f"{p}.{s}")) for p, s in reviewed])
    yield from _others(material, "a household", HOUSEHOLD, "household_")
    yield from _others(material, "a community", COMMUNITY, "community_")
    yield "## What is kept of the dead"
    yield table(["column", "means", "stored as"], [(code(n), means, kind) for n, (kind, means) in TOMB.items()])


def _reviewed(steps: list[Any]) -> Iterator[Any]:
    return (step for step in steps if is_reviewed(step))


def _others(material: Material, whose: str, columns: dict[str, tuple[str, str]], prefix: str) -> Iterator[str]:
    yield f"## Columns of {whose}"
    rows = [(code(prefix + n), means, kind, _readers(material, prefix + n)) for n, (kind, means) in columns.items()]
    yield table(["a rule reads", "means", "stored as", "read by"], rows)


def _tables(material: Material) -> Iterator[str]:
    views, tables = [], []
    for record in material.records:
        for name, function in record.rules.items():
            if record.label(name).kind == "view":
                views.append((code(name), code(record.name), says(function), _readers(material, name)))
        for name, t in record.tables.items():
            tables.append((code(name), code(record.name), t.means, t.unit, codes(t.by)))
    yield "## Views"
    yield "Computed when read, by any process."
    yield table(["view", "declared by", "says", "read by"], views)
    yield "## Tables"
    yield TABLES_SAY
    yield table(["table", "declared by", "means", "unit", "by"], tables)


def _derived() -> Iterator[str]:
    yield "## Derived quantities"
    rows = [(code(name), code(d.formula.format(*d.needs))) for name, d in DERIVED.items()]
    rows += [(code(name), "of the place where the person's home stands") for name in CELL_NAMES]
    rows.append((code("month"), "number of the month; 0 is January of the pack's first year"))
    rows.append((code("row"), "where the person is stored; only good for comparing"))
    yield table(["name", "how"], rows)


def _names() -> Iterator[str]:
    yield "## Prefixes, given names, numbers"
    rows = [(code(f"{link}_NAME"), f"NAME of the {link}; the value at birth if there is none") for link in LINKS]
    rows += [(codes(name.split(", ")), what) for name, what in NAMES.items()]
    rows.append((codes(GIVEN), "given where two people meet: tie of a relative, same community, close kin"))
    yield table(["name", "what"], rows)
    yield "## Shapes that rules may use"
    shapes = [(code(name), says(getattr(curves, name))) for name in CURVES]
    yield table(["shape", "what"], [*shapes, (codes(BUILT_IN), "as in Python")])
