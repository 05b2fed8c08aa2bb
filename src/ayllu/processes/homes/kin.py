"""Kin: who belongs to whom, seen from one person.

Links of descent and union are kept by the engine for the living and the dead, so a grandmother through a dead
mother is still found [BB-005]. These are the quantities that other processes read by name.
"""

from ayllu.grammar import count, process, view

kin = process(phase="homes", asks="Who is kin to whom, and who lives with whom?")


@view
def has_partner(partner):
    """Has a living partner."""
    return partner >= 0


@view
def lives_with_partner(partner, partner_dwelling, dwelling):
    """Sleeps under the same roof as the partner."""
    return partner >= 0 and partner_dwelling == dwelling


@view
def away(place, community_place):
    """Lives in another place than where the home stands: a migrant whose household stayed."""
    return place != community_place


@view
def heads_home(row, household_head):
    """Is the person by whom the household is named."""
    return row == household_head


@view
def partner_heads_home(partner, household_head):
    """The partner is the person by whom the household is named."""
    return partner >= 0 and partner == household_head


@view
def has_parent_at_home(mother_home, father_home, home):
    """Mother or father belongs to the same home."""
    return mother_home == home or father_home == home


@view
def partner_has_parent_at_home(partner, partner_mother_home, partner_father_home, partner_home):
    """The partner lives with mother or father."""
    return partner >= 0 and (partner_mother_home == partner_home or partner_father_home == partner_home)


@count(over="household")
def adults_at_home(each_age, each_dwelling, dwelling, p):
    """Adults of the household under the same roof, oneself included."""
    return each_age >= p.adult and each_dwelling == dwelling


@count(over="household")
def people_at_home(each_dwelling, dwelling):
    """Everybody of the household under the same roof, oneself included."""
    return each_dwelling == dwelling


@count(over="household")
def people_who_stayed(each_away):
    """Members of the household who live where it stands."""
    return not each_away


@count(over="children")
def dependent_children(each_age, each_home, each_dwelling, home, dwelling, p):
    """Own children below the age of leaving, of the same home and under the same roof."""
    return each_age < p.adult and each_home == home and each_dwelling == dwelling
