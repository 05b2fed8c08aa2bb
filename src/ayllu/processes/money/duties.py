"""Duties: what those who live away owe to those at home, whoever they are and wherever their own home stands now.

Members who left a home behind owe its needs, by how near those who stayed are: children, partner, parents, others.
Whoever has a home of the own abroad still has parents and children in the old country, and they go on being helped:
the ties of a family stretch over several places [BB-005]. Needs count at the prices of where they arise: a wage earned
where pay is high feeds a whole home where living is cheap [BB-185]. New homes press on the same money [GN-118], by
their needs, not by a rule.
"""

from ayllu.grammar import process, total, view

duties = process(phase="money", asks="What do those who live away owe at home?", after=("household_budget",))


@total(over="household")
def needs_of_kin(each_away, each_basket_with_help, each_mother, each_father, each_row, row, partner, mother, father, p):
    """Needs of those who stayed, with help for the frail, by how near they are: children, partner, parents, others."""
    if each_away:
        return 0
    if each_mother == row or each_father == row:
        return p.children * each_basket_with_help
    if each_row == partner:
        return p.partner * each_basket_with_help
    if each_row == mother or each_row == father:
        return p.parents * each_basket_with_help
    return p.others * each_basket_with_help


@total(over="children")
def needs_of_children_left(each_destination, each_age, each_basic_basket, p):
    """Basic needs of own children in the old country; those who are grown by the weight of others."""
    if each_destination > 0:
        return 0
    return (p.children if each_age < p.grown else p.others) * each_basic_basket


@view
def needs_of_parents_left(
    mother, mother_destination, mother_basket_with_help, father, father_destination,
    father_basket_with_help, p,
):  # fmt: skip
    """Needs of parents in the old country, help for the frail included, by their weight."""
    hers = mother_basket_with_help if mother >= 0 and mother_destination == 0 else 0
    his = father_basket_with_help if father >= 0 and father_destination == 0 else 0
    return p.parents * (hers + his)


@view
def needs_in_old_country(needs_of_children_left, needs_of_parents_left, lives_with_partner):
    """What one abroad owes parents and children in the old country; partners under one roof share the children."""
    return needs_of_parents_left + needs_of_children_left / (1 + lives_with_partner)


@view
def weight_of_duty(p):
    """Weight of what is owed at home against needs where one lives; the same for all who send."""
    return p.level
