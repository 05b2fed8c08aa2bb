"""Where things are kept that only save time: compiled loops and what start populations are made from."""

import contextlib
import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")

MOST_KEPT = 8
"""Files kept of a kind; the oldest go first."""


def cache_base() -> Path:
    """The folder of everything kept: AYLLU_CACHE, or the user's cache folder."""
    chosen = os.environ.get("AYLLU_CACHE")
    return Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ayllu"


def kept(kind: str, content: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, kept on disk for the next time that kind and content (all it depends on) are the same.

    A file that cannot be read, or written, is made anew and forgotten: nothing depends on it.
    """
    path = cache_base() / kind / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.pickle"
    with contextlib.suppress(Exception):
        found: Made = pickle.loads(path.read_bytes())
        return found
    made = make()
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        temporary.replace(path)
        for older in sorted(path.parent.glob("*.pickle"), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
            older.unlink()
    return made
