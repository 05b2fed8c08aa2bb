"""A comparison for people: tables with women and men side by side, and lives in a sentence each."""

from typing import Any

import polars as pl
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ayllu.analysis.compare import BOTH, Comparison
from ayllu.analysis.compare_links import CLASSES, DIRECT
from ayllu.analysis.measures import measures
from ayllu.analysis.words import NONE, number
from ayllu.analysis.words import sentence as sentence_case
from ayllu.words.codes import SEX_WORDS
from ayllu.words.months import month_text

GROWN = 15
"""Age from which somebody is called a woman or a man."""
TOLD = 3
SEXES = (*SEX_WORDS, BOTH)
CLASS_WORDS = {
    "direct": "directly",
    "partner": "through the partner",
    "kin": "through kin",
    "household": "through the household",
    "community": "through the community",
    "market": "through the place",
}
EVENT_WORDS = {
    "birth": "is born",
    "delivery": "gives birth",
    "death": "dies",
    "widowhood": "loses the partner",
    "union": "unites",
    "marriage": "marries",
    "separation": "separates",
    "orphaned": "is the eldest of a home without adults",
    "founding": "founds a household",
    "joining": "joins a household",
    "own_roof": "takes an own roof",
    "looking": "begins to look for a partner",
    "leaving_school": "leaves school",
    "migration": "moves to another place",
    "emigration": "leaves the country",
    "return": "comes back from abroad",
    "seasonal_leave": "leaves for seasonal work",
    "homecoming": "comes home",
    "flight": "flees",
}


def told(comparison: Comparison) -> Group:
    """Everything of a comparison that fits a screen, to print with rich."""
    c = comparison
    seeds = f"seed {c.seeds[0]}" if len(c.seeds) == 1 else f"{len(c.seeds)} seeds"
    parts: list[Any] = [Text(f"{c.b} less {c.a}, {seeds}", style="bold"), _figures(c)]
    if c.recorded is None:
        parts.append(
            Text("No lives are compared: not asked for, or the runs recorded nobody (--records counts).", style="dim")
        )
    else:
        parts += [_lives(c), *(Text(line) for line in sentences(c))]
    spread = "± is the 95 % interval over seeds" if len(c.seeds) > 1 else "one pair of runs: no interval over seeds"
    parts.append(Text(f"{spread}. All persons are invented; this is no forecast.", style="dim"))
    return Group(*parts)


def _figures(c: Comparison) -> Table:
    table = Table(title="Largest differences", title_justify="left")
    for heading in ("", "country", "when"):
        table.add_column(heading, no_wrap=bool(heading))
    for sex in SEXES:
        table.add_column(sex, justify="right", no_wrap=True)
    for row in c.largest.iter_rows(named=True):
        measure = measures().get(row["indicator"])
        title = measure.en if measure else sentence_case(row["indicator"].replace("_", " "))
        decimals = max(measure.decimals, 1) if measure else 2
        cells = [_with_interval(row[sex], row[f"{sex}_low"], decimals) for sex in SEXES]
        table.add_row(f"{title}, {row['unit']}", row["country"], str(row["year"]), *cells)
    return table


def _with_interval(value: float | None, low: float | None, decimals: int) -> str:
    if value is None:
        return NONE
    text = number(value, decimals)
    signed = text if value < 0 else f"+{text}"
    return signed if low is None else f"{signed} ±{number(value - low, decimals)}"


def _lives(c: Comparison) -> Table:
    table = Table(title="Lives that differ (simulated persons; people they stand for)", title_justify="left")
    table.add_column("reached")
    for sex in SEXES:
        table.add_column(sex, justify="right", no_wrap=True)
    known = {(row["class"], row["sex"]): row for row in c.counts.iter_rows(named=True)}
    for name in (*CLASSES, "all"):
        cells = [f"{number(row['count'])}; {number(row['people'])}" for row in (known[name, sex] for sex in SEXES)]
        table.add_row(CLASS_WORDS.get(name, "all that differ"), *cells, end_section=name == CLASSES[-1])
    recorded = [(c.recorded or {}).get(sex, 0.0) for sex in SEX_WORDS]
    table.add_row("recorded in both runs", *(number(n) for n in (*recorded, sum(recorded))))
    return table


def sentences(c: Comparison) -> list[str]:
    """Three lives: the first reached directly, and the first reached in the two commonest other ways."""
    by_class = c.counts.filter((pl.col("sex") == BOTH) & ~pl.col("class").is_in([DIRECT, "all"]))
    ways = [DIRECT, *by_class.sort("count", descending=True, maintain_order=True)["class"]]
    firsts = [c.lives.filter(pl.col("class") == way).head(1) for way in ways]
    return [sentence(c, row) for frame in firsts for row in frame.iter_rows(named=True)][:TOLD]


def sentence(c: Comparison, row: dict[str, Any]) -> str:
    """One life: who, what happens in each run, and through whom the difference came."""
    women = row["sex"] == SEX_WORDS[0]
    who = ("A woman" if women else "A man") if row["age"] >= GROWN else ("A girl" if women else "A boy")
    she = "she" if women else "he"
    what = "; ".join(f"in {name} {_side(row, side, she, c.epoch_year)}" for side, name in (("a", c.a), ("b", c.b)))
    through = CLASS_WORDS[row["class"]] + (f" (person {row['through']})" if row["through"] else "")
    return f"{who} of {row['age']} in {row['place']} (person {row['person']}): {what}. Reached {through}."


def _side(row: dict[str, Any], side: str, she: str, epoch_year: int) -> str:
    """The first differing event in one run."""
    if row["only"] not in (BOTH, side):
        return f"{she} is not born"
    event, partner = row[f"event_{side}"], row[f"partner_{side}"]
    if event is None:
        return f"nothing more happens to {'her' if she == 'she' else 'him'}"
    words = EVENT_WORDS.get(event, event.replace("_", " "))
    with_whom = f" with {partner}" if event in ("union", "marriage") and partner else ""
    return f"{she} {words}{with_whom} in {month_text(row[f'month_{side}'], epoch_year)}"
