"""Money sent home: who of those who live away sends, how much, how often and by which way.

Each month the sender weighs the needs of those at home, by how near they are and how close the sender still is,
against the own needs and those of a new home. Whoever left children or a partner behind owes more; autonomous movers
and those who followed a partner have few to send to [GN-126]; a new union adds needs here and cools the ties there
[GN-118]. Insecure papers make a place to fall back on worth keeping [BB-191]. Sums of about two hundred dollars
[GN-043] go when they are worth the fee, at first by friends and couriers, later by companies and banks, which took a
tenth [GN-044]. Money is also sent inside the country [GN-111, GN-113]. What a husband or wife sends can be withheld:
the tie is also control [GN-125].
"""

from ayllu.grammar import (
    amount,
    appeal,
    choose,
    column,
    exposed,
    most,
    process,
    sends,
    sets,
    step,
    table,
    term,
    view,
    when,
)
from ayllu.grammar.outcomes import Choose
from ayllu.words.codes import NEVER, Channel, LegalStatus
from ayllu.words.curves import log, ratio

remittances = process(phase="money", asks="Who sends money home, how much, by which way?", after=("duties", "regard"))

last_sent = column("int16", "month in which one last sent money home", unit="month", at_birth=NEVER)
usual_sent = column("uint16", "money sent home in a month, as has become usual", unit="dollars")

fee_share = table("destination", "channel", unit="share", means="part of a sum that each way of sending takes")
reach = table("destination", "channel", unit="0 to 1", means="how far each way of sending reaches homes")


# Who?


@exposed
def can_send(away, savings, earnings, people_who_stayed):
    """Those who work away, have something in hand and people at home."""
    return away and savings > 0 and earnings > 0 and people_who_stayed > 0


@exposed
def from_abroad(destination):
    """The money crosses a border."""
    return destination > 0


# How much is owed, and to whom?


@most(over="household")
def basket_at_home(each_away, each_basic_basket):
    """What one adult needs in a month where the home stands."""
    return 0 if each_away else each_basic_basket


@term
def hardship(household_cash, needs_of_kin, p):
    """The emptier the purse at home, the more is asked for."""
    return 1 + p.hardship * max(0, 1 - ratio(household_cash, needs_of_kin, 1))


@term
def insecurity(papers, basket_at_home, p):
    """Who could be sent back any day keeps a welcome at home."""
    if papers == LegalStatus.IRREGULAR:
        return p.insecurity * basket_at_home
    return 0


@term
def debt_due(household_debt, p):
    """What the home has to pay back in a month, for the way above all."""
    return household_debt / p.debt_months


@term
def obligation(needs_of_kin, hardship, insecurity, debt_due, closeness):
    """All that is owed at home, as far as one still feels close."""
    return closeness * (needs_of_kin * hardship + insecurity + debt_due)


@term
def needs_here(basic_basket, live_in, lives_with_partner, dependent_children, p):
    """Own needs, less bed and board with an employer, and those of a new home here."""
    return basic_basket * (1 - p.board * live_in + p.together * lives_with_partner + p.with_child * dependent_children)


@view
def free_earnings(earnings, needs_here):
    """What is left of a month's earnings beyond needs here, cents."""
    return max(0, earnings - needs_here)


@term
def share_sent(obligation, needs_here, weight_of_duty):
    """Obligation against all that presses on the same money."""
    return weight_of_duty * obligation / (weight_of_duty * obligation + needs_here)


@term
def months_since_sent(month, last_sent, last_move, p):
    """Months since one last sent, or came; not more than some."""
    return min(month - max(last_sent, last_move), p.longest)


@amount
def due(share_sent, answer_to_care, free_earnings, months_since_sent, savings):
    """What has come together for those at home since the last time, as far as it is in hand; care is answered."""
    return min(savings, min(1, share_sent * answer_to_care) * free_earnings * months_since_sent)


@amount
def usual_sent_now(usual_sent, due, months_since_sent, p):
    """What those at home come to count on: a part of the latest sum, for each month since the one before."""
    return usual_sent + p.latest * (due / (p.cents * max(1, months_since_sent)) - usual_sent)


@exposed
def worth_a_fee(due, least_worth):
    """Small sums wait until they are worth the way."""
    return due >= least_worth


@term
def least_worth(destination, p):
    """From abroad sums travel farther than inside the country."""
    return p.least_abroad if destination > 0 else p.least_inside


# Which way?


@view
def ease_by_hand(reach_by_hand, fee_share_by_hand, p):
    """Somebody who travels takes it along."""
    return log(reach_by_hand) - p.fee_weight * fee_share_by_hand


@view
def ease_of_courier(reach_courier, fee_share_courier, p):
    """A courier or a shop carries it to the door."""
    return log(reach_courier) - p.fee_weight * fee_share_courier


@view
def ease_of_company(reach_transfer_company, fee_share_transfer_company, p):
    """A transfer company pays it out in the next town."""
    return log(reach_transfer_company) - p.fee_weight * fee_share_transfer_company


@view
def ease_of_bank(reach_bank, fee_share_bank, papers, p):
    """A bank asks for papers."""
    return log(reach_bank) - p.fee_weight * fee_share_bank - p.papers * (papers == LegalStatus.IRREGULAR)


@appeal
def by_hand(ease_by_hand):
    """By hand."""
    return ease_by_hand


@appeal
def by_courier(ease_of_courier):
    """By courier."""
    return ease_of_courier


@appeal
def by_company(ease_of_company):
    """By company."""
    return ease_of_company


@appeal
def by_bank(ease_of_bank):
    """By bank."""
    return ease_of_bank


@amount
def fee_by_hand(sent, fee_share_by_hand):
    """What is given for the favour."""
    return sent * fee_share_by_hand


@amount
def fee_of_courier(sent, fee_share_courier):
    """What the courier keeps."""
    return sent * fee_share_courier


@amount
def fee_of_company(sent, fee_share_transfer_company):
    """What the company keeps."""
    return sent * fee_share_transfer_company


@amount
def fee_of_bank(sent, fee_share_bank):
    """What the bank keeps [GN-044]."""
    return sent * fee_share_bank


# What follows?


def ways(kind: str) -> Choose:
    """The same sum, sent by the way that suits best."""
    return choose(
        {
            way: [sends("savings", due, to="home", into="cash", kind=kind, fee=fee, channel=channel)]
            for way, fee, channel in (
                (by_hand, fee_by_hand, Channel.BY_HAND),
                (by_courier, fee_of_courier, Channel.COURIER),
                (by_company, fee_of_company, Channel.TRANSFER_COMPANY),
                (by_bank, fee_of_bank, Channel.BANK),
            )
        }
    )


steps = [
    step(
        "sending_home",
        who=can_send,
        outcome=[
            when(
                worth_a_fee,
                [
                    sets(last_sent, "this_month"),
                    sets(usual_sent, usual_sent_now),
                    when(from_abroad, [ways("remittance")], [ways("internal_remittance")]),
                ],
            )
        ],
    ),
    *(step(f"{event}_ends_sending", on=event, outcome=[sets(usual_sent, 0)]) for event in ("homecoming", "return")),
]
recorded = [free_earnings, share_sent]
