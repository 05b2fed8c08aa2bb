"""Separation: which unions end while both live, and who leaves the home.

Unions break more easily in their first years, when the couple is not married and the longer the partners live apart
[BB-121]; quarrels, violence and doubts of the other's fidelity loosen them [GN-099]. Some marriages are annulled
because one who lives with another abroad needs papers. If the couple lives with his kin, she goes back to hers and
takes the children; otherwise he goes.
"""

from ayllu.grammar import appeal, exposed, hazard, moves, parts, process, step, term, when
from ayllu.words.codes import BARRED, KinTie, Sex, UnionStatus
from ayllu.words.curves import exp, log

separation = process(
    phase="unions", asks="Which unions end, and who leaves?", after=("partnership", "fidelity", "mistreatment")
)


# Who?


@exposed
def woman_in_union(sex, partner):
    """One of the two is asked."""
    return sex == Sex.FEMALE and partner >= 0


# How likely?


@term
def bond(union_status, p):
    """A marriage holds better than a shared life without one."""
    if union_status == UnionStatus.MARRIED:
        return p.marriage_bond
    return 1


@term
def distance(lives_with_partner, years_apart, p):
    """Each year of living apart loosens the bond."""
    if lives_with_partner:
        return 1
    return exp(log(p.apart_risk) * years_apart)


@term
def tension(heat, partner_heat, p):
    """Quarrels, against those that are usual."""
    return max(p.calm, 1 + p.quarrels * (max(heat, partner_heat) - p.usual))


@term
def leaving_violence(mistreated, partner_mistreated, p):
    """Who was struck lately leaves."""
    return 1 + p.violence * max(mistreated, partner_mistreated)


@term
def lost_trust(doubt, partner_doubt, p):
    """Either doubts that the other is faithful."""
    return 1 + p.doubt * max(doubt, partner_doubt) / p.percent


@term
def habit(years_united, p):
    """The first years are the hardest."""
    return p.early_risk / (1 + p.settling * years_united)


@hazard(per="year")
def force_of_separation(
    bond, distance, habit, tension, leaving_violence, lost_trust, wants_annulment, partner_wants_annulment, p
):
    """Level, bond, distance, habit and how they fare with each other; some marriages are annulled for papers."""
    parted = p.level * bond * distance * habit * tension * leaving_violence * lost_trust
    return parted + max(wants_annulment, partner_wants_annulment)


# What follows?


@term
def among_his_kin(partner_has_parent_at_home, partner_heads_home, heads_home):
    """Whether the home is his parents' or other kin's, not the couple's own."""
    return partner_has_parent_at_home or not (partner_heads_home or heads_home)


@exposed
def she_leaves(among_his_kin, has_parent_at_home, lives_with_partner):
    """She goes if the home is his family's and not hers."""
    return lives_with_partner and among_his_kin and not has_parent_at_home


@appeal
def refuge(tie, each_age, each_destination, destination, same_community, p):
    """Parents first, then brothers and sisters, then others; a near home before a far one, none abroad."""
    if each_age < p.adult or tie == KinTie.CHILD or each_destination != destination:
        return BARRED
    if tie == KinTie.MOTHER or tie == KinTie.FATHER:
        return p.parents_home + p.nearness * same_community
    if tie == KinTie.SIBLING:
        return p.siblings_home + p.nearness * same_community
    return p.nearness * same_community


steps = [
    step(
        "separation",
        pace="birthday",
        also_on=("union",),
        who=woman_in_union,
        how_likely=force_of_separation,
        outcome=[
            when(
                she_leaves,
                then=[moves(to="relative", appeal=refuge, otherwise="own", party="with_children")],
                otherwise=[moves(to="relative", appeal=refuge, otherwise="own", party="alone", mover="partner")],
            ),
            parts(),
        ],
    )
]
