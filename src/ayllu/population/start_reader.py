"""Reading the CSV tables of month zero: labels, age groups and numbers, with every problem found."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ayllu.population.start_curves import Groups
from ayllu.words.codes import AREA_WORDS, OLDEST, SEX_WORDS
from ayllu.words.errors import Problems


class CountryLike(Protocol):
    """A country of a pack."""

    @property
    def code(self) -> str: ...


class RegionLike(Protocol):
    """A region of a country."""

    @property
    def code(self) -> str: ...
    @property
    def country(self) -> int: ...
    @property
    def details(self) -> Mapping[str, str]: ...


class PlaceLike(Protocol):
    """A region's urban or rural part."""

    @property
    def code(self) -> str: ...
    @property
    def country(self) -> int: ...
    @property
    def region(self) -> int: ...
    @property
    def area(self) -> int: ...
    @property
    def population_start(self) -> float: ...
    @property
    def destination(self) -> int: ...


class PackLike(Protocol):
    """What the start needs to know of a pack."""

    @property
    def name(self) -> str: ...
    @property
    def root(self) -> Path: ...
    @property
    def countries(self) -> Sequence[CountryLike]: ...
    @property
    def regions(self) -> Sequence[RegionLike]: ...
    @property
    def places(self) -> Sequence[PlaceLike]: ...


@dataclass(frozen=True)
class Row:
    """A line of a CSV file with its cells by column."""

    where: str
    cells: dict[str, str]


class Reader:
    """Reads CSV tables whose label columns may say 'all', and collects what is wrong."""

    def __init__(self, pack: PackLike) -> None:
        self.root = pack.root
        self.problems = Problems()
        self.labels: dict[str, Sequence[str]] = {
            "country": [country.code for country in pack.countries],
            "region": [region.code for region in pack.regions],
            "area": AREA_WORDS,
            "sex": SEX_WORDS,
        }

    def rows(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Lines of a table; a missing file or column is a problem and gives no lines."""
        path = self.root / name
        if not path.is_file():
            self.problems.add("the table is missing", str(path), "the people of month zero need it")
            return []
        with path.open(newline="", encoding="utf-8") as handle:
            reader = csv.DictReader(handle)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                self.problems.add(f"column {', '.join(missing)} is missing", str(path))
                return []
            return [Row(f"{path}:{reader.line_num}", line) for line in reader]

    def number(self, row: Row, column: str) -> float:
        """A cell as a number; NaN and a problem when it is none."""
        try:
            return float(row.cells[column])
        except (TypeError, ValueError):
            self.problems.add(f"'{row.cells[column]}' is not a number", row.where, f"column {column}")
            return float("nan")

    def places_of(self, row: Row, column: str) -> list[int]:
        """Indices that a label stands for: one, or every one for 'all'."""
        label, known = row.cells[column].strip(), self.labels[column]
        if label == "all":
            return list(range(len(known)))
        if label in known:
            return [list(known).index(label)]
        self.problems.add(f"unknown {column} '{label}'", row.where, remedy=f"Known: {', '.join(known)}, all")
        return []

    def ages_of(self, row: Row) -> tuple[int, int]:
        """First and last age of a label such as '7', '5-9', '80+' or 'all'."""
        label = row.cells["age"].strip()
        first, _, last = label.partition("-")
        try:
            if label == "all":
                return 0, OLDEST
            if label.endswith("+"):
                return int(label[:-1]), OLDEST
            return int(first), int(last or first)
        except ValueError:
            self.problems.add(f"'{label}' is not an age", row.where, remedy="Write 7, 5-9, 80+ or all")
            return 0, OLDEST

    def groups(self, name: str, by: Sequence[str], values: Sequence[str], rows: Any = None) -> dict[Any, Groups]:
        """Age groups and their values for every combination of labels; later lines replace earlier ones."""
        found: dict[Any, dict[tuple[int, int], list[float]]] = {}
        for row in self.rows(name, [*by, "age", *values]) if rows is None else rows:
            numbers = [self.number(row, value) for value in values]
            for key in product_of([self.places_of(row, column) for column in by]):
                found.setdefault(key, {})[self.ages_of(row)] = numbers
        for key in product_of([range(len(self.labels[column])) for column in by]):
            if key not in found:
                words = [self.labels[column][i] for column, i in zip(by, key, strict=True)]
                self.problems.add(f"no lines for {', '.join(words)}", str(self.root / name))
        return {key: sorted(groups.items()) for key, groups in found.items()}

    def first_period(self, name: str, columns: Sequence[str]) -> list[Row]:
        """The lines of a dated table that hold for its first year or period."""
        rows = self.rows(name, columns)
        years = [row.cells.get("year") or "" for row in rows]
        return [row for row, year in zip(rows, years, strict=True) if year == min(years)]


def product_of(lists: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Every combination of one item from each list."""
    keys: list[tuple[int, ...]] = [()]
    for indices in lists:
        keys = [(*key, index) for key in keys for index in indices]
    return keys
