"""The report is one file that stands alone, says what each figure is, and can be read without seeing it."""

import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from rich.console import Console

from ayllu.analysis.report.charts import Drawn
from ayllu.analysis.report.html import svg
from ayllu.analysis.report.look import apart
from ayllu.analysis.report.write import write_outputs, write_report
from ayllu.analysis.summary import summary, summary_rows
from fake_run import Fake, drawn_run, fake_run

TARGETS = [
    "E1,AAA,national,F,all,1952,e0,70,years,x",
    "E2,AAA,national,M,all,1952,e0,66,years,x",
    "E3,BBB,national,F,all,1951,e0,70,years,x",
    "E4,BBB,national,M,all,1953,e0,66,years,x",
    "T1,AAA,national,B,all,1953,tfr,3.1,children per woman,x",
    "P1,AAA,national,B,all,1953,population_total,2000000,thousand,x",
    "D1,AAA,A-N,B,all,1953,department_population_share,48,percent of national,x",
    "D2,AAA,A-N+A-S,B,all,1953,department_population_share,99,percent of national,x",
    "R1,AAA,national,B,all,1953,ipv_ever_physical,1,percent of GDP,x",
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = drawn_run(tmp_path_factory.mktemp("runs") / "run", Fake(targets=TARGETS, seed=77))
    return write_outputs(folder).read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Collects tags with their attributes and checks that they close."""

    VOID = ("meta", "br", "link", "img", "hr", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_needs_nothing_from_elsewhere(page: str) -> None:
    reader = Reader(page)
    assert reader.open == []
    assert not {"script", "link", "iframe", "img"} & {tag for tag, _ in reader.tags}
    for _, attributes in reader.tags:
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "@import" not in page
    assert "url(http" not in page


def test_every_picture_has_words_and_a_class(page: str) -> None:
    reader = Reader(page)
    pictures = [attributes for tag, attributes in reader.tags if tag == "svg"]
    words = [a["aria-label"] for tag, a in reader.tags if tag == "div" and a.get("role") == "img"]
    assert len(pictures) == len(words) >= 16
    assert all(text and re.search(r"\d", text) for text in words)
    assert all(picture.get("aria-hidden") == "true" and picture.get("viewbox") for picture in pictures)
    captions = re.findall(r"<figcaption>.*?</figcaption>", page)
    assert all('class="badge' in caption for caption in captions)


def test_ids_are_unique_and_every_link_has_an_end(page: str) -> None:
    reader = Reader(page)
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [(a.get("href") or "")[1:] for tag, a in reader.tags if tag == "a"]
    assert links
    assert set(links) <= set(ids)
    assert set(re.findall(r"url\(#([\w-]+)\)", page)) <= set(ids)


def test_two_pictures_share_no_ids() -> None:
    point = alt.Chart(alt.Data(values=[{"x": 1}])).mark_point(clip=True).encode(x="x:Q")
    drawn = Drawn(point.to_dict(), {})
    found = [re.findall(r'\bid="([\w-]+)"', svg(drawn)) for _ in range(2)]
    assert found[0] and all(re.match(r"f\d+-", name) for name in found[0])
    assert not set(found[0]) & set(found[1])


def test_it_names_scale_seed_band_and_limits(page: str) -> None:
    for words in (
        "1:100",
        "<dd>77</dd>",
        "Monte-Carlo",
        "All persons are invented",
        "no forecasts",
        "closed",
    ):
        assert words in page


def test_figures_stand_beside_official_ones(page: str) -> None:
    row = page[page.index("Life expectancy at birth<small>") :]
    row = row[: row.index("</tr>")]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert cells[0] == "1952"
    assert cells[1].startswith("71.4")
    assert cells[2] == "70.0"
    assert cells[4] == "66.0"
    assert "reproduced input" in cells[-1]


def test_a_sex_known_for_another_year_adds_a_row(tmp_path: Path) -> None:
    rows = summary_rows(drawn_run(tmp_path / "run", Fake(targets=TARGETS)))
    found = rows.filter((pl.col("country") == "BBB") & (pl.col("quantity") == "e0"))
    assert found["period"].to_list() == ["1951", "1953"]
    assert found["women_official"].to_list() == [70.0, None]
    assert found["men_official"].to_list() == [None, 66.0]
    tfr = rows.filter((pl.col("country") == "AAA") & (pl.col("quantity") == "tfr"))
    assert tfr["women"][0] == pytest.approx(3.5)
    assert tfr["women_official"][0] == pytest.approx(3.1)
    assert tfr["men"][0] is None


def test_what_is_not_simulated_is_said(page: str) -> None:
    assert "Migration abroad" in page
    assert "not simulated yet" in page
    assert "Ipv ever physical" in page


def test_a_run_with_migration_does_not_claim_to_be_closed(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run", Fake(last=1951))
    table = pl.read_parquet(folder / "occurrences.parquet")
    leaving = table.head(1).with_columns(event=pl.lit("emigration"))
    pl.concat([table, leaving]).write_parquet(folder / "occurrences.parquet")
    text = write_report(folder).read_text(encoding="utf-8")
    assert "Migration abroad" not in text
    assert "have lost emigrants" not in text


def test_books_that_do_not_balance_are_named(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run", Fake(last=1951))
    books = pl.read_parquet(folder / "books.parquet")
    assert "accounts balance" in write_report(folder).read_text(encoding="utf-8")
    books.with_columns(gap=pl.when(pl.col("month") == 3).then(-2).otherwise(0)).write_parquet(folder / "books.parquet")
    assert "misses 2 simulated persons" in write_report(folder).read_text(encoding="utf-8")


def test_counts_only_and_no_official_figures_still_give_a_report(tmp_path: Path) -> None:
    folder = fake_run(tmp_path / "run", Fake(last=1951))
    (folder / "targets.csv").unlink()
    (folder / "official_series.csv").unlink()
    text = write_report(folder).read_text(encoding="utf-8")
    assert "recorded with counts only" in text
    Reader(text)


def test_titles_cannot_break_the_page(tmp_path: Path) -> None:
    scenario = {"name": "x", "title": "<script>alert(1)</script>", "says": "a & b", "hash": "1"}
    pack = {"name": "x", "title": "<b>Islands</b>", "hash": "2"}
    folder = fake_run(tmp_path / "run", Fake(last=1951, info={"scenario": scenario, "pack": pack}))
    text = write_report(folder).read_text(encoding="utf-8")
    assert "<b>" not in text
    assert "<script>" not in text
    assert "a &amp; b" in text


def test_the_summary_shows_women_and_men_side_by_side(tmp_path: Path) -> None:
    console = Console(width=170, record=True, file=StringIO())
    console.print(summary(drawn_run(tmp_path / "run", Fake(targets=TARGETS))))
    text = console.export_text()
    for words in ("women", "men", "official", "Country A", "1:100, seed 1", "reproduced input"):
        assert words in text


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    placed = apart([10.0, 10.1, 50.0], 0, 100, height=150)
    assert placed[1] - placed[0] >= 9.9
    assert placed[2] == pytest.approx(50.0)
    assert sum(placed[:2]) / 2 == pytest.approx(10.05)
