"""Mine closures: miners' families who lose work and company house, and go together to another valley.

When the state mines closed, families of the mining camps were moved to towns of the valleys
[BB-037]; some went on from there or straight across the border.
"""

from ayllu.grammar import appeal, exposed, goes, hazard, process, step, table, term
from ayllu.words.curves import log

mine_closures = process(phase="moves", asks="Where do dismissed miners' families go?", after=("internal_migration",))

jobs_lost = table("region", unit="per 1000 inhabitants and year", means="mining jobs lost")
relocation = table("region", unit="0 to 1", means="plots and houses offered to dismissed miners")


@exposed
def heads_family(row, household_head, partner, destination, age, p):
    """The head of a home of a couple, in working age, asked for all."""
    return row == household_head and partner >= 0 and destination == 0 and age < p.oldest


@hazard(per="month")
def force_of_dismissal(jobs_lost, p):
    """Dismissal: jobs lost over homes that a job could feed."""
    return jobs_lost * p.homes_per_job


@term
def offered(there_relocation, p):
    """Plots and houses are offered in some places."""
    return p.offered * there_relocation


@term
def town_near(stays_here, there_prospects, distance, p):
    """Work in a town that is not too far; staying means hunger."""
    if stays_here:
        return -p.hunger
    return p.work * there_prospects - p.distance * log(1 + distance / p.near)


@appeal
def new_place(offered, town_near):
    """What is offered, and the town."""
    return offered + town_near


steps = [
    step(
        "relocation",
        who=heads_family,
        how_likely=force_of_dismissal,
        outcome=[goes("home", new_place, party="everyone", event="migration")],
    )
]
