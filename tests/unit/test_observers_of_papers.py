"""Shares of people without papers: what is counted, and that a few persons are never shown."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.papers import papers
from ayllu.analysis.open import open_run
from ayllu.analysis.papers import SMALLEST_CELL, by_papers
from ayllu.analysis.targets import targets
from fake_moves import INFO, add_moves
from fake_run import Fake, fake_run

ROWS = (
    ("X", "women", "home", "irregular", 2400, 24), ("X", "women", "home", "withheld", 200, 2),
    ("X", "women", "home", "regular", 1400, 14), ("X", "men", "home", "naturalised", 1000, 10),
    ("X", "men", "home", "irregular", 900, 9), ("X", "men", "abroad", "irregular", 9000, 90),
    ("Y", "men", "home", "irregular", 900, 9), ("Y", "men", "home", "regular", 1000, 10),
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    asked = ["AAA,X,F", "AAA,X,M", "AAA,X,B", "AAA,abroad,B"]
    rows = [f"r{n},{who},all,1952,irregular_share,50,percent,x" for n, who in enumerate(asked)]
    folder = add_moves(fake_run(tmp_path / "run", Fake(targets=rows, info=INFO)), 1950, 1954)
    names = ["destination", "sex", "born", "papers", "people", "persons"]
    frame = pl.DataFrame(ROWS, names, orient="row").with_columns(country=pl.lit("AAA"), years_abroad=pl.lit("0-4"))
    years = pl.DataFrame({"year": [1951, 1952]}, {"year": pl.Int16})
    years.join(frame, how="cross").write_parquet(folder / "papers_year.parquet")
    return folder


def test_shares_are_of_people_born_at_home(run: Path) -> None:
    found = {row["id"]: row for row in targets(run).iter_rows(named=True)}
    values = {name: found[name]["simulated"] for name in ("r0", "r2", "r3")}
    expected = {"r0": 100 * 2600 / 4000, "r2": 100 * 3500 / 5900, "r3": 100 * 4400 / 7800}
    assert values == pytest.approx(expected)


def test_few_persons_are_not_shown(run: Path) -> None:
    """Nineteen men at X and nineteen at Y are too few each; all men abroad are enough."""
    cells = Cells(open_run(run))
    shown = by_papers(cells)
    assert (shown["n"] >= SMALLEST_CELL).all()
    men = shown.filter(pl.col("sex") == "men", pl.col("year") == 1952)
    assert men["region"].to_list() == ["abroad"] and men["irregular"].to_list() == [1800]
    rows = {row["id"]: row["simulated"] for row in targets(run).iter_rows(named=True)}
    assert rows["r1"] is None
    told = papers(cells).filter(pl.col("year") == 1952, pl.col("sex") != "both")
    assert set(told.select("region", "sex").iter_rows()) == {("X", "women"), ("abroad", "women"), ("abroad", "men")}
    assert told.filter(region="abroad", sex="men")["value"].item() == pytest.approx(100 * 1800 / 3800)
