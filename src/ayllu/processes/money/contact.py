"""Contact: how close those who live away stay to the people at home.

Ideas and feelings travel by letter, telephone and visits [GN-112]. Who has children, a partner or parents at home calls
more often, as far as a call can be paid, also from a home made abroad; what is not kept warm cools, and coolness grows
with the months. A union where one lives now, or a life with somebody else there, cools it at once [GN-118], a visit
home warms it. Who calls is decided by whom one has at home, not by sex: those who carry care call.
"""

from ayllu.grammar import amount, column, count, process, sets, step, table, term, view
from ayllu.words.months import MONTHS_A_QUARTER

contact = process(phase="money", asks="How close do those who live away stay to home?", after=("household_budget",))

coolness = column("uint8", "how far one has grown from the people at home", unit="percent", values=(0, 100))
call_price = table("destination", unit="hours of simple work", means="price of a talk home in hours of work")


# Who?


@view
def has_people_at_home(away, people_who_stayed, destination):
    """Lives away from a home where somebody stayed, or in another country."""
    return destination > 0 or (away and people_who_stayed > 0)


# How close?


@count(over="household")
def own_people_who_stayed(each_away, each_mother, each_father, each_row, row, partner, mother, father):
    """Own children, partner and parents who stayed where the home stands."""
    if each_away:
        return False
    child = each_mother == row or each_father == row
    return child or each_row == partner or each_row == mother or each_row == father


@count(over="children")
def own_children_left(each_destination, destination):
    """Own children in the old country."""
    return destination > 0 and each_destination == 0


@term
def own_people_at_home(
    own_people_who_stayed, away, destination, own_children_left, mother, mother_destination, father, father_destination
):
    """Own people at home: those who stayed, or for those whose home is abroad now, children and parents left there."""
    if destination == 0 or away:
        return own_people_who_stayed
    return own_children_left + (mother >= 0 and mother_destination == 0) + (father >= 0 and father_destination == 0)


@term
def calls(own_people_at_home, call_price, p):
    """Talks or letters a month: more to one's own, fewer where they are dear."""
    return (p.once + p.each_of_own * own_people_at_home) / (1 + call_price)


@view
def closeness(coolness, p):
    """How close one still is to the people at home: one on the first day, nothing in the end."""
    return 1 - coolness / p.full


@term
def new_home(lives_with_partner, other_life, p):
    """Who lives with the partner or somebody else elsewhere has a home there, and the old one grows cold faster."""
    return 1 + p.new_home * max(lives_with_partner, other_life)


@amount
def coolness_now(coolness, calls, new_home, p):
    """Ties cool by themselves, and each talk warms them."""
    cooled = p.cooling * new_home * (p.full - coolness)
    return coolness + MONTHS_A_QUARTER * (cooled - p.warming * calls * coolness)


@amount
def coolness_after_visit(coolness, p):
    """A visit makes up a part of what is missing."""
    return coolness * (1 - p.visit)


# What follows?

steps = [
    step("keeping_in_touch", every=MONTHS_A_QUARTER, who=has_people_at_home, outcome=[sets(coolness, coolness_now)]),
    step("visit_warms", on="visit", outcome=[sets(coolness, coolness_after_visit)]),
    step("home_again", on="homecoming", outcome=[sets(coolness, 0)]),
    step("back_again", on="return", outcome=[sets(coolness, 0)]),
]
recorded = [closeness]
