"""Checks of claims: known effects in invented runs get the verdicts they deserve, with intervals of the right size."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ayllu.doors.cli.main import main
from ayllu.register.checks import check_pack
from ayllu.register.claim_checks import Expect, Part, claim_checks
from ayllu.register.create import new_pack
from ayllu.register.pack import read_pack
from ayllu.verification.claims.intervals import Interval, interval, over_seeds
from ayllu.verification.claims.score import scorecard
from ayllu.verification.claims.statistics import estimate
from ayllu.verification.claims.sums import tally
from ayllu.verification.claims.verdicts import bitten, judged, worst
from fake_run import Fake, fake_run

HOMES = 40


def frame(rows: list[tuple[str, int, str, float]], along: list[float] | None = None) -> pl.DataFrame:
    """Rows of (cluster, group, cell, value), each of weight 1."""
    found = pl.DataFrame(rows, schema=["cluster", "grp", "cell", "wv"], orient="row").with_columns(
        n=pl.lit(1.0), w=pl.lit(1.0), wb=pl.lit(1.0), wx=pl.lit(0.0), wxx=pl.lit(0.0), wxv=pl.lit(0.0)
    )
    if along is None:
        return found
    axis = pl.Series("wx", along, pl.Float64)
    return found.with_columns(axis, (axis * axis).alias("wxx"), (axis * found["wv"]).alias("wxv"))


def part(statistic: str, **more: object) -> Part:
    needed = {"group": "g", "cell": "c", "along": "x", "base": "b", "formula": "a - b"} | more
    whole = {"what": "w", "statistic": statistic, "reads": {"t": ["c"]}, "value": "v", "worth": 1.0, **needed}
    return Part.model_validate({"expect": {"above": 0}, **whole})


def value(statistic: str, rows: list[tuple[str, int, str, float]], **more: object) -> float:
    along = more.pop("axis", None)
    return estimate(tally(frame(rows, along)).total(), part(statistic, **more))  # type: ignore[arg-type]


def test_a_matched_comparison_sees_through_what_both_groups_differ_in() -> None:
    # Those are mostly old, and old people have 10 more; alike in age, they have 1 more.
    rows = [("a", 1, "old", 11.0)] * 3 + [("a", 1, "young", 1.0), ("a", 0, "old", 10.0)] + [("a", 0, "young", 0.0)] * 3
    assert value("difference", rows) == pytest.approx(8.5 - 2.5)
    assert value("matched_difference", rows) == pytest.approx(1.0)
    assert value("matched_quotient", rows) == pytest.approx(8.5 / 7.5)
    assert value("quotient", rows) == pytest.approx(8.5 / 2.5)
    alone = [("a", 1, "old", 11.0), ("a", 0, "young", 0.0)]
    assert np.isnan(value("matched_difference", alone)), "nobody is like them"


def test_trends_ranks_quantiles_and_peaks() -> None:
    line = [("a", group, "", 2.0 * x if group else 5.0 - x) for x in range(4) for group in (0, 1)]
    axis = [float(x) for x in range(4) for _ in (0, 1)]
    assert value("slope", line, axis=axis) == pytest.approx(2.0)
    assert value("slope_difference", line, axis=axis) == pytest.approx(3.0)
    ranks = [("a", 0, c, v) for c, v in zip("pqrs", (1.0, 2, 3, 4), strict=True)]
    ranks += [("a", 1, c, v) for c, v in zip("pqrs", (10.0, 20, 40, 30), strict=True)]
    assert value("rank", ranks) == pytest.approx(0.8)
    sums = [("a", 1, str(x), float(x)) for x in range(1, 11)]
    assert value("quantile", sums, level=0.5) == 5.0 and value("quantile", sums, level=0.99) == 10.0
    assert value("peak", [("a", 1, "1960", 3.0), ("a", 1, "1970", 2.0), ("a", 1, "1970", 2.0)], base="") == 1970.0


def test_a_profile_over_an_event() -> None:
    levels = {"before": 0.6, "during": 0.4, "0": 0.45, "1": 0.49, "2": 0.51, "after": 0.55}
    rows = [("a", 1, stage, level) for stage, level in levels.items()]
    undone = value("contrast", rows, formula="(after - during) / (before - during)")
    assert undone == pytest.approx(0.75)
    stages = [row for row in rows if row[2] != "after"]
    assert value("half_life", stages) == 2.0
    never = [row for row in stages if row[2] != "2"]
    assert value("half_life", never) == 2.0, "one year more than anybody was followed"
    assert np.isnan(value("contrast", rows, formula="gone - before"))


def test_the_bootstrap_draws_communities_not_people() -> None:
    # Ten equal people in each of 40 communities: the error is that of 40 numbers, not of 400.
    levels = np.sin(np.arange(HOMES) * 12.9898) * 3
    rows = [(f"c{home}", 1, "", float(level)) for home, level in enumerate(levels) for _ in range(10)]
    asked = part("mean", group="")
    found = interval([tally(frame(rows))], asked)
    error = levels.std(ddof=1) / np.sqrt(HOMES)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)
    assert found.visible == pytest.approx(2.87 * error, rel=0.15)
    assert found == interval([tally(frame(rows))], asked), "the same run gives the same interval"
    few = interval([tally(frame(rows[:40]))], asked)
    assert np.isinf(few.high) and "too few" in few.how


def test_the_interval_over_seeds_is_students() -> None:
    found = over_seeds([1.0, 2.0, 3.0])
    assert (found.low, found.high) == pytest.approx((2 - 4.3027 / np.sqrt(3), 2 + 4.3027 / np.sqrt(3)), rel=1e-4)


@pytest.mark.parametrize(
    ("low", "value", "high", "visible", "verdict"),
    [
        (0.1, 0.2, 0.3, 0.1, "holds"),
        (-0.3, -0.2, -0.1, 0.1, "fails"),
        (-0.1, 0.02, 0.14, 0.1, "weak"),
        (-0.14, -0.02, 0.1, 0.1, "fails"),
        (-1.0, 0.5, 2.0, 2.0, "no power"),
        (-1.0, -0.5, 0.4, 2.0, "no power"),
        (-np.inf, 0.5, np.inf, np.inf, "no power"),
        (-np.inf, np.nan, np.inf, np.inf, "no power"),
    ],
)
def test_verdicts(low: float, value: float, high: float, visible: float, verdict: str) -> None:
    assert judged(Interval(value, low, high, visible, ""), Expect(above=0.0), worth=0.3) == verdict


def test_a_claim_is_as_good_as_its_worst_part_and_must_be_able_to_fail() -> None:
    assert worst(["holds", "not simulated", "fails"]) == "fails"
    assert worst(["holds", "not simulated", "no power"]) == "not simulated"
    assert bitten("holds", ["holds", "holds"]) == "no bite"
    assert bitten("holds", ["holds", "fails"]) == "holds"
    assert bitten("fails", ["holds"]) == "fails"


PACK_CHECK = """
claim: IS-001
says: Women of towns have fewer children.
mechanisms: [rural-births]
parts:
- what: children, towns less countryside
  statistic: difference
  reads: {person_year: [children_n, area]}
  value: children_n
  group: area = 'urban'
  expect: {below: 0}
  worth: 0.5
