"""Contact: how close those who live away stay to the people at home.

Ideas and feelings travel by letter, telephone and visits [GN-112]. Who has children, a partner or parents at home calls
more often, as far as a call can be paid; what is not kept warm cools with the months. A union where one lives now cools it
at once [GN-118], a visit home warms it. Who calls is decided by whom one has at home, not by sex: those who carry care
call.
"""

from ayllu.grammar import amount, column, count, exposed, process, sets, step, table, term, view
from ayllu.words.months import MONTHS_A_QUARTER

contact = process(phase="money", asks="How close do those who live away stay to home?", after=("household_budget",))

closeness = column("uint8", "how close one is to the people at home", unit="percent", at_birth=100, values=(0, 100))
call_price = table("destination", unit="hours of simple work", means="price of a talk home in hours of work")


# Who?


@view
def has_people_at_home(away, people_who_stayed):
    """Lives away, and somebody of the home has stayed."""
    return away and people_who_stayed > 0


# How close?


@count(over="household")
def own_people_at_home(each_away, each_mother, each_father, each_row, row, partner, mother, father):
    """Own children, partner and parents who stayed where the home stands."""
    if each_away:
        return False
    child = each_mother == row or each_father == row
    return child or each_row == partner or each_row == mother or each_row == father


@term
def calls(own_people_at_home, call_price, p):
    """Talks or letters a month: more to one's own, fewer where they are dear."""
    return (p.once + p.each_of_own * own_people_at_home) / (1 + call_price)


@amount
def closeness_now(closeness, calls, p):
    """Cools by itself, and is warmed by each talk."""
    warmed = p.warming * calls * (p.full - closeness)
    return closeness + MONTHS_A_QUARTER * (warmed - p.cooling * closeness)


@exposed
def unites_elsewhere(away, partner_home, home):
    """Somebody away whose new partner does not belong to the home."""
    return away and partner_home != home


@amount
def closeness_after_union(closeness, p):
    """A new home cools the ties to the old one."""
    return closeness * p.new_union


@amount
def closeness_after_visit(closeness, p):
    """A visit makes up a part of what is missing."""
    return closeness + p.visit * (p.full - closeness)


@amount
def as_close_as_can_be(p):
    """Those who live with their home again."""
    return p.full


# What follows?

steps = [
    step(
        "keeping_in_touch", every=MONTHS_A_QUARTER, who=has_people_at_home, outcome=[sets(closeness, closeness_now)]
    ),
    step("new_union", on="union", who=unites_elsewhere, outcome=[sets(closeness, closeness_after_union)]),
    step("visit", on="visit", outcome=[sets(closeness, closeness_after_visit)]),
    step("home_again", on="homecoming", outcome=[sets(closeness, as_close_as_can_be)]),
    step("back_again", on="return", outcome=[sets(closeness, as_close_as_can_be)]),
]
recorded = [calls]
