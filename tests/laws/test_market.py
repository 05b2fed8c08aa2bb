"""The marriage market favours neither sex: where women and men are as many, a swap of the sexes swaps who chooses."""

import numpy as np
from small_worlds import world

from ayllu.engine.marriage_market import _choosing
from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.words.codes import Sex


def test_a_tie_is_broken_by_people_and_not_by_sex() -> None:
    """Each place is given as many women as men; either sex chooses in some places, and the other after a swap."""
    found = world("calm")
    engine, person = found.engine, found.store.person
    planned = next(step for step in found.plan.steps if step.kind == "market")
    people, chosen = np.flatnonzero(person["cell"] != DEAD), set[int]()
    place = person["cell"][people].astype(np.int64) // CELLS_A_PLACE
    even = np.concatenate([people[place == p][: (place == p).sum() // 2 * 2] for p in np.unique(place)])
    place = person["cell"][even].astype(np.int64) // CELLS_A_PLACE
    person["sex"][even] = np.arange(len(even)) % 2
    here = np.unique(place)
    for engine.month in range(24):
        first = _choosing(engine, even, f"{planned.name}.order", int(place.max()) + 1)[here]
        person["sex"][even] = 1 - person["sex"][even]
        swapped = _choosing(engine, even, f"{planned.name}.order", int(place.max()) + 1)[here]
        person["sex"][even] = 1 - person["sex"][even]
        assert (first + swapped == 1).all()
        chosen |= set(first.tolist())
    assert chosen == {int(Sex.FEMALE), int(Sex.MALE)}
