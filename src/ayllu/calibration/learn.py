"""Learning the base run's own factors: mean risks, and the pace of unions; written as tables and frozen.

Each round runs the base world with fixed seeds and corrects the learnt tables. A mean of a rule (declared
with `mean(..., into=table)`) replaces the table; the factor learnt from a singulate mean age at marriage is
corrected by a damped step. Only targets are read, never claims with role validate. A policy run uses the
frozen tables.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ayllu.calibration.goals import read_goals
from ayllu.calibration.marriage import SMAM_AGES, residuals, shares_single
from ayllu.calibration.moves import Moved, correct
from ayllu.calibration.work import WORK, correct_work
from ayllu.calibration.write import write_learnt
from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.process import Table
from ayllu.loops.generate import MEASURE_UNIT
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.discover import discover
from ayllu.runs.world import World
from ayllu.words.errors import AylluError, Problem
from ayllu.words.months import MONTHS_A_YEAR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOVES = ("moves inside", "people by place", "net loss", "emigrants", "women abroad")
FEW_YEARS, EDGE = 2, 0.5
DAMPING = 0.16
"""Share by which the pace of unions changes for one year of difference in the mean age at marriage."""


@dataclass
class Lesson:
    """What one base run measured: sums and counts of means by year, and shares of single people by year."""

    totals: dict[str, list[Ints]] = field(default_factory=dict)
    counts: dict[str, list[Ints]] = field(default_factory=dict)
    single: list[Floats] = field(default_factory=list)
    moved: Moved = field(default_factory=Moved)
    seeds: int = 1

    def add(self, other: "Lesson") -> None:
        """Join the measurements of another seed."""
        for name in other.totals:
            self.totals[name] = [a + b for a, b in zip(self.totals[name], other.totals[name], strict=True)]
            self.counts[name] = [a + b for a, b in zip(self.counts[name], other.counts[name], strict=True)]
        self.single = [a + b for a, b in zip(self.single, other.single, strict=True)]
        self.moved.add(other.moved)
        self.seeds += other.seeds


def observe(root: Path, scale: float, seed: int) -> Lesson:
    """Run the base world of a pack to its end and measure."""
    pack = read_pack(root)
    world = World.build(pack, scale=scale, seed=seed)
    lesson = Lesson({name: [] for name in world.engine.measured}, {name: [] for name in world.engine.measured})
    for month in range(pack.last_month + 1):
        world.advance()
        lesson.moved.month(world)
        if month % MONTHS_A_YEAR == MONTHS_A_YEAR - 1:
            for name, (total, count) in world.engine.measured.items():
                lesson.totals[name].append(total.copy())
                lesson.counts[name].append(count.copy())
                total[:], count[:] = 0, 0
            lesson.moved.year(world)
            lesson.single.append(
                shares_single(world.store, len(pack.countries), world.engine.setting.places["country"])
            )
    return lesson


def calibrate(
    pack_name: str | Path,
    scale: float = 0.01,
    seeds: Sequence[int] = (101, 102),
    rounds: int = 3,
    processes: int = 2,
    progress: Callable[[str], None] | None = None,
    only: Sequence[str] = (),
) -> list[str]:
    """Learn all learnt tables of a pack and write them into it; returns lines that tell how far off it ended.

    only: names of processes whose tables are learnt; all if empty.
    Raises AylluError when the pack is not a folder that can be written.
    """
    root = read_pack(pack_name).root
    if not (root / "pack.toml").exists():
        raise AylluError(Problem("the pack cannot be written", str(root), remedy="Copy it with ayllu pack new."))
    say = progress or (lambda _text: None)
    lines: list[str] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}: {len(seeds)} base runs at 1:{round(1 / scale)}")
            lessons = list(pool.map(observe, [root] * len(seeds), [scale] * len(seeds), seeds))
            lesson = lessons[0]
            for other in lessons[1:]:
                lesson.add(other)
            lines = apply(read_pack(root), lesson, only)
            for line in lines:
                say(line)
    return lines


def apply(pack: Pack, lesson: Lesson, only: Sequence[str] = ()) -> list[str]:
    """Correct every learnt table (of the processes named) by what a round measured; tells the differences before."""
    lines = []
    for record in discover():
        if only and record.name not in only:
            continue
        for measure in record.measures:
            if measure.into is not None:
                name = _name_of(record, measure.into)
                own = f"{record.name}.{measure.of.__name__}"
                lines.append(_learn_mean(pack, record.name, name, lesson.totals[own], lesson.counts[own]))
        for name, table in record.tables.items():
            if table.learnt == "smam":
                lines += _learn_pace(pack, record.name, name, lesson.single)
            elif table.learnt in MOVES:
                lines += _learn_moves(pack, record.name, name, table.learnt, lesson)
            elif table.learnt in WORK:
                lines += _learn_work(pack, record.name, name, table.learnt, lesson)
    return lines


def _learn_moves(pack: Pack, process: str, name: str, kind: str, lesson: Lesson) -> list[str]:
    """Correct a learnt table of moves towards the pack's goals."""
    card, knots = pack.tables[process][name], _knots(pack)
    now = [card.slice_at((year - pack.epoch_year) * MONTHS_A_YEAR).copy() for year in knots]
    values, lines = correct(kind, pack, read_goals(pack), lesson.moved, lesson.seeds, now, knots)
    if lines:
        write_learnt(pack, process, name, card.by, knots, [(v, np.ones_like(v)) for v in values])
    return lines


