"""Rivals of the engine on the demographic yardstick (PEERS.md 1), for `ayllu bench`.

N people with age, sex and alive; every month all age, may die (rates by single year of age and sex), and women of
15 to 49 may bear (rates by age) a person who joins; 60 months. Three floors without records, kin or a grammar:
a Numba kernel written by hand, NumPy over whole arrays with the same keyed draws (the same people, bit for bit),
and NumPy with its own generator, as its users write it (nobody keeps a number of her own).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.draws import philox2x32, uniform
from ayllu.population.identity import child_key, combine, mix64, text_key
from ayllu.verification.demography import chance
from ayllu.verification.rates import Array, Rates
from ayllu.words.codes import OLDEST, Sex
from ayllu.words.months import MONTHS_A_YEAR, age_in

MONTHS = 60
REPEATS = 5
SEED, EVENT, SEX_OF_CHILD = 1, 1, 2
FERTILE = (15, 50)
TIERS = (5, 65, 80)
"""Ages at which the kernel changes its ceiling of mortality."""
BLOCK = 4096
WORD = 2.0**32
LOW, HALF, MONTH_SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(22)
EVENT_KEY = np.uint64(EVENT)


@dataclass
class People:
    """Columns of a yardstick population: key, birth month, sex, children ever born, alive; `count` rows used."""

    key: NDArray[np.uint64]
    birth: NDArray[np.int16]
    sex: NDArray[np.uint8]
    parity: NDArray[np.uint8]
    alive: NDArray[np.uint8]
    count: int

    def columns(self) -> list[NDArray[Any]]:
        """The arrays, cut to the rows used."""
        held = (self.key, self.birth, self.sex, self.parity, self.alive)
        return [column[: self.count] for column in held]


@dataclass(frozen=True)
class Chances:
    """Monthly chances: of death by sex and age, of a birth by age (0 outside 15 to 49), that a child is a girl."""

    death: Array
    birth: Array
    girl: float


@dataclass(frozen=True)
class Timing:
    """A rival's medians over repeats: CPU and wall seconds; bytes of columns per living person."""

    name: str
    people: int
    person_months: int
    cpu_seconds: float
    wall_seconds: float
    bytes_per_person: float

    @property
    def person_months_per_cpu_second(self) -> float:
        """Speed in person-months per CPU second."""
        return self.person_months / self.cpu_seconds


Rival = Callable[[People, Chances, int], int]
"""rival(people, chances, months) -> person-months; changes `people`."""


def chances_of(rates: Rates) -> Chances:
    """Monthly chances of yearly rates."""
    fertile = np.zeros(OLDEST + 1)
    fertile[slice(*FERTILE)] = rates.births[slice(*FERTILE)] / MONTHS_A_YEAR
    return Chances(np.stack((chance(rates.women), chance(rates.men))), fertile, rates.girls)


