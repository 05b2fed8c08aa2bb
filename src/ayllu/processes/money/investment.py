"""Investment: where households put what they have beyond their needs.

A household with cash beyond some months of needs asks where it gains most for each dollar: in paying back a debt, the
next stage of the house, fields, the schooling of children, a vehicle, a small business, or in keeping it. Women who
sent money paid for the house and a car with which he can work [BB-115, BB-128]; firms are begun with savings from
abroad [GN-241]. No order is written in: one rule compares gains, and what is too dear is saved for.
"""

from ayllu.grammar import amount, appeal, choose, column, exposed, process, repays, sets, step, view
from ayllu.words.codes import Use
from ayllu.words.curves import log
from ayllu.words.months import MONTHS_A_QUARTER

investment = process(
    phase="money", asks="Where do households put what they do not need?", after=("remittances", "debts")
)

plan = column("uint8", "what the household puts its spare money into or saves for", of="household", values=(0, 8))


# Who?


@view
def spare_cash(household_cash, living_costs, p):
    """Cash beyond some months of needs."""
    return household_cash - p.reserve * living_costs


@exposed
def has_spare(cash, destination, spare_cash, p):
    """Homes in the own country with something beyond their needs."""
    return cash >= p.least and destination == 0 and spare_cash >= p.least


# Where is the gain best?


@appeal
def paying_back(debt_gain, p):
    """Debt: any sum is enough. Sharpness is how far the better gain is preferred."""
    return p.sharpness * log(debt_gain)


@appeal
def building(house_gain, stage_price, spare_cash, p):
    """The next stage of the house, discounted for the wait until it can be paid, as all that is dear."""
    return p.sharpness * log(house_gain) - p.waiting * log(max(stage_price / spare_cash, 1))


@appeal
def buying_field(field_gain, field_price, spare_cash, p):
    """Land."""
    return p.sharpness * log(field_gain) - p.waiting * log(max(field_price / spare_cash, 1))


@appeal
def paying_school(school_gain, school_price, spare_cash, p):
    """Schooling."""
    return p.sharpness * log(school_gain) - p.waiting * log(max(school_price / spare_cash, 1))


@appeal
def buying_vehicle(vehicle_gain, vehicle_price, spare_cash, p):
    """A vehicle."""
    return p.sharpness * log(vehicle_gain) - p.waiting * log(max(vehicle_price / spare_cash, 1))


@appeal
def beginning_business(business_gain, business_price, spare_cash, p):
    """A business."""
    return p.sharpness * log(business_gain) - p.waiting * log(max(business_price / spare_cash, 1))


@appeal
def keeping(p):
    """Something for bad days."""
    return p.sharpness * log(p.safety)


# What follows?


@amount
def all_spare(spare_cash):
    """All that is beyond needs."""
    return spare_cash


steps = [
    step(
        "investing",
        of="household",
        every=MONTHS_A_QUARTER,
        who=has_spare,
        outcome=[
            choose(
                {
                    keeping: [sets(plan, Use.DAILY_NEEDS)],
                    paying_back: [sets(plan, Use.DEBT), repays("debt", "cash", all_spare)],
                    building: [sets(plan, Use.HOUSE)],
                    buying_field: [sets(plan, Use.LAND)],
                    paying_school: [sets(plan, Use.SCHOOLING)],
                    buying_vehicle: [sets(plan, Use.VEHICLE)],
                    beginning_business: [sets(plan, Use.BUSINESS)],
                }
            )
        ],
    ),
]
