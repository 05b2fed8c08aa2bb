"""Recording a world while it runs: monthly counts of everybody, year-end tables of the people recorded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.generate import EVENT_NUMBER, MEASURE_UNIT
from ayllu.runs.record_before import Whereabouts
from ayllu.runs.record_books import Books
from ayllu.runs.record_events import EVENT_TABLES, Events
from ayllu.runs.record_money import MONEY_TABLES, MoneyRecord
from ayllu.runs.record_moves import FLOW_TABLES, Moves
from ayllu.runs.record_parts import Coded, Columns, Parts
from ayllu.runs.record_sample import Sample
from ayllu.runs.record_stocks import STOCK_TABLES, Stocks
from ayllu.runs.record_where import ALL_AGES, MEASURED, WORDED, Where
from ayllu.runs.record_year import YEAR_TABLES, YearEnd, population_table
from ayllu.runs.world import World
from ayllu.words.codes import SEX_WORDS
from ayllu.words.months import MONTHS_A_YEAR, year_of

MONTHLY = ("occurrences", "exposures", "books", "market")
TABLES = (
    *MONTHLY, "measures", "place_year", *FLOW_TABLES, *STOCK_TABLES, *EVENT_TABLES, *MONEY_TABLES, *YEAR_TABLES
)  # fmt: skip
"""Tables of a run in the order they are written."""

_DEATH = EVENT_NUMBER["death"]


class Recorder:
    """What a run keeps of a world. records: counts (monthly counts and places), sample, or all (people)."""

    def __init__(self, world: World, folder: Path, records: str, state: Mapping[str, Any] | None = None) -> None:
        self.world, self.engine, self.records = world, world.engine, records
        state = state or {}
        self.ancestries = tuple(state["ancestries"]) if "ancestries" in state else _ancestries(world)
        self.parts = Parts(folder, state.get("parts"))
        self.where = Where(world.pack)
        self.books = Books(world)
        self.pending: dict[str, list[NDArray[np.int64]]] = {name: [] for name in MONTHLY}
        kept = state.get("pending", {})
        for name in self.pending:
            self.pending[name] = [kept[name]] if len(kept.get(name, ())) else []
        self.sample = Sample.restored(world, state["sample"]) if "sample" in state else Sample.draw(world, records)
        self.before = Whereabouts(world)
        self.moves = Moves(world, self.where, self.before, kept)
        recorded = records != "counts"
        self.events = Events(world, self.sample, self.where, self.before, kept) if recorded else None
        self.money = MoneyRecord(world, self.where, self.events, kept)
        self.engine.listeners.append(self.before.listen)

    def month(self) -> None:
        """Note the month that has just been lived through; at the end of a year, write its tables."""
        month = self.engine.month - 1
        strata = self.engine.strata
        self._note("occurrences", month, strata.occurrences)
        self._note("exposures", month, 2 * strata.at_risk - strata.occurrences[:, _DEATH])
        self._note("market", month, strata.unmatched)
        rows = self.books.rows()
        self.pending["books"].append(np.column_stack([np.full(len(rows), month), rows]))
        self.before.open()
        self.money.month()
        if self.events is not None:
            self.events.month()
        if self.engine.month % MONTHS_A_YEAR == 0:
            self._write_months(month)
            self._write_year_end(year_of(month, self.world.pack.epoch_year))

    def finish(self) -> None:
        """Write what is left of an unfinished year, and unite the parts of all tables."""
        if self.engine.month % MONTHS_A_YEAR:
            self._write_months(self.engine.month - 1)
        self.parts.unite(TABLES)

    def state(self) -> dict[str, Any]:
        """What a checkpoint must hold of the recorder."""
        pending = {
            name: np.concatenate(rows) if rows else np.zeros((0, 1), np.int64) for name, rows in self.pending.items()
        }
        return {
            "parts": self.parts.held,
            "pending": {**pending, **self.moves.state(), **self.money.state(), **self._events_state()},
            "sample": self.sample.state,
            "ancestries": self.ancestries,
        }

    def _events_state(self) -> dict[str, NDArray[Any]]:
        return self.events.state() if self.events is not None else {}

    def _note(self, name: str, month: int, counts: NDArray[np.int64]) -> None:
        """Keep the entries of an array that are not zero: month, indices, value."""
        where = np.nonzero(counts)
        self.pending[name].append(
            np.column_stack([np.full(len(where[0]), month), *where, counts[where]]).astype(np.int64)
        )

    def _write_months(self, month: int) -> None:
        year = year_of(month, self.world.pack.epoch_year)
        rows = {name: np.concatenate(held).T for name, held in self.pending.items()}
        self.pending = {name: [] for name in MONTHLY}
        weights = np.array(self.world.weights)
        when, stratum, event, cell, count = rows["occurrences"]
        events = {"event": Coded(event.astype(np.uint8), tuple(EVENT_NUMBER))}
        cells = {"month": when.astype(np.int16), **events, **self.where.cells(cell), "count": count}
        self.parts.add("occurrences", year, {**cells, "weight": weights[stratum]})
        when, stratum, cell, twice = rows["exposures"]
        lived = {
            "month": when.astype(np.int16),
            **self.where.cells(cell, place=False),
            "person_months": twice / 2.0,
            "weight": weights[stratum],
        }
        self.parts.add("exposures", year, lived)
        when, stratum, sex, place, count = rows["market"]
        left = {**self.where.places(place), "sex": Coded(sex.astype(np.uint8), SEX_WORDS), "unmatched": count}
        left["weight"] = weights[stratum]
        self.parts.add("market", year, {"month": when.astype(np.int16), **left})
        self.parts.add("books", year, self.books.columns(rows["books"]))
        if self.engine.plan.means:
            self.parts.add("measures", year, self._measures(year))
        self._add(year, self.moves.tables(year))
        self._add(year, self.money.tables(year))
        if self.events is not None:
            self._add(year, self.events.tables())

    def _add(self, year: int, tables: Mapping[str, Columns]) -> None:
        for table, columns in tables.items():
            self.parts.add(table, year, columns)

    def _measures(self, year: int) -> Columns:
        """Sums and counts of the year's measures; they begin again at zero."""
        strata = list(zip(self.world.weights, self.engine.strata.measured, strict=True))
        blocks = [
            self.where.measure(plan.name, plan.step.by, *measured[plan.name])
            for plan in self.engine.plan.means
            for _, measured in strata
        ]
        weights = [weight for _ in self.engine.plan.means for weight, _ in strata]
        for _, measured in strata:
            for total, count in measured.values():
                total[:], count[:] = 0, 0
        names = tuple(dict.fromkeys(process for process, _, _ in blocks))
        measures = tuple(dict.fromkeys(measure for _, measure, _ in blocks))
        sizes = [len(block["sum"]) for _, _, block in blocks]
        stacked = {name: np.concatenate([block[name] for _, _, block in blocks]) for name in MEASURED}
        process = np.repeat([names.index(p) for p, _, _ in blocks], sizes).astype(np.uint8)
        measure = np.repeat([measures.index(m) for _, m, _ in blocks], sizes).astype(np.uint8)
        words = {name: Coded(stacked[name].astype(np.uint8), self.where.words(name)) for name in WORDED}
        return {
            "year": np.full(len(process), year, np.int16),
            "process": Coded(process, names),
            "measure": Coded(measure, measures),
            **words,
            "age": np.ma.masked_equal(stacked["age"].astype(np.int16), ALL_AGES),
            "education": np.ma.masked_equal(stacked["schooling"].astype(np.int16), ALL_AGES),
            "sum": stacked["sum"] / MEASURE_UNIT,
            "count": stacked["count"],
            "weight": np.repeat(np.array(weights), sizes),
        }

    def _write_year_end(self, year: int) -> None:
        self.parts.add("place_year", year, population_table(self.world, year, self.where.places))
        self._add(year, Stocks(self.world, self.where, year).tables())
        if self.records != "counts":
            self._add(year, YearEnd(self.world, self.sample, self.where.places, year, self.ancestries).tables())


def _ancestries(world: World) -> tuple[str, ...]:
    """Words of the ancestry column; the first origin of the start tables is that of everybody else."""
    assert world.start is not None
    return tuple(word or "other" for word in world.start.ancestries)
