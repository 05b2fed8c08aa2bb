"""Work: shares of people, of the labour force and of workers, by their definitions."""

from pathlib import Path

import polars as pl
import pytest

from ayllu.analysis.indicators.build import build_indicators
from ayllu.analysis.targets import targets
from fake_run import Fake, drawn_run

AT_WORK = ~pl.col("occupation").is_in(["none", "seeking"])
WHERE = (pl.col("country") == "AAA") & (pl.col("year") == 1953) & (pl.col("age") >= 15)


def _share(frame: pl.DataFrame, part: pl.Expr) -> float:
    return 100 * frame.filter(part).height / frame.height


def test_official_quantities_of_work(tmp_path: Path) -> None:
    rows = [
        "force,AAA,national,F,15+,1953,labour_force_participation,50,percent,x",
        "fields,AAA,national,M,15+,1953,agriculture_share_of_employment,50,percent,x",
        "seeking,AAA,national,B,15+,1953,unemployment,5,percent,x",
    ]
    run = drawn_run(tmp_path / "run", Fake(targets=rows))
    found = dict(targets(run).select("id", "simulated").iter_rows())
    people = pl.read_parquet(run / "person_year.parquet").filter(WHERE)
    women, men = (people.filter(pl.col("sex") == sex) for sex in ("women", "men"))
    assert found["force"] == pytest.approx(_share(women, pl.col("occupation") != "none"))
    fields = pl.col("occupation").is_in(["own_farm", "farm_hand"])
    assert found["fields"] == pytest.approx(_share(men.filter(AT_WORK), fields))
    force = people.filter(pl.col("occupation") != "none")
    assert found["seeking"] == pytest.approx(_share(force, pl.col("occupation") == "seeking"))


def test_indicators_of_work_by_sex(tmp_path: Path) -> None:
    run = drawn_run(tmp_path / "run", Fake())
    rows = pl.read_parquet(build_indicators(run)["work"])
    here = rows.filter(
        (pl.col("country") == "AAA") & (pl.col("region") == "national") & (pl.col("area") == "all")
    ).filter(year=1953)
    told = {(name, sex): value for name, sex, value in here.select("indicator", "sex", "value").iter_rows()}
    assert told["mean_earnings", "women"] == pytest.approx(100) and told["mean_earnings", "men"] == pytest.approx(120)
    people = pl.read_parquet(run / "person_year.parquet").filter(WHERE & AT_WORK)
    off = people.filter(~pl.col("occupation").is_in(["own_farm", "farm_hand"]))
    informal = pl.col("occupation").is_in(["own_account", "live_in", "domestic", "day_labour"])
    assert told["informal_employment", "both"] == pytest.approx(_share(off, informal))
    for sex in ("women", "men"):
        assert told["domestic_service_share", sex] == pytest.approx(
            _share(people.filter(pl.col("sex") == sex), pl.col("occupation").is_in(["live_in", "domestic"]))
        )
