"""The columnar store: one array per column, rows that may move, keys that never do."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""A column: its storage type is known when processes are assembled."""


class Table:
    """Columns of equal length with room to grow; rows 0..n-1 are in use."""

    def __init__(self, kinds: Mapping[str, str], capacity: int) -> None:
        self.kinds = dict(kinds)
        self.n = 0
        self.columns: dict[str, Array] = {name: np.zeros(capacity, kind) for name, kind in kinds.items()}

    @property
    def capacity(self) -> int:
        """Rows that fit before the arrays are enlarged."""
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Array:
        """The rows in use of a column."""
        return self.columns[name][: self.n]

    def make_room(self, more: int, slack: float = 0.05) -> None:
        """Enlarge the arrays so that `more` rows fit."""
        needed = self.n + more
        if needed <= self.capacity:
            return
        size = int(needed * (1.0 + slack)) + 1024
        for name, column in self.columns.items():
            if len(column):
                grown = np.zeros(size, column.dtype)
                grown[: self.n] = column[: self.n]
                self.columns[name] = grown

    def leave_out(self, names: Iterable[str]) -> None:
        """Hold no rows of columns that this world neither reads nor writes."""
        for name in names:
            self.columns[name] = self.columns[name][:0].copy()

    def nbytes(self) -> int:
        """Bytes of all arrays, spare room included."""
        return sum(column.nbytes for column in self.columns.values())


class Store:
    """Everybody and everything of one world."""

    def __init__(self, person: Table, household: Table, community: Table, tomb: Table) -> None:
        self.person = person
        self.household = household
        self.community = community
        self.tomb = tomb

    def tables(self) -> dict[str, Table]:
        """Names to tables."""
        return {
            "person": self.person,
            "household": self.household,
            "community": self.community,
            "tomb": self.tomb,
        }

    def nbytes(self) -> int:
        """Bytes of all tables."""
        return sum(table.nbytes() for table in self.tables().values())
