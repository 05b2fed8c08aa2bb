"""Settlements: families without a roof of their own take empty land at the edge of a town and build on it.

Together they occupy a slope or desert strip, in huts of mats and wood; water and light come years later, a title
at last [GN-033]. A titled plot holds people where they are. Towns grow by such neighbourhoods.
"""

from ayllu.grammar import (
    amount,
    column,
    exposed,
    hazard,
    moves,
    process,
    sets,
    step,
    term,
)
from ayllu.words.codes import NEVER, Area

settlements = process(
    phase="moves", asks="Who founds new neighbourhoods, and how do they settle?", after=("internal_migration",)
)

stage = column(
    "uint8",
    "stage of a neighbourhood: 0 new or occupied, 1 with services, 2 with titles",
    values=(0, 2),
    of="community",
)


# Who?


@exposed
def couple_without_own_roof(asked_of_two, lives_with_partner, heads_home, partner_heads_home, area, destination):
    """Couples in a town who live in a home that neither of them heads; one of the two is asked."""
    return (
        asked_of_two
        and lives_with_partner
        and area == Area.URBAN
        and destination == 0
        and not (heads_home or partner_heads_home)
    )


@term
def asked_of_two(key, partner_key):
    """The partner with the lower key is asked, so that each couple is asked once."""
    return key < partner_key


@exposed
def without_services(stage, area, since):
    """Neighbourhoods of towns founded by occupation."""
    return stage == 0 and area == Area.URBAN and since > NEVER


@exposed
def old_neighbourhood(stage, area, since):
    """Villages and the old parts of towns hold their land already."""
    return stage == 0 and (area == Area.RURAL or since <= NEVER)


@exposed
def without_titles(stage):
    """With services, without titles."""
    return stage == 1


# How likely?


@hazard(per="year")
def force_of_occupation(people_at_home, p):
    """Crowding drives families to the edge."""
    return p.occupation * max(0, people_at_home - p.comfortable)


@hazard(per="year")
def force_of_services(p):
    """Water and light come after some years of asking."""
    return p.services


@hazard(per="year")
def force_of_titles(p):
    """Titles follow the laws of the time."""
    return p.titles


# What?


@amount
def titled(p):
    """The last stage."""
    return p.titled


# What follows?

steps = [
    step(
        "services_come",
        of="community",
        who=without_services,
        how_likely=force_of_services,
        outcome=[sets(stage, 1)],
    ),
    step("titles_come", of="community", who=without_titles, how_likely=force_of_titles, outcome=[sets(stage, titled)]),
    step("old_ground", of="community", who=old_neighbourhood, outcome=[sets(stage, titled)]),
    step(
        "occupation",
        pace="birthday",
        who=couple_without_own_roof,
        how_likely=force_of_occupation,
        outcome=[moves(to="settlement", party="couple")],
    ),
]
