"""Provision: what a home needs, what a partner brings, and who minds the small children.

Few families can live on one income when wages fall [BB-066]; women took paid work as husbands' incomes fell and men
were out of work: the added worker [BB-068]. Men's part as providers moves to both by degrees [GN-137]. The rule knows
no sex: who has a partner with little or no pay lacks more and gains more from an own income. Small children weigh as
far as one holds their care to be one's own task, which women's entry into the cities' labour markets left as it was
[BB-083].
"""

from ayllu.grammar import count, process, table, view

provision = process(phase="learning_and_work", asks="What does a home need, and who brings it?", after=("wages",))

bare_needs = table(
    "country", "destination", unit="cents of 2005 US dollars a month", means="what a home cannot do without"
)


@view
def support(lives_with_partner, partner_earnings, expected_from_afar, p):
    """Earned by a partner under the same roof, or usually sent from afar, cents of 2005 US dollars a month."""
    return lives_with_partner * partner_earnings + p.from_afar * expected_from_afar


@view
def want(support, bare_needs, p):
    """How far a partner's money stays below what a home can live on, 0 to 1."""
    return max(0, 1 - support / (p.living * bare_needs))


@view
def money_alone(bare_needs, p):
    """Money that somebody without support is thought to have."""
    return p.least * bare_needs


@view
def money_of_home(support, bare_needs, money_alone, p):
    """What a partner's money leaves above bare needs: the less it is, the more one's own counts [BB-068]."""
    return max(support - p.needs * bare_needs, money_alone)


@count(over="children")
def young_children(each_age, each_dwelling, dwelling, p):
    """Own small children under the same roof."""
    return each_age < p.young and each_dwelling == dwelling


@view
def care_load(young_children, duty_at_home, tended, p):
    """Small children, as far as one holds their care to be one's own task, and the frail whom one looks after."""
    return young_children * duty_at_home + p.tended * tended
