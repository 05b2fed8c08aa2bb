"""The guards: ceilings that must hold, and books that must balance every month."""

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.ceilings import Ceilings, Cells
from ayllu.loops.emit import Source
from ayllu.loops.generate import EVENT_NUMBER
from ayllu.loops.plan import PlannedStep
from ayllu.loops.screen import count_cells, count_living, screen
from ayllu.population.schema import CELLS_A_PLACE, GROUPS
from ayllu.words.errors import ModelError

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

_BIRTH, _DEATH = EVENT_NUMBER["birth"], EVENT_NUMBER["death"]
_CELLS = 65536
_FULL = float(2**32)


class StepCeiling:
    """The ceiling of one step in one month, and what was found to exceed it."""

    def __init__(self, step: PlannedStep, chance: NDArray[np.float64], seed: np.uint64) -> None:
        self.step, self.seed = step, seed
        self.chance = np.zeros(_CELLS)
        self.chance[: len(chance)] = chance
        self.computed = self.chance
        self.breach, self.violation = np.zeros(_CELLS), np.zeros(1, np.uint64)
        self.extra: dict[Source, Any] = {
            ("step", "ceiling"): self.chance,
            ("step", "breach"): self.breach,
            ("step", "violation"): self.violation,
        }
        self.above = np.zeros(_CELLS, np.uint64)
        self.below = self.first_below = self._thresholds(self.chance)
        self.question = self.audit = np.uint64(0)
        self.rounds = 0

    def open(self, month: int) -> None:
        """Start a month: the computed ceiling, another question, another sample."""
        self.question = np.uint64(((month & 0x3FF) << 22) | self.step.site)
        self.audit = np.uint64((month * 677 + self.step.site) & 1023)
        if self.below is not self.first_below:
            self.below, self.chance = self.first_below, self.computed
            self.extra["step", "ceiling"] = self.chance
        self.rounds = 0

    @staticmethod
    def _thresholds(chance: NDArray[np.float64]) -> NDArray[np.uint64]:
        return np.where(chance > 0, np.minimum(np.floor(chance * _FULL) + 1, _FULL), 0).astype(np.uint64)

    def next_band(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]] | None:
        """The band of draws to visit next: first all under the ceiling, then what a breached one missed."""
        self._stop_on_violation()
        self.rounds += 1
        if self.rounds == 1:
            return (self.above, self.below) if self.below.any() else None
        if not self.breach.any():
            return None
        raised = np.where(self.breach > 0, np.minimum(self.breach * 2.0, 1.0), 0.0)
        higher = np.maximum(self._thresholds(raised), self.below)
        above, below = self.below, np.where(self.breach > 0, higher, np.uint64(0))
        self.chance = np.maximum(self.chance, raised)
        self.extra["step", "ceiling"] = self.chance
        self.below = np.maximum(higher, self.below)
        self.breach[:] = 0.0
        return above, below

    def screen(self, key: Any, cell: Any, above: Any, below: Any, chunk: tuple[int, int], rows: Any, words: Any) -> int:
        """Rows of a chunk whose draw falls in the band, and the audited sample in the first round."""
        audit = self.audit if self.rounds == 1 else np.uint64(4096)
        found: int = screen(key, cell, above, below, below.max(), self.seed, self.question, audit, *chunk, rows, words)
        return found

    def check_everybody(self) -> None:
        """When everybody is visited, no ceiling may be exceeded at all."""
        if self.breach.any():
            self.violation[0] = self.violation[0] or np.uint64(1)
        self._stop_on_violation()

    def _stop_on_violation(self) -> None:
        if self.violation[0]:
            raise ModelError(
                f"{self.step.name}: the chance of person {int(self.violation[0]):016x} exceeds the ceiling"
                " computed for that cell; a column holds values outside its declared range or the bound is wrong"
            )


