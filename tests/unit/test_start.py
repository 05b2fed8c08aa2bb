"""The people of month zero: whole families, plausible kin, the pack's ages, and subsets by scale."""

import dataclasses
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from ayllu.population.start import build_start
from ayllu.population.start_kin import LAST_BIRTH_AGE, living_parents
from ayllu.population.start_library import build_library, people_of_area
from ayllu.population.start_raking import rake
from ayllu.population.start_schooling import split_by_area, years_of_levels
from ayllu.population.start_tables import read_tables, urban_shares
from ayllu.register.pack import read_pack
from ayllu.words.codes import NEVER, UnionStatus
from ayllu.words.errors import AylluError

ADULT = 15


@pytest.fixture(scope="module")
def andes():
    return read_pack("andes")


@pytest.fixture(scope="module", params=["andes", "islands"])
def case(request):
    pack = read_pack(request.param)
    return pack, build_start(pack, 0.02 if request.param == "andes" else 1.0, 5)


def age_of(persons):
    return (0 - persons["birth"].astype(int) - 1) // 12


def follow(column, links, nobody):
    return np.where(links >= 0, column[np.maximum(links, 0)], nobody)


def test_smaller_scale_is_a_subset_with_the_same_lives(andes):
    small, large = (build_start(andes, scale, 9) for scale in (0.01, 0.05))
    few, many = small.persons, large.persons
    order = np.argsort(many["key"])
    at = order[np.searchsorted(many["key"], few["key"], sorter=order)]
    assert np.array_equal(many["key"][at], few["key"])
    # A small world holds fewer communities, of which emigrants of the first day can come.
    plain = set(few) - {"mother", "father", "partner", "home", "community", "root_community"}
    for name in plain:
        assert np.array_equal(many[name][at], few[name]), name
    there = follow(few["key"], np.arange(len(few["key"])), 0)
    for name in ("mother", "father", "partner"):
        ours, theirs = follow(few["key"], few[name], 0), follow(many["key"], many[name][at], 0)
        inside = np.isin(theirs, there)
        assert np.array_equal(ours[inside], theirs[inside]), name
        assert (ours[~inside] == 0).all()
    homes, all_homes = small.households["key"][few["home"]], large.households["key"][many["home"][at]]
    assert np.array_equal(homes, all_homes)
    kept = np.isin(many["home"], np.unique(many["home"][at]))
    assert kept.sum() == len(few["key"]), "families are kept whole"


def test_each_place_holds_its_share(case):
    pack, start = case
    scale = 0.02 if pack.name == "andes" else 1.0
    counts = np.bincount(start.persons["place"], minlength=len(pack.places))
    wanted = np.array([place.population_start * scale for place in pack.places])
    assert np.abs(counts - wanted).max() <= 12


