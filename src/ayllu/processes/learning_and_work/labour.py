"""Labour: who works, at what, who looks for work, at home and abroad by one rule.

A person weighs staying at home against the jobs that are open: what each would add to the money of the home, small
children, schooling, the countryside. Street trade and work at home go with children, other jobs do not [BB-083].
Openings follow the decades: more for women in towns and schools [BB-069, BB-079], fewer protected jobs [GN-139, GN-140,
GN-141] for a labour force that grows [GN-059, GN-070]. Abroad, homes and old people need care: women wait less for a
first job [BB-025, BB-026, BB-032, GN-191, GN-221]; people of the same village shorten the search. Herds of the western
ranches go to highland shepherds [BB-044]. Crises dismiss people [BB-075, GN-028, GN-149, GN-212, GN-283].
"""

from typing import Any

from ayllu.grammar import amount, appeal, choose, column, exposed, happens, hazard, process, sets, step, table, term
from ayllu.words.codes import BARRED, NEVER, Area, Job, Project
from ayllu.words.curves import log, ramp

MOVES = ("migration", "flight", "emigration", "return")
"""Moves after which one looks for work anew."""

labour = process(phase="learning_and_work", asks="Who works, and at what?", after=("provision",))

job = column("uint8", "what one does for a living", at_birth=0, values=(0, 11))
chosen_job = column("uint8", "job last decided on", at_birth=0, values=(0, 11))
job_since = column("int16", "month of taking it up", unit="month", at_birth=NEVER)

openings = table("country", "destination", "job", "sex", unit="1", means="openings by trade for women and men")
home_norm = table("country", "sex", unit="score", means="worth of staying out of work", learnt="participation")
farm_level = table("country", "sex", unit="score", means="worth of the own farm", learnt="farming")
search_pace = table("destination", "sex", unit="per year", means="jobs found in a year of search")
cyclical = table("job", unit="ratio", means="dismissals in crises by trade")


# Who weighs anew, and how often?


@exposed
def could_work(age, in_school, p):
    """Those out of school, from the age at which children begin to work."""
    return age >= p.youngest and in_school == 0


@term
def pace_of_search(search_pace, network, crisis, p):
    """People of one's village shorten the search, a crisis makes it longer."""
    return search_pace * (1 + p.network * log(1 + network)) * (1 - p.crisis_search * crisis)


@term
def settled_pace(want, below_own_level, months_since_birth, torn, p):
    """Who lacks money, bore a child, is torn, or works below the own level weighs anew more often [BB-049]."""
    called = p.infant * (months_since_birth < p.infant_months) + p.torn * torn
    return p.weighing * (1 + p.want * want) + p.hope * below_own_level + called


@hazard(per="year")
def force_of_choosing(job, job_since, pace_of_search, settled_pace, dependence, p):
    """How often somebody chooses: at once when grown, by the search when out of work, else now and then."""
    if job_since == NEVER:
        return p.first
    if job == Job.SEEKING:
        return pace_of_search
    return settled_pace * (1 - dependence)


# What speaks for a job?


@term
def needs_years(schooling, credential_counts, p):
    """Desks ask for schooling that counts here."""
    return p.desk * (schooling * credential_counts - p.secondary)


@term
def youth(age, p):
    """Falls from one to nothing while people grow up."""
    return 1 - ramp(age, p.youngest, p.grown)


@term
def came_to_work(project, p):
    """Whoever went abroad for the home or for herself or himself came to earn [BB-058]."""
    return p.came_to_work * (project == Project.FOR_HOME or project == Project.AUTONOMOUS)


@appeal
def staying_home(home_norm, care_load, youth, age, came_to_work, pull_of_children, p):
    """Norm of the place, children, youth and old age; little of it for those who came to earn."""
    old = p.age * ramp(age, p.ageing, p.oldest)
    return home_norm + p.care * care_load + p.youth * youth + old - came_to_work + pull_of_children


@appeal
def looking_on(schooling, crisis, p):
    """Nothing suits: one goes on looking, the schooled longer."""
    return p.waiting + p.schooled * schooling + p.crisis * crisis


@appeal
def own_farm(openings_own_farm, farm_level, pay_own_farm, earning_power, money_of_home, area, pull_of_children, p):
    """Land, in the countryside above all; children are at hand."""
    gain = p.gain * log(1 + pay_own_farm * earning_power / money_of_home) + p.at_hand * pull_of_children
    return log(openings_own_farm) + farm_level + gain - p.town * (area == Area.URBAN)


@appeal
def own_account(
    openings_own_account, pay_own_account, earning_power, money_of_home, times_back, means_of_work, pull_of_children, p
):
    """Street trade, a workshop, work at home: open to whoever has children [BB-083], savings from abroad [GN-241] or
    a vehicle."""
    gain = p.gain * log(1 + pay_own_account * earning_power / money_of_home)
    return log(openings_own_account) + gain + p.firm * (times_back > 0) + means_of_work + p.at_hand * pull_of_children


