"""The command line: what it prints, what it refuses, and how it ends."""

import json
import shutil
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ayllu.doors.cli.main import main
from ayllu.register.pack import built_in_packs
from ayllu.runs.folder import part_of
from ayllu.runs.progress import Progress
from ayllu.runs.provenance import open_folder
from ayllu.words.errors import ModelError
from fake_run import Fake, fake_run

Simulate = Callable[..., Path]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without the engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AYLLU_DEBUG", raising=False)
    engine(monkeypatch, simulate)


def engine(monkeypatch: pytest.MonkeyPatch, run_scenario: Simulate) -> None:
    """Put a function in the place of the engine."""
    module = types.ModuleType("ayllu.runs.simulate")
    module.__dict__["run_scenario"] = run_scenario
    monkeypatch.setitem(sys.modules, "ayllu.runs.simulate", module)


def simulate(
    pack: Any,
    scenario: Any,
    out: Path,
    threads: int,
    records: str,
    resume: bool,
    progress: Progress,
    finish: Callable[[Path], object],
    own: object,
    beside: bool,
) -> Path:
    """A run whose tables are made up."""
    assert (threads, records) == (scenario.threads, scenario.records)
    folder = open_folder(pack, scenario, out, resume)
    progress.begin("months", 10)
    for month in range(10):
        progress.advance(1, str(month))
    shutil.rmtree(folder.part)
    facts = {"scenario": {"name": scenario.name, "hash": scenario.hash}, "until": scenario.last_text}
    fake_run(folder.part, Fake(seed=scenario.seed, scale=scenario.scale, info=facts))
    finish(folder.part)
    return folder.complete()


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of bad input; fails unless it ends in 2 without a trace."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    return " ".join(said.err.replace("│", " ").split())


def run(*more: str) -> tuple[str, ...]:
    return ("run", "hot", "--pack", "islands", "--quiet", *more)


def test_run_writes_a_numbered_folder_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(run("--scale", "0.5", "--seed", "3")) == 0
    said = capsys.readouterr().out
    assert "runs/hot-0.5-s3-1" in said
    assert "women" in said
    assert "2,000 people" in said
    assert main(run("--scale", "0.5", "--seed", "3")) == 0
    assert Path("runs/hot-0.5-s3-2/run.json").is_file()


