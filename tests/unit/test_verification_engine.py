"""Checks through the engine: they hold in small worlds, and sound the alarm when the world is another."""

from dataclasses import replace

import numpy as np
import pytest
import yaml

from ayllu.register.pack import read_pack
from ayllu.verification import cohorts, fixed
from ayllu.verification.builds import build
from ayllu.verification.judging import judge
from ayllu.verification.lives import lives_of, rewound
from ayllu.verification.peers import activitysim_sign as sign
from ayllu.verification.peers import neworder_chapter_1 as chapter
from ayllu.verification.peers import openmpp_projection as projection
from ayllu.verification.peers import socsim_exchange as exchange
from ayllu.verification.peers import starsim_constant as constant
from ayllu.verification.peers import starsim_one_more_birth as birth
from ayllu.verification.theory import calibration_engine
from ayllu.verification.worlds import copied

FACTOR = 1.4
"""Departure that small worlds can notice; the full checks notice 1.1."""


def alarm(quantities) -> str:
    return judge(quantities, "", joint=True).verdict


@pytest.fixture(scope="module")
def run():
    return fixed.run(fixed.basis_rates(), 1_500, 110)


def test_changed_packs_can_be_read():
    with copied() as copy:
        copy.set_years(200)
        copy.set_people(5_000)
        copy.set_rates(fixed.basis_rates())
        pack = read_pack(copy.root)
        cards = yaml.safe_load((copy.root / "parameters" / "fertility.yaml").read_text())
    assert pack.last_month == 200 * 12 - 1
    assert abs(sum(place.population_start for place in pack.places) - 5_000) < 10
    slices = [pack.tables["mortality"]["death_rate"].slice_at(month) for month in (0, 1_500)]
    assert np.array_equal(*slices) and slices[0][0, 0] == pytest.approx(fixed.basis_rates().women)
    assert all(card["value"] == card["neutral"] for card in cards.values() if "value" in card and "neutral" in card)


def test_exposure_is_exact_and_rates_are_kept(run):
    assert np.array_equal(cohorts.person_months(run.lives), run.at_risk)
    later = replace(run.lives, died=run.lives.died - 1)
    assert (cohorts.person_months(later) != run.at_risk).any()
    assert alarm(cohorts.survival(run.lives, run.rates)) != "fail"
    assert alarm(cohorts.survival(run.lives, run.rates.times(deaths=FACTOR))) == "fail"


def test_kin_and_growth(run):
    dates = [run.months - 1]
    assert alarm(cohorts.kin_by_age(run.lives, run.rates, dates)) != "fail"
    assert alarm(cohorts.kin_by_age(run.lives, run.rates.times(deaths=1.5, births=1.5), dates)) == "fail"
    end, span = cohorts.alive_at_end(run.lives), run.months - run.settled
    assert alarm([cohorts.growth(run.middle, end, run.rates, span)]) != "fail"
    assert alarm([cohorts.growth(run.middle, end, run.rates.times(births=FACTOR), span)]) == "fail"


def test_lives_can_be_rewound(run):
    then = rewound(run.lives, run.settled - 1)
    crowd = cohorts.alive_at_end(then)
    assert np.array_equal(crowd.women, run.middle.women) and np.array_equal(crowd.men, run.middle.men)
    assert (then.birth[then.mother[then.mother >= 0]] < then.birth[then.mother >= 0]).all()


def test_chapter_1_notices_another_hazard():
    other = fixed.run(chapter.rates(chapter.HAZARD * FACTOR), 1_000, 72)
    assert alarm(chapter.quantities(other.lives)) == "fail"


def test_constant_population_notices_more_births():
    lived = constant.world(constant.rates(constant.BIRTHS * 2), 1_500)
    start = cohorts.alive_at_end(lives_of(lived.store, -1))
    lived.advance(300)
    end = cohorts.alive_at_end(lives_of(lived.store, 299))
    assert alarm([constant.people_left(start, end, 25)]) == "fail"


def test_projection():
    assert alarm(projection.compared(projection.world(4_000), 10)) != "fail"
    assert alarm(projection.compared(projection.world(4_000), 10, births=1.5)) == "fail"


def test_sign():
    base = sign.choices(3_000)
    wrong, joined = sign.compare(base, sign.choices(3_000, "own", 3.0), "own")
    assert wrong == 0 and joined > 0
    wrong, _ = sign.compare(base, sign.choices(3_000, "own", -3.0), "own")
    assert wrong > 0


def test_one_more_birth():
    base, other = build(), build()
    base.advance(birth.BORN)
    other.advance(birth.BORN)
    mother, began = birth.mother_of(other), birth.census(other)
    birth.add_birth(other, mother)
    base.advance(24)
    other.advance(24)
    found = birth.difference(base, other, mother, began)
    assert found.unrelated == 0 and found.by_link["kin"] >= 2 and found.elsewhere > 500
    assert len(birth.census(other).states) - len(birth.census(base).states) >= 1
    other.engine.seed = np.uint64(99)
    base.advance(6)
    other.advance(6)
    assert birth.difference(base, other, mother, began).unrelated > 0


def test_exchange(tmp_path):
    world = build()
    world.advance(60)
    assert exchange.differences(world, tmp_path)[0] == 0
    own = exchange.walked(world.store, world.month - 1)
    world.store.person["mother"][np.flatnonzero(world.store.person["mother"] >= 0)[0]] = -1
    assert exchange.walked(world.store, world.month - 1) != own


def test_exposure_of_the_calibration_world():
    deaths, exposed = calibration_engine.deaths_and_exposure(0.05, 3)
    assert abs(deaths - exposed * (1 - np.exp(-0.05 / 12))) < 4 * np.sqrt(deaths)
    assert exposed < calibration_engine.PEOPLE * calibration_engine.MONTHS
