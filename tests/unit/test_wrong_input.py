"""Whatever is wrong with a command: words that say what, exit code 2, and nothing written."""

import json
import shutil
from pathlib import Path

import pytest

from ayllu.doors.cli.main import main
from ayllu.register.pack import pack_root
from fake_run import Fake, fake_run

CALM = ("run", "calm", "--pack", "islands")
CASES: list[tuple[tuple[str, ...], str]] = [
    (("run", "calm", "--pack", "undecodable"), "the text is not UTF-8"),
    (("run", "calm", "--pack", "nowhere"), "there is no such pack"),
    (("run", "unknown_key.toml", "--pack", "islands"), "unknown key 'untill'"),
    (("run", "broken.toml", "--pack", "islands"), "this is not TOML"),
    (("run", "absent.toml", "--pack", "islands"), "cannot be read"),
    (("run", "clam", "--pack", "islands"), "Did you mean 'calm'?"),
    ((*CALM, "--from", "1910-01", "--until", "1905-01"), "cannot begin in 1910-01"),
    ((*CALM, "--until", "1899-12"), "1899-12"),
    ((*CALM, "--until", "1900-13"), "is not a month"),
    ((*CALM, "--scale", "0"), "greater than 0"),
    ((*CALM, "--scale", "1.5"), "less than or equal to 1"),
    ((*CALM, "--scale", "nan"), "finite"),
    ((*CALM, "--threads", "0"), "greater than or equal to 1"),
    ((*CALM, "--seed", "-1"), "greater than or equal to 0"),
    ((*CALM, "--records", "most"), "'counts', 'sample' or 'all'"),
    ((*CALM, "--out", "taken"), "this folder exists already"),
    ((*CALM, "--out", "file/run"), "is a file"),
    ((*CALM, "--out", "fresh", "--resume"), "nothing to resume"),
    ((*CALM, "--set", "mortality.rural_risk=-1"), "negative"),
    ((*CALM, "--set", "mortality.rural_rusk=1"), "Did you mean"),
    ((*CALM, "--off", "nothing"), "there is no mechanism"),
    ((*CALM, "--quick", "--scale", "0.1"), "not both"),
    ((*CALM, "--processes", "nowhere"), "no such folder of processes"),
    (("ensemble", "calm", "--pack", "islands", "--seeds", "1", "--out", "file"), "is a file"),
    (("ensemble", "calm", "--pack", "islands", "--seeds", "5-1", "--out", "e"), "not a list of seeds"),
    (("summary", "nowhere"), "no such run folder"),
    (("summary", "empty"), "not a run folder"),
    (("summary", "damaged"), "cut short"),
    (("summary", "other"), "countries cannot be read"),
    (("report", "renamed"), "It was written by Ayllu 0.0.1"),
    (("targets", "renamed"), "It was written by Ayllu 0.0.1"),
    (("targets", "run", "--file", "absent.csv"), "there is no such file"),
    (("tables", "damaged"), "cut short"),
    (("tables", "hollow"), "cannot be used"),
    (("columns", "books", "--run", "hollow"), "cannot be used"),
    (("columns", "person_yer"), "Did you mean 'person_year'?"),
    (("trace", "run", "somebody"), "there is no such pack"),
    (("bench", "--scale", "0"), "greater than 0"),
    (("verify", "--only", "nothing"), "no check is called"),
    (("pack", "check", "nowhere"), "there is no such pack"),
    (("why", "nothing-at-all"), "nothing is called"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that the cases name."""
    here = tmp_path_factory.mktemp("wrong")
    shutil.copytree(pack_root("islands"), here / "undecodable")
    (here / "undecodable/pack.toml").write_bytes(b"\xff\xfe")
    (here / "unknown_key.toml").write_text('title = "x"\nextends = "calm"\n[run]\nuntill = "1905-01"\n')
    (here / "broken.toml").write_text("a = [1,")
    (here / "file").write_text("")
    for name in ("taken", "empty"):
        (here / name).mkdir()
    info: dict[str, object] = {"software": {"ayllu": "0.0.1"}, "pack": {"name": "gone", "hash": "x"}}
    target = "T1,AAA,national,B,all,1952,population_total,1,thousand,x"
    for name in ("run", "damaged", "hollow", "other", "renamed"):
        fake_run(here / name, Fake(info=info, targets=[target]))
    books = here / "damaged/books.parquet"
    books.write_bytes(books.read_bytes()[:100])
    (here / "hollow/books.parquet").write_bytes(b"PAR1")
    (here / "other/run.json").write_text(json.dumps(json.loads((here / "run/run.json").read_text()) | {"countries": 3}))
    rename(here / "renamed/exposures.parquet")
    return here


def rename(file: Path) -> None:
    """Give a column of a table another name."""
    import polars as pl

    pl.read_parquet(file).rename({"area": "zone"}).write_parquet(file)


@pytest.mark.parametrize(("arguments", "words"), CASES, ids=[" ".join(case[0])[:60] for case in CASES])
def test_wrong_input_is_explained(
    arguments: tuple[str, ...],
    words: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("AYLLU_DEBUG", raising=False)
    before = sorted(path.as_posix() for path in folder.rglob("*"))
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert words in " ".join(said.err.replace("│", " ").split())
    assert sorted(path.as_posix() for path in folder.rglob("*")) == before, "nothing was written"
