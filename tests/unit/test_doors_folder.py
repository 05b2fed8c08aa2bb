"""Run folders, progress, forecasts and the Python verbs."""

import errno
import gc
import hashlib
import io
import subprocess
import sys
import warnings
from pathlib import Path

import duckdb
import polars as pl
import pytest

import ayllu
from ayllu.analysis.dictionary import columns
from ayllu.register.overrides import apply_overrides
from ayllu.register.pack import read_pack
from ayllu.runs import resources
from ayllu.runs.folder import RunFolder, default_out, explained, part_of, refuse, unfinished
from ayllu.runs.progress import BarProgress, PlainProgress, Progress
from ayllu.runs.provenance import Stopwatch, run_facts, write_companions, write_facts
from ayllu.runs.scenario import resolve_scenario
from ayllu.words.errors import AylluError
from fake_run import Fake, fake_run

SAME = {"scenario": "a"}


def test_a_folder_is_a_part_until_complete(tmp_path: Path) -> None:
    folder = RunFolder.start(tmp_path / "r", SAME)
    (folder.part / "table").write_text("x")
    assert not (tmp_path / "r").exists()
    assert folder.complete() == tmp_path / "r"
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["table"]
    assert not part_of(tmp_path / "r").exists()


def test_only_the_same_run_is_resumed(tmp_path: Path) -> None:
    RunFolder.start(tmp_path / "r", SAME).release()
    with pytest.raises(AylluError, match="unfinished run"):
        RunFolder.start(tmp_path / "r", SAME)
    with pytest.raises(AylluError, match="scenario changed"):
        RunFolder.start(tmp_path / "r", {"scenario": "b"}, resume=True)
    assert RunFolder.start(tmp_path / "r", SAME, resume=True).resumed


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    first = RunFolder.start(tmp_path / "r", SAME)
    with pytest.raises(AylluError, match="another process"):
        RunFolder.start(tmp_path / "r", SAME, resume=True)
    first.release()
    assert RunFolder.start(tmp_path / "r", SAME, resume=True).resumed


def test_a_folder_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    folder = RunFolder.start(tmp_path / "r", SAME)
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "mine").write_text("keep")
    with pytest.raises(AylluError, match="made this folder"):
        folder.complete()
    assert (tmp_path / "r" / "mine").read_text() == "keep"


def test_a_file_above_is_no_place_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AylluError, match="cannot make the run folder because .*file is a file"):
        refuse(tmp_path / "file" / "a" / "b", resume=False)


