"""Care given: minutes of care that each child gets, and from whom.

A child needs minutes by age. A part comes from the carer, wherever she or he lives near; the rest falls to all under
the roof as other work of the home does. Grandmothers who care are busy like mothers: nothing that a child gets is left
unbooked [BB-085, GN-221], and what is bought from outside is paid. Minutes given and bought equal minutes received.
"""

from ayllu.grammar import amount, exposed, mean, pays, process, step, total, view
from ayllu.words.codes import NOBODY, Carer
from ayllu.words.months import MONTHS_A_QUARTER

care_given = process(
    phase="care_and_time", asks="How many minutes of care does each child get, from whom?", after=("care_of_children",)
)


# What does a child get?


@view
def care_needed(age, of_care_age, p):
    """Minutes of care a week that a child needs."""
    if not of_care_age:
        return 0
    return p.small if age < p.young else p.larger


@exposed
def gets_care(of_care_age):
    """Children who need care."""
    return of_care_age


@view
def named_carer(carer, mother, father, named_grandparent):
    """The person who cares, if a parent or grandparent."""
    if carer == Carer.MOTHER:
        return mother
    if carer == Carer.FATHER:
        return father
    return named_grandparent


@view
def named_grandparent(carer, mother, mother_mother, mother_father, father, father_mother, father_father):
    """The grandparent who cares through a living parent."""
    if mother >= 0 and carer == Carer.MATERNAL_GRANDMOTHER:
        return mother_mother
    if mother >= 0 and carer == Carer.MATERNAL_GRANDFATHER:
        return mother_father
    if father >= 0 and carer == Carer.PATERNAL_GRANDMOTHER:
        return father_mother
    if father >= 0 and carer == Carer.PATERNAL_GRANDFATHER:
        return father_father
    return NOBODY


@view
def given_more(carer, mother, mother_more_care, father, father_more_care):
    """What a mother or father who cares gives beyond the usual, as a part of what is needed."""
    if carer == Carer.MOTHER and mother >= 0:
        return mother_more_care
    if carer == Carer.FATHER and father >= 0:
        return father_more_care
    return 0


@view
def named_care(care_needed, named_carer, given_more, p):
    """Minutes from the carer."""
    return (p.part + given_more) * care_needed if named_carer >= 0 else 0


@view
def paid_care(care_needed, carer, p):
    """Minutes from a neighbour who is paid."""
    return p.part * care_needed if carer == Carer.NEIGHBOUR else 0


@view
def common_care(care_needed, named_care, paid_care):
    """Minutes that fall to all under the roof."""
    return max(0, care_needed - named_care - paid_care)


@view
def care_bought(paid_care, common_care, share_bought):
    """Minutes from people who are paid."""
    return paid_care + share_bought * common_care


@view
def care_received(named_care, care_bought, common_care, share_bought, all_hands):
    """Minutes from everybody; where nobody is there to take them, only those from carer and paid help."""
    return named_care + care_bought + (1 - share_bought) * common_care * (all_hands > 0)


# Who gives it?


@total(over="household")
def care_in_common(each_common_care, each_dwelling, dwelling):
    """Minutes that fall to all under the roof, for all its children."""
    return each_common_care if each_dwelling == dwelling else 0


@total(over="household")
def asked_at_home(each_named_care, each_named_carer, row):
    """Minutes for children of the same home whose carer one is."""
    return each_named_care if each_named_carer == row else 0


@total(over="children")
def asked_of_mother(each_named_care, each_named_carer, each_home, mother, mother_home):
    """Minutes that one's own mother, in another home, gives to one's children."""
    return each_named_care if each_named_carer == mother and each_home != mother_home else 0


@total(over="children")
def asked_of_father(each_named_care, each_named_carer, each_home, father, father_home):
    """Minutes that one's own father, in another home, gives to one's children."""
    return each_named_care if each_named_carer == father and each_home != father_home else 0


@total(over="children")
def asked_elsewhere(
    each_mother, row, each_asked_of_mother, each_asked_of_father, each_named_carer, each_named_care, each_home, home
):
    """Minutes for one's children and grandchildren of other homes whose carer one is."""
    own = each_named_care if each_named_carer == row and each_home != home else 0
    return own + (each_asked_of_mother if each_mother == row else each_asked_of_father)


@view
def care_minutes(share_of_chores, care_in_common, help_in_common, asked_at_home, asked_elsewhere, tending_minutes):
    """Minutes of care given in a week, to children and to the frail."""
    common = share_of_chores * (care_in_common + help_in_common)
    return common + asked_at_home + asked_elsewhere + tending_minutes


# What does it cost?


@total(over="household")
def paid_for_care(each_paid_care, each_price_of_neighbour):
    """Paid to neighbours in a month for the children of a household, cents."""
    return each_price_of_neighbour if each_paid_care > 0 else 0


@amount
def pay_of_neighbours(paid_for_care):
    """Paid between two reckonings."""
    return MONTHS_A_QUARTER * paid_for_care


steps = [
    step(
        "paying_neighbours",
        of="household",
        every=MONTHS_A_QUARTER,
        outcome=[pays("cash", pay_of_neighbours, account="care")],
    )
]
recorded = [care_minutes, care_received, care_bought]
measures = [
    mean(of=each, by=("country", "region", "area", "sex"), who=gets_care, every=MONTHS_A_QUARTER)
    for each in (care_received, care_bought)
]
