"""What each step of the month costs on the real model, in CPU nanoseconds a person-month."""

import time
from dataclasses import dataclass, field
from typing import Any

from ayllu.engine.month import Engine
from ayllu.loops.plan import PlannedStep
from ayllu.register.pack import Pack
from ayllu.runs.world import Options, World

MONTHS = 24
WARM = 2
OPENING, BOOKS, SORT = "birthdays and means", "books", "re-sort"


@dataclass
class Clock:
    """CPU seconds by part of the month; a part runs until the next is named."""

    seconds: dict[str, float] = field(default_factory=dict)
    part: str = ""
    since: float = 0.0

    def now(self, part: str) -> None:
        """The named part begins."""
        moment = time.process_time()
        if self.part:
            self.seconds[self.part] = self.seconds.get(self.part, 0.0) + moment - self.since
        self.part, self.since = part, moment


@dataclass(frozen=True)
class Costs:
    """Nanoseconds a person-month by part and in all; bytes a living person of all tables together."""

    people: int
    person_months: int
    parts: dict[str, float]
    total: float
    bytes_per_person: float


def step_costs(pack: Pack, scale: float, threads: int = 1, months: int = MONTHS, seed: int = 1) -> Costs:
    """Run the pack's first months and time every part; the first two months and compilation are left out."""
    world = World.build(pack, scale=scale, seed=seed, options=Options(threads=threads))
    world.advance(WARM)
    engine, clock = world.engine, Clock()
    _attach(engine, clock)
    lived = 0
    for _ in range(months):
        clock.now(OPENING)
        engine.advance()
        lived += int(engine.at_risk.sum())
    clock.now("")
    parts = {name: seconds / lived * 1e9 for name, seconds in clock.seconds.items()}
    people = int(engine.exposure.sum())
    return Costs(people, lived, parts, sum(parts.values()), world.store.nbytes() / people)


def _attach(engine: Engine, clock: Clock) -> None:
    """Let the clock hear of every step, of the books and of re-sorts."""

    def watch(step: PlannedStep, rows: Any) -> None:
        if rows is None:
            clock.now(step.name)

    close, sort = engine.books.close, engine.sort

    def closing() -> None:
        clock.now(BOOKS)
        close()

    def sorting() -> None:
        clock.now(SORT)
        sort()

    engine.watchers.append(watch)
    engine.books.close, engine.sort = closing, sorting  # type: ignore[method-assign]
