"""A pack read from its folder: places, cards, tables, series, targets and evidence, checked at once."""

import hashlib
import importlib.resources
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from ayllu.register.cards import Card, CardHead, SeriesCard, TableHead, admit, read_card, read_head, report
from ayllu.register.dimensions import Dimension, dimensions
from ayllu.register.evidence import Evidence, known_ids, read_evidence
from ayllu.register.files import Located, PackFiles, Row
from ayllu.register.places import Country, FocusGroup, Place, Region, read_focus, read_places, read_regions
from ayllu.register.tables import TableCard, read_table
from ayllu.words.errors import AylluError, Problem, nearest
from ayllu.words.months import month_number

TARGET_COLUMNS = ("id", "country", "region", "sex", "age", "year", "quantity", "value", "unit", "source")


class Community(BaseModel):
    """People of a newly founded community, and the number at which one is full."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    founding: StrictInt = Field(gt=0)
    full: StrictInt = Field(gt=0)


class _CountryEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str
    name: str


class _PackHead(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    title: str
    epoch_year: StrictInt
    first: str = Field(alias="from")
    until: str
    languages: list[str] = []
    countries: list[_CountryEntry] = Field(min_length=1)
    community: Community
    says: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Provisional:
    """A number that stands on an assumption or outside its plausible range."""

    process: str
    name: str
    kind: str
    value: float | None
    reason: str


class SeriesTables(Mapping[str, list[Row]]):
    """CSV files of one folder as rows of text, by file name with or without .csv; `cards` likewise."""

    def __init__(self, rows: dict[str, list[Row]], cards: dict[str, SeriesCard]) -> None:
        self.rows = rows
        self.cards = cards

    def __getitem__(self, name: str) -> list[Row]:
        stem = name.removesuffix(".csv")
        if stem not in self.rows:
            raise KeyError(f"no table '{name}'. {nearest(stem, self.rows)}")
        return self.rows[stem]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Pack:
    """A country pack. Months are numbers from January of `epoch_year`; `hash` covers every file."""

    root: Path
    name: str
    title: str
    epoch_year: int
    first_month: int
    last_month: int
    languages: tuple[str, ...]
    community: Community
    countries: list[Country]
    regions: list[Region]
    places: list[Place]
    focus: list[FocusGroup]
    cards: dict[str, dict[str, Card]]
    tables: dict[str, dict[str, TableCard]]
    start: SeriesTables
    calendars: SeriesTables
    targets: list[Row]
    scenarios: dict[str, Path]
    dimensions: dict[str, Dimension]
    changed: tuple[Provisional, ...] = ()
    off: tuple[str, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def evidence(self) -> Evidence:
        """The register of claims, cases, policies, variables and sources; read when first asked for.

        Raises AylluError with every fault of the register.
        """
        if "evidence" not in self.memo:
            files = PackFiles(self.root)
            self.memo["evidence"] = read_evidence(files)
            files.problems.raise_if_any()
        found: Evidence = self.memo["evidence"]
        return found

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the relative path and the bytes of every file."""
        return pack_hash(self.root)

    @cached_property
    def mechanisms(self) -> tuple[str, ...]:
        """Names of all mechanisms, sorted."""
        return tuple(sorted({head.mechanism for head in self.heads() if head.mechanism}))

    @cached_property
    def provisional(self) -> tuple[Provisional, ...]:
        """Assumed numbers in use, and changes that lie outside the plausible range."""
        assumed = [head for head in self.heads() if head.kind == "assumed" and head.mechanism not in self.off]
        stated = tuple(
            Provisional(h.process, h.name, h.kind, float(h.value) if isinstance(h, Card) else None, h.because)
            for h in assumed
        )
        return (*stated, *self.changed)

    def heads(self) -> Iterator[CardHead]:
        """Every card: numbers, tables, start tables, calendars."""
        for cards in self.cards.values():
            yield from cards.values()
        for tables in self.tables.values():
            yield from (table.head for table in tables.values())
        yield from self.start.cards.values()
        yield from self.calendars.cards.values()


def pack_hash(root: Path) -> str:
    """SHA-256 over the relative path, the size and the bytes of every file below a folder."""
    digest = hashlib.sha256()
    files = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def built_in_packs() -> dict[str, Path]:
    """Packs that come with the software, by name."""
    folder = Path(str(importlib.resources.files("ayllu"))) / "packs"
    return {path.parent.name: path.parent for path in sorted(folder.glob("*/pack.toml"))}


def pack_root(path_or_name: str | Path) -> Path:
    """The folder of a pack given by name or path; AylluError when there is none."""
    known = built_in_packs()
    if str(path_or_name) in known:
        return known[str(path_or_name)]
    path = Path(path_or_name)
    if path.is_dir():
        return path
    remedy = nearest(str(path_or_name), known) or f"Packs: {', '.join(known)}; or give a folder."
    raise AylluError(Problem("there is no such pack", str(path_or_name), remedy=remedy))


def read_pack(path_or_name: str | Path, *, evidence: bool = False) -> Pack:
    """Read a pack by name ('andes') or folder; with `evidence`, the register of claims at once too.

    Raises AylluError carrying every fault found, each with file and line or key.
    """
    files = PackFiles(pack_root(path_or_name))
    pack = load(files)
    if evidence and pack is not None:
        pack.memo["evidence"] = read_evidence(files)
    files.problems.raise_if_any()
    assert pack is not None
    return pack


