"""The same lives, wherever rows are stored: re-sorted, never sorted, shuffled at the start."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_worlds import MONTHS, base, islands, lived, world

from ayllu.engine.digest import person_digests
from ayllu.loops.plan import make_plan
from ayllu.population.founding import found_store
from ayllu.population.start import Start, build_start
from ayllu.runs.discover import discover
from ayllu.runs.world import Options, World

Order = NDArray[np.int64]


@pytest.mark.parametrize("resort_share", [0, 0.02, 1e9])
@pytest.mark.parametrize("everybody", [True, False])
def test_sorting(resort_share: float, everybody: bool) -> None:
    assert lived(options=Options(resort_share=resort_share, everybody=everybody)) == base()


def shuffled(start: Start, seed: int) -> Start:
    """The same people, households and communities in another order of rows."""
    chance = np.random.default_rng(seed)
    sizes = [len(table["key"]) for table in (start.persons, start.households, start.communities)]
    people, homes, places = (chance.permutation(size) for size in sizes)
    person, home, place = _moved(people), _moved(homes), _moved(places)
    persons = {name: values[people] for name, values in start.persons.items()}
    for name in ("mother", "father", "partner"):
        persons[name] = np.where(persons[name] >= 0, person[persons[name]], -1)
    persons["home"], persons["community"] = home[persons["home"]], place[persons["community"]]
    persons["root_community"] = place[persons["root_community"]].astype(np.int32)
    households = {name: values[homes] for name, values in start.households.items()}
    households["community"], households["first"] = place[households["community"]], person[households["first"]]
    communities = {name: values[places] for name, values in start.communities.items()}
    return Start(persons, households, communities, start.ancestries)


def _moved(order: Order) -> Order:
    """Where each old row stands in a new order."""
    new = np.empty_like(order)
    new[order] = np.arange(len(order))
    return new


def from_rows(seed: int | None) -> World:
    """The hot world from the start population as built, or from one whose rows are shuffled."""
    plain = world()
    start = build_start(plain.pack, 1.0, 1)
    store = found_store(start if seed is None else shuffled(start, seed), make_plan(discover()).schema, 0)
    found = world(store=store, options=Options(resort_share=1e9))
    found.engine.start()
    return found


def test_rows_as_they_are_built() -> None:
    found = from_rows(None)
    found.advance(MONTHS)
    assert found.digest() == base()


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32 - 1))
def test_shuffled_rows(seed: int) -> None:
    found = from_rows(seed)
    found.advance(MONTHS)
    assert found.digest() == base()


def test_the_digest_notices_one_year_of_school() -> None:
    first, second = world("calm"), world("calm")
    second.store.person["schooling"][3] += 1
    assert first.digest() != second.digest()
    columns = sorted(first.plan.schema.person)
    keys, before = person_digests(first.store, columns)
    _, after = person_digests(second.store, columns)
    assert keys[before != after].tolist() == [int(second.store.person["key"][3])]


def test_islands_are_small() -> None:
    assert sum(place.population_start for place in islands().places) < 2000
