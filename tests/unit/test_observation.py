"""Observers see through true states only, by hand; their numbers can be recovered and are written where they belong."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ayllu.analysis.observation.border import border
from ayllu.analysis.observation.censuses import censuses
from ayllu.analysis.observation.consulates import consulates
from ayllu.analysis.observation.figure import distance_words, figures, paper_points
from ayllu.analysis.observation.mothers import mothers
from ayllu.analysis.observation.observe import (
    NUMBERS,
    PROCESS,
    REFERENCES,
    SOURCES,
    distances,
    observe,
    observed,
    references,
)
from ayllu.analysis.observation.truth import COLUMNS, Truth, counted, read_truth
from ayllu.analysis.open import open_run
from ayllu.analysis.report.html import svg
from ayllu.analysis.report.write import write_outputs
from ayllu.calibration.observation import calibrate_observation, fit
from ayllu.register.cards import Card
from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario

TOLD = {
    "census_new": 0.5, "census_settled": 0.9, "census_irregular": 0.5, "consulate_regular": 0.4,
    "consulate_irregular": 0.8, "official_factor": 1.5,
    "trip_rate": 0.1, "trip_length": 0.5, "unrecorded_returns": 0.2, "mothers_told": 0.8, "children_each": 2.0,
}  # fmt: skip
YEARS = (1990, 1991, 1992)


def truth() -> Truth:
    """Three years: stocks of women 10, 20, 30 of each span at each of two destinations, of men twice as many."""
    stock = [
        ("PER", there, sex, span, year, 10.0 * (k + 1) * (1 + (sex == "men")))
        for there in ("ARG", "ESP") for sex in ("women", "men") for span in ("0-4", "5-9", "10+") for k, year in enumerate(YEARS)
    ]  # fmt: skip
    sexes = [(sex, year, k) for sex in ("women", "men") for k, year in enumerate(YEARS)]
    return Truth(
        pl.DataFrame(stock, ["country", "destination", "sex", "years_abroad", "year", "people"], orient="row"),
        pl.DataFrame([("PER", s, y, 50.0, 10.0, 4.0) for s, y, _ in sexes], ["country", "sex", "year", "left", "back", "back_by_land"], orient="row"),
        pl.DataFrame([("PER", s, y, 5000.0, 1000.0 + 100 * k) for s, y, k in sexes], ["country", "sex", "year", "people", "in_towns"], orient="row"),
        pl.DataFrame([("PER", y, 500.0, 40.0) for y in YEARS], ["country", "year", "mothers", "with_child_abroad"], orient="row"),
    )  # fmt: skip


def value(frame: pl.DataFrame, column: str = "observed", **where: Any) -> float:
    found = frame.filter(**where)
    assert found.height == 1
    return float(found[column].item())


def test_censuses_count_newcomers_less() -> None:
    seen = censuses(truth(), TOLD)
    assert seen.columns == list(COLUMNS)
    at: dict[str, Any] = {"sex": "women", "year": 1991}
    assert value(seen, destination="ESP", **at) == pytest.approx(20 * (0.5 + 0.7 + 0.9))
    assert value(seen, destination="all", **at) == pytest.approx(2 * 20 * 2.1)
    assert value(seen, "true", destination="all", **at) == pytest.approx(120)


def test_the_ministry_says_more_than_the_registers() -> None:
    seen = consulates(truth(), TOLD)
    at: dict[str, Any] = {"destination": "ESP", "sex": "men", "year": 1990}
    assert value(seen, source="consulate", **at) == pytest.approx(20 * 3 * 0.4)
    assert value(seen, source="ministry", **at) == pytest.approx(1.5 * 24)


def test_papers_and_consular_help_decide_who_is_seen() -> None:
    """At ESP all are irregular, at ARG all have papers; half get records from their consulate."""
    papers = pl.when(pl.col("destination") == "ESP").then(pl.lit("irregular")).otherwise(pl.lit("regular"))
    known = replace(truth(), stock=truth().stock.with_columns(papers=papers, consular_help=0.5))
    at: dict[str, Any] = {"sex": "women", "year": 1990}
    seen = censuses(known, TOLD)
    assert value(seen, destination="ARG", **at) == pytest.approx(10 * 2.1)
    assert value(seen, destination="ESP", **at) == pytest.approx(10 * 2.1 * 0.5)
    seen = consulates(known, TOLD)
    assert value(seen, source="consulate", destination="ARG", **at) == pytest.approx(30 * 0.4 * 0.5)
    assert value(seen, source="consulate", destination="ESP", **at) == pytest.approx(30 * 0.8 * 0.5)
    share = [value(seen, source=one, destination="all", **at) for one in ("ministry_irregular", "ministry")]
    assert share[0] / share[1] == pytest.approx(0.8 / 1.2)


def test_the_border_counts_trips_and_loses_returns() -> None:
    seen = border(truth(), TOLD)
    at: dict[str, Any] = {"sex": "women", "year": 1991}
    trips, more = 0.1 * 1100, 0.5 * 0.1 * 100
    balance = (50 - 10) + more + 0.2 * (4 + trips - more)
    assert value(seen, source="border", **at) == pytest.approx(balance)
    assert value(seen, "true", source="border", **at) == pytest.approx(40)
    assert value(seen, source="border_cumulated", **at) == pytest.approx(60 + balance)
    later = (50 - 10) + more + 0.2 * (4 + 0.1 * 1200 - more)
    assert value(seen, source="border_cumulated", sex="women", year=1992) == pytest.approx(60 + balance + later)
    assert value(seen, "true", source="border_cumulated", sex="women", year=1992) == pytest.approx(180)
    assert seen["year"].min() == 1991


def test_a_perfect_border_agrees_with_the_truth() -> None:
    seen = border(truth(), {**TOLD, "trip_rate": 0.0, "unrecorded_returns": 0.0}).filter(source="border")
    assert seen["observed"].to_list() == seen["true"].to_list()


def test_the_excess_of_a_border_grows_only_by_crossings_that_nobody_wrote_down() -> None:
    """However long trips last, they are counted out and in; only towns and unrecorded homecomings add to the sum."""
    ends = [
        value(border(truth(), {**TOLD, **told}), source="border_cumulated", sex="men", year=1992)
        for told in ({"unrecorded_returns": 0.0, "trip_length": 0.0}, {"unrecorded_returns": 0.0}, {})
    ]
    assert ends[0] == pytest.approx(120 + 2 * (50 - 10))
    assert ends[1] - ends[0] == pytest.approx(0.5 * 0.1 * 200)
    assert ends[2] > ends[1]


def test_what_is_covered_may_depend_on_any_column_of_the_stock() -> None:
    """A share by papers, as soon as the stock has them."""
    papers = pl.when(pl.col("destination") == "ESP").then(pl.lit("none")).otherwise(pl.lit("residence"))
    known = replace(truth(), stock=truth().stock.with_columns(papers=papers))
    seen = counted(known, "census", pl.when(pl.col("papers") == "none").then(0.0).otherwise(1.0))
    at: dict[str, Any] = {"sex": "women", "year": 1990}
    assert value(seen, destination="ESP", **at) == 0 and value(seen, destination="all", **at) == pytest.approx(30)


def test_mothers_tell_of_children() -> None:
    seen = mothers(truth(), TOLD)
    assert value(seen, year=1990) == pytest.approx(40 * 0.8 * 2)
    assert seen["sex"].unique().to_list() == ["both"]


def test_women_and_men_add_up_to_both_and_sources_have_few_numbers() -> None:
    seen = observed(truth(), TOLD)
    by = ["source", "destination", "year"]
    parts = seen.filter((pl.col("sex") != "both") & (pl.col("source") != "mothers"))
    sums = parts.group_by(by).agg(pl.col("observed", "true").sum()).sort(by)
    both = seen.filter((pl.col("sex") == "both") & (pl.col("source") != "mothers")).sort(by)
    assert both["observed"].to_list() == pytest.approx(sums["observed"].to_list())
    assert set(seen["source"]) == {
        "census", "consulate", "ministry", "ministry_irregular", "border", "border_cumulated", "mothers",
    }  # fmt: skip
    assert all(len(names) <= 3 for _, names in SOURCES.values())


def told(rows: list[tuple[str, str, str, int, float, str | None, str]]) -> pl.DataFrame:
    names = ["source", "destination", "sex", "year", "value", "against", "use"]
    frame = pl.DataFrame(rows, names, orient="row", schema_overrides={"against": pl.String})
    return frame.with_columns(pl.col("year").cast(pl.Int64), country=pl.lit("PER"), tolerance=0.1, at=pl.lit("end"))


def test_distances_are_ratios_of_observed_to_told() -> None:
    rows = told(
        [("census", "all", "women", 1991, 42.0, None, "show"), ("census", "ESP", "both", 1990, 2.1, "consulate", "fit")]
    )
    found = distances(observed(truth(), TOLD), rows)
    assert found["ratio"].to_list() == pytest.approx([84 / 42, (2.1 / 1.2) / 2.1])
    assert found["true"].to_list() == [120.0, None]
    middle = distances(observed(truth(), TOLD), rows.with_columns(at=pl.lit("middle")))
    assert middle["observed"].to_list() == [pytest.approx((42 + 84) / 2)]


def cards(kind: str = "calibrated") -> dict[str, Card]:
    own = read_pack("andes").cards[PROCESS]
    return {name: own[name].model_copy(update={"kind": kind, "plausible": (0.0, 2.0)}) for name in NUMBERS}


def test_a_fit_finds_what_the_figures_say_and_leaves_the_rest() -> None:
    chosen = cards("assumed") | {name: cards()[name] for name in ("census_new", "census_settled")}
    seen = observed(
        truth(),
        {name: float(card.value) for name, card in cards().items()} | {"census_new": 0.6, "census_settled": 1.4},
    )
    want = [value(seen, source="census", destination="all", sex="both", year=year) for year in (1990, 1992)]
    rows = told(
        [
            ("census", "all", "both", 1990, want[0], None, "fit"),
            ("census", "all", "both", 1991, 1.0, None, "show"),
            ("census", "all", "both", 1992, want[1], None, "fit"),
        ]
    ).with_columns(tolerance=0.01)  # fmt: skip
    found = fit([truth(), truth()], chosen, rows)
    assert sum(found.numbers[name] for name in ("census_new", "census_settled")) == pytest.approx(2.0, abs=0.01)
    assert found.numbers["trip_rate"] == float(chosen["trip_rate"].value)
    assert found.references.filter(use="fit")["ratio"].to_list() == pytest.approx([1.0, 1.0], abs=0.01)


def test_references_name_what_exists_and_the_papers_stocks_are_never_fitted() -> None:
    pack = read_pack("andes")
    rows = references(Path(pack.root) / REFERENCES)
    assert set(rows["from"]) <= set(pack.evidence.claims) | set(pack.evidence.sources)
    assert set(rows["use"]) == {"fit", "show"} and (rows.filter(use="fit")["tolerance"] > 0).all()
    assert rows.filter(pl.col("from") == "GN-146")["use"].unique().to_list() == ["show"]
    assert set(rows["destination"]) <= {region.code for region in pack.regions} | {"all"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The islands with two references, one to fit."""
    root = shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands")
    (root / "calibration").mkdir()
    (root / REFERENCES).write_text(
        "source,country,destination,sex,year,at,value,against,use,tolerance,from,note\n"
        "census,NI,all,both,1901,end,5,,fit,0.1,IS-001,\nborder_cumulated,NI,all,both,1901,end,30,,show,,IS-002,\n"
    )
    cards = root / "parameters" / f"{PROCESS}.yaml"
    cards.write_text(cards.read_text().replace("kind: assumed", "kind: calibrated", 2))
    return read_pack(root)


