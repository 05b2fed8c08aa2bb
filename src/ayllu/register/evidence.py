"""The register of evidence: claims, cases, policies, variables, sources and outside numbers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ayllu.register.cards import Texts, report
from ayllu.register.files import Located, PackFiles, Row
from ayllu.words.errors import nearest

OUTSIDE = "evidence/outside_numbers.csv"
_ID_LINE = re.compile(r"^(?:- |-? +)?id: *['\"]?([^\s'\"#]+)", re.MULTILINE)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)

    at: str = Field(default="", exclude=True)


class Claim(_Entry):
    """What a source says, paraphrased, with the check that would test it."""

    id: str
    source: str
    where: str = ""
    kind: str
    statement: str
    variables: Texts = ()
    direction: str = ""
    figures: Any = None
    how_to_check: Mapping[str, Any] | str | None = None
    strength: str
    role: Literal["calibrate", "validate", "implement", "lever", "observe", "context"]
    systems: Texts = ()
    note: str = ""


class Case(_Entry):
    """A life course told by a paper, or a composite type, with its minimal pattern."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    id: str
    name: str
    source: str
    kind: str
    claims: Texts = ()


class Policy(_Entry):
    """A lever, regime, programme or shock, with the signs that its source expects."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    id: str
    name: str
    source: str
    type: str
    claims: Texts = ()
    changes: str = ""
    on_whom: str = ""
    expected_sign: Any = None


class Variable(_Entry):
    """A name that claims speak about."""

    name: str = Field(default="", exclude=True)
    meaning: str
    type: str


class Source(_Entry):
    """A document or file that numbers and claims come from."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    key: str = Field(default="", exclude=True)
    title: str
    producer: str = ""
    dates: Any = None
    licence: str = ""
    note: str = ""


Item = TypeVar("Item", bound=_Entry)
Told = TypeVar("Told", Claim, Case, Policy)


@dataclass(frozen=True)
class Evidence:
    """Everything under evidence/, by id or name."""

    claims: dict[str, Claim] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    outside: dict[str, Row] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Path] = field(default_factory=dict)


def known_ids(files: PackFiles) -> frozenset[str]:
    """Every id that a card may cite, found without reading the claims in full."""
    ids = {Path(name).stem for name in files.names("evidence/sources", "*.yaml")}
    for name in files.names("evidence/claims", "*.yaml"):
        ids.update(_ID_LINE.findall(files.text(name) or ""))
    if (files.root / OUTSIDE).exists():
        ids.update(row["id"] for row in files.sheet(OUTSIDE, ("id",)).rows)
    return frozenset(ids)


def read_evidence(files: PackFiles) -> Evidence:
    """Read the whole register; every fault is noted in `files`."""
    claims: dict[str, Claim] = {}
    for name in files.names("evidence/claims", "*.yaml"):
        _add_list(files, Claim, name, claims)
    cases: dict[str, Case] = {}
    policies: dict[str, Policy] = {}
    _add_list(files, Case, "evidence/cases.yaml", cases)
    _add_list(files, Policy, "evidence/policies.yaml", policies)
    outside = {}
    if (files.root / OUTSIDE).exists():
        outside = {row["id"]: row for row in files.sheet(OUTSIDE, ("id", "value", "kind")).rows}
    tables = {Path(name).stem: files.root / name for name in files.names("evidence/tables", "*.csv")}
    return Evidence(claims, cases, policies, _variables(files), _sources(files), outside, _systems(files), tables)


def _add_list(files: PackFiles, model: type[Told], name: str, found: dict[str, Told]) -> None:
    for entry in files.entries(name, required=False):
        item = _item(files, model, entry, name, str(entry.get("id", "an entry")))
        if item is None:
            continue
        if item.id in found:
            files.add(f"the id '{item.id}' is used twice", item.at, f"also at {found[item.id].at}")
        found[item.id] = item


def _item(files: PackFiles, model: type[Item], entry: Located, file: str, owner: str, **own: str) -> Item | None:
    try:
        given = {key: value for key, value in entry.items() if isinstance(key, str)}
        return model.model_validate(given | own | {"at": f"{file}:{entry.line}"})
    except ValidationError as error:
        report(files, error, entry, file, owner, model)
    return None


def _variables(files: PackFiles) -> dict[str, Variable]:
    name = "evidence/variables.yaml"
    found = {}
    for key, entry in files.mapping(name, required=False).items():
        if not isinstance(entry, Located):
            files.add(f"the variable '{key}' is not a mapping", name)
            continue
        variable = _item(files, Variable, entry, name, str(key), name=str(key))
        if variable is not None:
            found[str(key)] = variable
    return found


def _sources(files: PackFiles) -> dict[str, Source]:
    found = {}
    for name in files.names("evidence/sources", "*.yaml"):
        key = Path(name).stem
        source = _item(files, Source, files.mapping(name), name, key, key=key)
        if source is not None:
            found[key] = source
    return found


def _systems(files: PackFiles) -> dict[str, str]:
    """Sub-systems by code: the headings of evidence/systems.md that start with S and two digits."""
    text = files.text("evidence/systems.md", required=False) or ""
    return dict(re.findall(r"^#+ *(S\d\d)\W+(.+?) *$", text, re.MULTILINE))


def cross_check(files: PackFiles, evidence: Evidence) -> None:
    """Every source, claim and variable that the register names must exist."""
    told: list[Case | Policy] = [*evidence.cases.values(), *evidence.policies.values()]
    entries: list[Claim | Case | Policy] = [*evidence.claims.values(), *told]
    for entry in entries:
        _named(files, entry.at, f"{entry.id} comes from", _sources_of(entry.source), evidence.sources)
    for item in told:
        _named(files, item.at, f"{item.id} rests on", item.claims, evidence.claims)
    for claim in evidence.claims.values():
        if evidence.variables:
            _named(files, claim.at, f"{claim.id} speaks of", claim.variables, evidence.variables)
        if evidence.systems:
            _named(files, claim.at, f"{claim.id} belongs to", claim.systems, evidence.systems)


def _sources_of(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]


def _named(files: PackFiles, at: str, says: str, names: Iterable[str], known: Mapping[str, Any]) -> None:
    for name in names:
        if name not in known:
            files.add(f"{says} '{name}', which is not in the register", at, remedy=nearest(name, known))
