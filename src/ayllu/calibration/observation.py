"""Fitting how sources see people abroad, once the true moves are fitted; nothing true is changed by it.

Only references marked `fit` are read, never those that are shown. Several numbers can explain the same figure, so each
is held near the middle of its plausible range; runs of several seeds are averaged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import least_squares  # type: ignore[import-untyped]

from ayllu.analysis.observation.observe import NUMBERS, PROCESS, REFERENCES, distances, observed, references
from ayllu.analysis.observation.truth import Truth, can_observe, read_truth
from ayllu.analysis.open import open_run
from ayllu.register.cards import Card
from ayllu.register.pack import Pack, read_pack
from ayllu.words.errors import AylluError, Problem

FIT = "fit"
HOLD = 0.5
"""Standard deviation of a number around the middle of its plausible range, in half widths of the range."""
LEAST = 1e-9
DECIMALS = 4

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Numbers by name, and every reference beside what is observed with them (see `distances`)."""

    numbers: dict[str, float]
    references: pl.DataFrame


def fit(truths: Sequence[Truth], cards: dict[str, Card], told: pl.DataFrame) -> Fitted:
    """The numbers under which the observed series come nearest to the references marked `fit`.

    Cards of kind calibrated are fitted within their plausible range, assumed ones stay. Distances are logarithms of
    ratios over the tolerance of each reference. Raises AylluError when no run covers a reference.
    """
    free = [name for name in NUMBERS if cards[name].kind == "calibrated"]
    fixed = {name: float(cards[name].value) for name in NUMBERS if name not in free}
    ends = np.array([cards[name].plausible or (0.0, 1.0) for name in free], float)
    low, high = ends[:, 0], ends[:, 1]
    middle, half = (low + high) / 2, (high - low) / 2
    chosen = told.filter(pl.col("use") == FIT)

    def numbers(values: Floats) -> dict[str, float]:
        return fixed | dict(zip(free, map(float, values), strict=True))

    def beside(values: Floats, rows: pl.DataFrame) -> pl.DataFrame:
        return distances(_mean([observed(truth, numbers(values)) for truth in truths]), rows)

    def misses(values: Floats) -> Floats:
        found = beside(values, chosen)
        ratio = np.maximum(found["ratio"].to_numpy(), LEAST)
        far = np.log(ratio) / found["tolerance"].to_numpy()
        return np.concatenate([far, (values - middle) / (HOLD * half)])

    if beside(middle, chosen).height == 0:
        reason = "no year of the runs has a reference marked fit"
        raise AylluError(Problem("observation cannot be fitted", REFERENCES, reason, "Simulate until 2010"))
    best = least_squares(misses, middle, bounds=(low, high)).x
    kept = np.round(best, DECIMALS)
    return Fitted(numbers(kept), beside(kept, told))


def _mean(series: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The mean of several runs' series."""
    by = [name for name in series[0].columns if name not in ("observed", "true")]
    return pl.concat(series).group_by(by).agg(pl.col("observed", "true").mean())


def calibrate_observation(pack: Pack | Path | str, runs: Sequence[Path | str], write: bool = True) -> Fitted:
    """Fit a pack's numbers of observation to finished runs, and write them into its cards.

    Raises AylluError for a run without tables of moves, and for a pack without cards or references.
    """
    pack = pack if isinstance(pack, Pack) else read_pack(pack)
    path, cards = Path(pack.root) / REFERENCES, pack.cards.get(PROCESS, {})
    if not path.is_file() or not set(NUMBERS) <= set(cards):
        reason = f"it lacks {REFERENCES} or numbers of parameters/{PROCESS}.yaml"
        raise AylluError(Problem("this pack's observation cannot be fitted", str(pack.root), reason))
    opened = [open_run(run) for run in runs]
    for run in opened:
        if not can_observe(run):
            raise AylluError(Problem("this run has no tables of moves", str(run.path), remedy="Run it again"))
    fitted = fit([read_truth(run) for run in opened], cards, references(path))
    if write:
        _write(Path(pack.root) / "parameters" / f"{PROCESS}.yaml", fitted.numbers)
    return fitted


def _write(path: Path, numbers: dict[str, float]) -> None:
    """Set the values of cards, and touch nothing else of the file."""
    text = path.read_text(encoding="utf-8")
    for name, value in numbers.items():
        block = re.compile(rf"(?ms)^({re.escape(name)}:\n(?:  [^\n]*\n)*?  value: )[^\n]*$")
        text = block.sub(rf"\g<1>{value:.{DECIMALS}g}", text, count=1)
    path.write_text(text, encoding="utf-8")


def lines_of(fitted: Fitted) -> list[str]:
    """The fit in words: numbers, then each reference with its use."""
    said = [f"{PROCESS}.{name} = {value:g}" for name, value in fitted.numbers.items()]
    for row in fitted.references.to_dicts():
        share = f" of {row['against']}" if row["against"] else ""
        said.append(
            f"{row['use']} {row['source']}{share} {row['country']} {row['destination']} {row['year']} ({row['from']}): "
            f"{row['observed']:,.4g} against {row['value']:,.4g}, ratio {row['ratio']:.2f}"
        )
    return said
