"""Aspiration: who thinks of leaving the country and sets out to find papers, money and a place.

Most are between twenty and thirty-five [GN-020], went to school and live in towns, which many reached from the
countryside first [GN-079]. Crisis and fear at home push [GN-028, GN-081, GN-094, GN-149, GN-199, GN-239], and so do
debts [BB-122]. Those who are blamed at home, alone with children, left by a partner, struck by one or reproached by
neighbours solve it by leaving [GN-099]; the blame falls by what neighbours expect. Neighbours of one's own sex who went
show that it can be done [BB-047, BB-093, GN-100], and media and telephones tell of other countries [GN-237]. Before a
border is known to close people hurry. Who was sent back tries again, which forgetting ends; who is held goes nowhere; a
trusted servant may be asked along by an employer [BB-045]. Who sets out is counted as an application: more ask than
leave.
"""

from ayllu.grammar import amount, column, exposed, happens, hazard, process, sets, step, table, term, view
from ayllu.words.codes import NEVER, LegalStatus, Motive, UnionStatus
from ayllu.words.curves import exp

aspiration = process(
    phase="moves", asks="Who sets out to leave the country?", after=("internal_migration", "displacement")
)

motive = column("uint8", "what drove somebody who last set out to leave the country", values=(0, 5))

level = table("country", unit="1", means="level of departures", learnt="net loss")
media = table("country", unit="0 to 1", means="reach of media and telephones")
closing = table("country", unit="0 to 1", means="nearness of a border's announced closing")


# Who?


@exposed
def could_emigrate(age, in_school, papers, p):
    """Grown people out of school, at home or already abroad, who are free to go."""
    return age >= p.youngest and not in_school and papers != LegalStatus.WITHHELD


# How likely?


@term
def youth(age, p):
    """Most go between twenty and thirty-five."""
    if age < p.peak_age:
        return (age - p.youngest + 1) / (p.peak_age - p.youngest + 1)
    return p.old_share + (1 - p.old_share) * exp((p.peak_age - age) / p.fading)


@term
def means(schooling, area, p):
    """Those who went to school and live in towns hear of chances and can pay."""
    return (1 + p.schooling * schooling) * (p.rural + (1 - p.rural) * area)


@term
def hardship(crisis, p):
    """Crisis where one lives."""
    return p.hardship * crisis


@term
def danger(community_fear, p):
    """Violence near by."""
    return p.fear * community_fear


@term
def disgrace(partner, union_status, dependent_children, expected_care, lost_standing, p):
    """Blame of those who are alone with children, or left by a partner, by the norm of care; any lost standing."""
    if partner >= 0 or (dependent_children == 0 and union_status != UnionStatus.SEPARATED):
        return p.disgrace * lost_standing
    return p.disgrace * max(expected_care, lost_standing)


@term
def example(pioneers, community_size, p):
    """People of one's own sex and village who went."""
    return p.example * min(pioneers / (community_size + 1), 1)


@term
def news(media, p):
    """Media and telephones."""
    return p.news * media


@term
def hurry(closing, p):
    """A border is about to close."""
    return p.hurry * closing


@term
def indebted(destination, debt_burden, p):
    """Indebted homes: debts that low incomes there cannot pay."""
    return p.debt * debt_burden if destination == 0 else 0


@term
def abuse(mistreated, p):
    """Struck by a partner lately."""
    return p.abuse * mistreated


@view
def push_to_leave(hardship, danger, disgrace, indebted, abuse, example, news, hurry):
    """How much more often than in a quiet, remote place leaving is weighed."""
    return (1 + hardship + danger + disgrace + indebted + abuse) * (1 + example + news + hurry)


@term
def foothold(destination, p):
    """Who has a foothold abroad already moves on less often."""
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
def force_of_setting_out(level, youth, means, push_to_leave, foothold, second_try, employer_abroad, p):
    """How often people set out to leave the country, also because an employer asks the servant along."""
    return p.considering * level * youth * means * push_to_leave * foothold * second_try + employer_abroad


# Why?


@amount
def strongest_motive(hardship, danger, disgrace, indebted, p):
    """Danger, disgrace, debt or crisis if it is strong, else work."""
    strongest = max(hardship, danger, disgrace, indebted)
    if strongest < p.plain:
        return Motive.WORK
    if strongest == danger:
        return Motive.DANGER
    if strongest == disgrace:
        return Motive.DISGRACE
    if strongest == indebted:
        return Motive.DEBT
    return Motive.CRISIS


steps = [
    step(
        "setting_out",
        pace="birthday",
        also_on=("deportation", "turned_back"),
        who=could_emigrate,
        how_likely=force_of_setting_out,
        outcome=[sets(motive, strongest_motive), happens("application")],
    )
]
