"""Who works, at what and for how much; the jobs of those abroad; where the skilled are."""

import polars as pl

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.form import PERCENT, gather, means
from ayllu.analysis.work import work_of

KINDS = ("drain", "exchange", "recovery", "circulation")


def work(cells: Cells) -> pl.DataFrame:
    """Participation, unemployment, agriculture, informality, earnings, service; jobs and pay abroad; the skilled."""
    found = work_of(cells)
    return gather(
        [
            _of(cells, found.people, "in_labour_force", "labour_force_participation"),
            _of(cells, found.force, "seeking", "unemployment"),
            _of(cells, found.workers, "farming", "agriculture_share_of_employment"),
            _of(cells, found.workers, "in_homes", "domestic_service_share"),
            _of(cells, found.workers, "earnings", "mean_earnings", 1.0),
            _of(cells, found.off_the_farm, "informal", "informal_employment"),
            _of(cells, found.abroad, "in_homes", "domestic_service_abroad"),
            _of(cells, found.abroad, "earnings", "mean_earnings_abroad", 1.0),
            *(means(cells, found.skilled, kind, "skilled_movement", f"skilled_{kind}") for kind in KINDS),
        ]
    )


def _of(cells: Cells, tallied: pl.DataFrame, value: str, name: str, times: float = PERCENT) -> pl.DataFrame:
    return means(cells, tallied.drop("age", strict=False), value, name, times=times)
