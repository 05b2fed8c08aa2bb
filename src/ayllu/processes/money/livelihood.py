"""Livelihood: fields, vehicles and small businesses that a household buys, what they give, and who works with them.

A car can be bought so that somebody at home drives it as a taxi [BB-115, BB-128], fields so that there is more to
harvest, a stock to begin a trade with what was saved abroad [GN-241]. What a vehicle is worth depends on whether a
member is without work and could drive it: on the pay and the openings for drivers of her or his sex. Where provision
is expected of somebody who does not work, neighbours see it, and a trade that can be shown is worth more than its
income. A hired driver brings only rent. Vehicles wear out, businesses fail, in crises above all.
"""

from ayllu.grammar import amount, column, exposed, most, pays, probability, process, sets, step, table, view
from ayllu.words.codes import Area, Job, Use
from ayllu.words.months import MONTHS_A_QUARTER, MONTHS_A_YEAR

livelihood = process(phase="money", asks="What do fields, vehicles and businesses give?", after=("housing",))

fields = column("uint8", "fields that were bought", unit="fields", of="household", values=(0, 50), left_to_kin=True)
vehicle = column("uint8", "has a vehicle for hire", of="household", values=(0, 1), left_to_kin=True)
business = column("uint8", "has a small business", of="household", values=(0, 1), left_to_kin=True)

driver_openings = table("country", "sex", unit="0 to 1", means="openings for women and men as drivers")
vehicle_price = table("country", unit="cents of 2005 US dollars", means="price of a used car for hire")


# Who could work with it?


@view
def idle(age, job, in_school, away, p):
    """Idle: grown, at home, out of school and without work."""
    return age >= p.adult and age < p.old and job <= Job.SEEKING and not in_school and not away


@view
def seen_without_work(idle, lives_with_partner, duty_to_provide):
    """How far somebody in a couple feels that neighbours miss the provision that is her or his task."""
    return duty_to_provide if idle and lives_with_partner else 0


@view
def worth_at_the_wheel(idle, driver_openings, pay_own_account, earning_power, p):
    """Cents a month that somebody without work could earn at the wheel."""
    return p.driver * driver_openings * pay_own_account * earning_power if idle else 0


@view
def worth_in_trade(idle, openings_own_account, pay_own_account, earning_power, p):
    """Cents a month that somebody without work could earn more with a stock of goods."""
    return p.trader * min(openings_own_account, 1) * pay_own_account * earning_power if idle else 0


@most(over="household")
def best_driver(each_worth_at_the_wheel, each_seen_without_work, each_basic_basket, each_driver_openings, p):
    """The member for whom the vehicle would do most, standing included."""
    standing = p.seen * each_seen_without_work * each_driver_openings * each_basic_basket
    return each_worth_at_the_wheel + standing


@most(over="household")
def best_trader(each_worth_in_trade, each_seen_without_work, each_basic_basket, p):
    """The member for whom a business would do most; a stall is seen less than a car."""
    return each_worth_in_trade + p.stall * p.seen * each_seen_without_work * each_basic_basket


# What does it give?


@view
def harvest_of_field(pay_day_labour, area, p):
    """Cents a month from one field more; nothing for townspeople."""
    return p.harvest * pay_day_labour if area == Area.RURAL else 0


@view
def vehicle_rent(pay_own_account, area, p):
    """Cents a month that a driver owes the owner; fewer passengers in the countryside."""
    return p.vehicle_rent * pay_own_account * (p.few_passengers if area == Area.RURAL else 1)


@view
def profit(pay_own_account, crisis, p):
    """Profit of a stock of goods in a month, cents; less in the slump of a crisis."""
    return p.profit * pay_own_account * (1 - p.slump * crisis)


@view
def asset_income(
    household_fields, harvest_of_field, household_vehicle, vehicle_rent, household_business, profit, destination
):
    """Cents a month from all that the household owns, where it lives in the own country."""
    if destination > 0:
        return 0
    return household_fields * harvest_of_field + household_vehicle * vehicle_rent + household_business * profit


