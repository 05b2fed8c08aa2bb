"""International migration: who leaves the country, for where, and who follows.

A person weighs staying against each destination: the gap of incomes in the jobs open to her or him [GN-196], the cost
of the way and the border [BB-100, BB-101], kin and neighbours already there, who alert to chances, cut risk and ease
arrival [GN-050, GN-238]; crisis at home makes people expect more of elsewhere [GN-077]. Most go alone at first and
keep their home; partners and children follow when the border lets them or the one who is there has papers. Who was
sent back tries again, which forgetting ends, and who is held by traffickers goes nowhere. Children of emigrants come
from where their mother does.
"""

from ayllu.grammar import (  # noqa: I001
    amount, appeal, column, count, exposed, goes, goes_to, hazard, process, sets,
    step, table, tally, term, view,
)  # fmt: skip
from ayllu.words.codes import BARRED, NEVER, LegalStatus
from ayllu.words.curves import exp, log

international_migration = process(
    phase="moves", asks="Who goes abroad, where to, and who follows?", after=("internal_migration", "displacement")
)

root_community = column(
    "int32", "community from which one went abroad", unit="row", at_birth="root_community", values=(-1, 2147483647)
)
cost = table("country", "destination", unit="US dollars of 2005", means="cost of going")
corridor = table("country", "destination", unit="score", means="appeal beyond what is stated", learnt="emigrants")
demand = table("destination", "sex", unit="0 to 1", means="demand for the labour of women and men")
level = table("country", unit="1", means="level of departures", learnt="net loss")


@view
def root(destination, community, root_community):
    """The community one comes from, for those at home the present one."""
    if destination == 0:
        return community
    return root_community


@exposed
def lives_abroad(destination):
    """Emigrants."""
    return destination > 0


network = tally(
    "root", "destination", "sex",
    means="emigrants by community of origin, destination and sex",
    who="lives_abroad",
    index_of={"root": "community"},
)  # fmt: skip


# Who?


@exposed
def could_emigrate(age, in_school, p):
    """Grown people out of school, at home or already abroad."""
    return age >= p.youngest and not in_school


@exposed
def waits_for_partner(partner, partner_destination, partner_place, place):
    """Those whose partner lives in another country."""
    return partner >= 0 and partner_destination > 0 and partner_place != place


@exposed
def lives_at_home(destination):
    """Residents of the country."""
    return destination == 0


@exposed
def taken_along(root_community, away):
    """Those who did not decide themselves, and whose home stands where they come from."""
    return root_community < 0 and away


# How likely?


@term
def youth(age, p):
    """Most go between twenty and thirty-five."""
    if age < p.peak_age:
        return (age - p.youngest + 1) / (p.peak_age - p.youngest + 1)
    return p.old_share + (1 - p.old_share) * exp((p.peak_age - age) / p.fading)


@term
def means(schooling, area, p):
    """Those who went to school and live in towns hear of chances and can pay [GN-079]."""
    return (1 + p.schooling * schooling) * (p.rural + (1 - p.rural) * area)


@term
def push(crisis, p):
    """Crisis at home."""
    return 1 + p.crisis_push * crisis


@term
def foothold(destination, papers, p):
    """Who has a foothold abroad already moves on less often, who is not free not at all."""
    if papers == LegalStatus.WITHHELD:
        return 0
    if destination > 0:
        return p.onward
    return 1


@term
def second_try(destination, papers_since, month, p):
    """Who was sent back still has the debt and the reasons, and leaves again."""
    if destination > 0 or papers_since <= NEVER:
        return 1
    return 1 + p.again * exp((papers_since - month) / p.forgetting)


@hazard(per="year")
def force_of_considering(level, youth, means, push, foothold, second_try, employer_abroad, p):
    """How often leaving the country is weighed: also when an employer asks the servant along [BB-045]."""
    return p.considering * level * youth * means * push * foothold * second_try + employer_abroad


@hazard(per="year")
def force_of_following(partner_welcome_at_border, partner_papers, papers, p):
    """Partners follow, sooner where the border is open or papers call them [BB-102]."""
    called = p.called * (partner_papers >= LegalStatus.REGULAR)
    return (papers != LegalStatus.WITHHELD) * p.following * max(partner_welcome_at_border, called)


# Where?


@count(over="kin_there")
def kin_abroad(each_age, p):
    """Grown relatives there."""
    return each_age >= p.youngest


@term
def gain(stays_here, there_income, income, there_demand, p):
    """Incomes there against those at home, for the jobs open to women or men."""
    if stays_here:
        return 0
    return p.gain * log(there_income / income) * there_demand


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
def fare(stays_here, there_cost, income, employer_abroad, p):
    """The cost of the way in months of income at home; an employer who goes too pays it."""
    if stays_here or employer_abroad > 0:
        return 0
    return -p.fare * log(1 + there_cost / income)


@term
def trouble(stays_here, there_crisis, crisis, p):
    """Crisis there against crisis here."""
    return p.trouble * (crisis - there_crisis) * (1 - stays_here)


@term
def tied(stays_here, dependent_children, there_corridor, p):
    """Children hold back; and what a corridor has beyond what is stated."""
    if stays_here:
        return p.tied + p.children * dependent_children
    return there_corridor


@appeal
def worth_of_country(gain, networks, border, fare, trouble, tied):
    """The sum of all that speaks for a country."""
    return gain + networks + border + fare + trouble + tied


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


@amount
def community_left(root):
    """Where one comes from."""
    return root


@amount
def community_of_home(community):
    """Where the home stands."""
    return community


# What follows?

steps = [
    step(
        "leaving_country",
        pace="birthday",
        also_on=("deportation", "turned_back"),
        who=could_emigrate,
        how_likely=force_of_considering,
        outcome=[
            sets(root_community, community_left),
            goes("abroad", worth_of_country, "alone", "emigration", keeps=keeps_home_behind, host=host_abroad),
        ],
    ),
    step(
        "following_partner",
        pace="birthday",
        who=waits_for_partner,
        how_likely=force_of_following,
        outcome=[sets(root_community, community_left), goes_to("partner", party="with_children", event="emigration")],
    ),
    step("children_go", on="emigration", who=taken_along, outcome=[sets(root_community, community_of_home)]),
    step("born_at_home", on="birth", who=lives_at_home, outcome=[sets(root_community, -1)]),
    step("back_at_home", on="return", outcome=[sets(root_community, -1)]),
]
