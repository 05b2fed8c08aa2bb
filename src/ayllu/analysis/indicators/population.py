"""How many people, of what ages and sexes, and where."""

import polars as pl

from ayllu.analysis import rates
from ayllu.analysis.cells import BOTH, EVERYWHERE, NATIONAL, Cells
from ayllu.analysis.indicators.form import KEYS, PERCENT, gather, group_label, long_form

THOUSAND = 1000.0
AGE_SPANS = {"0-14": (0, 14), "15-64": (15, 64), "65+": (65, 100)}


def population(cells: Cells) -> pl.DataFrame:
    """Totals, ages, sex ratio, urban share, growth and regions' shares, by year, from counts of everybody."""
    people = cells.yearly.group_by(*KEYS, "age_group").agg(pl.col("person_years").sum())
    people = people.filter(pl.col("person_years") > 0)
    whole = people.group_by(KEYS).agg(pl.col("person_years").sum().alias("n"))
    return gather(
        [
            _totals(cells, whole),
            _by_age(cells, people),
            _age_shares(cells, people, whole),
            long_form(cells, rates.median_age(people, KEYS), "median_age"),
            _sex_ratio(cells, whole),
            _urban(cells, whole),
            _regions(cells, whole),
            _growth(cells, whole),
            _dependency(cells, people),
        ]
    )


def _months(cells: Cells) -> pl.DataFrame:
    """Share of each year that the run covers, so that person-years become people."""
    return cells.vital.group_by("year").agg((pl.col("half").n_unique() / 2.0).alias("covered"))


def _totals(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    events = cells.yearly.group_by(KEYS).agg((pl.col("births") + pl.col("deaths")).sum().alias("events"))
    weight = cells.run.weight / THOUSAND
    place = KEYS[:-1]
    frame = whole.join(events, on=KEYS).join(_months(cells), on="year").sort("year")
    frame = frame.with_columns(
        (pl.col("n") / pl.col("covered") * weight).alias("value"),
        (pl.col("events").cum_sum().over(place).sqrt() * weight).alias("se"),
    )
    return long_form(cells, frame, "population_total")


def _by_age(cells: Cells, people: pl.DataFrame) -> pl.DataFrame:
    weight = cells.run.weight / THOUSAND
    frame = people.filter(pl.col("region") == NATIONAL).join(_months(cells), on="year")
    frame = frame.with_columns(
        group_label().alias("age"),
        (pl.col("person_years") / pl.col("covered")).alias("n"),
        (pl.col("person_years") / pl.col("covered") * weight).alias("value"),
        (pl.col("person_years").sqrt() * weight).alias("se"),
    )
    return long_form(cells, frame, "population_by_age")


def _share(part: str, whole: str) -> list[pl.Expr]:
    share = pl.col(part) / pl.col(whole)
    error = (share * (1.0 - share) / pl.col(whole)).sqrt()
    return [(share * PERCENT).alias("value"), (error * PERCENT).alias("se")]


def _age_shares(cells: Cells, people: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for label, (first, last) in AGE_SPANS.items():
        inside = people.filter(pl.col("age_group").is_between(first, last))
        sums = inside.group_by(KEYS).agg(pl.col("person_years").sum())
        parts.append(sums.with_columns(pl.lit(label).alias("age")).join(whole, on=KEYS))
    return long_form(cells, pl.concat(parts).with_columns(_share("person_years", "n")), "age_share")


def _sex_ratio(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    place = ["country", "region", "area", "year"]
    women = whole.filter(pl.col("sex") == "women").select(*place, women="n")
    men = whole.filter(pl.col("sex") == "men").select(*place, men="n")
    frame = women.join(men, on=place)
    ratio = pl.col("men") / pl.col("women")
    frame = frame.with_columns(
        (ratio * PERCENT).alias("value"),
        (ratio * (1.0 / pl.col("men") + 1.0 / pl.col("women")).sqrt() * PERCENT).alias("se"),
        (pl.col("men") + pl.col("women")).alias("n"),
    )
    return long_form(cells, frame, "sex_ratio")


def _urban(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    keys = ["country", "region", "sex", "year"]
    nation = whole.filter(pl.col("region") == NATIONAL)
    urban = nation.filter(pl.col("area") == "urban").select(*keys, urban="n")
    everybody = nation.filter(pl.col("area") == EVERYWHERE).join(urban, on=keys)
    return long_form(cells, everybody.with_columns(_share("urban", "n")), "urban_share")


def _regions(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    keys = ["country", "sex", "year"]
    everywhere = whole.filter(pl.col("area") == EVERYWHERE)
    nation = everywhere.filter(pl.col("region") == NATIONAL).select(*keys, nation="n")
    regions = everywhere.filter(pl.col("region") != NATIONAL).join(nation, on=keys)
    return long_form(cells, regions.with_columns(_share("n", "nation")), "department_population_share")


def _growth(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    frame = whole.join(_months(cells), on="year").filter(pl.col("covered") == 1).sort("year")
    before = pl.col("n").shift(1).over(KEYS[:-1])
    follows = pl.col("year").shift(1).over(KEYS[:-1]) == pl.col("year") - 1
    growth = pl.when(follows).then((pl.col("n") / before).log() * PERCENT)
    return long_form(cells, frame.with_columns(growth.alias("value")), "growth_rate")


def _dependency(cells: Cells, people: pl.DataFrame) -> pl.DataFrame:
    working = pl.col("age_group").is_between(15, 64)
    lived = pl.col("person_years")
    frame = people.filter(pl.col("sex") == BOTH).group_by(KEYS)
    sums = frame.agg(lived.filter(working).sum().alias("able"), lived.filter(~working).sum().alias("others"))
    ratio = pl.col("others") / pl.col("able")
    sums = sums.filter(pl.col("able") > 0).with_columns(
        (ratio * PERCENT).alias("value"),
        (pl.col("able") + pl.col("others")).alias("n"),
        ((ratio + ratio * ratio) / pl.col("able")).sqrt().alias("se") * PERCENT,
    )
    return long_form(cells, sums, "dependency_ratio")
