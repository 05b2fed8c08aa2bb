"""A user's own process files: run, interrupted, resumed, traced; refused with a word about what is wrong."""

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

import ayllu
from ayllu.doors.cli.main import main
from ayllu.register.pack import pack_root
from ayllu.runs.progress import Progress

PROCESS = '''"""Who sings? Invented for a test."""

from ayllu.grammar import column, exposed, moves, probability, process, sets, step

singing = process(phase="learning_and_work", asks="Who sings?")
sings = column("uint8", "sings", at_birth=0, values=(0, 1))


@exposed
def silent(sings):
    """Those who do not sing yet."""
    return sings == 0


@probability
def begins(p):
    """Everybody alike."""
    return p.chance


steps = [step("beginning", who=silent, how_likely=begins, outcome=[sets(sings, 1)])]
'''
CARD = """chance:
  means: chance to begin singing in a month
  unit: probability
  value: 0.5
  plausible: [0, 1]
  kind: assumed
  because: invented for a test
"""
RUN = ("run", "hot", "--pack", "mine", "--until", "1901-02")


class Impatient(Progress):
    """Presses Ctrl-C after some months."""

    def __init__(self) -> None:
        self.left = 4

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Count down."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack with a card more, and a folder with one process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AYLLU_DEBUG", raising=False)
    shutil.copytree(pack_root("islands"), "mine")
    Path("mine/parameters/singing.yaml").write_text(CARD, "utf-8")
    Path("own").mkdir()
    Path("own/singing.py").write_text(PROCESS, "utf-8")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    return " ".join(said.err.replace("│", " ").split())


def test_the_run_folder_remembers_the_processes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*RUN, "--processes", "own", "--quiet", "--json", "--out", "whole"]) == 0
    whole = json.loads(capsys.readouterr().out)
    run = ayllu.open("whole")
    assert list(run.info["processes"]) == ["singing.py"]
    with monkeypatch.context() as patch:
        patch.setattr("ayllu.runs.progress.open_progress", lambda quiet: Impatient())
        assert main([*RUN, "--processes", "own", "--out", "broken"]) == 130
    said = capsys.readouterr().err
    Path("own/singing.py").write_text(PROCESS.replace("Everybody", "All"), "utf-8")
    again = said[said.index("ayllu run") :].split()[1:]
    assert "they changed since the run began" in refused(capsys, *again, "--processes", "own")
    shutil.rmtree("own")
    assert main([*again, "--quiet", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == whole["digest"]
    adult = str(run.sql("SELECT person FROM person_year WHERE age > 20 LIMIT 1")["person"][0])
    assert main(["trace", "whole", adult, "--pack", "mine", "--until", "1900-12"]) == 0
    assert "singing.beginning" in capsys.readouterr().out


def test_without_them_the_same_people_live_other_digests(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody's rules read the new column: events are the same, the state has one column more."""
    until = ("--until", "1900-02", "--quiet", "--json")
    assert main([*RUN, *until, "--processes", "own", "--out", "with"]) == 0
    assert main([*RUN, *until, "--out", "without"]) == 0
    one, other = (ayllu.open(name).table("occurrences") for name in ("with", "without"))
    assert one.equals(other)
    assert ayllu.open("with").info["digest"] != ayllu.open("without").info["digest"]
    assert ayllu.open("without").info["processes"] == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROCESS.replace("p.chance", "p.chanc"), "reads 'chanc', which has no card"),
        (PROCESS.replace("silent(sings)", "silent(sing)"), "'sing', which nobody declares. Did you mean 'sings'?"),
        (PROCESS.replace("def begins(p):", "def begins(p:"), "own/singing.py:"),
        (PROCESS.replace("import column", "import colum"), "own/singing.py:3"),
        (PROCESS.replace("learning_and_work", "learning"), "phase 'learning' is not one of"),
        (PROCESS.replace("sets(sings, 1)", "moves('own', 'alon')"), "alone"),
        (PROCESS.replace("sets(sings, 1)", "moves('own', partie='alone')"), "partie"),
        ("x = 1", "this folder holds no process"),
    ],
)
def test_wrong_processes_are_explained(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("own/singing.py").write_text(text, "utf-8")
    assert said in refused(capsys, *RUN, "--processes", "own")
    assert not list(Path().glob("runs*"))


def test_a_name_of_the_model_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own/singing.py").rename("own/mortality.py")
    assert "two process files are called mortality" in refused(capsys, *RUN, "--processes", "own")


@pytest.mark.parametrize("own", ["nowhere", "mine/parameters", "own/singing.py"])
def test_a_folder_without_processes_is_refused(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "process" in refused(capsys, *RUN, "--processes", own)
