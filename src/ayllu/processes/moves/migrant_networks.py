"""Migrant networks: who of a community lives where abroad.

Those who went, and their children, belong to the village or neighbourhood from which they set out; how many women and
men of it live in each country is what those at home see and hear of [GN-050, GN-238, BB-047]. Who is taken along, or
called later, comes from where she or he lived, not from where the others arrived.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, tally, view

migrant_networks = process(phase="moves", asks="Who of a community lives abroad, and where?", after=("aspiration",))

root_community = column(
    "int32",
    "community to which one belongs at home; of those abroad, the one from which they set out",
    unit="row",
    at_birth="root_community",
    values=(0, 2147483647),
)


@exposed
def at_own_home(destination, away):
    """Residents of the country who live where their home stands."""
    return destination == 0 and not away


@view
def root(at_own_home, community, root_community):
    """The community where one lives at home, or from which one went."""
    return community if at_own_home else root_community


@exposed
def lives_abroad(destination):
    """Emigrants."""
    return destination > 0


network = tally(
    "root", "destination", "sex",
    means="emigrants by community of origin, destination and sex",
    who="lives_abroad",
    index_of={"root": "community"},
)  # fmt: skip
pioneers = tally(
    "root", "sex",
    means="emigrants by community of origin and sex",
    who="lives_abroad",
    index_of={"root": "community"},
)  # fmt: skip


@amount
def community_here(community):
    """Where one lives."""
    return community


here = [sets(root_community, community_here)]

steps = [
    step("still_here", pace="birthday", who=at_own_home, outcome=here),
    step("setting_out_from", on="application", who=at_own_home, outcome=here),
    step("back_home", on="return", who=at_own_home, outcome=here),
    step("moved_inside", on="migration", who=at_own_home, outcome=here),
]
