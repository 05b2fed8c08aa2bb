"""Seasonal work: those who go away for some months and keep their home.

Country people go down to harvests, mines and building sites while others of the home keep the farm, and come
back after the season. Who is asked for follows the demand for women's and men's labour there [FO-006].
"""

from ayllu.grammar import (
    appeal,
    column,
    exposed,
    goes,
    goes_to,
    hazard,
    process,
    sets,
    step,
    table,
    term,
)
from ayllu.words.codes import BARRED, Area
from ayllu.words.curves import log

seasonal_work = process(phase="moves", asks="Who goes away for a season?", after=("internal_migration",))

away_for_season = column("uint8", "away for seasonal work", at_birth=0, values=(0, 1))
season_demand = table("sex", unit="0 to 1", means="demand for seasonal labour")


@exposed
def could_leave_for_season(age, area, destination, away, adults_at_home, p):
    """Country people of working age who leave another adult at home."""
    return (
        destination == 0
        and not away
        and age >= p.youngest
        and age < p.oldest
        and area == Area.RURAL
        and (adults_at_home > 1)
    )


@hazard(per="year")
def force_of_season(season_demand, p):
    """Seasons come once a year; not everybody goes."""
    return p.going * season_demand


@term
def season_pay(stays_here, there_prospects, p):
    """Harvests, mines and building sites pay in cash."""
    if stays_here:
        return 0
    return p.pay * there_prospects


@term
def season_way(stays_here, distance, p):
    """One goes where one can come back from."""
    if stays_here:
        return 0
    return -p.distance * log(1 + distance / p.near)


@appeal
def worth_of_season(season_pay, season_way):
    """Cash against the way."""
    return season_pay + season_way


@exposed
def always(age):
    """Who goes for a season keeps the home."""
    return age >= 0


@exposed
def is_away_for_season(away_for_season):
    """Those who left for a season."""
    return away_for_season == 1


@hazard(per="year")
def force_of_homecoming(p):
    """Homecoming: seasons last some months."""
    return p.homecoming


@appeal
def any_kin(each_age, p):
    """Grown kin lodge those who come for a season."""
    if each_age < p.youngest:
        return BARRED
    return 0


steps = [
    step(
        "season_begins",
        pace="birthday",
        who=could_leave_for_season,
        how_likely=force_of_season,
        outcome=[
            goes("home", worth_of_season, party="alone", event="seasonal_leave", keeps=always, host=any_kin),
        ],
    ),
    step("left_for_season", on="seasonal_leave", outcome=[sets(away_for_season, 1)]),
    step("left_for_good", on="emigration", outcome=[sets(away_for_season, 0)]),
    step(
        "season_ends",
        pace="birthday",
        also_on=("seasonal_leave",),
        who=is_away_for_season,
        how_likely=force_of_homecoming,
        outcome=[sets(away_for_season, 0), goes_to("home", party="alone", event="homecoming")],
    ),
]
