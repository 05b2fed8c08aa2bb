"""Yearly tables of moves: they agree with people, counts and books, and survive an interruption."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs import checkpoint
from ayllu.runs.discover import discover
from ayllu.runs.record import Recorder
from ayllu.runs.record_before import Whereabouts
from ayllu.runs.record_moves import FLOW_TABLES, Moves
from ayllu.runs.record_parts import Coded
from ayllu.runs.record_stocks import STOCK_TABLES, Stocks
from ayllu.runs.record_where import Where
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.runs.world import World
from ayllu.words.codes import NEVER

DICTIONARY = Path(__file__).parents[2] / "src/ayllu/analysis/dictionary.yaml"
KEYS = ["year", "place", "sex"]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands, which nobody edits meanwhile."""
    return read_pack(shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands"))


@pytest.fixture(scope="module", params=[[], ["NI-HIG-R=1"]])
def run(pack: Pack, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A run of one weight, and one with a place in focus."""
    scale = 0.5 if request.param else 1.0
    scenario = resolve_scenario(pack, "hot", until="1902-12", records="all", scale=scale, focus=request.param)
    return run_scenario(pack, scenario, tmp_path_factory.mktemp("runs") / "all")


def read(run: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet")


def by_year(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(year=(1900 + pl.col("month") // 12).cast(pl.Int16))


def close(first: pl.DataFrame, second: pl.DataFrame, on: list[str], value: str) -> bool:
    """Whether sums by keys agree; zeros may be left out."""
    sums = [table.group_by(on).agg(pl.col(value).sum()).filter(pl.col(value).abs() > 1e-9) for table in (first, second)]
    both = sums[0].join(sums[1], on=on, how="full", suffix="_2")
    return len(both) > 0 and bool(np.allclose(both[value].fill_null(0), both[f"{value}_2"].fill_null(0)))


@pytest.mark.parametrize("table", [*FLOW_TABLES, *STOCK_TABLES])
def test_tables_have_the_columns_of_the_dictionary(run: Path, table: str) -> None:
    named = yaml.safe_load(DICTIONARY.read_text())["tables"][table]["columns"]
    assert read(run, table).columns == [entry["name"] if isinstance(entry, dict) else entry for entry in named]
    assert len(read(run, table)) > 0


def test_flows_are_the_moves_counted(run: Path) -> None:
    counted = by_year(read(run, "occurrences")).with_columns(people=pl.col("count") * pl.col("weight"))
    flows = read(run, "flow_year").rename({"kind": "event", "to_place": "place"})
    counted = counted.filter(pl.col("event").is_in(flows["event"].unique().to_list()))
    assert close(flows, counted, ["year", "event", "place", "sex", "age_group"], "people")
    assert {"migration", "emigration", "return", "flight"} <= set(flows["event"])


def test_flows_explain_where_people_are(run: Path) -> None:
    places = read(run, "place_year").with_columns(people=pl.col("population") * pl.col("weight"))
    now = places.group_by(KEYS).agg(pl.col("people").sum())
    before = now.with_columns(pl.col("year") + 1, people=-pl.col("people")).filter(pl.col("year") < 1903)
    vital = by_year(read(run, "occurrences")).filter(pl.col("event").is_in(["birth", "death"]))
    sign = pl.when(pl.col("event") == "birth").then(1).otherwise(-1)
    vital = vital.with_columns(people=pl.col("count") * pl.col("weight") * sign)
    flows = read(run, "flow_year")
    come = flows.select("year", "sex", "people", place="to_place")
    gone = flows.select("year", "sex", place="from_place", people=-pl.col("people"))
    change = pl.concat([table.filter(pl.col("year") > 1900).select(*KEYS, "people") for table in (now, before)])
    moves = pl.concat([table.filter(pl.col("year") > 1900).select(*KEYS, "people") for table in (come, gone, vital)])
    assert close(change, moves, KEYS, "people")


def test_stocks_add_up_to_the_people_of_places(run: Path) -> None:
    places = read(run, "place_year").with_columns(people=pl.col("population") * pl.col("weight"))
    abroad = read(run, "abroad_year")
    outside = places.filter(pl.col("region").is_in(abroad["destination"].unique().to_list()))
    by = ["year", "country", "region", "sex"]
    assert close(abroad.rename({"destination": "region"}), outside, by, "people")
    inside = places.join(outside, on="region", how="anti")
    assert close(read(run, "birthplace_year"), inside, [*by, "area"], "people")
    persons = read(run, "person_year").join(outside, on="region", how="anti")
    grown = persons.filter(pl.col("age") >= 5)
    recent = read(run, "recent_year").group_by("year").agg(pl.col("people").sum()).sort("year")
    expected = grown.group_by("year").agg(people=pl.col("weight").sum()).sort("year")
    assert recent["people"].to_numpy() == pytest.approx(expected["people"].to_numpy(), rel=0.01)
    moved = read(run, "recent_year").filter(pl.col("from_region") != pl.col("region"))
    assert 0 < moved["people"].to_numpy().sum() < recent["people"].to_numpy().sum()


def test_projects_count_everybody_abroad(run: Path) -> None:
    by = ["year", "country", "destination", "sex"]
    projects = read(run, "project_year")
    assert close(projects, read(run, "abroad_year"), by, "people")
    assert {"for_home", "autonomous", "following", "flight"} <= set(projects["project"].cast(pl.String))
    assert {"alone", "family"} <= set(projects["company"].cast(pl.String))


def test_returns_are_some_of_the_moves_back(run: Path) -> None:
    """Those counted are still at home at the end of the year; grown people have a way, children none."""
    returns = read(run, "return_year").filter(pl.col("year") > 1900)
    back = read(run, "flow_year").filter(kind="return").filter(pl.col("year") > 1900)
    counted, moved = (table["people"].to_numpy().sum() for table in (returns, back))
    assert 0 < counted <= moved + 1e-9
    assert len(set(returns["return_way"].cast(pl.String)) - {"none"}) >= 2


def test_mothers_know_where_their_children_are(run: Path) -> None:
    table, people = read(run, "child_abroad_year"), read(run, "person_year")
    away = ["FAR", "NEAR"]
    children = people.filter(pl.col("mother") > 0).select("year", mother="mother", there="region")
    facts = children.group_by("year", "mother").agg(away=pl.col("there").is_in(away).any())
    mothers = people.join(facts, left_on=["year", "person"], right_on=["year", "mother"])
    mothers = mothers.filter(~pl.col("region").is_in(away)).with_columns(
        mothers="weight", with_child_abroad=pl.col("weight") * pl.col("away")
    )
    for value in ("mothers", "with_child_abroad"):
        assert table[value].sum() > 0 and close(table, mothers, ["year", "country", "region"], value)


def test_reasons_are_given_for_decisions_only(run: Path) -> None:
    reasons, moves = read(run, "reason_year"), read(run, "move")
    terms = [name for name in moves.columns if name.startswith("term_")]
    chosen = moves.filter(pl.any_horizontal(pl.col(terms).is_not_null()))
    decided = reasons["decisions"].to_numpy().sum()
    assert 0 < chosen.unique(["month", "person"])["weight"].to_numpy().sum() <= decided
    assert decided <= chosen["weight"].to_numpy().sum()
    assert {f"term_{name}" for name in reasons["reason"]} <= set(terms)


def test_nobody_is_displaced_without_a_flight(run: Path) -> None:
    fled = read(run, "flow_year").filter(kind="flight", year=1900)["people"].to_numpy().sum()
    displaced = read(run, "displaced_year").filter(year=1900).select("people", "came_back").to_numpy().sum()
    assert 0 < displaced <= fled + 1e-9


def test_everybody_flees_for_the_first_time_once(run: Path) -> None:
    flows = read(run, "flow_year")
    assert (flows["first_time"] <= flows["people"]).all()
    assert 0 < flows.filter(kind="migration")["first_time"].sum() < flows.filter(kind="migration")["people"].sum()
    fled = read(run, "move").filter(event="flight").sort("month").unique("person", keep="first")
    first = flows.filter(kind="flight")["first_time"].to_numpy().sum()
    assert 0 < fled["weight"].to_numpy().sum() == pytest.approx(first)


def test_homes_of_the_displaced_are_counted_by_who_leads_them(run: Path) -> None:
    table = read(run, "displaced_year")
    assert (table["led_by_women"] <= table["households"]).all() and table["households"].sum() > 0
    assert (table["led_by_women_without_partner"] <= table["led_by_women"]).all()


def test_a_checkpoint_keeps_the_moves_of_an_unfinished_year(pack: Pack, tmp_path: Path) -> None:
    scenario = resolve_scenario(pack, "hot")
    world = World.build(pack, scenario.overrides, scenario.off, 1.0, scenario.seed)
    recorder = Recorder(world, tmp_path, "counts")
    for _ in range(5):
        world.advance()
        recorder.month()
    checkpoint.save(tmp_path, world, {}, {k: v for k, v in recorder.state()["pending"].items() if k in FLOW_TABLES})
    found = checkpoint.read(checkpoint.read_all(tmp_path)[0])
    assert found is not None
    again = Moves(world, Where(pack), recorder.before, found.arrays)
    first, second = recorder.moves.tables(1900), again.tables(1900)
    for table, value in (("flow_year", "people"), ("reason_year", "decisions")):
        assert np.array_equal(np.asarray(first[table][value]), np.asarray(second[table][value]))
        assert len(np.asarray(first[table][value])) > 0
    assert len(np.asarray(again.tables(1900)["flow_year"]["people"])) == 0


def test_a_world_without_moves_is_recorded(pack: Pack, tmp_path: Path) -> None:
    known = [record for record in discover() if record.name in ("violence", "mortality", "kin")]
    world = World.build(pack, {}, (), 1.0, 1, processes=known)
    recorder = Recorder(world, tmp_path, "counts")
    for _ in range(12):
        world.advance()
        recorder.month()
    recorder.finish()
    assert set(Stocks(world, Where(pack), 1900).tables()) == {"abroad_year", "child_abroad_year"}
    assert set(read(tmp_path, "flow_year")["kind"]) <= {"migration"}
    assert read(tmp_path, "abroad_year")["people"].sum() > 0


def fake_moves(pack: Pack) -> tuple[Any, Moves]:
    """Two women and a man: the first goes with a child of hers from place 1 to 2; the man weighs twice."""
    person = {"cell": np.full(3, 44, np.uint16), "sex": np.array([0, 0, 1]), "stratum": np.array([0, 1, 1])}
    person["displaced_since"] = np.array([NEVER, 5, NEVER])
    engine = SimpleNamespace(listeners=[], move_listeners=[])
    goes = SimpleNamespace(event="flight")
    moves = SimpleNamespace(moves=[SimpleNamespace(), goes], terms={1: ("wages", "kin")})
    plan = SimpleNamespace(moves=moves, schema=SimpleNamespace(person=person))
    store = SimpleNamespace(person=person)
    world: Any = SimpleNamespace(store=store, engine=engine, plan=plan, weights=(10.0, 2.0))
    before = Whereabouts(world)
    counted = Moves(world, Where(pack), before, {})
    engine.listeners.append(before.listen)
    return world, counted


def test_people_are_weighted_and_moves_begin_where_the_last_one_ended(pack: Pack) -> None:
    world, counted = fake_moves(pack)
    for place, rows in ((2, [0, 1]), (3, [1])):
        world.store.person["cell"][rows] = place * 44
        for listen in world.engine.listeners:
            listen("flight", np.array(rows))
    counted.decide(1, np.array([0, 2]), np.array([1, 1]), np.array([2, 2]), np.array([[0.5, 2.0], [3.0, -1.0]]))
    tables = counted.tables(1950)
    flows, reasons = tables["flow_year"], tables["reason_year"]
    told = [flows["from_place"], flows["to_place"]]
    assert [column.codes.tolist() for column in told if isinstance(column, Coded)] == [[1, 2], [2, 3]]
    assert np.asarray(flows["people"]).tolist() == [12.0, 2.0]
    assert np.asarray(flows["first_time"]).tolist() == [10.0, 0.0]
    reason = reasons["reason"]
    assert isinstance(reason, Coded) and [reason.words[code] for code in reason.codes] == ["kin", "wages"]
    assert np.asarray(reasons["decisions"]).tolist() == [10.0, 2.0]
