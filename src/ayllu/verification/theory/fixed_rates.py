"""A closed world under fixed rates: life table, stable population and kin, all from the same lives."""

from ayllu.verification import cohorts
from ayllu.verification.fixed import fixed_run
from ayllu.verification.judging import judge, nothing_wrong
from ayllu.verification.report import Finding, check
from ayllu.words.months import MONTHS_A_YEAR

BETWEEN = 40 * MONTHS_A_YEAR
"""Months between two counts of kin, so that few people are counted twice."""


@check("life table", "Cohorts born in a world under a fixed table survive and die as the table says")
def life_table(quick: bool) -> Finding:
    """Death rates 10 % higher shorten e0 by two years (tried: fails)."""
    run = fixed_run(quick)
    return judge(cohorts.survival(run.lives, run.rates), "death rates 10 % higher", joint=True)


@check("person-months", "The engine's months at risk by sex and age are those of the lives, one by one")
def person_months(quick: bool) -> Finding:
    """Counting at the end of the month instead of its start differs in 42 of 44 cells (tried)."""
    run = fixed_run(quick)
    counted = cohorts.person_months(run.lives)
    wrong = int((counted != run.at_risk).sum())
    return nothing_wrong("cells that differ", wrong, counted.size, f"{int(counted.sum())} person-months, exact")


@check("stable growth", "A world under fixed rates grows at Lotka's rate")
def stable_growth(quick: bool) -> Finding:
    """Birth rates 10 % higher raise growth by 0.003 a year (tried: fails)."""
    run = fixed_run(quick)
    end = cohorts.alive_at_end(run.lives)
    found = cohorts.growth(run.middle, end, run.rates, run.months - run.settled)
    return judge([found], "birth rates 10 % higher", joint=True)


@check("stable ages", "A world under fixed rates takes on the ages of the stable population")
def stable_ages(quick: bool) -> Finding:
    """Birth rates 10 % higher make it younger (tried: fails)."""
    run = fixed_run(quick)
    end = cohorts.alive_at_end(run.lives)
    found = cohorts.structure(run.middle, end, run.rates, run.months - run.settled)
    return judge(found, "birth rates 10 % higher", joint=True)


@check("kin by age", "Women have the living kin of matrix kinship, at every age")
def kin_by_age(quick: bool) -> Finding:
    """Birth rates 10 % higher give a tenth more sisters and daughters (tried: fails)."""
    run = fixed_run(quick)
    dates = range(run.months - 1, run.settled, -BETWEEN)
    return judge(cohorts.kin_by_age(run.lives, run.rates, list(dates)), "birth rates 10 % higher", joint=True)
