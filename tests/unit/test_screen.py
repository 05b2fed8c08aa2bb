"""Finding rows: what the vector loops find is what looking at every row finds."""

import numpy as np

from ayllu.loops import screen
from ayllu.population.draws import uniform
from ayllu.population.identity import mix64
from ayllu.population.schema import DEAD, GROUP_OF_AGE, GROUPS
from ayllu.population.store import Table

N, SEED, MONTH, SITE = 9000, 5, 17, 4321
RUNS = np.array([[0, 700], [700, 701], [1000, 8999]])
generator = np.random.Generator(np.random.PCG64(1))
KEY = generator.integers(0, 2**63, N).astype(np.uint64)
CELL = generator.integers(0, 2 * GROUPS, N).astype(np.uint16)
CELL[::50] = DEAD
IN_RUNS = np.concatenate([np.arange(*run) for run in RUNS])


def thresholds(share_of_cells: float) -> np.ndarray:
    below = np.zeros(65536, np.uint64)
    asked = np.arange(2 * GROUPS) < 2 * GROUPS * share_of_cells
    below[: 2 * GROUPS] = np.where(asked, np.arange(2 * GROUPS) * 2.0**26, 0)
    return below


def found_by(below: np.ndarray, few: bool, audit: int) -> np.ndarray:
    rows, words = np.empty(N + screen.BLOCK, np.uint32), np.empty(screen.BLOCK + 1, np.uint32)
    question = np.uint64(MONTH << 22 | SITE)
    keys = np.empty(screen.BLOCK + 1, np.uint64)
    with np.errstate(over="ignore"):
        seed = np.uint64(mix64(np.uint64(SEED)))
    n = screen.screen(KEY, CELL, below, few, seed, question, np.uint64(audit), RUNS, rows, words, keys)
    return rows[:n]


def test_screen_finds_those_under_their_threshold_and_the_sample() -> None:
    word = np.floor(uniform(SEED, KEY, MONTH, SITE) * 2.0**32).astype(np.uint64)
    for share in (0.3, 1.0):
        below = thresholds(share)
        hit = (word < below[CELL]) | ((word % 1024 == 7) & (below[CELL] > 0))
        expected = IN_RUNS[hit[IN_RUNS]]
        assert 100 < len(expected) < len(IN_RUNS) / 2
        for few in (False, True):
            assert (found_by(below, few, 7) == expected).all()
        assert len(found_by(below, True, 4096)) < len(expected)


def test_birthdays_move_the_living_to_the_cell_of_their_age() -> None:
    birth = (-generator.integers(1, 1300, N)).astype(np.int16)
    before = ((MONTH - 13 - birth.astype(int)) // 12).astype(np.uint8)
    cell = np.where(CELL == DEAD, DEAD, GROUP_OF_AGE[before]).astype(np.uint16)
    age, change, start = before.copy(), np.zeros(2 * GROUPS, np.int64), cell.copy()
    screen.celebrate(RUNS, MONTH, birth, age, cell, GROUP_OF_AGE, change)
    older = np.minimum((MONTH - 1 - birth.astype(int)) // 12, 120)
    outside = np.setdiff1d(np.arange(N), IN_RUNS)
    living = IN_RUNS[start[IN_RUNS] != DEAD]
    assert (age[IN_RUNS] == older[IN_RUNS]).all() and (age[outside] == before[outside]).all()
    assert (cell[living] == GROUP_OF_AGE[older[living]]).all() and (cell[start == DEAD] == DEAD).all()
    for group in range(GROUPS):
        assert change[group] == (cell == group).sum() - (start == group).sum()


def test_counts_of_the_living() -> None:
    assert screen.count_living(CELL, 3, N) == (CELL[3:] != DEAD).sum()
    many = np.full(200_000, DEAD)
    many[::3] = 0
    assert screen.count_living(many, 0, len(many)) == (many != DEAD).sum()
    counted = screen.count_cells(CELL, 1, N, 2 * GROUPS)
    assert (counted == np.bincount(CELL[1:], minlength=65536)[: 2 * GROUPS]).all()


def test_runs_in_review_are_cut_to_the_chunk() -> None:
    review = np.repeat(np.array([0, 1, 2, 1], np.uint8), 100)
    starts = np.array([0, 100, 200, 300])
    runs = np.empty((4, 2), np.int64)
    assert screen.in_review(starts, review, 150, 350, 13, runs) == 2
    assert runs[:2].tolist() == [[150, 200], [300, 350]]
    assert screen.in_review(starts, review, 150, 350, 3, runs) == 0
    assert (screen.living(CELL, RUNS, np.empty(N + 1, np.uint32))) == (CELL[IN_RUNS] != DEAD).sum()


def test_columns_left_out_hold_nothing_and_the_rest_grows() -> None:
    table = Table({"key": "uint64", "mother": "int32"}, 4)
    table.n = 4
    table.columns["key"][:] = np.arange(4)
    table.leave_out(["mother"])
    held = table.nbytes()
    table.make_room(10)
    assert held == 4 * 8 and len(table["mother"]) == 0
    assert table.capacity >= 14 and table["key"].tolist() == [0, 1, 2, 3]