def test_run_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(run("--quick", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["run"] == "runs/hot-0.001-s1-1"
    assert told["digest"] == "abc"
    assert told["scale"] == 0.001
    assert {"population_total", "e0"} <= {row["quantity"] for row in told["summary"]}


def test_progress_is_plain_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("run", "hot", "--pack", "islands")) == 0
    said = capsys.readouterr().err
    assert "Hot: 1900-01 to" in said
    assert "ayllu: months 50 % 4" in said
    assert said.count("ayllu: months") == 11


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--scale", "0"), "greater than 0"),
        (("--scale", "7"), "less than or equal to 1"),
        (("--scale", "nan"), "scale"),
        (("--scale", "many"), "--scale"),
        (("--quick", "--scale", "0.1"), "not both"),
        (("--seed", "-1"), "seed"),
        (("--until", "1950-13"), "not a month"),
        (("--until", "1950-12"), "outside the pack's period"),
        (("--from", "1910-01"), "cannot begin in 1910-01"),
        (("--records", "everything"), "counts"),
        (("--threads", "0"), "threads"),
        (("--set", "mortality.nothing=1"), "no number is called"),
        (("--set", "mortality.death_rate.times=-1"), "negative"),
        (("--off", "nothing"), "no mechanism"),
        (("--pack", "atlantis"), "no such pack"),
        (("--resume",), "nothing to resume"),
        (("--resume", "--out", "x"), "nothing to resume"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_wrong_options_are_refused(capsys: pytest.CaptureFixture[str], options: tuple[str, ...], words: str) -> None:
    assert words in refused(capsys, *run(*options))
    assert not Path("runs").exists()


def test_every_problem_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, *run("--scale", "0", "--set", "a.b=1", "--off", "c"))
    assert "3 problems" in said


def test_problems_are_json_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(run("--scale", "0", "--json")) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert problems[0]["where"] == "options: scale"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[run]\nscael = 1\n", "Did you mean 'scale'?"),
        (b"[run]\nuntil = '1999-99'\n", "not a month"),
        (b"[tables]\n'mortality.death_rate' = {times = -2}\n", "greater than or equal to 0"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"title = [", "not TOML"),
    ],
)
def test_wrong_scenario_files_are_refused(capsys: pytest.CaptureFixture[str], content: bytes, words: str) -> None:
    Path("mine.toml").write_bytes(content)
    for command in (
        ("run", "mine.toml"),
        ("scenario", "check", "mine.toml"),
        ("scenario", "show", "mine.toml"),
    ):
        said = refused(capsys, *command, "--pack", "islands")
        assert words in said
        assert "mine.toml" in said


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A pack that can be broken."""
    return Path(shutil.copytree(built_in_packs()["islands"], tmp_path / "mine"))


def broken(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def test_a_rate_table_with_a_missing_age_is_refused(capsys: pytest.CaptureFixture[str], mine: Path) -> None:
    broken(mine / "tables" / "mortality.death_rate.csv", lambda lines: lines[:-1])
    for command in (("run", "hot", "--pack", str(mine)), ("pack", "check", str(mine))):
        assert "mortality.death_rate.csv" in refused(capsys, *command)


def test_a_negative_rate_is_refused(capsys: pytest.CaptureFixture[str], mine: Path) -> None:
    table = mine / "tables" / "mortality.death_rate.csv"
    broken(table, lambda lines: [*lines[:-1], lines[-1].rpartition(",")[0] + ",-0.5\n"])
    for command in (("run", "hot", "--pack", str(mine)), ("pack", "check", str(mine))):
        said = refused(capsys, *command)
        assert "-0.5" in said
        assert "mortality.death_rate.csv" in said


def test_an_undecodable_pack_file_is_refused(capsys: pytest.CaptureFixture[str], mine: Path) -> None:
    (mine / "tables" / "mortality.death_rate.csv").write_bytes(b"\x00\xff\xfe")
    said = refused(capsys, "run", "hot", "--pack", str(mine))
    assert "mortality.death_rate.csv" in said


def test_existing_folders_are_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("done").mkdir()
    assert "exists already" in refused(capsys, *run("--out", "done"))
    Path("half.part").mkdir()
    assert "--resume" in refused(capsys, *run("--out", "half"))


def test_folders_that_cannot_be_made_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("not a folder")
    for out in ("file/run", "/proc/run", "/dev/null/run", "a" * 300, "file"):
        said = refused(capsys, *run("--out", out))
        assert "cannot" in said or "exists already" in said


def test_a_full_disk_is_told_in_one_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(pack: Any, scenario: Any, out: Path, **more: Any) -> Path:
        folder = open_folder(pack, scenario, out)
        (folder.part / "README.txt").symlink_to("/dev/full")
        folder.write_readme("x", 1900, [1.0])
        return folder.complete()

    engine(monkeypatch, full)
    said = refused(capsys, *run("--out", "full"))
    assert "the disk is full" in said
    assert "--resume" in said
    assert Path("full.part").is_dir()


def test_ctrl_c_says_how_to_go_on(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(pack: Any, scenario: Any, out: Path, resume: bool, **more: Any) -> Path:
        folder = open_folder(pack, scenario, out, resume)
        folder.release()
        raise KeyboardInterrupt

    engine(monkeypatch, stopped)
    assert main(run("--seed", "5", "--set", "mortality.death_rate.times=0.5")) == 130
    said = capsys.readouterr().err
    assert "runs/hot-1-s5-1.part" in said
    command = said[said.index("ayllu run") :].split()[1:]
    engine(monkeypatch, simulate)
    assert main([*command, "--quiet"]) == 0
    assert Path("runs/hot-1-s5-1/run.json").is_file()
    assert not part_of(Path("runs/hot-1-s5-1")).exists()


def test_resume_takes_up_the_newest_run_and_refuses_another(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(pack: Any, scenario: Any, out: Path, resume: bool, **more: Any) -> Path:
        open_folder(pack, scenario, out, resume).release()
        raise KeyboardInterrupt

    engine(monkeypatch, stopped)
    assert main(run()) == 130
    engine(monkeypatch, simulate)
    capsys.readouterr()
    said = refused(capsys, *run("--resume", "--out", "runs/hot-1-s1-1", "--seed", "2"))
    assert "cannot resume: seed changed" in said
    assert "scenario changed" in refused(capsys, *run("--resume", "--set", "mortality.death_rate.times=2"))
    assert main(("run", "--resume", "--out", "runs/hot-1-s1-1", "--pack", "islands", "--quiet")) == 0
    assert main(run("--resume")) == 2


def test_a_fault_of_ours_is_told_without_a_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault, words in ((KeyError("x"), "fault is ours"), (ModelError("books"), "contradicts itself")):

        def broken_engine(*anything: Any, fault: Exception = fault, **more: Any) -> Path:
            raise fault

        engine(monkeypatch, broken_engine)
        assert main(run()) == 1
        said = capsys.readouterr().err
        assert words in said
        assert "AYLLU_DEBUG" in said
        assert "Traceback" not in said
    monkeypatch.setenv("AYLLU_DEBUG", "1")
    with pytest.raises(ModelError):
        main(run())


def test_too_little_memory_or_disk_is_said_before_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ayllu.runs.resources.available_memory", lambda: 1000)
    assert "of memory" in refused(capsys, *run())
    monkeypatch.setattr("ayllu.runs.resources.available_memory", lambda: None)
    monkeypatch.setattr("ayllu.runs.resources.free_disk", lambda path: 1000)
    assert "of disk" in refused(capsys, *run())
    assert not Path("runs").exists()


def test_scenarios_can_be_listed_shown_made_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("scenario", "list", "--pack", "islands", "--json")) == 0
    assert "hot" in [row["name"] for row in json.loads(capsys.readouterr().out)["scenarios"]]
    assert main(("scenario", "new", "mine.toml", "--extends", "hot", "--pack", "islands")) == 0
    assert main(("scenario", "check", "mine.toml", "hot", "--pack", "islands")) == 0
    assert main(("scenario", "show", "mine.toml", "--pack", "islands", "--json")) == 0
    said = capsys.readouterr().out
    assert json.loads(said[said.index("{") :])["run"]["from"] == "1900-01"
    assert "exists already" in refused(capsys, "scenario", "new", "mine.toml", "--extends", "hot", "--pack", "islands")
    assert "ends in .toml" in refused(capsys, "scenario", "new", "x.txt", "--extends", "hot", "--pack", "islands")
    assert "cannot be made" in refused(capsys, "scenario", "new", "no/x.toml", "--extends", "hot", "--pack", "islands")
    assert "no scenario" in refused(capsys, "scenario", "new", "y.toml", "--extends", "hott", "--pack", "islands")


def test_packs_can_be_made_checked_and_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("pack", "new", "mine")) == 0
    assert main(("pack", "check", "mine")) == 0
    assert main(("pack", "gaps", "mine", "--json")) == 0
    said = capsys.readouterr().out
    assert "gaps" in json.loads(said[said.index("{") :])
    assert "not empty" in refused(capsys, "pack", "new", "mine")
    assert "no such pack" in refused(capsys, "pack", "check", "nowhere")


def test_why_follows_a_name_and_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("why", "mortality.death_rate", "--pack", "islands")) == 0
    assert "table mortality.death_rate" in capsys.readouterr().out
    assert "mortality.death_rate" in refused(capsys, "why", "mortality.death_rat", "--pack", "islands")


def test_runs_can_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = "t1,AAA,national,B,all,1952,population_total,500,thousand,un"
    fake_run(tmp_path / "r", Fake(targets=[line]))
    assert main(("targets", "r", "--json")) == 0
    assert json.loads(capsys.readouterr().out)["targets"][0]["id"] == "t1"
    assert main(("targets", "r")) == 0
    assert "of 1 figures" in capsys.readouterr().out
    assert main(("tables", "r", "--json")) == 0
    assert {"exposures", "books"} <= {row["table"] for row in json.loads(capsys.readouterr().out)["tables"]}
    assert main(("columns", "books", "--run", "r")) == 0
    assert "opening" in capsys.readouterr().out
    assert main(("columns", "books")) == 0
    assert main(("report", "r")) == 0
    assert (tmp_path / "r" / "report.html").stat().st_size > 1000
    assert "no such run folder" in refused(capsys, "targets", "nowhere")
    assert "no table" in refused(capsys, "columns", "bookz")
    assert "no such file" in refused(capsys, "targets", "r", "--file", "none.csv")


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("--help",)) == 0
    listed = capsys.readouterr().out
    for command in (
        "run",
        "summary",
        "ensemble",
        "targets",
        "report",
        "tables",
        "columns",
        "why",
        "verify",
        "bench",
        "calibrate",
    ):
        assert command in listed
        assert main((command, "--help")) == 0
        said = capsys.readouterr().out
        assert f"Example: ayllu {command}" in " ".join(said.split())
        assert "--json" in said
    for group, commands in {"scenario": "list show new check", "pack": "check new gaps"}.items():
        for command in commands.split():
            assert main((group, command, "--help")) == 0
            assert f"Example: ayllu {group} {command}" in " ".join(capsys.readouterr().out.split())


def test_unknown_commands_name_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "run" in refused(capsys, "rnu")


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("--version",)) == 0
    assert capsys.readouterr().out.startswith("ayllu ")


def test_bench_names_the_figures_that_scripts_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("bench", "--people", "2000", "--repeats", "1", "--pack", "islands", "--json")) == 0
    told = json.loads(capsys.readouterr().out)["yardstick"]
    assert told["person_months_per_cpu_s"] > 1000
    assert told["bytes_per_person"] > 10
    assert told["ratio_to_numpy"] > 0


def test_calibrate_refuses_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such pack" in refused(capsys, "calibrate", "nowhere")
    assert "greater than 0" in refused(capsys, "calibrate", "islands", "--scale", "0")
    assert "not a list of seeds" in refused(capsys, "calibrate", "islands", "--seeds", "x")
