"""Runs that are killed, interrupted or damaged go on to the very same results, and to no others."""

import gc
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ayllu.register.pack import Pack, pack_root, read_pack
from ayllu.runs import checkpoint
from ayllu.runs.folder import part_of
from ayllu.runs.progress import Progress
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario
from ayllu.words.errors import AylluError

UNTIL = "1902-08"
MONTHS = 32
EVERY = 5
PROGRAM = f"""
import sys
import warnings
from ayllu.register.pack import read_pack
from ayllu.runs.progress import Progress
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.simulate import run_scenario

class Told(Progress):
    def advance(self, steps=1, note=""):
        print(note, flush=True)

pack = read_pack(sys.argv[3])
scenario = resolve_scenario(pack, "hot", until="{UNTIL}", scale=1.0)
run_scenario(pack, scenario, sys.argv[1], resume=sys.argv[2] == "yes", progress=Told(), every={EVERY})
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A copy of the islands, which nobody edits meanwhile."""
    return read_pack(shutil.copytree(pack_root("islands"), tmp_path_factory.mktemp("packs") / "islands"))


def simulate(pack: Pack, out: Path, **options: Any) -> Path:
    scenario = resolve_scenario(pack, "hot", until=UNTIL, scale=1.0, seed=options.pop("seed", 1))
    return run_scenario(pack, scenario, out, **{"every": EVERY, **options})


@pytest.fixture(scope="module")
def whole(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nobody disturbs, without checkpoints."""
    return simulate(pack, tmp_path_factory.mktemp("whole") / "run", every=10_000)


class Impatient(Progress):
    """Presses Ctrl-C during the month after so many months."""

    def __init__(self, months: int) -> None:
        self.left = months

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Count down."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)


def interrupt(pack: Pack, out: Path, months: int, **options: Any) -> Path:
    with pytest.raises(KeyboardInterrupt):
        simulate(pack, out, progress=Impatient(months), **options)
    assert not out.exists()
    return part_of(out)


def same(first: Path, second: Path) -> None:
    """The same digest, and every table the same to the last value, in the same order."""
    digests = [json.loads((run / "run.json").read_text())["digest"] for run in (first, second)]
    assert digests[0] == digests[1]
    tables = sorted(path.name for path in first.glob("*.parquet"))
    assert tables == sorted(path.name for path in second.glob("*.parquet")) and len(tables) > 9
    for name in tables:
        assert pl.read_parquet(first / name).equals(pl.read_parquet(second / name)), name


def kill_when(process: "subprocess.Popen[str]", months: int) -> None:
    """Kill a run with no chance to say goodbye as it reports so many months."""
    assert process.stdout is not None
    for _ in range(months):
        assert process.stdout.readline()
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()


def test_a_run_killed_at_any_moment_goes_on_to_the_same_lives(pack: Pack, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    moments = [random.randint(1, MONTHS // 2), random.randint(1, MONTHS // 2 - EVERY)]
    print("killed after months", moments)
    for turn, months in enumerate(moments):
        command = [sys.executable, "-c", PROGRAM, str(out), "yes" if turn else "no", str(pack.root)]
        kill_when(subprocess.Popen(command, stdout=subprocess.PIPE, text=True), months)
        assert part_of(out).is_dir()
    same(simulate(pack, out, resume=True), whole)


@pytest.mark.parametrize("months", [1, 12, 17, MONTHS])
def test_ctrl_c_keeps_every_month_lived(pack: Pack, whole: Path, tmp_path: Path, months: int) -> None:
    part = interrupt(pack, tmp_path / "run", months)
    found = checkpoint.read(checkpoint.read_all(part)[0])
    assert found is not None and found.month == months
    lived: list[str] = []

    class Counted(Progress):
        def advance(self, steps: float = 1, note: str = "") -> None:
            lived.append(note)

    same(simulate(pack, tmp_path / "run", resume=True, progress=Counted(), threads=2, chunk=160), whole)
    assert len(lived) == MONTHS - months


def test_damage_is_passed_over(pack: Pack, whole: Path, tmp_path: Path) -> None:
    part = interrupt(pack, tmp_path / "run", 19)
    newest, older = checkpoint.read_all(part)
    newest.write_bytes(newest.read_bytes()[:-2000])
    (part / "parts" / "person_year" / "1901.arrow").write_text("written after the older checkpoint")
    one = shutil.copytree(part, part_of(tmp_path / "one"))
    same(simulate(pack, tmp_path / "run", resume=True), whole)
    (one / "parts" / "person_year" / "1900.arrow").write_text("cut short")
    same(simulate(pack, tmp_path / "one", resume=True), whole)
    assert older.name == "000015.npz"


def test_no_other_run_is_resumed(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = interrupt(pack, tmp_path / "run", 7)
    before = sorted(path.name for path in part.rglob("*"))
    with pytest.raises(AylluError, match="seed changed"):
        simulate(pack, tmp_path / "run", resume=True, seed=2)
    with pytest.raises(AylluError, match="records changed"):
        simulate(pack, tmp_path / "run", resume=True, records="counts")
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "code_hash", lambda: "of another version")
        with pytest.raises(AylluError, match="the code changed") as caught:
            simulate(pack, tmp_path / "run", resume=True)
    assert "--out" in caught.value.problems[0].remedy
    assert sorted(path.name for path in part.rglob("*")) == before
    simulate(pack, tmp_path / "run", resume=True)


def test_a_full_disk_is_said_and_leaves_the_run_resumable(
    pack: Pack, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_ipc", full)
        with pytest.raises(AylluError, match="the disk is full"):
            simulate(pack, tmp_path / "run")
    same(simulate(pack, tmp_path / "run", resume=True), whole)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + bytes(200)])
def test_a_damaged_checkpoint_is_none_and_is_closed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "000001.npz"
    path.write_bytes(content)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert checkpoint.read(path) is None
        gc.collect()
    assert [str(one.message) for one in told] == []
