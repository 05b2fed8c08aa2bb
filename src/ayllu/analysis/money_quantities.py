"""Official figures on money: what is recorded of the sums that come from abroad, against national income.

Central banks write down what companies and banks pay out; what travels by hand or with couriers they do not see.
"""

import polars as pl

from ayllu.analysis.answer import NOTHING, PERCENT, Answer, Quantity
from ayllu.analysis.ask import Ask
from ayllu.analysis.cells import Cells
from ayllu.words.codes import CHANNEL_WORDS, Channel

INCOME = "calibration/national_income.csv"
"""What comes with a run: national income and the prices at which it is told, by country and year."""
RECORDED = tuple(CHANNEL_WORDS[channel] for channel in (Channel.TRANSFER_COMPANY, Channel.BANK))
CENTS = 100.0
MILLION = 1e6


def received(cells: Cells, country: str, recorded: bool = True) -> pl.DataFrame:
    """Money received from abroad by year, in dollars of 2005: columns year, received, transfers."""
    sent = cells.run.scan("transfer_year").filter(
        (pl.col("country").cast(pl.String) == country) & (pl.col("kind").cast(pl.String) == "remittance")
    )
    if recorded:
        sent = sent.filter(pl.col("channel").cast(pl.String).is_in(RECORDED))
    summed = sent.group_by("year").agg(pl.col("received").sum() / CENTS, pl.col("transfers").sum())
    return summed.collect().sort("year")


def national_share(cells: Cells, country: str, year: int) -> float | None:
    """Recorded money from abroad in percent of national income, at the prices of the year; None if not known."""
    file = cells.run.file(INCOME)
    if file is None:
        return None
    told = pl.read_csv(file).filter((pl.col("country") == country) & (pl.col("year") == year))
    found = received(cells, country).filter(pl.col("year") == year)
    if told.height == 0 or found.height == 0:
        return None
    at_prices = float(found["received"][0]) * float(told["prices"][0])
    return PERCENT * at_prices / (float(told["million_dollars"][0]) * MILLION)


def _remittances(cells: Cells, ask: Ask) -> Answer:
    """Recorded money from abroad in percent of national income, with the error of the number of transfers."""
    year = ask.years[1]
    share = national_share(cells, ask.country, year)
    if share is None:
        return NOTHING
    transfers = received(cells, ask.country).filter(pl.col("year") == year)["transfers"][0] / cells.run.weight
    return Answer(share, share / max(transfers, 1.0) ** 0.5, transfers)


MONEY_QUANTITIES: dict[str, Quantity] = {"remittances_pct_gdp": _remittances}
MONEY_TABLES = dict.fromkeys(MONEY_QUANTITIES, "transfer_year")
