"""A run in one screen: women and men side by side, simulated beside official."""

from pathlib import Path

import polars as pl
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ayllu.analysis.cells import Cells
from ayllu.analysis.headline import SEXES, headline
from ayllu.analysis.measures import measures
from ayllu.analysis.open import Run, open_run
from ayllu.analysis.words import focus_text, number, scale_text


def summary_rows(run: str | Path | Run) -> pl.DataFrame:
    """The headline figures as rows (`headline`), for --json and scripts."""
    return headline(Cells(open_run(run)))


def summary(run: str | Path | Run) -> Group:
    """The headline figures as tables to print with rich, one for each country.

    Counts are scaled up to people; the last line names scale, seed and what the +- covers.
    """
    opened = open_run(run)
    rows = headline(Cells(opened))
    tables = [_table(name, rows.filter(pl.col("country") == code)) for code, name in opened.countries.items()]
    focus = f", in focus {focus_text(opened.info['focus'])}" if opened.info.get("focus") else ""
    note = (
        f"{scale_text(opened.info['scale'])}{focus}, seed {opened.info['seed']}; "
        "± is two Monte-Carlo standard errors of this one run. All persons are invented; this is no forecast."
    )
    return Group(*tables, Text(note, style="dim"))


def _table(title: str, rows: pl.DataFrame) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("when", no_wrap=True)
    for sex in SEXES:
        table.add_column(sex, justify="right", no_wrap=True)
        table.add_column("official", justify="right", no_wrap=True, style="dim")
    table.add_column("class")
    for row in rows.iter_rows(named=True):
        decimals = measures()[row["quantity"]].decimals
        cells = [f"{row['title']}, {row['unit']}", row["period"]]
        for sex in SEXES:
            cells += [
                _with_error(row[sex], row[f"{sex}_se"], decimals),
                number(row[f"{sex}_official"], decimals),
            ]
        table.add_row(*cells, row["class"])
    return table


def _with_error(value: float | None, error: float | None, decimals: int) -> str:
    if value is None or error is None:
        return number(value, decimals)
    return f"{number(value, decimals)} ±{number(2 * error, decimals)}"
