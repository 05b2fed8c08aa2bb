"""Schooling: who enters school, who stays, how far they get.

Children enter school at the age of entry, more of them as decades pass, fewer girls at first and fewer in the
countryside; children of schooled mothers go on longer. Pupils are asked at each birthday whether they go on.
Shares of a generation that enter, finish the primary and go on come from the official series by sex and year. Abroad
children without papers are refused documents and sent away from school after years there [GN-154].
"""

from ayllu.grammar import (
    amount,
    column,
    exposed,
    happens,
    mean,
    probability,
    process,
    sets,
    step,
    table,
    term,
)
from ayllu.words.codes import Area, LegalStatus
from ayllu.words.curves import shifted

schooling_process = process(phase="learning_and_work", asks="Who goes to school, and how far?")

schooling = column("uint8", "completed years of school", unit="years", at_birth=0, values=(0, 17))
in_school = column("uint8", "goes to school", at_birth=0, values=(0, 1))

entry = table("country", "sex", unit="probability", means="share of a generation that enters school")
staying = table("country", "sex", "schooling", unit="probability", means="share of pupils who go on for another year")
expulsion = table("destination", unit="per year", means="pupils without papers who are sent away from school")
mean_school_odds = table(
    "country", "sex", unit="1", means="mean advantage of children in the base run", learnt="mean of advantage"
)


# Who?


@exposed
def of_entry_age(age, p):
    """Children at the age of entry."""
    return age == p.entry_age


@exposed
def pupil(in_school):
    """Those who go to school."""
    return in_school == 1


@exposed
def pupil_without_papers(in_school, papers):
    """Pupils abroad who have no papers."""
    return in_school == 1 and papers == LegalStatus.IRREGULAR


@exposed
def of_school_age(age, destination, p):
    """Children of residents, for whom the mean advantage is taken."""
    return age >= p.entry_age and age < p.adult and destination == 0


# How likely?


@term
def advantage(area, mother_schooling, household_school_paid, p):
    """Distance from the national chance: less of it in the country, more with a schooled mother or a year paid for."""
    gained = p.mother_schooling * mother_schooling + p.paid * (household_school_paid > 0)
    if area == Area.RURAL:
        return gained - p.rural
    return gained


@probability
def chance_of_entering(entry, advantage, mean_school_odds):
    """The national share, shifted towards one or zero by advantage."""
    return shifted(entry, advantage - mean_school_odds)


@probability
def chance_of_leaving(staying, advantage, mean_school_odds):
    """One minus the shifted share of those who go on."""
    return 1 - shifted(staying, advantage - mean_school_odds)


@probability
def chance_of_expulsion(expulsion):
    """Schools there ask for documents."""
    return expulsion


# What?


@amount
def one_year_more(schooling, p):
    """A year completed."""
    return min(schooling + 1, p.longest)


# What follows?

steps = [
    step("school_year", pace="birthday", who=pupil, outcome=[sets(schooling, one_year_more)]),
    step(
        "leaving_school",
        pace="birthday",
        who=pupil,
        how_likely=chance_of_leaving,
        outcome=[sets(in_school, 0), happens("leaving_school")],
    ),
    step(
        "expulsion",
        pace="birthday",
        who=pupil_without_papers,
        how_likely=chance_of_expulsion,
        outcome=[sets(in_school, 0), happens("leaving_school")],
    ),
    step(
        "school_entry",
        pace="birthday",
        who=of_entry_age,
        how_likely=chance_of_entering,
        outcome=[sets(in_school, 1)],
    ),
]
measures = [mean(advantage, by=("country", "sex"), who=of_school_age, into=mean_school_odds)]
