"""Return: emigrants who come back, and where to.

The first years decide: who does not find a place soon goes home, who stays long stays for good. A crisis abroad
sends people back, one at home keeps them away [GN-049]. Those whose home still stands return to it; others go where
kin live. Those turned back or sent home by an authority have no choice, those held by traffickers no way.
"""

from ayllu.grammar import appeal, count, exposed, goes, goes_to, hazard, process, step, table, term, when
from ayllu.words.codes import BARRED, LegalStatus
from ayllu.words.curves import exp, log

return_migration = process(phase="moves", asks="Who comes back from abroad?", after=("international_migration",))

pace = table("country", "destination", unit="1", means="pace of returns")


@exposed
def could_return(destination, age, papers, p):
    """Grown emigrants who are free to go."""
    return destination > 0 and age >= p.adult and papers != LegalStatus.WITHHELD


@exposed
def still_abroad(destination):
    """Emigrants."""
    return destination > 0


@term
def first_years(months_since_move, p):
    """Returns are many in the first years and rare later."""
    return p.settled + (1 - p.settled) * exp(-max(0, months_since_move) / p.fading)


@term
def crisis_balance(crisis, crisis_at_home, p):
    """Crisis where one lives pushes back, crisis at home keeps away."""
    return max(p.least, 1 + p.crisis_abroad * crisis - p.crisis_home * crisis_at_home)


@term
def family_at_home(partner, lives_with_partner, p):
    """Who left a partner behind returns sooner; who lives with one abroad, later."""
    if lives_with_partner:
        return p.with_partner
    if partner >= 0:
        return p.without_partner
    return 1


@hazard(per="year")
def force_of_return(pace, first_years, crisis_balance, family_at_home, p):
    """Pace of the corridor, first years, crises, family."""
    return p.returning * pace * first_years * crisis_balance * family_at_home


@exposed
def home_stands(away):
    """The home is still at home."""
    return away


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


sent_home = [
    when(
        home_stands,
        [goes_to("home", party="with_children", event="return")],
        [goes("home", place_to_return, party="with_children", event="return", host=kin_who_host)],
    )
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
            when(
                home_stands,
                [goes_to("home", party="everyone", event="return")],
                [goes("home", place_to_return, party="everyone", event="return", host=kin_who_host)],
            )
        ],
    ),
]