def _learn_work(pack: Pack, process: str, name: str, kind: str, lesson: Lesson) -> list[str]:
    """Correct a learnt table of work towards the pack's goals."""
    card, knots, own = pack.tables[process][name], _knots(pack), WORK[kind][1]
    now = [card.slice_at((year - pack.epoch_year) * MONTHS_A_YEAR).copy() for year in knots]
    values, lines = correct_work(kind, pack, read_goals(pack), lesson.totals[own], lesson.counts[own], now, knots)
    if lines:
        write_learnt(pack, process, name, card.by, knots, [(v, np.ones_like(v)) for v in values])
    return lines


def _name_of(record: ProcessRecord, table: Table) -> str:
    return next(name for name, known in record.tables.items() if known is table)


def _learn_mean(pack: Pack, process: str, name: str, totals: list[Ints], counts: list[Ints]) -> str:
    """Replace a table by the means of windows around the first of January of its knots."""
    card = pack.tables[process][name]
    knots = _knots(pack)
    values = []
    for year in knots:
        weights = _window(year - pack.epoch_year, len(totals))
        total, count = (sum(w * np.asarray(each[at]) for at, w in weights.items()) for each in (totals, counts))
        values.append((np.asarray(total) / MEASURE_UNIT, np.asarray(count)))
    before = np.stack([card.slice_at((year - pack.epoch_year) * MONTHS_A_YEAR + 6) for year in knots])
    after = write_learnt(pack, process, name, card.by, knots, values)
    seen = np.abs(after - before)[after > 0]
    return f"{process}.{name}: mean change {seen.mean() if len(seen) else 0:.4f}"


def _window(knot: int, years: int) -> dict[int, float]:
    """Years that tell of the first of January of a year, with weights: as many before as after, half of the outermost.

    A window of five years with its middle on that day; shorter at the end, and the first year alone at the start.
    """
    reach = min(FEW_YEARS, knot, years - knot)
    if reach <= 0:
        return {min(knot, years - 1): 1.0}
    whole = dict.fromkeys(range(knot - reach, knot + reach), 1.0)
    outer = {at: EDGE for at in (knot - reach - 1, knot + reach) if 0 <= at < years}
    return whole | (outer if len(outer) > 1 else {})


def _knots(pack: Pack) -> list[int]:
    first = pack.epoch_year
    last = first + pack.last_month // MONTHS_A_YEAR
    return [*range(first, last, 5), last]


def _learn_pace(pack: Pack, process: str, name: str, single: list[Floats]) -> list[str]:
    """Damped correction of the pace of unions by the difference in the mean age at marriage some years on."""
    card = pack.tables[process][name]
    knots = _knots(pack)
    values, lines = [], []
    found = residuals(pack, single)
    for year in knots:
        level = card.slice_at((year - pack.epoch_year) * MONTHS_A_YEAR + 6).copy()
        for (country, sex), points in found.items():
            years = sorted(points)
            gap = float(np.interp(year + SMAM_AGES, years, [points[y] for y in years]))
            level[country, sex] = np.clip(level[country, sex] * np.exp(DAMPING * gap), 0.15, 5.5)
        values.append((level, np.ones_like(level)))
    for (country, sex), points in sorted(found.items()):
        told = ", ".join(f"{year}: {gap:+.2f}" for year, gap in sorted(points.items()))
        lines.append(f"smam {pack.countries[country].code} {('women', 'men')[sex]}, simulated less target: {told}")
    write_learnt(pack, process, name, card.by, knots, values)
    return lines
