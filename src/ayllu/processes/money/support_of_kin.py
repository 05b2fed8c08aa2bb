"""Support of kin: homes that emigrants have made abroad send to relatives in the country they came from.

Whoever has a partner and children abroad sends less than those whose children stayed behind [GN-118], yet parents,
grown children, brothers and sisters at home go on being helped: the ties of a family stretch over several places
[BB-005]. What all who earn owe in the old country, as far as they still feel close, stands against the needs of the
home here, by the same weight as for those who left a home behind. What is set aside is not lived on here: who has
people to help shares rooms and eats plainly. Each earner sends to the own kin, as often as is her or his part of what
all owe; it goes by the same ways, at the same fees [GN-044].
"""

from ayllu.grammar import (
    amount,
    appeal,
    choose,
    column,
    exposed,
    probability,
    process,
    sends,
    sets,
    step,
    term,
    total,
    view,
)
from ayllu.words.codes import BARRED, Channel, KinTie
from ayllu.words.curves import log
from ayllu.words.months import MONTHS_A_QUARTER

support_of_kin = process(phase="money", asks="Whom do homes abroad support?", after=("remittances",))

set_aside = column("int32", "set aside in a month for relatives in the old country", unit="cents", of="household")


# Which homes?


@exposed
def stands_abroad(destination):
    """Homes abroad; nobody brings a home back as it is, so none at home has anything to set aside."""
    return destination > 0


@exposed
def can_support(destination, cash, set_aside, p):
    """A home abroad that has set something aside and has enough in hand to be worth the way."""
    return destination > 0 and set_aside > 0 and cash >= p.least


# Who of them sends?


@appeal
def in_whose_name(each_felt_duty):
    """Each earner as often as her or his part of what all owe, to the own kin."""
    return log(each_felt_duty) if each_felt_duty > 0 else BARRED


# To whom?


@appeal
def in_need_of_help(tie, each_destination, each_poor, p):
    """Relatives who live at home; parents and children before others, the poor before those who have enough."""
    if each_destination > 0:
        return BARRED
    near = tie == KinTie.MOTHER or tie == KinTie.FATHER or tie == KinTie.CHILD
    return p.near * near + p.poor * each_poor


# How much?


@view
def felt_duty(closeness, needs_in_old_country, earnings, away):
    """What an earner of the home owes parents and children in the old country, as far as still close, cents a month."""
    return 0 if away or earnings <= 0 else closeness * needs_in_old_country


@total(over="household")
def owed_by_members(each_felt_duty):
    """What all who earn here owe in the old country, cents a month."""
    return each_felt_duty


@term
def share_of_kin(owed_by_members, living_costs, weight_of_duty):
    """What is owed there against all that presses on the same money."""
    owed = weight_of_duty * owed_by_members
    return owed / (owed + living_costs) if owed > 0 else 0


@amount
def aside_now(share_of_kin, household_usual_income, bare_living):
    """That share of what a month's income leaves beyond bare living."""
    return share_of_kin * max(0, household_usual_income - bare_living)


@probability
def chance_of_sending(set_aside, p):
    """What is set aside gathers until it is worth the way; who sets much aside sends every month."""
    return min(1, set_aside / p.usual)


@amount
def support(set_aside, p):
    """What has come together by then, about two hundred dollars [GN-043], or a month's part if that is more."""
    return max(set_aside, p.usual)


# Which way?


@appeal
def taken_along(head_ease_by_hand):
    """Somebody who travels takes it along."""
    return head_ease_by_hand


@appeal
def carried(head_ease_of_courier):
    """A courier carries it."""
    return head_ease_of_courier


@appeal
def through_company(head_ease_of_company):
    """A company pays it out."""
    return head_ease_of_company


@appeal
def through_bank(head_ease_of_bank):
    """A bank, for those with papers."""
    return head_ease_of_bank


@amount
def favour(sent, fee_share_by_hand):
    """What is given for the favour."""
    return sent * fee_share_by_hand


@amount
def courier_part(sent, fee_share_courier):
    """What the courier keeps."""
    return sent * fee_share_courier


@amount
def price(sent, fee_share_transfer_company):
    """What the company keeps [GN-044]."""
    return sent * fee_share_transfer_company


@amount
def charge(sent, fee_share_bank):
    """What the bank keeps [GN-044]."""
    return sent * fee_share_bank


# What follows?

ways = choose(
    {
        way: [
            sends(
                "cash", support, to="relative", into="cash", kind="remittance", fee=fee, channel=channel,
                appeal=in_need_of_help, sender=in_whose_name,
            )
        ]
        for way, fee, channel in (
            (taken_along, favour, Channel.BY_HAND), (carried, courier_part, Channel.COURIER),
            (through_company, price, Channel.TRANSFER_COMPANY), (through_bank, charge, Channel.BANK),
        )
    }
)  # fmt: skip
steps = [
    step("supporting_kin", of="household", who=can_support, how_likely=chance_of_sending, outcome=[ways]),
    step(
        "setting_aside",
        of="household",
        every=MONTHS_A_QUARTER,
        who=stands_abroad,
        outcome=[sets(set_aside, aside_now)],
    ),
]
