"""Ended homes: what becomes of house, fields, vehicle and business when nobody belongs to a home any more.

When the last members move away or die, kin who live in the same place take over what they have none of themselves: a
house, fields, a vehicle, a business; the heirs are those with whom the last to leave live now, or the partner,
children, parents, brothers and sisters of the last to die. What they have already, or could not reach, goes in a
hurried sale below its price, and the money goes with those who left or to the heirs. Houses of villages hardly find a
buyer. Who inherits is said by nearness, not by sex, though it was unequal in the Andes [FO-012]. A home in which
somebody stays while others are away [BB-005] sells nothing.
"""

from ayllu.grammar import amount, exposed, process, step, takes_in
from ayllu.words.codes import Area

ended_homes = process(phase="money", asks="What becomes of what ended homes owned?", after=("livelihood",))


@exposed
def owned_something(fields, vehicle, business, house_stage):
    """Something is left that nobody has taken over."""
    return fields > 0 or vehicle > 0 or business > 0 or house_stage > 0


@amount
def got_for_goods(fields, field_price, vehicle, vehicle_price, business, business_price, p):
    """What buyers give for fields, a used vehicle and the stock of a business, cents."""
    return p.hurried * (fields * field_price + p.used * vehicle * vehicle_price + business * business_price)


@amount
def got_for_house(house_value, area, p):
    """What buyers give for the plot and what stands on it, cents."""
    return p.hurried * (p.village if area == Area.RURAL else 1) * house_value


steps = [
    step(
        "selling",
        of="household",
        pace="ending",
        who=owned_something,
        outcome=[takes_in("cash", got_for_goods, account="sold"), takes_in("cash", got_for_house, account="sold")],
    ),
]
