"""What the names in rules mean for one person, looked up in plain objects.

The meanings are those of loops/emit.py: a rule of the same process or a view, then what the situation gives,
people around by prefix, derived quantities, columns, tables, and readings along a link or of the household.
"""

import math
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from ayllu.engine.setting import Numbers, Tables
from ayllu.grammar.inspect import ProcessRecord, arguments
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import AT, DERIVED, DESCENT, LINKS, Binder, Function
from ayllu.loops.emit import DIMENSION_CAP, FINE
from ayllu.population.schema import CELLS_A_PLACE, GROUP_OF_AGE, GROUPS

GIVEN = ("tie", "same_community", "close_kin", "stays_here", "sent")
"""Names that only a meeting of two people, a choice among places, or money on its way gives a meaning."""

AROUND = ("each_", "ego_", "alter_", "there_")
"""Prefixes of people around the one whose turn it is, and of oneself in the place that is considered."""

GROUPED = ("household", "community")
OWN = ("size", "since", "stratum", "head", "first_member")
"""Core columns of groups that their own steps may read."""

GROUPS_BY_AGE: list[int] = GROUP_OF_AGE.tolist()


class Scene:
    """Whom a rule looks at: the person (or group), the people around by prefix, what the situation gives.

    at: the place where the person is imagined, -1 for where she or he lives. kin: relatives and ties.
    """

    __slots__ = ("at", "given", "kin", "others", "person")

    def __init__(
        self,
        person: Any,
        others: dict[str, "Scene"] | None = None,
        given: dict[str, Any] | None = None,
        at: int = -1,
        kin: list[tuple[Any, int]] | None = None,
    ) -> None:
        self.person = person
        self.others = others or {}
        self.given = given or {}
        self.at, self.kin = at, kin or []

    @property
    def place(self) -> int:
        """Where the person lives or is imagined."""
        where: int = self.at if self.at >= 0 else self.person.place
        return where

    def there(self, place: int, kin: list[tuple[Any, int]]) -> "Scene":
        """The scene in which the person considers a place."""
        given = {**self.given, "stays_here": place == self.person.place}
        return Scene(self.person, {**self.others, "there_": Scene(self.person, at=place)}, given, kin=kin)

    def beside(self, each: Any, **given: Any) -> "Scene":
        """The same scene with one more person in it."""
        return Scene(self.person, {**self.others, "each_": Scene(each)}, {**self.given, **given}, kin=self.kin)


Reader = Callable[[Scene], Any]


