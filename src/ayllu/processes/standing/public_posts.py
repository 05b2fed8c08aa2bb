"""Public posts: who holds the offices of the community and of its associations, for a year at a time.

Villages and neighbourhoods have posts that go round [FO-049]. They are given to grown people who are there: by how one
stands with the neighbours, schooling and what was learnt in posts before [FO-076], by time that work and home leave,
and by the say one has on one's own going out, as a partner may resist [FO-078]. Where the provider speaks for the home,
who is not asked to provide goes unheard [FO-128], less as neighbours come to hold with equality. Posts are as many as
before when some have left: others are asked then. A post takes hours of the week, teaches [FO-123] and gives standing.
"""

from ayllu.grammar import amount, appeal, choose, column, exposed, mean, process, sets, step, tally, term, view
from ayllu.words.curves import clamp, exp, log, ramp, ratio
from ayllu.words.months import MONTHS_A_YEAR

public_posts = process(
    phase="standing", asks="Who holds the posts of the community?", after=("reproach", "decision_power")
)

post = column("uint8", "holds a post of the community or of an association", values=(0, 1))
served = column("uint8", "years in posts", unit="years", values=(0, 50))
heard = column("uint16", "how far neighbours would give one a post, as of the last birthday", values=(0, 4000))


@exposed
def could_serve(age, destination, away, in_school, p):
    """Grown people of the country who live where their home stands and are out of school."""
    return age >= p.adult and age < p.old and destination == 0 and not away and not in_school


@exposed
def grown(age, p):
    """Grown people: who could serve, and who holds a post and could no longer."""
    return age >= p.adult


# How far would neighbours give one a post?


@term
def name_made(standing, schooling, served, p):
    """Standing, school, and years in posts, which teach."""
    learnt = ramp(served, 0, p.enough)
    return exp(p.standing * standing / p.full + p.schooled * schooling + p.practice * learnt)


@term
def time_left(chores, work_hours, p):
    """Part of the waking week that work and home leave."""
    return clamp(1 - (chores + work_hours) / p.waking, p.least, 1)


@term
def spoken_for(asked_to_provide, held_provider, held_equality, p):
    """Where the provider speaks for the home, the other is heard less [FO-128]."""
    return 1 - p.unheard * (1 - asked_to_provide) * held_provider * (1 - held_equality)


@term
def free_to_go(partner, power_over_going_out, p):
    """Meetings last into the evening: who has little say on going out stays away [FO-078]."""
    return 1 - p.kept * (1 - power_over_going_out) if partner >= 0 else 1


@amount
def heard_now(name_made, time_left, spoken_for, free_to_go, p):
    """All of it, in steps."""
    return p.steps * name_made * time_left * spoken_for * free_to_go


# Who gets it?


candidates = tally(
    "community", means="how far neighbours would give posts to all who are there", who="could_serve", of="heard"
)


@view
def chance_of_post(heard, candidates, neighbours, p):
    """One's part of the posts that the community has, by how far one is heard among those who are there."""
    return min(p.most, p.posts * neighbours * ratio(heard, candidates, 0))


@appeal
def is_given_post(could_serve, chance_of_post):
    """Chosen with that chance, if still there."""
    return log(could_serve * chance_of_post)


@appeal
def goes_without(chance_of_post):
    """Posts go round: the year of who held one is over, and others are chosen."""
    return log(1 - chance_of_post)


@amount
def one_year_more(served):
    """A year in a post."""
    return served + 1


# What comes of it?


@view
def post_minutes(post, p):
    """Minutes of meetings and errands in a week."""
    return p.minutes * post


@view
def holds_post(post):
    """Holds a post."""
    return post == 1


@view
def experience(post, served, p):
    """What posts taught one, 0 to 1 [FO-076]."""
    return ramp(post + served, 0, p.enough)


steps = [
    step("becomes_known", pace="birthday", who=could_serve, outcome=[sets(heard, heard_now)]),
    step("known_at_start", pace="start", who=could_serve, outcome=[sets(heard, heard_now)]),
    step(
        "posts_go_round",
        every=MONTHS_A_YEAR,
        who=grown,
        outcome=[
            choose({is_given_post: [sets(post, 1), sets(served, one_year_more)], goes_without: [sets(post, 0)]}),
        ],
    ),
    *(
        step(f"{event}_ends_post", on=event, outcome=[sets(post, 0)])
        for event in ("migration", "emigration", "flight", "seasonal_leave")
    ),
]
measures = [mean(of=holds_post, by=("country", "region", "area", "sex"), who=could_serve, every=MONTHS_A_YEAR)]
