"""International migration: for where somebody who set out leaves the country, or whether she or he stays after all.

A person weighs staying against each destination: what one is told of pay in the jobs open to her or him, more in a
crisis at home, when elsewhere looks better than it is [GN-196, GN-077, GN-243]; the cost of the way and the border
[BB-100, BB-192], which must be in hand or lent; kin, and neighbours of the same sex already there, who alert to
chances, cut cost and risk and ease arrival [GN-050, GN-238, BB-047]; recruiters and employers, who pay the way
[BB-044, BB-045]; children, those who would look after them, and reproach [BB-086]. A partner who lives here is asked
and weighs the same gain against company and care; who goes without consent loses that kin's help [GN-253]. What a
corridor has beyond all this is learnt.
"""

from ayllu.grammar import amount, appeal, borrows, count, exposed, goes, pays, process, step, table, term, view, when
from ayllu.words.codes import BARRED, Company
from ayllu.words.curves import log

international_migration = process(
    phase="moves",
    asks="Where do those who set out go, and who stays after all?",
    after=("departure_money", "migrant_networks", "told_pay"),
)

cost = table("country", "destination", unit="cents of 2005 US dollars", means="cost of going")
corridor = table("country", "destination", unit="score", means="appeal beyond what is stated", learnt="emigrants")
recruiters = table("region", "there_destination", "sex", unit="0 to 1", means="recruiters who pay the way")
closing = table("country", "destination", unit="0 to 1", means="nearness of an announced closing")


@view
def cost_of_way(cost):
    """What the way to where one lives costs those who come from home."""
    return cost


# Where?


@count(over="kin_there")
def kin_abroad(each_age, p):
    """Grown relatives there."""
    return each_age >= p.youngest


@term
def gain(stays_here, there_told_pay, told_pay, crisis, p):
    """Pay in the jobs open to her or him, as it is told in a crisis or in good times, against pay here."""
    if stays_here:
        return 0
    return p.gain * log(max(there_told_pay * (1 + p.overrated * crisis) / told_pay, p.least_gain))


@term
def networks(there_network, community_size, kin_abroad, there_destination, p):
    """Kin there, and people of one's community of the same sex."""
    if there_destination == 0:
        return 0
    return p.kin * log(1 + kin_abroad) + p.neighbours * log(1 + p.per_hundred * there_network / (community_size + 1))


@term
def border(stays_here, there_welcome_at_border, p):
    """A visa keeps many out."""
    if stays_here:
        return 0
    return p.border * log(max(there_welcome_at_border, p.least_open))


@term
def way(stays_here, there_cost, kin_abroad, company, recruiters, employer_abroad, p):
    """The cost of the way, cents: less with kin there, more for a family; who is hired pays none."""
    if stays_here or recruiters > 0 or employer_abroad > 0:
        return 0
    return there_cost * (1 - p.kin_help * min(kin_abroad, 1)) * (1 + p.family_fare * (company == Company.FAMILY))


@term
def fare(way, in_hand, lent_for_way, told_pay, p):
    """The way in years of pay here, dearer as far as it must be borrowed; closed if nobody lends what is missing."""
    borrowed = max(0, way - in_hand)
    if borrowed > lent_for_way:
        return BARRED
    return -p.fare * log(1 + (way + p.dear * borrowed) / (p.year * told_pay))


@view
def in_hand(savings, spared_by_home):
    """Own savings, and what the home can do without, cents."""
    return savings + spared_by_home


@term
def trouble(stays_here, there_crisis, crisis, p):
    """Crisis there against crisis here."""
    return p.trouble * (crisis - there_crisis) * (1 - stays_here)


@term
def recruited(stays_here, recruiters, p):
    """Somebody who hires for work there."""
    return p.hired * recruiters * (1 - stays_here)


@term
def last_chance(stays_here, there_closing, p):
    """A border that will soon be closed."""
    return p.last_chance * there_closing * (1 - stays_here)


@term
def held(stays_here, company, dependent_children, children_without_carer, care_lost, expected_reproach, tended, p):
    """Home and country, the frail and children who would stay behind, and the reproach of who expects care of one."""
    if not stays_here:
        return 0
    tied = p.tied + p.tended * tended
    if company == Company.FAMILY:
        return tied
    return (
        tied
        + (p.children + p.reproach * expected_reproach) * dependent_children
        + p.without_carer * children_without_carer
        + p.care_lost * care_lost
    )


@term
def consent(stays_here, company, lives_with_partner, power_over_departures, dependent_children, gain, p):
    """The partner's gain less company and help lost, by the say the partner has; or going without that kin's help."""
    if stays_here or company == Company.FAMILY or not lives_with_partner:
        return 0
    theirs = p.shared * gain - p.missed - p.care_taken_over * dependent_children
    return max(p.consent * (1 - power_over_departures) * theirs, -p.help_lost)


@term
def beyond(stays_here, there_corridor):
    """What a corridor has beyond what is stated."""
    return there_corridor * (1 - stays_here)


@appeal
def worth_of_country(gain, networks, border, fare, trouble, recruited, last_chance, held, consent, beyond):
    """The sum of all that speaks for a country."""
    return gain + networks + border + fare + trouble + recruited + last_chance + held + consent + beyond


# With whom?


@appeal
def host_abroad(each_age, each_has_partner, p):
    """Grown relatives take newcomers in."""
    if each_age < p.youngest:
        return BARRED
    return p.couple_host * each_has_partner


@exposed
def keeps_home_behind(away, adults_at_home, destination):
    """Who leaves others behind at home keeps the home; so does who moves on while that home still stands."""
    return away or (destination == 0 and adults_at_home > 1)


@exposed
def takes_family(company):
    """Partner and children come along."""
    return company == Company.FAMILY


# Who pays?


@amount
def paid_by_oneself(way, savings):
    """Own savings first."""
    return min(way, savings)


@amount
def paid_by_home(way, savings, spared_by_home):
    """Then cash of the home."""
    return min(max(0, way - savings), spared_by_home)


@amount
def lent_by_others(way, in_hand):
    """A lender gives the rest, and the home owes it."""
    return max(0, way - in_hand)


# What follows?

paying = [
    pays("savings", paid_by_oneself, account="journey"),
    pays("cash", paid_by_home, account="journey"),
    borrows("debt", "cash", lent_by_others),
    pays("cash", lent_by_others, account="journey"),
]

steps = [
    step(
        "leaving_country",
        on="application",
        outcome=[
            when(
                takes_family,
                [goes("abroad", worth_of_country, party="couple", event="emigration", host=host_abroad, then=paying)],
                [
                    goes(
                        "abroad",
                        worth_of_country,
                        party="alone",
                        event="emigration",
                        keeps=keeps_home_behind,
                        host=host_abroad,
                        then=paying,
                    )
                ],
            ),
        ],
    ),
]
