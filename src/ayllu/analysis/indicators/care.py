"""Time: minutes a week by kind; and who looks after children, by which parent is away."""

import polars as pl

from ayllu.analysis.cells import ADULT, YEAR_END, Cells, tally
from ayllu.analysis.indicators.form import PERCENT, gather, means

KINDS = ("paid_work", "own_work", "housework", "care", "rest")
AWAY = ("nobody", "mother", "father", "both")
CARERS = {
    "mother": ("mother",),
    "father": ("father",),
    "grandmother": ("maternal_grandmother", "paternal_grandmother"),
    "grandfather": ("maternal_grandfather", "paternal_grandfather"),
    "sibling": ("sibling",),
    "aunt_or_uncle": ("maternal_aunt_or_uncle", "paternal_aunt_or_uncle"),
    "home": ("home",),
    "neighbour": ("neighbour",),
    "others": ("others",),
}
"""Kind of carer in indicators -> words of child_year.carer."""


def care(cells: Cells) -> pl.DataFrame:
    """Mean minutes a week of residents of 15 and over by kind, sex and area; carers of children under 15 in percent of
    those of whom nobody, the mother, the father or both live in another place; children's wellbeing likewise."""
    grown = cells.run.residents("person_year").filter(pl.col("age") >= ADULT)
    minutes = tally(grown, YEAR_END, **{kind: pl.col(f"{kind}_minutes") for kind in KINDS})
    parts = [means(cells, minutes, kind, "weekly_minutes", f"{kind}_minutes", times=1.0) for kind in KINDS]
    children = cells.run.residents("child_year")
    for away in AWAY:
        those = children.filter(pl.col("parent_away").cast(pl.String) == away)
        carer = pl.col("carer").cast(pl.String)
        kinds = tally(those, YEAR_END, **{name: carer.is_in(words) for name, words in CARERS.items()})
        shares = [means(cells, kinds, n, "carers_of_children", f"carer_{n}_away_{away}", PERCENT) for n in CARERS]
        fares = tally(those, YEAR_END, material=pl.col("material"), relational=pl.col("relational"))
        wellbeing = [
            means(cells, fares, kind, "wellbeing_of_children", f"{kind}_wellbeing_away_{away}", times=1.0)
            for kind in ("material", "relational")
        ]
        parts += [*shares, *wellbeing]
    return gather(parts)
