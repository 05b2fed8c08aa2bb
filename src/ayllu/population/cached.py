"""Several processes may compile at once: what each puts into Numba's cache must not be taken for something else.

Numba names the file of a compiled form, lists it and then writes it. Two processes that compile two forms of one
loop (for rows of 32 and of 64 bits, say) may choose the same name, and one that is stopped in between leaves the name
of a file that is older than the source. Here the file is written first, and by one process at a time.
"""

import contextlib
from collections.abc import Iterator
from itertools import count
from typing import Any

from numba.core.caching import IndexDataCacheFile


@contextlib.contextmanager
def _alone(path: str) -> Iterator[None]:
    """Within, no other process is in here for this path; where the system has no file locks, nothing is held."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _save(self: Any, key: Any, data: Any) -> None:
    """IndexDataCacheFile.save, in the other order and under a lock."""
    with _alone(f"{self._index_path}.lock"):
        held = self._load_index()
        taken = set(held.values())
        name = held.get(key) or next(name for n in count(1) if (name := self._data_name(n)) not in taken)
        self._save_data(name, data)
        self._save_index({**held, key: name})


def guard() -> None:
    """From now on, this process saves compiled loops so."""
    IndexDataCacheFile.save = _save  # type: ignore[method-assign]
