"""Tables of moves, flight and borders say what the series they come from say."""

import math

import numpy as np
import pytest

from ayllu.geography.distance import great_circle
from ayllu.register.pack import Pack, read_pack
from ayllu.words.codes import Sex
from ayllu.words.months import month_number

LEARNT = [
    ("internal_migration", "pull", 0), ("internal_migration", "level", 1), ("international_migration", "corridor", 0),
    ("aspiration", "level", 1), ("international_migration", "demand_fit", 1), ("return_migration", "pace", 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def andes() -> Pack:
    return read_pack("andes")


def at(pack: Pack, process: str, name: str, month: str, **where: str) -> float:
    """The value of a table's cell in a month, by labels."""
    table = pack.tables[process][name]
    cell = tuple(pack.dimensions[side].labels.index(where[side]) for side in table.by)
    return float(table.slice_at(month_number(month, pack.epoch_year))[cell])


def crisis(pack: Pack, month: str, country: str, destination: str) -> float:
    """The depth of the crisis at home or abroad."""
    if destination == "home":
        return at(pack, "economy", "crisis_at_home", month, country=country)
    return at(pack, "economy", "crisis_abroad", month, country=country, destination=destination)


def test_every_origin_has_one_place_at_each_destination() -> None:
    for pack in (read_pack("andes"), read_pack("islands")):
        abroad = [(place.country, place.destination) for place in pack.places if place.destination]
        ahead = range(1, pack.dimensions["destination"].size)
        assert abroad == [(origin, there) for origin in range(len(pack.countries)) for there in ahead]
        home = [place.destination == 0 for place in pack.places]
        assert home == sorted(home, reverse=True), "places abroad come last"
        assert all((pack.regions[p.region].destination, p.area) == (p.destination, 1) for p in pack.places[sum(home) :])


def test_distances_are_those_of_the_capitals(andes: Pack) -> None:
    home = [region for region in andes.regions if not region.destination]
    wanted = great_circle(*([float(r.details[f"capital_{side}"]) for r in home] for side in ("lat", "lon")))
    found = andes.tables["internal_migration"]["distance"].slice_at(0)
    own = [2 / 3 * math.sqrt(float(region.details["area_km2"]) / math.pi) for region in home]
    assert found[: len(home), : len(home)] == pytest.approx(wanted + np.diag(own), abs=0.06)
    assert not found[len(home) :].any() and not found[:, len(home) :].any(), "distances are used at home only"


def test_crises_follow_their_formula(andes: Pack) -> None:
    """Falls of income, inflation and unemployment, as the card tells; two inflations of one destination are recalled."""
    series = {(r["country"], r["quantity"], int(r["year"])): float(r["value"]) for r in andes.calendars["economy"]}
    recalled = {("ARG", 1989): 4900.0, ("ARG", 1990): 2300.0}

    def depth(code: str, year: int) -> float:
        income = [series.get((code, "income_per_person_long_series", y)) for y in range(year - 5, year + 1)]
        best = max((value for value in income[:-1] if value), default=math.inf)
        fall = 1 - (income[-1] or 0) / best if best < math.inf else 0
        rise = series.get((code, "inflation_annual_percent", year), recalled.get((code, year), 0.0))
        jobless = [series.get((code, "aged_15plus_unemployment_rate_percent", y)) for y in range(year - 10, year + 1)]
        before = [value for value in jobless[:-1] if value is not None]
        idle = jobless[-1] - sum(before) / len(before) if jobless[-1] is not None and len(before) > 2 else 0
        parts = (fall / 0.25, math.log((1 + rise / 100) / 2) / math.log(21 / 2), idle / 15)
        return min(1.0, max(0.0, *parts))

    for year in range(1960, 2013):
        for origin, other in (("PER", "BOL"), ("BOL", "PER")):
            found = {d: crisis(andes, f"{year}-06", origin, d)
                     for d in andes.dimensions["destination"].labels}  # fmt: skip
            wanted = {d: depth({"home": origin, "AND": other, "ROW": "VEN"}.get(d, d), year) for d in found}
            wanted["ROW"] /= 2
            assert found == pytest.approx(wanted, abs=6e-4), year
    deep = [
        ("PER", "home", 1990),
        ("BOL", "home", 1985),
        ("PER", "ARG", 1990),
        ("PER", "ARG", 2002),
        ("BOL", "ESP", 2012),
    ]
    mild = [("PER", "home", 1975), ("BOL", "home", 1996), ("PER", "ESP", 2006), ("PER", "USA", 2006)]
    assert min(crisis(andes, f"{y}-01", c, d) for c, d, y in deep) > 0.6
    assert max(crisis(andes, f"{y}-01", c, d) for c, d, y in mild) < 0.15


def test_incomes_are_those_of_the_series(andes: Pack) -> None:
    for row in andes.calendars["economy"]:
        code, year = row["country"], row["year"]
        if row["quantity"] != "income_per_person_long_series" or code == "VEN":
            continue
        origin, where = ("PER", "home") if code == "PER" else ("BOL", "home") if code == "BOL" else ("PER", code)
        found = at(andes, "economy", "income", f"{year}-06", country=origin, destination=where)
        assert found == pytest.approx(float(row["value"]), abs=0.5)


def test_borders_close_when_the_calendar_says(andes: Pack) -> None:
    """Where a visa comes to be required, the month before is more open; a free or easy regime is wholly open."""
    known = andes.dimensions["destination"].labels
    closed = 0
    for row in andes.calendars["visas"]:
        if row["destination"] not in known or row["regime"] in ("temporary labour", "long-term resident"):
            continue
        first = month_number(row["date_from"][:7], andes.epoch_year)
        months = [max(first - 1, 0), first + (not row["date_from"].endswith("01"))]
        cell = andes.dimensions["country"].labels.index(row["origin"]), known.index(row["destination"])
        before, after = (andes.tables["visas"]["openness"].slice_at(month)[cell] for month in months)
        assert (after < 0.3) == (row["regime"] == "visa required"), row
        assert (after == 1) == (row["regime"] != "visa required"), row
        closed += before == 1 and after == 0.25
    assert closed == 5
    cell = {"country": "PER", "destination": "JPN", "ancestry": "JPN"}
    assert at(andes, "visas", "ancestry_openness", "1990-05", **cell) == 0
    assert at(andes, "visas", "ancestry_openness", "1990-06", **cell) == 1
    assert at(andes, "visas", "ancestry_openness", "2000-01", **cell | {"ancestry": "none"}) == 0


def test_violence_has_its_years_places_and_victims(andes: Pack) -> None:
    killed = andes.tables["violence"]["killed"]
    by_year = {year: killed.slice_at((year - 1950) * 12) for year in range(1979, 2003)}
    assert not by_year[1979].any() and not by_year[2001].any()
    worst = max(by_year, key=lambda year: by_year[year].max())
    assert (worst, andes.regions[int(by_year[worst].argmax())].code) == (1984, "PE-AYA")
    assert 15 < by_year[worst].max() < 22
    for place in andes.places:
        if andes.countries[place.country].code == "BOL" or place.destination:
            assert not any(values[place.region] for values in by_year.values())
    dead = {(row["department"], int(row["year"])): float(row["dead_and_disappeared"])
            for row in andes.calendars["violence_by_department_year"]}  # fmt: skip
    junin = andes.dimensions["region"].labels.index("PE-JUN")
    people = [1000 * dead["PE-JUN", year] / by_year[year][junin] for year in (1984, 1993)]
    assert people == pytest.approx([895e3, 1_036e3], rel=0.02), "between the censuses and at the second"
    victims = andes.tables["violence"]["victims"].slice_at(0)
    assert victims[Sex.MALE] == pytest.approx(4 * victims[Sex.FEMALE], rel=0.02)


def test_mines_close_in_their_years(andes: Pack) -> None:
    lost = {month: at(andes, "mine_closures", "jobs_lost", month, region="BO-P")
            for month in ("1985-08", "1985-09", "1987-12", "1988-01")}  # fmt: skip
    assert lost["1985-08"] == lost["1988-01"] == 0 and lost["1985-09"] == lost["1987-12"] > 5
    assert at(andes, "mine_closures", "jobs_lost", "1986-06", region="BO-C") == 0
