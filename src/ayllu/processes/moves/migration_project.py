"""Migration project: what for, and with whom, somebody goes abroad.

Some go for the home: they leave a partner, children or old parents who need what they will send. Some go on their
own account, some flee from blame or violence, some follow a partner or parent [GN-096, GN-126, GN-192]. Which one it
is follows from whom one leaves behind and what drove one out, never from being a woman or a man. Mothers and fathers
with nobody to leave the children to take them along or wait until the eldest is grown enough [BB-092]; the less the
best carer offers, the higher the price of leaving [BB-085, BB-086]; a partner comes along where both flee or where the
whole home can pay [GN-239].
"""

from ayllu.grammar import amount, any_of, appeal, choose, column, count, exposed, process, sets, step, total
from ayllu.words.codes import BARRED, Company, Motive, Project

migration_project = process(phase="moves", asks="What for and with whom do people go abroad?", after=("aspiration",))

project = column("uint8", "what somebody last set out abroad for; none after coming back", values=(0, 4))
company = column("uint8", "with whom somebody last set out to go abroad", values=(0, 2))


@any_of(over="household")
def old_at_home(each_age, each_dwelling, each_row, dwelling, row, p):
    """An old member of the home under the same roof."""
    return each_age >= p.old and each_dwelling == dwelling and each_row != row


@count(over="children")
def children_without_carer(
    each_of_care_age, each_dwelling, dwelling, each_mother, row, each_care_of_mother, each_care_of_father,
    each_offer_of_others, p,
):  # fmt: skip
    """Own young children under the same roof for whom neither the other parent nor anybody else offers enough."""
    parent = each_care_of_father if each_mother == row else each_care_of_mother
    return each_of_care_age and each_dwelling == dwelling and max(parent, each_offer_of_others) < p.least


@total(over="children")
def care_lost(
    each_of_care_age, each_dwelling, dwelling, each_mother, row, each_care_of_mother, each_care_of_father,
    each_offer_of_others, p,
):  # fmt: skip
    """How far the best carers would stay below what parents wish for, over all young children under the roof."""
    if not each_of_care_age or each_dwelling != dwelling:
        return 0
    parent = each_care_of_father if each_mother == row else each_care_of_mother
    return max(0, p.wished - max(parent, each_offer_of_others, p.least))


# With whom?


@appeal
def alone(children_without_carer, p):
    """Alone, unless children would be left to nobody."""
    return -p.left_alone * children_without_carer


@appeal
def family_along(lives_with_partner, dependent_children, children_without_carer, motive, schooling, p):
    """With partner and children: where nobody could look after them, where all flee, where there are means."""
    if not lives_with_partner and dependent_children == 0:
        return BARRED
    needs = p.taken * (children_without_carer > 0) + p.flee_together * (motive == Motive.DANGER)
    return p.together + needs + p.schooled * schooling - p.each_child * dependent_children


# What for?


@amount
def reason_for_going(motive, company, lives_with_partner, dependent_children, old_at_home):
    """Flight, the home that stays, or one's own account."""
    if motive == Motive.DANGER or motive == Motive.DISGRACE:
        return Project.FLIGHT
    leaves_family = company == Company.ALONE and (lives_with_partner or dependent_children > 0)
    if leaves_family or old_at_home:
        return Project.FOR_HOME
    return Project.AUTONOMOUS


@exposed
def still_at_home(destination):
    """Who moves on from one country to the next keeps the project."""
    return destination == 0


@exposed
def came_along(project, age, p):
    """Grown people who went because somebody of theirs did."""
    return project == Project.NONE and age >= p.grown


steps = [
    step(
        "company_chosen",
        on="application",
        outcome=[choose({alone: [sets(company, Company.ALONE)], family_along: [sets(company, Company.FAMILY)]})],
    ),
    step("project_chosen", on="application", who=still_at_home, outcome=[sets(project, reason_for_going)]),
    step("follower", on="reunification", outcome=[sets(project, Project.FOLLOWING)]),
    step("companion", on="emigration", who=came_along, outcome=[sets(project, Project.FOLLOWING)]),
    step("back_home", on="return", outcome=[sets(project, Project.NONE)]),
]
