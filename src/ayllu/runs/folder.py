"""The life of a run folder: written as OUT.part, renamed to OUT when complete, never overwritten."""

import contextlib
import errno
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from ayllu.words.errors import AylluError, Problem

PART = ".part"
FINGERPRINT = "resume.json"
LOCK = "in-use.lock"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NO_WRITING = (errno.EACCES, errno.EPERM, errno.EROFS)

_README = """A run of Ayllu: {title}
All persons are invented; results follow from stated assumptions and are no forecasts.

Counts in the tables are simulated persons; the column weight says how many people one of a row stands for{usual}.
Months are numbered from January {epoch}: year = {epoch} + month // 12. Every table is split by sex.
run.json says what was run and which numbers are assumed; report.html shows the results.
event.parquet, where people are recorded, is their lives: a row for each event of a person (weight: people it
stands for); move.parquet is the moves among them. `ayllu columns event` explains; `ayllu compare` sets runs
side by side. flow_year, reason_year, abroad_year, papers_year, project_year, return_year, birthplace_year,
recent_year, displaced_year and child_abroad_year count the moves of everybody and where they lead; they are
already in people.
Start these queries in this folder. Each gives births by year and sex of the newborn.

Python (polars)
    import polars as pl
    births = (
        pl.scan_parquet("occurrences.parquet").filter(pl.col("event") == "birth")
        .group_by(year={epoch} + pl.col("month") // 12, sex="sex")
        .agg(births=(pl.col("count") * pl.col("weight")).sum())
        .sort("year", "sex").collect()
    )
    print(births)

R (arrow, dplyr)
    library(arrow); library(dplyr)
    read_parquet("occurrences.parquet") |> filter(event == "birth") |>
      group_by(year = {epoch} + month %/% 12, sex) |>
      summarise(births = sum(count * weight), .groups = "drop") |> arrange(year, sex)

DuckDB
    SELECT {epoch} + month // 12 AS year, sex, sum(count * weight) AS births
    FROM 'occurrences.parquet' WHERE event = 'birth' GROUP BY ALL ORDER BY ALL;
"""


@contextlib.contextmanager
def explained(where: Path | str) -> Iterator[None]:
    """Turn a full or read-only disk into one clear AylluError; other errors pass unchanged."""
    try:
        yield
    except AylluError:
        raise
    except Exception as error:
        problem = _disk_problem(error, where)
        if problem is None:
            raise
        raise AylluError(problem) from error


def _disk_problem(error: Exception, where: Path | str) -> Problem | None:
    """What a storage error means; some writers lose the error number, so the words count too."""
    number = error.errno if isinstance(error, OSError) else None
    words = str(error)
    if number in _NO_SPACE or "No space left on device" in words or "quota exceeded" in words:
        return Problem(
            "the disk is full",
            where=str(where),
            remedy="Free some space and continue with --resume, or name another folder with --out",
        )
    if number in _NO_WRITING or "Read-only file system" in words:
        return Problem(
            "cannot write here",
            where=str(where),
            reason=os.strerror(number).lower() if number else "the file system is read-only",
            remedy="Name a folder you may write to with --out",
        )
    return None


def default_out(scenario: str, scale: float, seed: int, base: Path | str = "runs") -> Path:
    """The next free folder BASE/SCENARIO-SCALE-sSEED-N, counting finished and unfinished runs."""
    stem = _stem(scenario, scale, seed)
    return Path(base) / f"{stem}-{max(_numbers(Path(base), stem), default=0) + 1}"


def unfinished(scenario: str, scale: float, seed: int, base: Path | str = "runs") -> Path | None:
    """The newest unfinished default folder of a scenario (its final name), or None."""
    stem = _stem(scenario, scale, seed)
    for number in sorted(_numbers(Path(base), stem), reverse=True):
        out = Path(base) / f"{stem}-{number}"
        if part_of(out).is_dir() and not out.exists():
            return out
    return None


def _stem(scenario: str, scale: float, seed: int) -> str:
    name = re.sub(r"[^\w.-]+", "_", scenario).strip("._") or "run"
    return f"{name}-{scale:.10g}-s{seed}"


def _numbers(base: Path, stem: str) -> list[int]:
    pattern = re.compile(re.escape(stem) + r"-(\d+)(?:\.part)?")
    try:
        names = [entry.name for entry in base.iterdir()]
    except OSError:
        return []
    return [int(match[1]) for name in names if (match := pattern.fullmatch(name))]


def part_of(out: Path) -> Path:
    """Where a run that will be OUT is written until it is complete."""
    return out.with_name(out.name + PART)


def is_complete(out: Path) -> bool:
    """Whether OUT is the folder of a finished run."""
    return (out / "run.json").is_file()


