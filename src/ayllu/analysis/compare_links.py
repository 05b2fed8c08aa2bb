"""Through whom a difference reached a person: the nearest link to somebody whose life had parted before.

The classification is that of Starsim's test of one more birth: kin, home, community, market; here the partner
comes first, and whom nobody linked preceded was reached directly. `direct` is thus at least those reached
directly by nobody's doing; somebody reached directly after a linked person counts under that link.
"""

import polars as pl

from ayllu.analysis.compare_lives import BOTH, ONLY_A, ONLY_B, Partings, parents, year_rows
from ayllu.analysis.open import Run
from ayllu.words.months import MONTHS_A_YEAR

DIRECT = "direct"
LINKS = ("partner", "kin", "household", "community", "market")
CLASSES = (DIRECT, *LINKS)
"""Nearest first. Kin are parents, children, siblings and grandparents; the market is that of the place."""


def classified(a: Run, b: Run, parted: Partings) -> pl.DataFrame:
    """The people of Partings with `class`, `through` (key of the link, 0 for none) and `weight`."""
    people = parted.people
    if people.is_empty():
        empty = (pl.lit("").alias("class"), pl.lit(0, pl.UInt64).alias("through"), pl.lit(0.0).alias("weight"))
        return people.with_columns(*empty)
    order = people.select("person", "order", "month")
    years = pl.concat([year_rows(run, side, people) for run, side in ((a, ONLY_A), (b, ONLY_B))])
    before = _year_before(order, years, a.epoch_year)
    lived = _where(order, parted.rows, before)
    found = {
        "partner": _partners(order, parted.rows, before),
        "kin": _kin(order, parents((a, b))),
        "household": _households(order, parted.rows, years, before),
        "community": _area(lived, ["side", "community"]),
        "market": _area(lived, ["place"]),
    }
    for link, reached in found.items():
        people = people.join(reached.select("person", pl.col("first").alias(link)), on="person", how="left")
    return _named(people, order, before)


def _named(people: pl.DataFrame, order: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Choose the nearest link; who was born in only one run is there through the parents."""
    choice = pl.lit(DIRECT)
    for link in reversed(LINKS):
        choice = pl.when(pl.col(link).is_not_null()).then(pl.lit(link)).otherwise(choice)
    choice = pl.when(pl.col("only") != BOTH).then(pl.lit("kin")).otherwise(choice)
    key = order.select(first="order", through="person")
    people = people.with_columns(choice.alias("class"))
    at = pl.coalesce(*(pl.when(pl.col("class") == link).then(pl.col(link)) for link in LINKS))
    people = people.with_columns(first=at, mother=pl.coalesce("mother_a", "mother_b")).join(key, on="first", how="left")
    people = people.with_columns(
        through=pl.when(pl.col("only") != BOTH).then(pl.coalesce("through", "mother")).otherwise("through").fill_null(0)
    )
    weight = before.group_by("person").agg(year_weight=pl.col("weight").max())
    people = people.join(weight, on="person", how="left").drop(*LINKS, "first", "mother")
    own = pl.max_horizontal("weight_a", "weight_b").replace(0.0, None)
    return people.with_columns(weight=pl.coalesce(own, "year_weight", pl.lit(0.0))).sort("order")


def _year_before(order: pl.DataFrame, years: pl.DataFrame, epoch: int) -> pl.DataFrame:
    """How those who differ stood at the end of the year before they parted, in both runs."""
    year = (epoch + pl.col("month") // MONTHS_A_YEAR - 1).cast(pl.Int32)
    return order.with_columns(year=year).join(years, on=["person", "year"])


def _nearest(pairs: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """From pairs person, other: the first of the others who parted before the person."""
    firsts = order.select(other="person", first="order")
    found = pairs.join(firsts, on="other").join(order.select("person", "order"), on="person")
    return found.filter(pl.col("first") < pl.col("order")).group_by("person").agg(pl.col("first").min())


def _in_group(own: pl.DataFrame, others: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The first of the others in one of a person's groups, if she or he parted before the person."""
    firsts = others.group_by(keys).agg(first=pl.col("order").min())
    found = own.select("person", "order", *keys).unique().join(firsts, on=keys)
    return found.filter(pl.col("first") < pl.col("order")).group_by("person").agg(pl.col("first").min())


def _partners(order: pl.DataFrame, rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Partners at the parting, at the event before it, and at the end of the year before."""
    pairs = pl.concat([frame.select("person", other="partner") for frame in (rows, before)])
    pairs = pairs.filter(pl.col("other") > 0).unique()
    return _nearest(pl.concat([pairs, pairs.select(person="other", other="person")]).unique(), order)


def _kin(order: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Parents, grandparents, children and siblings."""
    own = order.select("person", "order").join(ties, on="person")
    up = own.select("person", other="parent")
    grand = up.join(ties, left_on="other", right_on="person").select("person", other="parent")
    down = own.select(person="parent", other="person")
    siblings = _in_group(own, own, ["parent"])
    return (
        pl.concat([_nearest(pl.concat([up, grand, down]).unique(), order), siblings])
        .group_by("person")
        .agg(pl.col("first").min())
    )


def _households(order: pl.DataFrame, rows: pl.DataFrame, years: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Homes and dwellings shared at the end of the year before, and homes at the event of the parting."""
    now = rows.filter("now")
    roofs = ["home", "dwelling"]
    own = before.unpivot(roofs, index=["person", "order", "year"], value_name="roof")
    all_years = years.join(order.select("person", "order"), on="person")
    others = all_years.unpivot(roofs, index=["person", "order", "year"], value_name="roof")
    others = others.join(own.select("year", "roof").unique(), on=["year", "roof"], how="semi")
    found = pl.concat([_in_group(own, others, ["year", "roof"]), _in_group(now, now, ["home"])])
    return found.group_by("person").agg(pl.col("first").min())


def _where(order: pl.DataFrame, rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Where those who differ were when they parted and at the end of the year before: who moves was elsewhere.

    Numbers of communities are those of a run, so the community of home goes with its side.
    """
    told = ["person", "side", "community", "place"]
    now = pl.concat([rows.filter("now").select(told), before.select(told)]).unique()
    return now.join(order, on="person")


def _area(lived: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Neighbours who parted in an earlier month: nothing passes between neighbours within a month."""
    firsts = lived.group_by(keys).agg(first=pl.col("order").min(), began=pl.col("month").min())
    found = lived.join(firsts, on=keys).filter(pl.col("began") < pl.col("month"))
    return found.group_by("person").agg(pl.col("first").min())