@appeal
def living_in(openings_live_in, pay_live_in, earning_power, money_alone, without_family, youth, schooling, p):
    """A bed in the house of others: for the young above all, without a family."""
    if not without_family:
        return BARRED
    gain = p.gain * log(1 + pay_live_in * earning_power / money_alone)
    return log(openings_live_in) + gain + p.servant * youth - p.served * schooling


@appeal
def domestic(openings_domestic, pay_domestic, earning_power, money_of_home, care_load, schooling, former_job, p):
    """Cleaning and care by the day; who served before knows the trade and the way [GN-098]."""
    gain = p.gain * log(1 + pay_domestic * earning_power / money_of_home)
    known = p.trade * (former_job == Job.LIVE_IN or former_job == Job.DOMESTIC)
    return log(openings_domestic) + gain + known - p.apart * care_load - p.served * schooling


@appeal
def day_labour(openings_day_labour, pay_day_labour, earning_power, money_of_home, care_load, p):
    """Work by the day without a contract."""
    gain = p.gain * log(1 + pay_day_labour * earning_power / money_of_home)
    return log(openings_day_labour) + gain - p.apart * care_load


@appeal
def farm_hand(openings_farm_hand, pay_farm_hand, earning_power, money_of_home, care_load, former_job, p):
    """Fields and herds of others; who kept animals at home is asked for [BB-044]."""
    gain = p.gain * log(1 + pay_farm_hand * earning_power / money_of_home)
    return log(openings_farm_hand) + gain - p.apart * care_load + p.trade * (former_job == Job.OWN_FARM)


@appeal
def industry(openings_industry, pay_industry, earning_power, money_of_home, care_load, p):
    """Mines, factories, sewing shops."""
    gain = p.gain * log(1 + pay_industry * earning_power / money_of_home)
    return log(openings_industry) + gain - p.apart * care_load


@appeal
def formal(openings_formal, pay_formal, earning_power, money_of_home, care_load, needs_years, p):
    """A job with a contract in shops, offices, transport."""
    gain = p.gain * log(1 + pay_formal * earning_power / money_of_home)
    return log(openings_formal) + gain - p.apart * care_load + needs_years


@appeal
def health(openings_health, pay_health, earning_power, money_of_home, skilled, credential_counts, p):
    """Nursing and medicine: only with a diploma that counts."""
    if not skilled or not credential_counts:
        return BARRED
    return log(openings_health) + p.gain * log(1 + pay_health * earning_power / money_of_home)


@appeal
def professional(openings_professional, pay_professional, earning_power, money_of_home, skilled, credential_counts, p):
    """Teaching, public service, professions: only with a diploma that counts."""
    if not skilled or not credential_counts:
        return BARRED
    return log(openings_professional) + p.gain * log(1 + pay_professional * earning_power / money_of_home)


# Dismissal and what follows


@exposed
def is_hired(job):
    """Those who work for others."""
    return job >= Job.LIVE_IN


@hazard(per="month")
def force_of_dismissal(crisis, cyclical, irregular, p):
    """Crises dismiss, builders and factory hands before servants; checks by the police cost jobs [GN-153]."""
    return p.dismissal * crisis * cyclical + p.checks * irregular


@amount
def job_decided(chosen_job):
    """What was chosen."""
    return chosen_job


@exposed
def changes(job, chosen_job, job_since):
    """The choice is another job than the present one, or the first."""
    return job != chosen_job or job_since == NEVER


@exposed
def chose_to_look(chosen_job):
    """Nothing suited."""
    return chosen_job == Job.SEEKING


# What follows?


looks_anew = [sets(job, Job.SEEKING), happens("seeking_work")]
decides: dict[Any, int] = {
    staying_home: Job.NONE,
    looking_on: Job.SEEKING,
    own_farm: Job.OWN_FARM,
    own_account: Job.OWN_ACCOUNT,
    living_in: Job.LIVE_IN,
    domestic: Job.DOMESTIC,
    day_labour: Job.DAY_LABOUR,
    farm_hand: Job.FARM_HAND,
    industry: Job.INDUSTRY,
    formal: Job.FORMAL,
    health: Job.HEALTH,
    professional: Job.PROFESSIONAL,
}

steps = [
    step(
        "dismissal", who=is_hired, how_likely=force_of_dismissal, outcome=[*looks_anew, happens("work_lost", "couple")]
    ),
    step(
        "choosing_work",
        pace="birthday",
        also_on=("leaving_school", "seeking_work", "work_lost", "delivery", "separation", "widowhood"),
        who=could_work,
        how_likely=force_of_choosing,
        outcome=[
            choose({worth: [sets(chosen_job, kind)] for worth, kind in decides.items()}),
            happens("work_chosen"),
        ],
    ),
    step("begins_work", on="work_chosen", who=changes, outcome=[sets(job, job_decided), sets(job_since, "this_month")]),
    step("looks_on", on="work_chosen", who=chose_to_look, outcome=[happens("seeking_work")]),
    *(step(f"new_place_{event}", on=event, who=could_work, outcome=looks_anew) for event in MOVES),
]
