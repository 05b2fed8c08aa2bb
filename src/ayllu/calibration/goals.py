"""What moves are fitted to: series of a pack's calibration folder and of its calendar of net loss."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ayllu.register.pack import Pack

Floats = NDArray[np.float64]


@dataclass
class Goals:
    """Values by quantity, country code, where and year."""

    values: dict[tuple[str, str, str], dict[int, float]] = field(default_factory=dict)

    def series(self, quantity: str, country: str, where: str) -> dict[int, float]:
        """Value by year; empty if the pack has none."""
        return self.values.get((quantity, country, where), {})


def read_goals(pack: Pack) -> Goals:
    """Goals of a pack; a pack without the folder has none."""
    goals = Goals()
    path = Path(pack.root) / "calibration" / "goals.csv"
    if path.exists():
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                at = (row["quantity"], row["country"], row["where"])
                goals.values.setdefault(at, {})[int(row["year"])] = float(row["value"])
    loss = Path(pack.root) / "calendars" / "net_loss_cumulative.csv"
    if loss.exists():
        with loss.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                at = ("net_loss", row["country"], "national")
                goals.values.setdefault(at, {})[int(row["end_of_year"])] = 1000 * float(
                    row["net_loss_since_1950_thousand"]
                )
    return goals


def between(points: dict[int, float], years: Floats, first: int, start: float = 0.0) -> Floats:
    """A series at any years: straight between points, `start` in the first year, level after the last."""
    known = {first: start} | points
    at = sorted(known)
    return np.interp(years, at, [known[year] for year in at])
