"""The columns of a world: the core that every pack has, and those that processes own."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.process import Column
from ayllu.words.codes import AGE_GROUPS, NEVER
from ayllu.words.errors import ModelError

GROUPS = len(AGE_GROUPS)
CELLS_A_PLACE = 2 * GROUPS
"""A cell is a place, a sex and an age group: place x 44 + sex x 22 + group."""

DEAD = np.uint16(65535)
"""Cell of a row whose person has died."""

NOBODY = -1
"""A link that leads to nobody; links below it lead to the tomb table: tomb t is -2 - t."""

GROUP_OF_AGE = np.searchsorted(np.array(AGE_GROUPS), np.arange(256), side="right").astype(np.uint16) - 1

NOT_DUE = 255

PERSON: dict[str, tuple[str, str]] = {
    "key": ("uint64", "who she or he is"),
    "birth": ("int16", "month of birth"),
    "sex": ("uint8", "sex"),
    "age": ("uint8", "completed years of age, set at the review after each birthday"),
    "cell": ("uint16", "place, sex and age group"),
    "review": ("uint8", "calendar month of the yearly review, the month after the birthday"),
    "home": ("int32", "household whose budget and name the person belongs to"),
    "dwelling": ("int32", "household in whose dwelling the person sleeps"),
    "next_home": ("int32", "next member of the home"),
    "mother": ("int32", "mother"),
    "father": ("int32", "father"),
    "partner": ("int32", "partner"),
    "first_child": ("int32", "youngest child"),
    "next_by_mother": ("int32", "next older child of the mother"),
    "next_by_father": ("int32", "next older child of the father"),
    "parity": ("uint8", "children ever born"),
    "last_birth": ("int16", "month of the latest birth"),
    "unions": ("uint8", "times united"),
    "union_since": ("int16", "month the present union began"),
    "founded": ("uint8", "households founded"),
    "ancestry": ("uint8", "origin of forebears"),
    "stratum": ("uint8", "number of the weight of the people this line began with; 0 unless places are in focus"),
}
"""Core columns of people: type and meaning. Processes may read them; only settlements write them."""

HOUSEHOLD: dict[str, tuple[str, str]] = {
    "key": ("uint64", "identity of the household; 0 when it has ended"),
    "community": ("int32", "community where it stands"),
    "head": ("int32", "reference person"),
    "first_member": ("int32", "first of the list of members"),
    "size": ("int32", "members"),
    "stratum": ("uint8", "number of the weight of its founder"),
}
COMMUNITY: dict[str, tuple[str, str]] = {
    "key": ("uint64", "identity of the community"),
    "place": ("int32", "place"),
    "size": ("int32", "people"),
    "next": ("int32", "neighbouring community founded when this one was full"),
    "since": ("int16", "month of its founding"),
}
TOMB: dict[str, tuple[str, str]] = {
    "key": ("uint64", "who she or he was"),
    "birth": ("int16", "month of birth"),
    "died": ("int16", "month of death"),
    "sex": ("uint8", "sex"),
    "mother": ("int32", "mother"),
    "father": ("int32", "father"),
    "first_child": ("int32", "youngest child"),
    "next_by_mother": ("int32", "next older child of the mother"),
    "next_by_father": ("int32", "next older child of the father"),
}

CORE_RANGES = {
    "sex": (0, 1),
    "age": (0, 120),
    "parity": (0, 40),
    "unions": (0, 255),
    "founded": (0, 255),
    "ancestry": (0, 255),
    "stratum": (0, 255),
    "union_since": (NEVER, 32767),
    "last_birth": (NEVER, 32767),
}
GROUPS_OF_PEOPLE = {"household": HOUSEHOLD, "community": COMMUNITY}
"""Tables of groups that may have columns and steps of their own."""


@dataclass(frozen=True)
class Schema:
    """All person columns: name -> storage type; the declared ones with their owners; those of groups by table."""

    person: dict[str, str]
    declared: dict[str, Column]
    owner: dict[str, str]
    group: dict[str, dict[str, Column]]

    @property
    def purses(self) -> dict[str, Column]:
        """Purses and debts of people and of households by name."""
        columns = {**self.declared, **self.group["household"]}
        return {name: column for name, column in columns.items() if column.money}

    @property
    def things(self) -> dict[str, Column]:
        """What households own beside purses and can leave to others, by name."""
        return {name: column for name, column in self.group["household"].items() if column.left_to_kin}

    @property
    def held(self) -> tuple[str, int]:
        """The column and its value at which nobody can take a person along; '' and -1 if there is none."""
        return next(((name, c.held_at) for name, c in self.declared.items() if c.held_at >= 0), ("", -1))

    def kinds(self, table: str) -> dict[str, str]:
        """Storage types of a table of groups: name -> type."""
        core = {name: kind for name, (kind, _) in GROUPS_OF_PEOPLE[table].items()}
        return core | {name: column.kind for name, column in self.group[table].items()}


def build_schema(records: Iterable[ProcessRecord], due: Iterable[str]) -> Schema:
    """The union of core, declared and due columns; two owners of one column are an error naming both."""
    person = {name: kind for name, (kind, _) in PERSON.items()}
    declared: dict[str, Column] = {}
    owner: dict[str, str] = {}
    group: dict[str, dict[str, Column]] = {table: {} for table in GROUPS_OF_PEOPLE}
    for record in records:
        for name, column in record.columns.items():
            if column.of != "person":
                group[column.of][name] = column
                continue
            if name in person:
                raise ModelError(f"column {name} of {record.name} already belongs to {owner.get(name, 'the core')}")
            person[name], declared[name], owner[name] = column.kind, column, record.name
    for name in due:
        person[name] = "uint8"
    schema = Schema(person, declared, owner, group)
    _check_purses(schema)
    held = [f"{name} of {owner[name]}" for name, column in declared.items() if column.held_at >= 0]
    if len(held) > 1:
        raise ModelError(f"only one column may say who is held: {', '.join(held)}")
    return schema


def _check_purses(schema: Schema) -> None:
    """Names of purses are unique over people and households, and what is left goes to the like of a household."""
    for name, column in schema.purses.items():
        if name in schema.person and name in schema.group["household"]:
            raise ModelError(f"'{name}' is a purse of a household and a column of a person; rename one")
        heir = schema.group["household"].get(column.left_to)
        if column.left_to and (heir is None or heir.money != column.money or column.of != "person"):
            raise ModelError(f"{name}: left_to='{column.left_to}' is not a {column.money} of a household")
