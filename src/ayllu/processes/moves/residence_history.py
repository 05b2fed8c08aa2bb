"""Residence history: where a person was born, lived before the last move, and when that was.

Those born in one region are compatriots wherever they meet. Censuses ask for the department of birth and for that of
five years ago; both are answered from here. A season elsewhere is no change of residence, unless the home has moved in
the meantime or one has a home where the season was spent.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, tally, view
from ayllu.words.codes import NEVER

residence_history = process(phase="moves", asks="Where have people lived before?")

birth_region = column("uint8", "region of birth", at_birth=0, values=(0, 254))
lived_in = column("uint8", "region where one lived at the last count", at_birth=0, values=(0, 254))
came_from = column("uint8", "region before the last move", at_birth=0, values=(0, 254))
last_move = column("int16", "month of the last move to another place", unit="month", at_birth=NEVER)

people = tally("place", means="people by place")
compatriots = tally("place", "birth_region", means="people by place and region of birth")


@view
def months_since_move(month, last_move):
    """Months since the last move to another place."""
    return month - last_move


@exposed
def residence_changed(region, lived_in, away):
    """The home is in another region than at the last count."""
    return region != lived_in and not away


@amount
def region_now(region):
    """Where one lives."""
    return region


@amount
def region_before(lived_in):
    """Where one lived until now."""
    return lived_in


moved = [sets(came_from, region_before), sets(lived_in, region_now), sets(last_move, "this_month")]

steps = [
    step("born_here", on="birth", outcome=[sets(birth_region, region_now), sets(lived_in, region_now)]),
    step("moved_inside", on="migration", outcome=moved),
    step("moved_abroad", on="emigration", outcome=moved),
    step("moved_back", on="return", outcome=moved),
    step("fled", on="flight", outcome=moved),
    step("settled", pace="birthday", who=residence_changed, outcome=moved),
]