class Ceilinged:
    """Ceilings of all screened steps, computed again only when numbers or tables change."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.cells = Cells.of(engine.setting.places)
        self._held: dict[str, tuple[tuple[int, ...], StepCeiling, set[tuple[str, str]]]] = {}

    def of(self, step: PlannedStep) -> StepCeiling:
        """The ceiling of a step this month."""
        engine = self.engine
        held = self._held.get(step.name)
        if held is None or held[0] != self._mark(held[2]):
            bounds = Ceilings(engine.plan.binder, self.cells, engine.numbers, engine.tables)
            chance = np.minimum(bounds.of_step(step.record, step.step) * engine.setting.ceiling_scale, 1.0)
            held = (self._mark(bounds.read), StepCeiling(step, chance, engine.seed), bounds.read)
            self._held[step.name] = held
        held[1].open(engine.month)
        return held[1]

    def _mark(self, read: set[tuple[str, str]]) -> tuple[int, ...]:
        """What the bounds rest on: the numbers and every table that was read, of whatever process."""
        tables = self.engine.tables
        return (id(self.engine.numbers), *(id(tables[process][name]) for process, name in sorted(read)))


class Books:
    """The monthly accounts of people by country and sex, of unions and of households."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.lock = threading.Lock()
        places = np.arange(engine.setting.cells) // CELLS_A_PLACE
        sex = (np.arange(engine.setting.cells) // GROUPS) % 2
        abroad = engine.setting.places["destination"][places] > 0
        countries = int(engine.setting.places["country"].max()) + 1
        self.group = (abroad * countries + engine.setting.places["country"][places]) * 2 + sex
        self.formed = self.ended = self.founded = self.closed = 0
        self.people = self._by_group(engine.exposure)
        self.unions, self.households = self._count_unions(), self._count_households()
        self.rows: list[dict[str, int | str]] = []

    def _by_group(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(self.group, weights=cells, minlength=int(self.group.max()) + 1).astype(np.int64)

    def _count_unions(self) -> int:
        return int((self.engine.store.person["partner"] >= 0).sum()) // 2

    def _count_households(self) -> int:
        return int((self.engine.store.household["size"] > 0).sum())

    def open(self) -> None:
        """Start the month's accounts."""
        self.formed = self.ended = self.founded = self.closed = 0
        self.rows = []

    def close(self) -> None:
        """Close them; ModelError if anything does not add up."""
        engine = self.engine
        self._count(engine.month % 12 == 0)
        births, deaths = (self._by_group(engine.occurrences[e]) for e in (_BIRTH, _DEATH))
        come, gone = (self._by_group(each.sum(axis=0)) for each in engine.crossed)
        closing = self._by_group(engine.exposure)
        for group, opening in enumerate(self.people):
            self._line(
                "people",
                group,
                int(opening),
                int((births + come)[group]),
                int((deaths + gone)[group]),
                int(closing[group]),
            )
        self.people = closing
        self.unions = self._line(
            "unions", -1, self.unions, self.formed, self.ended, self.unions + self.formed - self.ended
        )
        end = self.households + self.founded - self.closed
        self.households = self._line("households", -1, self.households, self.founded, self.closed, end)
        if engine.month % 12 == 11:
            self._recount()

    def _count(self, by_cell: bool) -> None:
        """Every month all living are counted one by one, and once a year by place, sex and age."""
        engine, cell = self.engine, self.engine.store.person["cell"]
        chunks = engine._chunks()
        if by_cell:
            counted = sum(engine.workers.map(lambda c: count_cells(cell, c[0], c[1], engine.setting.cells), chunks))
            if not np.array_equal(counted, engine.exposure):
                raise ModelError(f"month {engine.month}: people by cell do not equal those counted one by one")
        living = sum(engine.workers.map(lambda c: count_living(cell, *c), chunks))
        if living != engine.exposure.sum():
            raise ModelError(f"month {engine.month}: {engine.exposure.sum()} people are booked, {living} live")

    def _line(self, account: str, group: int, opening: int, more: int, less: int, closing: int) -> int:
        gap = opening + more - less - closing
        if gap:
            raise ModelError(
                f"month {self.engine.month}: {account} do not balance: {opening} + {more} - {less} is not {closing}"
            )
        self.rows.append(
            {
                "account": account,
                "group": group,
                "opening": opening,
                "more": more,
                "less": less,
                "closing": closing,
            }
        )
        return closing

    def _recount(self) -> None:
        """Once a year unions and households are counted one by one."""
        for name, booked, counted in (
            ("unions", self.unions, self._count_unions()),
            ("households", self.households, self._count_households()),
        ):
            if booked != counted:
                raise ModelError(f"month {self.engine.month}: {booked} {name} are booked, {counted} exist")
