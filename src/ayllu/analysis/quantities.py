"""How each official quantity is computed from a run, in the unit and definition of the official figure.

A figure that the present model cannot produce has no entry in `QUANTITIES` and is listed as such.
"""

from dataclasses import replace

import polars as pl

from ayllu.analysis import rates
from ayllu.analysis.answer import NOTHING, PERCENT, THOUSAND, Answer, Quantity
from ayllu.analysis.answer import answer_of as _answer
from ayllu.analysis.ask import Ask, ages
from ayllu.analysis.cells import BOTH, Cells, mean_of
from ayllu.analysis.money_quantities import MONEY_QUANTITIES, MONEY_TABLES
from ayllu.analysis.move_quantities import MOVE_QUANTITIES, MOVE_TABLES
from ayllu.analysis.work import WORK_QUANTITIES, WORK_TABLES


def _mean(frame: pl.DataFrame, name: str, times: float = 1.0) -> Answer:
    """Mean of a tallied value over the frame's rows."""
    if frame.height == 0 or frame["n"].sum() == 0:
        return NOTHING
    return _answer(frame.sum().select(*mean_of(name, times), "n"))


def _share(part: pl.DataFrame, whole: pl.DataFrame) -> Answer:
    """Part of a whole of person-years, in percent; the error is that of as many equal weights."""
    if _people(whole) <= 0:
        return NOTHING
    share = _people(part) / _people(whole)
    records = _people(whole) ** 2 / float(whole["person_years_2"].sum())
    return Answer(PERCENT * share, PERCENT * (share * (1.0 - share) / records) ** 0.5, _lived(whole))


def _people(frame: pl.DataFrame) -> float:
    return float(frame["person_years"].sum())


def _lived(frame: pl.DataFrame) -> float:
    """Simulated person-years."""
    return float(frame["lived"].sum())


def _population(cells: Cells, ask: Ask) -> Answer:
    lived = ask.whom(ask.lived(cells))
    years = lived["half"].n_unique() / 2
    if years == 0:
        return NOTHING
    people = _people(lived) / years
    before = ask.whom(ask.lived(cells, since_start=True))
    events = float(before["births_2"].sum()) + float(before["deaths_2"].sum())
    weight = cells.run.weight / THOUSAND
    return Answer(people * weight, events**0.5 * weight, _lived(lived) / years)


def _age_share(cells: Cells, ask: Ask) -> Answer:
    span = ages(ask.age)
    if span is None:
        return NOTHING
    lived = ask.whom(ask.lived(cells))
    return _share(lived.filter(pl.col("age_group").is_between(*span)), lived)


def _urban(cells: Cells, ask: Ask) -> Answer:
    lived = ask.whom(ask.lived(cells))
    return _share(lived.filter(pl.col("area") == "urban"), lived)


def _region_share(cells: Cells, ask: Ask) -> Answer:
    nation = replace(ask, regions=(), area="")
    return _share(ask.whom(ask.lived(cells)), nation.whom(nation.lived(cells)))


def _life_expectancy(cells: Cells, ask: Ask) -> Answer:
    return _answer(rates.life_expectancy(ask.whom(ask.lived(cells))))


def _dying(first: int, last: int) -> Quantity:
    def between(cells: Cells, ask: Ask) -> Answer:
        return _answer(rates.chance_of_dying(ask.whom(ask.lived(cells)), first, last))

    return between


def _crude(event: str) -> Quantity:
    def rate(cells: Cells, ask: Ask) -> Answer:
        return _answer(rates.crude_rate(ask.whom(ask.lived(cells)), event))

    return rate


def _median_age(cells: Cells, ask: Ask) -> Answer:
    return _answer(rates.median_age(ask.whom(ask.lived(cells))))


def _tfr(cells: Cells, ask: Ask) -> Answer:
    return _answer(rates.total_fertility(rates.fertility_by_age(ask.lived(cells))))


def _asfr(cells: Cells, ask: Ask) -> Answer:
    span = ages(ask.age)
    by_age = rates.fertility_by_age(ask.lived(cells))
    if span is None:
        return NOTHING
    return _answer(by_age.filter(pl.col("age_group").is_between(*span)).head(1))


