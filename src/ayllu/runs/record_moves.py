"""Moves of everybody, year by year: from where to where, and the reason that weighed most with who decided."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.settle import MIGRATION
from ayllu.population.schema import CELLS_A_PLACE, GROUPS
from ayllu.runs.record_before import Whereabouts
from ayllu.runs.record_parts import NOTHING, Coded, Columns
from ayllu.runs.record_where import Where
from ayllu.runs.world import World
from ayllu.words.codes import AGE_GROUPS, NEVER, SEX_WORDS

FLOW_TABLES = ("flow_year", "reason_year")

Codes = NDArray[np.int64]
Rows = NDArray[Any]


class Moves:
    """Listens to an engine and counts all moves to another place, and all decisions to go that were carried out.

    What is counted is held as one number a move, so that a checkpoint can keep it.
    """

    def __init__(self, world: World, where: Where, before: Whereabouts, state: Mapping[str, Rows]) -> None:
        self.world, self.where, self.before = world, where, before
        places, strata = len(where.codes), len(world.weights)
        self.terms: Mapping[int, tuple[str, ...]] = world.plan.moves.terms
        self.reasons = tuple(sorted({name for names in self.terms.values() for name in names}))
        kinds = len(before.words)
        self.shapes: dict[str, tuple[int, ...]] = {
            "flow_year": (kinds, places, places, 2, GROUPS, 2, strata),
            "reason_year": (kinds, places, places, 2, len(self.reasons) + 1, strata),
        }
        self.held: dict[str, list[Codes]] = {
            name: [state[name].astype(np.int64)] if name in state else [] for name in FLOW_TABLES
        }
        world.engine.listeners.append(self.listen)
        world.engine.move_listeners.append(self.decide)

    def listen(self, event: str, rows: Rows) -> None:
        """Count those who came to sleep in another place."""
        if event not in self.before.words:
            return
        person = self.world.store.person
        cell = person["cell"][rows].astype(np.int64)
        sex, group = cell // GROUPS % 2, cell % GROUPS
        where = (self.before.of(rows), cell // CELLS_A_PLACE)
        self._keep("flow_year", event, (*where, sex, group, self._first(event, rows), person["stratum"][rows]))

    def _first(self, event: str, rows: Rows) -> Codes:
        """Whether each never fled before, or never lived in another region: steps that answer the event come later."""
        needed = ("displaced_since",) if event == "flight" else ("birth_region", "came_from", "last_move")
        if not set(needed) <= set(self.world.plan.schema.person):
            return np.zeros(len(rows), np.int64)
        held = {name: self.world.store.person[name][rows] for name in needed}
        if event == "flight":
            first = held["displaced_since"] == NEVER
        else:
            region = self.where.index["region"][self.before.of(rows)]
            stayed = (held["last_move"] == NEVER) | (held["came_from"] == region)
            first = stayed & (held["birth_region"] == region)
        return np.asarray(first, np.int64)

    def decide(self, number: int, rows: Rows, before: Rows, there: Rows, terms: NDArray[np.float64]) -> None:
        """Count decisions to go by the term that gains most there against here."""
        names, person = self.terms[number], self.world.store.person
        codes = np.array([*(self.reasons.index(name) for name in names), len(self.reasons)])
        best = terms[:, : len(names)].argmax(axis=1) if names else np.full(len(rows), -1)
        event = getattr(self.world.plan.moves.moves[number], "event", MIGRATION)
        self._keep("reason_year", event, (before, there, person["sex"][rows], codes[best], person["stratum"][rows]))

    def _keep(self, table: str, event: str, indices: tuple[Rows, ...]) -> None:
        kind = np.full(len(indices[0]), self.before.words.index(event), np.int64)
        every = tuple(index.astype(np.int64) for index in indices)
        self.held[table].append(np.ravel_multi_index((kind, *every), self.shapes[table]).astype(np.int64))

    def state(self) -> dict[str, Codes]:
        """What a checkpoint must hold."""
        return {name: self._joined(name) for name in FLOW_TABLES}

    def _joined(self, name: str) -> Codes:
        return np.concatenate(self.held[name]) if self.held[name] else np.zeros(0, np.int64)

    def tables(self, year: int) -> dict[str, Columns]:
        """What was counted since the last call, as columns; counts begin again at nothing."""
        counted = {name: np.unique(self._joined(name), return_counts=True) for name in FLOW_TABLES}
        found = {name: (np.unravel_index(codes, self.shapes[name]), n) for name, (codes, n) in counted.items()}
        self.held = {name: [] for name in FLOW_TABLES}
        (kind, origin, there, sex, group, first, stratum), n = found["flow_year"]
        people = n * np.array(self.world.weights)[stratum]
        flows = {
            **self._common(year, kind, origin),
            "from_place": Coded(origin.astype(np.uint8), self.where.codes),
            "to_place": Coded(there.astype(np.uint8), self.where.codes),
            "sex": Coded(sex.astype(np.uint8), SEX_WORDS),
            "age_group": np.array(AGE_GROUPS, np.int16)[group],
            "people": people,
            "first_time": people * first,
        }
        (kind, origin, there, sex, reason, stratum), n = found["reason_year"]
        named = np.where(reason < len(self.reasons), reason, NOTHING)
        reasons = {
            **self._common(year, kind, origin),
            "from_region": Coded(self.where.index["region"][origin], self.where.regions),
            "to_region": Coded(self.where.index["region"][there], self.where.regions),
            "sex": Coded(sex.astype(np.uint8), SEX_WORDS),
            "reason": Coded(named.astype(np.uint8), self.reasons),
            "decisions": n * np.array(self.world.weights)[stratum],
        }
        return {"flow_year": _summed(flows, "people", "first_time"), "reason_year": _summed(reasons, "decisions")}

    def _common(self, year: int, kind: Rows, origin: Rows) -> dict[str, Any]:
        return {
            "year": np.full(len(kind), year, np.int16),
            "kind": Coded(kind.astype(np.uint8), self.before.words),
            "country": Coded(self.where.index["country"][origin], self.where.countries),
        }


def _summed(columns: dict[str, Any], *totals: str) -> Columns:
    """Rows that differ only in strata or in places of one region are made one, in the order of their codes."""
    named = [
        column.codes if isinstance(column, Coded) else column for name, column in columns.items() if name not in totals
    ]
    if len(columns[totals[0]]) == 0:
        return columns
    _, first, which = np.unique(np.column_stack(named).astype(np.int64), axis=0, return_index=True, return_inverse=True)
    sums = {name: np.bincount(which.ravel(), columns[name], len(first)) for name in totals}
    kept: dict[str, Any] = {
        name: Coded(column.codes[first], column.words) if isinstance(column, Coded) else column[first]
        for name, column in columns.items()
        if name not in totals
    }
    return {**kept, **sums}
