"""Partnership: who looks for a partner, who finds whom, who marries.

Working-class people unite early [BB-078]; longer schooling delays it. Those who look meet people of the same
place, a few each month, and take the one who suits best: of a fitting age, of like schooling, from the own
village if possible, never close kin. Many first live together and marry later, others marry at once. After a union
those who live with their children look again least often, mothers and fathers alike.
"""

from ayllu.grammar import (
    column,
    exposed,
    happens,
    hazard,
    market,
    pairing,
    probability,
    process,
    rate,
    sets,
    step,
    table,
    term,
)
from ayllu.words.codes import BARRED, Area, Sex, UnionStatus

partnership = process(phase="unions", asks="Who looks for a partner, and who finds whom?")

union_status = column("uint8", "marital state", at_birth=0, values=(0, 4))
looking = column("uint8", "looks for a partner", at_birth=0, values=(0, 1))

readiness = table("sex", "age", unit="per year", means="pace at which single people begin to look")
readiness_level = table(
    "country", "sex", unit="1", means="factor that reproduces the age at first union", learnt="smam"
)


# Who?


@exposed
def could_look(partner, looking, age, p):
    """Adults and near-adults without a partner who are not yet looking."""
    return partner < 0 and looking == 0 and age >= p.youngest


@exposed
def cohabiting_woman(sex, union_status):
    """One of the two is asked."""
    return sex == Sex.FEMALE and union_status == UnionStatus.COHABITING


@exposed
def is_woman(sex):
    """One of the two is asked."""
    return sex == Sex.FEMALE


# How likely?


@term
def schooling_delay(in_school, schooling, p):
    """Pupils hardly look, and every year of school slows the search."""
    if in_school:
        return p.pupil_pace
    return max(p.least_pace, 1 - p.schooling_delay * schooling)


@term
def second_chance(union_status, other_life, dependent_children, p):
    """Those who had a partner look again more slowly, most with children; who has another already does not wait."""
    if union_status == UnionStatus.SINGLE:
        return 1
    if other_life:
        return p.other_again
    if dependent_children > 0:
        return p.with_children_again
    return p.again


@rate(per="year")
def pace_of_looking(readiness, readiness_level, schooling_delay, second_chance):
    """Pace of beginning to look for a partner."""
    return readiness * readiness_level * schooling_delay * second_chance


@hazard(per="year")
def force_of_marriage(years_united, civil_acts, p):
    """Cohabiting couples marry, mostly in the first years; abroad only with records from home [GN-151]."""
    return p.marriage * civil_acts / (1 + years_united)


@probability
def chance_of_marrying_at_once(area, civil_acts, p):
    """A wedding at the start is the way of the towns more than of the villages."""
    if area == Area.URBAN:
        return p.wedding_urban * civil_acts
    return p.wedding_rural * civil_acts


# With whom?


@term
def fitting_age(ego_age, alter_age, p):
    """He is some years older; the farther from that, the less it suits."""
    gap = (alter_age - ego_age - p.age_gap) / p.age_spread
    return -gap * gap


@term
def like_schooling(ego_schooling, alter_schooling, p):
    """Like finds like."""
    return -p.schooling_distance * abs(ego_schooling - alter_schooling)


@pairing
def suitability(fitting_age, like_schooling, same_community, close_kin, p):
    """Age, schooling, village; close kin are barred. Below zero no couple forms."""
    if close_kin:
        return BARRED
    return p.reservation + fitting_age + like_schooling + p.neighbours * same_community


# What follows?


steps = [
    step("looking", who=could_look, how_likely=pace_of_looking, outcome=[sets(looking, 1), happens("looking")]),
    market("meeting", looking=looking, suitability=suitability, acquaintances="acquaintances"),
    step("united", on="union", outcome=[sets(union_status, UnionStatus.COHABITING), sets(looking, 0)]),
    step(
        "wedding",
        on="union",
        who=is_woman,
        how_likely=chance_of_marrying_at_once,
        outcome=[happens("marriage", to="couple")],
    ),
    step(
        "marriage",
        pace="birthday",
        also_on=("union",),
        who=cohabiting_woman,
        how_likely=force_of_marriage,
        outcome=[happens("marriage", to="couple")],
    ),
    step("married", on="marriage", outcome=[sets(union_status, UnionStatus.MARRIED)]),
    step("parted", on="separation", outcome=[sets(union_status, UnionStatus.SEPARATED)]),
    step("widowed", on="widowhood", outcome=[sets(union_status, UnionStatus.WIDOWED)]),
]
