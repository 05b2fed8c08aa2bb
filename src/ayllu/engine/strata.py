"""Counts by weight class, for worlds in which people stand for different numbers of people (focus places).

A world with one weight needs none of this: its counts are the engine's own, seen with a first axis of length one.
With several, people are counted once a month by stratum and cell, and events as they are raised.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE, DEAD

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

Counts = NDArray[np.int64]
Rows = NDArray[Any]


class Strata:
    """What the engine counts, by stratum; weights say how many people one person of each stands for."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.weights = np.array(engine.setting.weights, np.float64)
        self.several = len(self.weights) > 1
        shapes = (engine.occurrences.shape, engine.exposure.shape, engine.unmatched.shape)
        held = (np.zeros((len(self.weights) * self.several, *shape), np.int64) for shape in shapes)
        self._occurrences, self._at_risk, self._unmatched = held
        others = self.weights[1:]
        self.measured = [
            engine.measured,
            *({n: [np.zeros_like(a) for a in pair] for n, pair in engine.measured.items()} for _ in others),
        ]
        """Sums and counts of measured means for each stratum."""

    @property
    def occurrences(self) -> Counts:
        """Events of the month by stratum, kind and cell."""
        return self._occurrences if self.several else self.engine.occurrences[None]

    @property
    def at_risk(self) -> Counts:
        """People after the birthdays of the month by stratum and cell."""
        return self._at_risk if self.several else self.engine.at_risk[None]

    @property
    def unmatched(self) -> Counts:
        """Those left over by the marriage market by stratum, sex and place."""
        return self._unmatched if self.several else self.engine.unmatched[None]

    def open(self) -> None:
        """Count the living of a month that begins, before its steps."""
        if self.several:
            self._occurrences[:] = 0
            self._at_risk[:] = self.people()

    def people(self) -> Counts:
        """The living by stratum and cell, counted one by one if there are several strata."""
        engine = self.engine
        if not self.several:
            return engine.exposure[None]
        stratum, cell = engine.store.person["stratum"], engine.store.person["cell"]
        shape = (len(self.weights), engine.setting.cells)

        def counted(chunk: tuple[int, int]) -> Counts:
            counts = np.zeros(shape, np.int64)
            _count(stratum, cell, chunk[0], chunk[1], counts)
            return counts

        return sum(engine.workers.map(counted, engine._chunks()), np.zeros(shape, np.int64))

    def count(self, event: int, rows: Rows, cells: Rows) -> None:
        """Count an event that happened to the rows."""
        if self.several:
            both = self.engine.store.person["stratum"][rows] * np.int64(self._at_risk.shape[1]) + cells
            size = self._at_risk.size
            self._occurrences[:, event] += np.bincount(both, minlength=size).reshape(self._at_risk.shape)

    def count_unmatched(self, rows: Rows, by: int, anew: bool = False) -> None:
        """Add so many to the market's left-over of each row, or begin anew with them."""
        if self.several:
            person = self.engine.store.person
            if anew:
                self._unmatched[:] = 0
            place = person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
            np.add.at(self._unmatched, (person["stratum"][rows], person["sex"][rows], place), by)

    def split(self, lists: list[Rows]) -> Iterator[tuple[list[Rows], dict[str, list[Counts]]]]:
        """The rows of each stratum, and where their means are added up."""
        if not self.several:
            yield lists, self.engine.measured
            return
        stratum = self.engine.store.person["stratum"]
        for number, measured in enumerate(self.measured):
            yield [rows[stratum[rows] == number] for rows in lists], measured


@njit(nogil=True, cache=True)
def _count(stratum, cell, low, high, counts):  # type: ignore[no-untyped-def]
    """Add the living of rows low..high to counts by stratum and cell."""
    for i in range(low, high):
        if cell[i] != DEAD:
            counts[stratum[i], cell[i]] += 1
