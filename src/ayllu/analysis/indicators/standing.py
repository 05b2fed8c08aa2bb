"""What women and men believe, and what wives decide, earn and are said to earn, together and apart."""

import polars as pl

from ayllu.analysis.cells import ADULT, BOTH, YEAR_END, Cells, tally
from ayllu.analysis.indicators.form import gather, means

BELIEFS = ("belief_equality", "belief_motherhood", "belief_provider")
DOMAINS = ("daily_money", "purchases", "children", "going_out", "births", "departures")
TOLD = ("her_told_at_home", "her_told_to_neighbours", "her_told_to_interviewer")


def standing(cells: Cells) -> pl.DataFrame:
    """Beliefs and standing of grown residents; of couples the wife's say by domain and her part of the money."""
    grown = cells.run.residents("person_year").filter(pl.col("age") >= ADULT)
    people = tally(grown, YEAR_END, **{name: pl.col(name) for name in (*BELIEFS, "standing")})
    parts = [means(cells, people, name, name, times=1.0) for name in BELIEFS]
    parts.append(means(cells, people, "standing", "standing_with_neighbours", times=1.0))
    return gather([*parts, *_couples(cells, True), *_couples(cells, False)])


def _couples(cells: Cells, together: bool) -> list[pl.DataFrame]:
    """Wives under one roof with the husband, or not."""
    pairs = cells.run.residents("couple_year").filter(pl.col("coresident") == together)
    shown = ("her_share_earned", *TOLD, *(f"her_power_{domain}" for domain in DOMAINS))
    couples = tally(pairs.with_columns(pl.lit(BOTH).alias("sex")), YEAR_END, **{name: pl.col(name) for name in shown})
    end = "together" if together else "apart"
    power = [
        means(cells, couples, f"her_power_{domain}", "power_of_wives", f"power_of_wives_{domain}_{end}", times=1.0)
        for domain in DOMAINS
    ]
    money = [
        means(cells, couples, name, "money_of_wives", f"{name}_{end}", times=1.0)
        for name in ("her_share_earned", *TOLD)
    ]
    return [*power, *money]
