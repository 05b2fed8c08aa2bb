"""Life tables, stable populations, projections and matrix kinship against published values and closed forms."""

from pathlib import Path

import numpy as np
import pytest

from ayllu.verification import demography, kinship
from ayllu.verification.rates import Rates, bounds, packs, rates_of
from ayllu.verification.theory.kinship import published

ANDES = next(path for path in packs() if path.name == "andes")
CONSTANT = 0.014
SURVIVORS = (0.8694, 0.7558, 0.6570, 0.5712, 0.4966, 0.4317, 0.3753)


def flat(deaths: float = CONSTANT, births: float = 0.05) -> Rates:
    fertile = np.zeros(101)
    fertile[15:50] = births
    return Rates(np.full(101, deaths), np.full(101, deaths), fertile, 1.05)


def test_constant_hazard_of_neworder_chapter_1():
    table = demography.life_table(flat().women)
    assert table.expectation[0] == pytest.approx(71.4286, abs=5e-5)
    assert table.survivors[10:80:10] == pytest.approx(SURVIVORS, abs=5e-5)


@pytest.mark.parametrize("sex, year, e0", [("women", 1972, 49.7409), ("men", 1972, 45.9274),
                                           ("women", 2012, 68.8793), ("men", 2012, 64.4473)])  # fmt: skip
def test_life_expectancy_of_the_united_nations(sex, year, e0):
    """Periods are centred on 1 January of their third year: the middle of a year lies between two of them."""
    first = (year - 3) // 5 * 5
    found = [
        demography.life_table(getattr(rates_of(ANDES, "BOL", f"{start}-{start + 5}"), sex)).expectation[0]
        for start in (first, first + 5)
    ]
    assert np.interp(year + 0.5, [first + 3, first + 8], found) == pytest.approx(e0, abs=0.2)


def test_lotka_rate_solves_the_closed_form():
    rates = flat(births=0.08)
    daughters = rates.births * rates.girls
    rate = demography.growth(rates.women, daughters)
    decline = rate + CONSTANT
    net = 0.08 * rates.girls * (np.exp(-15 * decline) - np.exp(-50 * decline)) / decline
    assert net == pytest.approx(1, abs=1e-9)
    ages = demography.stable_ages(rates.women, rate)
    assert ages[:-1] == pytest.approx(ages[0] * np.exp(-decline * np.arange(100)), rel=1e-9)
    assert demography.growth(rates.women, daughters * 1.1) > rate + 1e-3


def test_monthly_growth_tends_to_lotka():
    rates = rates_of(ANDES, "PER", "2000-2005")
    yearly = demography.growth(rates.women, rates.births * rates.girls)
    months = demography.months_of(rates)
    assert 12 * np.log(demography.monthly_growth(months)) == pytest.approx(yearly, abs=3e-4)


def test_the_matrix_of_leslie_with_growth_two():
    steps = kinship.Steps(np.array([1 / 3, 1 / 2, 0.0, 0.0]), np.array([0.0, 9.0, 12.0, 0.0]), False)
    found = kinship.kin(steps)
    factor, mothers = found.growth, found.kinds["mother"][:, 0]
    assert factor == pytest.approx(2)
    assert mothers == pytest.approx([0, 9 * 4 / 48, 12 / 48, 0])


def test_published_living_grandmothers():
    pairs = published(ANDES)
    assert len(pairs) >= 3
    for wanted, ours in pairs:
        assert ours == pytest.approx(wanted, abs=2e-4)


def test_kin_under_constant_chances_have_closed_forms():
    survive, bear = 0.9, 0.15
    states = 60
    fertile = np.full(states, bear)
    for after in (False, True):
        steps = kinship.Steps(np.full(states, survive), fertile * (np.arange(states) > 0), after)
        found = kinship.kin(steps)
        age = np.arange(30)
        assert found.living("mother")[:10] == pytest.approx(survive ** age[:10], rel=1e-2)
        start = 1 if after else 2
        later = [sum(bear * survive ** (x - j) for j in range(start, x + 1)) for x in age]
        assert found.living("daughters")[:30] == pytest.approx(later, rel=1e-12)


