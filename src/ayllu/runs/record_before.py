"""Where people lived before the moves that are being settled: shared by all who record moves."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.settle import MIGRATION
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.world import World

Rows = NDArray[np.int64]


class Whereabouts:
    """Places of everybody before each event of a month.

    Its listener must come after those of all who ask, so that they still hear of the place left.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        named = (getattr(move, "event", MIGRATION) for move in world.plan.moves.moves)
        self.words = tuple(dict.fromkeys((MIGRATION, *named)))
        """Events of those who come to sleep in another place."""
        self.open()

    def open(self) -> None:
        """Note where everybody lives before a month's events."""
        self._place: NDArray[Any] = self.world.store.person["cell"] // CELLS_A_PLACE

    def of(self, rows: NDArray[Any]) -> Rows:
        """Places before the event that is being told."""
        places: Rows = self._place[rows].astype(np.int64)
        return places

    def listen(self, event: str, rows: NDArray[Any]) -> None:
        """Note who was born, and who has come to another place."""
        cell = self.world.store.person["cell"]
        if event == "birth":
            self._place = np.concatenate([self._place, cell[len(self._place) :] // CELLS_A_PLACE])
        elif event in self.words:
            self._place[rows] = cell[rows] // CELLS_A_PLACE
