"""Running one compiled loop over chunks of rows, on threads, into one outbox."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.plan import Loop
from ayllu.loops.screen import BLOCK

Rows = NDArray[np.uint32]
Chunk = tuple[int, int]


@dataclass
class Outbox:
    """What a step wants to be settled: rows, codes, one argument each, and the terms of decisions to go."""

    row: NDArray[np.int64]
    code: NDArray[np.int64]
    x: NDArray[np.int64]
    terms: NDArray[np.float64] | None = None

    @staticmethod
    def join(parts: Sequence["Outbox"]) -> "Outbox":
        """All parts in order."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return Outbox(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
        return Outbox(
            np.concatenate([p.row for p in parts]),
            np.concatenate([p.code for p in parts]),
            np.concatenate([p.x for p in parts]),
            None if parts[0].terms is None else np.concatenate([p.terms for p in parts if p.terms is not None]),
        )

    def of(self, low: int, high: int) -> "Outbox":
        """Entries with low <= code < high."""
        chosen = (self.code >= low) & (self.code < high)
        terms = None if self.terms is None else self.terms[chosen]
        return Outbox(self.row[chosen], self.code[chosen], self.x[chosen], terms)

    def __len__(self) -> int:
        return len(self.row)


FEW = 25_000
"""Rows that one thread visits sooner than two are told to."""


def _load(chunk: Any) -> int:
    """Rows of a chunk: a range, runs of rows, or a list of them."""
    if isinstance(chunk, tuple):
        return int(chunk[1] - chunk[0])
    return int((chunk[:, 1] - chunk[:, 0]).sum()) if chunk.ndim == 2 else len(chunk)


class Workers:
    """Threads over chunks; one thread runs in place. Results come back in the order of the chunks."""

    def __init__(self, threads: int) -> None:
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._own = threading.local()

    def map(self, work: Callable[[Any], Any], chunks: Iterable[Any]) -> list[Any]:
        """Do the work for every chunk; what is little work is done at once, as handing it over takes longer."""
        chunks = list(chunks)
        if self.pool is None or len(chunks) == 1 or sum(map(_load, chunks)) < FEW:
            return [work(chunk) for chunk in chunks]
        return list(self.pool.map(work, chunks))

    def rows(self, size: int) -> Rows:
        """A scratch list of rows for this thread."""
        held = getattr(self._own, "rows", None)
        if held is None or len(held) < size:
            held = self._own.rows = np.empty(size, np.uint32)
        return held

    def scratch(self) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
        """Room for the draws and keys of a block, for this thread."""
        held: tuple[NDArray[np.uint32], NDArray[np.uint64]] | None = getattr(self._own, "scratch", None)
        if held is None:
            held = self._own.scratch = np.empty(BLOCK + 1, np.uint32), np.empty(BLOCK + 1, np.uint64)
        return held


NO_TERMS = np.zeros((0, 0))


def visit(loop: Loop, arrays: Sequence[Any], rows: Any, n: int, month: int, seed: np.uint64) -> Outbox | None:
    """Run a loop over n rows; its outbox, or None when nothing came of it."""
    if n == 0:
        return None
    size = n * loop.pushes
    row, code, x = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    width = max(len(loop.terms), loop.more)
    terms = np.zeros((size, width)) if width else NO_TERMS
    m = loop.function(rows, n, month, seed, row, code, x, terms, *arrays)
    if m == 0:
        return None
    return Outbox(row[:m].copy(), code[:m].copy(), x[:m].copy(), terms[:m].copy() if width else None)


def chunks_of(n: int, size: int) -> list[Chunk]:
    """Ranges of at most `size` rows that cover 0..n."""
    return [(low, min(low + size, n)) for low in range(0, n, size)]
