"""Money from abroad against national income: what banks and companies record, at the prices of the year."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.open import open_run
from ayllu.analysis.report import money_sections
from ayllu.analysis.report.material import Material
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


def test_the_report_tells_who_sent_by_which_way_and_what_is_recorded(tmp_path: Path) -> None:
    run = fake_run(tmp_path / "run", Fake(series=[ROW.replace("1953", "1950").replace("money,", "M,")]))
    assert money_sections.money(Material(Cells(open_run(run)))) == ""
    rows = [
        (1950, "remittance", "AAA", "bank", "women", 3_000_00.0, 300_00.0, 20.0),
        (1950, "remittance", "AAA", "by_hand", "men", 1_000_00.0, 0.0, 20.0),
        (1950, "gift", "AAA", "by_hand", "men", 9_000_00.0, 0.0, 20.0),
        (1951, "remittance", "AAA", "bank", "men", 9_000_00.0, 0.0, 20.0),
    ]
    names = ["year", "kind", "country", "channel", "sex", "sent", "fee", "transfers"]
    table = pl.DataFrame(rows, names, orient="row").with_columns(received=pl.col("sent") - pl.col("fee"))
    table.with_columns(pl.col("year").cast(pl.Int16)).write_parquet(run / "transfer_year.parquet")
    (run / "calibration").mkdir()
    (run / "calibration/national_income.csv").write_text("country,year,million_dollars,prices\nAAA,1950,1,1.0\n")
    m = Material(Cells(open_run(run)))
    (told,) = money_sections.sent(m, "AAA").to_dicts()
    assert told["percent sent by women"] == told["percent recorded"] == 75.0
    assert told["mean sum, dollars"] == 100.0 and told["fees, percent"] == 7.5
    assert told["recorded, percent of GDP"] == pytest.approx(0.27)
    assert told["official, percent of GDP"] == 2.0
    (ways,) = money_sections.ways(m, "AAA").to_dicts()
    assert ways["bank"] == 75.0 and ways["by hand"] == 25.0
    assert 'id="money"' in money_sections.money(m)
