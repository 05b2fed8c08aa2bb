"""Displacement: those who flee from political violence, and the few who go back.

Those in most danger, by age and sex of the victims, hide first, alone, and keep their home. Then whole homes flee:
the adults who are present weigh fear against land and kin lost and ties in the towns [GN-036, GN-239]. Because the
killed and the hidden are missing, many homes that flee are led by a woman alone. When fear is gone a few return,
more with help; who is back in the region is displaced no longer.
"""

from ayllu.grammar import (
    amount,
    appeal,
    column,
    exposed,
    goes,
    goes_to,
    hazard,
    process,
    sets,
    step,
    table,
    term,
    when,
)
from ayllu.words.codes import BARRED, NEVER, Area
from ayllu.words.curves import log

displacement = process(
    phase="moves", asks="Who flees from violence, and who returns?", after=("internal_migration", "residence_history")
)

displaced_since = column("int16", "month of the flight from violence", unit="month", at_birth=NEVER)
fled_from = column("uint8", "region from which one fled", at_birth=0, values=(0, 254))
help_to_return = table("country", unit="ratio", means="pace of return with the help of programmes")


# Who?


@exposed
def in_danger(community_fear, age, destination, away, adults_at_home, p):
    """Grown people in a fearful community who leave another adult at home."""
    return community_fear >= p.alarm and age >= p.adult and destination == 0 and not away and adults_at_home > 1


@exposed
def leads_frightened_home(community_fear, row, household_head, away, p):
    """The head of a frightened home who is present is asked for all who are."""
    return row == household_head and not away and community_fear >= p.alarm


@exposed
def leads_displaced_home(displaced_since, row, household_head, destination, region, area, fled_from):
    """Heads of homes that fled and are not back in the countryside they left."""
    if region == fled_from and area == Area.RURAL:
        return False
    return displaced_since > NEVER and row == household_head and destination == 0


@exposed
def hides(away, displaced_since, destination):
    """Those who hid alone and still belong to the home they left."""
    return away and displaced_since > NEVER and destination == 0


# How likely?


@hazard(per="year")
def force_of_hiding(community_fear, victims, p):
    """Fear, by one's own risk of being the next."""
    return p.hiding * community_fear * victims


@term
def land_to_lose(area, p):
    """Fields and animals hold back those who live from them."""
    if area == Area.RURAL:
        return p.land
    return 1


@term
def alone(lives_with_partner, p):
    """Who leads a home without a partner there has less to defend it with."""
    if lives_with_partner:
        return 1
    return p.alone


@hazard(per="year")
def force_of_flight(community_fear, land_to_lose, alone, p):
    """Fear against land."""
    return p.flight * community_fear * land_to_lose * alone


@hazard(per="year")
def force_of_return(years_displaced, help_to_return, p):
    """Fades as children take root; faster with help."""
    return p.going_back * help_to_return / (1 + p.roots * years_displaced)


@term
def years_displaced(month, displaced_since, p):
    """Years since the flight."""
    return (month - displaced_since) / p.months_a_year


@hazard(per="year")
def force_of_coming_out(p):
    """Those who hide come back or send for their own."""
    return p.coming_out


# Where?


@term
def safety(there_threat_to_life, p):
    """Away from the killing; towns are safer than the countryside around them."""
    return -p.danger * there_threat_to_life


@term
def refuge(there_prospects, there_area, p):
    """Towns hide people and have some work."""
    if there_area == Area.RURAL:
        return 0
    return p.town + p.work * there_prospects


@term
def way_out(stays_here, distance, p):
    """As far as needed, as near as possible."""
    if stays_here:
        return 0
    return -p.distance * log(1 + distance / p.near)


@term
def own_people(there_compatriots, there_people, p):
    """Where people of the region already live."""
    return p.compatriots * there_compatriots / (there_people + 1)


@appeal
def place_of_refuge(safety, refuge, way_out, own_people):
    """Safety, a town, a way, own people."""
    return safety + refuge + way_out + own_people


@appeal
def place_left(there_region, there_area, fled_from, there_threat_to_life, stays_here, p):
    """The countryside of the region from which they fled, if it is calm."""
    if stays_here:
        return 0
    if there_region != fled_from or there_area != Area.RURAL:
        return BARRED
    return p.home_ground - p.danger * there_threat_to_life


@appeal
def kin_in_town(each_age, p):
    """Grown relatives take those who flee in."""
    if each_age < p.adult:
        return BARRED
    return 0


@exposed
def keeps(age):
    """Who hides keeps the home."""
    return age >= 0


@amount
def region_fled(came_from):
    """Where the flight began."""
    return came_from


@exposed
def home_is_calm(community_fear, p):
    """No fear is left at home."""
    return community_fear < p.alarm


# What follows?

steps = [
    step(
        "hiding",
        pace="birthday",
        who=in_danger,
        how_likely=force_of_hiding,
        outcome=[goes("home", place_of_refuge, party="alone", event="flight", keeps=keeps, host=kin_in_town)],
    ),
    step(
        "flight",
        pace="birthday",
        who=leads_frightened_home,
        how_likely=force_of_flight,
        outcome=[goes("home", place_of_refuge, party="everyone", event="flight", host=kin_in_town)],
    ),
    step("displaced", on="flight", outcome=[sets(displaced_since, "this_month"), sets(fled_from, region_fled)]),
    step(
        "coming_out",
        pace="birthday",
        who=hides,
        how_likely=force_of_coming_out,
        outcome=[when(home_is_calm, [goes_to("home", party="alone", event="migration")])],
    ),
    step(
        "return_of_displaced",
        pace="birthday",
        who=leads_displaced_home,
        how_likely=force_of_return,
        outcome=[goes("home", place_left, party="everyone", event="migration")],
    ),
]
