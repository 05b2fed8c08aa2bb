"""Leaving home: grown children who go before they have a family of their own.

Most young people leave when they unite. Some leave earlier, more in towns, and live by themselves; older
people without a partner may also set up a home alone.
"""

from ayllu.grammar import exposed, hazard, moves, process, step, table, term
from ayllu.words.codes import Area

leaving_home = process(phase="homes", asks="Who leaves home alone?", after=("residence",))

pace = table("country", unit="1", means="pace of setting up a home alone against the base")


# Who?


@exposed
def could_leave(age, partner, in_school, row, household_head, p):
    """Unpartnered adults out of school who live in somebody else's home."""
    return age >= p.adult and partner < 0 and not in_school and row != household_head


# How likely?


@term
def town(area, p):
    """Rooms to let are found in towns."""
    if area == Area.URBAN:
        return p.urban
    return 1


@term
def duty(dependent_children, p):
    """Those with children at home go less easily."""
    if dependent_children > 0:
        return p.with_children
    return 1


@hazard(per="year")
def force_of_leaving(town, duty, pace, p):
    """Level, pace of the time, town and duty."""
    return p.level * pace * town * duty


# What follows?

steps = [
    step(
        "leaving_home",
        pace="birthday",
        who=could_leave,
        how_likely=force_of_leaving,
        outcome=[moves(to="own", party="with_children")],
    )
]
