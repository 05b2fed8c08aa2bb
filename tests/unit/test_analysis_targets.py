"""Targets: every figure by its labels, in the unit and period of the official one."""

import math
import random
from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.ask import ask
from ayllu.analysis.measures import measures
from ayllu.analysis.quantities import QUANTITIES
from ayllu.analysis.targets import targets
from ayllu.words.errors import AylluError
from fake_run import Fake, drawn_run, fake_run

ROWS = {
    "e0": ("AAA,national,F,all,1952,e0,70,years,x", 1 / 0.014),
    "e0 of both": ("AAA,national,B,all,1952,e0,70,years,x", 1 / 0.014),
    "45q15": ("AAA,national,M,15-59,1951,adult_mortality_45q15,1,per 1000,x", 1000 * (1 - math.exp(-0.63))),
    "5q0": (
        "BBB,national,B,0-4,1951-1953,under5_mortality,1,per 1000 births,x",
        1000 * (1 - math.exp(-0.07)),
    ),
    "tfr": ("AAA,national,B,all,1952,tfr,1,children per woman,x", 3.5),
    "tfr of women": ("AAA,national,F,all,1952,tfr,1,children per woman,x", 3.5),
    "tfr rural": ("AAA,rural,F,all,1952,tfr_by_area,1,children per woman,x", 3.5),
    "asfr": ("AAA,national,F,15-19,1950-1952,asfr_15_19,1,births per 1000 women,x", 100.0),
    "mac": ("AAA,national,F,all,1952,mean_age_at_childbearing,1,years,x", 32.5),
    "births": ("AAA,national,B,all,1952,crude_birth_rate,1,per 1000,x", 1000 * 7 * 0.1 / 44),
    "deaths": ("AAA,national,B,all,1952,crude_death_rate,1,per 1000,x", 14.0),
    "share": ("AAA,A-N,B,all,1952,department_population_share,1,percent of national,x", 50.0),
    "shares": ("AAA,A-N+A-S,B,all,1952,department_population_share,1,percent of national,x", 100.0),
    "young": ("AAA,national,B,0-14,1952,age_share,1,percent,x", 100 * 4 / 22),
    "old": ("AAA,national,B,65+,1952,age_share,1,percent,x", 100 * 8 / 22),
    "urban": ("AAA,national,B,all,1952,urban_share,1,percent,x", 50.0),
    "median": ("AAA,national,B,all,1952,median_age,1,years,x", 50.0),
    "people": (
        "AAA,national,B,all,1952,population_total,1,thousand,x",
        2 * 2 * 2 * 22 * 120_000 * 100 / 1000,
    ),
    "women": ("AAA,national,F,all,1952,population_total,1,thousand,x", 2 * 2 * 22 * 120_000 * 100 / 1000),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    rows = [f"{name},{row}" for name, (row, _) in ROWS.items()]
    return targets(fake_run(tmp_path_factory.mktemp("runs") / "one", Fake(targets=rows)))


@pytest.mark.parametrize("name", ROWS)
def test_a_known_figure_is_found(answers: pl.DataFrame, name: str) -> None:
    row = answers.filter(pl.col("id") == name).row(0, named=True)
    assert row["simulated"] == pytest.approx(ROWS[name][1], rel=2e-4)
    assert row["difference"] == pytest.approx(row["simulated"] - row["value"])
    assert row["se"] > 0 or name == "shares"


def test_the_order_of_rows_does_not_matter(tmp_path: Path, answers: pl.DataFrame) -> None:
    rows = [f"{name},{row}" for name, (row, _) in ROWS.items()]
    random.Random(5).shuffle(rows)
    again = targets(fake_run(tmp_path / "two", Fake(targets=rows)))
    assert again.sort("id").select("id", "simulated").equals(answers.sort("id").select("id", "simulated"))


def test_every_quantity_has_a_described_measure() -> None:
    assert set(QUANTITIES) <= set(measures())


def one(folder: Path, row: str, **more: object) -> dict[str, object]:
    run = drawn_run(folder, Fake(targets=[f"x,{row}"], **more))  # type: ignore[arg-type]
    return targets(run).row(0, named=True)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("AAA,national,B,all,2002,ipv_ever_physical,1,percent,x", "no such quantity"),
        ("AAA,national,F,all,1990,e0,60,years,x", "outside the months of the run"),
        ("ZZZ,national,F,all,1952,e0,60,years,x", "no country ZZZ"),
        ("AAA,national,F,all,sometime,e0,60,years,x", "cannot be read"),
        ("AAA,nowhere,F,all,1952,e0,60,years,x", "too few"),
    ],
)
def test_what_cannot_be_had_is_listed_with_its_reason(tmp_path: Path, row: str, told: str) -> None:
    found = one(tmp_path / "run", row)
    assert found["simulated"] is None
    assert found["difference"] is None
    assert told in str(found["note"])


