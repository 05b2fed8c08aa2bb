"""Told pay: what people hear that those like them earn in each country.

Homes of others and the care of children and the old, fields, building, factories and shops: people hear of the best
paid trades that are open to women or men there, by the demand of the time [BB-032, BB-101, GN-191, GN-196]. The same
is reckoned for staying where one lives. Sex enters by demand and by pay that are sourced, alike for all origins.
"""

from ayllu.grammar import process, table, view

told_pay_process = process(phase="moves", asks="What is told of pay in each country?", after=("aspiration",))

demand = table("destination", "sex", unit="0 to 1", means="demand for the labour of women and men")
demand_fit = table("destination", "sex", unit="1", means="demand against the table's", learnt="women abroad")


@view
def chance_of_work(destination, demand, demand_fit):
    """How likely one is to find a job that is open to one where one lives."""
    if destination == 0:
        return 1
    return min(demand * demand_fit, 1)


@view
def pay_in_homes(pay_live_in, openings_live_in, pay_domestic, openings_domestic):
    """Cents a month in the homes of others, if there are openings."""
    return max(pay_live_in * min(openings_live_in, 1), pay_domestic * min(openings_domestic, 1))


@view
def pay_of_hands(pay_day_labour, openings_day_labour, pay_farm_hand, openings_farm_hand):
    """Cents a month by the day, on fields and with herds."""
    return max(pay_day_labour * min(openings_day_labour, 1), pay_farm_hand * min(openings_farm_hand, 1))


@view
def pay_in_firms(pay_industry, openings_industry, pay_own_account, openings_own_account):
    """Cents a month in factories and workshops, others' or one's own."""
    return max(pay_industry * min(openings_industry, 1), pay_own_account * min(openings_own_account, 1))


@view
def told_pay(pay_in_homes, pay_of_hands, pay_in_firms, earning_power, chance_of_work, p):
    """Cents a month that somebody like oneself is said to earn where one lives."""
    best = max(pay_in_homes, pay_of_hands, pay_in_firms)
    return max(best * earning_power * chance_of_work, p.least)
