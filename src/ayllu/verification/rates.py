"""Death and birth rates by single year of age from the tables of a pack, for the reference calculations."""

from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ayllu.words.codes import OLDEST, SEX_WORDS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """Yearly rates by single year of age 0..100 (100 and over share the last): deaths of women and men,
    births per woman, and boys per girl at birth."""

    women: Array
    men: Array
    births: Array
    boys_per_girl: float

    @property
    def girls(self) -> float:
        """Share of girls among births."""
        return 1 / (1 + self.boys_per_girl)

    def times(self, deaths: float = 1.0, births: float = 1.0) -> "Rates":
        """The rates multiplied by constants."""
        return replace(self, women=self.women * deaths, men=self.men * deaths, births=self.births * births)


def packs() -> list[Path]:
    """Folders of the packs that come with the software."""
    root = Path(str(files("ayllu"))) / "packs"
    return sorted(path for path in root.iterdir() if (path / "tables").is_dir())


def periods(pack: Path, country: str) -> list[str]:
    """Labels of the periods with death rates."""
    deaths = _rows(pack / "tables" / "mortality.death_rate.csv")
    return sorted(set(deaths.filter(pl.col("country") == country)["year"]))


def rates_of(pack: Path, country: str, label: str) -> Rates:
    """Rates of a country under a time label such as '2000-2005' or '1900'; LookupError when a cell is missing.

    The sex ratio at birth is the mean of its years within the label.
    """
    deaths = _of(pack / "tables" / "mortality.death_rate.csv", country).filter(pl.col("year") == label)
    births = _of(pack / "tables" / "fertility.birth_rate.csv", country).filter(pl.col("year") == label)
    ratios = _of(pack / "tables" / "fertility.sex_ratio_at_birth.csv", country)
    first, _, last = label.partition("-")
    span = range(int(first), int(last) if last else int(first) + 1)
    within = [row["value"] for row in ratios.iter_rows(named=True) if "year" not in row or int(row["year"]) in span]
    if not within:
        raise LookupError(f"{pack.name}: no sex ratio at birth for {country} {label}")
    women, men = (_by_age(deaths.filter(pl.col("sex").is_in([word, "all"]))) for word in SEX_WORDS)
    return Rates(women, men, _by_age(births), float(np.mean(within)))


def targets(pack: Path, quantity: str) -> list[dict[str, str]]:
    """Rows of the pack's targets that give a quantity, as text by column name."""
    found = []
    for path in sorted((pack / "targets").glob("*.csv")):
        table = _rows(path)
        if "quantity" in table.columns:
            found += list(table.filter(pl.col("quantity") == quantity).iter_rows(named=True))
    return found


def _rows(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, comment_prefix="#")


def _of(path: Path, country: str) -> pl.DataFrame:
    table = _rows(path).with_columns(pl.col("value").cast(pl.Float64))
    return table.filter(pl.col("country").is_in([country, "all"]))


def _by_age(rows: pl.DataFrame) -> Array:
    values = np.full(OLDEST + 1, np.nan)
    for row in rows.iter_rows(named=True):
        low, high = bounds(row["age"])
        values[low : high + 1] = row["value"]
    if np.isnan(values).any():
        raise LookupError(f"no rate for age {int(np.flatnonzero(np.isnan(values))[0])}")
    return values


def bounds(label: str) -> tuple[int, int]:
    """First and last single year of an age label: '7', '5-9', '100+' or 'all'."""
    if label == "all":
        return 0, OLDEST
    if label.endswith("+"):
        return int(label[:-1]), OLDEST
    low, _, high = label.partition("-")
    return int(low), int(high or low)
