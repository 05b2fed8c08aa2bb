"""Help given: minutes that the frail get, from whom, and what it costs those who tend them.

A part of what a frail person needs comes from the helper who was chosen, the rest falls to all under the roof, or is
bought; whoever is left alone gets nothing. Nothing that is given is left unbooked [GN-221]: it takes hours from work
and rest, speaks for staying at home or near, and calls home those whose mother or father nobody looks after [BB-005].
Where no kin help, children who live away owe the pay of a neighbour besides [BB-191].
"""

from ayllu.grammar import amount, count, exposed, mean, pays, process, step, total, view
from ayllu.words.codes import Helper
from ayllu.words.months import MONTHS_A_QUARTER

help_given = process(
    phase="care_and_time", asks="How much help do the frail get, and from whom?", after=("care_of_old", "care_given")
)


# Whom does one tend?


@view
def tends_partner(lives_with_partner, partner_helper):
    """Looks after the partner."""
    return lives_with_partner and partner_helper == Helper.PARTNER


@view
def tends_mother(mother_helper, mother_helper_birth, birth, mother_dwelling, dwelling, mother_vicinity, vicinity):
    """Looks after the mother near by."""
    near = mother_dwelling == dwelling or mother_vicinity == vicinity
    return mother_helper == Helper.CHILD and mother_helper_birth == birth and near


@view
def tends_father(father_helper, father_helper_birth, birth, father_dwelling, dwelling, father_vicinity, vicinity):
    """Looks after the father near by."""
    near = father_dwelling == dwelling or father_vicinity == vicinity
    return father_helper == Helper.CHILD and father_helper_birth == birth and near


@view
def tends_partners_mother(
    partner_mother_helper, partner_mother_helper_birth, partner_birth, partner_mother_dwelling, dwelling,
    partner_mother_vicinity, vicinity,
):  # fmt: skip
    """Looks after the partner's mother near by."""
    near = partner_mother_dwelling == dwelling or partner_mother_vicinity == vicinity
    return partner_mother_helper == Helper.CHILD_IN_LAW and partner_mother_helper_birth == partner_birth and near


@view
def tends_partners_father(
    partner_father_helper, partner_father_helper_birth, partner_birth, partner_father_dwelling, dwelling,
    partner_father_vicinity, vicinity,
):  # fmt: skip
    """Looks after the partner's father near by."""
    near = partner_father_dwelling == dwelling or partner_father_vicinity == vicinity
    return partner_father_helper == Helper.CHILD_IN_LAW and partner_father_helper_birth == partner_birth and near


@count(over="household")
def tended_of_home(each_helper, each_helper_birth, birth, each_row, row, each_dwelling, dwelling):
    """Grandparents and others under the same roof whom one looks after."""
    of_home = each_helper == Helper.GRANDCHILD or each_helper == Helper.HOME
    return each_row != row and of_home and each_helper_birth == birth and each_dwelling == dwelling


@view
def tended(tends_partner, tends_mother, tends_father, tends_partners_mother, tends_partners_father, tended_of_home):
    """How many frail people one looks after."""
    return tends_partner + tends_mother + tends_father + tends_partners_mother + tends_partners_father + tended_of_home


@view
def tending_minutes(tended, p):
    """Minutes a week that one gives to the frail who were left to one's care."""
    return p.part * p.minutes * tended


# What do the frail get?


@exposed
def needs_help(frail):
    """The frail."""
    return frail == 1


@count(over="children")
def helping_children(each_birth, helper_birth, each_dwelling, dwelling, each_vicinity, vicinity):
    """The child who was chosen, if still near; twins share."""
    return each_birth == helper_birth and (each_dwelling == dwelling or each_vicinity == vicinity)


@count(over="children")
def helping_in_laws(
    each_birth, helper_birth, each_partner, each_partner_dwelling, dwelling, each_partner_vicinity, vicinity
):
    """The partner of the child who was chosen, if still near."""
    near = each_partner_dwelling == dwelling or each_partner_vicinity == vicinity
    return each_partner >= 0 and each_birth == helper_birth and near


@count(over="household")
def helping_of_home(each_birth, helper_birth, each_row, row, each_dwelling, dwelling):
    """The one of the home who was chosen, if still there."""
    return each_row != row and each_birth == helper_birth and each_dwelling == dwelling


@view
def helpers(helper, lives_with_partner, helping_children, helping_in_laws, helping_of_home):
    """How many look after one."""
    if helper == Helper.PARTNER:
        return lives_with_partner
    if helper == Helper.CHILD:
        return helping_children
    if helper == Helper.CHILD_IN_LAW:
        return helping_in_laws
    return helping_of_home if helper == Helper.GRANDCHILD or helper == Helper.HOME else 0


@view
def paid_help(helper, p):
    """Minutes from a neighbour who is paid."""
    return p.part * p.minutes if helper == Helper.NEIGHBOUR else 0


@view
def common_help(helper, p):
    """Minutes that fall to all under the roof; none for who is left alone."""
    return (1 - p.part) * p.minutes if helper > Helper.NONE and helper < Helper.ALONE else 0


@view
def help_bought(paid_help, common_help, share_bought):
    """Minutes from people who are paid."""
    return paid_help + share_bought * common_help


@view
def help_received(helpers, help_bought, common_help, share_bought, all_hands, p):
    """Minutes from everybody; where nobody is there to take them, only those from helper and paid help."""
    return p.part * p.minutes * helpers + help_bought + (1 - share_bought) * common_help * (all_hands > 0)


@total(over="household")
def help_in_common(each_common_help, each_dwelling, dwelling):
    """Minutes that fall to all under the roof, for all its frail."""
    return each_common_help if each_dwelling == dwelling else 0


@view
def unaided(helper):
    """Frail and unaided: nobody helps."""
    return helper == Helper.ALONE


@view
def parents_unaided(mother_unaided, mother_destination, father_unaided, father_destination):
    """Frail parents in the own country who are left unaided."""
    return (mother_unaided and mother_destination == 0) + (father_unaided and father_destination == 0)


# What does it cost?


@view
def basket_with_help(basic_basket, helper, price_of_help, p):
    """What an adult needs in a month, and the pay of a neighbour where no kin help, cents."""
    return basic_basket + p.owed * price_of_help * (helper >= Helper.NEIGHBOUR)


@total(over="household")
def paid_for_help(each_paid_help, each_price_of_help):
    """Paid to neighbours in a month for the frail of a household, cents."""
    return each_price_of_help if each_paid_help > 0 else 0


@amount
def pay_of_helpers(paid_for_help):
    """Paid between two reckonings."""
    return MONTHS_A_QUARTER * paid_for_help


steps = [
    step(
        "paying_helpers", of="household", every=MONTHS_A_QUARTER, outcome=[pays("cash", pay_of_helpers, account="care")]
    )
]
recorded = [help_received, help_bought, tended]
measures = [
    mean(of=each, by=("country", "region", "area", "sex"), who=needs_help, every=MONTHS_A_QUARTER)
    for each in (help_received, unaided)
]
