"""Rates against values known in closed form, and their errors against repeated draws."""

import math

import numpy as np
import polars as pl
import pytest

from ayllu.analysis import rates
from ayllu.words.codes import AGE_GROUPS

WIDTHS = [*np.diff(AGE_GROUPS).tolist(), 0]


def cells(rate: float | list[float], years: float = 1e5) -> pl.DataFrame:
    hazards = [rate] * 22 if isinstance(rate, float) else rate
    return pl.DataFrame({"age_group": AGE_GROUPS, "deaths": [m * years for m in hazards], "person_years": [years] * 22})


def only(frame: pl.DataFrame) -> dict[str, float]:
    assert frame.height == 1
    return frame.row(0, named=True)


def test_a_constant_hazard_gives_its_inverse_as_life_expectancy() -> None:
    assert only(rates.life_expectancy(cells(0.014)))["value"] == pytest.approx(71.428571, abs=1e-6)


def test_survivors_of_a_constant_hazard_are_those_of_the_published_table() -> None:
    table = rates.life_table(cells(0.014)).filter(pl.col("age_group").is_in([10, 20, 30, 40, 50, 60, 70]))
    known = [0.8694, 0.7558, 0.6570, 0.5712, 0.4966, 0.4317, 0.3753]
    assert table["l"].to_list() == pytest.approx(known, abs=5e-5)


def test_a_table_of_changing_hazards_equals_the_integral_of_its_survivors() -> None:
    hazards = [0.1, 0.02, *(0.001 * 1.45**k for k in range(20))]
    alive, total = 1.0, 0.0
    for m, n in zip(hazards, WIDTHS, strict=True):
        grid = np.linspace(0, n or 400, 40_001)
        total += alive * np.trapezoid(np.exp(-m * grid), grid)
        alive *= math.exp(-m * n)
    assert only(rates.life_expectancy(cells(hazards)))["value"] == pytest.approx(total, rel=1e-6)


def test_ages_where_nobody_dies_do_not_break_the_table() -> None:
    hazards = [0.1, 0.0, *([0.01] * 20)]
    expected = (1 - math.exp(-0.1)) / 0.1 + math.exp(-0.1) * (4 + 1 / 0.01)
    assert only(rates.life_expectancy(cells(hazards)))["value"] == pytest.approx(expected)


def test_the_oldest_group_with_a_death_is_open() -> None:
    frame = cells(0.02).with_columns(
        pl.when(pl.col("age_group") > 80).then(0.0).otherwise(pl.col("deaths")).alias("deaths"),
        pl.when(pl.col("age_group") > 85).then(0.0).otherwise(pl.col("person_years")).alias("person_years"),
    )
    table = rates.life_table(frame)
    assert table["age_group"].max() == 80
    assert table["m"].to_list()[-1] == pytest.approx(0.01)


@pytest.mark.parametrize("spoil", ["no deaths", "a hole"])
def test_a_table_that_cannot_be_known_is_missing(spoil: str) -> None:
    frame = cells(0.0) if spoil == "no deaths" else cells(0.02).filter(pl.col("age_group") != 30)
    found = only(rates.life_expectancy(frame))
    assert found["value"] is None
    assert found["se"] is None


def test_errors_of_life_expectancy_are_those_of_repeated_draws() -> None:
    rng = np.random.default_rng(7)
    hazards = np.array([0.12, 0.02, *(0.002 * 1.35**k for k in range(20))])
    years = np.array([3000.0, *(9000 * 0.85**k for k in range(21))])
    draws = pl.concat(
        pl.DataFrame(
            {
                "draw": k,
                "age_group": AGE_GROUPS,
                "deaths": rng.poisson(hazards * years),
                "person_years": years,
            }
        )
        for k in range(500)
    )
    found = rates.life_expectancy(draws, ["draw"])
    assert found["value"].std() == pytest.approx(found["se"].mean(), rel=0.12)
    under5 = rates.chance_of_dying(draws, 0, 5, ["draw"])
    assert under5["value"].std() == pytest.approx(under5["se"].mean(), rel=0.12)


def test_chances_of_dying_are_per_thousand() -> None:
    assert only(rates.chance_of_dying(cells(0.02), 0, 5))["value"] == pytest.approx(1000 * (1 - math.exp(-0.1)))
    assert only(rates.chance_of_dying(cells(0.02), 15, 60))["value"] == pytest.approx(1000 * (1 - math.exp(-0.9)))