- what: meetings attended
  statistic: mean
  reads: {person_year: [meetings]}
  value: meetings
  expect: {above: 0}
  worth: 0.5
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack whose only check has a part that no run can answer yet."""
    made = new_pack(tmp_path / "own")
    (made / "checks" / "IS-001.yaml").write_text(PACK_CHECK)
    return made


def invented(folder: Path, seed: int = 1, effect: float = 1.0, off: tuple[str, ...] = (), meets: bool = False) -> Path:
    """A run in which women of towns have `effect` children fewer."""
    scenario = {"name": "baseline", "title": "", "says": "", "hash": "1", "off": list(off)}
    told = {"scenario": scenario, "parameters_hash": ",".join(off)}
    fake_run(folder, Fake(seed=seed, info=told))
    spread = np.sin(np.arange(HOMES * 20) * 78.233 + seed)
    people = pl.DataFrame({"community": np.arange(HOMES * 20) // 20, "spread": spread}).with_columns(
        weight=100.0, area=pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("urban")).otherwise(pl.lit("rural"))
    )
    fewer = pl.when(pl.col("area") == "urban").then(effect).otherwise(0.0)
    people = people.with_columns(children_n=4 - fewer + pl.col("spread"))
    if meets:
        people = people.with_columns(meetings=1.0 + pl.col("spread") / 10)
    people.write_parquet(folder / "person_year.parquet")
    return folder


def test_a_check_turns_on_when_its_column_comes(pack: Path, tmp_path: Path) -> None:
    before = scorecard([invented(tmp_path / "a")], pack=pack)[0]
    assert before.verdict == "not simulated" and before.parts[0].verdict == "holds"
    assert before.parts[1].lacks == "person_year has no meetings"
    after = scorecard([invented(tmp_path / "b", meets=True)], pack=pack)[0]
    assert after.verdict == "holds" and after.sort == "predicted"


def test_a_mechanism_must_bite(pack: Path, tmp_path: Path) -> None:
    base = invented(tmp_path / "base", meets=True)
    off = ("rural-births",)
    same = invented(tmp_path / "same", effect=1.0, off=off, meets=True)
    gone = invented(tmp_path / "gone", effect=0.0, off=off, meets=True)
    assert scorecard([base], [same], pack=pack)[0].verdict == "no bite"
    told = scorecard([base], [gone], pack=pack)[0]
    assert told.verdict == "holds" and told.off == off
    effect = told.parts[0].effect
    assert effect is not None and effect.value == pytest.approx(-1.0)
    assert effect.high - effect.low < 1e-9, "paired runs share their draws"


def test_seeds_give_bands_and_failures_are_never_hidden(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [str(invented(tmp_path / f"s{seed}", seed, effect=-1.0)) for seed in (1, 2, 3)]
    assert main(["check", *runs, "--pack", str(pack), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdicts"]["fail"] == 1 and sum(told["verdicts"].values()) == 1
    ours = told["claims"][0]["parts"][0]["ours"]
    assert ours["how"] == "3 seeds" and ours["low"] < 1 < ours["high"]
    assert main(["check", *runs, "--pack", str(pack)]) == 0
    assert "1 fails" in capsys.readouterr().out


def test_wrong_input_is_told_once(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = str(invented(tmp_path / "a"))
    other = invented(tmp_path / "b", seed=2)
    info = json.loads((other / "run.json").read_text())
    (other / "run.json").write_text(json.dumps(info | {"pack": {"name": "fake", "hash": "other"}}))
    cases = {
        "there is no claim 'IS-01'": [run, "--pack", str(pack), "--claim", "IS-01"],
        "nobody has written a check of IS-002": [run, "--pack", str(pack), "--claim", "IS-002"],
        "this is not a run folder": [str(tmp_path)],
        "the pack version is another": [run, str(other), "--pack", str(pack)],
        "the seed is that of": [run, run, "--pack", str(pack)],
        "the runs without are not of the same seeds": [run, "--without", str(invented(tmp_path / "c", seed=3))],
        "the claims cannot be found": [run],
    }
    for message, arguments in cases.items():
        assert main(["check", *arguments, "--json"]) == 2
        problems = json.loads(capsys.readouterr().out)["problems"]
        assert message in problems[0]["what"] and len(problems) == 1


def test_a_check_that_cannot_be_computed_names_itself(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pack / "checks" / "IS-001.yaml"
    file.write_text(file.read_text().replace("value: children_n", "value: sons"))
    assert main(["check", str(invented(tmp_path / "a")), "--pack", str(pack), "--json"]) == 2
    assert "the check of IS-001 cannot be computed" in capsys.readouterr().out


def test_all_faults_of_check_files_come_at_once(pack: Path) -> None:
    text = PACK_CHECK.replace("group: area = 'urban'\n  ", "").replace("worth: 0.5", "worth: 0", 1)
    (pack / "checks" / "IS-001.yaml").write_text(text + "  rows: nowhere\n  sure: 1\n")
    (pack / "checks" / "IS-009.yaml").write_text(PACK_CHECK)
    found = "\n".join(str(problem) for problem in check_pack(pack))
    assert "needs 'group'" in found or "greater than 0" in found
    assert "unknown key 'sure'" in found and "not called as its claim" in found


@pytest.mark.parametrize("name", ["andes", "islands"])
def test_the_checks_of_the_packs_are_in_order(name: str) -> None:
    basis = read_pack(name)
    for check in claim_checks(basis):
        assert basis.evidence.claims[check.claim].role in ("validate", "calibrate", "implement")
        assert all("FROM" in one.rows for one in check.parts if one.rows), check.claim
