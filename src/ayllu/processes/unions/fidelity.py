"""Fidelity: how faithful partners who live apart hold each other, and who begins another life abroad.

Nobody sees the other: each judges from what is heard. Calls, money that comes, children who are with the other
all the time [BB-176] and no talk of neighbours speak for the partner; silence, and standing that was lost, against.
With years apart and lost contact some begin a life with somebody else where they live, and word of it comes home in
time. The same rules hold for who left and who stayed, for women and men.
"""

from ayllu.grammar import amount, column, exposed, hazard, process, sets, step, term, view
from ayllu.words.codes import LegalStatus, UnionStatus
from ayllu.words.curves import clamp

fidelity = process(phase="unions", asks="How faithful do partners apart hold each other?", after=("partnership",))

doubt = column("uint8", "how far one doubts that the partner is faithful", unit="percent", values=(0, 100))
other_life = column("uint8", "lives with somebody else abroad, still united at home", values=(0, 1))


# Who?


@exposed
def has_doubts(partner, lives_with_partner, doubt):
    """Those who live apart from their partner, or who are together again and have not forgotten."""
    return partner >= 0 and (not lives_with_partner or doubt > 0)


@exposed
def alone_abroad(partner, lives_with_partner, destination, other_life):
    """Those abroad whose partner is elsewhere."""
    return other_life == 0 and partner >= 0 and not lives_with_partner and destination > 0


# What is heard


@view
def contact_of_couple(closeness, partner_closeness):
    """How close the one who is away has stayed, 0 to 1; of two who are away, the farther."""
    return min(closeness, partner_closeness)


@view
def years_apart(years_united, years_since_home, partner_years_since_home, p):
    """Years since partners who live apart last lived under one roof or visited; after long it grows no worse."""
    return min(years_united, years_since_home, partner_years_since_home, p.longest)


@term
def spoken_for(contact_of_couple, partner_sends_money, partner_dependent_children, p):
    """The partner is spoken for by calls, money, and children who are there all the time."""
    return p.calls * contact_of_couple + p.money * partner_sends_money + p.shield * (partner_dependent_children > 0)


@term
def spoken_against(partner_lost_standing, partner_other_life, p):
    """Talk of neighbours, and word of another life."""
    return p.gossip * partner_lost_standing + p.word * partner_other_life


@amount
def doubt_now(doubt, lives_with_partner, spoken_for, spoken_against, p):
    """Moves towards what is heard; under one roof doubts are forgotten."""
    heard = 1 if lives_with_partner else clamp(p.benefit + spoken_for - spoken_against, 0, 1)
    return doubt + p.adjusting * (p.percent * (1 - heard) - doubt)


# Another life


@hazard(per="year")
def force_of_other_life(years_apart, contact_of_couple, p):
    """The longer apart and the less contact, the sooner."""
    return p.other * years_apart * (1 - contact_of_couple)


@view
def wants_annulment(other_life, papers, union_status, p):
    """Who is married at home and lives with another abroad needs the marriage to end for papers."""
    return p.annulment * (other_life and union_status == UnionStatus.MARRIED and papers < LegalStatus.REGULAR)


# What follows?

steps = [
    step("trust", on="union", outcome=[sets(doubt, 0), sets(other_life, 0)]),
    *(
        step(f"{event}_ends_other_life", on=event, outcome=[sets(other_life, 0)])
        for event in ("return", "homecoming", "reunification")
    ),
    step("judging", pace="birthday", who=has_doubts, outcome=[sets(doubt, doubt_now)]),
    step("another", pace="birthday", who=alone_abroad, how_likely=force_of_other_life, outcome=[sets(other_life, 1)]),
]
