"""A stream of keyed numbers for compiled code that needs many in a row."""

from typing import Any

import numpy as np
from numba import njit

from ayllu.population.draws import unit

START_MONTH = 1023
"""The month number that keys draws of month zero: no run reaches it, so no process draws the same numbers."""

_MONTH = np.uint64(START_MONTH)
_ONE = np.uint64(1)


@njit(nogil=True, cache=True)
def roll(dice: Any) -> Any:
    """The next number in [0, 1) of a stream; dice holds counter and position (uint64[2]) and moves on."""
    value = unit(dice[0], _MONTH, dice[1])
    dice[1] += _ONE
    return value


@njit(nogil=True, cache=True)
def ask(counter: Any, question: Any) -> Any:
    """The number in [0, 1) that answers a numbered question about the holder of a counter (uint64 both)."""
    return unit(counter, _MONTH, question)


@njit(nogil=True, cache=True)
def bell(dice: Any) -> Any:
    """A number with mean 0 and standard deviation 1, at most 3.5 away: the scaled sum of four."""
    return (roll(dice) + roll(dice) + roll(dice) + roll(dice) - 2.0) * np.sqrt(3.0)
