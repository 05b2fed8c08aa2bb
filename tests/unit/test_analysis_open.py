"""Opening run folders, SQL over them, and the dictionary of tables."""

import json
from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import age_group_of
from ayllu.analysis.dictionary import columns, tables
from ayllu.analysis.indicators.build import build_indicators
from ayllu.analysis.open import open_run, readable
from ayllu.words.codes import AGE_GROUPS
from ayllu.words.errors import AylluError
from fake_run import Fake, drawn_run, fake_run


def test_a_run_tells_what_it_is(tmp_path: Path) -> None:
    run = open_run(fake_run(tmp_path / "run"))
    assert run.weight == pytest.approx(100)
    assert run.countries == {"AAA": "Country A", "BBB": "Country B"}
    assert run.table("books")["gap"].sum() == 0
    assert {"books", "exposures", "occurrences"} == set(run.tables)
    assert open_run(run) is not None


@pytest.mark.parametrize("first", [1950, 1960])
def test_the_year_of_month_zero_is_found_without_being_told(tmp_path: Path, first: int) -> None:
    folder = fake_run(tmp_path / "run", Fake(first=first, last=first, epoch=1950))
    info = json.loads((folder / "run.json").read_text())
    del info["epoch_year"]
    (folder / "run.json").write_text(json.dumps(info))
    assert open_run(folder).epoch_year == 1950


def test_sql_sees_every_table_and_keeps_kinds(tmp_path: Path) -> None:
    run = open_run(fake_run(tmp_path / "run"))
    found = run.sql(
        "SELECT sex, sum(count) AS n, NULL AS no, NULLIF(sex, 'men') AS w FROM occurrences GROUP BY sex ORDER BY 1"
    )
    assert found["sex"].to_list() == ["men", "women"]
    assert found.schema["n"] == pl.Int64
    assert found["n"].sum() == run.table("occurrences")["count"].sum()
    assert found["no"].null_count() == 2
    assert found["w"].to_list() == [None, "women"]
    assert run.sql("SELECT sex FROM occurrences WHERE false").height == 0


def test_sql_over_indicators(tmp_path: Path) -> None:
    folder = drawn_run(tmp_path / "run")
    build_indicators(folder)
    found = open_run(folder).sql("SELECT DISTINCT indicator FROM indicators")["indicator"].to_list()
    assert {"e0", "smam", "population_total", "household_size_mean"} <= set(found)


@pytest.mark.parametrize("query", ["SELECT nothing FROM occurrences", "SELEC 1", "SELECT * FROM occurences"])
def test_a_wrong_query_is_answered_in_words(tmp_path: Path, query: str) -> None:
    with pytest.raises(AylluError, match="the query has no answer"):
        open_run(fake_run(tmp_path / "run")).sql(query)


def spoil(folder: Path, how: str) -> Path:
    if how == "absent":
        return folder.with_name("rum")
    if how == "part":
        return folder.rename(folder.with_name("run.part"))
    if how == "unfinished":
        folder.rename(folder.with_name("run.part"))
        return folder
    if how == "no facts":
        (folder / "run.json").unlink()
    if how == "broken":
        (folder / "run.json").write_text("{")
    if how == "lacking":
        (folder / "run.json").write_text('{"seed": 1}')
    if how == "a list":
        (folder / "run.json").write_text("[]")
    return folder / "run.json" if how == "a file" else folder


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("absent", "no such run folder"),
        ("part", "--resume"),
        ("unfinished", "not complete"),
        ("no facts", "not a run folder"),
        ("broken", "cannot be read"),
        ("lacking", "lacks scale"),
        ("a list", "not an object"),
        ("a file", "this is a file"),
    ],
)
def test_what_is_no_run_is_refused_by_name(tmp_path: Path, how: str, told: str) -> None:
    path = spoil(fake_run(tmp_path / "run"), how)
    with pytest.raises(AylluError, match=told) as caught:
        open_run(path)
    assert str(tmp_path) in str(caught.value)


def test_a_missing_table_is_named_with_a_hint(tmp_path: Path) -> None:
    run = open_run(fake_run(tmp_path / "run", Fake(info={"records": "counts"})))
    with pytest.raises(AylluError, match="records counts"):
        run.table("person_year")
    with pytest.raises(AylluError, match="Did you mean 'books'"):
        run.table("boks")


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run")
    (folder / "books.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(AylluError, match="books.parquet"):
        open_run(folder).table("books")


def test_every_column_of_a_run_is_described(tmp_path: Path) -> None:
    folder = drawn_run(tmp_path / "run")
    build_indicators(folder)
    run = open_run(folder)
    for name in run.tables:
        found = columns(name, run)
        assert found.filter((pl.col("meaning") == "") | (pl.col("label_es") == ""))["column"].to_list() == []
        assert found["type"].null_count() == 0


def test_every_table_and_column_has_words() -> None:
    for name in tables()["table"]:
        found = columns(name)
        assert found.height > 0
        for words in ("meaning", "unit", "label_en", "label_es"):
            assert found.filter(pl.col(words) == "")["column"].to_list() == [], (name, words)


def test_tables_of_a_run_have_their_rows(tmp_path: Path) -> None:
    run = open_run(fake_run(tmp_path / "run"))
    rows = dict(tables(run).select("table", "rows").iter_rows())
    assert rows["books"] == run.table("books").height
    assert rows["person_year"] is None
    with pytest.raises(AylluError, match="Did you mean 'books'"):
        columns("boks")


def test_age_groups_are_the_official_ones() -> None:
    ages = pl.DataFrame({"age": range(120)}, {"age": pl.Int16})
    found = ages.select(age_group_of(pl.col("age")).alias("g"))["g"].to_list()
    assert found == [max(low for low in AGE_GROUPS if low <= age) for age in range(120)]


def test_a_table_that_was_cut_short_is_named(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run")
    whole = (folder / "books.parquet").read_bytes()
    (folder / "books.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AylluError, match="books.parquet: the table cannot be read because the file was cut short"):
        open_run(folder)


@pytest.mark.parametrize(
    "change", [{"scale": "big"}, {"scale": 0}, {"countries": 3}, {"countries": ["AAA"]}, {"from": 1950}]
)
def test_a_run_json_of_another_form_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    folder = fake_run(tmp_path / "run")
    info = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps(info | change))
    with pytest.raises(AylluError, match=f"{next(iter(change))} cannot be read"):
        open_run(folder)


def test_tables_of_another_version_are_told_as_such(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run", Fake(info={"software": {"ayllu": "0.0.1"}}))
    pl.read_parquet(folder / "exposures.parquet").rename({"area": "zone"}).write_parquet(folder / "exposures.parquet")
    run = open_run(folder)
    with pytest.raises(AylluError, match="It was written by Ayllu 0.0.1"), readable(run):
        build_indicators(run)
