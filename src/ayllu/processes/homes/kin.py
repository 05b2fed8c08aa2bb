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
def heads_home(row, household_head):
    """Is the person by whom the household is named."""
    return row == household_head


@view
def partner_heads_home(partner, household_head):
    """The partner is the person by whom the household is named."""
    return partner >= 0 and partner == household_head


@view
def has_parent_at_home(mother_home, father_home, home):
    """Lives with mother or father."""
    return mother_home == home or father_home == home


@view
def partner_has_parent_at_home(partner, partner_mother_home, partner_father_home, partner_home):
    """The partner lives with mother or father."""
    return partner >= 0 and (partner_mother_home == partner_home or partner_father_home == partner_home)


@count(over="household")
def adults_at_home(each_age, p):
    """Adults of the household, oneself included."""
    return each_age >= p.adult


@count(over="household")
def people_at_home():
    """Everybody of the household, oneself included."""
    return True


@count(over="children")
def dependent_children(each_age, each_home, home, p):
    """Own children below the age of leaving who live in the same home."""
    return each_age < p.adult and each_home == home