def load(files: PackFiles) -> Pack | None:
    """Read a pack, noting every fault in `files`; None when pack.toml cannot be used."""
    head = _head(files)
    if head is None:
        return None
    first, last = (_month(files, head, text) for text in (head.first, head.until))
    if last < first:
        files.add("the period ends before it begins", "pack.toml", f"{head.first} to {head.until}")
    countries = [Country(entry.code, entry.name) for entry in head.countries]
    regions = read_regions(files, countries)
    places = read_places(files, countries, regions)
    sides = _dimensions(files, countries, regions, places)
    known = known_ids(files)
    targets = _targets(files)
    fitted = known | {row["id"] for row in targets}
    cards, tables = _parameters(files, sides, head.epoch_year, known, fitted)
    start, calendars = (_series(files, folder, known) for folder in ("start", "calendars"))
    scenarios = {Path(name).stem: files.root / name for name in files.names("scenarios", "*.toml")}
    return Pack(
        files.root, head.name, head.title, head.epoch_year, first, last, tuple(head.languages),
        head.community, countries, regions, places, read_focus(files, places), cards, tables, start, calendars,
        targets, scenarios, sides,
    )  # fmt: skip


def _head(files: PackFiles) -> _PackHead | None:
    content = files.toml("pack.toml")
    if not content:
        return None
    located = Located(content)
    text = (files.root / "pack.toml").read_text("utf-8")
    located.lines = {
        key: text[: match.start()].count("\n") + 1
        for key in content
        if (match := re.search(rf"^\[*\s*{re.escape(key)}\b", text, re.MULTILINE))
    }
    try:
        return _PackHead.model_validate(content)
    except ValidationError as error:
        report(files, error, located, "pack.toml", "pack.toml", _PackHead)
    return None


def _dimensions(
    files: PackFiles, countries: list[Country], regions: list[Region], places: list[Place]
) -> dict[str, Dimension]:
    """The dimensions of a pack's tables; ancestries in the order in which start/ancestry.csv first names them."""
    known = files.names("start", "ancestry.csv")
    named = [row["ancestry"] for name in known for row in files.sheet(name, ("ancestry",)).rows]
    return dimensions(
        [country.code for country in countries],
        [region.code for region in regions],
        [place.code for place in places],
        [region.code for region in regions if region.destination],
        dict.fromkeys(named),
    )


def _month(files: PackFiles, head: _PackHead, text: str) -> int:
    try:
        return month_number(text, head.epoch_year)
    except ValueError as error:
        files.add("the period cannot be read", "pack.toml", str(error))
    return 0


def _targets(files: PackFiles) -> list[Row]:
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for name in files.names("targets", "*.csv"):
        sheet = files.sheet(name, TARGET_COLUMNS)
        for row, line in zip(sheet.rows, sheet.lines, strict=True):
            where = f"{name}:{line}"
            files.number(row["value"], where, f"the value of target {row['id']}")
            if row["id"] in seen:
                files.add(f"the id '{row['id']}' is used twice", where, f"also at {seen[row['id']]}")
            seen[row["id"]] = where
        rows.extend(sheet.rows)
    return rows


def _parameters(
    files: PackFiles,
    sides: Mapping[str, Dimension],
    epoch: int,
    known: frozenset[str],
    fitted: frozenset[str],
) -> tuple[dict[str, dict[str, Card]], dict[str, dict[str, TableCard]]]:
    """All cards and table cards, by process and name."""
    cards: dict[str, dict[str, Card]] = {}
    tables: dict[str, dict[str, TableCard]] = {}
    for file in files.names("parameters", "*.yaml"):
        process = Path(file).stem
        content = files.mapping(file)
        for key, entry in content.items():
            name, where = str(key), f"{file}:{content.lines[key]}"
            if isinstance(entry, Located) and ("table" in entry or "by" in entry):
                head = read_head(files, TableHead, entry, process, name, where)
                table = read_table(files, head, sides, epoch) if head else None
                if head:
                    admit(files, head, fitted if head.kind == "calibrated" else known)
                if table:
                    tables.setdefault(process, {})[name] = table
            elif card := read_card(files, entry, process, name, where, epoch):
                admit(files, card, fitted if card.kind == "calibrated" else known)
                cards.setdefault(process, {})[name] = card
    return cards, tables


def _series(files: PackFiles, folder: str, known: frozenset[str]) -> SeriesTables:
    """The CSV files of start/ or calendars/ with their cards; each file needs a card and each card a file."""
    sheets = {Path(name).stem: files.sheet(name) for name in files.names(folder, "*.csv")}
    file = f"{folder}/cards.yaml"
    content = files.mapping(file, required=bool(sheets))
    cards: dict[str, SeriesCard] = {}
    for key, entry in content.items():
        name, where = str(key).removesuffix(".csv"), f"{file}:{content.lines[key]}"
        card = read_head(files, SeriesCard, entry, folder, name, where)
        if card is not None:
            admit(files, card, known, ranged=False)
            cards[name] = card
        if name not in sheets:
            near = nearest(name, sheets)
            files.add(f"the card '{name}' has no file {folder}/{name}.csv", where, remedy=near)
    for name in sorted(sheets.keys() - {str(key).removesuffix(".csv") for key in content}):
        files.add(f"{folder}/{name}.csv has no card", file, remedy=f"Add '{name}:' with its kind and source.")
    return SeriesTables({name: sheet.rows for name, sheet in sheets.items()}, cards)
