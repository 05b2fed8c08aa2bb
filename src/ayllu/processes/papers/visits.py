"""Visits: who can go home for some weeks and come back.

Only those with papers can leave and enter again; the irregular are kept from their people, however near they live
[BB-102, GN-168]. Among those who can, visits follow the cost of the way against income and who waits or is awaited at
home.
"""

from ayllu.grammar import amount, column, exposed, happens, probability, process, sets, step, term, view
from ayllu.words.codes import LegalStatus

visits = process(phase="papers", asks="Who visits home from abroad?", after=("legal_status",))

last_visit = column("uint8", "year of the latest visit home, counted from 1; 0 never", "years", at_birth=0)


@exposed
def may_visit(papers, age, p):
    """Grown people whose papers let them come back."""
    return papers >= LegalStatus.REGULAR and age >= p.adult


@term
def way_home(cost, income, p):
    """The cost of the way in months of income."""
    return 1 / (1 + p.way * cost * p.months_a_year / income)


@term
def awaited(away, partner, lives_with_partner, p):
    """A home or a partner there draws back."""
    apart = (partner >= 0) * (1 - lives_with_partner)
    return 1 + (p.awaited - 1) * max(away, apart)


@term
def longing(years_since_home, p):
    """The longer since one was home, the more."""
    return years_since_home / (p.soon + years_since_home)


@probability
def chance_of_visit(way_home, awaited, longing, p):
    """Visits in a year."""
    return min(1, p.visiting * way_home * awaited * longing)


@amount
def year_now(month, p):
    """Years since the first month, counted from 1."""
    return 1 + month / p.months_a_year


@view
def years_since_home(month, months_since_move, last_visit, p):
    """Years since a person abroad was last at home, leaving or visiting."""
    away_for = max(0, months_since_move) / p.months_a_year
    if last_visit == 0:
        return away_for
    return min(away_for, max(0, month / p.months_a_year + 1 - last_visit))


steps = [
    step(
        "visiting",
        pace="birthday",
        who=may_visit,
        how_likely=chance_of_visit,
        outcome=[sets(last_visit, year_now), happens("visit")],
    )
]
