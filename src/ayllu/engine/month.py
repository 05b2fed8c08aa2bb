"""One month: birthdays, then every step of every process in order, then the books."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.audit import Band, Books, Ceilinged, StepCeiling
from ayllu.engine.marriage_market import meet
from ayllu.engine.money import Money
from ayllu.engine.setting import Numbers, Setting, Tables
from ayllu.engine.settle import Settler, alive
from ayllu.engine.sort import compact, resort
from ayllu.engine.strata import Strata
from ayllu.engine.sweep import Outbox, Workers, chunks_of, visit
from ayllu.loops.emit import Source
from ayllu.loops.generate import EVENT_NUMBER
from ayllu.loops.plan import Loop, Plan, PlannedStep
from ayllu.loops.screen import BLOCK, celebrate, in_review, in_turn, living, rare_bytes, runs_of
from ayllu.population.identity import mix64
from ayllu.population.schema import GROUP_OF_AGE
from ayllu.population.store import Store

Rows = NDArray[Any]
"""Row numbers, uint32 in lists of chunks and int64 in outboxes."""
Runs = NDArray[np.int64]
"""Rows of a chunk as pairs: the first of a run and the one after its last."""
Listener = Callable[[str, Rows], None]
MoveListener = Callable[[int, Rows, Rows, Rows, NDArray[np.float64]], None]
"""Told of decisions to go that were carried out: number of the move, rows, places before and after, terms
(there less here, in the order of plan.moves.terms)."""
TransferListener = Callable[[int, Rows, Rows, Rows], None]
"""Told of transfers: number of the verb, rows of senders (people, where a member sends for a household) and of
receivers, cents sent, fee, channel and use."""
Watcher = Callable[[PlannedStep, Rows | None], None]
"""Told of each step before it is taken; the rows are those whose event it answers, None for a monthly step.
"""


@dataclass
class Engine:
    """A running world: the store, the plan and the month that comes next."""

    store: Store
    plan: Plan
    setting: Setting
    month: int = 0
    listeners: list[Listener] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    move_listeners: list[MoveListener] = field(default_factory=list)
    transfer_listeners: list[TransferListener] = field(default_factory=list)

    def __post_init__(self) -> None:
        with np.errstate(over="ignore"):
            self.seed = np.uint64(mix64(np.uint64(self.setting.seed)))
        self.due_columns = [name for name in self.plan.schema.person if name.startswith("due_")]
        self.occurrences = np.zeros((len(EVENT_NUMBER), self.setting.cells), np.int64)
        self.exposure = np.bincount(self.store.person["cell"], minlength=65536)[: self.setting.cells].astype(np.int64)
        self.change = np.zeros(self.setting.cells, np.int64)
        self.crossed = np.zeros((2, len(self.setting.weights), self.setting.cells), np.int64)
        self.tallies: dict[str, Any] = {planned.name: self._empty(planned) for planned in self.plan.tallies}
        self.measured = {
            m.name: [np.zeros(self.setting.measured[m.name], np.int64) for _ in range(2)] for m in self.plan.means
        }
        self.unmatched = np.zeros((2, len(self.setting.places["country"])), np.int64)
        self.strata = Strata(self)
        self.dead_rows = 0
        self.displaced = 0
        self.runs, self.covered = np.zeros(0, np.int64), 0
        self.workers = Workers(self.setting.threads)
        self.money = Money(self)
        self.settler = Settler(self)
        self.ceilings = Ceilinged(self)
        self.books = Books(self)

    def start(self) -> None:
        """Reviews of month zero: what would have been decided at everybody's last birthday."""
        self._open_month()
        self._count_tallies(always=True)
        for step in self.plan.steps:
            if step.kind == "due":
                self._screen(step, self._whole(), "review")

    def advance(self) -> None:
        """Live through one month."""
        self._open_month()
        self.occurrences[:] = 0
        self.crossed[:] = 0
        self.books.open()
        self.money.open()
        self._extend_runs()
        self.birthdays = self.workers.map(self._celebrate, self._chunks())
        self._apply_change()
        self.at_risk = self.exposure.copy()
        self._count_tallies()
        self.strata.open()
        self._measure_means()
        for step in self.plan.steps:
            self._take(step)
        self._apply_change()
        self.books.close()
        self.money.close()
        self.month += 1
        waste = self.dead_rows
        if self.setting.kin:
            waste += self.displaced + self.store.person.n - self.sorted_until
        if waste > self.setting.resort_share * self.store.person.n:
            self.sort()

    @property
    def sorted_until(self) -> int:
        """Rows that were in order after the last sort."""
        held: int = getattr(self, "_sorted_until", 0)
        return held

    def sort(self) -> None:
        """Put the rows in order of community and household, drop the dead; nobody's life changes."""
        if self.setting.kin:
            resort(self.store)
        else:
            compact(self.store)
        self._sorted_until = self.store.person.n
        self.runs, self.covered = self.runs[:0], 0
        self.dead_rows = self.displaced = 0

    def raise_event(self, event: str, rows: Rows, answer: bool = True) -> None:
        """Count an event and let the steps that answer it act, now."""
        rows = alive(self, rows)
        if len(rows) == 0:
            return
        cells = self.store.person["cell"][rows]
        self.occurrences[EVENT_NUMBER[event]] += np.bincount(cells, minlength=self.setting.cells)
        self.strata.count(EVENT_NUMBER[event], rows, cells)
        for listener in self.listeners:
            listener(event, rows)
        if not answer:
            return
        for step in self.plan.on(event):
            rows = alive(self, rows)
            self._tell(step, rows)
            loop = step.loops["visit"]
            box = self._visit(loop, self.arrays(loop), rows, len(rows))
            if box is not None:
                self.settler.settle(box)
        for step in self.plan.reviewed_on(event):
            rows, loop, ceiling = alive(self, rows), step.loops["review"], self.ceilings.of(step)
            arrays = self.arrays(loop, ceiling.extra)
            visit(loop, arrays, rows, len(rows), self.month, self.seed)
            ceiling.check_everybody()

    def _tell(self, step: PlannedStep, rows: Rows | None) -> None:
        for watcher in self.watchers:
            watcher(step, rows)

    def _open_month(self) -> None:
        self.numbers: Numbers = self.setting.numbers(self.month)
        self.tables: Tables = self.setting.tables(self.month)
        self.vectors = {
            name: np.array([self.numbers[name][n] for n in names] or [0.0]) for name, names in self.plan.numbers.items()
        }

    def _chunks(self) -> list[tuple[int, int]]:
        share = -(-self.store.person.n // self.setting.threads)
        size = max(min(self.setting.chunk, share), 1)
        return chunks_of(self.store.person.n, size + -size % 64)

    def _whole(self) -> list[Runs]:
        """For each chunk: all its rows as one run."""
        return [np.array([chunk]) for chunk in self._chunks()]

    def _living(self, runs: Runs) -> Rows:
        rows = np.empty(int((runs[:, 1] - runs[:, 0]).sum()) + 1, np.uint32)
        return rows[: living(self.store.person["cell"], runs, rows)]

    def look(self, view: str, rows: Rows) -> NDArray[np.float64]:
        """A recorded view of each of some living rows, as of the month that has just been lived."""
        loop, found = self.plan.looks[view], np.zeros(len(rows))
        arrays = self.arrays(loop, {("measure", "value"): found})
        visit(loop, arrays, rows, len(rows), self.month - 1, self.seed)
        return found

    def _extend_runs(self) -> None:
        """Find the runs of equal review months among rows that are new since the last look."""
        review, n = self.store.person["review"], self.store.person.n
        starts = np.empty(n - self.covered + 1, np.int64)
        more = starts[: runs_of(review, self.covered, n, starts)]
        self.runs, self.covered = np.concatenate([self.runs, more]), n

    def _celebrate(self, chunk: tuple[int, int]) -> Runs:
        """The runs of a chunk whose review is this month, after its people have grown a year older."""
        person, found = self.store.person, np.empty((len(self.runs), 2), np.int64)
        runs = found[: in_review(self.runs, person["review"], *chunk, self.month, found)].copy()
        change = np.zeros(self.setting.cells, np.int64)
        celebrate(runs, self.month, person["birth"], person["age"], person["cell"], GROUP_OF_AGE, change)
        with self.books.lock:
            self.change += change
        return runs

    def _apply_change(self) -> None:
        self.exposure += self.change
        self.change[:] = 0

    def arrays(self, loop: Loop, extra: Mapping[tuple[str, ...], Any] | None = None) -> list[Any]:
        """What a loop must be handed, in the order it expects."""
        return [extra[source] if extra and source in extra else self._array(source) for source in loop.sources]

    def _array(self, source: tuple[str, ...]) -> Any:
        table, name = source[0], source[1]
        if table in ("person", "household", "community", "tomb"):
            return self.store.tables()[table].columns[name]
        if table == "place":
            return self.setting.places[name]
        if table == "numbers":
            return self.vectors[name]
        if table == "weights":
            return self.setting.units
        if table == "tally":
            return self.tallies[f"{name}.{source[2]}"]
        if table == "ledger":
            return self.money.line((name, source[2], source[3]))
        if table == "books":
            return self.money.ledger
        return self.tables[name][source[2]]

    def _take(self, step: PlannedStep) -> None:
        if step.kind in ("event", "ending") or (self.month > 0 and getattr(step.step, "pace", "") == "start"):
            return
        self._tell(step, None)
        if step.kind == "market":
            meet(self, step)
            return
        if step.kind == "group":
            self._ask_groups(step)
            return
        if step.kind == "screen":
            box = self._screen(step, self._whole())
        elif step.kind == "due":
            self._screen(step, self.birthdays, "review")
            box = self._due(step)
        else:
            runs = self.birthdays if step.kind == "birthday" else self._whole()
            box = self._each(step.loops["visit"], self.workers.map(self._living, runs))
        self.settler.settle(box)

    def _each(self, loop: Loop, lists: list[Any], extra: Mapping[tuple[str, ...], Any] | None = None) -> Outbox:
        arrays = self.arrays(loop, extra)
        boxes = self.workers.map(lambda rows: self._visit(loop, arrays, rows, len(rows)), lists)
        return Outbox.join([box for box in boxes if box is not None])

    def _visit(self, loop: Loop, arrays: list[Any], rows: Rows, n: int) -> Outbox | None:
        """Run a loop over rows; what it books, it books apart, so that threads do not meet."""
        ledger = [k for k, source in enumerate(loop.sources) if source[0] == "ledger"]
        own = list(arrays)
        for k in ledger:
            own[k] = np.zeros_like(arrays[k])
        box = visit(loop, own, rows, n, self.month, self.seed)
        with self.books.lock:
            for k in ledger:
                arrays[k] += own[k]
        return box

    def _due(self, step: PlannedStep) -> Outbox:
        loop = step.loops["due"]
        arrays = self.arrays(loop)
        column = self.store.person[f"due_{step.step.name}"]

        def work(chunk: tuple[int, int]) -> Outbox | None:
            rows = self.workers.rows(chunk[1] - chunk[0])
            n = rare_bytes(column, self.month % 12, *chunk, rows)
            return self._visit(loop, arrays, rows, n)

        return Outbox.join([box for box in self.workers.map(work, self._chunks()) if box is not None])

    def _screen(self, step: PlannedStep, chunks: list[Runs], duty: str = "visit") -> Outbox:
        """Visit those in the runs of each chunk whose draw lies under the ceiling of their cell."""
        ceiling, loop = self.ceilings.of(step), step.loops[duty]
        if self.setting.everybody:
            box = self._each(loop, self.workers.map(self._living, chunks), ceiling.extra)
            ceiling.check_everybody()
            return box
        boxes = []
        while (band := ceiling.next_band()) is not None:
            boxes.append(self._screen_band(loop, ceiling, chunks, band))
        return Outbox.join(boxes)

    def _screen_band(self, loop: Loop, ceiling: StepCeiling, chunks: list[Runs], band: Band) -> Outbox:
        arrays = self.arrays(loop, ceiling.extra)
        key, cell = self.store.person["key"], self.store.person["cell"]

        def work(runs: Runs) -> Outbox | None:
            rows = self.workers.rows(int((runs[:, 1] - runs[:, 0]).sum()) + BLOCK)
            n = ceiling.screen(key, cell, band, runs, rows, self.workers.scratch())
            return self._visit(loop, arrays, rows, n)

        return Outbox.join([box for box in self.workers.map(work, chunks) if box is not None])

    def _ask_groups(self, step: PlannedStep) -> None:
        """Every community, or every household with members, is asked; their steps set their own columns only."""
        loop, table = step.loops["visit"], self.store.tables()[step.step.of]
        rows = np.flatnonzero(table["size"] > 0) if step.step.of == "household" else np.arange(table.n)
        size = max(min(self.setting.chunk, -(-len(rows) // self.setting.threads)), 1)
        lists = [rows[low:high] for low, high in chunks_of(len(rows), size)]
        self.settler.settle(self._each(loop, lists))

    def _empty(self, planned: PlannedStep) -> NDArray[np.int64]:
        """A tally with nobody in it; communities to come find room."""
        indices = dict(planned.step.index_of)
        named = [indices.get(name, name) for name in planned.step.by]
        held = {"community": self.store.community.n + 4096, **self.setting.sizes}
        return np.zeros([held[n] if n in held else self.plan.schema.declared[n].high + 1 for n in named], np.int64)

    def _count_tallies(self, always: bool = False) -> None:
        """Count people by the dimensions of each tally whose month it is."""
        due = [t for t in self.plan.tallies if always or self.month % t.step.every == 0]
        if not due:
            return
        lists = self.workers.map(self._living, self._whole())
        for planned in due:
            loop, counted = planned.loops["tally"], self._empty(planned)

            def work(rows: Rows, loop: Loop = loop, empty: Rows = counted) -> Rows:
                own: dict[Source, Any] = {("measure", "count"): np.zeros_like(empty)}
                visit(loop, self.arrays(loop, own), rows, len(rows), self.month, self.seed)
                found: Rows = own["measure", "count"]
                return found

            self.tallies[planned.name] = sum(self.workers.map(work, lists), counted)

    def _measure_means(self) -> None:
        """Means are taken before the month's steps, of one person in `turns` by key, at any month of age."""
        due = [planned for planned in self.plan.means if self.month % planned.step.interval == 0]
        if not due:
            return
        lists = self.workers.map(self._sampled, self._chunks())
        for planned in due:
            for rows, measured in self.strata.split(lists):
                self._measure(planned, rows, *measured[planned.name])

    def _sampled(self, chunk: tuple[int, int]) -> Rows:
        person = self.store.person
        rows = np.empty(chunk[1] - chunk[0] + 1, np.uint32)
        return rows[: in_turn(person["key"], person["cell"], self.month, self.setting.turns, *chunk, rows)]

    def _measure(self, planned: PlannedStep, lists: list[Rows], total: Rows, count: Rows) -> None:
        loop = planned.loops["mean"]

        def work(rows: Any) -> tuple[Any, Any]:
            own: dict[Source, Any] = {
                ("measure", "total"): np.zeros_like(total),
                ("measure", "count"): np.zeros_like(count),
            }
            visit(loop, self.arrays(loop, own), rows, len(rows), self.month, self.seed)
            return own["measure", "total"], own["measure", "count"]

        for more, counted in self.workers.map(work, lists):
            total += more
            count += counted
