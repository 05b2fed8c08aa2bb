"""Compiling beside a run: another interpreter lives through a made-up crowd; nothing depends on it."""

from pathlib import Path

import numpy as np
import pytest

from ayllu.loops.plan import make_plan
from ayllu.population.founding import found_store
from ayllu.register.pack import pack_root, read_pack
from ayllu.runs import warm
from ayllu.runs.discover import discover


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder of one's own, and two processors."""
    monkeypatch.setattr(warm, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(warm, "cores", lambda: 2)


def commands(monkeypatch: pytest.MonkeyPatch, code: str) -> list[str]:
    """Let the processes run some code instead; the orders they were given."""
    orders: list[str] = []
    real = warm.subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        orders.append(command[3])
        return real([command[0], "-c", code], **options)

    monkeypatch.setattr(warm.subprocess, "Popen", start)
    return orders


def test_processes_are_started_once_for_one_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = commands(monkeypatch, "pass")
    for _ in range(2):
        with warm.compiling_beside(pack_root("islands"), []) as beside:
            beside.wait()
    assert orders == [warm.FORWARD, warm.BACKWARD]
    (tmp_path / "mine.py").write_text("x = 1")
    with warm.compiling_beside(pack_root("islands"), [tmp_path]) as beside:
        beside.wait()
    assert len(orders) == 4, "other processes of the user's, other loops"


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "import time; time.sleep(60)"])
def test_processes_that_fail_or_hang_do_no_harm(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    commands(monkeypatch, code)
    monkeypatch.setattr(warm, "PATIENCE", 0.2)
    with warm.compiling_beside(pack_root("islands"), []) as beside:
        beside.wait()
    assert all(process.returncode not in (None, 0) for process in beside.processes)


def test_an_interrupted_run_ends_them_and_leaves_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = commands(monkeypatch, "import time; time.sleep(60)")
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), warm.compiling_beside(pack_root("islands"), []) as beside:
            raise KeyboardInterrupt
        assert all(process.returncode is not None for process in beside.processes)
    assert len(orders) == 4


@pytest.mark.parametrize(("wanted", "processors"), [(False, 2), (True, 1)])
def test_nothing_is_started_needlessly(monkeypatch: pytest.MonkeyPatch, wanted: bool, processors: int) -> None:
    orders = commands(monkeypatch, "pass")
    monkeypatch.setattr(warm, "cores", lambda: processors)
    with warm.compiling_beside(pack_root("islands"), [], wanted) as beside:
        beside.wait()
    assert orders == []


def test_the_crowd_is_linked_as_people_are() -> None:
    start = warm.crowd(5)
    store = found_store(start, make_plan(discover()).schema, 0)
    person = store.person
    rows = np.arange(person.n)
    united = person["partner"] >= 0
    assert (person["partner"][person["partner"][united]] == rows[united]).all()
    assert (person["sex"][united] != person["sex"][person["partner"][united]]).all()
    assert (person["mother"] >= 0).mean() > 0.4
    for parent, sex in (("mother", 0), ("father", 1)):
        child = person[parent] >= 0
        assert (person["sex"][person[parent][child]] == sex).all()
        assert (person["birth"][child] >= person["birth"][person[parent][child]] + 12 * 11).all()
    assert len(np.unique(person["key"])) == person.n and set(person["home"]) == set(range(warm.HOMES))
    assert (store.household["size"] == warm.ROOM).all() and set(store.community["place"]) == set(range(5))


@pytest.mark.parametrize("order", [warm.FORWARD, warm.BACKWARD])
def test_a_year_of_the_crowd_goes_through_everything(order: str) -> None:
    warm.warm(order, read_pack("islands"), [])
