"""Papers of people abroad, only as they may be shown: shares by sex of whole destinations, never of a few persons."""

import polars as pl

from ayllu.analysis.answer import NOTHING, Answer, share_of
from ayllu.analysis.ask import Ask
from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.places import ABROAD

TABLE = "papers_year"
SMALLEST_CELL = 20
"""Simulated persons below which no share is shown."""
IRREGULAR = ("withheld", "irregular")
KEYS = ["country", "region", "sex", "year"]


def by_papers(cells: Cells) -> pl.DataFrame:
    """People born at home who live abroad at year ends, at each destination and (region abroad) everywhere.

    Columns: country (of origin), region (destination), sex (women, men, both), year, people, irregular (people), n
    (simulated persons). Cells with fewer than SMALLEST_CELL of these are left out.
    """
    read = cells.run.scan(TABLE).filter(pl.col("born").cast(pl.String) == "home")
    texts = [pl.col(name).cast(pl.String) for name in ("country", "sex", "papers")]
    named = read.with_columns(*texts, pl.col("destination").cast(pl.String).alias("region"))
    without = pl.col("people").filter(pl.col("papers").is_in(IRREGULAR)).sum().alias("irregular")
    sums = [pl.col("people").sum(), without, pl.col("persons").sum().alias("n")]
    frames = [named.with_columns(pl.col("year").cast(pl.Int64)).group_by(KEYS).agg(sums).collect(engine="streaming")]
    for column, word in (("region", ABROAD), ("sex", BOTH)):
        known = pl.concat(frames)
        rest = [key for key in KEYS if key != column]
        frames.append(known.group_by(rest).agg(pl.exclude(KEYS).sum()).with_columns(pl.lit(word).alias(column)))
        frames[-1] = frames[-1].select(known.columns)
    return pl.concat(frames).filter(pl.col("n") >= SMALLEST_CELL).sort(KEYS)


def irregular_share(cells: Cells, ask: Ask) -> Answer:
    """Percent of people abroad who have no papers, at the end of the year asked for."""
    where = pl.col("region").is_in(ask.regions or (ABROAD,))
    at = (pl.col("country") == ask.country) & (pl.col("year") == int(ask.year[-4:])) & (pl.col("sex") == ask.sex)
    found = by_papers(cells).filter(where & at)
    if not found.height:
        return NOTHING
    people, irregular, n = (float(found[name].sum()) for name in ("people", "irregular", "n"))
    return share_of(irregular, people, people / n)
