"""Conflict: what couples quarrel about, and who takes to drink.

Lack of money is a main factor of disputes [FO-099], which an own income can ease [FO-100]. Partners are annoyed when
duties are not done [FO-083, FO-112], when one holds with equality and the other does not [GN-267, FO-079], and when
they doubt each other. Patience is held to be a virtue [FO-058] of who holds little with equality. From afar quarrels
on the telephone are avoided for the child [BB-159]. Who expects of himself or herself to provide, and does not, drinks
sooner. What is quarrelled about is what each sees: own beliefs, hours of housework, money of the home, nobody's sex.
"""

from ayllu.grammar import amount, column, exposed, hazard, mean, process, sets, step, term, view
from ayllu.words.curves import exp, ratio

conflict = process(phase="unions", asks="What do couples quarrel about, and who drinks?", after=("partnership",))

quarrel = column("uint8", "how much one quarrels with the partner", unit="percent", values=(0, 100))
drinks = column("uint8", "is often drunk", values=(0, 1))


# Who?


@exposed
def one_of_couple(partner):
    """People with a partner."""
    return partner >= 0


@exposed
def could_drink(age, drinks, p):
    """Grown people who are not often drunk."""
    return age >= p.adult and drinks == 0


@exposed
def is_often_drunk(drinks):
    """Those who are often drunk."""
    return drinks == 1


# What annoys


@view
def money_stress(poor, debt_burden, p):
    """Poverty and debts of the home [FO-099]."""
    return p.poor * poor + p.debts * debt_burden


@view
def asks_of_other(asked_to_care, motherhood, p):
    """Part of the work of the home that one holds to be the partner's, 0 to 1."""
    held = p.half + motherhood / p.full
    return asked_to_care * (1 - held) + (1 - asked_to_care) * held


@term
def neglected_duties(lives_with_partner, asks_of_other, chores, partner_chores, p):
    """Work of the home that one holds to be the partner's and does not see done [FO-083, FO-112]."""
    seen = ratio(partner_chores, chores + partner_chores, p.half)
    return p.neglect * lives_with_partner * max(0, asks_of_other - seen)


@term
def unlike_beliefs(equality, partner_equality, p):
    """One holds with equality and the other does not [GN-267]."""
    return p.unlike * abs(equality - partner_equality) / p.full


@term
def jealousy(doubt, p):
    """Doubt of the partner."""
    return p.jealousy * doubt / p.percent


@term
def patience(equality, p):
    """Who holds little with equality of women and men suffers more in patience [FO-058]."""
    return 1 - p.patience * (p.half - equality / p.full)


@view
def grievance(money_stress, neglected_duties, unlike_beliefs, jealousy, patience, partner_drinks, p):
    """All that annoys one, as far as one says it."""
    return patience * (money_stress + neglected_duties + unlike_beliefs + jealousy + p.drink * partner_drinks)


@term
def spared(lives_with_partner, dependent_children, partner_dependent_children, p):
    """Apart, quarrels on the telephone are avoided for the child [BB-159]."""
    if lives_with_partner or dependent_children + partner_dependent_children == 0:
        return 1
    return p.spared


@amount
def quarrel_at_first(grievance, partner_grievance, spared, p):
    """What annoys either of the two."""
    return p.percent * spared * (1 - exp(-p.loud * (grievance + partner_grievance)))


@amount
def quarrel_now(quarrel, quarrel_at_first, p):
    """Moves towards what annoys either of the two."""
    return quarrel + p.adjusting * (quarrel_at_first - quarrel) + p.half


@view
def heat(quarrel, p):
    """Heat of quarrels, 0 to 1."""
    return quarrel / p.percent


# Drinking


@view
def threatened_provider(asked_to_provide, provider, share_earned, p):
    """Part of the couple's money that one expects of oneself and does not bring, 0 to 1."""
    held = p.half + provider / p.full
    expected = asked_to_provide * held + (1 - asked_to_provide) * (1 - held)
    return max(0, expected - share_earned)


@hazard(per="year")
def force_of_drinking(threatened_provider, money_stress, p):
    """Some take to drink: sorrow is drowned by who does not provide as he or she expects, and in want."""
    return p.drinking * (1 + p.drowned * (threatened_provider + money_stress))


@hazard(per="year")
def force_of_sobering(p):
    """Sobering comes to some."""
    return p.sobering


# What follows?

steps = [
    *(step(f"{event}_ends_quarrels", on=event, outcome=[sets(quarrel, 0)]) for event in ("separation", "widowhood")),
    step("first_quarrels", on="union", outcome=[sets(quarrel, quarrel_at_first)]),
    step("quarrels_of_the_start", pace="start", who=one_of_couple, outcome=[sets(quarrel, quarrel_at_first)]),
    step("quarrels", pace="birthday", who=one_of_couple, outcome=[sets(quarrel, quarrel_now)]),
    step("taking_to_drink", pace="birthday", who=could_drink, how_likely=force_of_drinking, outcome=[sets(drinks, 1)]),
    step("sobering", pace="birthday", who=is_often_drunk, how_likely=force_of_sobering, outcome=[sets(drinks, 0)]),
]
measures = [mean(heat, by=("country", "sex"), who=one_of_couple)]
