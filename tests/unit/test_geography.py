"""Distances on the globe, and kernels of migration against their definitions, pair by pair."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayllu.geography import kernels
from ayllu.geography.distance import EARTH_RADIUS, great_circle
from ayllu.verification.peers import laser_kernels

QUARTER = np.pi / 2 * EARTH_RADIUS


def test_distances_on_the_globe():
    """A quarter of the way round from the equator to a pole and along the equator; half to the other side."""
    found = great_circle([0, 90, 0, 0], [0, 33, 90, 180])
    assert found == pytest.approx(found.T) and np.diagonal(found).tolist() == [0, 0, 0, 0]
    assert found[0] == pytest.approx([0, QUARTER, QUARTER, 2 * QUARTER])
    assert great_circle([60, 60], [10, 11])[0, 1] == pytest.approx(EARTH_RADIUS * np.radians(1) / 2, rel=1e-4)


@st.composite
def maps(draw):
    """Some places with people, at whole distances, so that many are equally far."""
    n = draw(st.integers(3, 6))
    people = draw(st.lists(st.integers(1, 1000), min_size=n, max_size=n))
    apart = np.zeros((n, n))
    for i, j in product(range(n), range(n)):
        if i < j:
            apart[i, j] = apart[j, i] = draw(st.integers(1, 5))
    return np.array(people, float), apart


@settings(deadline=None)
@given(maps())
def test_kernels_are_what_their_definitions_say(given_map):
    people, apart = given_map
    n = len(people)
    found = {
        "gravity": kernels.gravity(people, apart, 0.5, 0.8, 1.1, 1.7),
        "competing": kernels.competing_destinations(people, apart, 0.5, 0.8, 1.1, 1.7, -0.3),
        "stouffer": kernels.stouffer(people, apart, 0.5, 0.8, 1.1, True),
        "stouffer away": kernels.stouffer(people, apart, 0.5, 0.8, 1.1, False),
        "radiation": kernels.radiation(people, apart, 0.5, True),
        "radiation away": kernels.radiation(people, apart, 0.5, False),
    }
    for i, j in product(range(n), range(n)):
        wanted = dict.fromkeys(found, 0.0)
        if i != j:
            near = sum(people[k] for k in range(n) if apart[i, k] <= apart[i, j])
            third = sum(people[k] ** 1.1 / apart[j, k] ** 1.7 for k in range(n) if k not in (i, j))
            wanted["gravity"] = 0.5 * people[i] ** 0.8 * people[j] ** 1.1 / apart[i, j] ** 1.7
            wanted["competing"] = wanted["gravity"] * third**-0.3
            for name, around in (("", near), (" away", near - people[i])):
                wanted["stouffer" + name] = 0.5 * people[i] ** 0.8 * (people[j] / around) ** 1.1
                whole = (people[i] + around) * (people[i] + people[j] + around)
                wanted["radiation" + name] = 0.5 * people[i] * people[j] / whole
        for name, matrix in found.items():
            assert matrix[i, j] == pytest.approx(wanted[name], rel=1e-12), name


def test_places_without_people_have_no_flows():
    people, apart = [0, 0, 10], [[0, 1, 2], [1, 0, 3], [2, 3, 0]]
    for with_home in (True, False):
        assert kernels.stouffer(people, apart, 1, 1, 1, with_home)[0].tolist() == [0, 0, 0]
        assert kernels.radiation(people, apart, 1, with_home)[:, 1].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("people", "apart"), [([1, 2], [[0, 1, 1]]), ([1, -2], [[0, 1], [1, 0]]), ([1, 2], [[0, 1], [2, 0]])]
)
def test_maps_that_make_no_sense_are_refused(people, apart):
    with pytest.raises(ValueError, match="distances"):
        kernels.gravity(people, apart, 1, 1, 1, 1)
    with pytest.raises(ValueError, match="no third one"):
        kernels.competing_destinations([1, 2], [[0, 1], [1, 0]], 1, 1, 1, 1, 1)


def test_the_check_passes_and_bites(monkeypatch):
    assert laser_kernels.migration_kernels(True).verdict == "pass"
    ranked = np.array(laser_kernels.DISTANCES) + np.triu(np.full((5, 5), 1e-6))
    for broken in (ranked + ranked.T - np.diag(np.diagonal(ranked)), np.array(laser_kernels.DISTANCES) * (1 + 1e-11)):
        monkeypatch.setattr(laser_kernels, "DISTANCES", (broken + broken.T) / 2)
        assert laser_kernels.migration_kernels(True).verdict == "fail"
