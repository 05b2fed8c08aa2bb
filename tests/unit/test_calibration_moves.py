"""Calibration of moves: corrections go the right way, stay where nothing is wrong, and no lever touches what was learnt."""

import numpy as np
import pytest

from ayllu.calibration.goals import Goals, between, read_goals
from ayllu.calibration.moves import Moved, correct
from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.register.overrides import apply_overrides
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import World

YEARS = 63
KNOTS = [*range(1950, 2012, 5), 2012]


@pytest.fixture(scope="module")
def andes() -> Pack:
    return read_pack("andes")


def moved(pack: Pack, people: np.ndarray, loss: float = 0.0, gone: float = 1000.0, elsewhere: float = 0.2) -> Moved:
    """A world in which every year looks the same."""
    countries = len(pack.countries)
    return Moved(
        places=[people] * YEARS,
        women=[people / 2] * YEARS,
        elsewhere=[np.full(countries, elsewhere)] * YEARS,
        loss=[np.full(countries, loss)] * YEARS,
        gone=[np.full(countries, gone)] * YEARS,
    )


def table(pack: Pack, process: str, name: str, value: float) -> list[np.ndarray]:
    return [np.full_like(pack.tables[process][name].slice_at(0), value) for _ in KNOTS]


def goals_of(pack: Pack, people: np.ndarray) -> Goals:
    """Goals that a world already meets in 1981."""
    found = Goals()
    for c, country in enumerate(pack.countries):
        own = [p for p, place in enumerate(pack.places) if place.country == c and not place.destination]
        towns = [p for p in own if pack.places[p].area]
        found.values["urban_share", country.code, "national"] = {1981: 100 * people[towns].sum() / people[own].sum()}
        for r, region in enumerate(pack.regions):
            if region.country == c:
                inside = [p for p in own if pack.places[p].region == r]
                found.values["region_people", country.code, region.code] = {1981: people[inside].sum()}
    return found


def test_nothing_wrong_nothing_changed(andes: Pack) -> None:
    people = np.full(len(andes.places), 1000.0)
    now = table(andes, "internal_migration", "pull", 0.5)
    new, _ = correct("people by place", andes, goals_of(andes, people), moved(andes, people), 1, now, KNOTS)
    assert all(np.allclose(a, b) for a, b in zip(new, now, strict=True))


def test_a_region_with_too_few_people_becomes_more_appealing(andes: Pack) -> None:
    people = np.full(len(andes.places), 1000.0)
    goals = goals_of(andes, people)
    goals.values["region_people", "PER", "PE-LIM"][1981] *= 2
    now = table(andes, "internal_migration", "pull", 0.0)
    new, lines = correct("people by place", andes, goals, moved(andes, people), 1, now, KNOTS)
    lima = [p for p, place in enumerate(andes.places) if place.code.startswith("PE-LIM")]
    others = [p for p, place in enumerate(andes.places) if place.code.startswith("PE-PUN")]
    at = KNOTS.index(1970)
    assert (new[at][lima] > 0.1).all() and (new[at][others] < 0).all()
    assert any("PER 1981 shares of regions" in line for line in lines)


def test_a_region_keeps_a_level_and_a_slow_trend_whatever_its_errors(andes: Pack) -> None:
    """Errors that come and go leave no wiggle: what is learnt beyond towns and countryside is a straight line."""
    people = np.full(len(andes.places), 1000.0)
    goals = goals_of(andes, people)
    series = goals.values["region_people", "PER", "PE-LIM"]
    series |= {1972: series[1981] * 3, 1993: series[1981] / 2, 2007: series[1981] * 2}
    for (_, country, region), values in goals.values.items():
        if country == "PER" and region not in ("PE-LIM", "national"):
            values |= dict.fromkeys((1972, 1993, 2007), values[1981])
    now = table(andes, "internal_migration", "pull", 0.0)
    now[3][:] += np.linspace(-1, 1, len(andes.places))
    new, _ = correct("people by place", andes, goals, moved(andes, people), 1, now, KNOTS)
    region = [np.mean([v[p] for p, place in enumerate(andes.places) if place.code.startswith("PE-LIM")]) for v in new]
    assert np.allclose(region, np.polyval(np.polyfit(KNOTS, region, 1), KNOTS), atol=1e-6)
    assert np.ptp(region) > 0.01


def test_net_loss_is_corrected_by_its_share_of_departures(andes: Pack) -> None:
    """Too many lost: departures fall by what is too many over all who go, however small the net is."""
    people = np.full(len(andes.places), 1000.0)
    goals = Goals({("net_loss", "PER", "national"): {1959 + 10 * k: 10_000.0 * (k + 1) for k in range(6)}})
    now = table(andes, "aspiration", "level", 1.0)
    world = moved(andes, people, loss=2000.0, gone=10_000.0)
    new, _ = correct("net loss", andes, goals, world, 1, now, KNOTS)
    assert 0.8 < new[KNOTS.index(1970)][0] < 0.99
    assert new[KNOTS.index(1970)][1] == 1.0
    fewer, _ = correct("net loss", andes, goals, moved(andes, people, loss=100.0, gone=10_000.0), 1, now, KNOTS)
    assert fewer[KNOTS.index(1970)][0] > 1.0


