"""A small pack read, broken in many ways, and changed by scenarios."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayllu.register.checks import check_pack
from ayllu.register.gaps import gaps
from ayllu.register.overrides import apply_overrides
from ayllu.register.pack import Pack, read_pack
from ayllu.register.places import ABROAD
from ayllu.words.errors import AylluError

FILES = {
    "pack.toml": """name = "tiny"
title = "Two shores"
epoch_year = 2000
from = "2000-01"
until = "2004-12"
languages = ["en"]
countries = [{ code = "EAS", name = "East" }, { code = "WES", name = "West" }]
community = { founding = 10, full = 40 }
""",
    "places/regions.csv": "region,country,name,lat\nE1,EAS,Eastern,1.5\nW1,WES,Western,2.5\n",
    "places/places.csv": (
        "place,name,country,region,area,population_start\n"
        "E1R,Eastern rural,EAS,E1,rural,100\nE1U,Eastern urban,EAS,E1,urban,50.5\n"
        "W1R,Western,WES,W1,rural,70\n"
    ),
    "parameters/fertility.yaml": """postpartum_months:
  means: months without exposure after a birth
  unit: months
  value: 9
  plausible: [6, 12]
  neutral: 0
  mechanism: spacing
  kind: assumed
  because: recalled from a survey, unverified
  pushes: [birth_intervals, children]
  wanted: a survey of birth intervals
  since: {2002-01: 8, 2001-07: 7}
breast: {means: share who nurse, unit: 1, value: 0.5, plausible: [0, 1], kind: measured, from: [C-1]}
twins: {means: twins are born, unit: 1, value: true, kind: transferred, from: O-1}
tiny_rate: {means: a small number, unit: 1, value: 1e-3, plausible: [0, 1], kind: estimated, from: paper}
late: {means: a guess, unit: 1, value: 1, plausible: [0.9, 1.1], kind: assumed, because: guessed}
""",
    "parameters/mortality.yaml": """death_rate:
  means: yearly death rate
  unit: deaths per person-year
  table: mortality.death_rate.csv
  by: [country, sex]
  time: {column: year, between: linear}
  plausible: [0, 1]
  neutral: 0
  mechanism: dying
  kind: measured
  from: [paper]
""",
    "tables/mortality.death_rate.csv": (
        "country,sex,year,value\nall,women,2000,0.1\nall,M,2000,0.2\nall,all,2002,0.3\n"
    ),
    "calendars/cards.yaml": "storms: {means: months with storms, kind: assumed, because: invented}\n",
    "calendars/storms.csv": "month,place\n2001-03,E1R\n",
    "start/cards.yaml": "pyramid: {means: people by age, kind: assumed, because: invented}\n",
    "start/pyramid.csv": "country,age_group,people\nEAS,0,5\n",
    "targets/all.csv": (
        "id,country,region,sex,age,year,quantity,value,unit,source\n"
        "T1,EAS,national,both,all,2001,tfr,3.1,children,paper\n"
    ),
    "scenarios/baseline.toml": 'title = "Baseline"\n',
    "evidence/claims/paper.yaml": """- id: C-1
  source: paper
  where: Table 1
  kind: figure
  statement: Half of the mothers nurse.
  variables: [mother.nurses]
  how_to_check: {statistic: share}
  strength: measured
  role: calibrate
  systems: [S01]
