"""Putting a world together: a pack under a scenario, its people, and the engine that moves them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.digest import event_words, purses_digest, world_digest
from ayllu.engine.month import Engine
from ayllu.engine.setting import Ages, Setting
from ayllu.grammar.inspect import ProcessRecord
from ayllu.loops.plan import Plan, make_plan
from ayllu.population.founding import found_store
from ayllu.population.start import Start, build_start
from ayllu.population.store import Store
from ayllu.register.overrides import apply_overrides
from ayllu.register.pack import Pack
from ayllu.runs.discover import discover
from ayllu.runs.focus import focus_of
from ayllu.words.errors import Problems, nearest

POPULATION = "population"
"""Process name of the cards that settlements read."""


@dataclass(frozen=True)
class Options:
    """How a world is run, none of which changes a life: threads, chunk rows, screening, re-sort share."""

    threads: int = 1
    chunk: int = 262144
    everybody: bool | None = None
    resort_share: float = 0.1
    ceiling_scale: float = 1.0
    turns: int = 12


class Figures:
    """Numbers and tables of a pack by month; the same object as long as nothing changes."""

    def __init__(self, pack: Pack, plan: Plan) -> None:
        self.pack, self.plan = pack, plan
        self._changes = sorted({m for cards in pack.cards.values() for card in cards.values() for m, _ in card.changes})
        self._since = -1
        self._numbers: dict[tuple[float, ...], dict[str, dict[str, float]]] = {}
        self._check()

    def _check(self) -> None:
        """Every number and table that a process reads must have a card, and every card a reader."""
        problems = Problems()
        for record in self.plan.records:
            cards, tables = self.pack.cards.get(record.name, {}), self.pack.tables.get(record.name, {})
            for name in self.plan.numbers.get(record.name, []):
                if name not in cards:
                    hint = nearest(name, cards)
                    problems.add(
                        f"the process {record.name} reads '{name}', which has no card",
                        _file(record),
                        "",
                        hint,
                    )
            for name, table in record.tables.items():
                if name not in tables:
                    problems.add(
                        f"the process {record.name} reads the table '{name}', which has no card",
                        _file(record),
                    )
                elif tuple(tables[name].by) != table.by:
                    why = f"the process declares {', '.join(table.by)}"
                    problems.add(f"table '{name}' is by {', '.join(tables[name].by)}", _file(record), why)
        problems.raise_if_any()

    def numbers_at(self, month: int) -> dict[str, dict[str, float]]:
        """Scalars in force, by process and name."""
        since = bisect_right(self._changes, month)
        if since != self._since:
            self._since, self._numbers = since, self._numbers_in_force(month)
        return next(iter(self._numbers.values()))

    def _numbers_in_force(self, month: int) -> dict[tuple[float, ...], dict[str, dict[str, float]]]:
        names = [(p, n) for p, cards in self.pack.cards.items() for n in cards]
        values = tuple(self.pack.cards[p][n].value_at(month) for p, n in names)
        if values in self._numbers:
            return self._numbers
        made: dict[str, dict[str, float]] = {record.name: {} for record in self.plan.records}
        for (process, name), value in zip(names, values, strict=True):
            made.setdefault(process, {})[name] = float(value)
        return {values: made}

    def tables_at(self, month: int) -> dict[str, dict[str, NDArray[np.float64]]]:
        """Table slices in force, by process and name."""
        return {
            record.name: {name: self.pack.tables[record.name][name].slice_at(month) for name in record.tables}
            for record in self.plan.records
        }


def _file(record: ProcessRecord) -> str:
    return f"parameters/{record.name}.yaml"


@dataclass
class World:
    """A simulated population and everything needed to go on."""

    pack: Pack
    plan: Plan
    engine: Engine
    seed: int
    scale: float
    weights: tuple[float, ...]
    """People that one simulated person stands for, by stratum."""
    start: Start | None = None
    event_sum: np.uint64 = field(default=np.uint64(0))

    @staticmethod
    def build(
        pack: Pack,
        overrides: Mapping[str, Any] | None = None,
        off: Sequence[str] = (),
        scale: float = 1.0,
        seed: int = 1,
        options: Options | None = None,
        processes: Sequence[ProcessRecord] | None = None,
        store: Store | None = None,
        month: int = 0,
        focus: Mapping[str, float] | None = None,
        weights: tuple[float, ...] = (),
    ) -> "World":
        """A world at the start of `month`; with a store and its weights given, it goes on from there (a checkpoint).

        overrides and off are a scenario's changes of numbers and the mechanisms it turns to neutral, focus its shares
        of places and of groups of communities that are not simulated with the scale.
        Raises AylluError for unknown names and for numbers that a process needs and the pack lacks.
        """
        changed = apply_overrides(pack, overrides or {}, off) if overrides or off else pack
        plan = make_plan(processes if processes is not None else discover())
        figures = Figures(changed, plan)
        start = None
        fresh = store is None
        if store is None:
            start = build_start(changed, scale, seed, focus_of(changed, focus or {}))
            weights = start.weights
            store = found_store(start, plan.schema, month)
        weights = weights or (1 / scale,)
        setting = replace(_setting(changed, plan, figures, seed, options or Options(), store), weights=weights)
        engine = Engine(store, plan, setting, month)
        world = World(changed, plan, engine, seed, scale, weights, start)
        engine.listeners.append(world._listen)
        if fresh:
            engine.sort()
            engine.start()
        return world

    @property
    def store(self) -> Store:
        """Everybody's columns."""
        return self.engine.store

    @property
    def month(self) -> int:
        """The month that comes next."""
        return self.engine.month

    def advance(self, months: int = 1) -> None:
        """Live through some months."""
        for _ in range(months):
            self.engine.advance()

    def digest(self) -> str:
        """State of everybody, purses of households and all events so far, as one hexadecimal number."""
        purses = [name for name, column in sorted(self.plan.schema.purses.items()) if column.of == "household"]
        people = world_digest(self.store, sorted(self.plan.schema.person))
        held = f"{purses_digest(self.store, purses):016x}" if purses else ""
        return f"{people}{held}{int(self.event_sum):016x}"

    def _listen(self, event: str, rows: NDArray[np.int64]) -> None:
        with np.errstate(over="ignore"):
            self.event_sum = np.uint64(self.event_sum + event_words(event, self.month, self.store.person["key"][rows]))


