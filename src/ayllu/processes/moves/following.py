"""Following: partners, children and older parents who join those abroad.

Partners and children follow when the border or the papers of the one who is there let them, when that one can pay
the way and does not sleep at the employer's; visas, costs and low pay keep families apart [BB-086, BB-102]. The aim
that the whole family migrates is reached child by child [GN-225]. Older people, those of whom care of children is
expected more than others, are called by children abroad who have small children of their own, and go from one to the
next.
"""

from ayllu.grammar import (
    any_of,
    appeal,
    count,
    exposed,
    goes,
    goes_to,
    happens,
    hazard,
    process,
    step,
    term,
    view,
)
from ayllu.words.codes import BARRED, KinTie, LegalStatus
from ayllu.words.curves import log

following = process(phase="moves", asks="Who joins those who went abroad?", after=("international_migration",))


@view
def door(destination, welcome_at_border, papers, live_in, cost_of_way, told_pay, p):
    """How easily somebody abroad calls others: the border or own papers, pay against the way, a bed of one's own."""
    if destination == 0 or live_in:
        return 0
    entry = max(welcome_at_border, p.called * (papers >= LegalStatus.REGULAR))
    return entry * p.year * told_pay / (p.year * told_pay + cost_of_way)


# Partners


@exposed
def waits_for_partner(partner, partner_destination, partner_place, place, papers):
    """Those whose partner lives in another country and who are free to go."""
    return papers != LegalStatus.WITHHELD and partner >= 0 and partner_destination > 0 and partner_place != place


@view
def hope_to_join(contact_of_couple, doubt, p):
    """Hope of who stayed to live with the partner again there, 0 to 1: as close as they are, less doubts."""
    return contact_of_couple * (1 - doubt / p.percent)


@hazard(per="year")
def force_of_following(partner_door, hope_to_join, p):
    """Partners follow, sooner where the border is open, the way is cheap and hope is high."""
    return p.partners * partner_door * (1 + p.hope * (hope_to_join - p.half))


# Children


@exposed
def waits_for_parent(age, destination, partner, mother_destination, father_destination, p):
    """Children at home with a parent abroad."""
    return (mother_destination > 0 or father_destination > 0) and destination == 0 and age < p.grown and partner < 0


@term
def parents_at_home(mother, mother_destination, father, father_destination, p):
    """Children with a parent at home are called later than those with none."""
    if (mother >= 0 and mother_destination == 0) or (father >= 0 and father_destination == 0):
        return p.parent_at_home
    return 1


@hazard(per="year")
def force_of_being_called(mother_door, father_door, parents_at_home, p):
    """The parent with the wider door calls the child."""
    return p.children * max(mother_door, father_door) * parents_at_home


@count(over="kin_there")
def parents_there(tie):
    """Parents who live there."""
    return tie == KinTie.MOTHER or tie == KinTie.FATHER


@appeal
def place_of_parents(stays_here, parents_there):
    """Where a parent lives."""
    if stays_here or parents_there == 0:
        return BARRED
    return parents_there


@appeal
def parent_who_hosts(tie):
    """Mother or father takes the child in."""
    if tie == KinTie.MOTHER or tie == KinTie.FATHER:
        return 0
    return BARRED


@exposed
def home_of_parent(home, mother_destination, mother_home, father_destination, father_home):
    """The parent abroad still belongs to the same home."""
    return (mother_destination > 0 and mother_home == home) or (father_destination > 0 and father_home == home)


# Older parents


@any_of(over="children")
def child_who_calls(each_destination, each_place, place, each_dependent_children):
    """A child in another place abroad who has small children."""
    return each_destination > 0 and each_place != place and each_dependent_children > 0


@exposed
def could_help_there(papers, age, dependent_children, child_who_calls, p):
    """Older people, free to go, without small children of their own, whom a child abroad calls."""
    free = papers != LegalStatus.WITHHELD
    return free and age >= p.older and age < p.too_old and dependent_children == 0 and child_who_calls


@hazard(per="year")
def force_of_circulating(expected_care, p):
    """Those of whom care is expected are called."""
    return p.grandparents * expected_care


@count(over="kin_there")
def children_there(tie, each_age, p):
    """Grown children who live there."""
    return tie == KinTie.CHILD and each_age >= p.grown


@appeal
def place_of_children(stays_here, children_there, there_welcome_at_border, p):
    """Where children live and the border is open."""
    if stays_here or children_there == 0:
        return BARRED
    return log(children_there) + p.border * log(max(there_welcome_at_border, p.least_open))


@appeal
def child_who_hosts(tie, each_age, p):
    """A grown child takes mother or father in."""
    if tie == KinTie.CHILD and each_age >= p.grown:
        return 0
    return BARRED


@exposed
def keeps_own_home(age, p):
    """Who goes to help comes back one day."""
    return age >= p.grown


steps = [
    step(
        "following_partner",
        pace="birthday",
        who=waits_for_partner,
        how_likely=force_of_following,
        outcome=[goes_to("partner", party="with_children", event="emigration"), happens("reunification")],
    ),
    step(
        "following_parent",
        pace="birthday",
        who=waits_for_parent,
        how_likely=force_of_being_called,
        outcome=[
            goes(
                "abroad",
                place_of_parents,
                party="alone",
                event="emigration",
                keeps=home_of_parent,
                host=parent_who_hosts,
            ),
            happens("reunification"),
        ],
    ),
    step(
        "helping_children",
        pace="birthday",
        who=could_help_there,
        how_likely=force_of_circulating,
        outcome=[
            goes(
                "abroad",
                place_of_children,
                party="alone",
                event="emigration",
                keeps=keeps_own_home,
                host=child_who_hosts,
            ),
            happens("reunification"),
        ],
    ),
]