def women(asfr: dict[int, float], babies: float = 1.0) -> pl.DataFrame:
    rows = [("women", age, 1000.0 * asfr.get(age, 0.0), 1000.0, 0.0) for age in AGE_GROUPS]
    rows += [("men", age, 0.0, 1000.0, 0.0) for age in AGE_GROUPS]
    born = babies * sum(row[2] for row in rows) / 2
    rows += [(sex, 0, 0.0, 0.0, born) for sex in ("women", "men")]
    return pl.DataFrame(rows, ["sex", "age_group", "deliveries", "person_years", "births"], orient="row")


def test_total_fertility_adds_up_the_rates_of_women() -> None:
    by_age = rates.fertility_by_age(women({20: 0.2, 30: 0.1}))
    assert only(rates.total_fertility(by_age))["value"] == pytest.approx(1.5)
    assert only(rates.mean_age_at_childbearing(by_age))["value"] == pytest.approx((22.5 * 2 + 32.5) / 3)


def test_twins_count_twice() -> None:
    by_age = rates.fertility_by_age(women({20: 0.2, 30: 0.1}, babies=1.02))
    assert only(rates.total_fertility(by_age))["value"] == pytest.approx(1.53)


def test_fertility_without_women_of_an_age_is_missing() -> None:
    frame = women({20: 0.2}).filter((pl.col("age_group") != 40) | (pl.col("sex") == "men"))
    assert only(rates.total_fertility(rates.fertility_by_age(frame)))["value"] is None


def singles(shares: list[float], n: int) -> pl.DataFrame:
    ages = list(range(15, 55, 5))
    weight = [2.0 * n] * 8
    return pl.DataFrame(
        {
            "age_group": ages,
            "single": [share * w for share, w in zip(shares, weight, strict=True)],
            "weight": weight,
            "weight2": [4.0 * n] * 8,
            "n": [n] * 8,
        }
    )


def test_age_at_marriage_is_hajnals() -> None:
    shares = [0.9, 0.5, 0.2, 0.1, 0.08, 0.06, 0.06, 0.04]
    lived = 15 + 5 * sum(shares[:7])
    never = 0.05
    expected = (lived - 50 * never) / (1 - never)
    assert only(rates.age_at_marriage(singles(shares, 400)))["value"] == pytest.approx(expected)


def test_a_fixed_age_at_marriage_is_found() -> None:
    assert only(rates.age_at_marriage(singles([1, 1, 0, 0, 0, 0, 0, 0], 50)))["value"] == pytest.approx(25.0)


def test_errors_of_age_at_marriage_are_those_of_repeated_draws() -> None:
    rng = np.random.default_rng(3)
    shares = np.array([0.9, 0.5, 0.25, 0.2, 0.15, 0.12, 0.1, 0.1])
    draws = [singles(list(rng.binomial(300, shares) / 300), 300).with_columns(draw=pl.lit(k)) for k in range(400)]
    found = rates.age_at_marriage(pl.concat(draws), ["draw"])
    assert found["value"].std() == pytest.approx(found["se"].mean(), rel=0.12)


def test_age_at_marriage_needs_every_age() -> None:
    frame = singles([0.5] * 8, 10).filter(pl.col("age_group") != 30)
    assert only(rates.age_at_marriage(frame))["value"] is None


def test_median_age_is_linear_inside_its_group() -> None:
    frame = pl.DataFrame({"age_group": [0, 1, 5, 10], "person_years": [10.0, 40.0, 30.0, 20.0]})
    assert only(rates.median_age(frame))["value"] == pytest.approx(5.0)
    frame = pl.DataFrame({"age_group": [0, 1, 5, 10], "person_years": [10.0, 20.0, 40.0, 30.0]})
    assert only(rates.median_age(frame))["value"] == pytest.approx(7.5)


def test_results_come_for_each_key() -> None:
    frame = pl.concat([cells(0.02).with_columns(sex=pl.lit("women")), cells(0.04).with_columns(sex=pl.lit("men"))])
    found = dict(rates.life_expectancy(frame, ["sex"]).select("sex", "value").iter_rows())
    assert found == pytest.approx({"women": 50.0, "men": 25.0})
