"""Events of recorded people: every event once, with the truth about whom it befell; moves with their decisions."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs import record_sample
from ayllu.runs.record import Recorder
from ayllu.runs.record_before import Whereabouts
from ayllu.runs.record_events import Events, _index
from ayllu.runs.record_sample import EVERY_HOME, Sample
from ayllu.runs.record_where import Where
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.runs.world import World


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands, which nobody edits meanwhile."""
    return read_pack(shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands"))


def simulate(pack: Pack, out: Path, records: str = "all", until: str = "1901-12") -> Path:
    scenario = resolve_scenario(pack, "hot", until=until, records=records, scale=1.0)
    return run_scenario(pack, scenario, out)


@pytest.fixture(scope="module")
def run(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(pack, tmp_path_factory.mktemp("runs") / "all")


def read(run: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet")


def test_every_event_is_recorded_once(run: Path) -> None:
    by = ["month", "event", "place", "sex"]
    counted = read(run, "occurrences").group_by(by).agg(pl.col("count").sum()).sort(by)
    recorded = read(run, "event").group_by(by).agg(count=pl.len().cast(pl.Int64)).sort(by)
    assert counted.equals(recorded.cast(counted.schema)) and counted["event"].n_unique() > 9


def test_events_tell_the_truth_about_people(run: Path) -> None:
    people, events = read(run, "person_year"), read(run, "event")
    born = events.filter(event="birth").join(people, on="person", suffix="_later")
    assert len(born) > 100 and (born["month"] == born["birth_month"]).all() and (born["age"] == 0).all()
    for name in ("sex", "mother", "father"):
        assert (born[name] == born[f"{name}_later"]).all()
    mothers = born.join(events.filter(event="delivery"), left_on=["month", "mother"], right_on=["month", "person"])
    assert len(mothers) == len(born) and (mothers["home"] == mothers["home_right"]).all()
    unions = events.filter(event="union")
    mates = unions.join(unions, left_on=["month", "partner"], right_on=["month", "person"])
    assert len(mates) == len(unions) and (mates["person"] == mates["partner_right"]).all()
    lost = events.filter(event="widowhood").join(
        events.filter(event="death"), left_on=["month", "person"], right_on=["month", "partner"]
    )
    assert len(lost) == len(events.filter(event="widowhood")) > 9
    assert (events["weight"] == 1.0).all()


def test_lives_end_with_death_and_begin_with_birth(run: Path) -> None:
    ordered = read(run, "event").with_columns(k=pl.int_range(pl.len()).over("person"), n=pl.len().over("person"))
    deaths, births = ordered.filter(event="death"), ordered.filter(event="birth")
    assert (deaths["k"] == deaths["n"] - 1).all() and (births["k"] == 0).all()
    assert ordered["month"].is_sorted()


def test_a_sample_follows_those_who_were_recorded(
    pack: Pack, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_sample, "SAMPLE_PEOPLE", 300)
    some = simulate(pack, tmp_path / "some", "sample")
    events, everybody = read(some, "event"), read(run, "event").drop("weight")
    assert 0 < len(events) < len(everybody)
    known = read(some, "person_year").filter(year=1900).select("person").unique()
    later = everybody.join(known, on="person", how="semi").filter(pl.col("month") >= 12)
    found = events.join(known, on="person", how="semi").filter(pl.col("month") >= 12)
    assert later.equals(found.drop("weight")) and len(found) > 100
    dated = events.with_columns(year=(1900 + pl.col("month") // 12).cast(pl.Int16))
    inside = dated.join(read(some, "person_year"), on=["year", "person", "community"], how="semi")
    assert (inside["weight"] > 0.0).all()


def test_moves_lead_from_place_to_place(run: Path) -> None:
    moves, events = read(run, "move"), read(run, "event")
    assert len(moves) > 100 and {"migration", "flight", "return"} <= set(moves["event"])
    assert (moves["from_place"] != moves["to_place"]).all()
    told = events.filter(pl.col("event").is_in(moves["event"].unique().to_list()))
    by = ["month", "person", "event"]
    assert told.select(*by, to_place="place").equals(moves.select(*by, "to_place"))
    terms = [name for name in moves.columns if name.startswith("term_")]
    deciders = moves.with_columns(reasons=pl.any_horizontal(pl.col(terms).is_not_null())).filter(party_role="decider")
    assert deciders["reasons"].any() and (deciders["person"] == deciders["decider"]).all()
    companions = moves.filter(pl.col("party_role").is_in(["partner", "child"]))
    assert len(companions) > 9 and companions.join(deciders, on=["month", "decider"], how="anti").is_empty()


def test_counts_record_no_events(pack: Pack, tmp_path: Path) -> None:
    assert not list(simulate(pack, tmp_path / "counts", "counts", "1900-02").glob("event.parquet"))


class FakeTable(dict[str, Any]):
    """Columns of which all rows are in use."""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns."""
        return self


def fake_world(keys: list[int], dwelling: list[int]) -> Any:
    """Four people: a mother who decides, her partner, their child, and a lodger under another roof."""
    n = len(keys)
    person = {
        "key": np.array(keys, np.uint64), "birth": np.array([-300, -290, -20, -250]), "sex": np.array([0, 1, 0, 1]),
        "cell": np.full(n, 44, np.uint16), "home": np.array([0, 0, 0, 1]), "dwelling": np.array(dwelling), "stratum": np.array([0, 0, 0, 1]),
        "partner": np.array([1, 0, -1, -1]), "mother": np.array([-1, -1, 0, -1]), "father": np.array([-1, -1, 1, -1]),
    }  # fmt: skip
    household = FakeTable({"community": np.array([0, 0]), "key": np.array([70, 71], np.uint64)})
    tomb, community = FakeTable({"key": np.zeros(0, np.uint64)}), SimpleNamespace(n=1)
    store = SimpleNamespace(person=FakeTable(person), household=household, community=community, tomb=tomb)
    engine = SimpleNamespace(month=5, listeners=[], move_listeners=[])
    moves = SimpleNamespace(moves=[], terms={3: ("wages", "kin"), 4: ("distance",)})
    return SimpleNamespace(store=store, engine=engine, plan=SimpleNamespace(moves=moves))


def test_moves_name_decider_terms_and_role(pack: Pack) -> None:
    world = fake_world([11, 22, 33, 44], [0, 0, 0, 1])
    limits = np.array([EVERY_HOME], np.uint64)
    sample: Any = SimpleNamespace(everybody=True, limits=limits, members=lambda: np.zeros(0, np.int64))
    sample.base = lambda stratum, community: np.array([2.0, 3.0])[stratum]
    sample.raised = lambda place, weight: np.ones(len(pack.places))
    events = Events(world, sample, Where(pack), Whereabouts(world), {"followed": np.zeros(0, np.uint64)})
    events.decide(3, np.array([0]), np.array([1]), np.array([2]), np.array([[0.5, 2.0]]))
    world.store.person["cell"][:] = 2 * 44
    events.listen("migration", np.array([0, 1, 2, 3]))
    table = events.tables()["move"]
    assert table["person"].tolist() == [11, 22, 33, 44]
    assert [table["party_role"].words[code] for code in table["party_role"].codes] == [
        "decider", "partner", "child", "other",
    ]  # fmt: skip
    assert table["decider"].tolist() == [11, 11, 11, 0]
    assert (table["from_place"].codes.tolist(), table["to_place"].codes.tolist()) == ([1] * 4, [2] * 4)
    assert table["term_wages"].tolist() == [0.5, None, None, None]
    assert table["term_kin"].tolist() == [2.0, None, None, None]
    assert table["term_distance"].tolist() == [None] * 4
    assert table["weight"].tolist() == [2.0, 2.0, 2.0, 3.0]
    assert len(events.tables()["move"]["person"]) == 0


def test_index_finds_the_first_and_nothing() -> None:
    assert _index(np.array([5, 7, 9]), np.array([9, 5, 5])).tolist() == [1, -1, 0]
    assert _index(np.array([5]), np.zeros(0, np.int64)).tolist() == [-1]


def test_a_checkpoint_holds_what_is_not_yet_written(pack: Pack, tmp_path: Path) -> None:
    scenario = resolve_scenario(pack, "hot")
    world = World.build(pack, scenario.overrides, scenario.off, 1.0, scenario.seed)
    recorder = Recorder(world, tmp_path, "all")
    for _ in range(3):
        world.advance()
        recorder.month()
    kept = recorder.state()["pending"]
    again = Events(world, Sample.draw(world, "all"), Where(pack), Whereabouts(world), kept)
    assert recorder.events is not None
    first, second = recorder.events.tables()["event"], again.tables()["event"]
    assert first["person"].tolist() == second["person"].tolist() and len(second["person"]) > 10


def test_people_are_followed_out_of_the_sample_and_strangers_are_not(pack: Pack) -> None:
    world = fake_world([11, 22, 33, 44], [0, 0, 0, 1])
    world.store.household["community"] = np.array([0, 1])
    world.store.community = SimpleNamespace(n=2)
    limits = np.array([EVERY_HOME, 0], np.uint64)
    sample: Any = SimpleNamespace(everybody=False, limits=limits, members=lambda: np.array([0, 1]))
    sample.base = lambda stratum, community: np.array([2.0, 3.0])[stratum]
    sample.raised = lambda place, weight: np.ones(len(pack.places))
    events = Events(world, sample, Where(pack), Whereabouts(world), {})
    events.listen("birth", np.array([2]))
    world.store.person["home"][:] = 1
    events.listen("migration", np.array([0, 2, 3]))
    told = events.tables()
    assert told["event"]["person"].tolist() == [33, 11, 33]
    assert told["event"]["weight"].tolist() == [2.0, 0.0, 0.0]
    assert told["move"]["person"].tolist() == [11, 33]
