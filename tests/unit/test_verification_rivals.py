"""The rivals of the yardstick do the same work: same people from same draws, right numbers of deaths and births."""

import numpy as np
import pytest

from ayllu.verification import yardstick_rivals as rivals
from ayllu.verification.demography import moments, months_of
from ayllu.verification.rates import packs, rates_of

PEOPLE = 20_000
RATES = rates_of(next(path for path in packs() if path.name == "andes"), "PER", "1950-1955")
CHANCES = rivals.chances_of(RATES)


def test_kernel_and_keyed_numpy_make_the_same_people():
    one, other = rivals.founders(PEOPLE), rivals.founders(PEOPLE)
    lived = rivals.kernel(one, CHANCES, 60)
    assert lived == rivals.keyed_numpy(other, CHANCES, 60)
    assert one.count == other.count > PEOPLE
    for mine, theirs in zip(one.columns(), other.columns(), strict=True):
        assert np.array_equal(mine, theirs)
    other = rivals.founders(PEOPLE)
    rivals.keyed_numpy(other, rivals.chances_of(RATES.times(deaths=1.1)), 60)
    assert other.alive.sum() != one.alive.sum()


@pytest.mark.parametrize("name", list(rivals.RIVALS))
def test_rivals_agree_with_the_projection(name):
    world = rivals.founders(PEOPLE)
    start = -1 - world.birth[:PEOPLE].astype(np.int64)
    women = world.sex[:PEOPLE] == 0
    rivals.RIVALS[name](world, CHANCES, 60)
    months = months_of(RATES)
    ones = np.ones_like(months.women)
    found = moments(ones, ones, lambda month: months, 60)
    mean = found.women_mean[start[women]].sum() + found.men_mean[start[~women]].sum()
    spread = np.sqrt(found.women_variance[start[women]].sum() + found.men_variance[start[~women]].sum())
    assert abs(world.alive[: world.count].sum() - mean) < 4 * spread
    faster = months_of(RATES.times(deaths=1.1))
    shifted = moments(ones, ones, lambda month: faster, 60)
    assert mean - shifted.women_mean[start[women]].sum() - shifted.men_mean[start[~women]].sum() > spread


def test_timing_counts_person_months():
    timing = rivals.time_rival("kernel", CHANCES, 5_000, repeats=2, months=12)
    assert 59_000 < timing.person_months < 62_000
    assert timing.person_months_per_cpu_second == timing.person_months / timing.cpu_seconds > 0
    assert 10 < timing.bytes_per_person < 20
