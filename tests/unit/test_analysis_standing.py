"""Beliefs by sex, and the say of wives who live with their husbands or apart."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.standing import standing
from ayllu.analysis.open import open_folder
from fake_run import Fake, drawn_run


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The family of a made-up run in which wives apart decide more."""
    folder: Path = drawn_run(tmp_path_factory.mktemp("made") / "run", Fake())
    file = folder / "couple_year.parquet"
    apart = pl.when("coresident").then(40).otherwise(70).cast(pl.Int8)
    pl.read_parquet(file).with_columns(her_power_purchases=apart).write_parquet(file)
    return standing(Cells(open_folder(folder)))


def test_beliefs_are_told_by_sex(shown: pl.DataFrame) -> None:
    rows = shown.filter(pl.col("indicator") == "belief_equality", pl.col("area") == "all")
    assert set(rows.filter(pl.col("sex") == "women")["value"]) == {40.0}
    assert set(rows.filter(pl.col("sex") == "men")["value"]) == {41.0}
    assert rows.filter(pl.col("sex") == "both")["value"].is_between(40.0, 41.0, closed="none").all()


def test_say_is_told_together_and_apart(shown: pl.DataFrame) -> None:
    for end, value in (("together", 40.0), ("apart", 70.0)):
        rows = shown.filter(pl.col("indicator") == f"power_of_wives_purchases_{end}")
        assert rows.height > 0 and set(rows["value"]) == {value}
        assert set(rows["sex"]) == {"both"}
