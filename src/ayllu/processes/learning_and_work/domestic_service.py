"""Domestic service: girls of the countryside in the homes of towns, and from there abroad.

Housework and child rearing of middle-class families fall to rural and indigenous women, and on the scale of the
world to migrants [GN-098]; demand asks for women [GN-096]. A young servant who lives in, far from her people,
depends on the employer: she knows neither the town nor how to bargain [GN-104]; that fades with months and with kin
near by. From the fifties employers took maids along to their homes abroad [BB-045]. Living in costs little and leaves
no room for a family; it keeps women in the role of servants [GN-219].
"""

from ayllu.grammar import process, table, view
from ayllu.words.codes import Job
from ayllu.words.curves import exp, ramp

domestic_service = process(
    phase="learning_and_work", asks="Who serves in the homes of others, and how tied are they?", after=("schooling",)
)

employers_who_travel = table("country", unit="per year", means="employers of servants who move abroad")


@view
def live_in(job):
    """Lives in the employer's home."""
    return job == Job.LIVE_IN


@view
def months_in_job(month, job_since):
    """Months in the present job; many for those who never chose one."""
    return month - job_since


@view
def without_family(partner, young_children):
    """Without partner and small children, for whom there is no room in the house of others."""
    return partner < 0 and young_children == 0


@view
def alone_in_town(away, household_size):
    """None of her or his own people are near."""
    return away or household_size == 1


@view
def dependence(live_in, months_in_job, alone_in_town, p):
    """How far a servant is in the employer's hand, 1 for a newcomer without kin [GN-104]."""
    if not live_in:
        return 0
    if alone_in_town:
        return exp(-max(0, months_in_job) / p.fading)
    return p.kin * exp(-max(0, months_in_job) / p.fading)


@view
def employer_abroad(live_in, destination, months_in_job, employers_who_travel, p):
    """Chance a year that an employer who goes abroad takes the servant along, once she is trusted [BB-045]."""
    if not live_in or destination > 0:
        return 0
    return employers_who_travel * ramp(months_in_job, 0, p.trust)
