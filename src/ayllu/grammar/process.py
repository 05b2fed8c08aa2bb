"""What a process file declares: the process itself, the columns it owns and the tables it reads."""

from dataclasses import dataclass, field

COLUMN_RANGES = {
    "uint8": (0, 255),
    "int8": (-128, 127),
    "uint16": (0, 65535),
    "int16": (-32768, 32767),
    "int32": (-(2**31), 2**31 - 1),
}
"""Storage types a column may have and the values they can hold."""


@dataclass(frozen=True)
class Process:
    """One social process: a file that owns columns and says when it runs.

    phase: one of words.phases.PHASES. asks: the question it answers. after: processes of the same
    phase that must come first. mechanism claims live on the numbers, not here.
    """

    phase: str
    asks: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A stored state of a person (or household), owned by the process that declares it.

    at_birth is a number, or the name of a column of the mother from which the newborn inherits.
    low and high bound its values; the ceilings of rare events rely on them.
    """

    kind: str
    means: str
    unit: str = "code"
    at_birth: int | str = 0
    low: int = 0
    high: int = 255
    of: str = "person"
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Table:
    """Numbers by several dimensions, read from the pack: tables/<process>.<name>.csv and its card.

    by: dimension names, each an argument that a rule could read. learnt: calibration writes the table.
    """

    by: tuple[str, ...]
    unit: str
    means: str
    learnt: str = ""


def process(phase: str, asks: str, after: tuple[str, ...] = ()) -> Process:
    """Declare the process of this file."""
    return Process(phase, asks, after)


def column(
    kind: str,
    means: str,
    unit: str = "code",
    at_birth: int | str = 0,
    values: tuple[int, int] | None = None,
    of: str = "person",
) -> Column:
    """Declare a column that this process owns; only its steps may set it."""
    low, high = values or COLUMN_RANGES[kind]
    return Column(kind, means, unit, at_birth, low, high, of)


def table(*by: str, unit: str, means: str, learnt: str = "") -> Table:
    """Declare a table of the pack that this process reads."""
    return Table(by, unit, means, learnt)