def test_same_seed_same_people_other_seed_others():
    pack = read_pack("islands")
    first, again, other = (build_start(pack, 1.0, seed).persons for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert first["birth"][:200].tolist() != other["birth"][:200].tolist()


def test_rows_lie_by_place_community_household(case):
    _, start = case
    persons, homes = start.persons, start.households
    for name in ("place", "community", "home"):
        assert (np.diff(persons[name].astype(int)) >= 0).all(), name
    assert np.array_equal(np.unique(persons["home"]), np.arange(len(homes["key"])))
    assert np.array_equal(homes["first"], np.searchsorted(persons["home"], np.arange(len(homes["key"]))))
    assert np.array_equal(homes["community"][persons["home"]], persons["community"])
    assert np.array_equal(start.communities["place"][persons["community"]], persons["place"])
    for table in (persons, homes, start.communities):
        assert len(np.unique(table["key"])) == len(table["key"])


def test_partners_are_mutual_and_agree(case):
    _, start = case
    persons = start.persons
    one = np.flatnonzero(persons["partner"] >= 0)
    other = persons["partner"][one]
    assert np.array_equal(persons["partner"][other], one)
    assert (persons["sex"][one] != persons["sex"][other]).all()
    for name in ("union_since", "union_status", "home"):
        assert np.array_equal(persons[name][one], persons[name][other]), name
    united = np.isin(persons["union_status"], (UnionStatus.COHABITING, UnionStatus.MARRIED))
    assert np.array_equal(united, persons["partner"] >= 0)
    assert ((persons["union_since"] == NEVER) == (persons["union_status"] == UnionStatus.SINGLE)).all()
    assert (age_of(persons)[united] >= ADULT).all()
    assert persons["union_since"][united].max() < 0


@pytest.mark.parametrize("parent, sex, youngest, oldest", [("mother", 0, 14, 47), ("father", 1, 16, 80)])
def test_parents_have_plausible_ages(case, parent, sex, youngest, oldest):
    persons = case[1].persons
    child = np.flatnonzero(persons[parent] >= 0)
    row = persons[parent][child]
    gap = persons["birth"][child].astype(int) - persons["birth"][row]
    assert (persons["sex"][row] == sex).all()
    assert gap.min() >= youngest * 12
    assert gap.max() <= oldest * 12
    assert np.array_equal(persons["community"][child], persons["community"][row])


def test_births_of_a_mother_agree(case):
    persons = case[1].persons
    child = np.flatnonzero(persons["mother"] >= 0)
    child = child[np.lexsort((persons["birth"][child], persons["mother"][child]))]
    mother, birth = persons["mother"][child], persons["birth"][child].astype(int)
    siblings = np.diff(mother) == 0
    assert siblings.sum() > 100
    assert np.diff(birth)[siblings].min() >= 9
    assert (np.diff(persons["birth_order"][child].astype(int))[siblings] > 0).all()
    assert (persons["birth_order"][child] <= persons["parity"][mother]).all()
    for parent in ("mother", "father"):
        linked = np.flatnonzero(persons[parent] >= 0)
        number = np.bincount(persons[parent][linked], minlength=len(persons["key"]))
        assert (persons["parity"] >= number).all()
        assert (persons["last_birth"][persons[parent][linked]] >= persons["birth"][linked]).all()
    assert ((persons["last_birth"] == NEVER) == (persons["parity"] == 0)).all()


def test_couples_are_not_siblings(case):
    persons = case[1].persons
    one = np.flatnonzero(persons["partner"] >= 0)
    for parent in ("mother", "father"):
        theirs = persons[parent][persons["partner"][one]]
        assert not ((persons[parent][one] >= 0) & (persons[parent][one] == theirs)).any()


def test_children_live_with_somebody_grown(case):
    persons = case[1].persons
    age = age_of(persons)
    grown = np.bincount(persons["home"][age >= ADULT], minlength=persons["home"].max() + 1) > 0
    assert grown.all()
    child = np.flatnonzero(age < ADULT)
    with_parent = np.zeros(len(child), dtype=bool)
    for parent in ("mother", "father"):
        with_parent |= follow(persons["home"], persons[parent][child], -1) == persons["home"][child]
    adult = np.bincount(persons["home"][age >= 18], minlength=persons["home"].max() + 1) > 0
    assert adult[persons["home"][child[~with_parent]]].all()
    assert 0.9 < with_parent.mean() < 0.99


def test_heads_come_first(case):
    _, start = case
    persons = start.persons
    head = start.households["first"]
    assert age_of(persons)[head].min() >= ADULT
    assert (persons["sex"][head[persons["partner"][head] >= 0]] == 1).all()


def test_ages_and_sexes_match_the_pyramid(case):
    pack, start = case
    persons, people = start.persons, read_tables(pack).people
    country = np.array([place.country for place in pack.places])[persons["place"]]
    for nation in range(len(pack.countries)):
        here = country == nation
        wanted = people[nation] / people[nation].sum()
        for sex in range(2):
            ages = np.bincount(age_of(persons)[here & (persons["sex"] == sex)], minlength=130)
            for low in range(0, 80, 5):
                expected = wanted[sex, low : low + 5].sum() * here.sum()
                assert abs(ages[low : low + 5].sum() - expected) < 3.5 * expected**0.5, (nation, sex, low)
        ratio = (persons["sex"][here] == 1).sum() / (persons["sex"][here] == 0).sum()
        assert abs(ratio / (wanted[1].sum() / wanted[0].sum()) - 1) < (0.01 if pack.name == "andes" else 0.1)


def test_models_reproduce_ages_sizes_and_unions(andes):
    tables, urban = read_tables(andes), urban_shares(andes)
    for country, area in ((0, 0), (0, 1), (1, 0), (1, 1)):
        library = build_library(tables, float(urban[country]), country, area)
        weights = np.diff(library.cumulated, prepend=0)
        owner = np.repeat(np.arange(len(weights)), np.diff(library.starts))
        heavy, members = weights[owner], library.members
        wanted = people_of_area(tables, float(urban[country]), country, area)
        for sex in range(2):
            for low in range(0, 80, 5):
                group = (members["sex"] == sex) & (members["age"] >= low) & (members["age"] < low + 5)
                share = heavy[group].sum() / heavy.sum()
                assert abs(share / wanted[sex, low : low + 5].sum() - 1) < 0.002
            grown = (members["sex"] == sex) & (members["age"] >= 20) & (members["age"] < 50)
            single = heavy[grown & (members["status"] == 0)].sum() / heavy[grown].sum()
            target = tables.single[country, area, sex, 20:50] @ wanted[sex, 20:50] / wanted[sex, 20:50].sum()
            assert abs(single - target) < 0.02
        assert abs(library.mean_size - tables.home["mean_size"][country, area]) < 0.02


def test_kin_outside_the_household_are_found(andes):
    persons = build_start(andes, 0.02, 3).persons
    tables, age = read_tables(andes), age_of(persons)
    chances, _ = living_parents(tables.alive[0], tables.births[0], 3.5)
    peru = np.array([place.country for place in andes.places])[persons["place"]] == 0
    for low, high in ((15, 30), (30, 45)):
        some = peru & (age >= low) & (age < high)
        found = (persons["mother"][some] >= 0).mean()
        assert chances[0, low:high].mean() - 0.15 < found < chances[0, low:high].mean() + 0.05


def test_schooling_follows_the_source(andes):
    persons = build_start(andes, 0.05, 3).persons
    age, country = age_of(persons), np.array([place.country for place in andes.places])[persons["place"]]
    for row in andes.start["schooling"]:
        nation = [item.code for item in andes.countries].index(row["country"])
        low, high = (int(part) for part in row["age"].split("-"))
        if low < 15:  # still at school: the row says how far they will have gone
            continue
        some = (country == nation) & (age >= low) & (age <= high)
        some &= persons["sex"] == (0 if row["sex"] == "women" else 1)
        years = persons["schooling"][some]
        assert abs(years.mean() - float(row["mean_years"])) < 0.35
        assert abs(100 * (years == 0).mean() - float(row["none"])) < 5
    area = np.array([place.area for place in andes.places])[persons["place"]]
    adults = (age >= 15) & (age < 65)
    assert persons["schooling"][adults & (area == 1)].mean() > 1.5 * persons["schooling"][adults & (area == 0)].mean()
    attends = persons["in_school"] == 1
    assert age[attends].min() >= 6
    assert age[attends].max() <= 24
    assert (persons["schooling"][attends] <= age[attends] - 5).all()


def test_years_of_levels_meet_shares_and_mean():
    shares = years_of_levels(np.array([39.28, 46.57, 13.14, 1.01]), 3.083)
    assert shares[0] == pytest.approx(0.3928)
    assert shares[1:7].sum() == pytest.approx(0.4657)
    assert shares @ np.arange(18) == pytest.approx(3.083)
    split = split_by_area(shares, 4.0, 0.3)
    assert np.allclose(0.7 * split[0] + 0.3 * split[1], shares)
    assert (split >= -1e-12).all()
    rural, urban = 1 - split[0, 0], 1 - split[1, 0]
    assert urban / (1 - urban) / (rural / (1 - rural)) == pytest.approx(4.0)


def test_raking_meets_totals_with_positive_weights():
    counts = np.array([[1.0, 2, 0], [1, 1, 1], [1, 0, 3], [1, 4, 1]])
    from scipy.sparse import csr_array

    totals = np.array([1.0, 1.5, 1.2])
    weights = rake(csr_array(counts), totals, np.full(3, 1e-6))
    assert (weights > 0).all()
    assert np.allclose(weights @ counts, totals, atol=1e-5)


def test_broken_tables_are_all_named(andes, tmp_path):
    for folder in ("start", "tables"):
        shutil.copytree(andes.root / folder, tmp_path / folder)
    text = (tmp_path / "start/pyramid.csv").read_text()
    (tmp_path / "start/pyramid.csv").write_text(text.replace("PER,women,5-9", "PER,females,5-9").replace("446", "x"))
    (tmp_path / "start/urban_tilt.csv").unlink()
    broken = dataclasses.replace(andes, root=tmp_path)
    with pytest.raises(AylluError) as caught:
        build_start(broken, 0.01, 1)
    said = str(caught.value)
    assert "females" in said
    assert "urban_tilt.csv" in said
    assert "pyramid.csv:3" in said


def test_scale_must_be_above_zero(andes):
    with pytest.raises(AylluError, match="scale"):
        build_start(andes, 0.0, 1)


def test_empty_places_stay_empty():
    pack = read_pack("islands")
    plain = SimpleNamespace(name=pack.name, root=pack.root, countries=pack.countries, regions=pack.regions)
    plain.places = [dataclasses.replace(place) for place in pack.places]
    plain.places[2] = dataclasses.replace(pack.places[2], population_start=0.0)
    counts = np.bincount(build_start(plain, 1.0, 1).persons["place"], minlength=len(plain.places))
    assert counts[2] == 0
    assert counts[1] > 0


def test_mothers_stop_bearing(case):
    assert LAST_BIRTH_AGE < 50
    persons = case[1].persons
    women = (persons["sex"] == 0) & (persons["last_birth"] != NEVER)
    at = persons["last_birth"][women].astype(int) - persons["birth"][women]
    assert at.min() >= 13 * 12
    assert at.max() <= 50 * 12