@pytest.mark.parametrize("wrong", ["in use", "another", "unwritable"])
def test_a_refused_folder_is_let_go(tmp_path: Path, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left open: whoever comes next can take the folder."""
    out = tmp_path / "run"
    first = RunFolder.start(out, {"scenario": "a"})
    if wrong != "in use":
        first.release()
    if wrong == "unwritable":
        monkeypatch.setattr(RunFolder, "_compare", lambda self, told: (tmp_path / "gone" / "file").write_text(""))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises((AylluError, OSError)):
            RunFolder.start(out, {"scenario": "b"}, resume=True)
        gc.collect()
    assert [str(one.message) for one in told] == []
    first.release()
    monkeypatch.undo()
    RunFolder.start(out, {"scenario": "a"}, resume=True).release()


def test_default_folders_are_numbered(tmp_path: Path) -> None:
    assert default_out("base", 0.01, 1, tmp_path).name == "base-0.01-s1-1"
    (tmp_path / "base-0.01-s1-4").mkdir()
    (tmp_path / "base-0.01-s1-6.part").mkdir()
    assert default_out("base", 0.01, 1, tmp_path).name == "base-0.01-s1-7"
    assert unfinished("base", 0.01, 1, tmp_path) == tmp_path / "base-0.01-s1-6"
    assert unfinished("base", 0.02, 1, tmp_path) is None
    assert default_out("a/b c", 1e-05, 1, tmp_path).name == "a_b_c-1e-05-s1-1"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (OSError(errno.EROFS, "x"), "cannot write here"),
        (PermissionError(errno.EACCES, "x"), "cannot write here"),
        (RuntimeError("io: No space left on device (os error 28)"), "the disk is full"),
    ],
)
def test_storage_errors_are_explained(error: Exception, words: str) -> None:
    with pytest.raises(AylluError, match=words), explained("there"):
        raise error


def test_other_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), explained("there"):
        raise ZeroDivisionError


def test_a_table_on_a_full_disk_is_explained() -> None:
    with pytest.raises(AylluError, match="the disk is full"), explained("/dev/full"):
        pl.DataFrame({"x": range(100_000)}).write_parquet("/dev/full")


def test_the_queries_of_the_readme_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.start(tmp_path / "r", SAME)
    folder.write_readme("Test", 1950, [100.0])
    text = (folder.part / "README.txt").read_text()
    fake_run(tmp_path / "fake", Fake())
    monkeypatch.chdir(tmp_path / "fake")
    python, query = text.split("Python (polars)\n")[1].split("R (arrow")[0], text.split("DuckDB\n")[1]
    found: dict[str, pl.DataFrame] = {}
    exec("\n".join(line[4:] for line in python.splitlines()), found)
    answer = duckdb.execute(query.strip().rstrip(";")).fetchall()
    assert found["births"].rows() == answer
    assert answer[0][:2] == (1950, "men")
    assert sum(births for _, _, births in answer) == 2 * 100 * 5 * 12 * 8 * 3500


def test_forecasts_grow_with_people_and_shrink_with_threads() -> None:
    small = resources.forecast(1e5, 756)
    large = resources.forecast(1e7, 756, threads=4, records="all")
    assert 1e5 < small.people < 1e6
    assert large.memory_bytes > 5 * small.memory_bytes
    assert large.disk_bytes > resources.forecast(1e7, 756, records="sample").disk_bytes
    assert resources.forecast(1e7, 756, threads=4).seconds < resources.forecast(1e7, 756).seconds


def test_this_machine_says_what_it_has(tmp_path: Path) -> None:
    assert (resources.available_memory() or 1) > 0
    assert (resources.free_disk(tmp_path / "not" / "there") or 1) > 0
    assert resources.peak_memory_mb() > 10
    assert (resources.size_text(4.8e8), resources.size_text(1.17e10)) == ("480 MB", "11.7 GB")
    assert [resources.time_text(s) for s in (40, 720, 7500)] == ["40 s", "12 min", "2 h 5 min"]


def test_tight_memory_is_warned_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = resources.forecast(1e6, 12)
    monkeypatch.setattr(resources, "available_memory", lambda: int(plan.memory_bytes * 1.1))
    assert "memory is tight" in resources.check(plan, tmp_path)[0]
    monkeypatch.setattr(resources, "available_memory", lambda: int(plan.memory_bytes * 0.9))
    with pytest.raises(AylluError, match="smaller --scale"):
        resources.check(plan, tmp_path)


def test_plain_progress_tells_every_tenth() -> None:
    stream = io.StringIO()
    with PlainProgress(stream) as progress:
        progress.begin("months", 756)
        for month in range(756):
            progress.advance(1, f"m{month}")
        progress.begin("report")
        progress.advance()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 12
    assert lines[1].startswith("ayllu: months 10 % m75, about ")
    assert "100 %" in lines[10]


def test_every_kind_of_progress_takes_the_same_verbs() -> None:
    kinds: tuple[Progress, ...] = (Progress(), BarProgress())
    for progress in kinds:
        progress.advance()
        with progress:
            progress.begin("compiling")
            progress.begin("months", 2)
            progress.advance(2, "1950-02")


def test_facts_hold_what_readers_need(tmp_path: Path) -> None:
    pack = read_pack("islands")
    scenario = resolve_scenario(pack, "hot", ["mortality.death_rate.times=2"], seed=4)
    applied = apply_overrides(pack, scenario.overrides, scenario.off)
    facts = run_facts(applied, scenario, Stopwatch(), [(100.0, 10)], "d")
    write_facts(tmp_path, facts)
    write_companions(tmp_path, applied)
    run = ayllu.open(tmp_path)
    assert run.info["countries"][0] == {"code": "NI", "name": "North Isle"}
    assert run.info["first_year"] == 1900
    assert run.info["seed"] == 4
    assert (tmp_path / "targets.csv").is_file()
    numbers = run.table("parameters")
    assert "mortality" in numbers["process"].to_list()
    known = {row["column"] for row in columns("parameters").to_dicts()}
    assert set(numbers.columns) == known
    rate = numbers.filter(process="mortality", name="death_rate").row(0, named=True)
    content = (pack.root / "tables/mortality.death_rate.csv").read_bytes()
    assert (rate["file"], rate["hash"]) == ("tables/mortality.death_rate.csv", hashlib.sha256(content).hexdigest())
    assert numbers.filter(pl.col("value").is_null() != pl.col("hash").is_not_null()).height == 0


def test_verbs_are_lent_lazily(tmp_path: Path) -> None:
    fake_run(tmp_path / "r")
    run = ayllu.open(tmp_path / "r")
    assert run.sql("SELECT count(*) AS n FROM books")["n"][0] > 0
    assert "exposures" in run.tables
    with pytest.raises(AttributeError, match="it has compare, open, run"):
        ayllu.fly  # noqa: B018
    code = "import ayllu, sys; sys.exit('polars' in sys.modules or 'numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from ayllu.doors.cli.main import main; main(['--help'])\n"
        "heavy = {'numpy', 'polars', 'numba', 'duckdb', 'pydantic', 'rich', 'altair', 'scipy'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, stdout=subprocess.DEVNULL)