@view
def means_of_work(household_vehicle, driver_openings, household_business, away, p):
    """A vehicle or a stock at home with which one can work on own account."""
    if away:
        return 0
    return p.vehicle_calls * household_vehicle * driver_openings + p.business_calls * household_business


# What does it gain for each cent?


@view
def field_gain(harvest_of_field, field_price, household_fields, p):
    """Gain a year for each cent; the more fields, the fewer hands for each."""
    return MONTHS_A_YEAR * harvest_of_field / field_price / (1 + p.few_hands * household_fields)


@view
def vehicle_gain(household_vehicle, vehicle_rent, best_driver, vehicle_price, vehicle_wear, p):
    """Gain a year for each cent: rent, and what a member without work would earn, less wear."""
    if household_vehicle > 0:
        return 0
    return MONTHS_A_YEAR * (vehicle_rent * p.hired + best_driver) / vehicle_price - vehicle_wear


@view
def vehicle_wear(p):
    """The part of a vehicle that is used up in a year."""
    return 1 / p.vehicle_years


@view
def business_risk(crisis, p):
    """How often a business fails in a year, in a crisis more often."""
    return p.failing * (1 + p.crisis * crisis)


@view
def business_gain(household_business, profit, best_trader, business_price, business_risk):
    """Gain a year for each cent, less the risk of failing."""
    if household_business > 0:
        return 0
    return MONTHS_A_YEAR * (profit + best_trader) / business_price - business_risk


# What is bought, and what is lost?


@view
def field_price(pay_day_labour, p):
    """A field, cents."""
    return p.field_months * pay_day_labour


@view
def business_price(pay_own_account, p):
    """A stock of goods to begin with, cents."""
    return p.stock_months * pay_own_account


@amount
def paid_for_vehicle(vehicle_price):
    """A used vehicle, cents."""
    return vehicle_price


@exposed
def can_buy_field(plan, field_price, spare_cash):
    """Wants a field and can pay it."""
    return plan == Use.LAND and field_price <= spare_cash


@exposed
def can_buy_vehicle(plan, vehicle, vehicle_price, spare_cash):
    """Wants a vehicle, has none and can pay it."""
    return vehicle == 0 and plan == Use.VEHICLE and vehicle_price <= spare_cash


@exposed
def can_begin(plan, business, business_price, spare_cash):
    """Wants a business, has none and can pay the stock."""
    return plan == Use.BUSINESS and business == 0 and business_price <= spare_cash


@amount
def one_field_more(fields):
    """One field more."""
    return fields + 1


@exposed
def has_vehicle(vehicle):
    """Owns one."""
    return vehicle > 0


@exposed
def has_business(business):
    """Owns one."""
    return business > 0


@probability
def chance_of_wear(vehicle_wear):
    """Vehicles last some years."""
    return vehicle_wear * MONTHS_A_QUARTER / MONTHS_A_YEAR


@probability
def chance_of_failing(business_risk):
    """In a quarter."""
    return min(1, business_risk * MONTHS_A_QUARTER / MONTHS_A_YEAR)


buys_field = [pays("cash", field_price, account="land"), sets(fields, one_field_more)]
buys_vehicle = [pays("cash", paid_for_vehicle, account="vehicle"), sets(vehicle, 1)]
begins = [pays("cash", business_price, account="business"), sets(business, 1)]
quarter = MONTHS_A_QUARTER

steps = [
    step(
        "wearing_out",
        of="household",
        every=quarter,
        who=has_vehicle,
        how_likely=chance_of_wear,
        outcome=[sets(vehicle, 0)],
    ),
    step(
        "failing",
        of="household",
        every=quarter,
        who=has_business,
        how_likely=chance_of_failing,
        outcome=[sets(business, 0)],
    ),
    step("buying_land", of="household", every=quarter, who=can_buy_field, outcome=buys_field),
    step("buying_vehicles", of="household", every=quarter, who=can_buy_vehicle, outcome=buys_vehicle),
    step("beginning", of="household", every=quarter, who=can_begin, outcome=begins),
]
