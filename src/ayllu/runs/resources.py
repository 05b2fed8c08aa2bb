"""What a run will need and what it used: memory, disk and time, forecast before it starts."""

import contextlib
import math
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ayllu.words.errors import AylluError, Problem
from ayllu.words.months import MONTHS_A_YEAR

GROWTH_A_YEAR = 0.025
"""Population growth supposed in forecasts only; above what most countries have seen over decades."""

BYTES_A_PERSON = 200
"""Memory a living simulated person takes, with the dead, tables of links and room to re-sort."""

BASE_BYTES = 600_000_000
"""Memory of the libraries, the compiled code and the pack."""

MEMORY_A_PERSON_YEAR = 250
"""Memory that a recorded person-year takes while tables are read for indicators and report."""

NS_A_PERSON_MONTH = 1_000.0
"""Processor time a person-month takes, with records; nanoseconds."""

SECONDS_A_MONTH = 0.3
"""Time a month takes however few live: steps, settlements and records of hardly anybody."""

BASE_SECONDS = 20.0
"""Time to compile, to make the population and to write the report; seconds."""

BYTES_A_PERSON_YEAR = 40
"""Disk that one recorded person takes a year over all tables, twice for a while when parts are united."""

DISK_BYTES_A_PERSON = 400
"""Disk of the checkpoints, for each living person: two kept and one being written."""

SAMPLE_PEOPLE = 20_000
"""Living people that a keyed sample records (DESIGN.md 4)."""

SAMPLE_ABROAD = 4_000
"""People of homes abroad that it records besides."""

BASE_DISK_BYTES = 60_000_000
"""Disk of the counts, the indicators and the report."""

_CAREFUL = 0.8
"""Share of the free memory above which a run is warned about."""


@dataclass(frozen=True)
class Forecast:
    """What a run is expected to need; a plan, not a promise."""

    people: int
    """Simulated persons alive at the end."""
    memory_bytes: int
    disk_bytes: int
    seconds: float


def forecast(people_start: float, months: int, threads: int = 1, records: str = "sample", samples: int = 1) -> Forecast:
    """Forecast a run of `people_start` simulated persons over `months`, on `threads` processors.

    `records` is counts, sample or all; focus places add one to the `samples`. Raises nothing; figures are on the
    safe side.
    """
    years = months / MONTHS_A_YEAR
    people_end = people_start * math.exp(GROWTH_A_YEAR * years)
    person_years = (people_end - people_start) / GROWTH_A_YEAR
    sampled = min(person_years, (samples * SAMPLE_PEOPLE + SAMPLE_ABROAD) * years)
    recorded = {"counts": 0.0, "sample": sampled, "all": person_years}[records]
    held = min(recorded, sampled)
    work = person_years * MONTHS_A_YEAR * NS_A_PERSON_MONTH * 1e-9
    return Forecast(
        people=round(people_end),
        memory_bytes=round(BASE_BYTES + people_end * BYTES_A_PERSON + held * MEMORY_A_PERSON_YEAR),
        disk_bytes=round(BASE_DISK_BYTES + recorded * BYTES_A_PERSON_YEAR + people_end * DISK_BYTES_A_PERSON),
        seconds=BASE_SECONDS + months * SECONDS_A_MONTH + work / max(1, threads),
    )


def check(plan: Forecast, out: Path) -> list[str]:
    """Warnings about a plan that is tight on this machine.

    Raises AylluError when it cannot fit in the free memory, or on the disk that OUT is on.
    """
    warnings: list[str] = []
    free = available_memory()
    if free is not None and plan.memory_bytes > free:
        raise AylluError(
            Problem(
                f"this run needs about {size_text(plan.memory_bytes)} of memory",
                where="memory",
                reason=f"{plan.people:,} people would live in it; {size_text(free)} is free",
                remedy=f"Use a smaller --scale (about {_share(free, plan):.2g} of this one fits)",
            )
        )
    if free is not None and plan.memory_bytes > _CAREFUL * free:
        warnings.append(f"memory is tight: {size_text(plan.memory_bytes)} needed, {size_text(free)} free")
    room = free_disk(out)
    if room is not None and plan.disk_bytes > room:
        raise AylluError(
            Problem(
                f"this run needs about {size_text(plan.disk_bytes)} of disk",
                where=str(out),
                reason=f"{size_text(room)} is free there",
                remedy="Free some space, choose --records counts, or name another folder with --out",
            )
        )
    return warnings


def _share(free: int, plan: Forecast) -> float:
    """The share of a plan's people whose memory fits."""
    return max(0.0, (free - BASE_BYTES) / max(1, plan.memory_bytes - BASE_BYTES))


def available_memory() -> int | None:
    """Bytes of memory that a new process may take here, or None where the system does not say."""
    found = [value for value in (_meminfo(), _cgroup()) if value is not None]
    if found:
        return min(found)
    with contextlib.suppress(AttributeError, ValueError, OSError):
        return int(os.sysconf("SC_PAGE_SIZE")) * int(os.sysconf("SC_PHYS_PAGES"))
    return None


def _meminfo() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _cgroup() -> int | None:
    """What a container's limit leaves, not counting file cache that can be dropped."""
    folder = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError, ValueError):
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        if limit != "max":
            used = int((folder / "memory.current").read_text(encoding="ascii"))
            stat = (folder / "memory.stat").read_text(encoding="ascii").split()
            cache = int(stat[stat.index("file") + 1]) if "file" in stat else 0
            return max(0, int(limit) - used + cache)
    return None


def free_disk(path: Path) -> int | None:
    """Free bytes on the disk of a path that need not exist yet; None where the system does not say."""
    for folder in (path, *path.absolute().parents):
        if folder.is_dir():
            try:
                usage = shutil.disk_usage(folder)
            except OSError:
                return None
            return usage.free if usage.total else None
    return None


def peak_memory_mb() -> float:
    """The most memory this process has held so far, in megabytes (10**6 bytes); 0 where unknown."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024) / 1e6


def cpu_seconds() -> float:
    """Processor time of this process and its finished children, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def size_text(size: float) -> str:
    """Bytes for people: '480 MB', '11.7 GB'."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def time_text(seconds: float) -> str:
    """Seconds for people: '40 s', '12 min', '2 h 5 min'."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
