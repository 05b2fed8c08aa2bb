"""Who lives in a union: marital states, age at first union, age difference, cohabitation."""

import polars as pl

from ayllu.analysis import rates
from ayllu.analysis.cells import Cells, with_levels
from ayllu.analysis.indicators.form import KEYS, gather, group_label, long_form, means
from ayllu.words.codes import UNION_WORDS


def unions(cells: Cells) -> pl.DataFrame:
    """Marital shares by sex and age, singulate mean age at marriage, and couples, at year ends."""
    by_age = cells.marital.with_columns(group_label().alias("age")).drop("age_group")
    adults = cells.marital.with_columns(pl.lit("15+").alias("age")).drop("age_group")
    parts = []
    for word in UNION_WORDS:
        name = f"marital_share_{word}"
        parts += [means(cells, by_age, word, name), means(cells, adults, word, name)]
    levels = with_levels(cells.marital, ["year", "age_group"], regions=False)
    smam = rates.age_at_marriage(levels, KEYS).with_columns(pl.lit("15-54").alias("age"))
    parts.append(long_form(cells, smam, "smam"))
    parts.append(means(cells, cells.couples, "age_difference", "age_difference_partners", times=1.0))
    parts.append(means(cells, cells.couples, "cohabiting", "cohabiting_couples"))
    return gather(parts)
