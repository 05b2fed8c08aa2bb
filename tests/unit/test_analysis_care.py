"""Indicators of time and care: minutes by kind and sex, carers by which parent is away."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.indicators.build import build_indicators
from fake_run import Fake, drawn_run


def test_minutes_and_carers(tmp_path: Path) -> None:
    run = drawn_run(tmp_path / "run", Fake())
    rows = pl.read_parquet(build_indicators(run)["care"])
    here = rows.filter(
        (pl.col("country") == "AAA")
        & (pl.col("region") == "national")
        & (pl.col("area") == "all")
        & (pl.col("year") == 1953)
    )
    of = {(name, sex): value for name, sex, value in here.select("indicator", "sex", "value").iter_rows()}
    assert of["housework_minutes", "women"] == pytest.approx(1200) and of["housework_minutes", "men"] == pytest.approx(
        400
    )
    week = sum(of[f"{kind}_minutes", "women"] for kind in ("paid_work", "own_work", "housework", "care", "rest"))
    assert week == pytest.approx(10080)
    children = pl.read_parquet(run / "child_year.parquet").filter(
        (pl.col("country") == "AAA") & (pl.col("year") == 1953) & (pl.col("parent_away") == "mother")
    )
    share = 100 * children.filter(pl.col("carer") == "maternal_grandmother").height / children.height
    assert of["carer_grandmother_away_mother", "both"] == pytest.approx(share)
    assert of["relational_wellbeing_away_mother", "both"] < of["relational_wellbeing_away_nobody", "both"]
