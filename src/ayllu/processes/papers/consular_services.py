"""Consular services: what papers from home cost abroad, how long they take, and how people are met.

Whoever asks for residence abroad, marries there or registers a child needs passports and records from home. Under
a government that watches its emigrants consulates held them back, blocked marriages and other civil acts and wrote
down opinions instead of giving protection; that made papers harder to win [GN-150, GN-151, GN-152]. A campaign and new
rules improve this in part; fees that are not affordable to everybody and weeks of patience remain.
"""

from ayllu.grammar import exposed, mean, process, table, term, view
from ayllu.words.curves import exp

consular_services = process(phase="papers", asks="How far does one's own state help with papers abroad?")

climate = table("country", unit="0 to 1", means="how people are met at consulates: 0 hostile, 1 helpful")
paper_fee = table("country", unit="US dollars of 2005", means="cost of a passport and records at a consulate")
paper_days = table("country", unit="days", means="days until a passport or a record comes")


@exposed
def asks_consulate(destination):
    """People abroad."""
    return destination > 0


@term
def reception(climate, p):
    """Where consulates are hostile some are sent away without their records."""
    return 1 - p.hostility * (1 - climate)


@term
def affordable(paper_fee, income, p):
    """The fee against a month of income."""
    return 1 / (1 + p.fee * paper_fee * p.months_a_year / income)


@term
def in_time(paper_days, p):
    """Some miss the term while they wait."""
    return exp(-paper_days / p.patience)


@view
def consular_help(reception, affordable, in_time):
    """Share of those who need records from home for their papers and get them in time."""
    return reception * affordable * in_time


@view
def civil_acts(destination, climate, p):
    """Share of weddings abroad that a hostile consulate does not block; at home none is."""
    if destination == 0:
        return 1
    return 1 - p.blocked * (1 - climate)


measures = [mean(consular_help, by=("country", "sex"), who=asks_consulate)]
