"""Poverty without and with what emigrants send, what households own and owe, and who sends the money."""

import polars as pl

from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.indicators.form import PERCENT, gather, long_form
from ayllu.words.codes import HOUSE_WORDS, HouseStage
from ayllu.words.months import MONTHS_A_YEAR

SENT_HOME = ("remittance", "internal_remittance")
CENTS = 100.0
FINISHED = HOUSE_WORDS[HouseStage.ROOF :]


def money(cells: Cells) -> pl.DataFrame:
    """By country and year: poverty of women, men and both; homes with a house, a debt, a vehicle; women's part of money
    sent from abroad."""
    homes = _homes(cells)
    return gather([*_poverty(cells, homes), *_belongings(cells, homes), _women_send(cells)])


def _homes(cells: Cells) -> pl.DataFrame:
    """Households at year ends whose income is told, with what they received in a month of the year."""
    homes = cells.run.residents("household_year").filter(pl.col("income").is_not_null()).collect()
    year = pl.col("month") // MONTHS_A_YEAR + cells.run.epoch_year
    came = cells.run.scan("transfer").filter(pl.col("kind").cast(pl.String).is_in(SENT_HOME))
    summed = came.group_by(year.cast(pl.Int16).alias("year"), pl.col("receiver_home").alias("home"))
    received = summed.agg(monthly=pl.col("received").sum() / (CENTS * MONTHS_A_YEAR)).collect()
    found = homes.join(received, on=["year", "home"], how="left")
    return found.with_columns(pl.col("country").cast(pl.String), pl.col("monthly").fill_null(0.0))


def _poverty(cells: Cells, homes: pl.DataFrame) -> list[pl.DataFrame]:
    """People of households whose income, without and with money sent, does not pay basic needs."""
    parts = []
    for sex, people in ((BOTH, pl.col("women") + pl.col("men")), ("women", pl.col("women")), ("men", pl.col("men"))):
        weight = pl.col("weight") * people
        for name, income in (
            ("poverty_without_remittances", pl.col("income")),
            ("poverty_with_remittances", pl.col("income") + pl.col("monthly")),
        ):
            poor = (weight * (income < pl.col("needs"))).sum() / weight.sum()
            shown = homes.group_by("country", "year").agg(value=PERCENT * poor, n=people.sum()).filter(pl.col("n") > 0)
            parts.append(long_form(cells, shown.with_columns(sex=pl.lit(sex)), name))
    return parts


def _belongings(cells: Cells, homes: pl.DataFrame) -> list[pl.DataFrame]:
    """Households with a finished house, a debt, a vehicle, a small business, or fields they bought."""
    told = {
        "households_with_house": pl.col("house").cast(pl.String).is_in(FINISHED),
        "households_in_debt": pl.col("debt") > 0,
        "households_with_vehicle": pl.col("vehicle"),
        "households_with_business": pl.col("business"),
        "households_with_bought_land": pl.col("fields") > 0,
    }
    weight, by = pl.col("weight"), homes.group_by("country", "year")
    return [
        long_form(cells, by.agg(value=PERCENT * (weight * has).sum() / weight.sum(), n=pl.len()), name)
        for name, has in told.items()
    ]


def _women_send(cells: Cells) -> pl.DataFrame:
    """Women's part of the money sent from abroad."""
    sent = cells.run.scan("transfer_year").filter(pl.col("kind").cast(pl.String) == SENT_HOME[0])
    women = pl.col("sex").cast(pl.String) == "women"
    share = PERCENT * pl.col("sent").filter(women).sum() / pl.col("sent").sum()
    shown = sent.group_by("country", "year").agg(value=share, n=pl.col("transfers").sum()).collect()
    return long_form(
        cells, shown.filter(pl.col("n") > 0).with_columns(sex=pl.lit("women")), "women_share_of_money_sent"
    )
