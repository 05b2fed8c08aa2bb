"""Debts of households: who borrows, at what interest, who pays back and what is forgiven.

When income does not pay for food, in a crisis above all, households borrow from shops and lenders as far as they are
trusted; a house can be pawned. Interest is high where banks do not lend to those without titles [FO-012]. Bare needs
are met before a debt is served. Debts that cannot be repaid from low incomes drive people out of the country
[BB-122]; what nobody can hope to get back is written off in the end.
"""

from ayllu.grammar import (
    amount,
    borrows,
    charges,
    exposed,
    forgives,
    probability,
    process,
    purse,
    repays,
    step,
    table,
    term,
    view,
)
from ayllu.words.months import MONTHS_A_QUARTER, MONTHS_A_YEAR

debts = process(phase="money", asks="Who owes what, and who pays it back?", after=("household_budget",))

debt = purse("debt of the household", of="household", owed=True)
interest_rate = table("country", unit="share a year", means="interest on what households borrow, above prices")


# Who?


@exposed
def lacks_food(cash, household_usual_income, bare_living):
    """Purse and income of the next months do not pay the food of all."""
    return cash < MONTHS_A_QUARTER * (bare_living - household_usual_income)


@exposed
def owes(debt):
    """In debt."""
    return debt > 0


@exposed
def beyond_hope(debt, household_usual_income, house_worth, p):
    """A hopeless debt: more than years of income and the house would pay."""
    return debt > p.hopeless * MONTHS_A_YEAR * household_usual_income + house_worth


@exposed
def bears_interest(debt, beyond_hope):
    """What nobody hopes to be paid grows no further."""
    return debt > 0 and not beyond_hope


# How much?


@view
def debt_burden(household_debt, household_usual_income):
    """Debt against a year's income, from 0 to 1."""
    return min(1, household_debt / (MONTHS_A_YEAR * household_usual_income + 1))


@view
def trust(household_usual_income, house_worth, household_debt, p):
    """What lenders still give to the household, cents: months of income and the worth of a pawned house."""
    return max(0, p.trusted * household_usual_income + house_worth - household_debt)


@amount
def food_lacking(cash, household_usual_income, bare_living, trust):
    """What is missing for food, as far as lenders trust."""
    return min(MONTHS_A_QUARTER * (bare_living - household_usual_income) - cash, trust)


@amount
def interest_due(debt, interest_rate):
    """Interest of a quarter."""
    return debt * interest_rate * MONTHS_A_QUARTER / MONTHS_A_YEAR


@term
def beyond_food(cash, bare_living):
    """Cash that is left when the food of the next months has been put aside."""
    return max(0, cash - MONTHS_A_QUARTER * bare_living)


@amount
def instalment(debt, interest_due, beyond_food, p):
    """An instalment is interest and a part of the debt, after bare needs."""
    return min(interest_due + debt * MONTHS_A_QUARTER / p.term, beyond_food)


@probability
def chance_of_pardon(p):
    """Pardon: lenders lose hope, and kin do not ask again."""
    return p.pardon


@amount
def written_off(debt, p):
    """The part that is given up."""
    return debt * p.part_pardoned


@view
def debt_gain(household_debt, interest_rate, p):
    """Gain a year for each cent paid back: the interest, and the shame of owing."""
    return interest_rate + p.shame if household_debt > 0 else 0


# What follows?

steps = [
    step("interest", of="household", every=MONTHS_A_QUARTER, who=bears_interest, outcome=[charges(debt, interest_due)]),
    step("instalments", of="household", every=MONTHS_A_QUARTER, who=owes, outcome=[repays(debt, "cash", instalment)]),
    step(
        "pardon",
        of="household",
        every=MONTHS_A_QUARTER,
        who=beyond_hope,
        how_likely=chance_of_pardon,
        outcome=[forgives(debt, written_off)],
    ),
    step(
        "hard_times",
        of="household",
        every=MONTHS_A_QUARTER,
        who=lacks_food,
        outcome=[borrows(debt, "cash", food_lacking)],
    ),
]
