"""Focus places: the same lives with weights, so that every total is still that of all people."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from ayllu.analysis.targets import targets
from ayllu.engine.plain import PlainEngine
from ayllu.engine.plain_people import read_people, state_of
from ayllu.loops.plan import make_plan
from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.population.start import build_start
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.discover import discover
from ayllu.runs.focus import focus_of
from ayllu.runs.record_sample import Sample
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.runs.world import Options, World

LARGEST_HOME = 20
MONTHS = 18
FOCUS = {"NI-FAI-U": 1.0, "cove": 1.0}
SCALE = 0.25


@pytest.fixture(scope="module")
def islands() -> Pack:
    return read_pack("islands")


@pytest.fixture(scope="module")
def andes() -> Pack:
    return read_pack("andes")


def build(pack: Pack, focus: dict[str, float] | None = None, scale: float = SCALE, threads: int = 1) -> World:
    told = resolve_scenario(pack, "hot")
    options = Options(threads=threads, chunk=64, everybody=threads > 1)
    return World.build(pack, told.overrides, told.off, scale, options=options, focus=focus)


def lived(pack: Pack, focus: dict[str, float] | None = None, scale: float = SCALE, threads: int = 1) -> World:
    world = build(pack, focus, scale, threads)
    world.advance(MONTHS)
    return world


@pytest.fixture(scope="module")
def world(islands: Pack) -> World:
    return lived(islands, FOCUS)


@pytest.fixture(scope="module")
def run(islands: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "focus"
    return run_scenario(islands, scenario(islands), out)


def scenario(pack: Pack, **options: Any) -> Any:
    return resolve_scenario(pack, "hot", until="1901-12", **{"scale": SCALE, "focus": FOCUS, **options})


def test_one_share_for_all_places_is_that_scale(islands: Pack) -> None:
    everywhere = {place.code: SCALE for place in islands.places}
    assert lived(islands, everywhere, 0.1).digest() == lived(islands).digest()
    assert build(islands, everywhere, 0.1).weights == (1 / SCALE,)


@pytest.mark.parametrize("focus", [{"NI-HIG-R": 1.0}, {"ridge": 1.0}, {"cove": 1.0}, {"ridge": 0.5, "cove": 0.7}])
def test_focus_adds_people_and_keeps_the_rest(islands: Pack, focus: dict[str, float]) -> None:
    thin, thick, all_ = (
        build_start(islands, scale, 3, focus_of(islands, shares)).persons["key"]
        for scale, shares in ((SCALE, {}), (SCALE, focus), (1.0, {}))
    )
    assert np.isin(thin, thick).all() and len(thick) > len(thin)
    assert np.isin(thick, all_).all()


@pytest.mark.parametrize(
    "name, scale, focus",
    [
        ("islands", SCALE, {"NI-HIG-R": 1.0}),
        ("islands", SCALE, {"cove": 1.0}),
        ("islands", SCALE, {"ridge": 0.8, "NI-FAI-U": 0.5}),
        ("andes", 0.01, {"camacani": 1.0, "juli": 0.5, "BO-C-U": 0.1}),
        ("andes", 0.01, {"juli": 1.0, "lima-outskirts": 1.0}),
    ],
)
def test_weighted_totals_are_those_of_all_people(
    request: pytest.FixtureRequest, name: str, scale: float, focus: dict[str, float]
) -> None:
    pack: Pack = request.getfixturevalue(name)
    start = build_start(pack, scale, 3, focus_of(pack, focus))
    weight = np.array(start.weights)[start.persons["stratum"]]
    people = np.bincount(start.persons["place"], weight, minlength=len(pack.places))
    wanted = np.array([place.population_start for place in pack.places])
    home = np.bincount(start.persons["home"]).max()
    assert (np.abs(people - wanted)[wanted > 0] <= home * max(start.weights)).all()
    assert len(set(start.weights)) > 1


def test_people_in_focus_stand_for_themselves(islands: Pack) -> None:
    start = build_start(islands, SCALE, 3, focus_of(islands, {"cove": 1.0}))
    cove = next(group for group in islands.focus if group.code == "cove")
    weight = np.array(start.weights)[start.persons["stratum"]]
    full = build_start(islands, 1.0, 3)
    first = int(np.flatnonzero(full.communities["place"] == cove.place)[0])
    theirs = full.communities["key"][first + cove.first : first + cove.last]
    inside = np.isin(start.communities["key"][start.persons["community"]], theirs)
    assert inside.any() and (weight[inside] == 1).all() and (weight[~inside] > 1).all()


def test_newborns_inherit_the_weight_of_the_mother(world: World) -> None:
    person = world.store.person
    born = np.flatnonzero((person["birth"] >= 0) & (person["cell"] != DEAD) & (person["mother"] >= 0))
    assert len(born) > 20
    assert np.array_equal(person["stratum"][born], person["stratum"][person["mother"][born]])
    assert len(np.unique(person["stratum"][born])) > 1


def test_threads_change_nothing(islands: Pack, world: World) -> None:
    assert lived(islands, FOCUS, threads=3).digest() == world.digest()


def test_counts_by_stratum_add_up_to_the_counts_of_heads(islands: Pack) -> None:
    world = build(islands, FOCUS)
    engine = world.engine
    for _ in range(6):
        engine.advance()
        assert np.array_equal(engine.strata.occurrences.sum(axis=0), engine.occurrences)
        assert np.array_equal(engine.strata.at_risk.sum(axis=0), engine.at_risk)
        assert np.array_equal(engine.strata.people().sum(axis=0), engine.exposure)
        assert np.array_equal(engine.strata.unmatched.sum(axis=0), engine.unmatched)
    assert (engine.strata.at_risk.sum(axis=1) > 0).all()


def test_measured_means_are_kept_by_stratum(islands: Pack) -> None:
    apart, whole = build(islands, FOCUS), build(islands, FOCUS)
    whole.engine.strata.split = lambda lists: iter([(lists, whole.engine.measured)])  # type: ignore[method-assign]
    for one in (apart, whole):
        one.advance(MONTHS)
    empty = []
    for name, (total, count) in whole.engine.measured.items():
        strata = [measured[name] for measured in apart.engine.strata.measured]
        assert np.array_equal(sum(pair[0] for pair in strata), total), name
        assert np.array_equal(sum(pair[1] for pair in strata), count), name
        empty += [name] * (not all(pair[1].sum() for pair in strata))
    rare = {name.partition(".")[0] for name in empty}
    assert rare <= {"intensive_mothering"}, "only wives of men abroad are too few for every stratum"


def read(run: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet")


def weighted(frame: pl.DataFrame, name: str | None = None) -> float:
    return float((frame["weight"] * (frame[name] if name else 1)).sum())


def test_every_table_of_a_run_has_weights_that_agree(run: Path) -> None:
    facts = json.loads((run / "run.json").read_text())
    assert facts["focus"] == FOCUS and len(facts["strata"]) == 3
    last = {table: read(run, table).filter(pl.col("year") == 1901) for table in ("place_year", "person_year")}
    people = weighted(last["place_year"], "population")
    assert people == pytest.approx(facts["people_end"])
    assert weighted(last["person_year"]) == pytest.approx(people)
    homes = read(run, "household_year").filter(pl.col("year") == 1901)
    assert weighted(homes, "size") == pytest.approx(people)
    couples = read(run, "couple_year").filter(pl.col("year") == 1901)
    united = last["person_year"].filter(pl.col("partner") != 0)
    assert weighted(couples) == pytest.approx(weighted(united) / 2)
    births = read(run, "occurrences").filter(pl.col("event") == "birth")
    books = read(run, "books")
    accounts = books.filter((pl.col("account") == "people") & (pl.col("month") == books["month"].max()))
    assert weighted(accounts, "closing") == pytest.approx(people)
    assert weighted(books.filter(pl.col("account") == "people"), "births") == pytest.approx(weighted(births, "count"))
    unions = books.filter((pl.col("account") == "unions") & (pl.col("month") == books["month"].max()))
    assert weighted(unions, "closing") == pytest.approx(weighted(couples))
    assert books["gap"].abs().max() == 0 and (books["ended"] >= 0).all()
    for table in ("exposures", "market", "measures", "child_year"):
        assert read(run, table)["weight"].n_unique() > 1, table


def test_a_sample_still_stands_for_everybody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ayllu.runs.record_sample.SAMPLE_PEOPLE", 60)
    sample = Sample.draw(world, "sample")
    rows = sample.members()
    assert 60 < len(rows) < world.engine.exposure.sum()
    weights, strata = sample.weights(rows), np.array(world.weights)
    person, countries = world.store.person, [place.country for place in world.pack.places]
    cell = person["cell"].astype(np.int64)
    living = cell < world.engine.setting.cells
    everybody = np.bincount(np.array(countries)[cell[living] // CELLS_A_PLACE], strata[person["stratum"][living]])
    recorded = np.bincount(np.array(countries)[cell[rows] // CELLS_A_PLACE], weights)
    assert recorded == pytest.approx(everybody)


def test_homes_of_a_diaspora_are_drawn_and_stand_for_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person, household = world.store.person, world.store.household
    abroad = np.array([place.destination > 0 for place in world.pack.places])
    kept: dict[int, set[int]] = {}
    for many in (10_000, 12):
        monkeypatch.setattr("ayllu.runs.record_sample.SAMPLE_ABROAD", many)
        sample = Sample.draw(world, "sample")
        rows = sample.members()
        home = person["home"][rows]
        place = world.store.community["place"][household["community"][home]]
        kept[many] = set(home[abroad[place]].tolist())
        counted = abroad[person["cell"][rows].astype(np.int64) // CELLS_A_PLACE]
        cell = person["cell"].astype(np.int64)
        living = np.flatnonzero(cell < world.engine.setting.cells)
        everybody = living[abroad[cell[living] // CELLS_A_PLACE]]
        strata = np.array(world.weights)[person["stratum"][everybody]]
        assert sample.weights(rows)[counted].sum() == pytest.approx(strata.sum())
    assert 0 < len(kept[12]) < len(kept[10_000]) and kept[12] < kept[10_000]


def test_simulated_totals_beside_official_ones_are_weighted(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,country,region,sex,age,year,quantity,value,unit,source\n"
        "A,NI,national,B,all,1901,population_total,1,thousand,x\nB,NI,national,F,all,1901,urban_share,1,percent,x\n"
    )
    resident = (pl.col("country") == "NI") & ~pl.col("region").is_in(["NEAR", "FAR"])
    people = read(run, "exposures").filter(resident & (pl.col("month") >= 12))
    years = people.with_columns(lived=pl.col("person_months") * pl.col("weight") / 12)
    women = years.filter(pl.col("sex") == "women")
    found = targets(run, file)
    assert found["simulated"][0] == pytest.approx(years["lived"].sum() / 1000)
    urban = women.filter(pl.col("area") == "urban")["lived"].sum() / women["lived"].sum()
    assert found["simulated"][1] == pytest.approx(100 * urban)
    share = urban * (1 - urban)
    effective = women["lived"].sum() ** 2 / (women["lived"] * women["weight"]).sum()
    assert found["se"][1] == pytest.approx(100 * (share / effective) ** 0.5)


def test_the_twin_lives_the_same_weighted_lives(islands: Pack) -> None:
    world, plan = build(islands, FOCUS), make_plan(discover())
    twin = PlainEngine(read_people(world.store, plan.schema), plan, world.engine.setting)
    twin.start()
    for _ in range(MONTHS):
        world.advance()
        twin.advance()
    assert state_of(twin.people, plan.schema) == state_of(read_people(world.store, plan.schema), plan.schema)
    for planned in plan.tallies:
        counted = world.engine.tallies[planned.name]
        held = twin.asker.names.tables[planned.record.name, planned.own]
        for where in zip(*np.nonzero(counted), strict=True):
            found = held
            for index in where:
                found = found[int(index)]
            assert found == counted[where], (planned.name, where)
    assert world.engine.setting.units.max() > 1
