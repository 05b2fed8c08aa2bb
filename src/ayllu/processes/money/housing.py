"""Housing: what an own house costs stage by stage, what it saves, and what neighbours see of it.

Families take empty land in huts of mats and wood and build for years [GN-033]: a plot, a room, the walls, a roof, one
day a second storey. A plot that was occupied costs the time spent on it, one without title less than one with a
title. Who lives on an own plot pays no rent and lives less crowded; a house is also seen, and where most neighbours
have built, those who have not lose standing.
"""

from ayllu.grammar import amount, column, exposed, pays, probability, process, sets, step, table, tally, term, view
from ayllu.words.codes import NEVER, Area, HouseStage, Use
from ayllu.words.months import MONTHS_A_QUARTER, MONTHS_A_YEAR

housing = process(phase="money", asks="What does a house cost, and what is it worth?", after=("investment",))

house_stage = column(
    "uint8", "how far the household has come with a house", of="household", values=(0, 5), left_to_kin=True
)

plot_price = table("country", unit="cents of 2005 US dollars", means="price of a plot with a title at the edge of town")


# Who has built?


@exposed
def lives_in_country(destination, away):
    """People who live at their home in the own country."""
    return destination == 0 and not away


@exposed
def well_housed(destination, away, household_house_stage):
    """Those of them whose house has walls and a roof."""
    return destination == 0 and not away and household_house_stage >= HouseStage.ROOF


residents = tally(
    "root",
    means="people at home by community",
    who="lives_in_country",
    every=MONTHS_A_YEAR,
    index_of={"root": "community"},
)
well_housed_people = tally(
    "root",
    means="people at home in a finished house",
    who="well_housed",
    every=MONTHS_A_YEAR,
    index_of={"root": "community"},
)


@view
def built_by_neighbours(well_housed_people, residents):
    """Share of people of one's community who live in a finished house, as neighbours see it."""
    return min(1, well_housed_people / max(residents, 1))


# What does an own house save?


@view
def rent(needs_at_home, basic_basket, area, destination, p):
    """What lodging for all costs in a month, cents; less in the countryside."""
    if destination > 0:
        return 0
    return p.rent * needs_at_home * basic_basket * (p.rural_rent if area == Area.RURAL else 1)


@view
def rent_saved(household_house_stage, rent, p):
    """A room of one's own saves a part of it, a house all."""
    if household_house_stage < HouseStage.ROOM:
        return 0
    return rent * (p.room_saves if household_house_stage < HouseStage.ROOF else 1)


# What does it cost?


@term
def ground(area, community_stage, community_since, p):
    """Plots of villages, of occupied land and of untitled land against those with a title."""
    if area == Area.RURAL:
        return p.village
    if community_since <= NEVER or community_stage > 1:
        return 1
    return p.occupied if community_stage == 0 else p.untitled


@term
def material(area, p):
    """Mud bricks and the help of neighbours in the countryside against bricks of towns."""
    return p.mud_bricks if area == Area.RURAL else 1


@view
def stage_price(household_house_stage, plot_price, ground, material, p):
    """The next stage, cents; nothing is left to build after the second storey."""
    if household_house_stage == HouseStage.NONE:
        return plot_price * ground
    if household_house_stage == HouseStage.PLOT:
        return material * p.room
    if household_house_stage == HouseStage.ROOM:
        return material * p.walls
    return material * (p.roof if household_house_stage == HouseStage.WALLS else p.storey)


@term
def still_to_pay(household_house_stage, stage_price, material, p):
    """From here to the next stage in which one can live."""
    if household_house_stage == HouseStage.NONE:
        return stage_price + material * p.room
    if household_house_stage == HouseStage.ROOM:
        return stage_price + material * p.roof
    return stage_price


# What is it worth?


@term
def comfort(household_house_stage, rent, needs_at_home, basic_basket, p):
    """Comfort: rent saved in a month, and room for those who are crowded."""
    roomier = p.crowding * basic_basket * max(0, needs_at_home - p.roomy)
    if household_house_stage < HouseStage.ROOM:
        return p.room_saves * rent
    if household_house_stage < HouseStage.ROOF:
        return (1 - p.room_saves) * rent + roomier
    return p.storey_eases * roomier


@term
def standing_of_house(household_house_stage, head_built_by_neighbours, basic_basket, p):
    """What neighbours see, in baskets of a month: it counts anyhow, and more where more of them have built."""
    worth = p.seen * basic_basket * (p.anyhow + head_built_by_neighbours)
    return worth * (p.room_seen if household_house_stage < HouseStage.ROOM else 1)


@view
def house_gain(household_house_stage, comfort, standing_of_house, still_to_pay):
    """Gain a year for each cent that is put into the house, counted to the next stage in which one can live."""
    if household_house_stage >= HouseStage.STOREY:
        return 0
    return MONTHS_A_YEAR * (comfort + standing_of_house) / still_to_pay


@view
def house_value(household_house_stage, plot_price, ground, p):
    """The plot and what stands on it, cents."""
    if household_house_stage == HouseStage.NONE:
        return 0
    return plot_price * ground + p.room * (household_house_stage - HouseStage.PLOT)


@view
def house_worth(house_value, p):
    """What a lender gives for the plot and what stands on it, cents."""
    return p.pawned * house_value


# What follows?


@probability
def housed_at_start(area, head_age, p):
    """Homes of their own in the first month: most in the countryside, elsewhere those led by older people."""
    if area == Area.RURAL:
        return p.rural_owners
    return p.urban_owners * (head_age >= p.settled_age)


@exposed
def can_build(plan, stage_price, spare_cash):
    """Saves for the house, and the next stage can be paid."""
    return plan == Use.HOUSE and stage_price <= spare_cash


@amount
def paid_for_stage(stage_price):
    """The next stage, cents."""
    return stage_price


@amount
def next_stage(house_stage):
    """One stage more."""
    return house_stage + 1


steps = [
    step(
        "old_houses",
        pace="start",
        of="household",
        how_likely=housed_at_start,
        outcome=[sets(house_stage, HouseStage.ROOF)],
    ),
    step(
        "building",
        of="household",
        every=MONTHS_A_QUARTER,
        who=can_build,
        outcome=[pays("cash", paid_for_stage, account="house"), sets(house_stage, next_stage)],
    ),
]
