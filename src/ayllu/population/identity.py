"""Keys: who somebody is, whatever row she is stored in and whoever else exists.

A person's key follows from lineage, so the third child of a mother is the same person in two scenarios
(DESIGN.md 1.7). All functions work on Python integers, NumPy unsigned arrays and compiled code alike.
"""

import zlib
from typing import Any

import numpy as np
from numba.extending import register_jitable

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)

CHILD = np.uint64(0x6368696C64)
HOUSEHOLD = np.uint64(0x686F757365)


@register_jitable
def mix64(value: Any) -> Any:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection on 64 bits; uint64 in and out."""
    value = (value ^ (value >> _S30)) * _FIRST
    value = (value ^ (value >> _S27)) * _SECOND
    return value ^ (value >> _S31)


def combine(key: Any, part: Any) -> Any:
    """A new key from a key and a part (both uint64); order matters."""
    return mix64((key ^ mix64(part + _GOLDEN)) + _GOLDEN)


def text_key(text: str) -> np.uint64:
    """A key from a name; stable over machines and versions."""
    data = text.encode()
    with np.errstate(over="ignore"):
        return np.uint64(mix64(np.uint64(zlib.crc32(data) | (zlib.adler32(data) << 32))))


def child_key(mother: Any, birth_order: Any) -> Any:
    """Key of a mother's child by order of birth (twins are two orders)."""
    return combine(combine(mother, CHILD), birth_order)


def household_key(founder: Any, times: Any) -> Any:
    """Key of the household that somebody founds, by how many she or he founded before."""
    return combine(combine(founder, HOUSEHOLD), times)
