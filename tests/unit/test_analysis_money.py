"""Money from abroad against national income: what banks and companies record, at the prices of the year."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.targets import targets
from fake_run import Fake, fake_run

ROW = "money,AAA,national,B,all,1953,remittances_pct_gdp,2,percent of GDP,x"


def with_money(folder: Path) -> Path:
    run = fake_run(folder, Fake(targets=[ROW]))
    rows = [
        (1953, "remittance", "AAA", "bank", 30_000_00.0, 20.0),
        (1953, "remittance", "AAA", "transfer_company", 10_000_00.0, 20.0),
        (1953, "remittance", "AAA", "by_hand", 50_000_00.0, 20.0),
        (1953, "internal_remittance", "AAA", "bank", 70_000_00.0, 20.0),
        (1953, "remittance", "BBB", "bank", 90_000_00.0, 20.0),
        (1952, "remittance", "AAA", "bank", 90_000_00.0, 20.0),
    ]
    table = pl.DataFrame(rows, ["year", "kind", "country", "channel", "received", "transfers"], orient="row")
    table.with_columns(pl.col("year").cast(pl.Int16)).write_parquet(run / "transfer_year.parquet")
    return run


def test_recorded_money_from_abroad_is_told_at_prices_of_the_year(tmp_path: Path) -> None:
    run = with_money(tmp_path / "run")
    assert targets(run)["simulated"].to_list() == [None]
    (run / "calibration").mkdir()
    (run / "calibration/national_income.csv").write_text("country,year,million_dollars,prices\nAAA,1953,2,1.5\n")
    assert targets(run)["simulated"].to_list() == [pytest.approx(100 * 40_000 * 1.5 / 2e6)]
