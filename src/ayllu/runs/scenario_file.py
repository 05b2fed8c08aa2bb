"""Scenario files as written: TOML read into layers, each checked for its shape with all faults at once."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ayllu.words.errors import AylluError, Problem, Problems, nearest

MOST_SEEDS = 2**63
MOST_THREADS = 1024
RECORDS = ("counts", "sample", "all")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class RunKeys(BaseModel):
    """The [run] table: how much of the world, when, and what is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    start: str | None = Field(default=None, alias="from")
    until: str | None = None
    scale: float | None = Field(default=None, gt=0, le=1, allow_inf_nan=False)
    seed: int | None = Field(default=None, ge=0, lt=MOST_SEEDS)
    threads: int | None = Field(default=None, ge=1, le=MOST_THREADS)
    records: Literal["counts", "sample", "all"] | None = None


class TableChange(BaseModel):
    """A factor on a table, or a value instead of its cells, between two months.

    Both months are included; open ends are those of the period. `where` names labels by dimension; without it the
    whole table is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    times: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    value: float | None = Field(default=None, allow_inf_nan=False)
    start: str | None = Field(default=None, alias="from")
    until: str | None = None
    where: dict[str, Annotated[list[str], BeforeValidator(_listed)]] = Field(default_factory=dict)


def _together(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


TableChanges = Annotated[list[TableChange], BeforeValidator(_together)]


class Mechanisms(BaseModel):
    """The [mechanisms] table: named sets of coefficients put at their neutral values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


class ScenarioFile(BaseModel):
    """One scenario file (its `name` is that of the file unless it says another).

    Values of [parameters] and [focus] are checked against the pack later.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    title: str = ""
    says: str = ""
    extends: str | None = None
    run: RunKeys = RunKeys()
    parameters: dict[str, Any] = Field(default_factory=dict)
    tables: dict[str, TableChanges] = Field(default_factory=dict)
    focus: dict[str, Any] = Field(default_factory=dict)
    mechanisms: Mechanisms = Mechanisms()


_KEYS = {
    "": tuple(ScenarioFile.model_fields),
    "run": ("from", "until", "scale", "seed", "threads", "records"),
    "tables": ("times", "value", "from", "until", "where"),
    "mechanisms": ("off",),
}


@dataclass(frozen=True)
class Layer:
    """A file, or the options of a command, with the place that problems name."""

    where: str
    content: ScenarioFile


def read_chain(scenarios: Mapping[str, Path], name_or_path: str | Path) -> tuple[str, list[Layer]]:
    """The scenario's short name and its layers, the most basic first.

    Raises AylluError for an unknown name, an unreadable file, a wrong shape or a circle of extends.
    """
    layers: list[Layer] = []
    seen: list[Path] = []
    path = _find(scenarios, str(name_or_path), None, "scenario")
    name = ""
    while True:
        layer = Layer(str(path), read_file(path))
        real = path.resolve()
        if real in seen:
            chain = " -> ".join(one.stem for one in [*seen, real])
            raise AylluError(
                Problem("scenarios extend each other in a circle", str(path), chain, "Remove one 'extends'")
            )
        seen.append(real)
        layers.insert(0, layer)
        name = name or layer.content.name or path.stem
        if layer.content.extends is None:
            return name, layers
        path = _find(scenarios, layer.content.extends, path, f"{path}: extends")


def _find(scenarios: Mapping[str, Path], name: str, beside: Path | None, where: str) -> Path:
    """The file a name or path means; paths in 'extends' are relative to the file that says so."""
    if name.endswith(".toml") or "/" in name or os.sep in name:
        path = Path(name)
        if beside is not None and not path.is_absolute():
            path = beside.parent / path
        return path
    if name in scenarios:
        return Path(scenarios[name])
    known = ", ".join(sorted(scenarios)) or "none"
    hint = nearest(name, scenarios) or f"The pack has: {known}"
    raise AylluError(Problem(f"there is no scenario '{name}'", where, remedy=hint))


def read_file(path: Path) -> ScenarioFile:
    """Read one scenario file; raises AylluError with every fault of shape."""
    return validate(_toml(path), str(path))


def _toml(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = Problem("the text is not UTF-8", f"{path}:{line}", error.reason, "Save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        problem = Problem("this is not TOML", str(path), str(error))
    except RecursionError:
        problem = Problem("this TOML is nested too deeply", str(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem("the scenario file cannot be read", str(path), reason.lower())
    raise AylluError(problem)


def validate(content: dict[str, Any], where: str) -> ScenarioFile:
    """Check the shape of a scenario; `where` is the file. Raises AylluError with every fault."""
    flat = dict(content)
    for section in ("parameters", "tables"):
        if isinstance(flat.get(section), dict):
            flat[section] = _dotted(flat[section])
    try:
        return ScenarioFile.model_validate(flat)
    except ValidationError as error:
        raise AylluError(_explain(error, where)) from None


def run_keys(values: Mapping[str, Any], where: str = "options") -> RunKeys:
    """Check run settings given as options; None means not given. Raises AylluError."""
    given = {key.rstrip("_"): value for key, value in values.items() if value is not None}
    try:
        return RunKeys.model_validate(given)
    except ValidationError as error:
        raise AylluError(_explain(error, where, section="run")) from None


def _dotted(section: dict[str, Any]) -> dict[str, Any]:
    """'process.name' keys, however TOML nested them."""
    flat: dict[str, Any] = {}
    for key, value in section.items():
        if isinstance(value, dict) and "." not in key:
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            flat[key] = value
    return flat


def _explain(error: ValidationError, where: str, section: str = "") -> list[Problem]:
    """A model's complaints as problems that name file and key."""
    problems = Problems()
    for fault in error.errors(include_url=False):
        path = [section] * bool(section) + [str(part) for part in fault["loc"]]
        key, parent = path[-1], path[0] if len(path) > 1 else ""
        place = f"{where}: {'.'.join(path[section != '' :])}"
        if fault["type"] == "extra_forbidden":
            known = _KEYS.get(parent, ())
            hint = nearest(key, known) or f"Known: {', '.join(known)}"
            problems.add(f"unknown key '{key}'" + (f" in [{parent}]" if parent else ""), place, remedy=hint)
        elif fault["type"] == "missing":
            problems.add(f"'{key}' is missing", place)
        else:
            reason = fault["msg"].removeprefix("Input should ").lower()
            problems.add(f"it reads {fault['input']!r}", place, f"it should {reason}")
    return problems.found


def number_of(text: str) -> float | None:
    """The number or truth a text stands for, or None."""
    if text.lower() in ("true", "false"):
        return float(text.lower() == "true")
    try:
        return float(text)
    except ValueError:
        return None


def toml_text(value: Any) -> str:
    """A value as TOML: text, number, truth, list or inline table. Raises TypeError for others."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _toml_string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {toml_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Iterable):
        return "[" + ", ".join(toml_text(inner) for inner in value) + "]"
    raise TypeError(f"{type(value).__name__} cannot be written as TOML")


def _toml_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
