"""Decision power: who of a couple decides on daily money, large purchases, children, going out, births and departures.

Say comes from cash that one brings as it is told at home [BB-076, FO-010, FO-113, GN-123], from being there or within
reach of a telephone, from somewhere to go, and from what the place holds: who provides is the head and decides
[BB-074, BB-084], who cares keeps the daily purse, as husbands hand over what they earn [FO-054, FO-055]. All is a
difference between the two, so that what one gains the other loses. Habits move slowly. Power in one sphere moves that
in others only by these causes: spilling over is assumed elsewhere, not shown [BB-055]. Say on departures is heard
when one of them asks to leave, say on births when they come.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, term, view
from ayllu.words.curves import logistic

decision_power = process(
    phase="standing", asks="Who of a couple decides, on what?", after=("lived_norms", "talk", "declared")
)

say_daily_money = column("int8", "say on daily money", "points from half", values=(-50, 50))
say_purchases = column("int8", "say on large purchases", "points from half", values=(-50, 50))
say_children = column("int8", "say on the children", "points from half", values=(-50, 50))
say_going_out = column("int8", "say on one's own going out", "points from half", values=(-50, 50))
say_births = column("int8", "say on having children", "points from half", values=(-50, 50))
say_departures = column("int8", "say on who leaves", "points from half", values=(-50, 50))


@exposed
def has_other(partner):
    """People with a partner."""
    return partner >= 0


# Where say comes from: each an edge of one over the other, between -1 and 1


@term
def cash(told_at_home, partner_told_at_home):
    """What one is known at home to bring against what the other is."""
    return told_at_home - partner_told_at_home


@view
def say_reach(away, closeness, p):
    """At home fully, from afar by telephone as far as one is close."""
    return p.telephone * closeness if away else 1


@term
def presence(say_reach, partner_say_reach):
    """Who is there, or can be reached, decides."""
    return say_reach - partner_say_reach


@view
def ways_out(schooling, has_parent_at_home, experience, p):
    """What one could live from, where one could go without the other, and the confidence of posts [FO-076]."""
    return p.years * schooling + p.kin * has_parent_at_home + p.posts * experience


@term
def way_out(ways_out, partner_ways_out, p):
    """Who could go asks for more."""
    return p.way_out * (ways_out - partner_ways_out)


@term
def rank_of_provider(asked_to_provide, held_provider, held_equality):
    """The place gives the say to whom it asks to provide, less where it holds with equality."""
    return (asked_to_provide - (1 - asked_to_provide)) * held_provider * (1 - held_equality)


@term
def rank_of_carer(asked_to_care, held_motherhood):
    """The place gives the daily purse and the children to whom it asks to care."""
    return (asked_to_care - (1 - asked_to_care)) * held_motherhood


@term
def leverage(devotion, partner_devotion, p):
    """Who gives the days to the children has them at hand, and the other hears of them through her or him."""
    return p.days * (devotion - partner_devotion) / p.full


# How say moves


@amount
def say_on_daily_money(say_daily_money, cash, presence, way_out, rank_of_carer, p):
    """Cash, presence, ways out and the carer's purse."""
    edge = p.cash_daily * cash + p.presence_daily * presence + way_out + p.norm_daily * rank_of_carer
    return say_daily_money + p.adjusting * (p.full * (logistic(edge) - p.half) - say_daily_money)


@amount
def say_on_purchases(say_purchases, cash, presence, way_out, rank_of_provider, p):
    """Cash, presence, ways out and the provider's rank."""
    edge = p.cash_purchases * cash + p.presence_purchases * presence + way_out + p.norm_purchases * rank_of_provider
    return say_purchases + p.adjusting * (p.full * (logistic(edge) - p.half) - say_purchases)


@amount
def say_on_children(say_children, cash, presence, way_out, rank_of_carer, leverage, p):
    """Who is there and cares decides on the children."""
    edge = (
        p.cash_children * cash + p.presence_children * presence + way_out + p.norm_children * rank_of_carer + leverage
    )
    return say_children + p.adjusting * (p.full * (logistic(edge) - p.half) - say_children)


@amount
def say_on_going_out(say_going_out, cash, presence, way_out, rank_of_provider, p):
    """Who is watched by the other and by the place goes out less."""
    edge = p.cash_going_out * cash + p.presence_going_out * presence + way_out + p.norm_going_out * rank_of_provider
    return say_going_out + p.adjusting * (p.full * (logistic(edge) - p.half) - say_going_out)


@amount
def say_on_births(say_births, cash, presence, way_out, rank_of_provider, p):
    """Cash, presence, ways out and rank."""
    edge = p.cash_births * cash + p.presence_births * presence + way_out + p.norm_births * rank_of_provider
    return say_births + p.adjusting * (p.full * (logistic(edge) - p.half) - say_births)


@amount
def say_on_departures(say_departures, cash, presence, way_out, rank_of_provider, p):
    """Cash, presence, ways out and rank."""
    edge = p.cash_departures * cash + p.presence_departures * presence + way_out + p.norm_departures * rank_of_provider
    return say_departures + p.adjusting * (p.full * (logistic(edge) - p.half) - say_departures)


# Power: own say against the other's, half if they are equal


@view
def power_over_daily_money(say_daily_money, partner_say_daily_money, p):
    """Own part of the say on daily money, 0 to 1."""
    return p.half + (say_daily_money - partner_say_daily_money) / (p.full + p.full)


@view
def power_over_purchases(say_purchases, partner_say_purchases, p):
    """Own part of the say on large purchases, 0 to 1."""
    return p.half + (say_purchases - partner_say_purchases) / (p.full + p.full)


@view
def power_over_children(say_children, partner_say_children, p):
    """Own part of the say on the children, 0 to 1."""
    return p.half + (say_children - partner_say_children) / (p.full + p.full)


@view
def power_over_going_out(say_going_out, partner_say_going_out, p):
    """Own part of the say on going out, 0 to 1."""
    return p.half + (say_going_out - partner_say_going_out) / (p.full + p.full)


@view
def power_over_births(say_births, partner_say_births, p):
    """Own part of the say on having children, 0 to 1."""
    return p.half + (say_births - partner_say_births) / (p.full + p.full)


@view
def power_over_departures(say_departures, partner_say_departures, p):
    """Own part of the say on who leaves, 0 to 1."""
    return p.half + (say_departures - partner_say_departures) / (p.full + p.full)


@view
def rank_to_lose(power_over_daily_money, power_over_purchases, power_over_children, power_over_going_out, p):
    """Say beyond one's half, over all that is decided day by day, 0 to 1."""
    power = power_over_daily_money + power_over_purchases + power_over_children + power_over_going_out
    return max(0, power / p.matters - p.half) / p.half


# What follows?

says = (say_daily_money, say_purchases, say_children, say_going_out, say_births, say_departures)

steps = [
    step("new_couple", on="union", outcome=[sets(say, 0) for say in says]),
    step(
        "say_shifts",
        pace="birthday",
        who=has_other,
        outcome=[
            sets(say_daily_money, say_on_daily_money),
            sets(say_purchases, say_on_purchases),
            sets(say_children, say_on_children),
            sets(say_going_out, say_on_going_out),
            sets(say_births, say_on_births),
            sets(say_departures, say_on_departures),
        ],
    ),
]
recorded = [
    power_over_daily_money,
    power_over_purchases,
    power_over_children,
    power_over_going_out,
    power_over_births,
    power_over_departures,
]
