"""What a run was made of and what it took: the content of run.json."""

import csv
import hashlib
import importlib.metadata
import json
import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ayllu.runs.folder import RunFolder, explained
from ayllu.runs.own_processes import NO_OWN, OwnProcesses
from ayllu.runs.resources import cpu_seconds, peak_memory_mb
from ayllu.runs.scenario import Scenario, cores
from ayllu.words.months import year_of

if TYPE_CHECKING:
    from ayllu.register.pack import Pack

LIBRARIES = ("numpy", "numba", "polars", "duckdb")
FILE = "run.json"
RESOLVED = "scenario.resolved.toml"
COMPANIONS = (
    "calibration/goals.csv",
    "evidence/move_claims.csv",
    "calibration/observation.csv",
    "calibration/national_income.csv",
    "places/regions.csv",
    "places/places.csv",
    "places/departments.topo.json",
    "places/tilegrid.json",
)
GOALS = {
    "region_people": ("department_population_share",),
    "urban_share": ("urban_share",),
    "lifetime_migrants": ("lifetime_internal_migrants_share",),
    "net_loss": ("population_total", "crude_net_migration_rate"),
}
"""Goals of a calibration, and the quantities that agree with official figures because of them."""


@dataclass
class Stopwatch:
    """Wall and processor time of a run, begun when it is made; `before` is what earlier sittings took."""

    before: float = 0.0
    started: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    _wall: float = field(default_factory=time.monotonic)
    _cpu: float = field(default_factory=cpu_seconds)

    @property
    def seconds(self) -> float:
        """Wall seconds so far, earlier sittings included."""
        return self.before + time.monotonic() - self._wall

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of this sitting."""
        return cpu_seconds() - self._cpu


def version() -> str:
    """The version of the installed software; 'source' when it is run without being installed."""
    try:
        return importlib.metadata.version("ayllu")
    except importlib.metadata.PackageNotFoundError:
        return "source"


def software() -> dict[str, str]:
    """Versions of Ayllu and of the libraries that results depend on."""
    found = {"ayllu": version()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """The kind of machine; nothing that identifies it."""
    return {
        "cores": cores(),
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
    }


def parameters_hash(pack: "Pack", scenario: Scenario) -> str:
    """SHA-256 of the numbers in force: the pack's files and the scenario's changes."""
    return hashlib.sha256(f"{pack.hash}\0{scenario.changes_hash}".encode()).hexdigest()


def fingerprint(pack: "Pack", scenario: Scenario, own: OwnProcesses = NO_OWN) -> dict[str, str]:
    """What must be the same for an unfinished run to be continued."""
    return {
        "scenario": scenario.hash,
        "seed": str(scenario.seed),
        "scale": repr(scenario.scale),
        "focus": repr(scenario.focus),
        "pack": pack.hash,
        "records": scenario.records,
        "processes": own.hash,
        "version of ayllu": version(),
    }


def open_folder(
    pack: "Pack", scenario: Scenario, out: Path, resume: bool = False, own: OwnProcesses = NO_OWN
) -> RunFolder:
    """Start or resume the run folder of a scenario; scenario.resolved.toml and the user's processes go in at once.

    Raises AylluError as RunFolder.start does, and when an unfinished run was a different one.
    """
    folder = RunFolder.start(out, fingerprint(pack, scenario, own), resume)
    with folder.released_on_error():
        scenario.write_resolved(folder.part / RESOLVED)
        own.keep(folder.part)
    return folder


def run_facts(
    pack: "Pack", scenario: Scenario, watch: Stopwatch, strata: Sequence[tuple[float, int]], digest: str
) -> dict[str, Any]:
    """The content of run.json; `pack` is the pack with the scenario's changes applied.

    `strata` are the weights in use, each with the simulated persons alive at the end; `digest` covers all events,
    books and tables.
    """
    return {
        "software": software(),
        "pack": {"name": pack.name, "title": pack.title, "hash": pack.hash},
        "scenario": _told(scenario),
        "parameters_hash": parameters_hash(pack, scenario),
        "seed": scenario.seed,
        "scale": scenario.scale,
        "weight": strata[0][0],
        "focus": scenario.focus,
        "strata": [{"weight": weight, "persons_end": persons} for weight, persons in strata],
        "from": scenario.first_text,
        "until": scenario.last_text,
        "epoch_year": scenario.epoch_year,
        "first_year": year_of(scenario.first_month, scenario.epoch_year),
        "last_year": year_of(scenario.last_month, scenario.epoch_year),
        "records": scenario.records,
        "threads": scenario.threads,
        "started": watch.started,
        "seconds": round(watch.seconds, 3),
        "cpu_seconds": round(watch.cpu_seconds, 3),
        "peak_memory_mb": round(peak_memory_mb(), 1),
        "machine": machine(),
        "provisional": [asdict(number) for number in pack.provisional],
        "countries": [{"code": country.code, "name": country.name} for country in pack.countries],
        "regions": _regions(pack),
        "fitted": fitted_targets(pack),
        "classes": fitted_quantities(pack),
        "persons_end": sum(persons for _, persons in strata),
        "people_end": sum(weight * persons for weight, persons in strata),
        "digest": digest,
    }


def _regions(pack: "Pack") -> list[dict[str, Any]]:
    return [
        {"code": r.code, "name": r.name, "destination": r.destination, "land_borders": r.land_borders}
        for r in pack.regions
    ]


def _told(scenario: Scenario) -> dict[str, Any]:
    """What run.json says of the scenario itself."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "says": scenario.says,
        "hash": scenario.hash,
        "off": list(scenario.off),
        "notes": list(scenario.notes),
    }


