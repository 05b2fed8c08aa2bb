"""Tables of money agree with one another and with the engine, scale up with weights, and survive an interruption."""

import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml
from money_grammar import RICH

from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs.own_processes import OwnProcesses, read_own
from ayllu.runs.progress import Progress
from ayllu.runs.record_money import MONEY_TABLES
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario

DICTIONARY = Path(__file__).parents[2] / "src/ayllu/analysis/dictionary.yaml"
UNTIL = "1902-06"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands, which nobody edits meanwhile."""
    return read_pack(shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnProcesses:
    """The process that says everything about money."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "purses.py").write_text(RICH, encoding="utf-8")
    return read_own(folder)


def simulate(pack: Pack, out: Path, own: OwnProcesses, focus: Any = (), **options: Any) -> Path:
    scale = 0.5 if focus else 1.0
    scenario = resolve_scenario(pack, "hot", until=UNTIL, records="all", scale=scale, focus=list(focus))
    return run_scenario(pack, scenario, out, own=own, **options)


@pytest.fixture(scope="module", params=[[], ["NI-HIG-R=1"]])
def run(
    pack: Pack, own: OwnProcesses, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    """A run of one weight, and one with a place in focus."""
    return simulate(pack, tmp_path_factory.mktemp("runs") / "all", own, request.param)


def read(run: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet")


@pytest.mark.parametrize("table", MONEY_TABLES)
def test_tables_have_the_columns_of_the_dictionary(run: Path, table: str) -> None:
    named = yaml.safe_load(DICTIONARY.read_text())["tables"][table]["columns"]
    assert read(run, table).columns == [entry["name"] if isinstance(entry, dict) else entry for entry in named]
    assert len(read(run, table)) > 100


def test_the_ledger_closes_for_every_purse_country_residence_and_sex(run: Path) -> None:
    keys = ["month", "purse", "country", "residence", "sex", "weight"]
    sign = pl.when(pl.col("side") == "out").then(-1).otherwise(1)
    sign = pl.when(pl.col("line") == "closing").then(-1).otherwise(sign)
    ledger = read(run, "ledger")
    gaps = ledger.group_by(keys).agg(gap=(pl.col("cents") * sign).sum())
    assert len(gaps) > 500 and gaps["gap"].abs().max() == 0
    assert set(ledger.filter(pl.col("purse") == "hoard")["sex"]) == {"women", "men"}
    assert set(ledger.filter(pl.col("purse") == "chest")["sex"]) == {"both"}
    later = ledger.filter(pl.col("line") == "closing").with_columns(month=pl.col("month") + 1, line=pl.lit("opening"))
    opened = ledger.filter((pl.col("line") == "opening") & (pl.col("month") > 0))
    held = later.filter(pl.col("month") <= ledger["month"].max())
    assert opened.sort(keys).select(*keys, "cents").equals(held.sort(keys).select(*keys, "cents"))
    assert ledger.filter((pl.col("line") == "carried") & (pl.col("cents") != 0)).height > 10


def test_what_is_sent_is_received_and_fee_in_every_table(run: Path) -> None:
    single, year = read(run, "transfer"), read(run, "transfer_year")
    assert (single["sent"] == single["received"] + single["fee"]).all() and (single["sent"] > 0).all()
    assert np.allclose(year["sent"], year["received"] + year["fee"])
    scaled = single.with_columns(year=(1900 + pl.col("month") // 12).cast(pl.Int16))
    by = ["year", "kind", "from_place", "to_place", "sex", "channel"]
    counted = scaled.group_by(by).agg(
        *((pl.col(name).cast(pl.Float64) * pl.col("weight")).sum() for name in ("sent", "received", "fee")),
        transfers=pl.col("weight").sum(),
    )
    both = year.join(counted, on=by, how="full", suffix="_2", nulls_equal=True)
    assert len(both) == len(year) > 50
    for name in ("sent", "received", "fee", "transfers"):
        assert np.allclose(both[name], both[f"{name}_2"], rtol=0.02), name
    assert (year["senders"] <= year["transfers"] + 1e-9).all() and (year["senders"] < year["transfers"]).any()


def test_transfers_are_those_of_the_ledger(run: Path) -> None:
    ledger, year = read(run, "ledger"), read(run, "transfer_year")
    weighed = (pl.col("cents") * pl.col("weight")).sum()
    lines = dict(ledger.group_by("line").agg(weighed).iter_rows())
    assert lines["fee"] == pytest.approx(year["fee"].sum())
    assert lines["sent"] == pytest.approx(year["received"].sum())
    purses = dict(ledger.filter(pl.col("line") == "sent").group_by("sex").agg(weighed).iter_rows())
    told = dict(year.group_by("sex").agg(pl.col("received").sum()).iter_rows())
    # what a couple sends from the chest of its home is told in the name of one of them, and of no purse of a person
    in_a_name = {sex: told[sex] - purses[sex] for sex in ("women", "men")}
    assert min(in_a_name.values()) > 0 and told["both"] > 0
    assert sum(in_a_name.values()) == pytest.approx(purses["both"] - told["both"])


def test_senders_and_receivers_are_people_or_households(run: Path) -> None:
    single = read(run, "transfer")
    households, people = single.filter(pl.col("sex") == "both"), single.filter(pl.col("sex") != "both")
    assert households["sender"].is_null().all() and people["sender"].is_not_null().all()
    assert single["sender_home"].is_not_null().all() and single["receiver_home"].is_not_null().all()
    assert 0 < single["receiver"].null_count() < len(single)
    assert {"by_hand", "courier", "bank", None} <= set(single["channel"])
    assert "debt" in set(single["use"])
    inside = people.filter(pl.col("kind") == "housekeeping").filter(pl.col("receiver").is_null())
    assert (inside["sender_home"] == inside["receiver_home"]).any()


class Impatient(Progress):
    """Presses Ctrl-C during the month after so many months."""

    left = 17

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Count down."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupted_run_ends_with_the_same_ledger(pack: Pack, own: OwnProcesses, tmp_path: Path) -> None:
    """What purses hold, and what was taken down of an unfinished year, survives."""
    whole = simulate(pack, tmp_path / "whole", own)
    with pytest.raises(KeyboardInterrupt):
        simulate(pack, tmp_path / "run", own, progress=Impatient(), every=10_000)
    resumed = simulate(pack, tmp_path / "run", own, resume=True)
    digests = [json.loads((each / "run.json").read_text())["digest"] for each in (whole, resumed)]
    assert digests[0] == digests[1]
    for table in MONEY_TABLES:
        assert read(whole, table).equals(read(resumed, table)), table
