"""Care of the old: who grows frail with age, and who then looks after her or him.

With the years some grow frail and cannot manage alone. Once a year, and when a partner has died, somebody is sought:
partner, daughters and sons, their partners, grandchildren and others under the same roof offer by tie, by how far they
hold care to be their own task [FO-008], by skill and what they carry already, hours at work and pay forgone, as they
do to children [BB-090]; those who live far cannot [BB-085], and money they send may pay a neighbour [BB-005]. Who has
no better offer is left to herself or himself. No rule asks for sex: beliefs, hours and pay say who stays to care.
"""

from typing import Any

from ayllu.grammar import (
    appeal,
    choose,
    column,
    exposed,
    happens,
    hazard,
    most,
    probability,
    process,
    sets,
    step,
    view,
)
from ayllu.words.codes import BARRED, NEVER, Helper
from ayllu.words.curves import exp, log, ramp

care_of_old = process(
    phase="care_and_time", asks="Who grows frail, and who looks after the frail?", after=("care_of_children",)
)

frail = column("uint8", "is frail with age and needs help", values=(0, 1))
helper = column("uint8", "who looks after one who is frail", values=(0, 7))
helper_birth = column("int16", "month of birth of who helps, or of the child whose partner helps", "month", NEVER)


# Who grows frail?


@exposed
def may_grow_frail(frail, age, p):
    """Old people who still manage."""
    return frail == 0 and age >= p.old


@hazard(per="year")
def force_of_frailty(age, p):
    """Frailty comes to few at first, and to more the older they are."""
    return p.level * exp(p.rise * (age - p.old))


@probability
def frail_at_start(age, p):
    """Part that has grown frail by that age."""
    return ramp(age, p.old, p.oldest)


@exposed
def is_frail(frail):
    """The frail."""
    return frail == 1


# Who offers?


@view
def willing_to_help(willing, frail):
    """What somebody offers to any old person, as to a child; nothing if frail too."""
    return BARRED if frail else willing


@appeal
def help_of_partner(lives_with_partner, partner_willing_to_help, p):
    """Offer of the partner under the same roof."""
    return p.partner + partner_willing_to_help if lives_with_partner else BARRED


@most(over="children")
def best_child(each_willing_to_help, each_dwelling, dwelling, each_vicinity, vicinity, p):
    """Best offer of a daughter or son near by, on a scale from nothing."""
    if each_dwelling != dwelling and each_vicinity != vicinity:
        return 0
    return exp(each_willing_to_help - p.walk * (each_dwelling != dwelling))


@most(over="children")
def birth_of_child(each_willing_to_help, each_dwelling, dwelling, each_vicinity, vicinity, each_birth, best_child, p):
    """Birth of the child whose offer is the best."""
    if each_dwelling != dwelling and each_vicinity != vicinity:
        return NEVER
    offer = exp(each_willing_to_help - p.walk * (each_dwelling != dwelling))
    return each_birth if offer >= best_child else NEVER


@appeal
def help_of_child(best_child, p):
    """A daughter or son."""
    return p.child + log(best_child)


@most(over="children")
def best_in_law(
    each_partner, each_partner_willing_to_help, each_partner_dwelling, dwelling, each_partner_vicinity, vicinity, p
):
    """Best offer of a child's partner near by, on a scale from nothing."""
    if each_partner < 0 or (each_partner_dwelling != dwelling and each_partner_vicinity != vicinity):
        return 0
    return exp(each_partner_willing_to_help - p.walk * (each_partner_dwelling != dwelling))


@most(over="children")
def birth_of_partner(
    each_partner, each_partner_willing_to_help, each_partner_dwelling, dwelling, each_partner_vicinity, vicinity,
    each_birth, best_in_law, p,
):  # fmt: skip
    """Birth of the child whose partner's offer is the best."""
    if each_partner < 0 or (each_partner_dwelling != dwelling and each_partner_vicinity != vicinity):
        return NEVER
    offer = exp(each_partner_willing_to_help - p.walk * (each_partner_dwelling != dwelling))
    return each_birth if offer >= best_in_law else NEVER


