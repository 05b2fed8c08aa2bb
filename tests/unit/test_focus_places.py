"""What may be said of focus places, how it is refused, and where a run keeps it."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ayllu.analysis import rates
from ayllu.doors.cli.main import main
from ayllu.doors.verbs import plan
from ayllu.population.start import build_start
from ayllu.population.start_share import Focus, parts_of, strata_of
from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs.focus import focus_of, people_expected
from ayllu.runs.folder import part_of
from ayllu.runs.provenance import fingerprint
from ayllu.runs.scenario import Scenario, resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.words.errors import AylluError


@pytest.fixture(scope="module")
def islands() -> Pack:
    return read_pack("islands")


def told(pack: Pack, *focus: str, scale: float = 0.25) -> Scenario:
    return resolve_scenario(pack, "calm", focus=focus, scale=scale)


@pytest.mark.parametrize(
    "text, words",
    [
        ("NI-HIG-X=1", "there is no place or focus 'NI-HIG-X'. Did you mean 'NI-HIG-"),
        ("cov=1", "Did you mean 'cove'"),
        ("cove=0", "0 is not a share"),
        ("cove=1.5", "1.5 is not a share"),
        ("cove=nan", "nan is not a share"),
        ("cove", "this focus cannot be read"),
        ("cove=much", "this focus cannot be read"),
        ("cove=0.1", "the share 0.1 is below the scale 0.25"),
    ],
)
def test_a_wrong_focus_is_refused_in_words(
    islands: Pack, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AylluError) as caught:
        told(islands, text, "ridge=0.5")
    assert len(caught.value.problems) == 1 and words in str(caught.value)
    assert caught.value.problems[0].where.startswith("--focus cov" if text[0] == "c" else "--focus NI")
    assert main(["run", "calm", "--pack", "islands", "--scale", "0.25", "--focus", text]) == 2
    assert words.split("'")[0] in " ".join(capsys.readouterr().err.split())


def test_files_and_options_give_focuses_which_the_resolved_scenario_keeps(islands: Pack, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "calm"\n[run]\nscale = 0.1\n[focus]\n"NI-HIG-R" = 0.5\ncove = 1.0\n')
    found = resolve_scenario(islands, file, focus=["cove=0.75", "NI-FAI-U=1"])
    assert list(found.focus.items()) == [("NI-FAI-U", 1.0), ("NI-HIG-R", 0.5), ("cove", 0.75)]
    found.write_resolved(tmp_path / "again.toml")
    again = resolve_scenario(islands, tmp_path / "again.toml")
    assert again.focus == found.focus and again.hash == found.hash
    assert resolve_scenario(islands, "calm", focus={"cove": 1.0}, scale=0.1).focus == {"cove": 1.0}
    assert resolve_scenario(islands, file).hash == told(islands).hash, "seeds with and without focus may be averaged"
    file.write_text("[focus]\ncove = true\nridge = 2\n")
    with pytest.raises(AylluError) as caught:
        resolve_scenario(islands, file)
    assert [problem.where for problem in caught.value.problems] == [f"{file}: focus.cove", f"{file}: focus.ridge"]


def test_an_unfinished_run_goes_on_only_with_its_own_focus(islands: Pack) -> None:
    marks = [fingerprint(islands, told(islands, *focus))["focus"] for focus in ((), ("cove=1",), ("cove=0.5",))]
    assert len(set(marks)) == 3


def test_a_run_in_focus_resumes_to_the_same_world(islands: Pack, tmp_path: Path) -> None:
    pack = read_pack(shutil.copytree(pack_root("islands"), tmp_path / "islands"))
    scenario = resolve_scenario(pack, "hot", until="1900-09", scale=0.25, focus=["cove=1"])
    whole = run_scenario(pack, scenario, tmp_path / "whole", every=3)
    stopped = tmp_path / "stopped"

    def stop(folder: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_scenario(pack, scenario, stopped, every=4, finish=stop)
    assert part_of(stopped).is_dir()
    run_scenario(pack, scenario, stopped, resume=True)
    digests = [pl.read_json(folder / "run.json", infer_schema_length=None)["digest"][0] for folder in (whole, stopped)]
    assert digests[0] == digests[1]


def test_forecasts_count_what_is_in_focus(islands: Pack, tmp_path: Path) -> None:
    for focus in ({}, {"NI-HIG-R": 1.0}, {"cove": 1.0}, {"ridge": 0.5, "NI-FAI-U": 1.0}):
        expected = people_expected(islands, 0.25, focus)
        made = len(build_start(islands, 0.25, 3, focus_of(islands, focus)).persons["key"])
        assert expected == pytest.approx(made, rel=0.1)
    plans = [plan("calm", pack="islands", out=tmp_path / "x", scale=0.25, focus=f) for f in ((), ("NI-HIG-R=1",))]
    assert plans[0].forecast.people < plans[1].forecast.people


def fixed(people: float, first: int, before: int, last: int) -> tuple[int, int, int]:
    """A place of communities of ten homes of one."""
    end = float("inf") if last < 0 else (last - first) * 10
    kept = int(min(people, end))
    return kept, kept, -(-kept // 10)


def test_a_later_group_leaves_everybody_of_the_smaller_world() -> None:
    parts = parts_of(0, 1000, 0.05, [Focus(0, 1.0, 10, 12)], fixed)
    assert [(part.first, part.before, part.size[0]) for part in parts] == [(0, 0, 50), (10, 100, 20)]
    rest, group = (part.share for part in parts)
    assert group == 1.0 and rest == pytest.approx(50 / 980)
    assert sum(part.size[0] / part.share for part in parts) == pytest.approx(1000)


def test_groups_of_one_place_lie_side_by_side() -> None:
    focus = [Focus(0, 0.5, 2, 4), Focus(0, 1.0, 0, 2), Focus(0, 0.1)]
    parts = parts_of(0, 1000, 0.01, focus, fixed)
    assert [(part.first, part.size[0], part.share) for part in parts] == [(0, 20, 1.0), (2, 20, 1.0), (4, 96, 0.1)]
    assert strata_of(parts, 0.01) == (1.0, 0.1)


def test_too_many_communities_for_a_place_are_refused() -> None:
    with pytest.raises(AylluError, match="hold 1,100 people"):
        parts_of(0, 1000, 0.01, [Focus(0, 1.0, 0, 110)], fixed)


def test_strata_begin_with_the_scale() -> None:
    parts = [*parts_of(0, 1000, 0.1, [Focus(0, 0.5)], fixed), *parts_of(1, 1000, 0.1, [], fixed)]
    assert strata_of(parts, 0.1) == (0.1, 0.5)
    many = [
        part
        for number in range(300)
        for part in parts_of(number, 1e6, 0.1, [Focus(number, 0.2 + number / 1000)], fixed)
    ]
    with pytest.raises(AylluError, match="at most 256"):
        strata_of(many, 0.1)


@pytest.mark.parametrize("line", ["x,X,NI-HIG-R,0,assumed,why", "x,X,NI-XXX-R,1,assumed,why", "x,X,NI-HIG-R,1,measured,why",
                                  "NI-HIG-R,X,NI-HIG-R,1,assumed,why", "cove,X,NI-HIG-R,1,assumed,why"])  # fmt: skip
def test_wrong_focuses_of_a_pack_are_named(tmp_path: Path, line: str) -> None:
    root = shutil.copytree(pack_root("islands"), tmp_path / "islands")
    with (root / "places/focus.csv").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(AylluError, match=r"places/focus.csv:4"):
        read_pack(root)


def test_rates_of_weighted_counts_have_wider_errors() -> None:
    same = pl.DataFrame({"age_group": [0, 1, 5], "deaths": [9.0, 4.0, 1.0], "person_years": [100.0, 400.0, 500.0]})
    uneven = same.with_columns(
        deaths_2=pl.col("deaths") * 4, person_years_2=pl.col("person_years") * 4, lived=pl.lit(7.0)
    )
    for one in (
        rates.life_expectancy,
        lambda f: rates.crude_rate(f, "deaths"),
        lambda f: rates.chance_of_dying(f, 0, 5),
    ):
        plain, wide = one(same), one(uneven)
        assert wide["value"][0] == plain["value"][0]
        assert wide["se"][0] == pytest.approx(2 * plain["se"][0])
        assert wide["n"][0] in (14.0, 21.0)
    assert np.isclose(rates.median_age(uneven)["se"][0], 2 * rates.median_age(same)["se"][0])
