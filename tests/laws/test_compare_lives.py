"""Laws of compare: equal worlds do not differ, no difference comes before its cause, and none without a link."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ayllu.analysis.compare import Comparison, compare
from ayllu.analysis.compare_links import DIRECT
from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs import simulate
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import World
from ayllu.verification.peers.starsim_one_more_birth import BORN, add_birth, mother_of

UNTIL = "1907-12"
CHANGED = 30
LATER = """
title = "Later"
says = "More deaths from the middle of the third year on."
extends = "calm"
[tables]
"mortality.death_rate" = { times = 1.5, from = "1902-07" }
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands with one more scenario."""
    root = shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands")
    (root / "scenarios" / "later.toml").write_text(LATER)
    return read_pack(root)


def run(pack: Pack, out: Path, scenario: str = "calm", until: str = UNTIL, **options: Any) -> Path:
    chosen = resolve_scenario(pack, scenario, until=until, records="all", scale=1.0, **options)
    return simulate.run_scenario(pack, chosen, out)


@pytest.fixture(scope="module")
def calm(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(pack, tmp_path_factory.mktemp("runs") / "calm")


@pytest.fixture(scope="module")
def apart(pack: Pack, calm: Path) -> Path:
    """The same world without separations."""
    return run(pack, calm.parent / "apart", off=["separation"])


def whole(found: Comparison) -> float:
    return float(found.counts.filter(pl.col("class") == "all", sex="both")["count"].item())


def parted(found: Comparison, lives: pl.DataFrame) -> pl.DataFrame:
    """The lives with the month in which those through whom they were reached parted."""
    others = found.lives.select(through="person", earlier="month")
    return lives.join(others, on="through", how="left")


def test_a_run_does_not_differ_from_itself(calm: Path) -> None:
    found = compare([calm, calm])
    assert found.lives.is_empty() and whole(found) == 0
    assert found.recorded is not None and found.recorded["women"] > 300 < found.recorded["men"]


def test_nobody_differs_before_the_cause(pack: Pack, calm: Path) -> None:
    found = compare([calm, run(pack, calm.parent / "later", "later")])
    assert whole(found) > 10
    assert found.lives["month"].min() >= CHANGED
    direct = found.lives.filter(pl.col("class") == DIRECT)
    assert set(direct["event_b"]) == {"death"}


def test_a_mechanism_reaches_people_through_links(calm: Path, apart: Path) -> None:
    found = compare([calm, apart])
    assert found.lives["class"].n_unique() >= 4
    direct = found.lives.filter(pl.col("class") == DIRECT)
    assert len(direct) > 0 and set(direct["event_a"]) == {"separation"} and (direct["through"] == 0).all()
    linked = parted(found, found.lives.filter(pl.col("class") != DIRECT, only="both"))
    assert len(linked) > 10 and (linked["through"] > 0).all()
    assert (linked["earlier"] <= linked["month"]).all()
    neighbours = linked.filter(pl.col("class").is_in(["community", "market"]))
    assert (neighbours["earlier"] < neighbours["month"]).all()
    born = found.lives.filter(pl.col("only") != "both")
    assert len(born) > 0 and set(born["class"]) == {"kin"} and (born["through"] > 0).all()


def test_who_is_compared_with_whom_does_not_matter(calm: Path, apart: Path) -> None:
    one, two = compare([calm, apart]).lives, compare([apart, calm]).lives
    swapped = {
        f"{n}_{s}": f"{n}_{t}" for n in ("event", "month", "partner", "place") for s, t in (("a", "b"), ("b", "a"))
    }
    only = pl.col("only").replace({"a": "b", "b": "a"})
    back = two.rename(swapped).with_columns(only).select(one.columns)
    assert one.equals(back)


def test_one_more_birth_reaches_only_those_linked_to_it(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first to differ is the mother; whom no link leads to her lives on as before, for many years."""
    until = "1929-12"
    base = run(pack, tmp_path / "base", until=until)
    scenario = resolve_scenario(pack, "calm")
    world = World.build(pack, scenario.overrides, scenario.off, 1.0, scenario.seed)
    world.advance(BORN)
    mother, build = mother_of(world), simulate._Run._world

    def built(self: Any, options: Any, **taken_up: Any) -> World:
        made = build(self, options, **taken_up)
        add_birth(made, mother)
        return made

    monkeypatch.setattr(simulate._Run, "_world", built)
    found = compare([base, run(pack, tmp_path / "more", until=until)])
    direct = found.lives.filter(pl.col("class") == DIRECT)
    assert direct["person"].to_list() == [mother] and direct["event_b"].to_list() == ["delivery"]
    assert found.lives["month"].min() == BORN and whole(found) > 2
    child = found.lives.row(1, named=True)
    assert (child["only"], child["class"], child["through"], child["event_b"]) == ("b", "kin", mother, "birth")
