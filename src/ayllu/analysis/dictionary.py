"""The dictionary of tables and columns (dictionary.yaml), also for the columns a run really holds."""

from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from ayllu.analysis.open import Run
from ayllu.words.errors import AylluError, Problem, nearest

INDICATORS = "indicators"
_COLUMN_SCHEMA: dict[str, Any] = dict.fromkeys(
    ("table", "column", "type", "meaning", "unit", "population", "label_en", "label_es"), pl.String
)


@cache
def _dictionary() -> dict[str, Any]:
    text = files("ayllu.analysis").joinpath("dictionary.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def tables(run: Run | None = None) -> pl.DataFrame:
    """Every table: table, row (what one row is), population; with a run also its number of rows.

    Tables that a run does not hold have no rows (null).
    """
    known = _dictionary()["tables"]
    listed = [{"table": name, "row": entry["row"], "population": entry["people"]} for name, entry in known.items()]
    frame = pl.DataFrame(listed)
    if run is None:
        return frame
    return frame.with_columns(pl.Series("rows", [_rows(run, name) for name in frame["table"]], pl.Int64))


def _rows(run: Run, table: str) -> int | None:
    names = [name for name in run.tables if name == table or (name.startswith(f"{table}_") and table == INDICATORS)]
    if not names:
        return None
    return sum(int(run.scan(name).select(pl.len()).collect().item()) for name in names)


def columns(table: str, run: Run | None = None) -> pl.DataFrame:
    """The columns of a table: type, meaning, unit, population, labels in English and Spanish.

    With a run, its own columns in the order of the file (type null without a run). Indicator tables may be
    named indicators or indicators_<family>. Raises AylluError for a table nobody knows.
    """
    name = INDICATORS if table.startswith(f"{INDICATORS}_") else table
    known = _dictionary()["tables"]
    if name not in known:
        remedy = f"{nearest(table, known)} Tables are {', '.join(known)}".strip()
        raise AylluError(Problem(f"there is no table '{table}'", remedy=remedy))
    described = {entry["column"]: entry for entry in _described(name, known[name])}
    held = _held(table, run)
    if held is None:
        return pl.DataFrame(list(described.values()), schema=_COLUMN_SCHEMA)
    rows = [{**described.get(column, _plain(name, column)), "type": str(kind)} for column, kind in held.items()]
    return pl.DataFrame(rows, schema=_COLUMN_SCHEMA)


def _held(table: str, run: Run | None) -> dict[str, pl.DataType] | None:
    if run is None:
        return None
    first = [name for name in run.tables if name.startswith(f"{INDICATORS}_")]
    name = first[0] if table == INDICATORS and first else table
    return dict(run.scan(name).collect_schema())


def _described(table: str, entry: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for told in entry["columns"]:
        own = told if isinstance(told, dict) else {"name": told}
        described = _plain(table, own["name"])
        described["population"] = entry["people"]
        described.update({key: own[key] for key in ("meaning", "unit") if key in own})
        found.append(described)
    return found


def _plain(table: str, column: str) -> dict[str, str]:
    """What a column's name means wherever it occurs; bare when nobody has described it."""
    common = _dictionary()["columns"].get(column, ["", "", column.replace("_", " ").capitalize(), ""])
    meaning, unit, label_en, label_es = common
    return {
        "table": table,
        "column": column,
        "meaning": meaning,
        "unit": unit,
        "population": _dictionary()["tables"][table]["people"],
        "label_en": label_en,
        "label_es": label_es,
    }
