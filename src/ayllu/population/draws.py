"""Random numbers that belong to a person, a month and a question, not to the order in which they are asked.

The generator is Philox2x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11; the Random123 library). The same functions serve NumPy arrays and compiled code.
"""

from typing import Any

import numpy as np
from numba.extending import overload, register_jitable

from ayllu.population.identity import mix64

_LOW32 = np.uint64(0xFFFFFFFF)
_MULTIPLIER = np.uint64(0xD256D193)
_WEYL = np.uint64(0x9E3779B9)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_S32 = np.uint64(32)
_S22, _S11 = np.uint64(22), np.uint64(11)
_MONTH_BITS = np.uint64(0x3FF)
_SITE_BITS = np.uint64(0x3FFFFF)
_ZERO = np.uint64(0)
_TWO_TO_MINUS_53 = 2.0**-53
ROUNDS = 10


@register_jitable
def philox2x32(counter0: Any, counter1: Any, key: Any) -> Any:
    """Two 32-bit words from a 64-bit counter and a 32-bit key: Philox2x32 with ten rounds.

    All arguments are uint64 (scalars or arrays) below 2**32; returns a pair of the same.
    """
    for _ in range(ROUNDS):
        product = counter0 * _MULTIPLIER
        counter0 = (product >> _S32) ^ key ^ counter1
        counter1 = product & _LOW32
        key = (key + _WEYL) & _LOW32
    return counter0, counter1


@register_jitable
def unit(counter: Any, month: Any, site: Any) -> Any:
    """A float64 in [0, 1) with 53 bits from a counter (64 bits), month (10) and site (22), all uint64."""
    key = ((month & _MONTH_BITS) << _S22) | (site & _SITE_BITS)
    high, low = philox2x32(counter & _LOW32, counter >> _S32, key)
    return (((high << _S32) | low) >> _S11) * _TWO_TO_MINUS_53


@register_jitable
def counter_of(mixed_seed: Any, key: Any) -> Any:
    """Counter of a key in the world of a seed; mixed_seed is mix64(seed), taken once outside loops."""
    return key ^ mixed_seed


@register_jitable
def counter_of_alternative(mixed_seed: Any, key: Any, alternative: Any) -> Any:
    """Counter for the alternatives 1, 2, ... of one question; alternative 0 is counter_of."""
    return mix64(key ^ mixed_seed ^ (alternative * _GOLDEN))


def _as_words(value: Any) -> Any:
    return np.asarray(value).astype(np.uint64)


def uniform(seed: Any, key: Any, month: Any, site: Any, alternative: Any = 0) -> Any:
    """The number in [0, 1) that belongs to a key (uint64), a month number and a site in the world of a seed.

    month counts modulo 1024 and site modulo 2**22. Scalars and arrays broadcast; inside compiled code all
    arguments are scalars. `alternative` numbers the choices of one question (at least 0).
    """
    with np.errstate(over="ignore"):
        mixed, keys, choice = (
            mix64(_as_words(seed)),
            _as_words(key),
            _as_words(alternative),
        )
        first = counter_of(mixed, keys)
        counter = np.where(choice == _ZERO, first, counter_of_alternative(mixed, keys, choice))
        return unit(counter, _as_words(month), _as_words(site))


@overload(uniform)
def _uniform_compiled(seed: Any, key: Any, month: Any, site: Any, alternative: Any = 0) -> Any:
    def compiled(seed: Any, key: Any, month: Any, site: Any, alternative: Any = 0) -> Any:
        mixed = mix64(np.uint64(seed))
        choice = np.uint64(alternative)
        counter = counter_of(mixed, np.uint64(key))
        if choice != _ZERO:
            counter = counter_of_alternative(mixed, np.uint64(key), choice)
        return unit(counter, np.uint64(month), np.uint64(site))

    return compiled