def test_too_few_women_raise_the_demand_for_their_labour(andes: Pack) -> None:
    """For all origins alike, only where a goal tells, within the range, and from the time at which the lack arises."""
    people = np.full(len(andes.places), 1000.0)
    goals = Goals({("women_share", "BOL", "ESP"): {2005: 60.0}})
    now = table(andes, "told_pay", "demand_fit", 1.0)
    new, lines = correct("women abroad", andes, goals, moved(andes, people), 1, now, KNOTS)
    spain, argentina = (next(r.destination for r in andes.regions if r.code == code) for code in ("ESP", "ARG"))
    at = KNOTS.index(2000)
    assert new[at][spain, 0] > 1.01 and new[at][spain, 1] == pytest.approx(1 / new[at][spain, 0])
    assert (new[at][argentina] == 1).all()
    assert any("ESP 2005 50/60" in line for line in lines)
    most = table(andes, "told_pay", "demand_fit", 2.0)
    again, _ = correct("women abroad", andes, goals, moved(andes, people), 1, most, KNOTS)
    assert again[at][spain, 0] == 2.0
    met = Goals({("women_share", "PER", "abroad"): {1990: 50.0}})
    same, _ = correct("women abroad", andes, met, moved(andes, people), 1, now, KNOTS)
    assert all(np.allclose(a, b) for a, b in zip(same, now, strict=True))


def test_goals_of_the_pack_are_read(andes: Pack) -> None:
    goals = read_goals(andes)
    assert goals.series("net_loss", "PER", "national")[2004] == pytest.approx(1_777_300)
    assert len(goals.series("region_people", "BOL", "BO-S")) == 4
    shares = [goals.series("destination_share", "PER", r.code)[2010] for r in andes.regions if r.destination]
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_between_starts_without_error_and_stays_level() -> None:
    assert between({1970: 2.0}, np.array([1950.0, 1960.0, 1970.0, 1990.0]), first=1950).tolist() == [0.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize("off", [["urban-pull"], ["political-violence"], ["crisis-push"], ["international-migration"]])
def test_no_lever_touches_what_was_learnt(andes: Pack, off: list[str]) -> None:
    changed = apply_overrides(andes, {"internal_migration.considering": 0.4}, off)
    learnt = [(p, n) for p, own in andes.tables.items() for n, t in own.items() if t.head.kind == "calibrated"]
    assert len(learnt) > 5
    for process, name in learnt:
        for month in (0, 300, 700):
            before, after = (pack.tables[process][name].slice_at(month) for pack in (andes, changed))
            assert np.array_equal(before, after), f"{process}.{name}"
    assert changed.cards["internal_migration"]["considering"].value_at(0) == 0.4


def test_corridors_tell_countries_apart_and_leave_the_level_alone(andes: Pack) -> None:
    """Whatever is corrected, the mean of corridors weighted by the shares that are wanted is nothing."""
    people = np.full(len(andes.places), 1000.0)
    now = table(andes, "international_migration", "corridor", 2.0)
    goals = read_goals(andes)
    new, _ = correct("emigrants", andes, goals, moved(andes, people), 1, now, KNOTS)
    codes = {r.destination: r.code for r in andes.regions if r.destination}
    wanted = {d: goals.series("destination_share", "PER", code)[1990] for d, code in codes.items()}
    at = new[KNOTS.index(1990)][[c.code for c in andes.countries].index("PER")]
    assert sum(share * at[d] for d, share in wanted.items()) == pytest.approx(0, abs=1e-9)
    usa, brazil = (next(d for d, code in codes.items() if code == name) for name in ("USA", "BRA"))
    assert at[usa] > at[brazil]


def test_migrants_inside_a_country_were_born_in_it() -> None:
    """Children born abroad who came to live at home are no internal migrants, as in a census."""
    pack = read_pack("islands")
    scenario = resolve_scenario(pack, "calm")
    world, told = World.build(pack, scenario.overrides, scenario.off), Moved()
    world.advance()
    told.month(world)
    told.year(world)
    person, places = world.store.person, world.engine.setting.places
    living = np.flatnonzero(person["cell"] != DEAD)
    place = person["cell"][living].astype(np.int64) // CELLS_A_PLACE
    native = living[person["birth_region"][living] == places["region"][place]]
    assert len(native) > 100
    person["birth_region"][native[:100]] = [region.code for region in pack.regions].index("FAR")
    told.month(world)
    told.year(world)
    assert np.array_equal(told.elsewhere[0], told.elsewhere[1]) and told.elsewhere[0].max() > 0
