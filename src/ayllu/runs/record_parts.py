"""Year-by-year parts of the tables of a run, and their union into one Parquet file for each table."""

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ayllu.runs.folder import explained

FOLDER = "parts"
ROWS_A_GROUP = 500_000
"""Rows of a row group: many, because the same people return every year and their keys are stored once."""

MOST_WAITING = 40
"""Parts that may wait to be written, about two years of them."""

NOTHING = 255
"""Code of a missing word."""


@dataclass(frozen=True)
class Coded:
    """A column of words held as codes (uint8) into `words`; NOTHING is missing."""

    codes: NDArray[np.uint8]
    words: tuple[str, ...]


Column = NDArray[Any] | Coded
"""Masked arrays have missing values."""

Columns = Mapping[str, Column]


class Parts:
    """Parts of tables below a folder: parts/TABLE/YEAR.arrow, with the size and digest of each."""

    def __init__(self, folder: Path, held: Mapping[str, Mapping[str, Sequence[Any]]] | None = None) -> None:
        self.target = folder
        self.folder = folder / FOLDER
        self._held: dict[str, dict[str, tuple[int, str]]] = {
            table: {label: (int(part[0]), str(part[1])) for label, part in parts.items()}
            for table, parts in (held or {}).items()
        }
        self._enums: dict[tuple[str, ...], pl.Series] = {}
        self._writer = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    @property
    def held(self) -> dict[str, dict[str, tuple[int, str]]]:
        """Size and digest of each part by table and year, when all are written. Raises AylluError as `add` does."""
        self._wait()
        return self._held

    def add(self, table: str, year: int, columns: Columns) -> None:
        """Write the rows of a year, beside the months that follow; the columns must not change any more.

        Raises AylluError when the disk refuses, for this part or one before it.
        """
        self._waiting.append(self._writer.submit(self._write, table, year, columns))
        self._wait(MOST_WAITING)

    def _wait(self, most: int = 0) -> None:
        while len(self._waiting) > most:
            self._waiting.popleft().result()

    def close(self) -> None:
        """Write nothing any more; what is being written is finished."""
        self._writer.shutdown(cancel_futures=True)

    def _write(self, table: str, year: int, columns: Columns) -> None:
        frame = pl.DataFrame({name: self._series(name, column) for name, column in columns.items()})
        path = self._path(table, str(year))
        temporary = path.with_suffix(".tmp")
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_ipc(temporary, compression="lz4")
            temporary.replace(path)
            size = path.stat().st_size
        self._held.setdefault(table, {})[str(year)] = (size, _digest(columns))

    def _path(self, table: str, label: str) -> Path:
        return self.folder / table / f"{label}.arrow"

    def _series(self, name: str, column: Column) -> pl.Series:
        values, missing, words = _plain(column)
        if words:
            if words not in self._enums:
                self._enums[words] = pl.Series(words, dtype=pl.Enum(words))
            found = self._enums[words].gather(values.astype(np.uint32)).alias(name)
        else:
            found = pl.Series(name, values)
        return found.set(pl.Series(missing), None) if missing.any() else found

    def whole(self) -> bool:
        """Whether all parts that should be there are, at their full size."""
        parts = [
            (self._path(table, label), size) for table, own in self.held.items() for label, (size, _) in own.items()
        ]
        return all(path.is_file() and path.stat().st_size == size for path, size in parts)

    def forget_others(self) -> None:
        """Remove files of years that are not held: those written after the checkpoint taken up."""
        known = {self._path(table, label) for table, own in self.held.items() for label in own}
        with explained(self.folder):
            for path in sorted(self.folder.glob("*/*")):
                if path not in known:
                    path.unlink()

    def unite(self, tables: Iterable[str]) -> None:
        """Write one Parquet file for each table that has parts. Raises AylluError when the disk refuses."""
        for table in tables:
            labels = sorted(self.held.get(table, {}), key=int)
            if labels:
                parts = pl.scan_ipc([self._path(table, label) for label in labels])
                with explained(self.target):
                    _sink(parts, self.target / f"{table}.parquet")

    def clear(self) -> None:
        """Remove all parts."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def digest(self) -> str:
        """SHA-256 of the contents of all tables."""
        content = {table: {label: part[1] for label, part in own.items()} for table, own in self.held.items()}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _sink(parts: pl.LazyFrame, path: Path) -> None:
    """Words are written as text, so that every reader can compare and join them."""
    kinds = parts.collect_schema()
    words = [name for name, kind in kinds.items() if isinstance(kind, pl.Enum)]
    temporary = path.with_suffix(".tmp")
    parts.with_columns(pl.col(words).cast(pl.String)).sink_parquet(
        temporary, compression="zstd", compression_level=1, row_group_size=ROWS_A_GROUP, statistics=False
    )
    temporary.replace(path)


def _plain(column: Column) -> tuple[NDArray[Any], NDArray[np.bool_], tuple[str, ...]]:
    """Values, which of them are missing, and the words that they stand for, if any."""
    if isinstance(column, Coded):
        missing = column.codes == NOTHING
        return np.where(missing, 0, column.codes), missing, column.words
    return np.ma.getdata(column), np.ma.getmaskarray(column), ()


def _digest(columns: Columns) -> str:
    """SHA-256 of names, types and values."""
    digest = hashlib.sha256()
    for name, column in columns.items():
        values, missing, words = _plain(column)
        digest.update("\0".join([name, values.dtype.str, str(len(values)), *words]).encode())
        digest.update(np.where(missing, 0, values).tobytes() if missing.any() else values.tobytes())
        digest.update(np.flatnonzero(missing).tobytes())
    return digest.hexdigest()
