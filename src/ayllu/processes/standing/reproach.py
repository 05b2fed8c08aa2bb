"""Reproach: what neighbours think and tell of those who leave their children or do not provide, and where one stands.

Leaving ends the part of who cared first [BB-088]; that somebody is held to be a carer is used against who goes alone,
away from the ideal of the family [BB-096]. Neighbours see who lives with the children, visits, money that comes, the
hardship there was before, and whether the other has gone too; from this they read need or own gain [BB-103]. Where
what is expected is not seen and own gain is read, there is talk, which passes along ties and fades; who would leave
children expects the same [BB-099]. Who is alone with children is blamed by the same norm [BB-164]. The rule reads
neither destination nor cost nor distance, and the norms are those that neighbours hold.
"""

from ayllu.grammar import amount, column, count, exposed, process, sets, step, tally, term, view
from ayllu.words.curves import exp, logistic, ratio

reproach = process(phase="standing", asks="Whom do neighbours honour or reproach, and what is told?")

standing = column("int8", "how one stands with the neighbours", "points", values=(-100, 100))
talked_of = column("uint8", "how much one is talked of for leaving children", "percent", values=(0, 100))
hardship_seen = column("uint8", "hardship that neighbours saw before one set out", "percent", values=(0, 100))


# What is expected


@view
def expected_care(asked_to_care, held_motherhood):
    """Care of children that neighbours expect of somebody, 0 to 1."""
    return asked_to_care * held_motherhood + (1 - asked_to_care) * (1 - held_motherhood)


@view
def expected_provision(asked_to_provide, held_provider):
    """Part of a couple's living that neighbours expect somebody to bring, 0 to 1."""
    return asked_to_provide * held_provider + (1 - asked_to_provide) * (1 - held_provider)


# What is seen


@count(over="children")
def children_left(each_age, each_dwelling, dwelling, p):
    """Own small children who sleep under another roof."""
    return each_age < p.small and each_dwelling != dwelling


@term
def seen_lately(away, years_since_home, p):
    """At home, or there within the last year."""
    return not away or years_since_home <= p.recent


@term
def both_gone(away, partner_away):
    """The other has gone too: they see a family that goes."""
    return away and partner_away


@view
def provision_seen(works, away, sends_money, told_to_neighbours, expected_provision):
    """Provision that neighbours see or are told of, against what they expect, 0 to 1."""
    if away:
        return sends_money
    return works * min(1, ratio(told_to_neighbours, expected_provision, 1))


# How it is read


@term
def reading_of_need(hardship_seen, sends_money, seen_lately, both_gone, p):
    """How far neighbours think that it was need, 0 to 1 [BB-103]."""
    signs = (
        p.hardship * hardship_seen / p.full + p.money * sends_money + p.visits * seen_lately + p.together * both_gone
    )
    return logistic(signs - p.doubt)


@view
def reproach_for_leaving(children_left, expected_care, seen_lately, reading_of_need, partner_has_parent_at_home, p):
    """Norm, care that is not seen, own gain that is read; the other's parents, who look after them, say it louder."""
    if children_left == 0:
        return 0
    near = 1 + p.in_laws * partner_has_parent_at_home
    return expected_care * (1 - p.counted * seen_lately) * (1 - reading_of_need) * near


@view
def reproach_for_not_providing(partner, children_left, expected_provision, provision_seen, crisis, p):
    """Norm and provision that is not seen; a crisis is understood."""
    if partner < 0 and children_left == 0:
        return 0
    return expected_provision * max(0, 1 - provision_seen) * (1 - p.understood * crisis)


@term
def approval(children_left, expected_care, praise, expected_provision, provision_seen, holds_post, p):
    """Approval of care that was kept and provision that is seen, as far as they are asked of one, and of posts."""
    kept = expected_care * (children_left == 0) * (1 + praise) + expected_provision * provision_seen
    return p.honour * kept + p.post * holds_post


# What follows for oneself


@exposed
def is_judged(age, p):
    """Grown people, wherever they live, by the neighbours of their home."""
    return age >= p.adult


@amount
def standing_now(standing, approval, reproach_for_leaving, reproach_for_not_providing, p):
    """A part is forgotten, what was seen in the year is added."""
    seen = approval - reproach_for_leaving - reproach_for_not_providing
    return p.memory * standing + p.judging * p.full * seen


@amount
def talked_of_now(talked_of, reproach_for_leaving, p):
    """Talk grows faster than it fades."""
    change = p.full * reproach_for_leaving - talked_of
    return talked_of + p.half + p.spreading * max(change, 0) + p.fading * min(change, 0)


@exposed
def is_at_home(away):
    """Neighbours see how those live who are there."""
    return not away


@amount
def hardship_now(household_usual_income, needs_at_home, basic_basket, home_grown, p):
    """What earnings of the home lack of basic needs."""
    return p.full * max(0, 1 - household_usual_income / max(needs_at_home * (basic_basket - home_grown), 1))


# What follows for those who think of leaving


@exposed
def is_talked_of(talked_of):
    """People of whom stories are told."""
    return talked_of > 0


stories = tally("community", "sex", means="stories of people who left children", who="is_talked_of", of="talked_of")
stories_around = tally(
    "community_place",
    "sex",
    means="the same, by place of the community",
    who="is_talked_of",
    index_of={"community_place": "place"},
    of="talked_of",
)


@view
def stories_heard(stories, neighbours, stories_around, people, p):
    """Stories of people like oneself in the community, and those that pass along ties of the place, 0 to 1."""
    told = stories / max(neighbours, 1) + p.passing * stories_around / max(people, 1)
    return 1 - exp(-p.loud * told / p.full)


@view
def expected_reproach(expected_care, stories_heard, p):
    """Reproach that somebody who would leave children expects: the norm, and more where stories are told."""
    return expected_care * (p.unheard + (1 - p.unheard) * stories_heard)


@view
def lost_standing(standing, p):
    """Standing that was lost with the neighbours, 0 to 1."""
    return max(0, -standing / p.full)


steps = [
    step("before_setting_out", on="application", who=is_at_home, outcome=[sets(hardship_seen, hardship_now)]),
    step(
        "neighbours_judge",
        pace="birthday",
        who=is_judged,
        outcome=[sets(standing, standing_now), sets(talked_of, talked_of_now)],
    ),
]
