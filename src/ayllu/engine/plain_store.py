"""People, homes and communities of a compiled world seen as plain objects, without copying the store.

They have the attributes that the readable rules look up (plain_people.py), read at the moment of asking.
Links lead to the same object again as long as one StorePeople is used; rows may move between months, so take
a new one for each question.
"""

from typing import Any

from ayllu.engine.plain_people import CORE
from ayllu.population.schema import DEAD, NOT_DUE, Schema
from ayllu.population.store import Store


class StorePeople:
    """A store through the eyes of plain rules."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self.store, self.schema = store, schema
        self._people: dict[int, StorePerson] = {}
        self._homes: dict[int, StoreHome] = {}
        self._communities: dict[int, StoreCommunity] = {}

    def lives(self, row: int) -> bool:
        """Whether the person of a row is alive."""
        return bool(self.store.person["cell"][row] != DEAD)

    def person(self, code: int) -> "StorePerson | None":
        """The person of a link: a row, a tomb (below -1) or nobody."""
        if code == -1:
            return None
        return self._people.setdefault(code, StorePerson(self, code))

    def home(self, row: int) -> "StoreHome":
        """The household of a row."""
        return self._homes.setdefault(row, StoreHome(self, row))

    def community(self, row: int) -> "StoreCommunity":
        """The community of a row."""
        return self._communities.setdefault(row, StoreCommunity(self, row))

    def cell(self, table: str, column: str, row: int) -> int:
        """One value of the store."""
        return int(self.store.tables()[table][column][row])


class StorePerson:
    """Somebody in a store; columns are attributes."""

    def __init__(self, people: StorePeople, code: int) -> None:
        self.people, self.code = people, code
        self.alive = code >= 0
        self.number = code if code >= 0 else -2 - code
        self.table = "person" if code >= 0 else "tomb"

    def _read(self, column: str) -> int:
        return self.people.cell(self.table, column, self.number)

    def __getattr__(self, name: str) -> Any:
        if name in CORE or name in self.people.schema.declared or name == "review":
            return self._read(name)
        if name in ("mother", "father", "partner"):
            return self.people.person(self._read(name))
        if name in ("home", "dwelling"):
            return self.people.home(self._read(name))
        raise AttributeError(name)

    @property
    def place(self) -> int:
        """Where she or he sleeps."""
        return self.people.home(self._read("dwelling")).community.place

    @property
    def children(self) -> list["StorePerson"]:
        """Youngest first, the dead among them."""
        chain = "next_by_mother" if self._read("sex") == 0 else "next_by_father"
        found, child = [], self.people.person(self._read("first_child"))
        while child is not None:
            found.append(child)
            child = self.people.person(child._read(chain))
        return found

    def due(self, step: str) -> int | None:
        """The calendar month in which a reviewed step is due."""
        month = self._read(f"due_{step}")
        return None if month == NOT_DUE else month


class StoreHome:
    """A household in a store."""

    def __init__(self, people: StorePeople, row: int) -> None:
        self.people, self.number = people, row

    def __getattr__(self, name: str) -> int:
        if name in ("size", "stratum") or name in self.people.schema.group["household"]:
            return self.people.cell("household", name, self.number)
        raise AttributeError(name)

    @property
    def key(self) -> int:
        """Its identity."""
        return self.people.cell("household", "key", self.number)

    @property
    def home(self) -> "StoreHome":
        """Itself."""
        return self

    @property
    def place(self) -> int:
        """Where it stands."""
        return self.community.place

    @property
    def community(self) -> "StoreCommunity":
        """Where it stands."""
        return self.people.community(self.people.cell("household", "community", self.number))

    @property
    def head(self) -> StorePerson | None:
        """The person by whom it is named."""
        return self.people.person(self.people.cell("household", "head", self.number))

    @property
    def members(self) -> list[StorePerson]:
        """Who belongs to it, the latest to enter first."""
        found = []
        member = self.people.person(self.people.cell("household", "first_member", self.number))
        while member is not None:
            found.append(member)
            member = self.people.person(self.people.cell("person", "next_home", member.number))
        return found


class StoreCommunity:
    """A community in a store."""

    def __init__(self, people: StorePeople, row: int) -> None:
        self.people, self.number = people, row

    def __getattr__(self, name: str) -> int:
        if name in ("key", "place", "size", "since") or name in self.people.schema.group["community"]:
            return self.people.cell("community", name, self.number)
        raise AttributeError(name)

    @property
    def next(self) -> "StoreCommunity | None":
        """The neighbour it founded when it was full."""
        row = self.people.cell("community", "next", self.number)
        return None if row < 0 else self.people.community(row)
