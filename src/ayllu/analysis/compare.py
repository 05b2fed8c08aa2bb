"""Two scenarios side by side, seed by seed: figures that differ, and lives that differ with the reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ayllu.analysis.compare_figures import differences, largest, national
from ayllu.analysis.compare_links import CLASSES, classified
from ayllu.analysis.compare_lives import part
from ayllu.analysis.compare_pairs import Pair, names_of, pair_up
from ayllu.analysis.open import Run
from ayllu.words.codes import SEX_WORDS
from ayllu.words.errors import AylluError, Problem
from ayllu.words.months import month_text

MOST_LIVES = 1000
"""Lives that JSON lists; the file compare_lives.parquet has all."""
BOTH = "both"
FILES = ("compare.parquet", "compare_lives.parquet", "compare.json")
SIDE = ("event", "month", "partner", "place")
LIFE = ("seed", "person", "sex", "age", "country", "place", "month", "only", "class", "through", "weight")


@dataclass(frozen=True)
class Comparison:
    """What two scenarios (a, b: their names) differ in, over the seeds of their pairs.

    differences: see compare_figures. lives: one row for each person and seed, in the order in which they
    parted: LIFE, and event, month, partner and place of the first differing event in each run (event_a ...,
    null for none). counts: class, sex, simulated persons and people (weighted), means over pairs. recorded:
    people recorded in both runs by sex, mean over pairs; None when the runs recorded nobody.
    """

    a: str
    b: str
    seeds: tuple[int, ...]
    epoch_year: int
    differences: pl.DataFrame
    lives: pl.DataFrame
    counts: pl.DataFrame
    recorded: dict[str, float] | None

    @property
    def largest(self) -> pl.DataFrame:
        """The twelve national figures of the last year that differ most, women and men side by side."""
        return largest(self.differences, 12)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: national figures, lives_that_differ, and the first lives."""
        rows = national(self.differences).select(pl.exclude("score", "seeds", "region", "area"))
        return {
            "a": self.a,
            "b": self.b,
            "seeds": list(self.seeds),
            "lives_that_differ": self._lives_that_differ(),
            "lives": self._told(self.lives.head(MOST_LIVES)).to_dicts(),
            "differences": rows.to_dicts(),
        }

    def _lives_that_differ(self) -> dict[str, Any] | None:
        if self.recorded is None:
            return None
        whole = self.counts.filter(pl.col("class") == "all")
        return {
            "recorded": self.recorded,
            **{row["sex"]: {"count": row["count"], "people": row["people"]} for row in whole.to_dicts()},
            "count": whole.filter(pl.col("sex") == BOTH)["count"].sum(),
            "people": whole.filter(pl.col("sex") == BOTH)["people"].sum(),
            "by_class": self.counts.filter(pl.col("class") != "all").to_dicts(),
        }

    def _told(self, lives: pl.DataFrame) -> pl.DataFrame:
        """Months as YYYY-MM."""
        texts = {
            name: pl.Series(
                name, [None if m is None else month_text(m, self.epoch_year) for m in lives[name]], pl.String
            )
            for name in ("month", "month_a", "month_b")
        }
        return lives.with_columns(**texts)

    def write(self, folder: str | Path) -> None:
        """Write FILES into a folder: all differences, all lives, and what --json prints.

        Raises AylluError when one is there already or the folder cannot be written.
        """
        folder = Path(folder)
        there = [name for name in FILES if (folder / name).exists()]
        if there:
            remedy = "Results are never overwritten: name another with --out, or remove it"
            raise AylluError(Problem("a comparison is here already", str(folder / there[0]), remedy=remedy))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.differences.write_parquet(folder / FILES[0])
            self.lives.write_parquet(folder / FILES[1])
            text = json.dumps(_finite(self.as_dict()), indent=1, ensure_ascii=False)
            (folder / FILES[2]).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise AylluError(Problem("cannot write here", str(folder), error.strerror or str(error))) from error


def compare(paths: Sequence[str | Path | Run], lives: bool = True) -> Comparison:
    """Compare runs: A B, A B A2 B2 ..., two ensemble folders, or one that holds two scenarios.

    Without `lives` only the figures are compared. Raises AylluError when the runs are not pairs of equal
    seed, pack version, scale, period and records.
    """
    pairs = pair_up(paths)
    first = pairs[0]
    told = lives and all({"event", "person_year"} <= set(run.tables) for pair in pairs for run in (pair.a, pair.b))
    found = [_lives(pair) for pair in pairs] if told else []
    rows = pl.concat([frame for frame, _ in found]) if found else pl.DataFrame(schema=_LIVES)
    recorded = {sex: sum(own[sex] for _, own in found) / len(found) for sex in SEX_WORDS} if found else None
    return Comparison(
        *names_of(first), tuple(pair.seed for pair in pairs), first.a.epoch_year,
        differences(pairs), rows.sort("month", "seed", maintain_order=True), _counts(rows, len(pairs)), recorded,
    )  # fmt: skip


_LIVES: dict[str, type[pl.DataType]] = {
    "seed": pl.Int64,
    "person": pl.UInt64,
    "sex": pl.String,
    "age": pl.Int16,
    **dict.fromkeys(("country", "place"), pl.String),
    "month": pl.Int16,
    **dict.fromkeys(("only", "class"), pl.String),
    "through": pl.UInt64,
    "weight": pl.Float64,
    **{
        f"{name}_{side}": {"month": pl.Int16, "partner": pl.UInt64}.get(name, pl.String)
        for side in ("a", "b")
        for name in SIDE
    },
}


def _lives(pair: Pair) -> tuple[pl.DataFrame, dict[str, int]]:
    """The lives of one pair that differ, and how many were recorded in both runs."""
    parted = part(pair.a, pair.b)
    people = classified(pair.a, pair.b, parted).with_columns(seed=pl.lit(pair.seed, pl.Int64))
    return people.select(pl.col(name).cast(kind) for name, kind in _LIVES.items()), parted.compared


def _counts(lives: pl.DataFrame, pairs: int) -> pl.DataFrame:
    """Persons and people by class and sex, mean over pairs; class 'all' and sex 'both' are sums."""
    grid = pl.DataFrame({"class": [*CLASSES, "all"]}).join(pl.DataFrame({"sex": [*SEX_WORDS, BOTH]}), how="cross")
    whole = pl.concat([lives, lives.with_columns(pl.lit("all").alias("class"))])
    whole = pl.concat([whole, whole.with_columns(sex=pl.lit(BOTH))])
    counted = whole.group_by("class", "sex").agg(count=pl.len() / pairs, people=pl.col("weight").sum() / pairs)
    return grid.join(counted, on=["class", "sex"], how="left", maintain_order="left").fill_null(0.0)


def _finite(value: Any) -> Any:
    """JSON knows neither infinity nor not-a-number: both become null."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not -1e300 < value < 1e300 else value
