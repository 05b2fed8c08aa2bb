"""Time use: who does the work of the home, and how many minutes are left for paid work, own work and rest.

Housework and care fall to those present to whom they cost least: pay lost and discomfort with what is not held one's
own task, less skill, which grows with doing and fades. Both sexes produce, but the home is held to be a woman's task
[FO-008], as far as each person believes it. Who earns more hours elsewhere
has less time for the home, but an income need not take chores away [FO-110]; trade and work at home bend around them
[BB-083, FO-021], and who does chores for the first time learns [BB-114]. Elder children and paid help take a part. All
minutes of a week add up for everybody.
"""

from ayllu.grammar import amount, column, exposed, mean, process, sets, step, table, term, total, view
from ayllu.words.codes import Job
from ayllu.words.curves import exp, ramp, ratio
from ayllu.words.months import MONTHS_A_QUARTER

time_use = process(phase="care_and_time", asks="Who works for pay, keeps house and cares, and who rests?")

chores = column("uint8", "housework and care in a week, as of the last birthday", unit="hours", values=(0, 168))
work_hours = column("uint8", "work in a week, as of the last birthday", unit="hours", values=(0, 168))
hand = column("uint16", "how much of what falls to the home one takes, against others, as of the last birthday")
domestic_skill = column("uint8", "skill in housework and care", unit="percent", values=(0, 100))

hours_of_job = table("job", unit="hours a week", means="usual hours of each job")


# Who takes what falls to the home?


@view
def pay_lost(earnings, bare_needs):
    """What an hour less at work would cost, 0 to 1: pay against bare needs."""
    return earnings / (earnings + bare_needs)


@term
def spare_time(hours_of_job, in_school, post_minutes, p):
    """Part of the waking week that work, school and posts leave."""
    return max(0, 1 - (hours_of_job + p.school_hours * in_school + post_minutes / p.hour) / p.waking)


@term
def discomfort(duty_at_home, p):
    """What is not held one's own task is done less gladly, and laughed at."""
    return p.discomfort * (1 - duty_at_home)


@amount
def hand_now(age, spare_time, discomfort, pay_lost, domestic_skill, frail, p):
    """How much of what falls to the home one takes, against others, in steps: the less the younger, or if frail."""
    ease = p.skill * domestic_skill - p.pay * pay_lost - discomfort
    return p.steps * ramp(age, p.helps, p.grown) * (1 - p.frail * frail) * spare_time * exp(ease)


@total(over="household")
def all_hands(each_hand, each_dwelling, dwelling):
    """All who are there to take it."""
    return each_hand if each_dwelling == dwelling else 0


@view
def share_bought(household_usual_income, pay_domestic, p):
    """Part of housework and care that paid help does, where the home has many times what help costs."""
    return p.bought * ramp(ratio(household_usual_income, pay_domestic, 0), p.dear, p.easy)


@view
def share_of_chores(hand, all_hands, share_bought):
    """One's own part of what falls to the home."""
    return (1 - share_bought) * ratio(hand, all_hands, 0)


# How many minutes?


@total(over="household")
def housework_of_members(each_age, each_dwelling, dwelling, p):
    """Minutes a week that members under the same roof give to do."""
    if each_dwelling != dwelling:
        return 0
    return p.of_child if each_age < p.grown else p.of_grown


@view
def housework_minutes(share_of_chores, housework_of_members, p):
    """Minutes of housework in a week."""
    return share_of_chores * (p.of_house + housework_of_members)


@view
def home_minutes(housework_minutes, care_minutes):
    """Minutes of housework and care in a week."""
    return housework_minutes + care_minutes


@view
def work_minutes(hours_of_job, job, home_minutes, post_minutes, p):
    """Minutes of work in a week: trade, workshop and field bend around home and post, others where no time is left."""
    usual = p.hour * hours_of_job
    if job == Job.OWN_FARM or job == Job.OWN_ACCOUNT:
        usual = usual * (1 - p.bends * min(1, (home_minutes + post_minutes) / p.full_home))
    return min(usual, max(0, p.week - p.least_rest - home_minutes - post_minutes))


# Skill


@exposed
def takes_part(age, p):
    """Who is old enough to help."""
    return age >= p.helps


@amount
def skill_at_start(age, duty_at_home, p):
    """Whoever grew up to the task has learnt it."""
    return p.full_skill * duty_at_home * ramp(age, p.helps, p.grown)


@amount
def chores_now(home_minutes, p):
    """Hours of housework and care."""
    return home_minutes / p.hour


@amount
def work_hours_now(work_minutes, p):
    """Hours of work."""
    return work_minutes / p.hour


@amount
def skill_now(domestic_skill, chores, p):
    """Grows with doing, most for who knows least, and fades."""
    return domestic_skill + p.learning * chores * (1 - domestic_skill / p.full_skill) - p.fading * domestic_skill


# What follows?

week = [sets(chores, chores_now), sets(work_hours, work_hours_now)]
steps = [
    step("skill_of_the_start", pace="start", who=takes_part, outcome=[sets(domestic_skill, skill_at_start)]),
    step("hands_of_the_start", pace="start", who=takes_part, outcome=[sets(hand, hand_now)]),
    step("week_of_the_start", pace="start", who=takes_part, outcome=week),
    step("hands_counted", pace="birthday", who=takes_part, outcome=[sets(hand, hand_now)]),
    step("week_counted", pace="birthday", who=takes_part, outcome=week),
    step("skill_grows", pace="birthday", who=takes_part, outcome=[sets(domestic_skill, skill_now)]),
]
recorded = [housework_minutes, work_minutes]
measures = [mean(of=work_minutes, by=("country", "region", "area", "sex"), who=takes_part, every=MONTHS_A_QUARTER)]
