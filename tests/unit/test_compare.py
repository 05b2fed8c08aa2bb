"""Compare: which runs are paired, what is refused, intervals over seeds, links by hand, files and words."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from rich.console import Console
from scipy import stats  # type: ignore[import-untyped]

import ayllu
from ayllu.analysis.compare import compare
from ayllu.analysis.compare_lives import KEPT
from ayllu.analysis.compare_pairs import pair_up
from ayllu.analysis.compare_told import sentences, told
from ayllu.doors.cli.main import main
from ayllu.words.errors import AylluError
from fake_run import Fake, fake_run

HERS, HIS = {1: 3.0, 2: 4.0, 3: 5.0}, {1: 1.0, 2: 1.0, 3: 1.5}
"""Differences of the share of women and men by seed."""


def folder(path: Path, name: str, seed: int = 1, side: int = 0, **info: Any) -> Path:
    """A run with two indicators: one differs by HERS and HIS on side 1, the other never does."""
    facts = {"scenario": {"name": name, "off": []}, "parameters_hash": name, "records": "all", **info}
    run = fake_run(path, Fake(seed=seed, info=facts))
    (run / "indicators").mkdir()
    rows = [
        (
            indicator,
            "AAA",
            "national",
            "all",
            sex,
            "all",
            year,
            10.0 + seed + side * step.get(seed, 0.0),
            "percent",
            1.0,
        )
        for indicator, given in (("urban_share", (HERS, HIS)), ("median_age", ({}, {})))
        for sex, step in zip(("women", "men"), given, strict=True)
        for year in (1953, 1954)
    ]
    names = ["indicator", "country", "region", "area", "sex", "age", "year", "value", "unit", "se"]
    frame = pl.DataFrame(rows, names, orient="row").with_columns(pl.col("year").cast(pl.Int32))
    frame.write_parquet(run / "indicators" / "one.parquet")
    return run


def ensemble(path: Path, name: str, side: int, seeds: tuple[int, ...] = (1, 2, 3)) -> Path:
    path.mkdir(exist_ok=True)
    for seed in seeds:
        folder(path / f"{name}-s{seed}", name, seed, side)
    return path


def refused(*paths: Path) -> str:
    with pytest.raises(AylluError) as error:
        pair_up(paths)
    assert len(error.value.problems) == 1
    return str(error.value)


def test_ensembles_are_matched_by_seed(tmp_path: Path) -> None:
    a, b = ensemble(tmp_path / "a", "baseline", 0), ensemble(tmp_path / "b", "shut", 1)
    pairs = pair_up([a, b])
    assert [(pair.a.info["seed"], pair.b.info["seed"]) for pair in pairs] == [(1, 1), (2, 2), (3, 3)]
    assert {pair.b.info["scenario"]["name"] for pair in pairs} == {"shut"}
    both = tmp_path / "both"
    ensemble(ensemble(both, "alpha", 1), "baseline", 0)
    assert {(p.a.info["scenario"]["name"], p.b.info["scenario"]["name"]) for p in pair_up([both])} == {
        ("baseline", "alpha")
    }


def test_runs_that_are_no_pairs_are_refused(tmp_path: Path) -> None:
    a, b = folder(tmp_path / "a", "baseline"), folder(tmp_path / "b", "shut")
    other = folder(tmp_path / "other", "shut", seed=2)
    assert "seed 1 against seed 2" in refused(a, other)
    assert "in pairs" in refused(a, b, other)
    assert "a seed is given twice" in refused(a, b, a, b)
    ensemble(tmp_path / "e", "baseline", 0), ensemble(tmp_path / "f", "shut", 1, (1, 2))
    assert "seeds 1, 2, 3 against seeds 1, 2" in refused(tmp_path / "e", tmp_path / "f")
    ensemble(tmp_path / "f", "third", 1, (3,))
    assert "several scenarios" in refused(tmp_path / "e", tmp_path / "f")
    assert "two scenarios" in refused(tmp_path / "e")


@pytest.mark.parametrize(
    ("info", "word"),
    [
        ({"pack": {"name": "fake", "hash": "9" * 64}}, "pack version"),
        ({"scale": 0.5}, "scale: 0.01 and 0.5"),
        ({"until": "1960-12"}, "last month"),
        ({"from": "1940-01"}, "first month"),
        ({"records": "sample"}, "records: all and sample"),
    ],
)
def test_runs_that_are_unlike_are_refused(tmp_path: Path, info: dict[str, Any], word: str) -> None:
    said = refused(folder(tmp_path / "a", "baseline"), folder(tmp_path / "b", "shut", **info))
    assert "cannot be compared" in said and word in said


def test_intervals_are_those_of_paired_differences(tmp_path: Path) -> None:
    found = compare([ensemble(tmp_path / "a", "baseline", 0), ensemble(tmp_path / "b", "shut", 1)])
    rows = found.differences.filter(indicator="urban_share", year=1954)
    assert rows["sex"].to_list() == ["women", "men"]
    for row, steps in zip(rows.iter_rows(named=True), (HERS, HIS), strict=True):
        values = np.array(list(steps.values()))
        low, high = stats.t.interval(0.95, 2, values.mean(), stats.sem(values))
        assert row["difference"] == pytest.approx(values.mean())
        assert (row["low"], row["high"]) == pytest.approx((low, high))
        assert row["b"] - row["a"] == pytest.approx(row["difference"]) and row["a"] == pytest.approx(12.0)
    assert found.largest["indicator"].to_list() == ["urban_share"] and found.largest["year"].to_list() == [1954]
    assert found.largest["women"].item() == pytest.approx(4.0)
    single = compare([tmp_path / "a" / "baseline-s1", tmp_path / "b" / "shut-s1"])
    assert single.differences["low"].null_count() == single.differences.height == 8


EVENTS = [
    # month, person, event, home, community, place, partner; a: what only A sees, b: what only B sees
    ("ab", 0, 1, "union", 50, 1, "P", 2),
    ("ab", 0, 2, "union", 50, 1, "P", 1),
    ("a", 5, 2, "death", 50, 1, "P", 1),
    ("a", 5, 1, "widowhood", 50, 1, "P", 0),
    ("b", 6, 1, "delivery", 50, 1, "P", 2),
    ("b", 6, 3, "birth", 50, 1, "P", 0),
    ("a", 7, 4, "leaving_school", 60, 1, "P", 0),
    ("b", 8, 5, "leaving_school", 70, 2, "P", 0),
    ("a", 9, 6, "looking", 80, 3, "Q", 0),
    ("b", 9, 7, "founding", 80, 3, "Q", 0),
    ("b", 9, 8, "looking", 90, 4, "R", 0),
    ("a", 10, 10, "looking", 91, 5, "T", 0),
    ("a", 10, 12, "looking", 92, 6, "U", 0),
    ("b", 10, 13, "looking", 93, 7, "V", 0),
    ("ab", 11, 9, "looking", 99, 4, "R", 0),
]
PARENTS = {3: (1, 2), 8: (9, 1), 10: (11, 0), 11: (0, 2), 12: (14, 0), 13: (14, 0)}
"""Mother and father: 10 is a grandchild of 2, and 12 and 13 are siblings, through women who do not differ."""


def lived(run: Path, side: str) -> Path:
    rows = [row[1:] for row in EVENTS if side in row[0]]
    names = ["month", "person", "event", "home", "community", "place", "partner"]
    frame = pl.DataFrame(rows, names, orient="row").with_columns(
        sex=pl.when(pl.col("person") % 2 == 1).then(pl.lit("women")).otherwise(pl.lit("men")), age=pl.lit(20),
        country=pl.lit("AAA"), weight=pl.lit(10.0),
        **{n: pl.col("person").replace_strict({k: v[i] for k, v in PARENTS.items()}, default=0) for i, n in enumerate(("mother", "father"))},
    )  # fmt: skip
    kinds = {"month": pl.Int16, "age": pl.Int16, "community": pl.Int32}
    kinds |= dict.fromkeys(("person", "home", "partner", "mother", "father"), pl.UInt64)
    frame = frame.cast(kinds)
    frame.select(*KEPT, "weight").write_parquet(run / "event.parquet")
    alive = pl.DataFrame({"person": [n for n in range(1, 15) if n != 3]}).with_columns(
        sex=pl.when(pl.col("person") % 2 == 1).then(pl.lit("women")).otherwise(pl.lit("men")), year=pl.lit(1949),
        **{n: pl.col("person").replace_strict({k: v[i] for k, v in PARENTS.items()}, default=0) for i, n in enumerate(("mother", "father"))},
        home=pl.col("person") + 500, dwelling=pl.col("person") + 500, partner=pl.lit(0), weight=pl.lit(10.0), place=pl.format("S{}", "person"), community=pl.col("person") + 100,
    )  # fmt: skip
    alive = alive.cast(dict.fromkeys(("person", "home", "dwelling", "partner", "mother", "father"), pl.UInt64))
    alive.cast({"year": pl.Int16, "community": pl.Int32}).write_parquet(run / "person_year.parquet")
    return run


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    names = ("baseline", "shut")
    a, b = (lived(folder(tmp_path / n, n, side=k), "ab"[k]) for k, n in enumerate(names))
    return a, b


def test_lives_are_classified_as_by_hand(pair: tuple[Path, Path]) -> None:
    lives = {row["person"]: row for row in compare(pair).lives.iter_rows(named=True)}
    known = {key: (row["class"], row["through"], row["month"], row["only"]) for key, row in lives.items()}
    assert known == {
        2: ("direct", 0, 5, "both"),
        1: ("partner", 2, 5, "both"),
        3: ("kin", 2, 6, "b"),
        4: ("community", 2, 7, "both"),
        5: ("market", 2, 8, "both"),
        6: ("direct", 0, 9, "both"),
        7: ("household", 6, 9, "both"),
        8: ("kin", 1, 9, "both"),
        10: ("kin", 2, 10, "both"),
        12: ("direct", 0, 10, "both"),
        13: ("kin", 12, 10, "both"),
    }
    assert (lives[1]["event_a"], lives[1]["month_a"], lives[1]["event_b"], lives[1]["month_b"]) == (
        "widowhood", 5, "delivery", 6,
    )  # fmt: skip


def test_what_is_written_is_what_is_said(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["compare", *map(str, pair), "--json", "--out", str(out)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads((out / "compare.json").read_text())
    assert set(said) == {"a", "b", "seeds", "lives_that_differ", "lives", "differences"}
    differ = said["lives_that_differ"]
    assert (differ["count"], differ["people"], differ["women"]["count"], differ["men"]["count"]) == (11, 110, 5, 6)
    assert differ["recorded"] == {"women": 6.0, "men": 7.0}
    assert {"class": "direct", "sex": "men", "count": 3.0, "people": 30.0} in differ["by_class"]
    first = said["lives"][0]
    assert (first["person"], first["class"], first["month"], first["event_a"], first["event_b"]) == (
        2, "direct", "1950-06", "death", None,
    )  # fmt: skip
    assert set(said["differences"][0]) >= {"indicator", "year", "sex", "a", "b", "difference", "low", "high"}
    assert pl.read_parquet(out / "compare_lives.parquet").height == 11
    assert pl.read_parquet(out / "compare.parquet").height == 8
    assert main(["compare", *map(str, pair), "--out", str(out)]) == 2


def test_people_read_tables_and_three_lives(pair: tuple[Path, Path]) -> None:
    found = ayllu.compare(*pair)
    console = Console(width=200)
    with console.capture() as shown:
        console.print(told(found))
    text = shown.get()
    assert "shut less baseline" in text and "through the partner" in text and "+3.0" in text
    assert sentences(found)[0] == (
        "A man of 20 in P (person 2): in baseline he dies in 1950-06; in shut nothing more happens to him. Reached directly."
    )
    assert "Reached through" in sentences(found)[1] and len(sentences(found)) == 3


def test_runs_without_people_are_compared_by_figures(tmp_path: Path) -> None:
    found = compare([folder(tmp_path / "a", "baseline"), folder(tmp_path / "b", "shut", side=1)])
    assert found.recorded is None and found.as_dict()["lives_that_differ"] is None
    assert len(found.differences) == 8
