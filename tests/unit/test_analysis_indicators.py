"""Indicator tables: one form, known values, both sexes the sum of women and men."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.build import FAMILIES, build_indicators
from ayllu.analysis.indicators.form import COLUMNS
from ayllu.analysis.indicators.moves import moves
from ayllu.analysis.measures import CLASSES
from ayllu.analysis.open import open_run
from fake_moves import add_moves
from fake_run import COUNTRIES, Fake, drawn_run, fake_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = drawn_run(tmp_path_factory.mktemp("runs") / "run")
    build_indicators(folder)
    return folder


@pytest.fixture(scope="module")
def every(run: Path) -> pl.DataFrame:
    files = [run / "indicators" / f"{family}.parquet" for family in FAMILIES]
    return pl.concat([pl.read_parquet(file) for file in files if file.exists()])


KEYS = ["indicator", "country", "region", "area", "sex", "age", "year"]


def test_all_rows_have_the_one_form(every: pl.DataFrame) -> None:
    assert every.columns == COLUMNS
    assert every.select(KEYS).is_duplicated().sum() == 0
    assert set(every["sex"].unique()) == {"women", "men", "both"}
    assert set(every["class"].unique()) <= set(CLASSES)
    assert every["value"].is_finite().all()
    assert every.select(pl.col("value", "unit", "population_text", *KEYS).null_count()).sum_horizontal().sum() == 0
    assert (every["se"].drop_nulls() >= 0).all()


@pytest.mark.parametrize(
    ("indicator", "sex", "value"),
    [
        ("e0", "women", 1 / 0.014),
        ("e0", "both", 1 / 0.014),
        ("tfr", "women", 3.5),
        ("crude_death_rate", "men", 14.0),
        ("urban_share", "both", 50.0),
        ("sex_ratio", "both", 100.0),
        ("dependency_ratio", "both", 120.0),
        ("growth_rate", "women", 0.0),
        ("median_age", "men", 50.0),
        ("population_total", "women", 2 * 2 * 22 * 120_000 * 100 / 1000),
        ("births", "both", 2 * 2 * 12 * 2 * 3500 * 100 / 1000),
    ],
)
def test_known_values_come_out(every: pl.DataFrame, indicator: str, sex: str, value: float) -> None:
    rows = every.filter(
        (pl.col("indicator") == indicator)
        & (pl.col("sex") == sex)
        & (pl.col("region") == "national")
        & (pl.col("area") == "all")
        & (pl.col("year") == 1953)
    )
    assert rows.height == len(COUNTRIES)
    assert rows["value"].to_list() == pytest.approx([value] * rows.height, rel=2e-4, abs=1e-9)


@pytest.mark.parametrize("indicator", ["population_total", "births", "deaths", "population_by_age"])
def test_both_is_the_sum_of_women_and_men(every: pl.DataFrame, indicator: str) -> None:
    wide = every.filter(pl.col("indicator") == indicator).pivot("sex", index=KEYS[1:4] + KEYS[5:], values="value")
    assert wide.height > 0
    assert (wide["women"] + wide["men"]).to_list() == pytest.approx(wide["both"].to_list())


def test_people_abroad_are_no_residents(tmp_path: Path) -> None:
    """A region that the run calls a destination is in no sum: the country is its other region alone."""
    abroad = [{"code": "A-N", "name": "North", "destination": 0}, {"code": "A-S", "name": "Afar", "destination": 1}]
    everybody, residents = (
        Cells(open_run(drawn_run(tmp_path / name, Fake(info=info))))
        for name, info in (("all", {}), ("residents", {"regions": abroad}))
    )
    whole = everybody.vital.filter(pl.col("country") == "AAA")
    here = residents.vital.filter(pl.col("country") == "AAA")
    for column in ("person_years", "deaths", "births"):
        assert here[column].sum() == pytest.approx(whole[column].sum() / 2)
    assert residents.vital.filter(pl.col("country") == "BBB")["deaths"].sum() == pytest.approx(whole["deaths"].sum())
    for name in ("marital", "couples", "homes", "kin", "schooling"):
        assert set(getattr(residents, name)["region"].unique()) == {"A-N", "B-E", "B-W"}, name


def test_regions_and_areas_add_up_to_the_nation(every: pl.DataFrame) -> None:
    rows = every.filter((pl.col("indicator") == "population_total") & (pl.col("sex") == "both"))
    nation = rows.filter((pl.col("region") == "national") & (pl.col("area") == "all"))["value"].sum()
    assert rows.filter(pl.col("region") != "national")["value"].sum() == pytest.approx(nation)
    assert rows.filter(pl.col("area") != "all")["value"].sum() == pytest.approx(nation)


def test_marital_shares_add_up_to_100(every: pl.DataFrame) -> None:
    shares = every.filter(pl.col("indicator").str.starts_with("marital_share_"))
    sums = shares.group_by(KEYS[1:]).agg(pl.col("value").sum(), pl.len())
    assert sums["value"].to_list() == pytest.approx([100.0] * sums.height)


@pytest.mark.parametrize("prefix", ["household_type_", "household_size_share"])
def test_household_shares_add_up_to_100(every: pl.DataFrame, prefix: str) -> None:
    shares = every.filter(pl.col("indicator").str.starts_with(prefix))
    sums = shares.group_by("country", "area", "sex", "year").agg(pl.col("value").sum())
    assert sums["value"].to_list() == pytest.approx([100.0] * sums.height)


def test_shares_equal_a_count_by_hand(run: Path, every: pl.DataFrame) -> None:
    people = pl.read_parquet(run / "person_year.parquet")
    here = (pl.col("country") == "BBB") & (pl.col("sex") == "women") & (pl.col("year") == 1951)
    found = {
        row["indicator"]: row["value"]
        for row in every.filter(here & (pl.col("area") == "rural") & (pl.col("age") == "0-14")).iter_rows(named=True)
    }
    mine = people.filter(here & (pl.col("area") == "rural") & (pl.col("age") < 15))
    assert found["living_grandmother"] == pytest.approx(100 * (mine["living_grandmothers"] > 0).mean())
    assert found["mother_alive"] == pytest.approx(100 * mine["mother_alive"].mean())
    orphans = 100 * (~mine["mother_alive"] & ~mine["father_alive"]).mean()
    assert found["orphans_of_both"] == pytest.approx(orphans)
    assert found["living_with_mother"] == pytest.approx(100 * mine["mother_alive"].mean())


def test_homes_without_a_known_head_still_count(tmp_path: Path) -> None:
    folder = drawn_run(tmp_path / "run")
    homes = pl.read_parquet(folder / "household_year.parquet")
    size = homes.filter((pl.col("country") == "AAA") & (pl.col("year") == 1953))["size"].mean()
    headless = pl.when(pl.col("size") == 5).then(None).otherwise(pl.col("head_sex")).alias("head_sex")
    homes.with_columns(headless).write_parquet(folder / "household_year.parquet")
    build_indicators(folder)
    found = open_run(folder).sql(
        "SELECT value FROM indicators WHERE indicator = 'household_size_mean' AND country = 'AAA' "
        "AND sex = 'both' AND area = 'all' AND year = 1953"
    )
    assert found["value"].to_list() == pytest.approx([size])


def test_unknown_kin_is_left_out_of_shares(tmp_path: Path) -> None:
    folder = drawn_run(tmp_path / "run")
    people = pl.read_parquet(folder / "person_year.parquet")
    hidden = people.with_columns(
        pl.when(pl.col("maternal_grandmother_alive")).then(True).alias("maternal_grandmother_alive")
    )
    hidden.write_parquet(folder / "person_year.parquet")
    build_indicators(folder)
    kin = pl.read_parquet(folder / "indicators" / "kin.parquet")
    assert set(kin.filter(pl.col("indicator") == "living_maternal_grandmother")["value"]) == {100.0}


def test_a_run_with_counts_only_has_the_families_it_can(tmp_path: Path) -> None:
    assert set(build_indicators(fake_run(tmp_path / "run"))) == {"population", "vital"}


def test_a_run_that_is_being_finished_can_be_added_to(tmp_path: Path) -> None:
    assert build_indicators(fake_run(tmp_path / "run.part"))


def test_half_a_year_is_no_halved_population(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run", Fake(first=1950, last=1950))
    for name in ("exposures", "occurrences"):
        table = pl.read_parquet(folder / f"{name}.parquet")
        table.filter(pl.col("month") < 6).write_parquet(folder / f"{name}.parquet")
    build_indicators(folder)
    found = pl.read_parquet(folder / "indicators" / "population.parquet")
    total = found.filter((pl.col("indicator") == "population_total") & (pl.col("sex") == "women"))
    nation = total.filter((pl.col("region") == "national") & (pl.col("area") == "all"))
    assert nation["value"][0] == pytest.approx(2 * 2 * 22 * 120_000 * 100 / 1000)


def test_moves_are_told_by_way_and_regions_by_where_people_were_born(tmp_path: Path) -> None:
    run = open_run(add_moves(fake_run(tmp_path / "run", Fake(last=1952)), 1950, 1952))
    told = moves(Cells(run)).filter((pl.col("country") == "AAA") & (pl.col("year") == 1951))
    whole = told.filter(pl.col("region") == "national")
    found = {(row["indicator"], row["sex"]): row["value"] for row in whole.iter_rows(named=True)}
    assert found["moves_between_regions", "women"] == pytest.approx(0.035)
    assert found["departures_abroad", "both"] == pytest.approx(0.012)
    assert found["returns_from_abroad", "men"] == 0 and found["flights_from_violence", "both"] == 0
    assert found["people_abroad", "women"] == pytest.approx(2 * 0.080)
    assert found["displaced_people", "both"] == pytest.approx(0.4)
    rates = told.filter((pl.col("indicator") == "lifetime_net_rate") & (pl.col("region") == "A-S"))
    assert rates.filter(pl.col("sex") == "women")["value"].to_list() == pytest.approx([100 * 300 / 800])
