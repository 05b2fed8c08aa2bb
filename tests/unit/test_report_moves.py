"""The parts of a report on moves: shapes, classes of colour, figures and tables, from numbers known by hand."""

import re
from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.open import open_run
from ayllu.analysis.places import Places
from ayllu.analysis.report import abroad_figures, move_figures, move_tables
from ayllu.analysis.report.drawing import GAIN, LOSS, short, steps, tint
from ayllu.analysis.report.maps import HALF_LETTER, Sheet, coloured, sheet
from ayllu.analysis.report.material import Material
from ayllu.analysis.report.write import write_report
from fake_moves import INFO, add_moves
from fake_run import Fake, fake_run

SERIES = [
    "T,AAA,national,B,all,1951,population_total,20000,thousand,x",
    "L,AAA,abroad,B,all,1951,net_loss_since_1950,40,thousand,x",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = fake_run(tmp_path_factory.mktemp("runs") / "run", Fake(last=1952, series=SERIES, info=INFO))
    books = pl.read_parquet(folder / "books.parquet").with_columns(
        pl.lit("home").alias("residence"), pl.lit(30).alias("arrivals"), pl.lit(50).alias("departures")
    )
    books = books.with_columns(pl.col("opening") - 20 * pl.col("month"), pl.col("closing") - 20 * (pl.col("month") + 1))
    books.write_parquet(folder / "books.parquet")
    return add_moves(folder, 1950, 1952)


@pytest.fixture(scope="module")
def material(run: Path) -> Material:
    return Material(Cells(open_run(run)))


def test_shapes_are_decoded_and_countries_have_a_border(run: Path) -> None:
    on = sheet(Places(open_run(run)), 400.0)
    assert on is not None and set(on.paths) == {"A-N", "A-S", "B-E", "B-W"}
    first = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", on.paths["A-N"])]
    assert (min(first), max(first)) == pytest.approx((0.0, 100.0), abs=0.2)
    turned = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", on.paths["A-S"])
    corners = [(round(float(x)), round(float(y))) for x, y in turned]
    assert corners == [(100, 0), (100, 100), (200, 100), (200, 0), (100, 0)]
    border = re.findall(r"[ML](-?[\d.]+) ", on.border)
    assert border and {float(x) for x in border} == {200.0}
    assert on.middles["A-N"][0] == pytest.approx(50.0, abs=0.5)
    drawn = coloured(on, {"A-N": "#123456"}, {"A-N": "North", "A-S": "<South"})
    assert drawn.count("<path") == 5 and "#123456" in drawn and "&lt;South" in drawn


def test_runs_without_shapes_have_no_map(tmp_path: Path) -> None:
    cells = Cells(open_run(fake_run(tmp_path / "run")))
    assert sheet(cells.moves.places, 400.0) is None
    assert move_figures.tiles(Material(cells)) is None
    assert abroad_figures.with_insets(Material(cells)) is None


def test_words_on_a_map_are_not_cut_at_its_edges() -> None:
    on = Sheet(100.0, 50.0, {"A": "M0 0", "B": "M1 1"}, "", {"A": (2.0, 5.0), "B": (99.0, 40.0)})
    at = [float(x) for x in re.findall(r'<text x="([0-9.]+)"', coloured(on, {}, {"A": "ten letters", "B": "short"}))]
    assert len(at) == 2 and at[0] >= HALF_LETTER * len("ten letters") and at[1] <= 100 - HALF_LETTER * len("short")


def test_classes_are_round_and_rise() -> None:
    assert steps([1, 2, 3, 40], 2) == (2.0, 5.0)
    assert steps([], 3) == (0.2, 0.5, 1.0)
    cuts, tints = (-5, -1, 0, 1, 5), (*LOSS, *GAIN)
    assert [tint(value, cuts, tints) for value in (-9, -5, 0, 9)] == [tints[0], tints[1], tints[3], tints[5]]
    assert [short(value) for value in (950, 12_300, 1_260_000)] == ["950", "12k", "1.3m"]


def test_the_map_of_net_rates_shows_women_first_and_who_gains(material: Material) -> None:
    women, men = move_figures.net_rate_maps(material, (1950, 1952))
    assert (women.place, men.place) == ("Women", "Men")
    assert women.title.startswith("gained most in Region A-S, lost most in Region A-N")
    net = dict(women.numbers.select("region", "net").iter_rows())
    assert net["Region A-S"] == pytest.approx(2 * 25)
    assert women.class_ == "predicted"


def test_flows_count_a_year_and_leave_seasons_out(material: Material) -> None:
    women, men = move_figures.flow_maps(material, (1950, 1952))
    assert women.numbers.row(0) == ("Region A-N", "Region A-S", pytest.approx(30.0))
    assert men.numbers.row(0) == ("Region A-N", "Region A-S", pytest.approx(10.0))


def test_stocks_and_flows_abroad_are_told_by_sex(material: Material) -> None:
    stock, flow = abroad_figures.stocks(material, "AAA"), abroad_figures.flows(material, "AAA")
    assert stock is not None and flow is not None
    assert "most live in Land X; 67 percent" in stock.title
    assert stock.class_ == "true, not observed"
    assert "Land X 12 in all" not in flow.alt and "Land X 36 in all" in flow.alt
    assert abroad_figures.stocks(material, "BBB") is None


def test_births_less_deaths_less_departures_are_the_people(material: Material) -> None:
    told = move_tables.identity(material, "AAA")
    row = re.search(r'<th scope="row">1951</th>(.*?)</tr>', told)
    assert row is not None
    cells = re.findall(r"<td>(.*?)</td>", row[1])
    months = 18
    people = (50_000 + 300 * months - 100 * months - 20 * months) * 100 / 1000
    assert cells[0] == "10,000" and cells[1] == f"{30 * months:,}"
    assert cells[5] == f"{2 * months:,}"
    assert cells[7] == f"{people:,.0f}" and cells[9] == f"{2 * people:,.0f}"
    assert cells[10] == "0.0" and cells[11] == "20,000"
    assert cells[12] == f"−{100 * (20_000 - 2 * people) / 20_000:.1f}"
    assert cells[13] == f"{2 * 2 * 24:,}" and cells[14] == "40"


def test_books_that_lose_people_show_a_gap(run: Path, material: Material) -> None:
    kept = (run / "books.parquet").read_bytes()
    books = pl.read_parquet(run / "books.parquet")
    books.with_columns(closing=pl.col("closing") - 30 * (pl.col("month") >= 12)).write_parquet(run / "books.parquet")
    told = move_tables.identity(material, "AAA")
    (run / "books.parquet").write_bytes(kept)
    assert "<td>6.0</td>" in told


def test_reasons_are_shares_of_decisions_by_sex(material: Material) -> None:
    told = move_tables.reasons(material)
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', told)
    shares = {name: re.findall(r"<td>(.*?)</td>", cells) for name, cells in rows}
    assert shares["service"] == ["67", "–"]
    assert shares["income"] == ["–", "100"]
    assert "&lt;b&gt;kin" in told and "<b>" not in told
    assert "service 67%, kin there 33%" in told


def test_the_page_has_the_sections_and_every_picture_its_words(run: Path) -> None:
    page = write_report(run).read_text(encoding="utf-8")
    for anchor in ("moves", "abroad", "reasons", "identity"):
        assert f'<section id="{anchor}">' in page and f'href="#{anchor}"' in page
    assert page.count("<svg") == page.count('<div role="img"') >= 12
    assert "<b>kin" not in page
