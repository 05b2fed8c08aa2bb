"""What a run writes: the right tables, which agree with each other and with the world they are taken from."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from ayllu.population.schema import DEAD
from ayllu.population.store import Table
from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs import record_sample
from ayllu.runs.progress import Progress
from ayllu.runs.record_kin import RELATIONS
from ayllu.runs.record_sample import Sample
from ayllu.runs.record_where import Where
from ayllu.runs.record_year import YearEnd
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.runs.world import World

DICTIONARY = Path(__file__).parents[2] / "src/ayllu/analysis/dictionary.yaml"
UNTIL = "1901-12"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands, which nobody edits meanwhile."""
    return read_pack(shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands"))


def simulate(pack: Pack, out: Path, until: str = UNTIL, records: str = "sample", **options: Any) -> Path:
    scenario = resolve_scenario(pack, "hot", until=until, records=records, scale=1.0)
    return run_scenario(pack, scenario, out, **options)


@pytest.fixture(scope="module")
def run(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(pack, tmp_path_factory.mktemp("runs") / "hot")


@pytest.fixture(scope="module")
def world(pack: Pack) -> World:
    """Two years of the islands, as the run lives through them."""
    scenario = resolve_scenario(pack, "hot")
    world = World.build(pack, scenario.overrides, scenario.off, 1.0, scenario.seed)
    world.advance(24)
    return world


def read(run: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet")


def names_of(table: str) -> list[str]:
    columns = yaml.safe_load(DICTIONARY.read_text())["tables"][table]["columns"]
    return [entry["name"] if isinstance(entry, dict) else entry for entry in columns]


@pytest.mark.parametrize(
    "table",
    [
        "occurrences",
        "exposures",
        "books",
        "place_year",
        "person_year",
        "couple_year",
        "household_year",
        "child_year",
    ],
)
def test_tables_have_the_columns_of_the_dictionary(run: Path, table: str) -> None:
    assert sorted(read(run, table).columns) == sorted(names_of(table))
    assert len(read(run, table)) > 0


def test_the_folder_is_complete_and_nothing_else_is_left(run: Path) -> None:
    facts = json.loads((run / "run.json").read_text())
    assert facts["persons_end"] > 0 and len(facts["digest"]) == 64
    names = {path.name for path in run.iterdir()}
    assert {
        "README.txt",
        "parameters.parquet",
        "scenario.resolved.toml",
        "targets.csv",
        "market.parquet",
    } <= names
    assert not {"parts", "checkpoints", "resume.json", "in-use.lock"} & names


def test_counts_books_exposures_and_people_agree(run: Path) -> None:
    books = read(run, "books").filter(account="people")
    events = read(run, "occurrences")
    for event, flow in (("birth", "births"), ("death", "deaths")):
        by = ["month", "country", "sex"]
        counted = events.filter(event=event).group_by(by).agg(pl.col("count").sum()).sort(by)
        booked = books.filter(pl.col(flow) > 0).group_by(by).agg(count=pl.col(flow).sum()).sort(by)
        assert counted.equals(booked.cast(counted.schema))
    lived = read(run, "exposures")["person_months"].sum()
    assert lived == float(books["opening"].sum()) - float(books["deaths"].sum()) / 2
    closing = (
        books.filter(pl.col("month") % 12 == 11)
        .group_by(year=1900 + pl.col("month") // 12)
        .agg(pl.col("closing").sum())
    )
    persons = read(run, "person_year").group_by("year").agg(pl.len().alias("people"), pl.col("weight").sum())
    places = read(run, "place_year").group_by("year").agg(pl.col("population").sum())
    for row in closing.join(persons, on="year").join(places, on="year").to_dicts():
        assert row["closing"] == row["people"] == row["population"] == row["weight"]
    assert books["gap"].to_list() == [0] * len(books)


def test_year_end_tables_tell_the_same_of_the_same_people(run: Path) -> None:
    people, children = read(run, "person_year"), read(run, "child_year")
    assert len(children) == len(people.filter(pl.col("age") < 15))
    homes = read(run, "household_year")
    sizes = people.group_by("year", "home").agg(
        size=pl.len(), women=(pl.col("sex") == "women").sum(), children=(pl.col("age") < 15).sum()
    )
    both = homes.join(sizes, on=["year", "home"], suffix="_counted")
    assert len(both) == len(homes) == len(sizes)
    for name in ("size", "women", "children"):
        assert both[name].to_list() == both[f"{name}_counted"].to_list()
    heads = people.filter(relation_to_head="head").select("year", "home", "person", "sex", "age")
    led = homes.join(heads, on=["year", "home"])
    assert len(led) == len(homes)
    assert (led["head"] == led["person"]).all() and (led["head_age"] == led["age"]).all()
    assert (led["head_sex"] == led["sex_right"]).all()
    couples = read(run, "couple_year")
    wives = people.filter((pl.col("sex") == "women") & (pl.col("partner") > 0))
    pairs = couples.join(wives, left_on=["year", "woman"], right_on=["year", "person"])
    assert len(pairs) == len(couples) == len(wives)
    assert (pairs["man"] == pairs["partner"]).all() and (pairs["her_age"] == pairs["age"]).all()
    husbands = couples.join(people, left_on=["year", "man"], right_on=["year", "person"])
    assert (husbands["his_age"] == husbands["age"]).all()
    together = wives.join(people, left_on=["year", "partner"], right_on=["year", "person"])
    assert couples["coresident"].sum() == (together["dwelling"] == together["dwelling_right"]).sum()


def family(world: World) -> dict[int, tuple[int, int, int, bool]]:
    """Mother, father, dwelling and life of everybody who ever lived, by key, from the links one by one."""
    person, tomb, household = world.store.person, world.store.tomb, world.store.household

    def key(code: int) -> int:
        if code == -1:
            return 0
        return int(person["key"][code] if code >= 0 else tomb["key"][-2 - code])

    found = {}
    for r in np.flatnonzero(person["cell"] != DEAD):
        roof = int(household["key"][person["dwelling"][r]])
        found[int(person["key"][r])] = (key(person["mother"][r]), key(person["father"][r]), roof, True)
    for t in range(tomb.n):
        found[int(tomb["key"][t])] = (key(tomb["mother"][t]), key(tomb["father"][t]), 0, False)
    return found


def test_kin_are_those_found_link_by_link(world: World) -> None:
    known = family(world)
    known[0] = (0, 0, 0, False)
    year_end = YearEnd(world, Sample.draw(world, "all"), Where(world.pack).places, 1901, ("other",) * 9)
    facts, keys = year_end.facts, year_end.keys
    dead_links = 0
    children: dict[int, int] = {}
    for mother, father, _, lives in known.values():
        for parent in {mother, father} - {0}:
            children[parent] = children.get(parent, 0) + lives
    for k, person in enumerate(keys["person"].tolist()):
        mother, father, roof, _ = known[person]
        grandmothers = [known[mother][0], known[father][0]]
        dead_links += not known[mother][3] and known[grandmothers[0]][3]
        assert (keys["mother"][k], keys["father"][k]) == (mother, father)
        assert facts["mother_alive"][k] == known[mother][3]
        assert facts["father_alive"][k] == known[father][3]
        assert facts["living_grandmothers"][k] == sum(known[g][3] for g in grandmothers)
        assert facts["maternal_grandmother_alive"][k] == known[grandmothers[0]][3]
        assert facts["children_living"][k] == children.get(person, 0)
        assert facts["mother_present"][k] == (known[mother][3] and known[mother][2] == roof)
        assert facts["grandmother_present"][k] == any(known[g][3] and known[g][2] == roof for g in grandmothers)
    assert dead_links > 0


def test_relations_follow_from_kin(world: World, run: Path) -> None:
    people = read(run, "person_year").filter(year=1901)
    rows = {row["person"]: row for row in people.to_dicts()}
    heads = {row["home"]: row for row in rows.values() if row["relation_to_head"] == "head"}
    seen: set[str] = set()
    for row in rows.values():
        head, relation = heads[row["home"]], row["relation_to_head"]
        parents, seen = {row["mother"], row["father"]} - {0}, seen | {relation}
        assert (relation == "partner") == (row["partner"] == head["person"])
        if relation not in ("head", "partner"):
            assert (relation == "child") == bool(parents & {head["person"], head["partner"]})
        if relation == "parent":
            assert row["person"] in (head["mother"], head["father"])
        if relation == "sibling":
            assert parents & ({head["mother"], head["father"]} - {0})
        if relation == "grandchild":
            elders = {rows[p][side] for p in parents & rows.keys() for side in ("mother", "father")}
            assert elders & {head["person"], head["partner"]} or not parents <= rows.keys()
        if relation == "other":
            known = {rows[p][side] for p in parents & rows.keys() for side in ("mother", "father")} - {0}
            assert not known & {head["mother"], head["father"]}
    assert seen | {"parent_in_law"} == set(RELATIONS)


def test_types_of_households_follow_from_members(run: Path) -> None:
    people = read(run, "person_year").filter(year=1901)
    homes = read(run, "household_year").filter(year=1901)
    members = people.group_by("home").agg(pl.col("relation_to_head").alias("who"))
    near = {"head", "partner", "child"}
    assert set(homes["type"]) == {
        "nuclear", "extended", "single_parent", "multi_family_dwelling", "one_person", "other",
    }  # fmt: skip
    for row in homes.join(members, on="home").to_dicts():
        who = set(row["who"])
        match row["type"]:
            case "nuclear":
                assert "partner" in who and who <= near
            case "single_parent":
                assert who == {"head", "child"}
            case "one_person":
                assert row["size"] == 1
            case "extended":
                assert who - near - {"other"}
            case "other":
                assert "other" in who


def test_a_sample_is_whole_communities_and_stands_for_everybody(
    pack: Pack, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_sample, "SAMPLE_PEOPLE", 300)
    some = read(simulate(pack, tmp_path / "some"), "person_year")
    everybody = read(run, "person_year")
    recorded = everybody.join(some, on=["year", "community"], how="semi")
    assert sorted(recorded["person"]) == sorted(some["person"])
    first = some.filter(year=1900)
    assert 300 * 0.7 < len(first) < 300 * 2 < len(everybody.filter(year=1900))
    by = ["year", "country", "area"]
    stands_for = some.group_by(by).agg(people=pl.col("weight").sum())
    counted = everybody.group_by(by).agg(counted=pl.len())
    both = stands_for.join(counted, on=by)
    assert len(both) == len(counted)
    assert both["people"].to_list() == pytest.approx(both["counted"].to_list())
    later, start = (set(some.filter(year=year)["community"]) for year in (1901, 1900))
    assert not (later - start) & set(everybody.filter(year=1900)["community"]), "only what they founded joins them"


def test_communities_founded_by_recorded_ones_are_recorded() -> None:
    roots = np.arange(5)
    record_sample._inherit(roots, np.array([3, 2, -1, 4, -1], np.int32))
    assert roots.tolist() == [0, 1, 1, 0, 0]


def test_a_sample_stays_about_as_large_while_people_grow_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two strata of 50 communities that double: later samples lie within earlier ones, and the first stay."""
    monkeypatch.setattr(record_sample, "SAMPLE_PEOPLE", 1000)
    keys = np.random.default_rng(1).permutation(100).astype(np.uint64)
    community = Table({"key": "uint64", "size": "int32", "place": "int32", "next": "int32"}, 100)
    community.n = 100
    community["key"][:], community["size"][:], community["next"][:] = keys, 100, -1
    community["place"][:] = np.arange(100) % 2
    places = [SimpleNamespace(country=0, area=area, destination=0) for area in range(2)]
    person, household = ({name: np.zeros(0, np.int64)} for name in ("home", "community"))
    store = SimpleNamespace(community=community, person={**person, "stratum": person["home"]}, household=household)
    world: Any = SimpleNamespace(pack=SimpleNamespace(places=places, countries=["NI"]), store=store)
    samples = {word: record_sample.Sample.draw(world, word) for word in ("sample", "all", "counts")}
    before = np.ones(100, np.bool_)
    for size in (100, 150, 200, 5000):
        community["size"][:] = size
        for sample in samples.values():
            sample.thin()
        assert samples["all"].everybody and not samples["sample"].everybody
        share = samples["sample"].communities
        taken = share > 0
        for own in (slice(0, None, 2), slice(1, None, 2)):
            assert share[own][taken[own]] == pytest.approx(taken[own].mean())
        assert samples["all"].communities.all() and not samples["counts"].communities.any()
        assert taken.sum() == max(2, round(1000 / size)) and not (taken & ~before).any()
        assert abs(int(taken[0::2].sum()) - int(taken[1::2].sum())) <= 1, "strata shrink alike"
        before = taken


def test_the_digest_depends_on_neither_threads_nor_chunks(pack: Pack, run: Path, tmp_path: Path) -> None:
    other = simulate(pack, tmp_path / "other", threads=2, chunk=200)
    digests = [json.loads((path / "run.json").read_text())["digest"] for path in (run, other)]
    assert digests[0] == digests[1]


def test_counts_leave_people_out_and_a_part_of_a_year_is_kept(pack: Pack, tmp_path: Path) -> None:
    run = simulate(pack, tmp_path / "counts", until="1901-03", records="counts")
    assert not list(run.glob("person_year.parquet")) and not list(run.glob("child_year.parquet"))
    assert read(run, "place_year")["year"].unique().to_list() == [1900]
    assert sorted(read(run, "books")["month"].unique()) == list(range(15))
    assert sorted(read(run, "measures")["year"].unique()) == [1900, 1901]


def test_what_finishes_a_run_sees_a_whole_folder_before_it_is_named(pack: Pack, tmp_path: Path) -> None:
    phases: list[str] = []
    seen: list[set[str]] = []

    class Told(Progress):
        def begin(self, phase: str, steps: float = 0) -> None:
            phases.append(phase)

    def finish(folder: Path) -> None:
        assert folder.name == "named.part"
        seen.append({path.name for path in folder.iterdir()})

    simulate(pack, tmp_path / "named", until="1900-02", records="counts", finish=finish, progress=Told())
    assert {"run.json", "occurrences.parquet", "parameters.parquet"} <= seen[0]
    assert phases == ["making the population", "compiling", "months", "writing tables", "report"]
