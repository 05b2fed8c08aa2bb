"""Talk: what those of a home say to each other of women and men, and what is held around them.

Grown people at home have their say. Those who live away are heard as far as they stay close; ideas and practices
travel by letter, telephone and visit, from both sexes [GN-112]. Who sends money is heard more: women who do pass on
another idea of womanhood, one with money of their own [GN-250]. What is said is what they believe themselves, which a
place abroad can change [BB-057] or leave as it was, so that talk can also praise the old ways [BB-167]. Around them are
the neighbours, abroad the people of the country where one lives, seen from within by those who work in their homes.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, table, tally, total, view
from ayllu.words.codes import Job
from ayllu.words.curves import clamp
from ayllu.words.months import MONTHS_A_YEAR

talk = process(phase="standing", asks="What is said at home and around of women and men?")

said_of_equality = column(
    "int16", "what is said at home of equality", "points from halfway", values=(-5000, 5000), of="household"
)
said_of_motherhood = column(
    "int16", "what is said at home of mothers", "points from halfway", values=(-5000, 5000), of="household"
)
said_of_provider = column(
    "int16", "what is said at home of providers", "points from halfway", values=(-5000, 5000), of="household"
)

host_equality = table("destination", unit="0 to 1", means="belief in equality of people abroad")
host_motherhood = table("destination", unit="0 to 1", means="belief in a mother's care of people abroad")
host_provider = table("destination", unit="0 to 1", means="belief in providers of people abroad")


@exposed
def is_neighbour(age, destination, p):
    """Grown people who live in the country."""
    return destination == 0 and age >= p.adult


neighbours = tally("community", means="grown people by community", who="is_neighbour")
sum_of_equality = tally("community", means="belief in equality of neighbours", who="is_neighbour", of="equality")
sum_of_motherhood = tally("community", means="belief in mothers of neighbours", who="is_neighbour", of="motherhood")
sum_of_provider = tally("community", means="belief in providers of neighbours", who="is_neighbour", of="provider")


# Around


@view
def held_equality(sum_of_equality, neighbours, p):
    """Mean belief of neighbours that women and men may do the same, 0 to 1."""
    return clamp(p.half + sum_of_equality / (p.full * max(neighbours, 1)), 0, 1)


@view
def held_motherhood(sum_of_motherhood, neighbours, p):
    """Mean belief of neighbours that children are a mother's care, 0 to 1."""
    return clamp(p.half + sum_of_motherhood / (p.full * max(neighbours, 1)), 0, 1)


@view
def held_provider(sum_of_provider, neighbours, p):
    """Mean belief of neighbours that a man provides, 0 to 1."""
    return clamp(p.half + sum_of_provider / (p.full * max(neighbours, 1)), 0, 1)


@view
def around_equality(destination, held_equality, host_equality):
    """Belief in equality around one, at home or abroad."""
    return host_equality if destination > 0 else held_equality


@view
def around_motherhood(destination, held_motherhood, host_motherhood):
    """Belief in a mother's care around one, at home or abroad."""
    return host_motherhood if destination > 0 else held_motherhood


@view
def around_provider(destination, held_provider, host_provider):
    """Belief in providers around one, at home or abroad."""
    return host_provider if destination > 0 else held_provider


@view
def nearness_to_others(job, p):
    """Who works in the homes of others sees how they live."""
    return 1 + p.inside * (job == Job.LIVE_IN or job == Job.DOMESTIC)


# At home


@view
def sends_money(month, last_sent, p):
    """Sent money home in the last months."""
    return month - last_sent <= p.lately


@view
def voice(age, away, closeness, sends_money, p):
    """How far somebody is heard at home: fully if grown and there, from afar as far as one is close and sends."""
    if age < p.adult:
        return 0
    if away:
        return p.news * closeness * (1 + p.money_talks * sends_money)
    return 1


@total(over="household")
def voices(each_voice):
    """All that is heard."""
    return each_voice


@total(over="household")
def voices_for_equality(each_voice, each_equality):
    """Belief in equality of those who are heard."""
    return each_voice * each_equality


@total(over="household")
def voices_for_motherhood(each_voice, each_motherhood):
    """Belief in a mother's care of those who are heard."""
    return each_voice * each_motherhood


@total(over="household")
def voices_for_provider(each_voice, each_provider):
    """Belief in providers of those who are heard."""
    return each_voice * each_provider


@exposed
def somebody_speaks(voices):
    """Somebody grown belongs to the home."""
    return voices > 0


@amount
def equality_said(voices_for_equality, voices):
    """The mean, by how far each is heard."""
    return voices_for_equality / voices


@amount
def motherhood_said(voices_for_motherhood, voices):
    """The mean, by how far each is heard."""
    return voices_for_motherhood / voices


@amount
def provider_said(voices_for_provider, voices):
    """The mean, by how far each is heard."""
    return voices_for_provider / voices


# What follows?

steps = [
    step(
        "talking_at_home",
        of="household",
        every=MONTHS_A_YEAR,
        who=somebody_speaks,
        outcome=[
            sets(said_of_equality, equality_said),
            sets(said_of_motherhood, motherhood_said),
            sets(said_of_provider, provider_said),
        ],
    )
]
