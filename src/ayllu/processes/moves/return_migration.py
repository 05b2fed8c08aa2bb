"""Return: emigrants who come back, why, and where to.

Ways compete: who went for a goal comes back when it is reached, and the goal rises with what is owed at home and with
the houses that neighbours there have built; who looks for work in vain gives up; a crisis abroad sends people back,
one at home keeps them away [GN-049]; family at home draws; the old go home [GN-232]. Who has a family abroad stays.
Those whose home still stands return to it; others go where kin live. Those turned back or sent home by an authority
have no choice, those held by traffickers no way.
"""

from ayllu.grammar import (
    any_of,
    appeal,
    choose,
    column,
    count,
    exposed,
    goes,
    goes_to,
    hazard,
    process,
    sets,
    step,
    table,
    term,
    view,
    when,
)
from ayllu.words.codes import BARRED, Job, LegalStatus, Project, ReturnWay
from ayllu.words.curves import exp, log, ramp

return_migration = process(phase="moves", asks="Who comes back from abroad, and why?", after=("following",))

return_way = column("uint8", "why somebody last came back from abroad", values=(0, 6))
pace = table("country", "destination", unit="1", means="pace of returns")


@exposed
def could_return(destination, age, papers, p):
    """Grown emigrants who are free to go."""
    return destination > 0 and age >= p.adult and papers != LegalStatus.WITHHELD


@exposed
def still_abroad(destination):
    """Emigrants."""
    return destination > 0


# How likely, by each way


@view
def share_of_goal(months_since_move, earnings, cost_of_way, household_debt, built_by_neighbours, p):
    """What can have been saved since one came, against fare, debt and a goal that rises with what neighbours built."""
    saved = max(0, months_since_move) * earnings * p.saving
    return saved / (cost_of_way + household_debt + p.goal * (1 + p.neighbours * built_by_neighbours))


@term
def goal_reached(share_of_goal, project, p):
    """Who went for the home comes back when the goal is near or reached."""
    if project != Project.FOR_HOME:
        return 0
    return p.goal_reached * ramp(share_of_goal, p.nearly, 1)


@term
def failure(job, months_since_move, household_debt, cost_of_way, p):
    """Who looks for work in vain gives up, in the first years above all, less while the way is owed."""
    if job != Job.SEEKING:
        return 0
    held = p.debt_holds * min(1, household_debt / (cost_of_way + 1))
    return p.failure * (1 - held) * exp(-max(0, months_since_move) / p.fading)


@term
def driven_back(crisis, crisis_at_home, p):
    """Crisis where one lives, unless home is in one too."""
    return p.crisis * crisis * max(0, 1 - p.crisis_home * crisis_at_home)


@term
def drawn_home(partner, lives_with_partner, away, parents_unaided, p):
    """A partner or home that stayed, and frail parents whom nobody looks after."""
    if partner >= 0 and not lives_with_partner:
        return p.partner + p.parents * parents_unaided
    return p.home * away + p.parents * parents_unaided


@term
def old_age(age, p):
    """The old go home."""
    return p.old_age * (age >= p.old)


@term
def settled(months_since_move, lives_with_partner, crisis_at_home, p):
    """Years and a family there keep people; so does a crisis at home."""
    stay = p.long_stay + (1 - p.long_stay) * exp(-max(0, months_since_move) / p.settling)
    return stay * (1 - p.with_partner * lives_with_partner) * max(0, 1 - p.crisis_home * crisis_at_home)


@hazard(per="year")
def force_of_return(pace, settled, goal_reached, failure, driven_back, drawn_home, old_age, p):
    """All ways together."""
    return p.returning * pace * (settled * (goal_reached + failure + drawn_home) + driven_back + old_age)


# Why: the ways in proportion to their force


@appeal
def for_goal(goal_reached, settled):
    """The goal."""
    return log(goal_reached * settled)


@appeal
def for_failure(failure, settled):
    """No work."""
    return log(failure * settled)


@appeal
def for_crisis(driven_back):
    """Crisis."""
    return log(driven_back)


@appeal
def for_family(drawn_home, settled):
    """Partner and home."""
    return log(drawn_home * settled)


@appeal
def for_old_age(old_age):
    """Age."""
    return log(old_age)


# Where to?


@any_of(over="household")
def kept_at_home(each_away, each_destination):
    """A member lives where the home stands, in the own country."""
    return not each_away and each_destination == 0


@exposed
def home_stands(away, kept_at_home):
    """The home is still in the own country, and somebody keeps it."""
    return away and kept_at_home


@count(over="kin_there")
def kin_at_place(each_age, p):
    """Grown relatives there."""
    return each_age >= p.adult


@term
def own_people(kin_at_place, p):
    """Relatives."""
    return p.kin * log(1 + kin_at_place)


@term
def native_ground(there_region, birth_region, there_prospects, p):
    """The region of birth, or a town that is worth it."""
    return p.native * (there_region == birth_region) + p.prospects * there_prospects


@appeal
def place_to_return(stays_here, own_people, native_ground):
    """Kin, native ground, opportunity."""
    if stays_here:
        return BARRED
    return own_people + native_ground


@appeal
def kin_who_host(each_age, p):
    """Grown relatives take returnees in."""
    if each_age < p.adult:
        return BARRED
    return 0


go_home = when(
    home_stands,
    [goes_to("home", party="everyone", event="return")],
    [goes("home", place_to_return, party="everyone", event="return", host=kin_who_host)],
)
sent_home = [
    sets(return_way, ReturnWay.SENT_HOME),
    when(
        home_stands,
        [goes_to("home", party="with_children", event="return")],
        [goes("home", place_to_return, party="with_children", event="return", host=kin_who_host)],
    ),
]

steps = [
    step("turned_home", on="turned_back", who=still_abroad, outcome=sent_home),
    step("deported", on="deportation", who=still_abroad, outcome=sent_home),
    step(
        "returning",
        pace="birthday",
        also_on=("emigration",),
        who=could_return,
        how_likely=force_of_return,
        outcome=[
            choose(
                {
                    for_goal: [sets(return_way, ReturnWay.GOAL_REACHED)],
                    for_failure: [sets(return_way, ReturnWay.FAILURE)],
                    for_crisis: [sets(return_way, ReturnWay.CRISIS)],
                    for_family: [sets(return_way, ReturnWay.FAMILY)],
                    for_old_age: [sets(return_way, ReturnWay.RETIREMENT)],
                }
            ),
            go_home,
        ],
    ),
]
