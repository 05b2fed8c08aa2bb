"""Migrant networks: who of a community lives where abroad.

Those who went, and their children, belong to the village or neighbourhood from which they set out; how many women and
men of it live in each country is what those at home see and hear of [GN-050, GN-238, BB-047].
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, tally, view
from ayllu.words.codes import NOBODY

migrant_networks = process(phase="moves", asks="Who of a community lives abroad, and where?", after=("aspiration",))

root_community = column(
    "int32",
    "community from which one set out to go abroad",
    unit="row",
    at_birth="root_community",
    values=(NOBODY, 2147483647),
)


@view
def root(community, root_community):
    """The community from which one went or is about to go abroad, else the present one."""
    if root_community >= 0:
        return root_community
    return community


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


@exposed
def lives_at_home(destination):
    """Residents of the country."""
    return destination == 0


@amount
def community_left(root):
    """Where one comes from."""
    return root


steps = [
    step("setting_out_from", on="application", outcome=[sets(root_community, community_left)]),
    step("arrived_abroad", on="emigration", outcome=[sets(root_community, community_left)]),
    step("born_at_home", on="birth", who=lives_at_home, outcome=[sets(root_community, NOBODY)]),
    step("back_home", on="return", who=lives_at_home, outcome=[sets(root_community, NOBODY)]),
    step("moved_inside", on="migration", who=lives_at_home, outcome=[sets(root_community, NOBODY)]),
]
