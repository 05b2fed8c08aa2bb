"""Mistreatment: who is struck by a partner or, as a child, by who cares, and who is told of it.

An act belongs to who strikes: quarrels, drink, a provider's place that is threatened where providers are honoured
[FO-101, FO-102], and rule over the other held to be normal [FO-126, BB-062]. No rule asks for sex: what differs between
women and men is what is believed and expected of them. Kin at hand, and those who know, hold back. It is told to kin
only in part, less by who depends and by who has lost standing already. Children are mistreated by carers under strain
and strike more often themselves. Who was mistreated leaves [GN-099], and parting itself is a time of danger.
"""

from ayllu.grammar import column, exposed, happens, hazard, mean, probability, process, sets, step, term, view
from ayllu.words.codes import NEVER, Carer
from ayllu.words.curves import exp, logistic

mistreatment = process(phase="unions", asks="Who is mistreated, and who knows?", after=("conflict",))

struck_since = column("int16", "month in which a partner last struck one", unit="month", at_birth=NEVER)
kin_know = column("uint8", "kin know that a partner strikes one", values=(0, 1))
mistreated_young = column("uint8", "was mistreated by who cared for one", values=(0, 1))


# Who?


@exposed
def within_reach(lives_with_partner):
    """Those who live with a partner."""
    return lives_with_partner


@exposed
def kept_silent(kin_know):
    """Who has stayed silent until now."""
    return kin_know == 0


@exposed
def child_of_carer(of_care_age, mistreated_young):
    """Children who need care and were not mistreated yet."""
    return of_care_age and mistreated_young == 0


# Of who strikes


@term
def anger(heat, p):
    """Anger grows with quarrels."""
    return exp(p.quarrels * heat)


@term
def rage_of_drink(drinks, p):
    """Often drunk."""
    return p.drunk if drinks else 1


@term
def threatened_place(threatened_provider, around_provider, p):
    """Who does not provide where providers are honoured reasserts himself or herself [FO-101, FO-102]."""
    return exp(p.threat * threatened_provider * around_provider)


@term
def held_normal(equality, rank_to_lose, p):
    """Who has more say than the other and holds it right [FO-126]."""
    return exp(p.rule * rank_to_lose * (p.half - equality / p.full))


@view
def impulse_to_strike(anger, rage_of_drink, threatened_place, held_normal, mistreated_young, p):
    """How much more often than in peace one strikes the partner."""
    learnt = 1 + p.learnt * mistreated_young
    return anger * rage_of_drink * threatened_place * held_normal * learnt


# Of who suffers it


@term
def held_back(has_parent_at_home, kin_know, p):
    """Parents under the same roof and kin who know hold the other back."""
    return (1 - p.parents * has_parent_at_home) * (1 - p.known * kin_know)


@term
def once_more(struck_since, p):
    """What was done once is done again."""
    return p.again if struck_since > NEVER else 1


@hazard(per="year")
def force_of_violence(partner_impulse_to_strike, held_back, once_more, p):
    """The partner's impulse, what holds back, and habit."""
    return p.level * partner_impulse_to_strike * held_back * once_more


@view
def mistreated(month, struck_since, p):
    """A partner struck one lately."""
    return struck_since > NEVER and month - struck_since <= p.lately


@view
def ever_struck(struck_since):
    """A partner struck one at some time."""
    return struck_since > NEVER


@probability
def risk_of_parting(p):
    """Some are struck by the partner whom they leave."""
    return p.parting


# Who is told


@probability
def chance_of_telling(ways_out, share_earned, lost_standing, p):
    """Kin are told by who could live without the other and has no standing to lose."""
    return logistic(p.ways * ways_out + p.own_money * share_earned - p.shame * lost_standing - p.silence)


@view
def told_to_who_asks(struck_since, kin_know, p):
    """Share that would say to an interviewer that a partner ever struck them."""
    if struck_since <= NEVER:
        return 0
    return p.said_known if kin_know else p.said_unknown


# Children


@term
def strain_of_carer(carer, mother_heat, father_heat, mother_drinks, father_drinks, p):
    """Quarrels and drink of a parent who cares; others are not known so well."""
    if carer == Carer.MOTHER:
        return mother_heat + mother_drinks
    if carer == Carer.FATHER:
        return father_heat + father_drinks
    return p.other_carer


@hazard(per="year")
def force_of_harshness(strain_of_carer, money_stress, p):
    """Harshness of carers under strain and in want."""
    return p.harsh * exp(p.strain * (strain_of_carer + money_stress))


# What follows?

steps = [
    step(
        "violence",
        pace="birthday",
        who=within_reach,
        how_likely=force_of_violence,
        outcome=[sets(struck_since, "this_month"), happens("violence")],
    ),
    step(
        "violence_at_parting",
        on="separation",
        who=mistreated,
        how_likely=risk_of_parting,
        outcome=[sets(struck_since, "this_month"), happens("violence")],
    ),
    step("telling", on="violence", who=kept_silent, how_likely=chance_of_telling, outcome=[sets(kin_know, 1)]),
    step("silent_again", on="union", outcome=[sets(kin_know, 0)]),
    step(
        "harshness",
        pace="birthday",
        who=child_of_carer,
        how_likely=force_of_harshness,
        outcome=[sets(mistreated_young, 1), happens("mistreatment")],
    ),
]
measures = [mean(rule, by=("country", "sex"), who=within_reach) for rule in (mistreated, ever_struck, told_to_who_asks)]