def test_an_unknown_quantity_is_not_simulated_yet(tmp_path: Path) -> None:
    assert one(tmp_path / "run", "AAA,national,B,all,1952,care_hours,1,hours,x")["class"] == "not simulated yet"


def test_a_period_runs_from_mid_year_to_mid_year() -> None:
    asked = ask(
        {
            "quantity": "e0",
            "country": "A",
            "region": "national",
            "sex": "F",
            "age": "all",
            "year": "2005-2010",
        }
    )
    assert asked is not None
    assert asked.halves == (2 * 2005 + 1, 2 * 2010 + 1)
    assert asked.years == (2005, 2009)


def test_a_period_that_the_run_covers_in_part_says_so(tmp_path: Path) -> None:
    found = one(tmp_path / "run", "AAA,national,F,all,1950-1960,e0,60,years,x")
    assert "a part of 1950-1960" in str(found["note"])


def test_year_end_figures_equal_a_count_by_hand(tmp_path: Path) -> None:
    rows = [
        "smam,AAA,national,F,15-49,1953,smam,22,years,x",
        "school,AAA,national,M,25-34,1953,mean_years_schooling,5,years,x",
        "gap,AAA,national,B,couples,1953,age_difference_partners,3,years,x",
        "size,AAA,national,B,hh,1953,household_size_mean,4,persons,x",
        "three,AAA,national,B,3 persons,1953,household_size_share,14,percent,x",
        "headed,AAA,national,F,hh,1953,female_headed_households,20,percent,x",
        "alone,AAA,national,B,hh,1953,one_person_households,20,percent,x",
        "nuclear,AAA,national,B,hh,1953,nuclear_households,50,percent,x",
        "granny,AAA,national,B,10,1951-1954,expected_living_maternal_grandmother_stable,0.5,persons,x",
    ]
    run = drawn_run(tmp_path / "run", Fake(targets=rows))
    found = dict(targets(run).select("id", "simulated").iter_rows())
    here = (pl.col("country") == "AAA") & (pl.col("year") == 1953)
    people = pl.read_parquet(run / "person_year.parquet")
    homes = pl.read_parquet(run / "household_year.parquet").filter(here)
    pairs = pl.read_parquet(run / "couple_year.parquet").filter(here)
    men = people.filter(here & (pl.col("sex") == "men") & pl.col("age").is_between(25, 34))
    young = people.filter((pl.col("country") == "AAA") & pl.col("year").is_in([1951, 1952, 1953]))
    young = young.filter(pl.col("age").is_in([9, 10]))
    percent = 100 / homes.height
    expected = {
        "school": men["education"].mean(),
        "gap": (pairs["his_age"] - pairs["her_age"]).mean(),
        "size": homes["size"].mean(),
        "three": (homes["size"] == 3).sum() * percent,
        "headed": (homes["head_sex"] == "women").sum() * percent,
        "alone": (homes["size"] == 1).sum() * percent,
        "nuclear": homes["type"].is_in(["nuclear", "single_parent"]).sum() * percent,
        "granny": young["maternal_grandmother_alive"].mean(),
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert 20 < found["smam"] < 25


def test_urban_share_counts_urban_people(tmp_path: Path) -> None:
    run = fake_run(tmp_path / "run", Fake(targets=["x,AAA,national,B,all,1952,urban_share,1,percent,x"]))
    lived = pl.read_parquet(run / "exposures.parquet")
    thrice = pl.when(pl.col("area") == "rural").then(3 * pl.col("person_months")).otherwise(pl.col("person_months"))
    lived.with_columns(person_months=thrice).write_parquet(run / "exposures.parquet")
    assert targets(run)["simulated"][0] == pytest.approx(25.0)


def test_weights_count(tmp_path: Path) -> None:
    run = drawn_run(tmp_path / "run", Fake(targets=["x,AAA,national,B,hh,1953,household_size_mean,4,persons,x"]))
    homes = pl.read_parquet(run / "household_year.parquet")
    homes = homes.with_columns(weight=pl.when(pl.col("size") == 5).then(9.0).otherwise(1.0))
    homes.write_parquet(run / "household_year.parquet")
    here = homes.filter((pl.col("country") == "AAA") & (pl.col("year") == 1953))
    expected = (here["size"] * here["weight"]).sum() / here["weight"].sum()
    assert targets(run)["simulated"][0] == pytest.approx(expected)


def test_several_runs_give_mean_and_spread(tmp_path: Path) -> None:
    rows = ["x,AAA,national,F,25-34,1953,mean_years_schooling,5,years,x"]
    runs = [drawn_run(tmp_path / f"s{seed}", Fake(targets=rows, seed=seed)) for seed in (1, 2, 3)]
    alone = [targets(run)["simulated"][0] for run in runs]
    found = targets(runs).row(0, named=True)
    assert found["simulated"] == pytest.approx(sum(alone) / 3)
    assert found["sd"] == pytest.approx(pl.Series(alone).std())
    assert found["runs"] == 3
    assert targets(runs[0])["sd"][0] is None


def test_counts_only_runs_say_so(tmp_path: Path) -> None:
    run = fake_run(tmp_path / "run", Fake(targets=["x,AAA,national,F,15-49,1953,smam,22,years,x"]))
    assert targets(run)["note"][0] == "the run was recorded with counts only"


@pytest.mark.parametrize(
    "change", [{"scenario": {"name": "other", "hash": "2"}}, {"pack": {"name": "o", "hash": "3"}}, {}]
)
def test_runs_that_have_no_common_mean_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    runs = [fake_run(tmp_path / "a"), fake_run(tmp_path / "b", Fake(info=change))]
    with pytest.raises(AylluError, match="cannot be averaged"):
        targets(runs)


def test_an_own_file_is_read_and_every_fault_named(tmp_path: Path) -> None:
    run = fake_run(tmp_path / "run")
    good = tmp_path / "good.csv"
    good.write_text("country,region,sex,age,year,quantity,value\nAAA,national,F,all,1952,e0,70\n")
    assert targets(run, good)["simulated"][0] == pytest.approx(1 / 0.014)
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "country,region,sex,age,year,quantity,value\nAAA,national,F,all,1952,e0,many\nAAA,national,X,all,1952,e0,70\n"
    )
    with pytest.raises(AylluError) as caught:
        targets(run, bad)
    assert "bad.csv:2" in str(caught.value)
    assert "bad.csv:3" in str(caught.value)
    twice = tmp_path / "twice.csv"
    twice.write_text("country,region,sex,age,year,quantity,value\n" + 2 * "AAA,national,F,all,1952,e0,70\n")
    with pytest.raises(AylluError, match="same keys"):
        targets(run, twice)
    short = tmp_path / "short.csv"
    short.write_text("country,value\nAAA,1\n")
    with pytest.raises(AylluError, match="columns are missing"):
        targets(run, short)


def test_a_calibration_makes_its_rows_fitted(tmp_path: Path) -> None:
    rows = ["a,AAA,national,B,all,1952,tfr,3,x,x", "b,AAA,national,F,15-49,1953,smam,22,years,x"]
    info: dict[str, object] = {"fitted": ["b"], "classes": {"tfr": "fitted"}}
    found = targets(drawn_run(tmp_path / "run", Fake(targets=rows, info=info)))
    assert found["class"].to_list() == ["fitted", "fitted"]
