"""Support of kin: homes that emigrants have made abroad send to relatives in the country they came from.

Whoever has a partner and children abroad sends less than those whose children stayed behind [GN-118], yet parents,
grown children, brothers and sisters at home go on being helped: the ties of a family stretch over several places
[BB-005]. What such a home sends is a part of what it has beyond its own needs, and the less the longer its head has
lost touch. The money goes by hand or by a company, at a fee of about a tenth [GN-044].
"""

from ayllu.grammar import amount, appeal, choose, exposed, process, sends, step, term, when
from ayllu.words.codes import BARRED, Channel, KinTie
from ayllu.words.curves import log
from ayllu.words.months import MONTHS_A_QUARTER

support_of_kin = process(phase="money", asks="Whom do homes abroad support?", after=("remittances",))


# Which homes?


@exposed
def earns_abroad(destination, cash, household_usual_income, living_costs):
    """A home abroad that has something in hand and earns more than it needs."""
    return destination > 0 and cash > 0 and household_usual_income > living_costs


# To whom?


@appeal
def in_need_of_help(tie, each_destination, each_poor, p):
    """Relatives who live at home; parents and children before others, the poor before those who have enough."""
    if each_destination > 0:
        return BARRED
    near = tie == KinTie.MOTHER or tie == KinTie.FATHER or tie == KinTie.CHILD
    return p.near * near + p.poor * each_poor


# How much?


@term
def beyond_needs(cash, household_usual_income, living_costs):
    """What a quarter leaves beyond the needs of those here, cents."""
    return min(cash, MONTHS_A_QUARTER * (household_usual_income - living_costs))


@amount
def support(beyond_needs, head_closeness, p):
    """A part of it, less the more the head has lost touch."""
    return p.part * head_closeness * beyond_needs


@exposed
def worth_sending(support, p):
    """Small sums are not worth the way."""
    return support >= p.least


# Which way?


@appeal
def taken_along(reach_by_hand, fee_share_by_hand, p):
    """Somebody who travels takes it along."""
    return log(reach_by_hand) - p.fee_weight * fee_share_by_hand


@appeal
def through_company(reach_transfer_company, fee_share_transfer_company, p):
    """A company pays it out."""
    return log(reach_transfer_company) - p.fee_weight * fee_share_transfer_company


@amount
def favour(sent, fee_share_by_hand):
    """What is given for the favour."""
    return sent * fee_share_by_hand


@amount
def price(sent, fee_share_transfer_company):
    """What the company keeps [GN-044]."""
    return sent * fee_share_transfer_company


# What follows?

ways = choose(
    {
        way: [
            sends(
                "cash", support, to="relative", into="cash", kind="remittance", fee=fee, channel=channel,
                appeal=in_need_of_help,
            )
        ]
        for way, fee, channel in (
            (taken_along, favour, Channel.BY_HAND), (through_company, price, Channel.TRANSFER_COMPANY),
        )
    }
)  # fmt: skip
steps = [
    step(
        "supporting_kin",
        of="household",
        every=MONTHS_A_QUARTER,
        who=earns_abroad,
        outcome=[when(worth_sending, [ways])],
    )
]
