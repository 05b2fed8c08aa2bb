"""Who leaves for where, who comes back and why, and who moves on: by year, women and men side by side.

The column region holds the destination (of returns the one left); national stands for all of them.
"""

import polars as pl

from ayllu.analysis.cells import BOTH, NATIONAL, Cells
from ayllu.analysis.indicators.form import PERCENT, gather, long_form
from ayllu.analysis.moves import BACK, ONWARD, OUT

THOUSAND = 1000.0
FLOWS = {"departures": (OUT, "to_region"), "onward_moves": (ONWARD, "to_region"), "returns": (BACK, "from_region")}
SEEN = ("country", "region", "sex", "year")


def abroad(cells: Cells) -> pl.DataFrame:
    """Departures, onward moves and returns by destination; women's shares; projects and ways of return."""
    parts = []
    for name, (way, end) in FLOWS.items():
        flows = cells.moves.flows.filter(pl.col("way") == way).rename({end: "region"})
        parts.append(_thousands(cells, flows, name))
    out = cells.moves.flows.filter(pl.col("way") == OUT).rename({"to_region": "region"})
    parts.append(_women(cells, out, "departures_women"))
    stocks = cells.moves.stocks.rename({"destination": "region"})
    parts.append(_women(cells, stocks, "abroad_women"))
    parts += _shares(cells, "project_year", "project")
    parts += _shares(cells, "return_year", "return_way")
    return gather(parts)


def _levels(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Sums of people by destination and over all of them, of women, men and both."""
    both = pl.concat([frame, frame.with_columns(pl.lit(BOTH).alias("sex"))])
    every = pl.concat([both, both.with_columns(pl.lit(NATIONAL).alias("region"))])
    return every.group_by(*SEEN, *by).agg(pl.col("people").sum())


def _thousands(cells: Cells, flows: pl.DataFrame, name: str) -> pl.DataFrame:
    found = _levels(flows.select(*SEEN, "people")).with_columns(
        (pl.col("people") / THOUSAND).alias("value"),
        ((pl.col("people") * cells.run.weight).sqrt() / THOUSAND).alias("se"),
        (pl.col("people") / cells.run.weight).alias("n"),
    )
    return long_form(cells, found, name)


def _women(cells: Cells, people: pl.DataFrame, name: str) -> pl.DataFrame:
    """Women per hundred people, where there are any."""
    sums = _levels(people.select(*SEEN, "people"))
    women = sums.filter(pl.col("sex") == "women").rename({"people": "women"}).drop("sex")
    found = sums.filter(pl.col("sex") == BOTH).join(women, on=["country", "region", "year"], how="left")
    share = pl.col("women").fill_null(0.0) / pl.col("people")
    return long_form(
        cells,
        found.with_columns(
            (share * PERCENT).alias("value"),
            ((share * (1 - share) * cells.run.weight / pl.col("people")).sqrt() * PERCENT).alias("se"),
            (pl.col("people") / cells.run.weight).alias("n"),
        ),
        name,
    )


def _shares(cells: Cells, table: str, kind: str) -> list[pl.DataFrame]:
    """Percent of people abroad by project, or of returns by way; rows without one are left out."""
    if table not in cells.run.tables:
        return []
    read = cells.run.scan(table).with_columns(pl.col("country", "destination", "sex", kind).cast(pl.String)).collect()
    known = read.filter(pl.col(kind) != "none").rename({"destination": "region"})
    sums = _levels(known.select(*SEEN, kind, "people"), kind)
    total = sums.group_by(SEEN).agg(pl.col("people").sum().alias("all"))
    share = pl.col("people") / pl.col("all")
    found = sums.join(total, on=list(SEEN)).with_columns(
        (share * PERCENT).alias("value"),
        ((share * (1 - share) * cells.run.weight / pl.col("all")).sqrt() * PERCENT).alias("se"),
        (pl.col("all") / cells.run.weight).alias("n"),
    )
    return [
        long_form(cells, part, f"{kind}_share", f"{kind}_share_{word[0]}")
        for word, part in sorted(found.partition_by(kind, as_dict=True).items())
    ]
