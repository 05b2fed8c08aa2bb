"""The full check of a pack: what reading checks, and the register and loose files besides."""

from pathlib import Path

from ayllu.register.claim_checks import read_claim_checks
from ayllu.register.evidence import Evidence, cross_check, read_evidence
from ayllu.register.files import PackFiles
from ayllu.register.pack import Pack, load, pack_root
from ayllu.words.errors import AylluError, Problem, nearest

TEXTS = (".yaml", ".csv", ".toml", ".md", ".json", ".txt")
FOLDERS = (
    "places", "parameters", "tables", "calendars", "start", "targets", "evidence", "scenarios", "calibration", "checks",
)  # fmt: skip


def check_pack(path_or_name: str | Path) -> list[Problem]:
    """Everything wrong with a pack, each with file and line or key; an empty list when nothing is."""
    try:
        files = PackFiles(pack_root(path_or_name))
    except AylluError as error:
        return error.problems
    _check_texts(files)
    pack = load(files)
    evidence = read_evidence(files)
    cross_check(files, evidence)
    read_claim_checks(files, evidence.claims)
    if pack is not None:
        _check_loose(files, pack)
        _check_honesty(files, pack, evidence)
        _check_targets(files, pack, evidence)
    return list(dict.fromkeys(files.problems.found))


def _check_texts(files: PackFiles) -> None:
    """Every text is UTF-8, and the folders are those that a pack has."""
    for path in sorted(files.root.rglob("*")):
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
            files.text(path.relative_to(files.root).as_posix())
    for path in sorted(files.root.iterdir()):
        if path.is_dir() and path.name not in FOLDERS and not path.name.startswith(("_", ".")):
            files.add("a pack has no such folder", path.name, remedy=nearest(path.name, FOLDERS))


def _check_loose(files: PackFiles, pack: Pack) -> None:
    """Scenarios are TOML; a table that no card names is a number that nobody reads."""
    for name in files.names("scenarios", "*.toml"):
        files.toml(name)
    named = {f"tables/{table.head.table}" for own in pack.tables.values() for table in own.values()}
    broken = {problem.where.partition(":")[0] for problem in files.problems.found}
    for name in files.names("tables", "*.csv"):
        if name not in named and name not in broken:
            process = Path(name).name.partition(".")[0]
            remedy = f"Name it in parameters/{process}.yaml or remove it."
            files.add("no card names this table", name, remedy=remedy)
    for process in pack.cards.keys() & pack.tables.keys():
        for key in pack.cards[process].keys() & pack.tables[process].keys():
            files.add(f"'{process}.{key}' is a number and a table", pack.cards[process][key].at)


def _check_honesty(files: PackFiles, pack: Pack, evidence: Evidence) -> None:
    """Numbers are never fitted to claims kept for testing, nor called measured when only recalled."""
    for head in pack.heads():
        for source in head.sources:
            claim = evidence.claims.get(source)
            if head.kind == "calibrated" and claim is not None and claim.role == "validate":
                reason = "its role is validate: it is kept for testing"
                files.add(f"{head.full_name} is calibrated on {source}", head.at, reason)
            outside = evidence.outside.get(source)
            if head.kind == "measured" and outside is not None and outside["kind"].startswith(("recalled", "assumed")):
                remedy = "Say 'kind: assumed' and why in 'because:'."
                files.add(f"{head.full_name} is measured", head.at, f"{source} is {outside['kind']}", remedy)


def _check_targets(files: PackFiles, pack: Pack, evidence: Evidence) -> None:
    known = {"": "", **dict.fromkeys(evidence.sources), **dict.fromkeys(evidence.claims)}
    for row in pack.targets:
        for source in row["source"].replace(";", ",").split(","):
            if source.strip() not in known:
                what = f"the source '{source.strip()}' of target {row['id']} is not in the register"
                files.add(what, "targets", remedy=nearest(source.strip(), known))
