"""Births and deaths: life tables, fertility, crude rates, by year."""

import polars as pl

from ayllu.analysis import rates
from ayllu.analysis.cells import BOTH, EVERYWHERE, NATIONAL, WHERE, Cells
from ayllu.analysis.indicators.form import KEYS, gather, group_label, long_form

THOUSAND = 1000.0
PLACE = [*WHERE, "year"]


def vital(cells: Cells) -> pl.DataFrame:
    """Life expectancy, mortality of children and adults, fertility, crude rates, births and deaths."""
    every = cells.yearly
    large = every.filter(pl.col("region") == NATIONAL)
    parts = [
        long_form(cells, rates.life_expectancy(every, KEYS), "e0"),
        long_form(cells, rates.chance_of_dying(every, 0, 1, KEYS), "infant_mortality"),
        long_form(cells, rates.chance_of_dying(every, 0, 5, KEYS), "under5_mortality"),
        long_form(cells, rates.chance_of_dying(large, 15, 60, KEYS), "adult_mortality_45q15"),
        long_form(cells, rates.crude_rate(every, "births", KEYS), "crude_birth_rate"),
        long_form(cells, rates.crude_rate(every, "deaths", KEYS), "crude_death_rate"),
        _numbers(cells, "births"),
        _numbers(cells, "deaths"),
    ]
    return gather(parts + _fertility(cells))


def _fertility(cells: Cells) -> list[pl.DataFrame]:
    by_age = rates.fertility_by_age(cells.yearly.filter(pl.col("sex") != BOTH), PLACE)
    whole = rates.total_fertility(by_age, PLACE)
    mean = rates.mean_age_at_childbearing(by_age, PLACE)
    large = by_age.filter(pl.col("region") == NATIONAL).with_columns(group_label().alias("age"))
    women = pl.lit("women").alias("sex")
    by_area = whole.filter((pl.col("area") != EVERYWHERE) & (pl.col("region") == NATIONAL))
    rest = whole.filter((pl.col("area") == EVERYWHERE) | (pl.col("region") != NATIONAL))
    return [
        long_form(cells, rest.with_columns(women, pl.lit("15-49").alias("age")), "tfr"),
        long_form(cells, by_area.with_columns(women, pl.lit("15-49").alias("age")), "tfr_by_area"),
        long_form(cells, mean.with_columns(women, pl.lit("15-49").alias("age")), "mean_age_at_childbearing"),
        long_form(cells, large.with_columns(women), "asfr"),
    ]


def _numbers(cells: Cells, event: str) -> pl.DataFrame:
    weight = cells.run.weight / THOUSAND
    frame = cells.yearly.group_by(KEYS).agg(pl.col(event, f"{event}_2").sum())
    records = pl.col(event) ** 2 / pl.col(f"{event}_2")
    frame = frame.with_columns(
        (pl.col(event) * weight).alias("value"),
        (pl.col(f"{event}_2").sqrt() * weight).alias("se"),
        pl.when(pl.col(event) > 0).then(records).otherwise(0.0).alias("n"),
    )
    return long_form(cells, frame, event)
