"""What is kept to save time: used again, made anew when broken, and forgotten when there is too much of it."""

from pathlib import Path

import numpy as np
import pytest

from ayllu.engine.settle import distinct
from ayllu.runs.record_parts import MOST_WAITING, Parts
from ayllu.words.cache import MOST_KEPT, kept
from ayllu.words.errors import AylluError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for things kept."""
    monkeypatch.setenv("AYLLU_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "thing"


def test_is_made_once_for_each_content(folder: Path) -> None:
    made: list[str] = []

    def make(name: str) -> list[str]:
        made.append(name)
        return [name]

    assert [kept("thing", name, lambda name=name: make(name)) for name in ("a", "b", "a")] == [["a"], ["b"], ["a"]]
    assert made == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"no pickle", b"cnowhere\nnothing\n."])
def test_a_broken_file_is_made_anew(folder: Path, content: bytes) -> None:
    kept("thing", "a", lambda: 1)
    (path,) = folder.iterdir()
    path.write_bytes(content)
    assert kept("thing", "a", lambda: 2) == 2
    assert kept("thing", "a", lambda: 3) == 2


def test_nothing_depends_on_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AYLLU_CACHE", str(tmp_path / "file"))
    assert kept("thing", "a", lambda: 1) == 1


def test_the_oldest_go(folder: Path) -> None:
    for number in range(MOST_KEPT + 3):
        kept("thing", str(number), lambda: 0)
    assert len(list(folder.iterdir())) == MOST_KEPT


def test_a_part_that_cannot_be_written_is_told_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("in the way")
    parts = Parts(tmp_path)
    with pytest.raises((AylluError, OSError)):
        for year in range(MOST_WAITING + 2):
            parts.add("table", 1950 + year, {"x": np.arange(3)})
    with pytest.raises((AylluError, OSError)):
        _ = parts.held
    parts.close()


def test_all_parts_are_written_when_asked_for(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for year in range(5):
        parts.add("table", 1950 + year, {"x": np.arange(year)})
    assert sorted(parts.held["table"]) == [str(1950 + year) for year in range(5)]
    assert parts.whole()
    parts.close()


def test_distinct_is_unique() -> None:
    for values in ([], [3], [2, 2], [5, 1, 5, 3, 1]):
        rows = np.array(values, np.int64)
        assert distinct(rows).tolist() == np.unique(rows).tolist()
