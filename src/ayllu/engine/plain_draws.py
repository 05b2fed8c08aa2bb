"""The random numbers of ayllu.population.draws and the keys of identity once more, in plain integers.

The generator is Philox2x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11). A test holds every function here equal to its compiled original.
"""

from ayllu.population import identity
from ayllu.words.curves import log

HALF = 0xFFFFFFFF
WORD = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
MULTIPLIER, WEYL, ROUNDS = 0xD256D193, 0x9E3779B9, 10
MONTH, SITE, SITE_BITS = 0x3FF, 0x3FFFFF, 22
CHILD, HOUSEHOLD = int(identity.CHILD), int(identity.HOUSEHOLD)


def mix64(value: int) -> int:
    """The finaliser of SplitMix64: a bijection on 64 bits."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & WORD
    return value ^ (value >> 31)


def combine(key: int, part: int) -> int:
    """A new key from a key and a part; order matters."""
    return mix64(((key ^ mix64((part + GOLDEN) & WORD)) + GOLDEN) & WORD)


def child_key(mother: int, birth_order: int) -> int:
    """Key of a mother's child by order of birth."""
    return combine(combine(mother, CHILD), birth_order)


def household_key(founder: int, times: int) -> int:
    """Key of the household that somebody founds, by how many she or he founded before."""
    return combine(combine(founder, HOUSEHOLD), times)


def philox2x32(first: int, second: int, key: int) -> tuple[int, int]:
    """Two 32-bit words from a 64-bit counter (low word first) and a 32-bit key."""
    for _ in range(ROUNDS):
        product = first * MULTIPLIER
        first, second = (product >> 32) ^ key ^ second, product & HALF
        key = (key + WEYL) & HALF
    return first, second


def unit(counter: int, month: int, site: int) -> float:
    """A number in [0, 1) with 53 bits from a 64-bit counter, a month and a site."""
    high, low = philox2x32(counter & HALF, counter >> 32, ((month & MONTH) << SITE_BITS) | (site & SITE))
    return (((high << 32) | low) >> 11) * 2.0**-53


def other_counter(key: int, alternative: int, seed: int) -> int:
    """The counter of an alternative 1, 2, ... of one question; seed is mixed already."""
    return mix64(key ^ seed ^ ((alternative * GOLDEN) & WORD))


def gumbel(key: int, alternative: int, seed: int, month: int, site: int) -> float:
    """The noise added to the appeal of an alternative; seed is mixed already."""
    return -log(-log(unit(other_counter(key, alternative, seed), month, site)))
