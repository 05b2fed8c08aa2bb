"""The whole way with the real engine: run, interrupt, go on, read."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

import ayllu
from ayllu.doors.cli.main import main
from ayllu.runs.progress import Progress

COMMAND = ("run", "hot", "--pack", "islands", "--until", "1901-06")


class Impatient(Progress):
    """Presses Ctrl-C after some months."""

    def __init__(self, months: int) -> None:
        self.left = months

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Count down."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)


def rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the last bits, which the order of parallel sums decides."""
    return [{key: round(v, 9) if isinstance(v, float) else v for key, v in row.items()} for row in rows]


def test_an_interrupted_run_goes_on_to_the_same_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*COMMAND, "--quiet", "--json", "--out", "whole"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert Path(whole["report"]).stat().st_size > 10_000
    with monkeypatch.context() as patch:
        patch.setattr("ayllu.runs.progress.open_progress", lambda quiet: Impatient(7))
        assert main([*COMMAND, "--out", "broken"]) == 130
    said = capsys.readouterr().err
    assert not Path("broken").exists()
    assert main([*said[said.index("ayllu run") :].split()[1:], "--quiet", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["digest"] == whole["digest"]
    assert rounded(again["summary"]) == rounded(whole["summary"])
    run = ayllu.open("broken")
    assert (
        run.info["persons_end"]
        == run.sql("SELECT sum(closing) AS n FROM books WHERE account = 'people' AND month = 17")["n"][0]
    )
    assert not [path.name for path in run.path.iterdir() if path.name in ("checkpoints", "resume.json", "in-use.lock")]
    for name in run.tables:
        assert main(["columns", name, "--run", "broken"]) == 0
