"""The random numbers of the model: known answers, evenness, independence, distinct keys."""

import numpy as np

from ayllu.population.draws import philox2x32, uniform
from ayllu.verification import battery
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.report import Finding, check

KNOWN = (
    (0x00000000, 0x00000000, 0x00000000, 0xFF1DAE59, 0x6CD10DF2),
    (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0x2C3F628B, 0xAB4FD7AD),
    (0x243F6A88, 0x85A308D3, 0x13198A2E, 0xDD7CE038, 0xF62A4C12),
)
"""Counter, counter, key and the two answers: the known-answer file of Random123 for philox2x32, ten rounds."""

MANY, FEW = 4_000_000, 400_000
RIPPLE, RIPPLE_OF_FEW = 0.02, 0.06


def wrong_answers() -> int:
    """How many of the published words the generator misses."""
    wrong = 0
    for first, second, key, high, low in KNOWN:
        words = philox2x32(np.uint64(first), np.uint64(second), np.uint64(key))
        wrong += (int(words[0]) != high) + (int(words[1]) != low)
    return wrong


@check("Philox known answers", "The generator is Philox2x32-10 as published")
def known_answers(quick: bool) -> Finding:
    """Nine rounds instead of ten miss all six words (tried)."""
    power = "any change of the generator misses a word, but for one chance in 2**32"
    return nothing_wrong("words that differ", wrong_answers(), 2 * len(KNOWN), power)


@check("draws are even", "Numbers are evenly spread along people, months, sites, alternatives and seeds")
def even(quick: bool) -> Finding:
    """A plain multiplication of the key by the golden ratio fails along people (tried)."""
    return battery.evenness(uniform, FEW if quick else MANY, RIPPLE_OF_FEW if quick else RIPPLE)


@check(
    "draws are independent",
    "Neighbours along people, months, sites, alternatives and seeds, and mothers and children, are unrelated",
)
def independent(quick: bool) -> Finding:
    """A generator that drops the month fails along months, two rounds of Philox fail along people (tried)."""
    return battery.independence(uniform, FEW if quick else MANY, RIPPLE_OF_FEW if quick else RIPPLE)


@check("keys are distinct", "Nobody among ten million people shares a key")
def distinct(quick: bool) -> Finding:
    """Keys cut to 40 bits collide about 50 times (tried)."""
    keys = battery.family(27_500, 5, 3)
    power = f"{len(keys)} keys: 40 bits in place of 64 would give {len(keys) ** 2 / 2**41:.3g} collisions"
    return nothing_wrong("collisions", battery.collisions(keys), len(keys), power)
