"""Opening a run folder: what it says about itself, its tables, and SQL over them."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ayllu.words.errors import AylluError, Problem, nearest
from ayllu.words.months import MONTHS_A_YEAR, month_number

if TYPE_CHECKING:
    import duckdb

NEEDED = ("seed", "scale", "from", "until", "countries")
UNFINISHED = ".part"
MARK = b"PAR1"
"""The last bytes of every Parquet file."""
DAMAGED = "The file was damaged or is being written: run the scenario again"


@dataclass(frozen=True)
class Run:
    """A finished run on disk; tables are read when asked for.

    `info` is run.json as written. Counts in the tables are simulated persons; their column `weight` says how
    many people each one stands for.
    """

    path: Path
    info: dict[str, Any]

    @property
    def weight(self) -> float:
        """People represented by one simulated person outside focus places."""
        return float(self.info.get("weight") or 1.0 / float(self.info["scale"]))

    def weights_of(self, name: str) -> pl.Expr:
        """People that one simulated person of a row of a table stands for."""
        known = "weight" in self.scan(name).collect_schema()
        return pl.col("weight") if known else pl.lit(self.weight)

    @property
    def people_end(self) -> float:
        """People alive at the end, scaled up."""
        return float(self.info.get("people_end") or self.info.get("persons_end", 0) * self.weight)

    @property
    def countries(self) -> dict[str, str]:
        """Country names by code, in the order of the pack."""
        return {row["code"]: row["name"] for row in self.info["countries"]}

    @property
    def abroad(self) -> tuple[str, ...]:
        """Codes of the regions abroad, whose people are no residents."""
        return tuple(row["code"] for row in self.info.get("regions") or () if row.get("destination"))

    @property
    def land_borders(self) -> tuple[tuple[str, str], ...]:
        """Countries and the destinations abroad with which they have a land border, as codes."""
        regions = self.info.get("regions") or ()
        return tuple((country, row["code"]) for row in regions for country in row.get("land_borders") or ())

    @cached_property
    def epoch_year(self) -> int:
        """Calendar year in which month 0 falls."""
        pack = self.info.get("pack")
        said = self.info.get("epoch_year") or (pack.get("epoch_year") if isinstance(pack, dict) else None)
        if said is not None:
            return int(said)
        first = int(self.scan("exposures").select(pl.col("month").min()).collect().item())
        return (month_number(self.info["from"], 0) - first) // MONTHS_A_YEAR

    @property
    def tables(self) -> list[str]:
        """Names of the tables this run holds; indicator tables are called indicators_<family>."""
        plain = sorted(file.stem for file in self.path.glob("*.parquet"))
        families = sorted(f"indicators_{file.stem}" for file in self.path.glob("indicators/*.parquet"))
        return plain + families

    def file(self, name: str) -> Path | None:
        """Path of a companion file (targets.csv, official_series.csv), or None when the run has none."""
        found = self.path / name
        return found if found.is_file() else None

    def scan(self, name: str) -> pl.LazyFrame:
        """A table read lazily. Raises AylluError when the run does not hold it."""
        if name not in self.tables:
            raise _no_table(self, name)
        return pl.scan_parquet(self._parquet(name))

    def residents(self, name: str) -> pl.LazyFrame:
        """A table with columns country and region, without the people who live abroad."""
        return self.scan(name).filter(~pl.col("region").cast(pl.String).is_in(self.abroad))

    def table(self, name: str) -> pl.DataFrame:
        """A table as a polars frame (`.to_pandas()` for pandas). Raises AylluError when it is not there."""
        try:
            return self.scan(name).collect()
        except pl.exceptions.PolarsError as problem:
            raise _unreadable(self._parquet(name), problem) from problem

    def sql(self, query: str) -> pl.DataFrame:
        """Answer of a DuckDB query in which every table of the run is a view of the same name.

        The view `indicators` holds the indicator tables of all families together.
        Raises AylluError with DuckDB's own words when the query cannot be answered.
        """
        import duckdb

        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as base:
            try:
                for name in self.tables:
                    base.execute(_view(name, str(self._parquet(name))))
                if any(name.startswith("indicators_") for name in self.tables):
                    base.execute(_view("indicators", str(self.path / "indicators" / "*.parquet")))
                return _answer(base.execute(query))
            except duckdb.Error as problem:
                reason = " ".join(str(problem).split())
                remedy = f"Tables of this run: {', '.join(self.tables)}"
                raise AylluError(Problem("the query has no answer", str(self.path), reason, remedy)) from problem

    def _parquet(self, name: str) -> Path:
        if name.startswith("indicators_"):
            return self.path / "indicators" / f"{name.removeprefix('indicators_')}.parquet"
        return self.path / f"{name}.parquet"


def open_run(path: str | Path | Run) -> Run:
    """The run in a folder.

    Raises AylluError naming folder, reason and remedy when there is no such folder, when the run in it did
    not finish (`.part`), or when it is not a run folder.
    """
    if not isinstance(path, Run):
        _must_be_finished(Path(path))
    return open_folder(path)


def open_folder(path: str | Path | Run) -> Run:
    """The run in a folder whose tables and run.json are written, even while it is still called .part.

    The writer of a run uses it to add indicators and report before it names the folder finished.
    """
    if isinstance(path, Run):
        return path
    folder = Path(path)
    info = _read_info(folder)
    missing = [key for key in NEEDED if key not in info]
    if missing:
        raise AylluError(
            Problem(
                "run.json is incomplete",
                str(folder),
                f"it lacks {', '.join(missing)}",
                "Run the scenario again into a new folder",
            )
        )
    _must_be_well_formed(folder, info)
    _must_be_whole(folder)
    return Run(folder, info)


@contextlib.contextmanager
def readable(run: Run | None) -> Iterator[None]:
    """Within, a table that lacks what is asked of it is told as such: another version has written the run."""
    try:
        yield
    except pl.exceptions.PolarsError as problem:
        if run is None:
            raise
        software = run.info.get("software")
        written = software.get("ayllu") if isinstance(software, dict) else None
        reason = str(problem).strip().partition("\n")[0]
        remedy = f"It was written by Ayllu {written or 'of an unknown version'}: run its scenario again with this one"
        raise AylluError(Problem("the tables of this run cannot be used", str(run.path), reason, remedy)) from problem


def _must_be_well_formed(folder: Path, info: dict[str, Any]) -> None:
    """What every reader relies on; a run.json of another version or hand may differ."""
    countries = info["countries"]
    right = {
        "scale": isinstance(info["scale"], int | float) and info["scale"] > 0,
        "from": isinstance(info["from"], str),
        "until": isinstance(info["until"], str),
        "countries": isinstance(countries, list)
        and all(isinstance(row, dict) and {"code", "name"} <= set(row) for row in countries),
    }
    wrong = [key for key, well in right.items() if not well]
    if wrong:
        remedy = "The folder was damaged or comes from another version: run the scenario again"
        reason = f"{', '.join(wrong)} cannot be read"
        raise AylluError(Problem("run.json is not that of a run", str(folder / "run.json"), reason, remedy))


def _must_be_whole(folder: Path) -> None:
    """A Parquet file that was cut short lacks its last four bytes."""
    for file in sorted([*folder.glob("*.parquet"), *folder.glob("indicators/*.parquet")]):
        with file.open("rb") as opened:
            opened.seek(0, os.SEEK_END)
            opened.seek(max(0, opened.tell() - len(MARK)))
            if opened.read() != MARK:
                raise AylluError(Problem("the table cannot be read", str(file), "the file was cut short", DAMAGED))


def _must_be_finished(folder: Path) -> None:
    part = folder if folder.suffix == UNFINISHED else folder.with_name(folder.name + UNFINISHED)
    if part.is_dir() and (folder == part or not folder.is_dir()):
        raise AylluError(
            Problem(
                "the run is not complete",
                str(part),
                "it is still running or was stopped",
                f"Resume it: ayllu run --resume --out {part.with_suffix('')}",
            )
        )
    if folder.is_file():
        raise AylluError(Problem("this is a file, not a run folder", str(folder), remedy="Name its folder"))
    if not folder.is_dir():
        near = [str(other) for other in folder.parent.glob("*") if other.is_dir()]
        hint = nearest(str(folder), near) or "List your runs: ls runs"
        raise AylluError(Problem("there is no such run folder", str(folder), remedy=hint))


def _read_info(folder: Path) -> dict[str, Any]:
    file = folder / "run.json"
    if not file.is_file():
        reason = "it holds no run.json"
        remedy = "Name a folder written by 'ayllu run'"
        raise AylluError(Problem("this is not a run folder", str(folder), reason, remedy))
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        remedy = "The folder was damaged: run the scenario again"
        raise AylluError(Problem("run.json cannot be read", str(file), str(problem), remedy)) from problem
    if not isinstance(info, dict):
        raise AylluError(Problem("run.json cannot be read", str(file), "it is not an object"))
    return info


def _answer(result: "duckdb.DuckDBPyConnection") -> pl.DataFrame:
    """A query's answer; through numpy, because DuckDB's own Arrow bridge prints warnings when Python ends."""
    whole = {name for name, kind, *_ in result.description or [] if str(kind) == "HUGEINT"}
    columns = []
    for name, found in result.fetchnumpy().items():
        values = np.ma.getdata(found)
        column = pl.Series(name, values.tolist() if values.dtype == object else values)
        column = column.set(pl.Series(np.ma.getmaskarray(found)), None)
        columns.append(column.cast(pl.Int64) if name in whole else column)
    return pl.DataFrame(columns)


def _view(name: str, file: str) -> str:
    quoted = file.replace("'", "''")
    return f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{quoted}', union_by_name = true)"


def _no_table(run: Run, name: str) -> AylluError:
    hint = nearest(name, run.tables)
    kept = str(run.info.get("records", ""))
    reason = "the run was made with --records counts" if kept == "counts" else "the run does not hold it"
    remedy = f"{hint} It holds {', '.join(run.tables) or 'no tables'}".strip()
    return AylluError(Problem(f"there is no table '{name}'", str(run.path), reason, remedy))


def _unreadable(file: Path, problem: Exception) -> AylluError:
    reason = str(problem).splitlines()[0]
    return AylluError(Problem("the table cannot be read", str(file), reason, DAMAGED))