def test_a_run_is_observed_drawn_and_fitted(pack: Pack, tmp_path: Path) -> None:
    scenario = replace(resolve_scenario(pack, "hot", until="1901-12", scale=1.0), records="counts")
    run = open_run(run_scenario(pack, scenario, tmp_path / "run", finish=write_outputs))
    series = run.table("observed_year")
    assert series.equals(observe(run)) and set(series["source"]) >= {"census", "border", "mothers"}
    stock = read_truth(run).stock.filter(year=1901)["people"].sum()
    assert value(series, "true", country="NI", source="census", destination="all", sex="both", year=1901) <= stock
    points = paper_points(run)
    assert points.height == 1 and "30.00" not in distance_words(points) and "1901 border" in distance_words(points)
    drawn = figures(run)
    assert len(drawn) >= 2 and "<svg" in svg(drawn[1].chart)
    before = (Path(pack.root) / "parameters" / f"{PROCESS}.yaml").read_text().splitlines()
    fitted = calibrate_observation(pack, [run.path])
    after = (Path(pack.root) / "parameters" / f"{PROCESS}.yaml").read_text().splitlines()
    changed = [line for old, line in zip(before, after, strict=True) if old != line]
    assert changed and all(line.startswith("  value: ") for line in changed)
    assert float(read_pack(pack.root).cards[PROCESS]["census_new"].value) == pytest.approx(fitted.numbers["census_new"])