class Names:
    """Readers of names; a month's numbers and tables are handed over by `open`."""

    def __init__(self, binder: Binder, places: Mapping[str, Any]) -> None:
        self.binder = binder
        self.places = {name: values.tolist() for name, values in places.items()}
        self.month = 0
        self.p: dict[str, SimpleNamespace] = {}
        self.tables: dict[tuple[str, str], Any] = {}
        self._held: dict[tuple[str, str], Any] = {}
        self._readers: dict[tuple[str, str], Reader] = {}

    def open(self, month: int, numbers: Numbers, tables: Tables) -> None:
        """Take in the numbers and tables in force in a month."""
        self.month = month
        self.p = {process: SimpleNamespace(**own) for process, own in numbers.items()}
        for process, own in tables.items():
            for name, values in own.items():
                if self._held.get((process, name)) is not values:
                    self._held[process, name] = values
                    self.tables[process, name] = values.tolist()

    def reader(self, name: str, record: ProcessRecord) -> Reader:
        """How to find what a name means when a rule of this process reads it."""
        if (record.name, name) not in self._readers:
            self._readers[record.name, name] = self._reader(name, record)
        return self._readers[record.name, name]

    def value(self, name: str, record: ProcessRecord, scene: Scene) -> Any:
        """What a name means in a scene."""
        return self.reader(name, record)(scene)

    def _reader(self, name: str, record: ProcessRecord) -> Reader:
        function = self.binder.function(name, record)
        if function is not None:
            label = label_of(function.rule)
            return self._around(function, label.over, label.gather) if label and label.over else self._rule(function)
        if name in GIVEN:
            return lambda scene: scene.given[name]
        for prefix in AROUND:
            if name.startswith(prefix):
                return self._of_other(prefix, self.reader(name.removeprefix(prefix), record))
        if name in DERIVED:
            return self._derived(name, record)
        if name == "month":
            return lambda scene: self.month
        if name == "row" or name in self.binder.schema.person or self._of_groups(name):
            return lambda scene: column_of(scene.person, name)
        if name == "place" or name in self.places:
            return self._of_place(name)
        owner = self.binder.table_owner(name, record)
        if owner is not None:
            return self._table(name, owner)
        if name == "community":
            return lambda scene: scene.person.home.community.number
        stem, _, rest = name.partition("_")
        if stem in (*LINKS, "head") and rest:
            return self._along(stem, rest, record)
        if self.binder.of_group(stem, rest):
            return lambda scene: home_column(scene.person.home, stem, rest)
        raise self.binder.unknown(name, record)

    def _rule(self, function: Function) -> Reader:
        """Call the rule as it stands in its file, each argument by name."""
        rule, process = function.rule, function.record.name
        reads = [(name, self.reader(name, function.record)) for name in arguments(rule) if name != "p"]
        if len(reads) == len(arguments(rule)):
            return lambda scene: rule(**{name: read(scene) for name, read in reads})
        return lambda scene: rule(**{name: read(scene) for name, read in reads}, p=self.p[process])

    def _around(self, function: Function, over: str, gather: str) -> Reader:
        """Ask a rule of every living person around: in the household, or among the children."""
        holds = self._rule(function)

        def around(scene: Scene) -> Any:
            if over == "kin_there":
                place = scene.others["there_"].at
                return sum(1 for each, tie in scene.kin if each.place == place and holds(scene.beside(each, tie=tie)))
            crowd = scene.person.home.members if over == "household" else scene.person.children
            values = [holds(scene.beside(each)) for each in crowd if each.alive]
            return gathered(values, gather)

        return around

    def _of_other(self, prefix: str, read: Reader) -> Reader:
        return lambda scene: read(scene.others[prefix])

    def _derived(self, name: str, record: ProcessRecord) -> Reader:
        needs = [self.reader(need, record) for need in DERIVED[name].needs]
        names = [f"need_{k}" for k in range(len(needs))]
        formula = eval(f"lambda {', '.join(names)}: {DERIVED[name].formula.format(*names)}")
        return lambda scene: formula(*(need(scene) for need in needs))

    def _of_place(self, name: str) -> Reader:
        if name == "place":
            return lambda scene: scene.place
        values = self.places[name]
        return lambda scene: values[scene.place]

    def _of_groups(self, name: str) -> bool:
        """Whether a household or community has a column of this name (and no person has)."""
        return name not in self.places and any(name in self.binder.schema.group[t] or name in OWN for t in GROUPED)

    def _table(self, name: str, record: ProcessRecord) -> Reader:
        """An entry of a table; ages and the like beyond its last line read the last."""
        by = [(self._side(d, record), DIMENSION_CAP.get(d, 10**9)) for d in self.binder.by(name, record)]
        base = self.binder.base(name, record)

        def entry(scene: Scene) -> Any:
            found = self.tables[record.name, base]
            for read, cap in by:
                found = found[min(read(scene), cap)]
            return found

        return entry

    def _side(self, dimension: str, record: ProcessRecord) -> Reader:
        """The index in one dimension of a table; a name may have fixed it."""
        if dimension.startswith(AT):
            index = int(dimension.removeprefix(AT))
            return lambda scene: index
        return self.reader(dimension, record)

    def _along(self, link: str, rest: str, record: ProcessRecord) -> Reader:
        """A reading from a living partner, mother or father; where there is none, a fixed value."""
        stem, _, further = rest.partition("_")
        if link in LINKS and stem in DESCENT:
            return self._along_descent(link, stem, further, record)
        read, missing = self.reader(rest, record), self.binder.not_found(rest)

        def along(scene: Scene) -> Any:
            other = getattr(scene.person, link)
            return read(Scene(other)) if other is not None and other.alive else missing

        return along

    def _along_descent(self, link: str, parent: str, rest: str, record: ProcessRecord) -> Reader:
        """A parent of somebody linked, who may be dead; or a reading from that parent, if living."""
        read, missing = (self.reader(rest, record), self.binder.not_found(rest)) if rest else (None, -1)

        def along(scene: Scene) -> Any:
            other = getattr(scene.person, link)
            found = None if other is None else getattr(other, parent)
            if read is None:
                return code_of(found)
            return read(Scene(found)) if found is not None and found.alive else missing

        return along


def gathered(values: list[Any], gather: str) -> Any:
    """How many hold, whether any does, the sum (of whole parts, as loops add up) or the highest."""
    if gather == "total":
        return sum(math.floor(value * FINE + 0.5) for value in values) / FINE
    if gather == "most":
        return max(values, default=0)
    holding = sum(1 for value in values if value)
    return holding if gather == "count" else min(holding, 1)


def code_of(person: Any) -> int:
    """The number of somebody living, a number below -1 for the dead, -1 for nobody."""
    if person is None:
        return -1
    number: int = person.number
    return number if person.alive else -2 - number


def cell_of(person: Any) -> int:
    """Place, sex and age group as one number."""
    cell: int = person.place * CELLS_A_PLACE + person.sex * GROUPS + GROUPS_BY_AGE[person.age]
    return cell


def column_of(person: Any, name: str) -> int:
    """A column of a person as the number a rule sees."""
    if name in LINKS:
        return code_of(getattr(person, name))
    if name == "row":
        return code_of(person)
    if name in ("home", "dwelling"):
        return int(getattr(person, name).number)
    if name == "cell":
        return cell_of(person)
    if name == "first_child":
        return code_of(person.children[0] if person.children else None)
    if name == "key":
        return int(person.key) - (2**64 if person.key >= 2**63 else 0)
    return int(getattr(person, name))


def home_column(home: Any, stem: str, name: str) -> int:
    """A column of a household, or of the community where it stands, as the number a rule sees."""
    if stem == "household":
        if name in ("head", "first_member"):
            return code_of(home.head if name == "head" else next(iter(home.members), None))
        known = {"size": len(home.members), "community": home.community.number, "key": home.key}
        return int(known[name] if name in known else getattr(home, name))
    community = home.community
    if name == "next":
        return -1 if community.next is None else int(community.next.number)
    return int(getattr(community, name))
