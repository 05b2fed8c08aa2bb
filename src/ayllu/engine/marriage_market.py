"""The marriage market of a month: those who look meet in their place, in an order that depends on keys.

Where women are fewer they choose, where men are fewer they do; where they are as many, the side of whoever comes first
in the keyed order does. Neither sex is favoured by the rule.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.generate_choices import site_of
from ayllu.loops.plan import PlannedStep
from ayllu.loops.screen import rare_bytes
from ayllu.population.draws import counter_of, unit
from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.words.codes import Sex

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

Rows = NDArray[np.int64]


def meet(engine: "Engine", planned: PlannedStep) -> None:
    """Match the lookers and settle their unions; those left over are counted by sex and place."""
    market = planned.step
    looking = _lookers(engine, market.looking)
    person = engine.store.person
    sex, place = person["sex"][looking], person["cell"][looking].astype(np.int64) // CELLS_A_PLACE
    engine.unmatched[:] = 0
    np.add.at(engine.unmatched, (sex, place), 1)
    engine.strata.count_unmatched(looking, 1, anew=True)
    n_places = engine.unmatched.shape[1]
    she = sex == _choosing(engine, looking, f"{planned.name}.order", n_places)[place]
    choosers, where, _ = _queue(engine, looking[she], f"{planned.name}.order")
    others, others_place, at = _queue(engine, looking[~she], f"{planned.name}.place")
    if len(choosers) == 0 or len(others) == 0:
        return
    low, high = np.searchsorted(others_place, where, "left"), np.searchsorted(others_place, where, "right")
    start = _start(engine, planned, choosers, where, others_place + at, low, high)
    loop = planned.loops["visit"]
    meets = int(engine.numbers[planned.record.name][market.acquaintances])
    pair_women, pair_men = np.empty(len(choosers), np.int64), np.empty(len(choosers), np.int64)
    women_first = person["sex"][choosers] == Sex.FEMALE
    n = loop.function(
        choosers, women_first, others, low, high, start, meets, engine.month, pair_women, pair_men,
        *engine.arrays(loop),
    )  # fmt: skip
    for sex_of, rows in enumerate((pair_women[:n], pair_men[:n])):
        places = person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
        engine.unmatched[sex_of] -= np.bincount(places, minlength=n_places)
        engine.strata.count_unmatched(rows, -1)
    engine.settler.unite(pair_women[:n], pair_men[:n])


def _choosing(engine: "Engine", rows: Rows, site: str, places: int) -> Rows:
    """By place the sex that chooses."""
    sex = engine.store.person["sex"][rows]
    ordered, place, _ = _queue(engine, rows, site)
    first, at = np.unique(place, return_index=True)
    chooses: Rows = np.full(places, Sex.FEMALE, np.int64)
    chooses[first] = engine.store.person["sex"][ordered[at]]
    where = engine.store.person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
    women, men = (np.bincount(where[sex == of], minlength=places) for of in (Sex.FEMALE, Sex.MALE))
    chooses[women < men], chooses[men < women] = Sex.FEMALE, Sex.MALE
    return chooses


def _lookers(engine: "Engine", column: object) -> Rows:
    name = next(n for n, c in engine.plan.schema.declared.items() if c == column)
    values, cell = engine.store.person[name], engine.store.person["cell"]

    def work(chunk: tuple[int, int]) -> Rows:
        rows = np.empty(chunk[1] - chunk[0], np.int32)
        return rows[: rare_bytes(values, 1, *chunk, rows)].astype(np.int64)

    found = np.concatenate(engine.workers.map(work, engine._chunks()) or [np.zeros(0, np.int64)])
    found = found[cell[found] != DEAD]
    single: Rows = found[engine.store.person["partner"][found] < 0]
    return single


def _positions(engine: "Engine", rows: Rows, site: str) -> NDArray[np.float64]:
    counter = counter_of(engine.seed, engine.store.person["key"][rows])
    drawn: NDArray[np.float64] = unit(counter, np.uint64(engine.month), np.uint64(site_of(site)))
    return drawn


def _queue(engine: "Engine", rows: Rows, site: str) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """Rows by place and, within it, by a keyed position."""
    at = _positions(engine, rows, site)
    place = engine.store.person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
    order = np.lexsort((at, place))
    return rows[order], place[order], at[order]


def _start(
    engine: "Engine",
    planned: PlannedStep,
    choosers: Rows,
    where: Rows,
    at: NDArray[np.float64],
    low: Rows,
    high: Rows,
) -> Rows:
    """How far into the others of the place a round begins: the first whose position follows the chooser's."""
    own = _positions(engine, choosers, f"{planned.name}.place")
    found: Rows = np.clip(np.searchsorted(at, where + own, "left") - low, 0, np.maximum(high - low, 0))
    return found
