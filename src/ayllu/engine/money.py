"""The ledger of money: what every purse and debt held and how it changed, to the cent, every month.

Lines are by weight class and by group: country and residence of whoever owns the purse, and sex if that is a person.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.money import Line
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.words.errors import ModelError
from ayllu.words.money import INHERITED, LEFT, RECEIVED, SENT

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

Cents = NDArray[np.int64]
Rows = NDArray[Any]


class Money:
    """The accounts of a month. lines: what came in and went out; carried: what owners took along to another group."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.purses = engine.plan.schema.purses
        places = engine.setting.places
        self.countries = int(places["country"].max()) + 1
        self.ledger = (places["destination"] > 0) * self.countries + places["country"]
        self.lines: dict[Line, Cents] = {}
        self.carried = {name: self._empty(name) for name in self.purses}
        self.opening = {name: self._counted(name) for name in self.purses}
        self.closing = self.opening

    def line(self, line: Line) -> Cents:
        """Cents by weight class and group of a line."""
        return self.lines.setdefault(line, self._empty(line[0]))

    def _empty(self, purse: str) -> Cents:
        groups = 2 * self.countries * (2 if self.purses[purse].of == "person" else 1)
        return np.zeros((len(self.engine.setting.weights), groups), np.int64)

    def open(self) -> None:
        """Start the month's accounts."""
        self.opening = self.closing
        for cents in (*self.lines.values(), *self.carried.values()):
            cents[:] = 0

    def book(self, purse: str, side: str, account: str, rows: Rows, cents: Cents) -> None:
        """Add to a line what came into (or went out of) the purses of the rows."""
        of = self.purses[purse].of
        where = (self.engine.store.tables()[of]["stratum"][rows], self._group(of, rows))
        np.add.at(self.line((purse, side, account)), where, cents)

    def _group(self, of: str, rows: Rows) -> Rows:
        store = self.engine.store
        if of == "person":
            return self._of_people(store.person["cell"][rows] // CELLS_A_PLACE, rows)
        found: Rows = self.ledger[store.community["place"][store.household["community"][rows]]]
        return found

    def _of_people(self, places: Rows, rows: Rows) -> Rows:
        found: Rows = self.ledger[places] * 2 + self.engine.store.person["sex"][rows]
        return found

    def carry(self, rows: Rows, before: Rows) -> None:
        """People have come from other places and brought their purses."""
        person = self.engine.store.person
        old, new = self._of_people(before, rows), self._group("person", rows)
        for name, carried in self.carried.items():
            if self.purses[name].of == "person":
                held = person[name][rows].astype(np.int64)
                np.add.at(carried, (person["stratum"][rows], old), -held)
                np.add.at(carried, (person["stratum"][rows], new), held)

    def close(self) -> None:
        """Close the accounts; ModelError if a cent is missing."""
        month = self.engine.month
        self.closing = {name: self.opening[name] + self.carried[name] for name in self.purses}
        for (purse, side, _), cents in self.lines.items():
            self.closing[purse] = self.closing[purse] + (cents if side == "in" else -cents)
        for name, closing in self.closing.items():
            held, booked = self._held(name), int(closing.sum())
            if held != booked or (closing < 0).any():
                raise ModelError(f"month {month}: '{name}' should hold {booked} cents in all, {held} are there")
            if month % 12 == 11 and not np.array_equal(closing, self._counted(name)):
                raise ModelError(f"month {month}: '{name}' by country and sex is not what is counted one by one")
        for out, into in ((SENT, RECEIVED), (LEFT, INHERITED)):
            gone, come = self._all("out", out), self._all("in", into)
            if gone != come:
                raise ModelError(f"month {month}: {gone} cents were {out}, {come} {into}")

    def _all(self, side: str, account: str) -> int:
        return sum(int(cents.sum()) for line, cents in self.lines.items() if line[1:] == (side, account))

    def _held(self, name: str) -> int:
        engine, column = self.engine, self.engine.store.tables()[self.purses[name].of][name]
        chunks = engine._chunks() if self.purses[name].of == "person" else [(0, len(column))]
        return int(sum(engine.workers.map(lambda c: column[c[0] : c[1]].sum(dtype=np.int64), chunks)))

    def _counted(self, name: str) -> Cents:
        """Counted one by one."""
        of = self.purses[name].of
        table, counted = self.engine.store.tables()[of], self._empty(name)
        rows = np.flatnonzero(table[name])
        np.add.at(counted, (table["stratum"][rows], self._group(of, rows)), table[name][rows].astype(np.int64))
        return counted