class RunFolder:
    """A run folder being written; `part` is where files go, `out` what it becomes."""

    def __init__(self, out: Path, resumed: bool) -> None:
        self.out = out
        self.part = part_of(out)
        self.resumed = resumed
        self._lock: IO[str] | None = None

    @classmethod
    def start(cls, out: Path | str, fingerprint: Mapping[str, str], resume: bool = False) -> "RunFolder":
        """Make OUT.part, or with `resume` take up the one that is there.

        `fingerprint` says what is being run (scenario and pack hashes); resuming another run is refused.
        Raises AylluError when OUT exists, cannot be made, is in use, or cannot be resumed.
        """
        out = Path(out)
        part = part_of(out)
        found = part.is_dir()
        refuse(out, resume)
        _make(part)
        folder = cls(out, resumed=found)
        folder._take_lock()
        with folder.released_on_error():
            folder._compare(dict(fingerprint))
        return folder

    @contextlib.contextmanager
    def released_on_error(self) -> Iterator[None]:
        """Within, whatever goes wrong lets go of the folder."""
        try:
            yield
        except BaseException:
            self.release()
            raise

    def _take_lock(self) -> None:
        """Hold the folder for this process; where the system has no file locks, nothing is held."""
        with explained(self.part):
            self._lock = (self.part / LOCK).open("w")
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise AylluError(
                Problem(
                    "another process is writing this run",
                    where=str(self.part),
                    remedy="Wait until it has finished, or stop it first",
                )
            ) from error

    def _compare(self, fingerprint: dict[str, str]) -> None:
        """Write the fingerprint of a new run; refuse to go on with a different one."""
        path = self.part / FINGERPRINT
        if not self.resumed or not path.exists():
            with explained(self.part):
                path.write_text(json.dumps(fingerprint, indent=1), encoding="utf-8")
            return
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            before = {}
        changed = [key for key in fingerprint if before.get(key) != fingerprint[key]]
        if changed:
            raise AylluError(
                Problem(
                    f"cannot resume: {', '.join(changed)} changed since the run began",
                    where=str(self.part),
                    remedy="Give the same scenario, pack and options as before, or start anew with another --out",
                )
            )

    def release(self) -> None:
        """Let go of the folder; what is written stays and can be resumed."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def write_readme(self, title: str, epoch_year: int, weights: Sequence[float]) -> None:
        """Write README.txt with one query in Python, R and DuckDB."""
        usual = f",\n{weights[0]:g} outside focus places" if len(weights) > 1 else f" ({weights[0]:g})"
        with explained(self.part):
            text = _README.format(title=title, epoch=epoch_year, usual=usual)
            (self.part / "README.txt").write_text(text, encoding="utf-8")

    def complete(self) -> Path:
        """Rename OUT.part to OUT and return it; the files for resuming go first."""
        self.release()
        with explained(self.out):
            for name in (FINGERPRINT, LOCK):
                (self.part / name).unlink(missing_ok=True)
            try:
                self.part.rename(self.out)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                    raise
                raise AylluError(
                    Problem(
                        "somebody made this folder while the run went on",
                        where=str(self.out),
                        remedy=f"The finished run is in {self.part}: rename it yourself",
                    )
                ) from error
        return self.out


def refuse(out: Path, resume: bool) -> None:
    """Raise AylluError when a run may not start in (or with `resume` go on in) a folder; write nothing."""
    refusal = _refusal(out, part_of(out), resume)
    if refusal is not None:
        raise AylluError(refusal)


def _refusal(out: Path, part: Path, resume: bool) -> Problem | None:
    """Why a run may not start in a folder, or None."""
    try:
        found = part.is_dir()
    except (OSError, ValueError) as error:
        return Problem("this cannot be the name of a folder", str(out), str(error))
    if out.exists() or out.is_symlink():
        remedy = "Results are never overwritten: name another with --out, or remove it"
        return Problem("this folder exists already", str(out), remedy=remedy)
    above = next((parent for parent in out.absolute().parents if parent.exists()), None)
    if above is not None and not above.is_dir():
        return Problem("cannot make the run folder", str(out), f"{above} is a file", "Name another with --out")
    if found and not resume:
        remedy = "Continue it with --resume, name another folder with --out, or remove it"
        return Problem("an unfinished run is here", str(part), remedy=remedy)
    if resume and not found:
        reason = "no unfinished run of that name exists"
        return Problem("there is nothing to resume", str(part), reason, "Start it without --resume")
    return None


def _make(part: Path) -> None:
    """Make OUT.part with its parents and prove that files can be written in it."""
    try:
        part.mkdir(parents=True, exist_ok=True)
        probe = part / ".probe"
        probe.write_text("probe", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        full = error.errno in _NO_SPACE
        raise AylluError(
            Problem(
                "the disk is full" if full else "cannot make the run folder",
                where=str(part.with_name(part.name.removesuffix(PART))),
                reason="" if full else reason,
                remedy="Free some space" if full else "Name a folder you may write to with --out",
            )
        ) from error
