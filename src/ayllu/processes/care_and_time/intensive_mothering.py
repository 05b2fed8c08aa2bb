"""Intensive mothering: how far a parent, mother or father, lives by the five elements of that ideal.

One parent alone is responsible; methods take many minutes; experts guide; it costs money, time and the pay that is
given up; and the child comes first [BB-147]. The five are read from what is done, by one rule for all parents with
children at home, whether a partner is away or not: who looks after the children, minutes against what they need,
teachers who are near and days in which to go there, school that is paid and pay forgone, and what of the waking week
the children get. Nothing here moves anybody; it is a measure.
"""

from ayllu.grammar import exposed, mean, process, total, view
from ayllu.words.curves import clamp, ramp, ratio
from ayllu.words.months import MONTHS_A_YEAR

process_of_parents = process(
    phase="care_and_time", asks="How far do parents live by the ideal of intensive mothering?", after=("staying",)
)


@view
def has_children_in_care(children_in_care):
    """Mothers and fathers with children under the same roof who need care."""
    return children_in_care > 0


@exposed
def stays_with_children(stays, children_in_care):
    """Those of them whose partner lives elsewhere."""
    return children_in_care > 0 and stays


# What do own children get?


@total(over="children")
def needed_by_own(each_care_needed, each_dwelling, dwelling):
    """Minutes a week that own children at home need."""
    return each_care_needed if each_dwelling == dwelling else 0


@total(over="children")
def named_for_own(each_named_care, each_named_carer, row, each_dwelling, dwelling):
    """Minutes that one gives them as the one who looks after them."""
    return each_named_care if each_named_carer == row and each_dwelling == dwelling else 0


@total(over="children")
def common_for_own(each_common_care, each_dwelling, dwelling):
    """Minutes that fall to all under the roof."""
    return each_common_care if each_dwelling == dwelling else 0


@view
def given_to_own(named_for_own, share_of_chores, common_for_own):
    """Minutes a week that one gives to own children at home."""
    return named_for_own + share_of_chores * common_for_own


@total(over="children")
def own_pupils(each_in_school, each_dwelling, dwelling):
    """Own children at home who go to school."""
    return each_in_school if each_dwelling == dwelling else 0


# The five elements, each 0 to 1


@view
def responsible_alone(children_kept, children_in_care):
    """Part of the children whom one looks after oneself, nobody else."""
    return ratio(children_kept, children_in_care, 0)


@view
def intensive_methods(given_to_own, needed_by_own, p):
    """Own minutes against what the children need: none where one does the usual part, all where one does far more."""
    return ramp(ratio(given_to_own, needed_by_own, 0), p.usual, p.most)


@view
def guided(own_pupils, children_in_care, watched, works, p):
    """Teachers and other parents are asked: children at school, watchers near, days free to go there."""
    return clamp(ratio(own_pupils, children_in_care, 0), 0, 1) * watched * (1 - p.at_work * works)


@view
def costly(given_to_own, household_school_paid, works, p):
    """Time, money and pay given up for the children, a third each."""
    return (clamp(given_to_own / p.whole_week, 0, 1) + (household_school_paid > 0) + (1 - works)) / p.costs


@view
def child_first(given_to_own, work_minutes, p):
    """Of minutes with own children and at work, those with the children, each counted by what it asks."""
    return ratio(p.asks * given_to_own, p.asks * given_to_own + work_minutes, 0)


@view
def intensive_mothering(responsible_alone, intensive_methods, guided, costly, child_first, p):
    """Mean of the five, 0 to 1."""
    return (responsible_alone + intensive_methods + guided + costly + child_first) / p.elements


elements = (responsible_alone, intensive_methods, guided, costly, child_first)
recorded = [has_children_in_care, intensive_mothering, *elements]
measures = [
    mean(of=intensive_mothering, by=("country", "sex"), who=has_children_in_care, every=MONTHS_A_YEAR),
    *(mean(of=each, by=("country", "sex"), who=stays_with_children, every=MONTHS_A_YEAR) for each in elements),
]
