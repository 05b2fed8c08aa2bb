"""Seeking care: when somebody to look after a child is sought.

At birth, when the carer has gone or died, when mother or father has just come, and at the ages at which what a child
needs changes; every year where somebody other than a parent cares: children never are without a carer. On leaving,
mothers stop being the first to care [BB-088]; who then does is asked anew.
"""

from ayllu.grammar import any_of, exposed, happens, process, step, view
from ayllu.words.codes import NOBODY, Carer

seeking_care = process(
    phase="care_and_time", asks="When is somebody sought to look after a child?", after=("time_use",)
)


# Who?


@view
def of_care_age(age, p):
    """Children who need somebody to look after them."""
    return age < p.grown


@exposed
def needs_change(of_care_age, age, carer, p):
    """Children who are weaned, walk, go to school or are big enough to help; each year those in the care of others."""
    if not of_care_age:
        return False
    return carer > Carer.FATHER or age == p.weaned or age == p.walks or age == p.at_school or age == p.big


@exposed
def lacks_carer(age, without_carer_parent, without_carer_kin, p):
    """Children whose carer has gone or died, who never had one, or whose parent has just come."""
    return age < p.grown and without_carer_parent and without_carer_kin


@view
def without_carer_parent(carer, mother, mother_place, father, father_place, place):
    """The carer is not a parent who lives here."""
    if carer == Carer.MOTHER:
        return mother < 0 or mother_place != place
    if carer == Carer.FATHER:
        return father < 0 or father_place != place
    return True


@view
def without_carer_kin(carer, grandparent_near, kin_of_home_here, parent_just_came):
    """The carer is none of the kin who live here, nor the home, nor a neighbour."""
    if parent_just_came or carer <= Carer.FATHER:
        return True
    if carer <= Carer.PATERNAL_GRANDFATHER:
        return not grandparent_near
    return carer <= Carer.HOME and not kin_of_home_here


@view
def grandparent_near(carer, care_place_of_mothers_side, care_place_of_fathers_side, place):
    """The grandparent who cares lives in the same place."""
    if carer <= Carer.MATERNAL_GRANDFATHER:
        return care_place_of_mothers_side == place
    return care_place_of_fathers_side == place


@view
def care_place_of_mothers_side(carer, mother_mother, mother_mother_place, mother_father, mother_father_place):
    """Where the mother's mother or father lives, whoever of them cares; nowhere if dead."""
    if carer == Carer.MATERNAL_GRANDMOTHER:
        return (mother_mother >= 0) * (1 + mother_mother_place) - 1
    return (mother_father >= 0) * (1 + mother_father_place) - 1


@view
def care_place_of_fathers_side(carer, father_mother, father_mother_place, father_father, father_father_place):
    """Where the father's mother or father lives, whoever of them cares; nowhere if dead."""
    if carer == Carer.PATERNAL_GRANDMOTHER:
        return (father_mother >= 0) * (1 + father_mother_place) - 1
    return (father_father >= 0) * (1 + father_father_place) - 1


@view
def kin_of_home_here(carer, siblings_here, mothers_kin_here, fathers_kin_here, others_here):
    """Somebody of the kind that cares lives under the same roof."""
    if carer == Carer.SIBLING:
        return siblings_here > 0
    if carer == Carer.MATERNAL_AUNT_OR_UNCLE:
        return mothers_kin_here > 0
    if carer == Carer.PATERNAL_AUNT_OR_UNCLE:
        return fathers_kin_here > 0
    return others_here > 0


@view
def parent_just_came(mother_place, mother_months_since_move, father_place, father_months_since_move, place):
    """Mother or father has come to live here this month."""
    mother_came = mother_months_since_move == 0 and mother_place == place
    return mother_came or (father_months_since_move == 0 and father_place == place)


# Whom of the home?


@any_of(over="household")
def siblings_here(each_row, row, each_mother, mother, each_father, father, each_dwelling, dwelling):
    """A brother or sister under the same roof."""
    same_mother = each_mother == mother and mother != NOBODY
    same_father = each_father == father and father != NOBODY
    return (same_mother or same_father) and each_row != row and each_dwelling == dwelling


@any_of(over="household")
def mothers_kin_here(each_row, mother, each_mother, mother_mother, each_father, mother_father, each_dwelling, dwelling):
    """A brother or sister of the mother under the same roof."""
    same_mother = each_mother == mother_mother and mother_mother != NOBODY
    same_father = each_father == mother_father and mother_father != NOBODY
    return (same_mother or same_father) and each_row != mother and each_dwelling == dwelling


@any_of(over="household")
def fathers_kin_here(each_row, father, each_mother, father_mother, each_father, father_father, each_dwelling, dwelling):
    """A brother or sister of the father under the same roof."""
    same_mother = each_mother == father_mother and father_mother != NOBODY
    same_father = each_father == father_father and father_father != NOBODY
    return (same_mother or same_father) and each_row != father and each_dwelling == dwelling


@any_of(over="household")
def others_here(each_row, mother, father, each_of_care_age, each_dwelling, dwelling):
    """Somebody grown under the same roof who is no parent."""
    return not each_of_care_age and each_row != mother and each_row != father and each_dwelling == dwelling


steps = [
    step("carer_gone", who=lacks_carer, outcome=[happens("care_sought")]),
    step("carer_reviewed", pace="birthday", who=needs_change, outcome=[happens("care_sought")]),
]
