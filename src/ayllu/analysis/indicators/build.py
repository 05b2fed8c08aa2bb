"""Building the indicator tables of a run."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.abroad import abroad
from ayllu.analysis.indicators.care import care
from ayllu.analysis.indicators.households import households
from ayllu.analysis.indicators.kin import kin
from ayllu.analysis.indicators.money import money
from ayllu.analysis.indicators.moves import moves
from ayllu.analysis.indicators.papers import papers
from ayllu.analysis.indicators.population import population
from ayllu.analysis.indicators.schooling import schooling
from ayllu.analysis.indicators.standing import standing
from ayllu.analysis.indicators.unions import unions
from ayllu.analysis.indicators.vital import vital
from ayllu.analysis.indicators.work import work
from ayllu.analysis.open import Run, open_folder

Family = Callable[[Cells], pl.DataFrame]

FAMILIES: dict[str, tuple[Family, tuple[str, ...]]] = {
    "population": (population, ("exposures", "occurrences")),
    "vital": (vital, ("exposures", "occurrences")),
    "unions": (unions, ("person_year", "couple_year")),
    "households": (households, ("household_year",)),
    "kin": (kin, ("person_year",)),
    "schooling": (schooling, ("person_year",)),
    "moves": (moves, ("exposures", "occurrences", "flow_year")),
    "work": (work, ("person_year",)),
    "standing": (standing, ("person_year", "couple_year")),
    "money": (money, ("household_year", "transfer", "transfer_year")),
    "papers": (papers, ("papers_year",)),
    "care": (care, ("person_year", "child_year")),
    "abroad": (abroad, ("flow_year", "abroad_year")),
}
"""Families of indicators: how each is built, and the tables it needs."""


def build_indicators(run: str | Path | Run) -> dict[str, Path]:
    """Write indicators/<family>.parquet into a run folder and return the files by family.

    A family whose tables the run does not hold (records counts) is left out. The folder may still be the
    .part of a run that is being finished.
    """
    opened = open_folder(run)
    return write_families(Cells(opened))


def write_families(cells: Cells) -> dict[str, Path]:
    """`build_indicators` for cells already read."""
    folder = cells.run.path / "indicators"
    folder.mkdir(exist_ok=True)
    written = {}
    for family, (build, needed) in FAMILIES.items():
        if set(needed) <= set(cells.run.tables):
            written[family] = folder / f"{family}.parquet"
            build(cells).write_parquet(written[family])
    return written
