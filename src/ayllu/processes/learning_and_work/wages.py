"""Wages: what each job pays at home and at each destination, to whom.

Adjustment from the mid-seventies opened economies and brought lower incomes, setbacks of the middle and poverty
[GN-068, GN-069]; at home the legal minimum and the industrial wage collapsed between 1980 and 2001 [GN-142, GN-144]
while some neighbours gained [GN-143, GN-145], and one wage no longer fed a family [BB-066]. Andean women reach mainly
low-status, low-pay jobs [FO-011]. Abroad pay is higher, far away more than near by [BB-101], but schooling counts for
little until it is recognised, and jobs of women are unprotected and cheap [GN-216, GN-222]. Sex enters by sourced
ratios of pay alone.
"""

from ayllu.grammar import exposed, mean, process, table, term, view
from ayllu.words.codes import Area, Job, LegalStatus
from ayllu.words.curves import ramp

wages = process(
    phase="learning_and_work", asks="What does each job pay, here and there?", after=("credentials", "domestic_service")
)

pay = table("country", "destination", "job", unit="cents of 2005 US dollars a month", means="pay with primary school")
wage_ratio = table("country", "destination", "sex", unit="ratio", means="pay of women and men in the same job")
school_premium = table("schooling", unit="ratio", means="pay by years of school against primary schooling")
minimum_wage = table(
    "country", "destination", unit="cents of 2005 US dollars a month", means="legal minimum of protected jobs"
)


@view
def works(job):
    """Has work."""
    return job > Job.SEEKING


@view
def in_labour_force(job):
    """Works or looks for work."""
    return job > Job.NONE


@term
def premium(school_premium, credential_counts, brought_knowledge, p):
    """Schooling pays where it is recognised [GN-241: and more with knowledge brought back]."""
    if not credential_counts:
        return 1 + p.transfer * (school_premium - 1)
    return school_premium * (1 + p.knowledge * brought_knowledge)


@term
def place_factor(area, p):
    """Pay in cash is lower in the countryside."""
    if area == Area.RURAL:
        return p.rural
    return 1


@term
def newcomer(months_since_move, p):
    """Who has just come takes what there is."""
    return 1 - p.newcomer * (1 - ramp(months_since_move, 0, p.settling))


@view
def irregular(destination, papers):
    """Lives abroad without papers."""
    return destination > 0 and papers == LegalStatus.IRREGULAR


@term
def papers_factor(irregular, p):
    """Without papers one takes less than others [GN-216]."""
    return 1 - p.irregular * irregular


@view
def earning_power(wage_ratio, premium, place_factor, newcomer, papers_factor):
    """What one is paid in any job against the pay that the table names."""
    return wage_ratio * premium * place_factor * newcomer * papers_factor


@view
def earnings(job, pay, earning_power, minimum_wage, dependence, p):
    """Earned in cash in a month, cents of 2005 US dollars; 0 without work."""
    if job <= Job.SEEKING:
        return 0
    paid = pay * earning_power * (1 - p.dependence * dependence)
    if job >= Job.INDUSTRY:
        return max(paid, minimum_wage)
    return paid


@view
def farms(job):
    """Works on fields, own or those of others."""
    return job == Job.OWN_FARM or job == Job.FARM_HAND


@exposed
def counted(age, destination, p):
    """Residents of the age at which surveys ask."""
    return age >= p.counted and destination == 0


@exposed
def counted_at_work(counted, works):
    """Residents at work."""
    return counted and works


recorded = [earnings]
measures = [
    mean(in_labour_force, by=("country", "sex"), who=counted),
    mean(farms, by=("country", "sex"), who=counted_at_work),
]
