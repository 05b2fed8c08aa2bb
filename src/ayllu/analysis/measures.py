"""What each printed quantity is: unit, people, kind of knowledge, remarks (measures.yaml)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

TRUE_STATE = "true, not observed"
CLASSES = ("reproduced input", "fitted", "predicted", "assumed", TRUE_STATE)
NOT_YET = "not simulated yet"


@dataclass(frozen=True)
class Measure:
    """One quantity: its names, unit, people and class; `closed`, `unmoved` and `remark` qualify it."""

    name: str
    en: str
    es: str
    unit: str
    people: str
    class_: str
    decimals: int
    closed: str = ""
    unmoved: str = ""
    remark: str = ""


@cache
def measures() -> dict[str, Measure]:
    """All quantities by name."""
    text = files("ayllu.analysis").joinpath("measures.yaml").read_text(encoding="utf-8")
    return {name: _measure(name, entry) for name, entry in yaml.safe_load(text).items()}


def _measure(name: str, entry: dict[str, Any]) -> Measure:
    fields = {("class_" if key == "class" else key): value for key, value in entry.items()}
    return Measure(name=name, **fields)


def class_of(name: str, info: dict[str, Any], row: str = "") -> str:
    """Class of a quantity in a run, or of one row of the targets.

    run.json may overrule: `fitted` lists ids of targets that a calibration used, `classes` gives quantities.
    """
    if row and row in (info.get("fitted") or ()):
        return "fitted"
    overruled = info.get("classes")
    if isinstance(overruled, dict) and overruled.get(name) in CLASSES:
        return str(overruled[name])
    known = measures().get(name)
    return known.class_ if known else NOT_YET
