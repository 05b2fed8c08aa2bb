"""What a process file declares: the process itself, the columns it owns and the tables it reads."""

from dataclasses import dataclass, field

from ayllu.words.errors import ModelError
from ayllu.words.money import MOST_MONEY

OWNERS = ("person", "household", "community")
"""Whose state a column may be."""
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
    low and high bound its values; the ceilings of rare events rely on them. money: 'purse' or 'debt' for cents
    that money verbs alone may change; left_to: the household's purse or debt to which it passes at death. held_at:
    the value at which nobody can take the person along, -1 for none. left_to_kin: a thing of a household that heirs
    take over when it ends.
    """

    kind: str
    means: str
    unit: str = "code"
    at_birth: int | str = 0
    low: int = 0
    high: int = 255
    of: str = "person"
    name: str = field(default="", compare=False)
    money: str = ""
    left_to: str = ""
    held_at: int = -1
    left_to_kin: bool = False


@dataclass(frozen=True)
class Table:
    """Numbers by several dimensions, read from the pack: tables/<process>.<name>.csv and its card.

    by: dimension names, each an argument that a rule could read. learnt: calibration writes the table.
    """

    by: tuple[str, ...]
    unit: str
    means: str
    learnt: str = ""


@dataclass(frozen=True)
class Tally:
    """People counted by several dimensions at the start of every `every` months; rules read it like a table.

    by: names of columns, views or quantities of the person; index_of: for a name that numbers something else
    (a view that gives a community), what its values are indices of. who: the name of the rule that says who
    counts, '' for everybody. of: a column or view of whole numbers that is added up instead of ones.
    """

    by: tuple[str, ...]
    means: str
    who: str = ""
    every: int = 6
    index_of: tuple[tuple[str, str], ...] = ()
    of: str = ""


def tally(
    *by: str, means: str, who: str = "", every: int = 6, index_of: dict[str, str] | None = None, of: str = ""
) -> Tally:
    """Declare a count of people, or a sum of what they have, that rules read like a table."""
    return Tally(by, means, who, every, tuple((index_of or {}).items()), of)


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
    held_at: int = -1,
    left_to_kin: bool = False,
) -> Column:
    """Declare a column that this process owns; only its steps may set it.

    held_at: value at which somebody stays where she or he is when others of the party move. left_to_kin: a thing of a
    household that its heirs take over when it ends, if they live in the same place and have none.
    """
    if of not in OWNERS:
        raise ModelError(f"a column is of {', '.join(OWNERS)}, not of '{of}'")
    low, high = values or COLUMN_RANGES[kind]
    if left_to_kin and of != "household":
        raise ModelError("left_to_kin is for what a household owns")
    return Column(kind, means, unit, at_birth, low, high, of, held_at=held_at, left_to_kin=left_to_kin)


def purse(means: str, of: str = "person", owed: bool = False, left_to: str = "") -> Column:
    """Declare a purse (or, owed, a debt): cents that money verbs of any process change, never below zero.

    left_to: name of the household's purse (or debt) to which a person's passes at death.
    """
    if of not in ("person", "household"):
        raise ModelError(f"a purse is of a person or household, not of '{of}'")
    return Column("int32", means, "cents", 0, 0, MOST_MONEY, of, "", "debt" if owed else "purse", left_to)


def table(*by: str, unit: str, means: str, learnt: str = "") -> Table:
    """Declare a table of the pack that this process reads."""
    return Table(by, unit, means, learnt)