@appeal
def help_of_in_law(best_in_law, p):
    """A daughter-in-law or son-in-law."""
    return p.in_law + log(best_in_law)


@most(over="household")
def best_grandchild(
    each_mother_mother, each_mother_father, each_father_mother, each_father_father, row, each_dwelling, dwelling,
    each_willing_to_help,
):  # fmt: skip
    """Best offer of a grandchild under the same roof, on a scale from nothing."""
    hers = each_mother_mother == row or each_mother_father == row
    own = hers or each_father_mother == row or each_father_father == row
    return exp(each_willing_to_help) if own and each_dwelling == dwelling else 0


@most(over="household")
def birth_of_grandchild(
    each_mother_mother, each_mother_father, each_father_mother, each_father_father, row, each_dwelling, dwelling,
    each_willing_to_help, each_birth, best_grandchild,
):  # fmt: skip
    """Birth of the grandchild whose offer is the best."""
    hers = each_mother_mother == row or each_mother_father == row
    own = hers or each_father_mother == row or each_father_father == row
    best = own and each_dwelling == dwelling and exp(each_willing_to_help) >= best_grandchild
    return each_birth if best else NEVER


@appeal
def help_of_grandchild(best_grandchild, p):
    """A grandchild."""
    return p.grandchild + log(best_grandchild)


@most(over="household")
def best_of_home(each_row, row, partner, each_mother, each_father, each_dwelling, dwelling, each_willing_to_help):
    """Best offer of anybody else under the same roof, on a scale from nothing."""
    near = each_row == row or each_row == partner or each_mother == row or each_father == row
    return 0 if near or each_dwelling != dwelling else exp(each_willing_to_help)


@most(over="household")
def birth_of_other(
    each_row, row, partner, each_mother, each_father, each_dwelling, dwelling, each_willing_to_help, each_birth,
    best_of_home,
):  # fmt: skip
    """Birth of the one of the home whose offer is the best."""
    near = each_row == row or each_row == partner or each_mother == row or each_father == row
    best = not near and each_dwelling == dwelling and exp(each_willing_to_help) >= best_of_home
    return each_birth if best else NEVER


@appeal
def help_of_home(best_of_home):
    """Somebody else of the home."""
    return log(best_of_home)


@view
def price_of_help(pay_domestic, p):
    """Pay for looking after a frail person for a month, a part of that for domestic work, cents."""
    return p.part_of_pay * pay_domestic


@appeal
def help_of_neighbour(price_of_help, household_usual_income, household_cash, p):
    """A neighbour who is paid, if money earned at home, or sent and kept in the purse, pays her or him."""
    money = household_usual_income + p.from_purse * household_cash
    return BARRED if price_of_help > money else p.trust - p.price * price_of_help / money


@appeal
def left_alone(p):
    """Nobody: one manages as one can."""
    return p.alone


# What follows?

choices: dict[Any, list[Any]] = {
    help_of_partner: [sets(helper, Helper.PARTNER)],
    help_of_child: [sets(helper, Helper.CHILD), sets(helper_birth, birth_of_child)],
    help_of_in_law: [sets(helper, Helper.CHILD_IN_LAW), sets(helper_birth, birth_of_partner)],
    help_of_grandchild: [sets(helper, Helper.GRANDCHILD), sets(helper_birth, birth_of_grandchild)],
    help_of_home: [sets(helper, Helper.HOME), sets(helper_birth, birth_of_other)],
    help_of_neighbour: [sets(helper, Helper.NEIGHBOUR)],
    left_alone: [sets(helper, Helper.ALONE)],
}
grows_frail = [sets(frail, 1), happens("help_sought")]
steps = [
    step("frail_from_the_start", pace="start", who=may_grow_frail, how_likely=frail_at_start, outcome=grows_frail),
    step("growing_frail", pace="birthday", who=may_grow_frail, how_likely=force_of_frailty, outcome=grows_frail),
    step("help_reviewed", pace="birthday", who=is_frail, outcome=[happens("help_sought")]),
    step("help_after_partner", on="widowhood", who=is_frail, outcome=[happens("help_sought")]),
    step("helper_chosen", on="help_sought", outcome=[choose(choices)]),
]
