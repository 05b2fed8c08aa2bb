"""Simulated figures beside official ones, joined on labelled keys, never by position."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import polars as pl

from ayllu.analysis.answer import NOTHING, Answer
from ayllu.analysis.ask import ask
from ayllu.analysis.cells import Cells
from ayllu.analysis.measures import NOT_YET, class_of, measures
from ayllu.analysis.open import Run, open_run, readable
from ayllu.analysis.quantities import QUANTITIES, SURVEY_YEARS, TABLES
from ayllu.analysis.series import KEYS, read_rows
from ayllu.analysis.targets_summary import summarise
from ayllu.words.errors import AylluError, Problem

SCHEMA: dict[str, Any] = {
    "id": pl.String,
    **dict.fromkeys(KEYS, pl.String),
    "unit": pl.String,
    "value": pl.Float64,
    "simulated": pl.Float64,
    "sd": pl.Float64,
    "se": pl.Float64,
    "difference": pl.Float64,
    "n": pl.Float64,
    "runs": pl.Int64,
    "class": pl.String,
    "note": pl.String,
    "source": pl.String,
}

SAMPLED = "person_year"
Runs = str | Path | Run | Sequence[str | Path | Run]


def targets(runs: Runs, file: str | Path | None = None) -> pl.DataFrame:
    """Every row of a file of official figures (default: the run's targets.csv) with the simulated figure.

    `simulated` is in the row's unit and definition: the mean over runs; `sd` is the sample standard deviation
    between runs (null for one run), `se` the mean Monte-Carlo standard error of one run, `n` the simulated
    persons (person-years for rates) behind it, `difference` simulated minus value. What the model cannot
    produce has class 'not simulated yet' and no simulated figure; `note` says what keeps a figure from strict
    comparison. Raises AylluError for runs of different scenarios or packs, and for every fault of the file.
    """
    return targets_and_summary(runs, file)[0]


def targets_and_summary(runs: Runs, file: str | Path | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`targets`, and how far the runs are from the official figures as a whole (`targets_summary.summarise`)."""
    opened = _same_world(runs)
    rows = read_rows(_file_of(opened[0], file), with_id=True)
    with readable(opened[0]):
        return compare([Cells(run) for run in opened], rows)


def compare(worlds: Sequence[Cells], rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows (columns KEYS, value, unit, source, optionally id) with the simulated figures, and the summary."""
    asked = list(rows.iter_rows(named=True))
    answers = [[simulated(cells, row) for cells in worlds] for row in asked]
    told = [_row(worlds, row, found) for row, found in zip(asked, answers, strict=True)]
    frame = pl.DataFrame(told, schema=SCHEMA)
    each = [[answer.value for answer in found] for found in answers]
    return frame, summarise(worlds, frame, each)


def simulated(cells: Cells, row: dict[str, Any]) -> Answer:
    """The run's figure for one row of labelled keys; no value when it cannot produce it."""
    quantity = QUANTITIES.get(row["quantity"])
    asked = ask(row, SURVEY_YEARS.get(row["quantity"], 0))
    if quantity is None or asked is None or asked.country not in cells.run.countries:
        return NOTHING
    if _lacking(cells, row["quantity"]):
        return NOTHING
    return quantity(cells, asked)


def _row(worlds: Sequence[Cells], row: dict[str, Any], answers: Sequence[Answer]) -> dict[str, Any]:
    found = [answer for answer in answers if answer.value is not None]
    values = [answer.value for answer in found if answer.value is not None]
    mean = fmean(values) if values else None
    errors = [answer.se for answer in found if answer.se is not None]
    producible = row["quantity"] in QUANTITIES
    return {
        "id": row.get("id", ""),
        **{key: row[key] for key in KEYS},
        "unit": row["unit"],
        "value": row["value"],
        "simulated": mean,
        "sd": stdev(values) if len(values) > 1 else None,
        "se": fmean(errors) if errors else None,
        "difference": None if mean is None else mean - row["value"],
        "n": sum(answer.n or 0.0 for answer in found) if found else None,
        "runs": len(values),
        "class": class_of(row["quantity"], worlds[0].run.info, row.get("id", "")) if producible else NOT_YET,
        "note": _note(worlds, row, len(values)),
        "source": row["source"],
    }


def _note(worlds: Sequence[Cells], row: dict[str, Any], found: int) -> str:
    cells = worlds[0]
    asked = ask(row, SURVEY_YEARS.get(row["quantity"], 0))
    if row["quantity"] not in QUANTITIES:
        return f"{NOT_YET}: the model has no such quantity"
    if asked is None:
        return f"the period '{row['year']}' cannot be read"
    if asked.country not in cells.run.countries:
        return f"the run has no country {asked.country}"
    lacking = _lacking(cells, row["quantity"])
    if lacking:
        return "the run was recorded with counts only" if lacking == SAMPLED else f"the run holds no table {lacking}"
    halves = cells.vital["half"]
    first, last = int(str(halves.min())), int(str(halves.max()))
    if asked.halves[1] <= first or asked.halves[0] > last:
        return "outside the months of the run"
    if not found:
        return "too few simulated persons"
    notes = [f"{found} of {len(worlds)} runs give a figure"] if found < len(worlds) else []
    if asked.halves[0] < first or asked.halves[1] > last + 1:
        notes.append(f"the run covers only a part of {row['year']}")
    return "; ".join(notes + _remarks(cells, row["quantity"]))


def _remarks(cells: Cells, quantity: str) -> list[str]:
    measure = measures().get(quantity)
    if measure is None:
        return []
    closed = measure.closed if cells.is_closed else ""
    unmoved = measure.unmoved if cells.is_unmoved else ""
    return [remark for remark in (closed, unmoved, measure.remark) if remark]


def _lacking(cells: Cells, quantity: str) -> str:
    """The table that the quantity needs and the run does not hold; nothing when it can be had."""
    needed = TABLES.get(quantity, "")
    return "" if not needed or needed in cells.run.tables else needed


def _same_world(runs: Runs) -> list[Run]:
    paths = [runs] if isinstance(runs, str | Path | Run) else list(runs)
    opened = [open_run(path) for path in paths]
    if not opened:
        raise AylluError(Problem("no run was named", remedy="Name one or more run folders"))
    worlds = {(_hash(run, "pack"), _hash(run, "scenario")) for run in opened}
    if len(worlds) > 1:
        reason = "they are runs of different scenarios or packs, so their mean has no meaning"
        remedy = "Ask for the targets of one scenario at a time; use compare for two"
        raise AylluError(
            Problem("these runs cannot be averaged", ", ".join(str(run.path) for run in opened), reason, remedy)
        )
    lives = [(run.info["seed"], run.info["scale"]) for run in opened]
    if len(set(lives)) < len(lives):
        reason = "two of them have the same seed and scale, so they are the same lives"
        remedy = "Run the scenario with another --seed"
        raise AylluError(
            Problem("these runs cannot be averaged", ", ".join(str(run.path) for run in opened), reason, remedy)
        )
    return opened


def _hash(run: Run, part: str) -> str:
    told = run.info.get(part)
    return str(told.get("hash") or told.get("name")) if isinstance(told, dict) else str(told)


def _file_of(run: Run, file: str | Path | None) -> str | Path:
    found = file if file is not None else run.file("targets.csv")
    if found is None:
        remedy = "Name a file of official figures: ayllu targets RUN --file MY.csv"
        raise AylluError(Problem("the run carries no targets", str(run.path), "its pack has none", remedy))
    return found
