"""Numba's cache holds what each of several processes put into it, and nothing of an older source."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from numba.core.caching import IndexDataCacheFile

from ayllu.population import cached


class Slow(IndexDataCacheFile):  # type: ignore[misc]
    """Takes its time between looking at the index and writing."""

    def _load_index(self) -> Any:
        found = super()._load_index()
        time.sleep(0.02)
        return found


def test_forms_compiled_at_once_are_not_mixed_up(tmp_path: Path) -> None:
    cached.guard()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: Slow(str(tmp_path), "loop", "stamp").save(n, f"form {n}"), range(4)))
    read = IndexDataCacheFile(str(tmp_path), "loop", "stamp")
    assert [read.load(n) for n in range(4)] == [f"form {n}" for n in range(4)]


def test_a_process_stopped_while_it_saves_leaves_nothing_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.guard()
    IndexDataCacheFile(str(tmp_path), "loop", "old source").save("key", "old form")
    for name in ("_save_data", "_save_index"):
        new = IndexDataCacheFile(str(tmp_path), "loop", "new source")
        monkeypatch.setattr(new, name, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            new.save("key", "new form")
        assert IndexDataCacheFile(str(tmp_path), "loop", "new source").load("key") in (None, "new form")
