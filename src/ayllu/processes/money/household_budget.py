"""Household budget: what those who live together earn goes into one purse, and their daily needs leave it.

Rural households live on fields and on several other incomes [FO-005]; husbands and wives leave so that their families
can pay for food and bills [BB-142]. Members who live elsewhere keep a purse of their own and live from it; what they
bring back joins that of the home; an own house saves rent, and what fields, a vehicle or a small business give is
income of all. A person is poor where the income of those who live together does not pay a basic basket, and hungry
where it does not pay the food in it.
"""

from ayllu.grammar import amount, column, exposed, mean, pays, process, purse, sends, sets, step, takes_in, total, view
from ayllu.words.codes import Area
from ayllu.words.months import MONTHS_A_QUARTER

household_budget = process(phase="money", asks="What do households and those who are away earn, spend and keep?")

usual_income = column("int32", "income of the home in a month, as of the last reckoning", unit="cents", of="household")
cash = purse("cash of the household", of="household")
savings = purse("own savings of somebody who lives away from home", left_to="cash")


# Who?


@exposed
def lives_away(away):
    """Members who live in another place than their household."""
    return away


@exposed
def has_come_home(away, savings, waits_to_leave):
    """Lives at home again and has something left, which is not kept for the way."""
    return savings > 0 and not away and not waits_to_leave


# What do they need?


@total(over="household")
def earned_at_home(each_earnings, each_away):
    """Earned in a month by the members who live where the household stands, cents."""
    return 0 if each_away else each_earnings


@view
def income_at_home(earned_at_home, asset_income):
    """Earned in a month by those who live together, and what they own gives, cents."""
    return earned_at_home + asset_income


@total(over="household")
def needs_at_home(each_age, each_away, p):
    """Members who live where the household stands, children by a part."""
    if each_away:
        return 0
    return 1 if each_age >= p.adult else p.child


@view
def food_line(bare_needs, area, p):
    """Food of an adult for a month, cents; what a home cannot do without is the food of a couple."""
    return bare_needs / p.couple * (p.rural_prices if area == Area.RURAL else 1)


@view
def home_grown(food_line, area, p):
    """Worth of the food that rural households grow for each adult, cents a month."""
    return p.home_grown * food_line if area == Area.RURAL else 0


@view
def basic_basket(food_line, p):
    """Food and other basic needs of an adult for a month, cents."""
    return food_line * p.basket


@view
def poverty_line(needs_at_home, basic_basket, home_grown):
    """Cash that a basic basket for all takes in a month, cents."""
    return needs_at_home * (basic_basket - home_grown)


@view
def poor(income_at_home, poverty_line):
    """Income of those who live together does not pay a basic basket for each."""
    return income_at_home < poverty_line


@view
def hungry(income_at_home, needs_at_home, food_line, home_grown):
    """Income of those who live together does not pay food for each."""
    return income_at_home < needs_at_home * (food_line - home_grown)


@view
def bare_living(needs_at_home, food_line, home_grown):
    """Cash that food for all takes in a month."""
    return needs_at_home * (food_line - home_grown)


@view
def living_costs(poverty_line, rent_saved):
    """A basic basket for all in a month, less the rent that an own house saves."""
    return max(0, poverty_line - rent_saved)


# How much?


@amount
def common_earnings(earned_at_home):
    """What is earned between two reckonings."""
    return MONTHS_A_QUARTER * earned_at_home


@amount
def income_now(income_at_home):
    """What is lived from until the next reckoning, cents a month."""
    return income_at_home


@amount
def common_gains(asset_income):
    """What fields, vehicle and business gave in the meantime."""
    return MONTHS_A_QUARTER * asset_income


@amount
def common_living(income_at_home, living_costs, set_aside, p):
    """Basic needs, and a part of what comes in beyond them; what is set aside for kin elsewhere is not lived on."""
    living = living_costs + p.spent * max(0, income_at_home - living_costs)
    if set_aside > 0:
        living = min(living, max(0, income_at_home - set_aside))
    return MONTHS_A_QUARTER * living


@amount
def own_earnings(earnings):
    """What somebody away earns between two reckonings."""
    return MONTHS_A_QUARTER * earnings


@amount
def own_living(earnings, basic_basket, p):
    """Basic needs of one, and a part of what is earned beyond them."""
    return MONTHS_A_QUARTER * (basic_basket + p.spent_away * max(0, earnings - basic_basket))


@amount
def all_savings(savings):
    """Everything in the own purse."""
    return savings


# What follows?

steps = [
    step(
        "reckoning",
        of="household",
        every=MONTHS_A_QUARTER,
        outcome=[
            sets(usual_income, income_now),
            takes_in(cash, common_earnings, account="wages"),
            takes_in(cash, common_gains, account="own_business"),
            pays(cash, common_living, account="living"),
        ],
    ),
    step(
        "reckoning_away",
        every=MONTHS_A_QUARTER,
        who=lives_away,
        outcome=[takes_in(savings, own_earnings, account="wages"), pays(savings, own_living, account="living")],
    ),
    step(
        "bringing_home",
        every=MONTHS_A_QUARTER,
        who=has_come_home,
        outcome=[sends(savings, all_savings, to="home", into=cash, kind="brought_home")],
    ),
]
recorded = [income_at_home, poverty_line]
measures = [
    mean(of=poor, by=("country", "region", "area", "sex"), every=MONTHS_A_QUARTER),
    mean(of=hungry, by=("country", "region", "area", "sex"), every=MONTHS_A_QUARTER),
]
