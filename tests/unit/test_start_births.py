"""Birthplaces of the first day, and the communities abroad: keyed, plausible, and nobody at home changed by them."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from ayllu.grammar import column
from ayllu.population.founding import found_store
from ayllu.population.schema import build_schema
from ayllu.population.start import build_start
from ayllu.population.start_births import read_birthplaces
from ayllu.register.pack import read_pack
from ayllu.words.errors import AylluError

SCALE = 0.02


@pytest.fixture(scope="module")
def andes():
    return read_pack("andes")


@pytest.fixture(scope="module")
def start(andes):
    return build_start(andes, SCALE, 5)


def of_place(pack, name):
    return np.array([getattr(place, name) for place in pack.places])


def with_places(pack, change):
    """The pack with its places changed one by one."""
    plain = SimpleNamespace(name=pack.name, root=pack.root, countries=pack.countries, regions=pack.regions)
    plain.places = [dataclasses.replace(place, **change(place)) for place in pack.places]
    return plain


def test_people_abroad_stand_beside_the_residents(andes, start):
    """Without communities abroad every resident is the same; with them, everybody else is an emigrant's household."""
    alone = build_start(with_places(andes, lambda p: {"population_start": 0.0} if p.destination else {}), SCALE, 5)
    n = len(alone.persons["key"])
    for name, values in alone.persons.items():
        assert np.array_equal(values, start.persons[name][:n]), name
    assert not of_place(andes, "destination")[alone.persons["place"]].any()
    assert (of_place(andes, "destination")[start.persons["place"][n:]] > 0).all()
    official = {"PER": 7_566_021, "BOL": 3_065_480}
    for number, country in enumerate(andes.countries):
        here = [place.population_start for place in andes.places if place.country == number and not place.destination]
        assert sum(here) == official[country.code]


def test_emigrants_are_those_of_the_registers(andes, start):
    """Born in the country of origin and living abroad: the figures of 1960 times the factor of the card."""
    registers = {"PER": 0.5, "BOL": 0.75}
    destination, country = (of_place(andes, name)[start.persons["place"]] for name in ("destination", "country"))
    born = np.array([region.country for region in andes.regions])[start.persons["birth_region"]]
    for number, origin in enumerate(andes.countries):
        rows = [row for row in andes.calendars["emigrant_stock_1960"] if row["origin"] == origin.code]
        wanted = sum(float(row["value"]) for row in rows if row["sex"] == "B") * registers[origin.code]
        abroad = (country == number) & (destination > 0)
        assert (abroad & (born == number)).sum() / SCALE == pytest.approx(wanted, rel=0.04)
        assert set(born[abroad]) == {number, -1}, "born at home or where they live"
        there = np.array([place.region for place in andes.places])[start.persons["place"]]
        outside = abroad & (born == -1)
        assert np.array_equal(start.persons["birth_region"][outside], there[outside])
        assert (start.persons["birth"][outside] > -15 * 12 - 1).all(), "adults were born in their country"


def test_every_place_abroad_has_a_community(andes):
    """At a small scale most destinations are empty, and a community waits for those who will come."""
    few = build_start(andes, 0.0005, 1)
    counts = np.bincount(few.communities["place"], minlength=len(andes.places))
    people = np.bincount(few.persons["place"], minlength=len(andes.places))
    abroad = of_place(andes, "destination") > 0
    assert counts.min() == 1 and (people[abroad] == 0).sum() >= 9
    wanted, drawn = 0.0005 * of_place(andes, "population_start")[abroad].sum(), people[abroad].sum()
    for seed in range(2, 9):
        drawn += (of_place(andes, "destination")[build_start(andes, 0.0005, seed).persons["place"]] > 0).sum()
    assert drawn / 8 == pytest.approx(wanted, abs=10)
    assert len(set(few.communities["key"].tolist())) == len(few.communities["key"])


def test_birthplaces_meet_the_shares(andes, start):
    """About 11.5 and 7 percent live outside the region of birth, always one of their country; towns and adults more."""
    persons = start.persons
    region, country, area, destination = (
        of_place(andes, name)[persons["place"]] for name in ("region", "country", "area", "destination")
    )
    home, moved = destination == 0, persons["birth_region"] != region
    born = np.array([r.country for r in andes.regions])[persons["birth_region"]]
    assert np.array_equal(born[home], country[home])
    for number, share in ((0, 0.115), (1, 0.07)):
        assert moved[home & (country == number)].mean() == pytest.approx(share, rel=0.05)
    child = persons["birth"] >= -15 * 12
    assert moved[home & ~child].mean() > 3 * moved[home & child].mean()
    assert moved[home & (area == 1)].mean() > 1.6 * moved[home & (area == 0)].mean()


def test_a_household_shares_its_origin(start, andes):
    persons = start.persons
    moved = (persons["birth_region"] != of_place(andes, "region")[persons["place"]]) & (
        of_place(andes, "destination")[persons["place"]] == 0
    )
    homes, regions = persons["home"][moved], persons["birth_region"][moved]
    low, high = np.full(homes.max() + 1, 255), np.zeros(homes.max() + 1)
    np.minimum.at(low, homes, regions)
    np.maximum.at(high, homes, regions)
    assert np.array_equal(low[homes], high[homes])
    assert len(set(regions.tolist())) > 30


def test_origins_are_near_and_large(andes):
    """Puno's outsiders come from Cusco and Arequipa more than from far Lima a head of people; nobody from abroad."""
    places = read_birthplaces(andes)
    code = [region.code for region in andes.regions]
    here = next(n for n, place in enumerate(andes.places) if place.code == "PE-PUN-U")
    chances = np.diff(places.where[here], prepend=0.0)
    people = dict.fromkeys(code, 0.0)
    for place in andes.places:
        people[code[place.region]] += place.population_start * (place.destination == 0)
    a_head = {name: chances[code.index(name)] / people[name] for name in code if people[name]}
    assert a_head["PE-CUS"] > 3 * a_head["PE-LIM"] > 0 == a_head["PE-PUN"] == a_head["BO-L"]
    assert chances[code.index("PE-LIM")] > chances[code.index("PE-MDD")]
    assert chances[code.index("ARG")] == 0 and (places.where[:, -1] == 1).all()


def test_a_pack_without_birthplaces_and_one_without_centres(tmp_path):
    pack = read_pack("islands")
    assert not read_birthplaces(dataclasses.replace(pack, root=tmp_path)).elsewhere.any()
    bare = [dataclasses.replace(region, details={}) for region in pack.regions]
    with pytest.raises(AylluError, match="NI-FAI has no centroid_lat"):
        read_birthplaces(dataclasses.replace(pack, regions=bare))


def test_a_declared_birthplace_is_founded(start):
    """A process that owns the column finds it filled."""
    owns = column("uint8", "region of birth", at_birth=0)
    known = build_schema([], [])
    store = found_store(
        start,
        dataclasses.replace(known, person={**known.person, "birth_region": "uint8"}, declared={"birth_region": owns}),
        0,
    )
    assert np.array_equal(store.person["birth_region"], start.persons["birth_region"])
