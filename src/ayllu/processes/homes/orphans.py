"""Orphans: children left without an adult at home go to kin.

When the last adult of a home dies or leaves, the children go together to the relative who is nearest to them:
a parent who lives elsewhere, a grandmother, an aunt or uncle, a grown sister or brother [BB-089]; failing
all, a household of the community takes them in, or one of the place.
"""

from ayllu.grammar import appeal, moves, process, step
from ayllu.words.codes import BARRED, KinTie

orphans = process(phase="homes", asks="Who takes in children without an adult?", after=("merging",))


# With whom?


@appeal
def taking_in(tie, each_age, each_destination, destination, same_community, p):
    """Parents, grandparents, then aunts, uncles, grown siblings; near before far, none abroad."""
    if each_age < p.adult or tie == KinTie.CHILD or each_destination != destination:
        return BARRED
    if tie == KinTie.MOTHER or tie == KinTie.FATHER:
        return p.parents + p.nearness * same_community
    if tie == KinTie.MATERNAL_GRANDMOTHER or tie == KinTie.PATERNAL_GRANDMOTHER:
        return p.grandparents + p.nearness * same_community
    if tie == KinTie.MATERNAL_GRANDFATHER or tie == KinTie.PATERNAL_GRANDFATHER:
        return p.grandparents + p.nearness * same_community
    return p.nearness * same_community


# What follows?

steps = [
    step(
        "taken_in",
        on="orphaned",
        outcome=[moves(to="relative", appeal=taking_in, otherwise="neighbour", party="everyone")],
    )
]
