"""Care of children: who looks after each child, and who else would.

Every child has a carer, sought at birth, when the carer has gone or died, when a parent has come, and at birthdays.
Each candidate near by offers by tie, duty felt and skill, less the load already carried, distance, working hours, pay
forgone and ridicule; parents weigh trust and price of a neighbour who is paid. So a grandmother or aunt is asked
where she lives near, else a paid woman, else homes merge [BB-090, BB-153]; no order among them is written here, nor is
any sex: where fathers offer little, hours, skill and the norm of the start say so. Mothers who leave stop being the
first to care [BB-088]; who has nobody to leave a child to waits [BB-092], and even the best substitute has a price
[BB-085, BB-086, GN-221].
"""

from typing import Any

from ayllu.grammar import amount, appeal, choose, column, most, process, sets, step, term, view
from ayllu.words.codes import BARRED, NOBODY, Carer
from ayllu.words.curves import ramp

care_of_children = process(
    phase="care_and_time", asks="Who looks after each child, and who else would?", after=("seeking_care",)
)

carer = column("uint8", "who looks after a child", values=(0, 12))
other_care = column("int8", "best offer of somebody who is no parent", unit="tenths of a score", values=(-100, 100))


# What does somebody offer?


@term
def load(chores, work_hours, p):
    """Housework and care carried already, and hours at work."""
    return p.load * chores + p.hours * work_hours


@term
def held_proper(duty_at_home, p):
    """Duty felt, less the ridicule met by those of whom care is not expected."""
    return p.duty * duty_at_home - p.ridicule * (1 - duty_at_home)


@view
def willing(age, load, held_proper, domestic_skill, pay_lost, p):
    """What somebody offers to any child: duty and skill less load and pay forgone; little from the very young."""
    if age < p.youngest or age > p.oldest:
        return BARRED
    too_young = p.too_young * (1 - ramp(age, p.youngest, p.grown))
    return held_proper + p.skill * domestic_skill - load - p.pay * pay_lost - too_young


# Who offers?


@view
def vicinity(community, away, dwelling):
    """The vicinity where one looks after a child: community of one's home, or, away from it, the dwelling."""
    return -1 - dwelling if away else community


@view
def care_of_mother(
    mother, mother_dwelling, dwelling, mother_vicinity, vicinity, mother_willing, mother_keeps_to_oneself, p
):
    """Offer of the mother; none from afar."""
    if mother < 0 or (mother_dwelling != dwelling and mother_vicinity != vicinity):
        return BARRED
    return p.parent + mother_willing + mother_keeps_to_oneself - p.walk * (mother_dwelling != dwelling)


@view
def care_of_father(
    father, father_dwelling, dwelling, father_vicinity, vicinity, father_willing, father_keeps_to_oneself, p
):
    """Offer of the father; none from afar."""
    if father < 0 or (father_dwelling != dwelling and father_vicinity != vicinity):
        return BARRED
    return p.parent + father_willing + father_keeps_to_oneself - p.walk * (father_dwelling != dwelling)


@view
def care_of_mothers_mother(
    mother_mother, mother_mother_dwelling, dwelling, mother_mother_vicinity, vicinity, mother_mother_willing, p
):
    """Offer of the mother's mother; none from afar."""
    if mother_mother < 0 or (mother_mother_dwelling != dwelling and mother_mother_vicinity != vicinity):
        return BARRED
    return p.grandparent + mother_mother_willing - p.walk * (mother_mother_dwelling != dwelling)


@view
def care_of_mothers_father(
    mother_father, mother_father_dwelling, dwelling, mother_father_vicinity, vicinity, mother_father_willing, p
):
    """Offer of the mother's father; none from afar."""
    if mother_father < 0 or (mother_father_dwelling != dwelling and mother_father_vicinity != vicinity):
        return BARRED
    return p.grandparent + mother_father_willing - p.walk * (mother_father_dwelling != dwelling)


@view
def care_of_fathers_mother(
    father_mother, father_mother_dwelling, dwelling, father_mother_vicinity, vicinity, father_mother_willing, p
):
    """Offer of the father's mother; none from afar."""
    if father_mother < 0 or (father_mother_dwelling != dwelling and father_mother_vicinity != vicinity):
        return BARRED
    return p.grandparent + father_mother_willing - p.walk * (father_mother_dwelling != dwelling)


@view
def care_of_fathers_father(
    father_father, father_father_dwelling, dwelling, father_father_vicinity, vicinity, father_father_willing, p
):
    """Offer of the father's father; none from afar."""
    if father_father < 0 or (father_father_dwelling != dwelling and father_father_vicinity != vicinity):
        return BARRED
    return p.grandparent + father_father_willing - p.walk * (father_father_dwelling != dwelling)


