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


def received(cells: Cells, country: str, recorded: bool = True) -> pl.DataFrame:
    """Money received from abroad by year, in dollars of 2005: columns year, received, transfers."""
    sent = cells.run.scan("transfer_year").filter(
        (pl.col("country").cast(pl.String) == country) & (pl.col("kind").cast(pl.String) == "remittance")
    )
    if recorded:
        sent = sent.filter(pl.col("channel").cast(pl.String).is_in(RECORDED))
    summed = sent.group_by("year").agg(pl.col("received").sum() / CENTS, pl.col("transfers").sum())
    return summed.collect().sort("year")


def _remittances(cells: Cells, ask: Ask) -> Answer:
    """Recorded money from abroad in percent of national income, at the prices of the year."""
    file, year = cells.run.file(INCOME), ask.years[1]
    if file is None:
        return NOTHING
    told = pl.read_csv(file).filter((pl.col("country") == ask.country) & (pl.col("year") == year))
    found = received(cells, ask.country).filter(pl.col("year") == year)
    if told.height == 0 or found.height == 0:
        return NOTHING
    income, prices = told["million_dollars"][0] * 1e6, told["prices"][0]
    share, transfers = found["received"][0] * prices / income, found["transfers"][0] / cells.run.weight
    return Answer(PERCENT * share, PERCENT * share / max(transfers, 1.0) ** 0.5, transfers)


MONEY_QUANTITIES: dict[str, Quantity] = {"remittances_pct_gdp": _remittances}
MONEY_TABLES = dict.fromkeys(MONEY_QUANTITIES, "transfer_year")
