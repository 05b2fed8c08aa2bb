"""School fees: what a year of school costs a household, and what parents think that it gains.

Books, uniforms and fees are paid by the household for all its pupils. Parents weigh them against what another year of
school adds to pay; whose year is paid leaves school less often. Who gives the days to the children while the partner
is away counts more of it: a school that costs is care that all see [BB-147].
"""

from ayllu.grammar import amount, column, count, exposed, pays, process, sets, step, table, view
from ayllu.words.codes import Use
from ayllu.words.months import MONTHS_A_QUARTER, MONTHS_A_YEAR

school_fees = process(phase="money", asks="What does school cost, and what is it worth?", after=("investment",))

school_paid = column("uint8", "quarters of school that are paid for", unit="quarters", of="household", values=(0, 4))

school_costs = table("country", "area", unit="cents of 2005 US dollars", means="fees, books and uniform of a year")


@count(over="household")
def pupils(each_in_school):
    """Members who go to school."""
    return each_in_school > 0


@view
def school_gain(pupils, household_school_paid, school_costs, pay_day_labour, devoted_at_home, p):
    """Gain a year for each cent: what a year adds to the pay of children, as parents count it, the devoted for more."""
    if pupils == 0 or household_school_paid > 0:
        return 0
    counted = p.counted * (1 + p.devoted * devoted_at_home / p.percent)
    return counted * p.year_adds * MONTHS_A_YEAR * pay_day_labour / school_costs


@view
def school_price(pupils, school_costs):
    """A year of school for all who go, cents."""
    return pupils * school_costs


@exposed
def can_pay_school(plan, school_price, spare_cash):
    """Saves for school, and a year of it can be paid."""
    return plan == Use.SCHOOLING and school_price > 0 and school_price <= spare_cash


@exposed
def has_paid_school(school_paid):
    """Some of the school year is paid."""
    return school_paid > 0


@amount
def school_left(school_paid):
    """A quarter goes by."""
    return school_paid - 1


steps = [
    step(
        "school_quarter",
        of="household",
        every=MONTHS_A_QUARTER,
        who=has_paid_school,
        outcome=[sets(school_paid, school_left)],
    ),
    step(
        "paying_school",
        of="household",
        every=MONTHS_A_QUARTER,
        who=can_pay_school,
        outcome=[pays("cash", school_price, account="schooling"), sets(school_paid, MONTHS_A_YEAR // MONTHS_A_QUARTER)],
    ),
]
