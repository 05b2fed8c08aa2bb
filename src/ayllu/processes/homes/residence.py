"""Residence: where a new couple lives, and when it gets a home of its own.

In the Andes the bride mostly goes to the groom's family [GN-097]; in towns a couple more often lives with her
parents or by itself. Some keep a budget of their own under his parents' roof: a dwelling of several families.
After some years, sooner when the home is crowded, couples found their own home near by.
"""

from ayllu.grammar import appeal, choose, exposed, hazard, moves, process, step, table, takes_own_roof, term
from ayllu.words.codes import BARRED, Area, Sex

residence = process(phase="homes", asks="Where do couples live?", after=("kin",))

pace = table("country", unit="1", means="pace of moving out against the base")


# Who?


@exposed
def bride(sex, partner):
    """One of the two is asked."""
    return sex == Sex.FEMALE and partner >= 0


@exposed
def guest_wife(sex, lives_with_partner, heads_home, partner_heads_home):
    """A woman who lives with her partner in a home that neither of them heads."""
    return sex == Sex.FEMALE and lives_with_partner and not (heads_home or partner_heads_home)


@exposed
def under_a_shared_roof(home, dwelling, row, household_head, away):
    """The head of a household that sleeps in another household's dwelling near by."""
    return dwelling != home and row == household_head and not away


# How likely?


@term
def crowding(people_at_home, p):
    """Each person above a comfortable number presses."""
    return 1 + p.crowding * max(0, people_at_home - p.comfortable)


@hazard(per="year")
def force_of_moving_out(years_united, crowding, pace, p):
    """Couples leave their parents' home after some years."""
    return p.moving_out * pace * crowding * (years_united + 1) / (years_united + p.years_of_waiting)


@hazard(per="year")
def force_of_own_roof(p):
    """A household under a shared roof gets its own."""
    return p.own_roof


# What?


@appeal
def with_his_family(area, partner_has_parent_at_home, partner_away, p):
    """She joins his home: the custom of the country."""
    if partner_away:
        return BARRED
    if area == Area.URBAN:
        return p.his_urban
    return p.his_rural


@appeal
def with_her_family(area, has_parent_at_home, away, p):
    """He joins her home, if her parents are there."""
    if away or not has_parent_at_home:
        return BARRED
    if area == Area.URBAN:
        return p.her_urban
    return p.her_rural


@appeal
def own_home(p):
    """A home of their own."""
    return p.own


@appeal
def own_budget_under_his_roof(partner_has_parent_at_home, partner_away, p):
    """Their own pot in his parents' house."""
    if partner_away or not partner_has_parent_at_home:
        return BARRED
    return p.shared_roof


# What follows?

steps = [
    step(
        "wedding_residence",
        on="union",
        who=bride,
        outcome=[
            choose(
                {
                    with_his_family: [moves(to="partner", party="with_children")],
                    with_her_family: [moves(to="partner", party="with_children", mover="partner")],
                    own_home: [moves(to="own", party="couple")],
                    own_budget_under_his_roof: [moves(to="own", party="couple", roof="partner")],
                }
            )
        ],
    ),
    step(
        "moving_out",
        pace="birthday",
        who=guest_wife,
        how_likely=force_of_moving_out,
        outcome=[moves(to="own", party="couple")],
    ),
    step(
        "own_roof",
        pace="birthday",
        who=under_a_shared_roof,
        how_likely=force_of_own_roof,
        outcome=[takes_own_roof()],
    ),
]