def fitted_targets(pack: "Pack") -> list[str]:
    """Ids of the targets that calibrated numbers of the pack were fitted to, as their cards say."""
    targets = {row["id"] for row in pack.targets}
    return sorted(targets & {s for head in pack.heads() if head.kind == "calibrated" for s in head.sources})


def fitted_quantities(pack: "Pack") -> dict[str, str]:
    """Quantities of the targets whose figures follow from goals that the pack's learnt tables were fitted to."""
    goals = pack.root / "calibration" / "goals.csv"
    known: set[str] = set()
    if goals.is_file():
        with goals.open(encoding="utf-8", newline="") as file:
            known = {row["quantity"] for row in csv.DictReader(file)}
    if (pack.root / "calendars" / "net_loss_cumulative.csv").is_file():
        known.add("net_loss")
    return {quantity: "fitted" for goal, quantities in GOALS.items() if goal in known for quantity in quantities}


def write_facts(folder: Path, facts: dict[str, Any]) -> None:
    """Write run.json into a folder; raises AylluError when the disk refuses."""
    with explained(folder):
        (folder / FILE).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_companions(folder: Path, pack: "Pack") -> None:
    """Put what travels with a run beside it: parameters.parquet, official figures, goals, places and their shapes.

    `pack` is the pack with the scenario's changes applied. Raises AylluError when the disk refuses.
    """
    write_parameters(folder, pack)
    with explained(folder):
        for path in sorted((pack.root / "targets").glob("*.csv")):
            shutil.copyfile(path, folder / path.name)
        for name in COMPANIONS:
            if (pack.root / name).is_file():
                (folder / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(pack.root / name, folder / name)


def write_parameters(folder: Path, pack: "Pack") -> None:
    """Write parameters.parquet: every number in force with its card; a dated number has a row for each date.

    `pack` is the pack with the scenario's changes applied; `month` is when a value begins, null for the first.
    Tables have no value but the name and SHA-256 of their file, to which a scenario may add factors (run.json).
    Raises AylluError when the disk refuses.
    """
    import polars as pl

    texts = ("process", "name", "means", "unit", "kind", "mechanism", "sources", "because", "file", "hash")
    numbers = ("low", "high", "neutral", "value")
    kinds = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(numbers, pl.Float64)}
    rows = [row for head in pack.heads() for row in _parameter_rows(pack, head)]
    frame = pl.DataFrame(rows, schema={**kinds, "off": pl.Boolean, "month": pl.Int32})
    with explained(folder):
        frame.write_parquet(folder / "parameters.parquet")


def _file_of(pack: "Pack", head: Any) -> Path | None:
    """The file that holds the values of a table or series; None for a number, whose card holds them."""
    if hasattr(head, "value"):
        return None
    table = getattr(head, "table", None)
    return pack.root / (f"tables/{table}" if table else f"{head.process}/{head.name}.csv")


def _parameter_rows(pack: "Pack", head: Any) -> list[dict[str, Any]]:
    """One row for each value a card has over time; one without value for a table or series."""
    file = _file_of(pack, head)
    low, high = head.plausible or (None, None)
    card = {
        **{key: getattr(head, key) for key in ("process", "name", "means", "kind", "mechanism", "because")},
        "unit": str(head.unit),
        "sources": ", ".join(head.sources),
        "low": _float(low),
        "high": _float(high),
        "neutral": _float(head.neutral),
        "off": head.mechanism in pack.off,
        "file": file and file.relative_to(pack.root).as_posix(),
        "hash": file and hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    dated = [(None, getattr(head, "value", None)), *getattr(head, "changes", ())]
    return [{**card, "month": month, "value": _float(value)} for month, value in dated]


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
