"""The generator against the published vectors, and compiled code against NumPy."""

import numpy as np
import pytest
from numba import njit

from ayllu.population import draws, identity

VECTORS = [
    (0x00000000, 0x00000000, 0x00000000, 0xFF1DAE59, 0x6CD10DF2),
    (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0x2C3F628B, 0xAB4FD7AD),
    (0x243F6A88, 0x85A308D3, 0x13198A2E, 0xDD7CE038, 0xF62A4C12),
]


@njit
def _compiled(seed, key, month, site, alternative):
    return draws.uniform(seed, key, month, site, alternative)


@pytest.mark.parametrize("first, second, key, high, low", VECTORS)
def test_known_answers_of_random123(first, second, key, high, low):
    words = draws.philox2x32(np.uint64(first), np.uint64(second), np.uint64(key))
    assert words == (high, low)


@pytest.mark.parametrize(
    "month, site, alternative",
    [(0, 0, 0), (755, 4000001, 0), (-30, 7, 1), (1023, 1, 9)],
)
def test_compiled_code_draws_what_numpy_draws(month, site, alternative):
    keys = identity.mix64(np.arange(50, dtype=np.uint64))
    whole = draws.uniform(11, keys, month, site, alternative)
    assert whole.dtype == np.float64
    assert [_compiled(11, key, month, site, alternative) for key in keys] == list(whole)
    assert draws.uniform(11, keys[3], month, site, alternative) == whole[3]


def test_the_layout_of_counter_and_key():
    key, seed, month, site = np.uint64(0x0123456789ABCDEF), np.uint64(5), 300, 77
    with np.errstate(over="ignore"):
        counter = int(key ^ identity.mix64(seed))
    words = draws.philox2x32(
        np.uint64(counter & 0xFFFFFFFF),
        np.uint64(counter >> 32),
        np.uint64((month << 22) | site),
    )
    expected = ((int(words[0]) << 32 | int(words[1])) >> 11) * 2.0**-53
    assert draws.uniform(seed, key, month, site) == expected


def test_numbers_are_even_and_differ_by_every_argument():
    keys = np.arange(200_000, dtype=np.uint64)
    values = draws.uniform(1, keys, 3, 5)
    assert values.min() >= 0 and values.max() < 1
    counts = np.histogram(values, 100, (0, 1))[0]
    assert ((counts - 2000) ** 2 / 2000).sum() < 160
    others = [draws.uniform(*a) for a in [(2, keys, 3, 5), (1, keys, 4, 5), (1, keys, 3, 6), (1, keys, 3, 5, 1)]]
    for other in others:
        assert abs(np.corrcoef(values, other)[0, 1]) < 0.01
