"""Scenario files: what they mean, and every way they can be wrong."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ayllu.register.overrides import apply_overrides
from ayllu.register.pack import read_pack
from ayllu.runs.scenario import Factor, resolve_scenario
from ayllu.words.errors import AylluError


def card(unit: str = "share", plausible: tuple[float, float] | None = (0, 1)) -> Any:
    return SimpleNamespace(unit=unit, plausible=plausible, means="a number", mechanism="growth")


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    (tmp_path / "baseline.toml").write_text('title = "As it was"\nsays = "Nothing is changed."\n')
    (tmp_path / "child.toml").write_text(
        'title = "Fewer births"\nextends = "baseline"\n[run]\nseed = 7\nuntil = "1960-12"\n'
        "[parameters]\nbirths.wanted = 0.5\n"
        'births.spacing = [{from = "1950-01", value = 9}, {from = "1955-06", value = 12}]\n'
        '[tables]\n"deaths.rate" = {times = 0.5, from = "1951-01"}\n[mechanisms]\noff = ["growth"]\n'
    )
    return SimpleNamespace(
        epoch_year=1950,
        first_month=0,
        last_month=755,
        scenarios={path.stem: path for path in tmp_path.glob("*.toml")},
        cards={"births": {"wanted": card(), "spacing": card("months", (6, 24)), "loss": card("points", (-2, 2))}},
        tables={"deaths": {"rate": card("deaths per person-year", (0, 3))}},
        mechanisms=("growth", "spread"),
        root=tmp_path,
    )


def write(pack: Any, text: str | bytes) -> Path:
    path = Path(pack.root) / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(pack: Any, text: str | bytes = "", **options: Any) -> list[str]:
    with pytest.raises(AylluError) as caught:
        resolve_scenario(pack, write(pack, text), **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_scenario_says_everything(pack: Any) -> None:
    found = resolve_scenario(pack, "baseline")
    assert (found.first_text, found.last_text, found.months) == ("1950-01", "2012-12", 756)
    assert (found.scale, found.seed, found.records, found.weight) == (0.01, 1, "sample", 100)
    assert found.threads >= 1
    assert not found.overrides


def test_files_extend_each_other_and_options_win(pack: Any) -> None:
    path = write(pack, 'extends = "child"\n[parameters]\n"births.wanted" = 0.7\n[mechanisms]\noff = "spread"\n')
    found = resolve_scenario(pack, path, ["births.loss=-1"], seed=9, scale=0.5)
    assert found.name == "mine"
    assert found.title == "Fewer births"
    assert (found.seed, found.scale, found.last_text) == (9, 0.5, "1960-12")
    assert found.parameters["births.wanted"] == ((0, 0.7),)
    assert found.parameters["births.spacing"] == ((0, 9.0), (65, 12.0))
    assert found.parameters["births.loss"] == ((0, -1.0),)
    assert found.tables["deaths.rate"] == (Factor(0.5, 12, 755),)
    assert found.overrides == {
        "births.wanted": 0.7,
        "births.spacing": [{"from": "1950-01", "value": 9.0}, {"from": "1955-06", "value": 12.0}],
        "births.loss": -1.0,
        "deaths.rate": [{"times": 0.5, "from": "1951-01", "until": "2012-12"}],
    }
    assert found.off == ("growth", "spread")
    assert [Path(one).stem for one in found.lineage] == ["baseline", "child", "mine"]


def test_a_table_may_change_more_than_once_and_a_setting_replaces_it(pack: Any) -> None:
    path = write(pack, "[tables]\ndeaths.rate = [{times = 2, until = '1959-12'}, {times = 3, from = '1970-01'}]")
    assert resolve_scenario(pack, path).tables["deaths.rate"] == (Factor(2, 0, 119), Factor(3, 240, 755))
    assert resolve_scenario(pack, path, ["deaths.rate.times=0"]).tables["deaths.rate"] == (Factor(0, 0, 755),)


def changed_islands(folder: Path, change: str) -> Any:
    path = folder / "cells.toml"
    path.write_text(f'extends = "calm"\n[tables]\nmortality.death_rate = {change}\n')
    return resolve_scenario(read_pack("islands"), path)


def test_some_cells_of_a_table_take_a_value(tmp_path: Path) -> None:
    found = changed_islands(tmp_path, "{value = 0.25, where = {sex = 'women', age = '0-4'}, from = '1910-01'}")
    again = tmp_path / "resolved.toml"
    found.write_resolved(again)
    pack = read_pack("islands")
    assert resolve_scenario(pack, again).overrides == found.overrides
    before = pack.tables["mortality"]["death_rate"]
    after = apply_overrides(pack, found.overrides).tables["mortality"]["death_rate"]
    month = 10 * 12
    assert (after.slice_at(month - 1) == before.slice_at(month - 1)).all()
    now, then = (np.moveaxis(table.slice_at(month), table.by.index("sex"), 0) for table in (after, before))
    ages = [name for name in before.by if name != "sex"].index("age")
    girls, young = (np.moveaxis(values, ages, 0)[:5] for values in (now[0], then[0]))
    assert (girls == 0.25).all() and not (young == 0.25).any()
    assert (now[1] == then[1]).all()
    assert (np.moveaxis(now[0], ages, 0)[5:] == np.moveaxis(then[0], ages, 0)[5:]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{value = 1, where = {sex = 'girls'}}", "'girls' is no sex: women, men"),
        ("{value = 1, where = {planet = 'Mars'}}", "'planet' is no dimension of it"),
        ("{value = 1, times = 2}", "either times or value is wanted"),
        ("{from = '1910-01'}", "either times or value is wanted"),
    ],
)
def test_cells_that_are_not_there_are_refused(tmp_path: Path, change: str, words: str) -> None:
    with pytest.raises(AylluError, match=words):
        changed_islands(tmp_path, change)


def test_the_resolved_file_means_the_same(pack: Any, tmp_path: Path) -> None:
    first = resolve_scenario(pack, "child", ["births.loss=0.25"])
    first.write_resolved(tmp_path / "again.toml")
    again = resolve_scenario(pack, tmp_path / "again.toml")
    assert again.name == "child"
    assert again.hash == first.hash
    assert again.resolved_toml() == first.resolved_toml()


def test_hash_tells_worlds_apart_and_not_seeds(pack: Any) -> None:
    base = resolve_scenario(pack, "baseline")
    assert resolve_scenario(pack, "baseline", seed=2, scale=0.5, threads=7, records="all").hash == base.hash
    for other in ({"sets": ["births.wanted=0.1"]}, {"off": ["growth"]}, {"until": "1999-12"}):
        assert resolve_scenario(pack, "baseline", **other).hash != base.hash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[run]\nscael = 1", ["unknown key 'scael' in [run]", "run.scael", "Did you mean 'scale'?"]),
        ("sayz = 'x'", ["unknown key 'sayz'", "Did you mean 'says'?"]),
        ("[run]\nscale = 0.0", ["run.scale", "it reads 0.0", "greater than 0"]),
        ("[run]\nscale = 1.5", ["run.scale", "less than or equal to 1"]),
        ("[run]\nscale = 'big'", ["run.scale", "valid number"]),
        ("[run]\nscale = nan", ["run.scale"]),
        ("[run]\nseed = -1", ["run.seed", "greater than or equal to 0"]),
        ("[run]\nthreads = 0", ["run.threads"]),
        ("[run]\nrecords = 'some'", ["run.records", "'counts', 'sample' or 'all'"]),
        ("[run]\nuntil = '1950-13'", ["'1950-13' is not a month", "until"]),
        ("[run]\nuntil = '2013-01'", ["outside the pack's period", "1950-01 to 2012-12"]),
        ("[run]\nuntil = '1949-12'", ["outside the pack's period"]),
        ("[run]\nfrom = '1960-01'", ["cannot begin in 1960-01", "start population"]),
        ("[parameters]\nbirths.wnated = 1", ["no number is called 'births.wnated'", "births.wanted"]),
        ("[parameters]\nbirths.wanted = -0.1", ["-0.1 is negative", "parameters.births.wanted"]),
        ("[parameters]\nbirths.wanted = 1.1", ["1.1 is above 1"]),
        ("[parameters]\nbirths.wanted = inf", ["not a number"]),
        ("[parameters]\nbirths.wanted = 'x'", ["not a number"]),
        ("[parameters]\nbirths.wanted = []", ["is empty"]),
        ("[parameters]\nbirths.wanted = [{from = '1950-01'}]", ["not a dated value"]),
        ("[parameters]\nbirths.wanted = [{from = '1950-02-31', value = 1}]", ["not a month"]),
        (
            "[parameters]\nbirths.wanted = [{from='1960-01', value=1}, {from='1955-01', value=0}]",
            ["not in order"],
        ),
        ("[parameters]\ndeaths.rate = 1", ["It is a table"]),
        ("[tables]\nbirths.wanted = {times = 1}", ["It is a single number"]),
        ("[tables]\ndeaths.rate = {times = -1}", ["deaths.rate.0.times", "greater than or equal to 0"]),
        ("[tables]\ndeaths.rate = {tims = 1}", ["unknown key 'tims'", "times"]),
        (
            "[tables]\ndeaths.rate = {times=1, from='1960-01', until='1955-01'}",
            ["until 1955-01 is before from 1960-01"],
        ),
        ("[tables]\ndeaths.rate = {until='1955-01'}", ["either times or value is wanted"]),
        ("[tables]\ndeaths = 3", ["tables.deaths"]),
        ("[mechanisms]\noff = ['grwoth']", ["no mechanism 'grwoth'", "growth"]),
        ("extends = 'basline'", ["no scenario 'basline'", "baseline"]),
        ("extends = 'gone.toml'", ["cannot be read", "no such file"]),
        ("extends = 'mine.toml'", ["circle", "mine -> mine"]),
        ("title = \n", ["this is not TOML", "line 1"]),
        (b"title = '\xff\xfe'", ["not UTF-8", "mine.toml:1"]),
        ("run = 3", ["run"]),
        ("a = " + "[" * 3000, ["TOML"]),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(pack: Any, text: str | bytes, words: list[str]) -> None:
    found = "\n".join(problems(pack, text))
    assert "mine.toml" in found or "gone.toml" in found
    for word in words:
        assert word in found


def test_all_problems_come_at_once(pack: Any) -> None:
    text = "[parameters]\nbirths.nothing = 1\nbirths.wanted = -1\n[mechanisms]\noff = ['none']\n"
    found = problems(pack, text, scale=0.0, sets=["births.wanted"])
    assert len(found) == 5


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("births.wanted", "not of the form"),
        ("births.wanted=much", "not of the form"),
        ("births.wanted=-1", "is negative"),
        ("births.wated=1", "births.wanted"),
        ("births.wanted=nan", "not a number"),
        ("deaths.rate.times=-1", "negative"),
        ("=", "not of the form"),
    ],
)
def test_wrong_settings_are_refused(pack: Any, setting: str, words: str) -> None:
    assert words in problems(pack, sets=[setting])[0]


@pytest.mark.parametrize(
    "options",
    [{"scale": 0.0}, {"seed": -3}, {"until": "1950-00"}, {"threads": 0}, {"records": "x"}, {"sclae": 1}],
)
def test_wrong_options_are_refused(pack: Any, options: dict[str, Any]) -> None:
    assert "options" in problems(pack, **options)[0]


def test_circles_of_three_are_seen(pack: Any) -> None:
    for name, parent in (("one", "two"), ("two", "three"), ("three", "one")):
        (Path(pack.root) / f"{name}.toml").write_text(f"extends = '{parent}.toml'")
    found = problems(pack, "extends = 'one.toml'")
    assert "one -> two -> three -> one" in found[0]


def test_values_outside_the_plausible_range_are_noted(pack: Any) -> None:
    found = resolve_scenario(pack, "baseline", ["births.spacing=48"])
    assert "48 is outside the plausible range 6 to 24" in found.notes[0]


def test_an_unknown_name_lists_the_known_ones(pack: Any) -> None:
    with pytest.raises(AylluError, match="baseline"):
        resolve_scenario(pack, "zzz")


def test_a_folder_or_odd_path_is_no_scenario(pack: Any) -> None:
    for path in (Path(pack.root), Path("/dev/null/x.toml"), Path("a\0b.toml")):
        with pytest.raises(AylluError):
            resolve_scenario(pack, str(path) + "/" if path.is_dir() else path)
