"""The judgements over lives, laws and exchange files: right on people who live by the rates, and alarmed when not."""

from itertools import pairwise

import numpy as np
import pytest

from ayllu.population.schema import COMMUNITY, HOUSEHOLD, PERSON, TOMB
from ayllu.population.store import Store, Table
from ayllu.verification import cohorts, demography, invariants, socsim
from ayllu.verification.judging import judge
from ayllu.verification.lives import ALIVE, Lives, lives_of, maternal_kin, maternal_lines
from ayllu.verification.rates import packs, rates_of

RATES = rates_of(next(path for path in packs() if path.name == "andes"), "PER", "2000-2005").times(births=0.8)
YEARS = 180


def live(rates, people: int, months: int, seed: int = 3) -> tuple[Lives, cohorts.Crowd]:
    """People who live by the rates month by month, drawn with NumPy; also the crowd at the start."""
    steps, generator = demography.months_of(rates), np.random.default_rng(seed)
    stable = demography.stable_states(
        demography.months_of(RATES), demography.monthly_growth(demography.months_of(RATES))
    )
    state = np.concatenate([generator.choice(demography.STATES, people // 2, p=part / part.sum()) for part in stable])
    sex = np.repeat([0, 1], people // 2)
    birth, died = -1 - state, np.full(len(sex), ALIVE)
    mother, here = np.full(len(sex), -1), np.arange(len(sex))
    start = cohorts.crowd_of(birth, sex, -1)
    for month in range(months):
        k = np.minimum(month - 1 - birth[here], demography.STATES - 1)
        survives = generator.random(len(here)) < np.where(sex[here] == 0, steps.women[k], steps.men[k])
        died[here[~survives]] = month
        here, k = here[survives], np.minimum(k[survives] + 1, demography.STATES - 1)
        bears = here[(sex[here] == 0) & (generator.random(len(here)) < steps.bear[k])]
        newborn = np.arange(len(birth), len(birth) + len(bears))
        birth, died = (
            np.append(birth, np.full(len(bears), month)),
            np.append(died, np.full(len(bears), ALIVE)),
        )
        mother, sex = np.append(mother, bears), np.append(sex, generator.random(len(bears)) >= steps.girls)
        here = np.append(here, newborn)
    order = np.argsort(died < ALIVE, kind="stable")
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    links = np.where(mother[order] >= 0, new[np.maximum(mother[order], 0)], -1)
    living = int((died == ALIVE).sum())
    key = order.astype(np.uint64)
    fathers = np.full(len(order), -1)
    return Lives(key, sex[order], birth[order], died[order], links, fathers, np.arange(living), months - 1), start


@pytest.fixture(scope="module")
def right():
    return live(RATES, 6_000, YEARS * 12)


@pytest.fixture(scope="module")
def wrong():
    return live(RATES.times(deaths=1.1, births=1.1), 6_000, YEARS * 12)


def verdicts(right, wrong, quantities) -> list[str]:
    return [judge(quantities(*world), "rates 10 % off", joint=True).verdict for world in (right, wrong)]


def test_survival(right, wrong):
    found = cohorts.survival(right[0], RATES)
    assert {"e0 of women", "men alive at 60"} <= {item.label for item in found}
    assert verdicts(right, wrong, lambda lives, _: cohorts.survival(lives, RATES))[1] == "fail"
    assert judge(cohorts.survival(right[0], RATES), "", joint=True).verdict != "fail"


def test_growth_and_structure(right, wrong):
    def grown(lives, start):
        return [cohorts.growth(start, cohorts.alive_at_end(lives), RATES, YEARS * 12)]

    def shares(lives, start):
        return cohorts.structure(start, cohorts.alive_at_end(lives), RATES, YEARS * 12)

    assert verdicts(right, wrong, grown)[1] == "fail"
    assert judge(grown(*right), "", joint=True).verdict != "fail"
    assert verdicts(right, wrong, shares)[1] == "fail"
    assert judge(shares(*right), "", joint=True).verdict != "fail"


def test_projection(right, wrong):
    steps, other = demography.months_of(RATES), demography.months_of(RATES.times(births=1.1))
    lives, start = live(RATES, 60_000, 240)
    assert (
        judge(
            cohorts.projected(start, cohorts.alive_at_end(lives), lambda m: steps, lambda m: other, 240),
            "",
            joint=True,
        ).verdict
        == "pass"
    )
    lives, start = live(RATES.times(births=1.1), 60_000, 240)
    assert (
        judge(
            cohorts.projected(start, cohorts.alive_at_end(lives), lambda m: steps, lambda m: other, 240),
            "",
            joint=True,
        ).verdict
        == "fail"
    )


def test_kin(right, wrong):
    found = cohorts.kin_by_age(right[0], RATES, [right[0].last])
    assert {"mother at 30-39", "maternal grandmother at 0-4", "daughters at 30-39", "sisters at 10-19"} <= {
        item.label for item in found
    }
    assert judge(found, "", joint=True).verdict != "fail"
    stern = RATES.times(deaths=1.25, births=0.8)
    assert judge(cohorts.kin_by_age(right[0], stern, [right[0].last]), "", joint=True).verdict == "fail"


def test_person_months_are_counted_as_the_months_were_lived(right):
    lives = right[0]
    whole = sum(int(((lives.birth < month) & (lives.died >= month)).sum()) for month in range(lives.last + 1))
    found = cohorts.person_months(lives)
    assert int(found.sum()) == whole
    infants = int(np.clip(np.minimum(lives.died, lives.last) - lives.birth, 0, 12)[lives.birth >= 0].sum())
    early = lives.birth < 0
    left = np.clip(np.minimum(lives.died, lives.birth + 12)[early] + 1, 0, None).sum()
    assert int(found[:, 0].sum()) == infants + int(left)


def test_maternal_kin_one_by_one(right):
    lives = live(RATES, 400, 900)[0]
    found, women = maternal_kin(lives), lives.women()
    alive_women = {int(p) for p in women}
    for place, ego in enumerate(women.tolist()):
        mother = lives.mother[ego]
        grandmother = lives.mother[mother] if mother >= 0 else -1
        expected = {
            "mother": mother in alive_women,
            "maternal grandmother": grandmother in alive_women,
            "daughters": sum(lives.mother[p] == ego for p in alive_women),
            "sisters": sum(mother >= 0 and lives.mother[p] == mother and p != ego for p in alive_women),
            "maternal aunts": sum(
                grandmother >= 0 and lives.mother[p] == grandmother and p != mother for p in alive_women
            ),
        }
        assert {kind: found[kind][place] for kind in expected} == expected
    lines = maternal_lines(lives)
    assert len(lines) == len(women) and (lives.mother[lines] < 0).all()


def store() -> Store:
    """Two households: grandmother with her couple and two children (one dead), and a widower."""
    tables = [
        Table({name: kind for name, (kind, _) in part.items()}, 8) for part in (PERSON, HOUSEHOLD, COMMUNITY, TOMB)
    ]
    person, household, community, tomb = tables
    person.kinds["union_status"], person.columns["union_status"] = "uint8", np.zeros(8, np.uint8)
    person.n, household.n, community.n, tomb.n = 5, 2, 1, 2
    person["key"][:] = [11, 12, 13, 14, 15]
    person["birth"][:] = [-720, -360, -400, -12, -800]
    person["sex"][:] = [0, 0, 1, 0, 1]
    person["cell"][:] = 3
    person["home"][:] = person["dwelling"][:] = [0, 0, 0, 0, 1]
    person["next_home"][:] = [1, 2, 3, -1, -1]
    person["mother"][:] = [-1, 0, -1, 1, -1]
    person["father"][:] = [-1, -2, 4, 2, -1]
    person["partner"][:] = [-1, 2, 1, -1, -1]
    person["union_status"][:] = [4, 2, 2, 0, 4]
    person["union_since"][:] = [-9999, -30, -30, -9999, -9999]
    household["head"][:], household["first_member"][:], household["size"][:] = [0, 4], [0, 4], [4, 1]
    household["key"][:] = [1, 2]
    tomb["key"][:], tomb["birth"][:], tomb["died"][:], tomb["sex"][:] = [20, 21], [-760, -20], [-5, 1], [1, 0]
    tomb["mother"][:], tomb["father"][:] = [-1, 1], [-1, 2]
    return Store(person, household, community, tomb)


def test_laws_hold_in_a_sound_world():
    found = invariants.broken(store(), 3)
    assert all(wrong == 0 for wrong, _ in found.values()), found
    assert len(found) >= 15


BREAKS = {
    "one living reference person a household": ("household", "head", 1, 2),
    "everybody in exactly one household": ("person", "next_home", 2, -1),
    "sizes of households": ("household", "size", 0, 3),
    "partners mutual": ("person", "partner", 1, 4),
    "partners a woman and a man": ("person", "sex", 2, 0),
    "marital state fits the partner": ("person", "union_status", 0, 2),
    "mothers at least ten years older": ("person", "birth", 3, -350),
    "mothers women and fathers men": ("person", "sex", 0, 1),
    "fathers older": ("person", "birth", 4, -300),
    "keys distinct": ("person", "key", 4, 20),
}


@pytest.mark.parametrize("law", BREAKS)
def test_each_law_notices_its_breach(law):
    world = store()
    table, column, row, value = BREAKS[law]
    world.tables()[table][column][row] = value
    assert invariants.broken(world, 3)[law][0] > 0


def test_dead_partners_and_members_are_noticed():
    world = store()
    world.person["cell"][2] = 65535
    found = invariants.broken(world, 3)
    assert found["partners living"][0] > 0 and found["only the living in households"][0] > 0
    assert found["nobody is her own grandmother"] == (0, found["nobody is her own grandmother"][1])


def test_lives_follow_links_into_the_tomb():
    lives = lives_of(store(), 3)
    assert lives.living == 5
    assert lives.father[1] == 5 and lives.mother[6] == 1 and lives.father[6] == 2
    assert lives.died.tolist() == [ALIVE] * 5 + [-5, 1]
    world = store()
    world.person["cell"][4] = 65535
    assert lives_of(world, 3).living == 4


def test_socsim_files_give_the_same_kin(tmp_path):
    world = store()
    files = socsim.export(world, 3)
    socsim.write(files, tmp_path / "islands")
    again = socsim.read(tmp_path / "islands")
    for table, other in ((files.opop, again.opop), (files.omar, again.omar)):
        assert all(np.array_equal(table[name], other[name]) for name in table)
    kin = socsim.derived(again)
    mother, father, grandmother, grandfather = 0, 1, 2, 5
    assert {(3, mother, 1), (3, father, 2), (3, grandmother, 0), (3, grandfather, 4), (1, mother, 0)} <= kin
    assert (0, 9, 1) in kin and (3, 6, 6) not in {(a, b, c) for a, b, c in kin}
    assert socsim.spouses(again) == {(1, 2)}
    assert again.opop["dod"].tolist()[:5] == [0] * 5 and (again.opop["dod"][5:] > 0).all()
    again.opop["mom"][3] = 0
    assert socsim.derived(again) != kin


def test_socsim_siblings_are_chained_by_age(tmp_path):
    files = socsim.export(store(), 3)
    assert files.opop["lborn"][1] == 4 and files.opop["nesibm"][3] == 7 and files.opop["nesibm"][6] == 0
    for older, younger in pairwise(sorted([7, 4], key=lambda pid: files.opop["dob"][pid - 1])):
        assert files.opop["nesibm"][younger - 1] == older
