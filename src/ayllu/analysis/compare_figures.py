"""Paired differences of indicators between runs of the same seeds, with intervals over seeds."""

from collections.abc import Sequence

import polars as pl
from scipy.special import stdtrit  # type: ignore[import-untyped]

from ayllu.analysis.compare_pairs import Pair
from ayllu.analysis.open import Run

KEYS = ["indicator", "country", "region", "area", "sex", "age", "year"]
SEXES = ["women", "men", "both"]
WITHIN = 0.975
"""Upper end of the 95 % interval."""
NATIONAL, ALL = "national", "all"


def differences(pairs: Sequence[Pair]) -> pl.DataFrame:
    """Every indicator that all runs hold: KEYS, unit, a, b, difference (b less a), low, high, seeds, score.

    a, b and difference are means over pairs; low and high are the 95 % interval of the difference by Student's
    t over seeds, null with one pair. score says how many (Monte-Carlo) errors a difference is, to rank them.
    Women and men come first, then both.
    """
    held = [_pair(pair) for pair in pairs]
    rows = pl.concat([frame for frame in held if frame is not None]) if any(f is not None for f in held) else None
    if rows is None:
        return pl.DataFrame(schema=_SCHEMA)
    d = pl.col("d")
    found = rows.group_by(KEYS).agg(
        pl.col("unit").first(), pl.col("a", "b").mean(), difference=d.mean(), sd=d.std(), seeds=pl.len(), se=_error()
    )
    found = found.filter(pl.col("seeds") == len(pairs)).with_columns(pl.col("seeds").cast(pl.Int32))
    half = pl.col("sd") * (float(stdtrit(len(pairs) - 1, WITHIN)) / len(pairs) ** 0.5 if len(pairs) > 1 else None)
    found = found.with_columns(low=pl.col("difference") - half, high=pl.col("difference") + half)
    score = pl.col("difference").abs() / (half if len(pairs) > 1 else pl.col("se"))
    found = found.with_columns(score=pl.when(score.is_finite()).then(score).fill_null(0.0))
    sexes = pl.col("sex").cast(pl.Enum(SEXES))
    return found.select(_SCHEMA.keys()).sort("indicator", "country", "region", "area", "age", "year", sexes)


_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(KEYS, pl.String),
    "year": pl.Int32,
    "unit": pl.String,
    **dict.fromkeys(("a", "b", "difference", "low", "high"), pl.Float64),
    "seeds": pl.Int32,
    "score": pl.Float64,
}


def _error() -> pl.Expr:
    return (pl.col("se").pow(2) + pl.col("se_b").pow(2)).mean().sqrt()


def _pair(pair: Pair) -> pl.DataFrame | None:
    one, two = _indicators(pair.a), _indicators(pair.b)
    if one is None or two is None:
        return None
    both = one.rename({"value": "a"}).join(two.select(*KEYS, b="value", se_b="se"), on=KEYS)
    return both.with_columns(d=pl.col("b") - pl.col("a")).filter(pl.col("d").is_not_null()).collect()


def _indicators(run: Run) -> pl.LazyFrame | None:
    families = [name for name in run.tables if name.startswith("indicators_")]
    if not families:
        return None
    return pl.concat([run.scan(name).select(*KEYS, "value", "unit", "se") for name in families])


def national(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures of whole countries that are not split by age (or have but one age group)."""
    whole = rows.filter((pl.col("region") == NATIONAL) & (pl.col("area") == ALL))
    return whole.filter(pl.col("age").n_unique().over("indicator") == 1)


def largest(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """The figures of the last year that differ most: indicator, country, year, unit and the sexes side by side.

    Columns are women, women_low, women_high, men ... both_high; one indicator of one country is one row.
    """
    last = national(rows).filter(pl.col("year") == pl.col("year").max().over("indicator"))
    at = ["indicator", "country", "year", "unit"]
    top = last.group_by(at).agg(pl.col("score").max()).filter(pl.col("score") > 0)
    top = top.sort(["score", *at], descending=[True, False, False, False, False]).head(most)
    for sex in SEXES:
        own = last.filter(pl.col("sex") == sex).select(
            *at, pl.col("difference").alias(sex), pl.col("low").alias(f"{sex}_low"), pl.col("high").alias(f"{sex}_high")
        )
        top = top.join(own, on=at, how="left", maintain_order="left")
    return top
