"""Money for the way: what somebody who sets out to leave can pay with, and who helps.

The way costs up to three thousand dollars [BB-100] and is paid from own savings and the cash of the home, as far as
those who stay can spare it, then with a loan of lenders, who trust income and pawned houses. Who set out and lacks
the sum that people of the country say the way costs turns to kin elsewhere who have something to spare: first to
parents, children, sisters and brothers, then to others. In the month in which the sum is together nobody is asked
any more, and they try again, once: who had it and stayed did not want to go, and waits no more. Who finds nobody for
some time gives up.
"""

from ayllu.grammar import amount, appeal, column, exposed, happens, process, sends, sets, step, tally, term, view
from ayllu.words.codes import BARRED, NEVER, KinTie
from ayllu.words.months import MONTHS_A_QUARTER, MONTHS_A_YEAR

departure_money = process(phase="moves", asks="Who pays for the way abroad?", after=("migration_project",))

set_out = column("int16", "month of setting out to leave; never for who left or gave up", unit="month", at_birth=NEVER)


# What can be paid?


@view
def spared_by_home(household_cash, living_costs, p):
    """Cash that those at home can do without, cents."""
    return max(0, household_cash - p.reserve * living_costs)


@view
def lent_for_way(household_usual_income, house_worth, household_debt, p):
    """What lenders would still give for a journey, cents."""
    return max(0, p.lent * household_usual_income + p.pawns * house_worth - household_debt)


# What is missing?


@exposed
def went(destination):
    """Those who live abroad and tell what the way cost."""
    return destination > 0


paid_ways = tally(
    "country", means="cost of the way of those who live abroad, cents", who="went", of="cost_of_way",
    every=MONTHS_A_YEAR,
)  # fmt: skip
travellers = tally("country", means="people who live abroad", who="went", every=MONTHS_A_YEAR)


@view
def told_cost(paid_ways, travellers):
    """What people say the way costs: the mean over those who went, cents."""
    return paid_ways / max(travellers, 1)


@view
def sum_lacking(told_cost, in_hand, lent_for_way):
    """What is still missing for the way, cents."""
    return max(0, told_cost - in_hand - lent_for_way)


# Who waits for help?


@view
def waits_to_leave(destination, month, set_out, p):
    """Set out not long ago, lacked the sum and is still here."""
    return destination == 0 and month - set_out <= p.patience


@exposed
def begins_to_lack(waits_to_leave, sum_lacking):
    """Was not waiting already, and lacks the sum."""
    return not waits_to_leave and sum_lacking > 0


@exposed
def has_sum_now(waits_to_leave, sum_lacking):
    """With what kin gave and what was saved, the sum is together."""
    return waits_to_leave and sum_lacking <= 0


# Who helps?


@term
def spare_of_kin(cash, living_costs, p):
    """Cash beyond the months of needs that helpers keep."""
    return max(0, cash - p.kept * living_costs)


@exposed
def can_help(cash, spare_of_kin, p):
    """Something is left to give."""
    return cash >= p.least_gift and spare_of_kin >= p.least_gift


@appeal
def asks_for_help(tie, each_waits_to_leave, each_set_out, month, p):
    """Relatives who wait for money; parents, children, sisters and brothers are asked first, others later."""
    near = tie == KinTie.MOTHER or tie == KinTie.FATHER or tie == KinTie.SIBLING or tie == KinTie.CHILD
    if not each_waits_to_leave or (not near and month - each_set_out < p.near_first):
        return BARRED
    return p.near * near


@amount
def gift(spare_of_kin, p):
    """A gift is a part of what is left."""
    return p.given * spare_of_kin


# What follows?

steps = [
    step("begins_to_wait", on="application", who=begins_to_lack, outcome=[sets(set_out, "this_month")]),
    step("left", on="emigration", outcome=[sets(set_out, NEVER)]),
    step("trying_again", who=has_sum_now, outcome=[sets(set_out, NEVER), happens("application")]),
    step(
        "kin_help",
        of="household",
        every=MONTHS_A_QUARTER,
        who=can_help,
        outcome=[sends("cash", gift, to="relative", into="savings", kind="gift", appeal=asks_for_help)],
    ),
]
