"""Credentials: what a diploma is worth away from home, and what becomes of the skilled who leave.

Rich countries call for specialised workers and nurses as they age [GN-202, GN-242], while low pay and an uncertain
trade at home discourage scientists and technicians [GN-208]. Who crosses a border starts below her or his level:
the middle class and professionals take what there is and hope for papers and their former rank [BB-043, BB-049].
Recognition comes with years, sooner for health. Four kinds of skilled movement can be told from skill, job and
return [GN-240]: drain (gone, and mostly for good [GN-198]), exchange (gone, at work at one's own level), recovery
(back at that level) and circulation (left again). Those who return with knowledge earn more and found firms [GN-241].
"""

from ayllu.grammar import amount, column, exposed, probability, process, sets, step, table, view, when
from ayllu.words.codes import Credential, Job

credentials = process("learning_and_work", "What is schooling worth where one lives?", after=("schooling",))

credential = column("uint8", "what one's schooling is worth where one lives", at_birth=0, values=(0, 2))
former_job = column("uint8", "job before one last left or came back to the own country", at_birth=0, values=(0, 11))
times_back = column("uint8", "times come back from abroad", unit="times", at_birth=0, values=(0, 255))

recognition = table("destination", unit="per year", means="chance that schooling is recognised")


@view
def skilled(schooling, p):
    """Has tertiary schooling."""
    return schooling >= p.tertiary


@view
def credential_counts(credential):
    """Schooling is taken for what it is: in the own country, or recognised."""
    return credential != Credential.NOT_RECOGNISED


@view
def below_own_level(skilled, job):
    """Status loss: somebody skilled does other work than her or his own [BB-043]."""
    return skilled and job > Job.SEEKING and job < Job.FORMAL


@view
def brought_knowledge(credential, times_back, former_job):
    """Came back from work at a level that teaches."""
    return credential == Credential.OWN_COUNTRY and times_back > 0 and former_job >= Job.INDUSTRY


@exposed
def not_recognised(credential, skilled, irregular):
    """The skilled whose schooling does not count where they live; without papers nobody asks for it [BB-049]."""
    return credential == Credential.NOT_RECOGNISED and skilled and not irregular


@probability
def chance_of_recognition(recognition, former_job, p):
    """Yearly chance that schooling is recognised; nurses and doctors are wanted [GN-242]."""
    if former_job == Job.HEALTH:
        return recognition * p.health
    return recognition


@exposed
def leaves_own_country(credential):
    """The border is crossed from home, not from one country abroad to the next."""
    return credential == Credential.OWN_COUNTRY


@amount
def job_left(job):
    """What one did before."""
    return job


@amount
def once_more_back(times_back):
    """One return more."""
    return times_back + 1


steps = [
    step(
        "recognised",
        pace="birthday",
        who=not_recognised,
        how_likely=chance_of_recognition,
        outcome=[sets(credential, Credential.RECOGNISED)],
    ),
    step(
        "loses_rank",
        on="emigration",
        outcome=[
            when(leaves_own_country, [sets(former_job, job_left)]),
            sets(credential, Credential.NOT_RECOGNISED),
        ],
    ),
    step(
        "finds_rank_again",
        on="return",
        outcome=[
            sets(former_job, job_left),
            sets(times_back, once_more_back),
            sets(credential, Credential.OWN_COUNTRY),
        ],
    ),
]
