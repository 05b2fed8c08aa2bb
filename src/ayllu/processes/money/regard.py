"""Regard: how somebody away judges, from afar, the care that the children get from the partner who stayed.

Devotion makes up for who is away, and those who left insist that the one at home looks after the children [BB-155]; who
stays depends on the money that comes [BB-146]. The judge hears by telephone, as far as both are close, who looks after
the children, how many hours the other is at work, and what neighbours tell, and holds it against the own belief of
whose task it is. Who is thought to care is sent more, who is thought to neglect them less: the tie is also control
[GN-125]. The same for wives and husbands.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, view
from ayllu.words.curves import clamp, ratio
from ayllu.words.months import MONTHS_A_QUARTER

regard = process(phase="money", asks="How does somebody away judge the care that the children get?", after=("contact",))

regarded = column("int8", "how somebody away judges the care of the partner who stayed", "points", values=(-100, 100))


@exposed
def judges(away, partner, regarded):
    """Those away from a partner; who is together again judges no longer."""
    return (away and partner >= 0) or regarded != 0


@view
def care_told_of(children_kept, children_in_care, work_hours, lost_standing, p):
    """Care of who stayed as it is told: children whom one looks after oneself, less hours at work and ill talk."""
    kept = ratio(children_kept, children_in_care, 1)
    return clamp(kept - p.hours * work_hours / p.waking - p.talk * lost_standing, 0, 1)


@view
def care_expected_by_partner(partner_motherhood, asked_to_care, p):
    """How far the partner holds the children to be one's task, 0 to 1."""
    held = p.half + partner_motherhood / p.belief
    return asked_to_care * held + (1 - asked_to_care) * (1 - held)


@amount
def regarded_now(
    regarded, away, partner_stays, partner_care_told_of, partner_care_expected_by_partner, contact_of_couple, p
):
    """Moves towards what is told against what is expected, as far as one hears of it."""
    if not away or not partner_stays:
        return 0
    judged = p.full * partner_care_expected_by_partner * (partner_care_told_of + partner_care_told_of - 1)
    return regarded + p.hearing * contact_of_couple * (judged - regarded)


@view
def answer_to_care(regarded, p):
    """What is sent against what would be sent without any judgement."""
    return 1 + p.answered * regarded / p.full


steps = [step("judging_from_afar", every=MONTHS_A_QUARTER, who=judges, outcome=[sets(regarded, regarded_now)])]
recorded = [answer_to_care]
