"""How many people, of what ages and sexes, and where."""

import polars as pl

from ayllu.analysis import rates
from ayllu.analysis.cells import BOTH, EVERYWHERE, NATIONAL, Cells
from ayllu.analysis.indicators.form import KEYS, PERCENT, gather, group_label, long_form

THOUSAND = 1000.0
YEARS = ("person_years", "person_years_2", "lived")
AGE_SPANS = {"0-14": (0, 14), "15-64": (15, 64), "65+": (65, 100)}


def population(cells: Cells) -> pl.DataFrame:
    """Totals, ages, sex ratio, urban share, growth and regions' shares, by year, from counts of everybody."""
    people = cells.yearly.group_by(*KEYS, "age_group").agg(pl.col(*YEARS).sum())
    people = people.filter(pl.col("person_years") > 0)
    whole = people.group_by(KEYS).agg(pl.col(*YEARS).sum())
    whole = whole.with_columns(_records("person_years").alias("records"), pl.col("lived").alias("n"))
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
    events = cells.yearly.group_by(KEYS).agg((pl.col("births_2") + pl.col("deaths_2")).sum().alias("events"))
    weight = cells.run.weight / THOUSAND
    place = KEYS[:-1]
    frame = whole.join(events, on=KEYS).join(_months(cells), on="year").sort("year")
    frame = frame.with_columns(
        (pl.col("person_years") / pl.col("covered") * weight).alias("value"),
        (pl.col("events").cum_sum().over(place).sqrt() * weight).alias("se"),
    )
    return long_form(cells, frame, "population_total")


def _by_age(cells: Cells, people: pl.DataFrame) -> pl.DataFrame:
    weight = cells.run.weight / THOUSAND
    frame = people.filter(pl.col("region") == NATIONAL).join(_months(cells), on="year")
    frame = frame.with_columns(
        group_label().alias("age"),
        (pl.col("lived") / pl.col("covered")).alias("n"),
        (pl.col("person_years") / pl.col("covered") * weight).alias("value"),
        (pl.col("person_years_2").sqrt() * weight).alias("se"),
    )
    return long_form(cells, frame, "population_by_age")


def _records(name: str) -> pl.Expr:
    """Records of equal weight that would have the same error."""
    return pl.col(name) ** 2 / pl.col(f"{name}_2")


def _share(part: str, whole: str, records: str = "records") -> list[pl.Expr]:
    share = pl.col(part) / pl.col(whole)
    error = (share * (1.0 - share) / pl.col(records)).sqrt()
    return [(share * PERCENT).alias("value"), (error * PERCENT).alias("se")]


def _age_shares(cells: Cells, people: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for label, (first, last) in AGE_SPANS.items():
        inside = people.filter(pl.col("age_group").is_between(first, last))
        sums = inside.group_by(KEYS).agg(inside=pl.col("person_years").sum())
        parts.append(sums.with_columns(pl.lit(label).alias("age")).join(whole, on=KEYS))
    return long_form(cells, pl.concat(parts).with_columns(_share("inside", "person_years")), "age_share")


def _sex_ratio(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    place = ["country", "region", "area", "year"]
    held = {"": "person_years", "_records": "records", "_n": "n"}
    women, men = (
        whole.filter(pl.col("sex") == sex).select(*place, **{sex + part: name for part, name in held.items()})
        for sex in ("women", "men")
    )
    frame = women.join(men, on=place)
    ratio = pl.col("men") / pl.col("women")
    frame = frame.with_columns(
        (ratio * PERCENT).alias("value"),
        (ratio * (1.0 / pl.col("men_records") + 1.0 / pl.col("women_records")).sqrt() * PERCENT).alias("se"),
        (pl.col("men_n") + pl.col("women_n")).alias("n"),
    )
    return long_form(cells, frame, "sex_ratio")


def _urban(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    keys = ["country", "region", "sex", "year"]
    nation = whole.filter(pl.col("region") == NATIONAL)
    urban = nation.filter(pl.col("area") == "urban").select(*keys, urban="person_years")
    everybody = nation.filter(pl.col("area") == EVERYWHERE).join(urban, on=keys)
    return long_form(cells, everybody.with_columns(_share("urban", "person_years")), "urban_share")


def _regions(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    keys = ["country", "sex", "year"]
    everywhere = whole.filter(pl.col("area") == EVERYWHERE)
    nation = everywhere.filter(pl.col("region") == NATIONAL).select(
        *keys, nation="person_years", nation_records="records"
    )
    regions = everywhere.filter(pl.col("region") != NATIONAL).join(nation, on=keys)
    return long_form(
        cells, regions.with_columns(_share("person_years", "nation", "nation_records")), "department_population_share"
    )


def _growth(cells: Cells, whole: pl.DataFrame) -> pl.DataFrame:
    frame = whole.join(_months(cells), on="year").filter(pl.col("covered") == 1).sort("year")
    before = pl.col("person_years").shift(1).over(KEYS[:-1])
    follows = pl.col("year").shift(1).over(KEYS[:-1]) == pl.col("year") - 1
    growth = pl.when(follows).then((pl.col("person_years") / before).log() * PERCENT)
    return long_form(cells, frame.with_columns(growth.alias("value")), "growth_rate")


def _dependency(cells: Cells, people: pl.DataFrame) -> pl.DataFrame:
    working = pl.col("age_group").is_between(15, 64)
    years, twice = pl.col("person_years"), pl.col("person_years_2")
    frame = people.filter(pl.col("sex") == BOTH).group_by(KEYS)
    sums = frame.agg(
        years.filter(working).sum().alias("able"),
        years.filter(~working).sum().alias("others"),
        (years.filter(working).sum() ** 2 / twice.filter(working).sum()).alias("records"),
        pl.col("lived").sum().alias("n"),
    )
    ratio = pl.col("others") / pl.col("able")
    sums = sums.filter(pl.col("able") > 0).with_columns(
        (ratio * PERCENT).alias("value"),
        ((ratio + ratio * ratio) / pl.col("records")).sqrt().alias("se") * PERCENT,
    )
    return long_form(cells, sums, "dependency_ratio")
