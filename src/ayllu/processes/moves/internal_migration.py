"""Internal migration: who leaves the village or the town for another place of the country.

The young go first [GN-020], towards jobs and study on the coast and above all in the capital [GN-021, GN-029] and
to land in the lowlands [GN-022], near rather than far, where kin and people of their region already live [GN-034].
Towns take in girls as servants. Couples go together with their children; those who go young and single keep the
home they come from for some years. Gains and losses of places cancel, for everybody who leaves arrives [GN-026].
"""

from ayllu.grammar import appeal, count, exposed, goes, hazard, process, step, table, term, when
from ayllu.words.codes import BARRED, Area, KinTie
from ayllu.words.curves import exp, log

internal_migration = process(
    phase="moves", asks="Who moves inside the country, and where to?", after=("residence_history",)
)

level = table("country", unit="1", means="level of moves inside the country", learnt="moves inside")
pull = table("place", unit="score", means="appeal of a place beyond what is stated", learnt="people by place")
prospects = table("place", unit="0 to 1", means="opportunity that a place is known for")
higher_education = table("region", unit="0 to 1", means="places to study")
distance = table("region", "there_region", unit="km", means="distance between regions")
rough_roads = table("country", unit="ratio", means="weight of distance on the roads there are")
service_demand = table("sex", unit="0 to 1", means="demand of town homes for servants")


# Who?


@exposed
def could_move(age, destination, away, in_school, p):
    """Those who live at home in their country, from the age at which girls go into service."""
    return age >= p.youngest and destination == 0 and not away


# How likely?


@term
def youth(age, p):
    """Rises to the twenties, fades slowly after."""
    if age < p.peak_age:
        return (age - p.youngest + 1) / (p.peak_age - p.youngest + 1)
    return p.old_share + (1 - p.old_share) * exp((p.peak_age - age) / p.fading)


@term
def learning(schooling, in_school, p):
    """School opens the eyes for other places; pupils wait."""
    if in_school:
        return p.pupil
    return 1 + p.schooling * schooling


@term
def company(lives_with_partner, p):
    """Two must agree, and either may propose."""
    if lives_with_partner:
        return p.consent
    return 1


@hazard(per="year")
def force_of_considering(level, youth, learning, company, p):
    """How often a person weighs leaving against staying."""
    return p.considering * level * youth * learning * company


# Where?


@count(over="kin_there")
def kin_there(each_age, p):
    """Grown relatives who live there."""
    return each_age >= p.adult


@term
def opportunity(there_prospects, p):
    """Work, land and what a place is known for at the time."""
    return p.opportunity * there_prospects


@term
def learnt_appeal(there_pull):
    """What draws to a place beyond all that is stated here."""
    return there_pull


@term
def size_of_place(there_people, p):
    """More people, more openings."""
    return p.size * log(1 + there_people)


@term
def study(age, schooling, there_higher_education, p):
    """Those who finished school look for places of study."""
    if age >= p.study_until or schooling < p.secondary:
        return 0
    return p.study * there_higher_education


@term
def service(age, schooling, partner, service_demand, there_area, there_prospects, p):
    """A place as a servant in the homes of a town."""
    if there_area == Area.RURAL or age >= p.service_until or schooling >= p.secondary or partner >= 0:
        return 0
    return p.service * service_demand * there_prospects


@term
def kin_chain(kin_there, there_compatriots, there_people, p):
    """Relatives there, and people of one's own region."""
    return p.kin * log(1 + kin_there) + p.compatriots * there_compatriots / (there_people + 1)


@term
def nearness(stays_here, distance, rough_roads, p):
    """Farness costs: the farther and the rougher the road, the less is known and the dearer the way."""
    if stays_here:
        return 0
    return -p.farness * rough_roads * log(1 + distance / p.near)


@term
def roots(stays_here, area, community_stage, dependent_children, tended, works_seen, p):
    """House, land, neighbours and the frail hold back, land in the countryside, a titled plot, works for all more."""
    if not stays_here:
        return 0
    held = p.rooted + p.children * dependent_children + p.tended * tended + p.works * works_seen
    if area == Area.RURAL:
        return held + p.land
    return held + p.settled * community_stage


@appeal
def worth_of_place(opportunity, learnt_appeal, size_of_place, study, service, kin_chain, nearness, roots):
    """The sum of all that speaks for a place."""
    return opportunity + learnt_appeal + size_of_place + study + service + kin_chain + nearness + roots


# With whom?


@appeal
def lodging_with(tie, each_age, each_has_partner, p):
    """Parents, brothers and sisters, aunts and uncles take newcomers in."""
    if each_age < p.adult:
        return BARRED
    if tie == KinTie.MOTHER or tie == KinTie.FATHER or tie == KinTie.SIBLING:
        return p.close_host + p.couple_host * each_has_partner
    return p.couple_host * each_has_partner


@exposed
def couple_goes(lives_with_partner):
    """Partners who live together go together."""
    return lives_with_partner


@exposed
def keeps_home(age, partner, dependent_children, adults_at_home, p):
    """The young and single still belong to the home they leave."""
    return age < p.independent and partner < 0 and dependent_children == 0 and adults_at_home > 1


# What follows?

steps = [
    step(
        "leaving_place",
        pace="birthday",
        who=could_move,
        how_likely=force_of_considering,
        outcome=[
            when(
                couple_goes,
                [goes("home", worth_of_place, party="couple", event="migration", host=lodging_with)],
                [
                    goes(
                        "home",
                        worth_of_place,
                        party="with_children",
                        event="migration",
                        keeps=keeps_home,
                        host=lodging_with,
                    )
                ],
            )
        ],
    )
]
