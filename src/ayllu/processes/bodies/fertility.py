"""Fertility: who gives birth, to how many, and what helps or hinders it.

National birth rates by age are the official ones. Who bears the children depends on living with a partner, on
whether the partner is away, on children already born, on schooling, on town or country [BB-022, BB-067], and on her
say, as women came to control births better [BB-069]: each is a relative risk, and the product is divided by its mean
in the base run so that the national rate is kept. For some months after a birth a woman cannot conceive and bear
again. A few deliveries bring twins.
"""

from ayllu.grammar import amount, bears, exposed, mean, probability, process, rate, step, table, term
from ayllu.words.codes import Area, Sex, UnionStatus

fertility = process(phase="bodies", asks="Who gives birth?", after=("mortality",))

birth_rate = table("country", "age", unit="births per woman-year", means="official birth rate")
sex_ratio = table("country", unit="boys per girl", means="sex ratio at birth")
mean_birth_risk = table(
    "country",
    "age",
    unit="1",
    means="mean relative risk of women in the base run",
    learnt="mean of birth_risk",
)


# Who?


@exposed
def could_give_birth(sex, age, months_since_birth, p):
    """Women of fertile age, some months after an earlier birth."""
    return sex == Sex.FEMALE and age >= p.youngest and age < p.oldest and months_since_birth > p.spacing


@exposed
def counted_by_official_rates(sex, age, destination, p):
    """Women of fertile age who live in the country: national rates are theirs."""
    return sex == Sex.FEMALE and age >= p.youngest and age < p.oldest and destination == 0


# How likely?


@term
def union_risk(union_status, lives_with_partner, p):
    """Births happen where partners live together; elsewhere they are fewer."""
    if lives_with_partner:
        return 1
    if union_status == UnionStatus.COHABITING or union_status == UnionStatus.MARRIED:
        return p.apart_risk
    if union_status == UnionStatus.SINGLE:
        return p.single_risk
    return p.once_partnered_risk


@term
def parity_risk(parity, p):
    """The first child comes soon; large families stop earlier."""
    if parity == 0:
        return p.first_child_risk
    if parity >= p.large_family:
        return p.large_family_risk
    return 1


@term
def schooling_risk(schooling, p):
    """Each year of school lowers the risk."""
    return max(p.least_schooling_risk, 1 - p.schooling_slope * schooling)


@term
def area_risk(area, p):
    """Country women bear more."""
    if area == Area.RURAL:
        return p.rural_risk
    return 1


@term
def choice_risk(parity, partner, power_over_births, p):
    """After the first child women with a say space and stop more than those without [BB-069]."""
    if parity == 0 or partner < 0:
        return 1
    return 1 - p.own_choice * (power_over_births - (1 - power_over_births))


@term
def birth_risk(could_give_birth, union_risk, parity_risk, schooling_risk, area_risk, choice_risk):
    """The product of all, and nothing for those who cannot."""
    if not could_give_birth:
        return 0
    return union_risk * parity_risk * schooling_risk * area_risk * choice_risk


@rate(per="year")
def delivery_rate(birth_rate, birth_risk, mean_birth_risk, p):
    """The national rate, shifted by one's own risk; twins make deliveries fewer than births."""
    return birth_rate * birth_risk / (mean_birth_risk * (1 + p.twin_share))


# What?


@probability
def chance_of_twins(p):
    """Twins among deliveries."""
    return p.twin_share


@probability
def chance_of_girl(sex_ratio):
    """From the sex ratio at birth."""
    return 1 / (1 + sex_ratio)


@amount
def own_birth_risk(birth_risk):
    """What is averaged over women of an age."""
    return birth_risk


# What follows?

steps = [
    step(
        "birth",
        who=could_give_birth,
        how_likely=delivery_rate,
        outcome=[bears(twins=chance_of_twins, girl=chance_of_girl)],
    )
]
measures = [mean(own_birth_risk, by=("country", "age"), who=counted_by_official_rates, into=mean_birth_risk)]
