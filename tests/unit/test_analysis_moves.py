"""Quantities, claims and distances of moves equal counts by hand; runs without such tables say so."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.abroad import abroad
from ayllu.analysis.lifetime_claims import first_moves, lifetime_rates
from ayllu.analysis.measures import TRUE_STATE
from ayllu.analysis.move_claims import move_claims, net_rates, rates_by_window, spearman
from ayllu.analysis.moves import shares_of_years
from ayllu.analysis.open import open_run
from ayllu.analysis.summary import summary_rows
from ayllu.analysis.targets import targets, targets_and_summary
from fake_moves import INFO, add_moves
from fake_run import PERSON_MONTHS, Fake, fake_run

RESIDENTS = 2 * 22 * PERSON_MONTHS * 100
"""Person-years of a region and sex in one year: two areas, 22 age groups, weight 100."""
ROWS = [
    "share,AAA,national,B,all,1952,lifetime_internal_migrants_share,20,percent,x",
    "lads,AAA,national,M,all,1952,lifetime_internal_migrants_share,20,percent,x",
    "gain,AAA,A-S,B,all,1952,lifetime_internal_net_migration_rate,200,per 1000 residents,x",
    "loss,AAA,A-N,F,all,1952,lifetime_internal_net_migration_rate,-700,per 1000 residents,x",
    "none,AAA,A-S+A-N,B,all,1952,lifetime_internal_net_migration_rate,3,per 1000 residents,x",
    "five,AAA,national,B,5+,1949-1954,recent_internal_migration_intensity,200,per 1000,x",
    "back,AAA,A-S,B,5+,1949-1954,recent_internal_net_migration_rate,200,per 1000,x",
    "over,AAA,national,B,all,1952,crude_net_migration_rate,-1,per 1000,x",
    "span,AAA,national,B,all,1951-1953,crude_net_migration_rate,-1,per 1000,x",
    "all,AAA,abroad,B,all,1952,emigrant_stock_total,300,persons,x",
    "women,AAA,abroad,F,all,1952,emigrant_stock_total,200,persons,x",
    "first,AAA,X,B,all,1950,emigrant_stock_by_destination,90,persons,x",
    "half,AAA,abroad,F,all,1952,emigrant_stock_female_share,50,percent,x",
    "there,AAA,X,F,all,1952,emigrant_female_share_by_destination,50,percent,x",
]


def moved(folder: Path, rows: list[str], **more: object) -> Path:
    fake = Fake(targets=rows, info=INFO, **more)  # type: ignore[arg-type]
    return add_moves(fake_run(folder, fake), fake.first, fake.last)


def test_quantities_of_moves_equal_counts_by_hand(tmp_path: Path) -> None:
    found = {row["id"]: row for row in targets(moved(tmp_path / "run", ROWS)).iter_rows(named=True)}
    expected = {
        "share": 100 * 450 / 2300,
        "lads": 100 * 150 / 1100,
        "gain": 1000 * (400 - 50) / 1400,
        "loss": 1000 * (0 - 300) / 410,
        "none": 0.0,
        "five": 1000 * 450 / 2310,
        "back": 1000 * (400 - 50) / 1400,
        "over": 1000 * (2 - 12) / (4 * RESIDENTS),
        "span": 1000 * (2 - 12) / (4 * RESIDENTS),
        "all": 120 * 2.5,
        "women": 80 * 2.5,
        "first": 100 * 1.0,
        "half": 100 * 80 / 120,
        "there": 60.0,
    }
    assert {name: found[name]["simulated"] for name in expected} == pytest.approx(expected)
    assert {found[name]["class"] for name in ("all", "first", "half", "there")} == {TRUE_STATE}
    assert "true persons" in str(found["all"]["note"])


def test_errors_of_moves_follow_the_weights_of_the_places(tmp_path: Path) -> None:
    """Of region A-S each of 1000 stands for itself, in A-N 5 for 100 each and 500 for themselves, of X each for ten."""
    plain, focused = (moved(tmp_path / name, ROWS) for name in ("plain", "focus"))
    people = [("A-S", 1000, 1.0), ("A-N", 5, 100.0), ("A-N", 500, 1.0), ("X", 10, 10.0)]
    frame = pl.DataFrame(people, ["region", "population", "weight"], orient="row")
    frame.with_columns(country=pl.lit("AAA"), place=pl.col("region"), year=1950).write_parquet(
        focused / "place_year.parquet"
    )
    before, after = ({row["id"]: row for row in targets(run).iter_rows(named=True)} for run in (plain, focused))
    squares = {"gain": 1.0, "loss": 50500 / 1000, "first": 10.0, "share": 51500 / 2000, "women": 10.0}
    for name, square in squares.items():
        assert after[name]["simulated"] == pytest.approx(before[name]["simulated"])
        assert after[name]["se"] == pytest.approx(before[name]["se"] * (square / 100) ** 0.5), name


def test_a_run_without_tables_of_moves_says_which_is_missing(tmp_path: Path) -> None:
    run = fake_run(tmp_path / "run", Fake(targets=ROWS))
    frame, told = targets_and_summary(run)
    assert frame["simulated"].null_count() == len(ROWS)
    assert "no table birthplace_year" in frame["note"][0]
    assert told.height == 0


def test_periods_count_the_years_at_both_ends_by_half() -> None:
    assert shares_of_years((4005, 4009)).rows() == [(2002, 0.5), (2003, 1.0), (2004, 0.5)]
    assert shares_of_years((4004, 4006)).rows() == [(2002, 1.0)]


def test_net_rates_count_moves_between_regions_of_the_country_only(tmp_path: Path) -> None:
    rates = net_rates(Cells(open_run(moved(tmp_path / "run", []))), "AAA", (1950, 1953))
    net = {(region, sex): value for region, sex, value in rates.select("region", "sex", "net").iter_rows()}
    assert net["A-S", "women"] == pytest.approx(3 * (30 - 5))
    assert net["A-N", "men"] == pytest.approx(-3 * (10 - 5))
    assert net["A-S", "both"] == pytest.approx(3 * (40 - 10))
    assert rates.filter(pl.col("region") == "A-S")["years"].sum() == pytest.approx(2 * 2 * 3 * RESIDENTS)


def test_seasons_are_no_moves_in_rates_of_windows(tmp_path: Path) -> None:
    rates = rates_by_window(Cells(open_run(moved(tmp_path / "run", []))), "AAA")
    men = rates.filter((pl.col("start") == 1950) & (pl.col("sex") == "men")).row(0, named=True)
    assert men["inside"] == pytest.approx(1000 * 15 / (2 * RESIDENTS))
    assert men["out"] == pytest.approx(1000 * 4 / (2 * RESIDENTS))


def test_claims_compare_zones_and_displaced_homes(tmp_path: Path) -> None:
    run = moved(tmp_path / "run", [], first=1970, last=2008)
    flows = pl.read_parquet(run / "flow_year.parquet")
    fled = flows.filter(pl.col("kind") == "homecoming").with_columns(kind=pl.lit("flight"), sex=pl.lit("men"))
    pl.concat([flows, fled]).write_parquet(run / "flow_year.parquet")
    told = move_claims(Cells(open_run(run))).filter(pl.col("country") == "AAA")
    own = {(row["figure"], row["sex"], row["period"]): row for row in told.iter_rows(named=True)}
    south = own["Net rate of the southern sierra", "women", "1972-1981"]
    assert south["value"] == pytest.approx(1000 * 25 / RESIDENTS)
    assert own["Net rate of the coast", "women", "2002-2007"]["value"] == pytest.approx(-south["value"])
    alone = own["Displaced homes led by a woman without a partner there", "women", "1983-1993"]
    assert alone["value"] == pytest.approx(60.0) and alone["claim"] == "GN-038"
    assert own["Displaced people who came back", "both", "end of 2005"]["value"] == pytest.approx(100 * 25 / 425)
    assert told.filter(pl.col("figure").str.contains("Madre")).height == 0
    other = move_claims(Cells(open_run(run))).filter(pl.col("country") == "BBB")
    assert other.filter(pl.col("figure").str.starts_with("Displaced")).height == 0
    ranks = told.filter(pl.col("claim") == "GN-017")
    assert ranks["value"].null_count() == ranks.height


def test_peaks_are_the_spans_with_most_moves_for_their_people(tmp_path: Path) -> None:
    run = moved(tmp_path / "run", [], first=1950, last=1969)
    flows = pl.read_parquet(run / "flow_year.parquet")
    times = pl.when(pl.col("kind") == "migration").then(1 + 9 * (pl.col("year") == 1956))
    times = times.when(pl.col("kind") == "emigration").then(1 + 9 * (pl.col("year") == 1962)).otherwise(1)
    flows.with_columns(pl.col("people") * times).write_parquet(run / "flow_year.parquet")
    told = move_claims(Cells(open_run(run))).filter((pl.col("sex") == "women") & (pl.col("country") == "AAA"))
    peaks = dict(told.select("figure", "value").iter_rows())
    assert peaks["Peak of moves inside the country"] == 1955
    assert peaks["Peak of departures abroad"] == 1960
    assert peaks["Years from the peak inside to the peak abroad"] == 5


def test_displaced_people_are_counted_at_their_first_flight(tmp_path: Path) -> None:
    run = moved(tmp_path / "run", [], first=1979, last=2001)
    flows = pl.read_parquet(run / "flow_year.parquet")
    fled = flows.filter(pl.col("kind") == "homecoming").with_columns(kind=pl.lit("flight"))
    pl.concat([flows, fled]).write_parquet(run / "flow_year.parquet")
    told = move_claims(Cells(open_run(run))).filter(pl.col("claim") == "GN-228")
    assert dict(told.select("sex", "value").iter_rows()) == {"men": 31.5, "both": 31.5}


def test_lifetime_rates_compare_residents_with_natives(tmp_path: Path) -> None:
    rates = lifetime_rates(Cells(open_run(moved(tmp_path / "run", []))), "AAA", 1951)
    found = {(region, sex): value for region, sex, value in rates.select("region", "sex", "rate").iter_rows()}
    assert found["A-S", "women"] == pytest.approx(100 * 300 / 800)
    assert found["A-N", "women"] == pytest.approx(-100 * 300 / 400)
    assert found["A-S", "men"] == pytest.approx(100 * (100 - 50) / 600)
    assert found["A-N", "both"] == pytest.approx(-100 * (400 - 50) / 900)


def test_first_moves_are_told_by_whole_decades_without_flights(tmp_path: Path) -> None:
    run = moved(tmp_path / "run", [], first=1950, last=1975)
    flows = pl.read_parquet(run / "flow_year.parquet")
    more = pl.col("first_time") * pl.when(pl.col("year") == 1963).then(3).otherwise(1)
    fled = flows.filter(pl.col("kind") == "migration").with_columns(kind=pl.lit("flight"))
    pl.concat([flows.with_columns(first_time=more), fled]).write_parquet(run / "flow_year.parquet")
    cells = Cells(open_run(run))
    women = first_moves(cells, "AAA").filter(pl.col("sex") == "women").select("start", "people").rows()
    assert women == [(1950, pytest.approx(10 * 35 / 2)), (1960, pytest.approx(12 * 35 / 2))]


def test_the_summary_gives_distances_with_mean_and_spread(tmp_path: Path) -> None:
    rows = [
        "a,AAA,A-N,B,all,1952,department_population_share,48,percent of national,x",
        "b,AAA,A-S,B,all,1952,department_population_share,49,percent of national,x",
        "c,AAA,national,B,all,1952,urban_share,54,percent,x",
        *(row for row in ROWS if row[:4] in ("gain", "loss", "none")),
    ]
    runs = [moved(tmp_path / str(seed), rows, seed=seed) for seed in (1, 2)]
    born = pl.read_parquet(runs[1] / "birthplace_year.parquet")
    more = pl.when(pl.col("birth_region") == pl.col("region")).then(1.0).otherwise(1.5)
    born.with_columns(pl.col("people") * more).write_parquet(runs[1] / "birthplace_year.parquet")
    frame, told = targets_and_summary(runs)
    own = {(row["figure"], row["country"]): row for row in told.iter_rows(named=True)}
    shares = own["Shares of regions, mean distance", "AAA"]
    assert shares["value"] == pytest.approx(1.5)
    assert shares["sd"] == pytest.approx(0.0)
    assert own["Worst urban share", "AAA"]["value"] == pytest.approx(-4.0)
    net = own["Lifetime net rates, mean distance", "AAA"]
    gaps = frame.filter(pl.col("quantity") == "lifetime_internal_net_migration_rate")["difference"].abs()
    assert net["value"] == pytest.approx(gaps.mean())
    assert net["sd"] > 0 and net["n"] == 3 and net["runs"] == 2
    assert own["Lifetime net rates, Spearman", "AAA"]["value"] == pytest.approx(1.0)
    assert shares["class"] == "predicted"


def test_ranks_need_three_pairs_that_differ() -> None:
    assert spearman([1, 2, 3], [10, 20, 90]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 2], [1, 2]) is None
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_the_summary_of_a_run_shows_those_abroad_and_towns(tmp_path: Path) -> None:
    rows = summary_rows(moved(tmp_path / "run", [row for row in ROWS if row.startswith(("all", "women"))]))
    own = rows.filter(pl.col("country") == "AAA")
    abroad = own.filter(pl.col("quantity") == "emigrant_stock_total").row(0, named=True)
    assert abroad["period"] == "1952"
    assert (abroad["women"], abroad["men"], abroad["women_official"]) == (200.0, 100.0, 200.0)
    assert own.filter(pl.col("quantity") == "urban_share")["both"][0] == pytest.approx(50.0)


def test_indicators_tell_departures_returns_and_shares(tmp_path: Path) -> None:
    """12 leave for X, 8 of them women; 2 women come back; of 100 in X and 20 in Y 80 are women."""
    folder = moved(tmp_path / "run", ROWS)
    common = {"year": 1951, "country": "AAA"}
    went = [("X", "women", "for_home", 30), ("X", "women", "autonomous", 30), ("X", "women", "none", 9)]
    rows = [
        {**common, "destination": d, "sex": s, "project": p, "company": "alone", "people": n} for d, s, p, n in went
    ]
    pl.DataFrame(rows).write_parquet(folder / "project_year.parquet")
    found = abroad(Cells(open_run(folder))).filter(pl.col("year") == 1951, pl.col("country") == "AAA")

    def value(indicator: str, region: str, sex: str) -> float:
        row = found.filter(indicator=indicator, region=region, sex=sex)
        assert len(row) == 1, (indicator, region, sex)
        return float(row["value"][0])

    assert value("departures", "X", "women") == pytest.approx(0.008)
    assert value("departures", "national", "both") == pytest.approx(0.012)
    assert value("returns", "X", "women") == pytest.approx(0.002)
    assert value("departures_women", "X", "both") == pytest.approx(100 * 8 / 12)
    assert value("abroad_women", "X", "both") == pytest.approx(60)
    assert value("abroad_women", "national", "both") == pytest.approx(100 * 80 / 120)
    assert value("project_share_for_home", "X", "women") == pytest.approx(50)
