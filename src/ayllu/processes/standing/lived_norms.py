"""Lived norms: what one's own couple teaches of who provides and who cares.

Few couples with little money live up to the ideal: wages fall, two incomes are needed [BB-066], and the part of the
provider moves to both by degrees [GN-137]. Who sustains the home against the norm sees that it can be done; so does the
partner. When one is away the other does what was not his or hers to do, and learns what it is worth [BB-114]. What one
would lose by a change is the care and the say that the norm gives: it is given by norms, not by being a man or woman.
"""

from ayllu.grammar import process, table, term, view
from ayllu.words.curves import clamp, ratio

lived_norms = process(phase="standing", asks="What does one's own couple teach?", after=("talk",))

asked_to_care = table("sex", unit="0 or 1", means="whom the belief in a mother's care asks to care")
asked_to_provide = table("sex", unit="0 or 1", means="whom the belief in providers asks to provide")


@view
def share_earned(earnings, partner_earnings, p):
    """Own part of what a couple earns; half where neither earns."""
    return ratio(earnings, earnings + partner_earnings, p.half)


@view
def provider_lived(share_earned, asked_to_provide):
    """How far the couple's money comes from whom the norm asks, 0 to 1."""
    return asked_to_provide * share_earned + (1 - asked_to_provide) * (1 - share_earned)


@view
def equality_lived(provider_lived):
    """As much money from the other as from whom the norm asks, or more, shows that both can."""
    return min(1, (1 - provider_lived) + (1 - provider_lived))


@term
def own_care(chores, away):
    """Hours of housework and care that one gives at home."""
    return chores * (1 - away)


@term
def care_of_other(partner_chores, partner_away):
    """Hours that the partner gives at home."""
    return partner_chores * (1 - partner_away)


@view
def share_of_care(own_care, care_of_other, p):
    """Own part of what a couple does at home; half where neither is there."""
    return ratio(own_care, own_care + care_of_other, p.half)


@view
def motherhood_lived(share_of_care, asked_to_care):
    """How far the home is kept by whom the norm asks, 0 to 1."""
    return asked_to_care * share_of_care + (1 - asked_to_care) * (1 - share_of_care)


@view
def comfort_to_lose(lives_with_partner, share_of_care, p):
    """How far one is spared while the partner does what is to be done at home, 0 to 1."""
    return lives_with_partner * clamp((p.half - share_of_care) / p.half, 0, 1)


recorded = [share_earned]
