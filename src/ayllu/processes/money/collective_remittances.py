"""Collective remittances: what people of one community give together, through an association abroad, for works at home.

Beside the money that each sends to kin, some is sent in common [GN-111], and pays for feasts, schools, roads and health
centres [GN-115]. An association needs enough people of one village or neighbourhood in one country; some of those who
earn there join it, and stay members as long as it lasts. A member gives a part of a month's pay a year. What comes
together is spent on works; a place that is seen to be built up holds its people.
"""

from ayllu.grammar import amount, column, exposed, pays, probability, process, sets, step, tally, view, when
from ayllu.words.months import MONTHS_A_YEAR

collective_remittances = process(
    phase="money", asks="What do people of a community give together for works at home?", after=("support_of_kin",)
)

member = column("uint8", "member of an association of people from the same community", values=(0, 1))


# Who?


@exposed
def lives_in_another_country(destination):
    """People abroad."""
    return destination > 0


townspeople = tally(
    "root", "destination", means="people abroad by community of origin and country", who="lives_in_another_country",
    every=MONTHS_A_YEAR, index_of={"root": "community"},
)  # fmt: skip


@view
def has_association(destination, townspeople, p):
    """There are enough people of the own community in the country where one lives."""
    return destination > 0 and townspeople >= p.enough


@exposed
def could_join(member, earnings, has_association):
    """Earners abroad who are not members yet."""
    return member == 0 and earnings > 0 and has_association


@exposed
def lost_association(member, has_association):
    """Came home, moved on, or too few are left."""
    return member == 1 and not has_association


@exposed
def gives(member, earnings):
    """Members who earn."""
    return member == 1 and earnings > 0


@exposed
def has_own_purse(away):
    """Those who left their home in the old country live from a purse of their own."""
    return away


# How likely, and how much?


@probability
def chance_of_joining(p):
    """Some join in a year."""
    return p.joining


@view
def dues(earnings, p):
    """What a member gives in a year, cents."""
    return p.part * earnings


@amount
def dues_of_year(dues):
    """Once a year."""
    return dues


# What is seen at home?


given = tally(
    "root", means="what members abroad give in a year by community of origin, cents", who="gives", of="dues",
    every=MONTHS_A_YEAR, index_of={"root": "community"},
)  # fmt: skip


@view
def works_seen(given, community_size, p):
    """How far works that are paid from abroad are seen in a community, 0 to 1: what is given for each resident."""
    return min(1, given / (p.visible * (community_size + 1)))


# What follows?

steps = [
    step("association_lost", pace="birthday", who=lost_association, outcome=[sets(member, 0)]),
    step("joining", pace="birthday", who=could_join, how_likely=chance_of_joining, outcome=[sets(member, 1)]),
    step(
        "giving",
        pace="birthday",
        who=gives,
        outcome=[
            when(
                has_own_purse,
                [pays("savings", dues_of_year, account="works")],
                [pays("cash", dues_of_year, account="works")],
            )
        ],
    ),
]
