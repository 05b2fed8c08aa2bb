"""People, homes and communities as plain objects: links are references, and the dead stay."""

from dataclasses import dataclass, field
from typing import Any

from ayllu.population.schema import DEAD, NOT_DUE, Schema
from ayllu.population.store import Store
from ayllu.words.codes import NEVER

CORE = (
    "key", "birth", "sex", "age", "parity", "last_birth", "unions", "union_since", "founded", "ancestry", "stratum",
)  # fmt: skip
"""Columns that settlements write and that are plain numbers."""


@dataclass(eq=False, repr=False)
class Community:
    """A village or neighbourhood; `next` is the neighbour it founded when it was full."""

    number: int
    key: int
    place: int
    size: int = 0
    next: "Community | None" = None
    since: int = NEVER

    def __repr__(self) -> str:
        return f"Community {self.key:016x}"


@dataclass(eq=False, repr=False)
class Home:
    """A household: who belongs to it, the latest to enter first. It is its own home when a step asks it."""

    number: int
    key: int
    community: Community
    head: "Person | None" = None
    members: list["Person"] = field(default_factory=list)
    stratum: int = 0

    def __repr__(self) -> str:
        return f"Home {self.key:016x}"

    @property
    def place(self) -> int:
        """Where it stands."""
        return self.community.place

    @property
    def home(self) -> "Home":
        """Itself."""
        return self

    @property
    def size(self) -> int:
        """How many members it has."""
        return len(self.members)


@dataclass(eq=False, repr=False)
class Person:
    """Somebody, living or dead, as core columns say; the columns that processes own are further attributes.

    number: never changes. children: youngest first, the dead among them. due: months of the year by step.
    """

    number: int
    key: int
    birth: int
    sex: int
    home: Home
    dwelling: Home
    age: int = 0
    alive: bool = True
    mother: "Person | None" = None
    father: "Person | None" = None
    partner: "Person | None" = None
    children: list["Person"] = field(default_factory=list)
    due: dict[str, int] = field(default_factory=dict)
    parity: int = 0
    last_birth: int = 0
    unions: int = 0
    union_since: int = 0
    founded: int = 0
    ancestry: int = 0
    stratum: int = 0

    def __repr__(self) -> str:
        return f"Person {self.key:016x}"

    @property
    def place(self) -> int:
        """Where she or he sleeps."""
        return self.dwelling.community.place

    @property
    def present(self) -> bool:
        """Whether she or he lives in the place where the home stands."""
        return self.place == self.home.community.place

    @property
    def review(self) -> int:
        """Calendar month of the yearly review, the month after the birthday."""
        return (self.birth + 1) % 12


NOWHERE = Home(-1, 0, Community(-1, 0, -1))
"""Home of those who died before they were read from a store."""


@dataclass(repr=False)
class People:
    """Everybody of a world."""

    living: list[Person]
    homes: list[Home]
    communities: list[Community]
    numbers: int
    """How many people there ever were: the number of the next newborn."""


def read_people(store: Store, schema: Schema) -> People:
    """The people of a store as objects; the store is only read."""
    communities = _communities(store, schema)
    rows = {name: values.tolist() for name, values in _columns(store, "household")}
    homes = [Home(h, rows["key"][h], communities[rows["community"][h]]) for h in range(store.household.n)]
    for home in homes:
        home.stratum = rows["stratum"][home.number]
    columns = {name: values.tolist() for name, values in _columns(store, "person")}
    tombs = {name: values.tolist() for name, values in _columns(store, "tomb")}
    born = [_person(r, columns, homes, schema) for r in range(store.person.n)]
    dead = [
        Person(
            store.person.n + t,
            tombs["key"][t],
            tombs["birth"][t],
            tombs["sex"][t],
            NOWHERE,
            NOWHERE,
            alive=False,
        )
        for t in range(store.tomb.n)
    ]
    _Links(born, dead, columns, tombs).restore()
    for name in schema.group["household"]:
        for home, value in zip(homes, rows[name], strict=True):
            setattr(home, name, value)
    for h, home in enumerate(homes):
        home.head = born[rows["head"][h]] if rows["head"][h] >= 0 else None
        row = rows["first_member"][h]
        while row >= 0:
            home.members.append(born[row])
            row = columns["next_home"][row]
        home.community.size += len(home.members)
    return People([p for p in born if p.alive], homes, communities, len(born) + len(dead))