def _setting(pack: Pack, plan: Plan, figures: Figures, seed: int, options: Options, store: Store) -> Setting:
    places = {
        "country": np.array([p.country for p in pack.places], np.int64),
        "region": np.array([p.region for p in pack.places], np.int64),
        "area": np.array([p.area for p in pack.places], np.int64),
        "destination": np.array([p.destination for p in pack.places], np.int64),
    }
    own = pack.cards[POPULATION]
    ages = Ages(
        int(own["adult_age"].value_at(0)), int(own["dependent_age"].value_at(0)),
        int(pack.community.full), int(own["headship_years"].value_at(0)),
    )  # fmt: skip
    sizes = {
        "country": len(pack.countries),
        "region": len(pack.regions),
        "sex": 2,
        "age": 101,
        "area": 2,
        "schooling": 18,
        "place": len(pack.places),
        "destination": 1 + max(region.destination for region in pack.regions),
        "birth_region": len(pack.regions),
    }
    measured = {m.name: tuple(sizes[d] for d in m.step.by) for m in plan.means}
    everybody = options.everybody if options.everybody is not None else store.person.n < 5000
    return Setting(
        seed=seed, numbers=figures.numbers_at, tables=figures.tables_at, places=places, ages=ages,
        threads=options.threads, chunk=options.chunk, everybody=everybody,
        ceiling_scale=options.ceiling_scale, turns=options.turns, resort_share=options.resort_share, measured=measured,
        sizes=sizes,
    )  # fmt: skip