def _age_at_childbearing(cells: Cells, ask: Ask) -> Answer:
    return _answer(rates.mean_age_at_childbearing(rates.fertility_by_age(ask.lived(cells))))


def _smam(cells: Cells, ask: Ask) -> Answer:
    return _answer(rates.age_at_marriage(ask.at_year_ends(cells.marital)))


def _age_difference(cells: Cells, ask: Ask) -> Answer:
    return _mean(ask.at_year_ends(cells.couples), "age_difference")


def _schooling(cells: Cells, ask: Ask) -> Answer:
    span = ages(ask.age)
    if span is None:
        return NOTHING
    return _mean(ask.at_year_ends(cells.schooling).filter(pl.col("age").is_between(*span)), "education")


def _grandmother(cells: Cells, ask: Ask) -> Answer:
    """Share at exact age x: the mean of those who completed x - 1 and x years at the year end."""
    span = ages(ask.age)
    if span is None:
        return NOTHING
    frame = ask.at_year_ends(cells.kin).filter(pl.col("age").is_between(span[0] - 1, span[0]))
    return _mean(frame, "maternal_grandmother")


def _homes(cells: Cells, ask: Ask, any_head: bool = False) -> pl.DataFrame:
    """Households at the year ends asked for; women and men mean the sex of the head."""
    return ask.at_year_ends(cells.homes) if not any_head else replace(ask, sex=BOTH).at_year_ends(cells.homes)


def _of_homes(name: str, times: float = PERCENT, any_head: bool = False) -> Quantity:
    def mean(cells: Cells, ask: Ask) -> Answer:
        return _mean(_homes(cells, ask, any_head), name, times)

    return mean


def _home_size(cells: Cells, ask: Ask) -> Answer:
    label = ask.age.removesuffix("persons").removesuffix("person").replace("or more", "+").replace(" ", "")
    span = ages(label)
    if span is None:
        return NOTHING
    hits = pl.col("weight") * pl.col("size").is_between(*span).cast(pl.Float64)
    frame = _homes(cells, ask).with_columns(hits.alias("inside"), hits.alias("inside_2"))
    return _mean(frame, "inside", PERCENT)


QUANTITIES: dict[str, Quantity] = {
    "adult_mortality_45q15": _dying(15, 60),
    "age_difference_partners": _age_difference,
    "age_share": _age_share,
    "asfr": _asfr,
    "asfr_15_19": _asfr,
    "crude_birth_rate": _crude("births"),
    "crude_death_rate": _crude("deaths"),
    "department_population_share": _region_share,
    "e0": _life_expectancy,
    "expected_living_maternal_grandmother_stable": _grandmother,
    "female_headed_households": _of_homes("female_head", any_head=True),
    "household_size_mean": _of_homes("persons", 1.0),
    "household_size_share": _home_size,
    "infant_mortality": _dying(0, 1),
    "mean_age_at_childbearing": _age_at_childbearing,
    "mean_years_schooling": _schooling,
    "median_age": _median_age,
    "nuclear_households": _of_homes("nuclear_family"),
    "one_person_households": _of_homes("one_person"),
    "population_total": _population,
    "smam": _smam,
    "tfr": _tfr,
    "tfr_by_area": _tfr,
    "under5_mortality": _dying(0, 5),
    "urban_share": _urban,
    **MOVE_QUANTITIES,
    **WORK_QUANTITIES,
    **MONEY_QUANTITIES,
}
"""The quantities the present model can produce, by the name official rows use."""

SURVEY_YEARS = {"tfr_by_area": 2}
"""Years before the named one that the official figure also covers."""

YEAR_END = frozenset(
    {"age_difference_partners", "expected_living_maternal_grandmother_stable", "female_headed_households"}
    | {"household_size_mean", "household_size_share", "mean_years_schooling", "nuclear_households"}
    | {"one_person_households", "smam"}
)
"""Quantities read from the recorded sample at year ends rather than from counts of everybody."""

TABLES = {**dict.fromkeys(YEAR_END, "person_year"), **MOVE_TABLES, **WORK_TABLES, **MONEY_TABLES}
"""The table that a run must hold for a quantity, where it needs more than the counts of every run."""