def _columns(store: Store, table: str) -> list[tuple[str, Any]]:
    held = store.tables()[table]
    return [(name, held[name]) for name in held.columns]


def _communities(store: Store, schema: Schema) -> list[Community]:
    rows = {name: store.community[name].tolist() for name in schema.kinds("community")}
    made = [Community(c, rows["key"][c], rows["place"][c]) for c in range(store.community.n)]
    for community, following in zip(made, rows["next"], strict=True):
        community.next = made[following] if following >= 0 else None
    for name in ("since", *schema.group["community"]):
        for community, value in zip(made, rows[name], strict=True):
            setattr(community, name, value)
    return made


def _person(row: int, columns: dict[str, list[int]], homes: list[Home], schema: Schema) -> Person:
    core: dict[str, Any] = {name: columns[name][row] for name in CORE}
    person = Person(row, home=homes[columns["home"][row]], dwelling=homes[columns["dwelling"][row]], **core)
    person.alive = columns["cell"][row] != DEAD
    for name in schema.declared:
        setattr(person, name, columns[name][row])
    for name in schema.person:
        if name.startswith("due_") and columns[name][row] != NOT_DUE:
            person.due[name.removeprefix("due_")] = columns[name][row]
    return person


@dataclass
class _Links:
    """Row and tomb numbers turned into references."""

    born: list[Person]
    dead: list[Person]
    columns: dict[str, list[int]]
    tombs: dict[str, list[int]]

    def restore(self) -> None:
        """Set parents, partners and lists of children of everybody."""
        for people, rows in ((self.born, self.columns), (self.dead, self.tombs)):
            for at, person in enumerate(people):
                person.mother, person.father = self._of(rows["mother"][at]), self._of(rows["father"][at])
                if "partner" in rows:
                    person.partner = self._of(rows["partner"][at])
                person.children = self._children(rows["first_child"][at], person.sex)

    def _of(self, code: int) -> Person | None:
        if code == -1:
            return None
        return self.born[code] if code >= 0 else self.dead[-2 - code]

    def _children(self, code: int, sex: int) -> list[Person]:
        chain = "next_by_mother" if sex == 0 else "next_by_father"
        found = []
        while (child := self._of(code)) is not None:
            found.append(child)
            code = self.columns[chain][code] if code >= 0 else self.tombs[chain][-2 - code]
        return found


def state_of(people: People, schema: Schema) -> dict[int, dict[str, Any]]:
    """Everything about each living person by key, with keys for whom and what she or he is linked to."""
    return {person.key: _state(person, schema) for person in people.living}


def _state(person: Person, schema: Schema) -> dict[str, Any]:
    home = person.home
    known: dict[str, Any] = {name: getattr(person, name) for name in (*CORE, *schema.declared)}
    known |= {name: _key(getattr(person, name)) for name in ("mother", "father", "partner", "dwelling")}
    known |= {"home": home.key, "head": _key(home.head), "members": [member.key for member in home.members]}
    known |= {"community": home.community.key, "people": home.community.size, "place": person.place}
    known |= {f"household_{name}": getattr(home, name) for name in schema.group["household"]}
    known |= {f"community_{name}": getattr(home.community, name) for name in ("since", *schema.group["community"])}
    known |= {"children": [child.key for child in person.children], "due": dict(sorted(person.due.items()))}
    return known


def _key(thing: Person | Home | None) -> int:
    return 0 if thing is None else thing.key
