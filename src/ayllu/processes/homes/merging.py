"""Merging: homes that join those of kin, because alone they cannot manage.

The widowed and the old who are alone move in with a child, sometimes a brother or sister; a mother without a
partner moves in with her parents or another relative, who shares the care of her children [BB-140].
"""

from ayllu.grammar import appeal, exposed, hazard, moves, process, step, table, term
from ayllu.words.codes import BARRED, KinTie

merging = process(phase="homes", asks="Whose home joins that of kin?", after=("leaving_home",))

pace = table("country", unit="1", means="pace of joining kin against the base")


# Who?


@exposed
def head_without_partner(partner, row, household_head):
    """Heads of a home who have no partner."""
    return partner < 0 and row == household_head


# How likely?


@term
def frailty(age, p):
    """The older, the harder to live alone."""
    return p.frailty * max(0, age - p.old_age)


@term
def burden(dependent_children, p):
    """Children to raise alone."""
    if dependent_children > 0:
        return p.burden
    return 0


@hazard(per="year")
def force_of_merging(adults_at_home, frailty, burden, pace, p):
    """Some loneliness, frailty and burden, at the pace of the time; nothing where another adult is at home."""
    if adults_at_home > 1:
        return 0
    return pace * (p.loneliness + frailty + burden)


# With whom?


@appeal
def shelter(tie, each_age, each_has_partner, each_destination, destination, same_community, p):
    """Parents, then grown children, then brothers and sisters; a couple's home before a lone one; none abroad."""
    if each_age < p.adult or each_destination != destination:
        return BARRED
    welcome = p.nearness * same_community + p.couple * each_has_partner
    if tie == KinTie.MOTHER or tie == KinTie.FATHER:
        return welcome + p.parents
    if tie == KinTie.CHILD:
        return welcome + p.children
    if tie == KinTie.SIBLING:
        return welcome + p.siblings
    return welcome


# What follows?

steps = [
    step(
        "merging",
        pace="birthday",
        who=head_without_partner,
        how_likely=force_of_merging,
        outcome=[moves(to="relative", appeal=shelter, party="everyone")],
    )
]