""",
    "evidence/variables.yaml": "mother.nurses: {meaning: nurses, type: bool}\n",
    "evidence/cases.yaml": "- {id: ana, name: Ana, source: paper, kind: composite, claims: [C-1]}\n",
    "evidence/policies.yaml": "- {id: P1, name: Milk, source: paper, type: programme, claims: [C-1]}\n",
    "evidence/sources/paper.yaml": "title: A paper\nproducer: Somebody\n",
    "evidence/outside_numbers.csv": "id,quantity,value,kind\nO-1,twins,1,measured\n",
    "evidence/systems.md": "# Systems\n## S01 Demography\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def pack(root: Path) -> Pack:
    return read_pack(root)


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")


def faults(root: Path) -> str:
    return "\n".join(str(problem) for problem in check_pack(root))


def test_places_and_period_are_read_in_index_order(pack: Pack) -> None:
    assert (pack.first_month, pack.last_month, pack.epoch_year) == (0, 59, 2000)
    assert [(p.code, p.country, p.region, p.area) for p in pack.places] == [
        ("E1R", 0, 0, 0), ("E1U", 0, 0, 1), ("W1R", 1, 1, 0),
    ]  # fmt: skip
    assert pack.places[1].population_start == 50.5
    assert pack.regions[1].details == {"lat": "2.5"}
    assert pack.community.full == 40
    assert list(pack.scenarios) == ["baseline"]


def test_places_abroad_count_their_destinations(root: Path) -> None:
    """A region without a country is a destination; its places keep the country of origin of their people."""
    edit(root, "places/regions.csv", "W1,WES", "OVE,,Overseas,9\nW1,WES")
    edit(root, PLACES, "W1R,Western", "E-OVE,Easterners overseas,EAS,OVE,urban,0\nW1R,Western")
    edit(root, "places/regions.csv", "2.5", "2.5\nISL,,Islet,9")
    edit(root, PLACES, ",70", ",70\nW-OVE,Westerners overseas,WES,OVE,urban,0\nW-ISL,On the islet,WES,ISL,urban,0")
    assert check_pack(root) == []
    pack = read_pack(root)
    assert [(r.country, r.destination) for r in pack.regions] == [(0, 0), (ABROAD, 1), (1, 0), (ABROAD, 2)]
    abroad = [(p.code, p.country, p.region, p.destination) for p in pack.places]
    assert abroad == [
        ("E1R", 0, 0, 0), ("E1U", 0, 0, 0), ("E-OVE", 0, 1, 1), ("W1R", 1, 2, 0), ("W-OVE", 1, 1, 1), ("W-ISL", 1, 3, 2),
    ]  # fmt: skip
    assert pack.dimensions["destination"].labels == pack.dimensions["there_destination"].labels
    assert pack.dimensions["destination"].labels == ("home", "OVE", "ISL")
    edit(root, PLACES, "On the islet,WES,ISL", "On the islet,WES,OVE")
    assert "places.csv:7: place 'W-ISL' is one too many abroad because 'W-OVE'" in faults(root)


def test_a_number_changes_on_its_dates(pack: Pack) -> None:
    card = pack.cards["fertility"]["postpartum_months"]
    assert [card.value_at(month) for month in (-5, 17, 18, 23, 24, 500)] == [9, 9, 7, 7, 8, 8]
    assert pack.cards["fertility"]["tiny_rate"].value_at(0) == 0.001
    assert pack.cards["fertility"]["twins"].value is True


def test_series_and_targets_are_rows(pack: Pack) -> None:
    assert pack.start["pyramid"] == pack.start["pyramid.csv"] == [{"country": "EAS", "age_group": "0", "people": "5"}]
    assert pack.calendars["storms"][0]["place"] == "E1R"
    assert pack.targets[0]["value"] == "3.1"
    with pytest.raises(KeyError, match="pyramid"):
        pack.start["pyramyd"]


def test_the_hash_sees_every_byte_and_every_name(root: Path, pack: Pack) -> None:
    before = pack.hash
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "x.pyc").write_bytes(b"1")
    assert read_pack(root).hash == before
    os.rename(root / "scenarios/baseline.toml", root / "scenarios/other.toml")
    assert read_pack(root).hash != before


def test_a_good_pack_has_no_faults(root: Path) -> None:
    assert check_pack(root) == []


FERTILITY, PLACES, CLAIMS = "parameters/fertility.yaml", "places/places.csv", "evidence/claims/paper.yaml"
BECAUSE = "because: recalled from a survey, unverified"
MISSPELT = "fertility.yaml:6: unknown key 'nuetral' in fertility.postpartum_months. Did you mean 'neutral'?"

FAULTS = [
    (FERTILITY, BECAUSE, "note: x", "fertility.yaml:1: fertility.postpartum_months is assumed"),
    (FERTILITY, "from: [C-1]", "because: x", "fertility.breast is measured and cites nothing"),
    (FERTILITY, "from: [C-1]", "from: [C-2]", "Did you mean 'C-1'?"),
    (FERTILITY, "  value: 9", "  value: 13", "13 is not between 6 and 12"),
    (FERTILITY, "2002-01: 8", "2002-01: 5", "5 is not between 6 and 12"),
    (FERTILITY, "2002-01: 8", "2002-13: 8", "fertility.yaml:12: 'since'"),
    (FERTILITY, "  neutral: 0\n", "", "without a neutral value"),
    (FERTILITY, "  neutral: 0", "  nuetral: 0", MISSPELT),
    (FERTILITY, "  kind: assumed", "  kind: guessed", "fertility.yaml:8: 'kind'"),
    (FERTILITY, "  value: 9", "  value: nine", "fertility.yaml:4: 'value'"),
    (FERTILITY, "  value: 9", "  value: .nan", "outside its plausible range"),
    (FERTILITY, "  value: 9", "  value: 9\n  value: 8", "fertility.yaml:5: the key 'value' is written twice"),
    (FERTILITY, "[6, 12]", "[12, 6]", "upside down"),
    (FERTILITY, "  means: months", "  means: [months", "this is not YAML"),
    ("parameters/mortality.yaml", "  neutral: 0", "  otherwise: 2", "2 is not between 0 and 1"),
    ("parameters/mortality.yaml", "by: [country, sex]", "by: [country, sexx]", "Did you mean 'sex'?"),
    (
        "parameters/mortality.yaml",
        "rate.csv",
        "rates.csv",
        "missing. Did you mean 'mortality.death_rate.csv'?",
    ),
    (PLACES, "W1R,Western,WES", "W1R,Western,EAS", "different countries"),
    (PLACES, "W1R", "E1R", "'E1R' is listed twice"),
    (PLACES, ",50.5", ",many", "places.csv:3: population_start is not a number"),
    (PLACES, ",50.5", "", "places.csv:3: the line does not fit the header"),
    ("places/regions.csv", "region,country", "region,nation", "the column 'country' is missing"),
    ("pack.toml", 'until = "2004-12"', 'until = "1999-12"', "ends before it begins"),
    ("pack.toml", "epoch_year = 2000", "epoch = 2000", "pack.toml:3: unknown key 'epoch'"),
    ("pack.toml", "= 2000", "2000", "this is not TOML"),
    ("calendars/cards.yaml", "storms:", "storm:", "calendars/storms.csv has no card"),
    ("targets/all.csv", "3.1", "x", "all.csv:2: the value of target T1 is not a number"),
    ("targets/all.csv", "children,paper", "children,papers", "'papers' of target T1"),
    (CLAIMS, "[mother.nurses]", "[mother.nurse]", "paper.yaml:1: C-1 speaks of 'mother.nurse'"),
    (CLAIMS, "role: calibrate", "role: guess", "paper.yaml:9: 'role' of C-1"),
    (CLAIMS, "source: paper", "source: papers", "C-1 comes from 'papers'"),
    ("scenarios/baseline.toml", "title =", "title", "scenarios/baseline.toml:1: this is not TOML"),
    ("evidence/cases.yaml", "C-1", "C-9", "ana rests on 'C-9'"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), FAULTS)
def test_each_fault_is_told_with_its_place(root: Path, name: str, old: str, new: str, says: str) -> None:
    edit(root, name, old, new)
    assert says in faults(root)


def test_a_recalled_number_is_not_measured(root: Path) -> None:
    edit(root, "evidence/outside_numbers.csv", "1,measured", "1,recalled")
    edit(root, "parameters/fertility.yaml", "kind: transferred", "kind: measured")
    assert "fertility.twins is measured because O-1 is recalled" in faults(root)


def test_nothing_is_calibrated_on_claims_kept_for_testing(root: Path) -> None:
    edit(root, "evidence/claims/paper.yaml", "role: calibrate", "role: validate")
    edit(root, "parameters/fertility.yaml", "kind: measured", "kind: calibrated")
    assert "kept for testing" in faults(root)


def test_all_faults_come_at_once(root: Path) -> None:
    edit(root, "parameters/fertility.yaml", "from: [C-1]", "from: [C-2]")
    edit(root, "places/places.csv", ",50.5", ",-1")
    (root / "targets/all.csv").write_bytes(b"id,\xff\n")
    with pytest.raises(AylluError) as caught:
        read_pack(root)
    told = str(caught.value)
    assert "C-2" in told and "population_start is negative" in told
    assert "targets/all.csv:1: the text is not UTF-8" in told


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1, 2", b"- {", b"a: b\n", b"1\n", b'"', b"- - -\n"])
def test_no_broken_file_gives_a_traceback(root: Path, name: str, content: bytes) -> None:
    (root / name).write_bytes(content)
    for problem in check_pack(root):
        assert problem.what


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_no_damaged_file_gives_a_traceback(root: Path, name: str, data: st.DataObject) -> None:
    content = FILES[name].encode()
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(len(content), begin + 30)))
    junk = data.draw(st.binary(max_size=6) | st.sampled_from([b": ", b"- ", b"[", b"*a", b"!!x ", b",,", b'"', b"\n"]))
    (root / name).write_bytes(content[:begin] + junk + content[end:])
    try:
        assert all(problem.what for problem in check_pack(root))
    finally:
        (root / name).write_bytes(content)


@pytest.mark.parametrize("name", ["pack.toml", "places/places.csv", "places/regions.csv", "start/cards.yaml"])
def test_a_missing_file_is_told(root: Path, name: str) -> None:
    (root / name).unlink()
    assert f"{name}: the file is missing" in faults(root)


def test_a_table_without_a_card_is_told(root: Path) -> None:
    (root / "tables/spare.csv").write_text("a\n1\n")
    assert "tables/spare.csv: no card names this table" in faults(root)


def test_an_unknown_pack_is_told() -> None:
    with pytest.raises(AylluError, match="no such pack"):
        read_pack("atlantis")


def test_overrides_change_a_copy(pack: Pack) -> None:
    name = "fertility.postpartum_months"
    copy = apply_overrides(
        pack, {name: 20, "mortality.death_rate": {"times": 2, "from": "2001-01", "until": "2001-12"}}
    )
    card = copy.cards["fertility"]["postpartum_months"]
    assert [card.value_at(month) for month in (0, 24)] == [20, 20]
    assert pack.cards["fertility"]["postpartum_months"].value_at(0) == 9
    before, after = pack.tables["mortality"]["death_rate"], copy.tables["mortality"]["death_rate"]
    assert (after.slice_at(12) == 2 * before.slice_at(12)).all()
    assert (after.slice_at(23) == 2 * before.slice_at(23)).all()
    assert (after.slice_at(11) == before.slice_at(11)).all() and (after.slice_at(24) == before.slice_at(24)).all()
    outside = [(item.name, item.value) for item in copy.provisional if "outside" in item.reason]
    assert outside == [("postpartum_months", 20.0)]
    assert not [item for item in pack.provisional if "outside" in item.reason]


def test_dated_overrides_keep_the_past(pack: Pack) -> None:
    steps = [{"from": "2003-01", "value": 12}, {"from": "2001-09", "value": 6}]
    card = apply_overrides(pack, {"fertility.postpartum_months": steps}).cards["fertility"]["postpartum_months"]
    assert [card.value_at(month) for month in (0, 18, 20, 24, 36)] == [9, 7, 6, 6, 12]
    assert card.changes == ((18, 7), (20, 6), (36, 12))


def test_a_knock_out_is_neutral_in_every_month_and_wins(pack: Pack) -> None:
    changes = {"fertility.postpartum_months": 8, "mortality.death_rate": {"times": 3}}
    copy = apply_overrides(pack, changes, off=["spacing", "dying"])
    assert {copy.cards["fertility"]["postpartum_months"].value_at(month) for month in range(60)} == {0.0}
    assert not np.any(copy.tables["mortality"]["death_rate"].slice_at(30))
    assert copy.tables["mortality"]["death_rate"].slice_at(0) is copy.tables["mortality"]["death_rate"].slice_at(50)
    assert "postpartum_months" not in [item.name for item in copy.provisional]


def test_wrong_overrides_are_told_together(pack: Pack) -> None:
    changes = {
        "fertility.postpartum_month": 3,
        "fertility.breast": "much",
        "fertility.tiny_rate": [{"from": "2001", "value": 1}],
        "mortality.death_rate": {"time": 2},
    }
    with pytest.raises(AylluError) as caught:
        apply_overrides(pack, changes, off=["spacings"])
    told = str(caught.value)
    assert len(caught.value.problems) == 5
    assert "Did you mean 'fertility.postpartum_months'?" in told and "Did you mean 'spacing'?" in told


def test_gaps_are_ranked_by_range_and_reach(pack: Pack) -> None:
    rows = {row.name: row for row in gaps(pack)}
    first, second = "fertility.postpartum_months", "fertility.late"
    assert list(rows) == [first, second, "calendars.storms", "start.pyramid"]
    assert rows[first].influence == pytest.approx(6 / 12 * 2)
    assert rows[second].influence == pytest.approx(0.2 / 1.1)
    assert rows["start.pyramid"].influence is None
    assert rows[first].recalled and not rows[second].recalled
    assert rows[first].wanted == "a survey of birth intervals"
