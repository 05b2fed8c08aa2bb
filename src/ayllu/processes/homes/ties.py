"""Ties: those who live elsewhere and, with time, have a home of their own there.

A migrant belongs to the home of before while somebody lives in it; when nobody is left, or when a family of one's
own lives here, the place where one sleeps becomes the home. The young and single loosen their ties slowly.
"""

from ayllu.grammar import exposed, hazard, moves, process, step, term

ties = process(phase="homes", asks="When does a migrant belong to a new home?", after=("orphans",))


@exposed
def lives_elsewhere(away, age, p):
    """Grown people who sleep in another place than their home."""
    return away and age >= p.adult


@term
def nobody_left(people_who_stayed, p):
    """The home is empty."""
    if people_who_stayed == 0:
        return p.empty
    return 0


@term
def own_family_here(lives_with_partner, p):
    """The partner sleeps here too."""
    if lives_with_partner:
        return p.family
    return 0


@term
def single(partner, p):
    """Those without a partner loosen their ties year by year."""
    if partner < 0:
        return p.single
    return 0


@hazard(per="year")
def force_of_new_home(nobody_left, own_family_here, single):
    """An empty home, a family here, or time."""
    return nobody_left + own_family_here + single


steps = [
    step(
        "new_home",
        pace="birthday",
        also_on=("migration", "emigration"),
        who=lives_elsewhere,
        how_likely=force_of_new_home,
        outcome=[moves(to="own", party="couple")],
    )
]