def test_kin_balance_in_a_stable_population():
    """Among all living women of the stable population, daughters with a living mother are counted twice alike."""
    months = demography.months_of(rates_of(ANDES, "BOL", "2000-2005"))
    steps = kinship.monthly(months)
    found = kinship.kin(steps)
    states = np.arange(len(steps.survive))
    women = found.growth**-states * demography.stay(months.women)
    pairs = {"daughters": "mother", "granddaughters": "maternal grandmother"}
    for down, up in pairs.items():
        assert women @ found.living(down) == pytest.approx(women @ found.living(up), rel=1e-6)
    nieces, aunts = women @ found.living("nieces"), women @ found.living("maternal aunts")
    assert nieces == pytest.approx(aunts, rel=1e-6)


def test_projection_keeps_the_stable_population_stable():
    months = demography.months_of(rates_of(ANDES, "PER", "2000-2005"))
    factor = demography.monthly_growth(months)
    women, men = demography.stable_states(months, factor)
    found = demography.project(women, men, lambda month: months, 120)
    assert found.women[-1] / found.women[0] == pytest.approx(factor**120, rel=1e-6)
    assert found.women_by_state / factor**120 == pytest.approx(women, abs=1e-9)
    other = demography.months_of(rates_of(ANDES, "PER", "2000-2005").times(births=1.1))
    assert abs(demography.project(women, men, lambda month: other, 120).women[-1] / factor**120 - women.sum()) > 0.005


def test_moments_are_those_of_a_branching_process():
    months = demography.months_of(flat(births=0.3))
    women_counted = np.ones(demography.STATES)
    span, founders = 240, 20 * 12
    found = demography.moments(women_counted, women_counted, lambda month: months, span)
    start = np.zeros(demography.STATES)
    start[founders] = 1
    mean = demography.project(start, np.zeros_like(start), lambda month: months, span)
    assert found.women_mean[founders] == pytest.approx(mean.women[-1] + mean.men[-1])
    sizes = _simulate(months, founders, span, 4000)
    spread = sizes.var() * np.sqrt(2 / len(sizes)) * 3
    assert abs(sizes.mean() - found.women_mean[founders]) < 4 * sizes.std() / np.sqrt(len(sizes))
    assert abs(sizes.var() - found.women_variance[founders]) < 4 * spread


def _simulate(months, state, span, replicates):
    generator = np.random.default_rng(1)
    lineage, age, woman = np.arange(replicates), np.full(replicates, state), np.ones(replicates, bool)
    for _ in range(span):
        lives = generator.random(len(age)) < np.where(woman, months.women[age], months.men[age])
        lineage, age, woman = lineage[lives], age[lives] + 1, woman[lives]
        bears = woman & (generator.random(len(age)) < months.bear[age])
        girls = generator.random(int(bears.sum())) < months.girls
        lineage = np.concatenate((lineage, lineage[bears]))
        age, woman = np.concatenate((age, np.zeros(len(girls), int))), np.concatenate((woman, girls))
    return np.bincount(lineage, minlength=replicates).astype(float)


def test_age_labels():
    assert [bounds(text) for text in ("7", "5-9", "100+", "all")] == [(7, 7), (5, 9), (100, 100), (0, 100)]


def test_missing_rates_are_named(tmp_path: Path):
    with pytest.raises(LookupError, match="no rate for age 0"):
        rates_of(_only_ratio(tmp_path), "XXX", "1950-1955")


def _only_ratio(folder: Path) -> Path:
    (folder / "tables").mkdir()
    (folder / "tables" / "fertility.sex_ratio_at_birth.csv").write_text("country,year,value\nXXX,1950,1.05\n")
    (folder / "tables" / "mortality.death_rate.csv").write_text("country,sex,age,year,value\n")
    (folder / "tables" / "fertility.birth_rate.csv").write_text("country,age,year,value\n")
    return folder
