"""Beliefs: what people hold of women and men, and who comes to hold something else.

Three beliefs: that women and men may do the same; that children are a mother's care, the ideal of motherhood and
self-sacrifice [BB-061]; that a man provides and answers for others [BB-077]. Ideals differ by group and stay a common
reference [BB-063]. People learn from what they live, from what is said at home, from people around them, at home or
abroad [BB-057, GN-112], from school and media [FO-116]. Who would lose comfort or say clings to it and gives way more
slowly: so men move less than women, without a rule for men [BB-073]. Children take on what is said at home. What one
holds of mothers and providers says what one holds to be one's own task: to care and keep house, to bring money.
Norms of the start are there before anybody acts on them; a year's learning rests on what was lived and said until then.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, table, term, view

beliefs = process(phase="calendar", asks="What do people believe of women and men?")

equality = column("int16", "belief that women and men may do the same", "points from halfway", values=(-5000, 5000))
motherhood = column("int16", "belief that children are a mother's care", "points from halfway", values=(-5000, 5000))
provider = column("int16", "belief that a man provides", "points from halfway", values=(-5000, 5000))

start_equality = table("sex", "area", unit="0 to 1", means="belief in equality at the start")
start_motherhood = table("sex", "area", unit="0 to 1", means="belief in a mother's care at the start")
start_provider = table("sex", "area", unit="0 to 1", means="belief in providers at the start")


# At the start, and in childhood


@amount
def equality_at_start(start_equality, schooling, p):
    """Norm of one's sex and area, more with school."""
    return p.full * (start_equality + p.schooled * schooling - p.half)


@amount
def motherhood_at_start(start_motherhood, schooling, p):
    """Norm of one's sex and area, less with school."""
    return p.full * (start_motherhood - p.schooled * schooling - p.half)


@amount
def provider_at_start(start_provider, schooling, p):
    """Norm of one's sex and area, less with school."""
    return p.full * (start_provider - p.schooled * schooling - p.half)


@exposed
def begins_to_judge(age, p):
    """The age at which children take a view."""
    return age == p.begins


@amount
def equality_of_home(household_said_of_equality):
    """What is said at home."""
    return household_said_of_equality


@amount
def motherhood_of_home(household_said_of_motherhood):
    """What is said at home."""
    return household_said_of_motherhood


@amount
def provider_of_home(household_said_of_provider):
    """What is said at home."""
    return household_said_of_provider


# What is one's own task?


@view
def duty_at_home(motherhood, asked_to_care, p):
    """How far one holds care and the home to be one's own task, 0 to 1."""
    held = p.half + motherhood / p.full
    return asked_to_care * held + (1 - asked_to_care) * (1 - held)


@view
def duty_to_provide(provider, asked_to_provide, p):
    """How far one holds bringing money to be one's own task, 0 to 1."""
    held = p.half + provider / p.full
    return asked_to_provide * held + (1 - asked_to_provide) * (1 - held)


# Learning: a part of the way from what one holds to what one hears or lives


@exposed
def learns(age, p):
    """From the year after on."""
    return age > p.begins


@view
def from_life(partner, p):
    """Weight of what is lived, for those who have a partner."""
    return p.lived * (partner >= 0)


@view
def from_around(nearness_to_others, p):
    """Weight of what people around hold."""
    return p.place * nearness_to_others


@view
def from_school_and_media(in_school, media, p):
    """Weight of what schools and media say."""
    return p.school * in_school + p.media * media


@view
def ease(comfort_to_lose, rank_to_lose, p):
    """How easily one gives up what serves one: less with comfort or say to lose."""
    return 1 - p.clinging * max(comfort_to_lose, rank_to_lose)


@term
def towards_equality(
    equality,
    equality_lived,
    household_said_of_equality,
    around_equality,
    from_life,
    from_around,
    from_school_and_media,
    p,
):
    """Pull of all that one lives and hears, 0 to 1 a year."""
    held = p.half + equality / p.full
    said = (household_said_of_equality - equality) / p.full
    near = from_life * (equality_lived - held) + p.talk * said + from_around * (around_equality - held)
    return near + from_school_and_media * (p.modern_equality - held)


@term
def towards_motherhood(
    motherhood, motherhood_lived, household_said_of_motherhood, around_motherhood, from_life, from_around,
    from_school_and_media, p,
):  # fmt: skip
    """Pull of all that one lives and hears, 0 to 1 a year."""
    held = p.half + motherhood / p.full
    said = (household_said_of_motherhood - motherhood) / p.full
    near = from_life * (motherhood_lived - held) + p.talk * said + from_around * (around_motherhood - held)
    return near + from_school_and_media * (p.modern_motherhood - held)


@term
def towards_provider(
    provider, provider_lived, household_said_of_provider, around_provider, from_life, from_around,
    from_school_and_media, p,
):  # fmt: skip
    """Pull of all that one lives and hears, 0 to 1 a year."""
    held = p.half + provider / p.full
    said = (household_said_of_provider - provider) / p.full
    near = from_life * (provider_lived - held) + p.talk * said + from_around * (around_provider - held)
    return near + from_school_and_media * (p.modern_provider - held)


@amount
def equality_learnt(equality, towards_equality, ease, p):
    """Moves towards what is heard and lived; more equality comes harder to who loses by it."""
    return equality + p.full * (max(towards_equality, 0) * ease + min(towards_equality, 0))


@amount
def motherhood_learnt(motherhood, towards_motherhood, ease, p):
    """Moves towards what is heard and lived; less of it comes harder to who is spared."""
    return motherhood + p.full * (min(towards_motherhood, 0) * ease + max(towards_motherhood, 0))


@amount
def provider_learnt(provider, towards_provider, ease, p):
    """Moves towards what is heard and lived; less of it comes harder to whom it serves."""
    return provider + p.full * (min(towards_provider, 0) * ease + max(towards_provider, 0))


# What follows?

steps = [
    step(
        "norms_at_start",
        pace="start",
        outcome=[
            sets(equality, equality_at_start),
            sets(motherhood, motherhood_at_start),
            sets(provider, provider_at_start),
        ],
    ),
    step(
        "taking_a_view",
        pace="birthday",
        who=begins_to_judge,
        outcome=[
            sets(equality, equality_of_home),
            sets(motherhood, motherhood_of_home),
            sets(provider, provider_of_home),
        ],
    ),
    step(
        "learning",
        pace="birthday",
        who=learns,
        outcome=[
            sets(equality, equality_learnt),
            sets(motherhood, motherhood_learnt),
            sets(provider, provider_learnt),
        ],
    ),
]