@most(over="household")
def care_of_sibling(each_row, row, each_mother, mother, each_father, father, each_dwelling, dwelling, each_willing, p):
    """Best offer of a brother or sister under the same roof."""
    own = (each_mother == mother and mother != NOBODY) or (each_father == father and father != NOBODY)
    if not own or each_row == row or each_dwelling != dwelling:
        return BARRED
    return p.kin + each_willing


@most(over="household")
def care_of_mothers_kin(
    each_row, mother, each_mother, mother_mother, each_father, mother_father, each_dwelling, dwelling, each_willing, p
):
    """Best offer of a brother or sister of the mother under the same roof."""
    own = (each_mother == mother_mother and mother_mother != NOBODY) or (
        each_father == mother_father and mother_father != NOBODY
    )
    if not own or each_row == mother or each_dwelling != dwelling:
        return BARRED
    return p.kin + each_willing


@most(over="household")
def care_of_fathers_kin(
    each_row, father, each_mother, father_mother, each_father, father_father, each_dwelling, dwelling, each_willing, p
):
    """Best offer of a brother or sister of the father under the same roof."""
    own = (each_mother == father_mother and father_mother != NOBODY) or (
        each_father == father_father and father_father != NOBODY
    )
    if not own or each_row == father or each_dwelling != dwelling:
        return BARRED
    return p.kin + each_willing


@most(over="household")
def care_of_home(
    each_row, mother, father, mother_mother, mother_father, father_mother, father_father, each_dwelling, dwelling,
    each_willing,
):  # fmt: skip
    """Best offer of somebody else of the home under the same roof."""
    parent = each_row == mother or each_row == father
    mothers = each_row == mother_mother or each_row == mother_father
    fathers = each_row == father_mother or each_row == father_father
    if parent or mothers or fathers or each_dwelling != dwelling:
        return BARRED
    return each_willing


@view
def price_of_neighbour(pay_domestic, p):
    """Pay for looking after a child for a month, a part of that for domestic work, cents."""
    return p.part_of_pay * pay_domestic


@view
def care_of_neighbour(price_of_neighbour, household_usual_income, household_cash, p):
    """A neighbour who is paid, if money earned at home or kept in the purse pays her: trusted less than kin."""
    money = household_usual_income + p.from_purse * household_cash
    if price_of_neighbour > money:
        return BARRED
    return p.trust - p.price * price_of_neighbour / money


@appeal
def nobody_asked(p):
    """Neighbours and others look in without being asked."""
    return p.looking_in


@view
def best_other_care(
    care_of_mothers_mother,
    care_of_mothers_father,
    care_of_fathers_mother,
    care_of_fathers_father,
    care_of_sibling,
    care_of_mothers_kin,
    care_of_fathers_kin,
    care_of_home,
    care_of_neighbour,
):
    """The best offer of somebody who is no parent."""
    mothers = max(care_of_mothers_mother, care_of_mothers_father, care_of_mothers_kin)
    fathers = max(care_of_fathers_mother, care_of_fathers_father, care_of_fathers_kin)
    return max(mothers, fathers, care_of_sibling, care_of_home, care_of_neighbour)


@amount
def other_care_now(best_other_care, p):
    """As it is kept, in tenths and within bounds."""
    return p.tenths * max(best_other_care, p.worst)


@view
def offer_of_others(other_care, p):
    """The best offer of somebody who is no parent, as it was when last asked."""
    return other_care / p.tenths


# What follows?

choices: dict[Any, int] = {
    care_of_mother: Carer.MOTHER,
    care_of_father: Carer.FATHER,
    care_of_mothers_mother: Carer.MATERNAL_GRANDMOTHER,
    care_of_mothers_father: Carer.MATERNAL_GRANDFATHER,
    care_of_fathers_mother: Carer.PATERNAL_GRANDMOTHER,
    care_of_fathers_father: Carer.PATERNAL_GRANDFATHER,
    care_of_sibling: Carer.SIBLING,
    care_of_mothers_kin: Carer.MATERNAL_AUNT_OR_UNCLE,
    care_of_fathers_kin: Carer.PATERNAL_AUNT_OR_UNCLE,
    care_of_home: Carer.HOME,
    care_of_neighbour: Carer.NEIGHBOUR,
    nobody_asked: Carer.OTHERS,
}
steps = [
    step(
        "carer_chosen",
        on="care_sought",
        outcome=[
            sets(other_care, other_care_now),
            choose({offer: [sets(carer, kind)] for offer, kind in choices.items()}),
        ],
    )
]
