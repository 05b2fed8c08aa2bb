"""Poverty without and with money sent, belongings, and women's part of what is sent."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.money import money
from ayllu.analysis.open import open_folder
from fake_run import Fake, fake_run

YEAR = 1952


def with_homes(folder: Path) -> Path:
    """Two homes of four: one poor unless somebody sends, the other never."""
    run = fake_run(folder, Fake(epoch=1950, first=1950, last=1953))
    home = {
        "year": YEAR,
        "country": "AAA",
        "region": "R",
        "area": "urban",
        "weight": 1.0,
        "fields": 0,
        "business": False,
    }
    homes = [
        {
            **home,
            "home": 1,
            "women": 3,
            "men": 1,
            "income": 80.0,
            "needs": 100.0,
            "house": "roof",
            "debt": 5.0,
            "vehicle": True,
        },
        {
            **home,
            "home": 2,
            "women": 1,
            "men": 3,
            "income": 180.0,
            "needs": 100.0,
            "house": "room",
            "debt": 0.0,
            "vehicle": False,
        },
    ]
    types = {"year": pl.Int16, "home": pl.UInt64, "fields": pl.Int16}
    pl.DataFrame(homes).cast(types).write_parquet(run / "household_year.parquet")
    with_transfers(run)
    return run


def with_transfers(run: Path) -> None:
    """Money that reached the first home, in the year and before, and what women and men sent in all."""
    month = (YEAR - 1950) * 12
    sent = [(month, "remittance", 1, 24000), (month + 3, "gift", 1, 90000), (month - 1, "remittance", 1, 90000)]
    told = pl.DataFrame(sent, ["month", "kind", "receiver_home", "received"], orient="row")
    told.cast({"month": pl.Int16, "receiver_home": pl.UInt64}).write_parquet(run / "transfer.parquet")
    rows = [(YEAR, "remittance", "AAA", "women", 300.0, 2.0), (YEAR, "remittance", "AAA", "men", 100.0, 1.0)]
    rows += [(YEAR, "gift", "AAA", "men", 900.0, 1.0)]
    table = pl.DataFrame(rows, ["year", "kind", "country", "sex", "sent", "transfers"], orient="row")
    table.with_columns(pl.col("year").cast(pl.Int16)).write_parquet(run / "transfer_year.parquet")


def test_money_sent_lifts_out_of_poverty_and_women_send_more(tmp_path: Path) -> None:
    told = money(Cells(open_folder(with_homes(tmp_path / "run"))))
    found = {(row["indicator"], row["sex"]): row["value"] for row in told.to_dicts()}
    assert found["poverty_without_remittances", "both"] == 50.0
    assert found["poverty_without_remittances", "women"] == 75.0
    assert found["poverty_with_remittances", "both"] == 0.0
    assert found["households_with_house", "both"] == found["households_in_debt", "both"] == 50.0
    assert found["women_share_of_money_sent", "women"] == pytest.approx(75.0)
