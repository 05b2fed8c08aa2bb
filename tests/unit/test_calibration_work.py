"""Calibration of work: the learnt worths go the way that closes the gap, and stay where there is none."""

import numpy as np
import pytest

from ayllu.calibration.goals import Goals, read_goals
from ayllu.calibration.work import WORK, correct_work
from ayllu.loops.generate import MEASURE_UNIT
from ayllu.register.pack import Pack, read_pack

KNOTS = [*range(1950, 2012, 5), 2012]


@pytest.fixture(scope="module")
def andes() -> Pack:
    return read_pack("andes")


def corrected(pack: Pack, kind: str, found: float, wanted: float) -> list[np.ndarray]:
    goals = Goals({(WORK[kind][0], "PER", "women"): {1990: wanted}})
    people = np.full((2, 2), 1000)
    totals = [(people * found * MEASURE_UNIT / 100).astype(np.int64)] * 63
    now = [np.zeros((2, 2)) for _ in KNOTS]
    values, lines = correct_work(kind, pack, goals, totals, [people] * 63, now, KNOTS)
    assert len(lines) == 1
    return values


@pytest.mark.parametrize(("kind", "sign"), [("participation", -1), ("farming", 1)])
def test_the_worth_moves_towards_the_goal(andes: Pack, kind: str, sign: int) -> None:
    for level in corrected(andes, kind, found=40, wanted=60):
        assert sign * level[0, 0] > 0.3
        assert not level[0, 1].any() and not level[1].any()
    assert all(np.allclose(level, 0, atol=1e-4) for level in corrected(andes, kind, found=55, wanted=55))


def test_goals_of_work_are_measured_targets_or_say_that_they_are_judged(andes: Pack) -> None:
    goals, rows = read_goals(andes), {(r["country"], r["sex"], r["quantity"], r["year"]): r for r in andes.targets}
    for quantity, _, _ in WORK.values():
        for country in ("PER", "BOL"):
            for sex in ("women", "men"):
                series = goals.series(quantity, country, sex)
                assert min(series) == 1950 and max(series) == 2012
                for year, value in series.items():
                    row = rows.get((country, sex[0].upper().replace("W", "F"), quantity, str(year)))
                    assert row is None or float(row["value"]) == value