def founders(count: int) -> People:
    """`count` people, half women, with ages 0 to 79 evenly, and room to grow by a third."""
    room = count + count // 3 + 1000
    key, birth = np.zeros(room, np.uint64), np.zeros(room, np.int16)
    sex, parity, alive = (np.zeros(room, np.uint8) for _ in range(3))
    rows = np.arange(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        key[:count] = combine(text_key("yardstick"), rows)
    birth[:count] = -1 - (uniform(SEED, key[:count], 0, 0) * 80 * MONTHS_A_YEAR).astype(np.int16)
    sex[:count] = rows & 1
    alive[:count] = 1
    return People(key, birth, sex, parity, alive, count)


def keyed_numpy(people: People, chances: Chances, months: int) -> int:
    """Whole-array NumPy with the model's draws: one 64-bit number a person-month, half of it for each event."""
    lived = 0
    with np.errstate(over="ignore"):
        mixed = mix64(np.uint64(SEED))
    for month in range(months):
        rows = np.flatnonzero(people.alive[: people.count])
        lived += len(rows)
        born: Any = people.birth[rows].astype(np.int64)
        age = np.minimum(age_in(month, born), OLDEST)
        sex, counter = people.sex[rows], people.key[rows] ^ mixed
        clock = np.uint64(month) << MONTH_SHIFT | EVENT_KEY
        dying, bearing = philox2x32(counter & LOW, counter >> HALF, np.full(len(rows), clock))
        dies = dying < chances.death[sex, age] * WORD
        people.alive[rows[dies]] = 0
        bears = (bearing < chances.birth[age] * WORD) & ~dies & (sex == Sex.FEMALE)
        _append(people, rows[bears], month, chances.girl)
    return lived


def kernel(people: People, chances: Chances, months: int) -> int:
    """The kernel written by hand on one thread; the same people as keyed_numpy."""
    lived, compiled = 0, cast(Any, _month)
    with np.errstate(over="ignore"):
        mixed = mix64(np.uint64(SEED))
    death, bear = chances.death * WORD, chances.birth * WORD
    tops = [death[:, low:high].max() for low, high in zip((0, *TIERS), (*TIERS, OLDEST + 1), strict=True)]
    ceilings = tuple(np.uint64(top) for top in (*tops, bear.max()))
    for month in range(months):
        mothers = np.empty(people.count // 20 + 1000, np.int64)
        borders = tuple(np.int16(month - years * MONTHS_A_YEAR) for years in (*TIERS, *FERTILE))
        clock = np.uint64(month) << MONTH_SHIFT | EVENT_KEY
        columns = tuple(people.columns())
        seen, born = compiled(*columns, np.int64(month), mixed, clock, ceilings, borders, death, bear, mothers)
        lived += seen
        _append(people, mothers[:born], month, chances.girl)
    return lived


@njit(nogil=True, cache=True)
def _screen(
    key: Any, birth: Any, sex: Any, alive: Any, mixed: Any, clock: Any, ceilings: Any, borders: Any, mask: Any
) -> Any:
    """Mark the living whose draw lies under the ceiling of their tier of age; compiled to vector code."""
    infant, adult, aged, oldest, bearing_ceiling = ceilings
    grown, old, ancient, mature, past = borders
    lived = 0
    for row in range(len(key)):
        counter = key[row] ^ mixed
        dying, bearing = philox2x32(counter & LOW, counter >> HALF, clock)
        born = birth[row]
        late = aged if born >= ancient else oldest
        ceiling = infant if born >= grown else (adult if born >= old else late)
        fertile = (sex[row] == 0) & (born >= past) & (born < mature)
        mask[row] = alive[row] & ((dying <= ceiling) | ((bearing <= bearing_ceiling) & fertile))
    for row in range(len(key)):
        lived += alive[row]
    return lived


@njit(nogil=True, cache=True)
def _month(
    key: Any, birth: Any, sex: Any, parity: Any, alive: Any, month: Any, mixed: Any, clock: Any, ceilings: Any,
    borders: Any, death: Any, bear: Any, mothers: Any,
) -> Any:  # fmt: skip
    """Screen blocks of rows, then visit the few candidates with the same draw.

    Writes `alive` and the rows of `mothers`; returns person-months and births.
    """
    mask = np.zeros(BLOCK, np.uint8)
    eights = mask.view(np.uint64)
    lived, born = 0, 0
    for start in range(0, len(key), BLOCK):
        part = slice(start, min(start + BLOCK, len(key)))
        mask[part.stop - start :] = 0
        lived += _screen(key[part], birth[part], sex[part], alive[part], mixed, clock, ceilings, borders, mask)
        for eight in range(len(eights)):
            if eights[eight] == 0:
                continue
            for place in range(8 * eight, 8 * eight + 8):
                if mask[place]:
                    row = start + place
                    age = min((month - np.int64(birth[row]) - 1) // 12, len(bear) - 1)
                    counter = key[row] ^ mixed
                    dying, bearing = philox2x32(counter & LOW, counter >> HALF, clock)
                    if dying < death[sex[row], age]:
                        alive[row] = 0
                    elif sex[row] == 0 and bearing < bear[age]:
                        mothers[born] = row
                        born += 1
    return lived, born


def _append(people: People, mothers: NDArray[np.int64], month: int, girl: float) -> None:
    people.parity[mothers] += 1
    start, end = people.count, people.count + len(mothers)
    with np.errstate(over="ignore"):
        keys = child_key(people.key[mothers], people.parity[mothers].astype(np.uint64))
    people.key[start:end] = keys
    people.birth[start:end] = month
    people.sex[start:end] = np.where(uniform(SEED, keys, month, SEX_OF_CHILD) < girl, Sex.FEMALE, Sex.MALE)
    people.alive[start:end] = 1
    people.count = end


def plain_numpy(people: People, chances: Chances, months: int) -> int:
    """Whole-array NumPy with NumPy's own generator; a state of two bytes (age in months, men after women).

    Keeps only `count` and the counts of `alive` in `people`: nobody has a key.
    """
    generator, tall = np.random.default_rng(SEED), (OLDEST + 1) * MONTHS_A_YEAR
    death = np.repeat(chances.death, MONTHS_A_YEAR, axis=1).astype(np.float32).ravel()
    bear = np.repeat(chances.birth, MONTHS_A_YEAR).astype(np.float32)
    young, old = (years * MONTHS_A_YEAR for years in FERTILE)
    state = np.zeros(len(people.birth), np.int16)
    count, lived, births = people.count, 0, 0
    age = np.minimum(-1 - people.birth[:count].astype(np.int64), tall - 2 - months)
    state[:count] = age + people.sex[:count].astype(np.int64) * tall
    for _ in range(months):
        lived += count
        now = state[:count]
        dead = np.flatnonzero(generator.random(count, np.float32) < death.take(now))
        now[dead] = -tall
        women = np.flatnonzero((now >= young) & (now < old))
        newborn = int((generator.random(len(women), np.float32) < bear.take(now[women])).sum())
        births += newborn
        now += 1
        count = _close_gaps(state, dead, count)
        boys = int((generator.random(newborn, np.float32) >= chances.girl).sum())
        state[count : count + boys], state[count + boys : count + newborn] = tall, 0
        count += newborn
    people.count += births
    people.alive[:] = 0
    people.alive[:count] = 1
    return lived


def _close_gaps(state: NDArray[np.int16], dead: NDArray[np.int64], count: int) -> int:
    kept = count - len(dead)
    tail = state[kept:count]
    state[dead[dead < kept]] = tail[tail >= 0]
    return kept


RIVALS: dict[str, Rival] = {"kernel": kernel, "numpy": plain_numpy, "numpy, keyed draws": keyed_numpy}


def time_rival(name: str, chances: Chances, people: int, repeats: int = REPEATS, months: int = MONTHS) -> Timing:
    """Medians over `repeats` runs of a rival from the same start; compilation is not counted."""
    run = RIVALS[name]
    run(founders(1000), chances, 2)
    cpu, wall, lived, size = [], [], 0, 0.0
    for _ in range(repeats):
        world = founders(people)
        begun, began = time.process_time(), time.perf_counter()
        lived = run(world, chances, months)
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - began)
        size = sum(column.nbytes for column in world.columns()) / int(world.alive.sum())
    return Timing(name, people, lived, median(cpu), median(wall), size)
