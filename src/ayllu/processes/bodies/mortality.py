"""Mortality: who dies, and when.

Death rates by sex and single year of age are the official ones [GN-010]; people of the countryside die
earlier than people of the towns. Because the mix of town and country changes in the simulation, the rate is
divided by the mean relative risk of people of that sex and age in the base run, so that the national rate is
kept. Political violence kills where and when it rages, men more than women; the official rates hold these deaths
too. A person's death is reviewed at each birthday for the year of age that begins. Disasters of a month kill
beyond the ordinary rates, anybody alike; the official five-year rates hold their deaths too, and are lowered by
that share.
"""

from ayllu.grammar import dies, exposed, hazard, mean, process, rate, step, table, term
from ayllu.words.codes import Area

mortality = process(phase="bodies", asks="Who dies, and when?")

death_rate = table("country", "sex", "age", unit="deaths per person-year", means="official death rate")
disaster = table("country", unit="deaths per person-month", means="chance of dying in a disaster this month")
ordinary = table("country", unit="share", means="share of official deaths that are no disaster deaths")
mean_death_risk = table(
    "country", "sex", "age", unit="1", means="mean relative risk in the base run", learnt="mean of death_risk"
)


# Who?


@exposed
def lives_in_the_country(destination):
    """National rates are those of residents."""
    return destination == 0


# How likely?


@term
def death_by_violence(threat_to_life, victims, death_rate, p):
    """The risk of being killed or taken around here, by sex and age, against the ordinary rate."""
    return threat_to_life * victims / (p.inhabitants * death_rate)


@term
def death_risk(area, death_by_violence, p):
    """Country people die earlier than town people; violence adds to both."""
    if area == Area.RURAL:
        return p.rural_risk + death_by_violence
    return 1 + death_by_violence


@hazard(per="year")
def force_of_mortality(death_rate, ordinary, death_risk, mean_death_risk):
    """The national rate without disasters, shifted by one's own risk against the mean."""
    return death_rate * ordinary * death_risk / mean_death_risk


@rate(per="month")
def chance_of_disaster(disaster):
    """A disaster strikes anybody alike."""
    return disaster


# What follows?

steps = [
    step("death", pace="birthday", how_likely=force_of_mortality, outcome=[dies()]),
    step("disaster", how_likely=chance_of_disaster, outcome=[dies()]),
]
measures = [mean(death_risk, by=("country", "sex", "age"), who=lives_in_the_country, into=mean_death_risk)]
