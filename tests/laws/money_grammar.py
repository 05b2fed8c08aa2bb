"""A process that says everything about money that the grammar can say; the numbers of its rules are made up."""

from pathlib import Path

from ayllu.grammar.inspect import ProcessRecord
from ayllu.runs.discover import discover

RICH = '''
"""Purses: everything that can be said of money."""

from ayllu.grammar import (
    amount, any_of, appeal, borrows, charges, choose, column, count, exposed, forgives, hazard, most, pays, process,
    purse, rate, repays, sends, sets, step, takes_in, total, view, when,
)
from ayllu.words.codes import BARRED, Channel, Use

purses = process(phase="money", asks="What is earned, spent, owed and sent?")
chest = purse("chest of the household", of="household")
owed_at_home = purse("debt of the household", of="household", owed=True)
hoard = purse("own hoard", left_to="chest")
own_debt = purse("own debt", owed=True, left_to="owed_at_home")
pocket = purse("pocket money that nobody inherits")
cows = column("uint8", "cows", unit="cows", of="household", values=(0, 9), left_to_kin=True)
told = column("int32", "cents that the household reckons with", unit="cents", of="household", values=(0, 10**9))


@view
def gains(age, sex, month):
    """Earned in a month."""
    return 0 if age < 14 else 900 + 70 * (age - 14) + 31 * sex + month


@view
def tenth(age):
    """No whole number."""
    return age / 10


@total(over="household")
def gains_at_home(each_gains):
    """Of all members."""
    return each_gains


@total(over="household")
def tenths_at_home(each_tenth, size):
    """Not whole."""
    return each_tenth * size


@most(over="household")
def best_gains(each_gains, each_hoard):
    """The highest."""
    return each_gains - each_hoard


@most(over="children")
def richest_child(each_household_chest, each_parity):
    """Of the children."""
    return each_household_chest - each_parity


@total(over="children")
def saved_by_children(each_hoard):
    """Of the children."""
    return each_hoard


@count(over="household")
def adults(each_age, size):
    """Adults."""
    return each_age > 14 and size > 0


@any_of(over="household")
def anybody_away(each_place, place):
    """Somebody sleeps elsewhere."""
    return each_place != place


@exposed
def adult(age):
    """Not a child."""
    return age >= 14


@exposed
def owing(chest, owed_at_home, head_age):
    """In debt."""
    return owed_at_home > 0 and head_age > 0


@exposed
def short(chest, gains_at_home, anybody_away):
    """Little is left."""
    return chest < gains_at_home or anybody_away


@exposed
def large(household_size, community_size):
    """Many live here."""
    return household_size > 4 and community_size > 0


@hazard(per="year")
def risk_of_illness(age, hoard):
    """Rises with age, and less with hoard."""
    return (age + 10) / 40 if hoard < 100000 else 1


@rate(per="year")
def pace_of_gifts(household_chest, gains):
    """The richer the more."""
    return 1 + (household_chest > gains)


@amount
def start_money(age):
    """At first."""
    return age * 100 - 1000


@amount
def wages(gains, partner_household_chest, richest_child):
    """Pay."""
    return gains + (partner_household_chest > richest_child)


@amount
def own_costs(gains):
    """Half of it."""
    return gains / 2


@amount
def common(gains_at_home):
    """Three months."""
    return 3 * gains_at_home


@amount
def costs(adults, head_sex, best_gains, place, area, tenths_at_home):
    """Of the household."""
    return 3000 * adults + 97 * head_sex + best_gains / 7 + place + area + tenths_at_home


@amount
def doctor(age):
    """Dear."""
    return 700 * age


@amount
def loan(gains):
    """A loan."""
    return 5 * gains


@amount
def much(gains, saved_by_children):
    """More than most have."""
    return 10 * gains + saved_by_children


@amount
def due_of_own(own_debt):
    """A part."""
    return own_debt / 9 + 1


@amount
def flat(sent):
    """The same for all."""
    return 7


@amount
def due(owed_at_home):
    """A part."""
    return owed_at_home / 9 + 1


@amount
def reckoned(chest, told):
    """What is told."""
    return chest + told / 2


@amount
def a_third(hoard):
    """A third of it."""
    return hoard / 3


@amount
def a_ninth(chest):
    """A ninth of it."""
    return chest / 9


@amount
def fee_of(sent, age):
    """A tenth and more."""
    return sent / 10 + age


@amount
def channel_of(sent):
    """By size."""
    return Channel.BANK if sent > 500 else Channel.BY_HAND


@amount
def use_of(sent):
    """By size."""
    return Use.HOUSE if sent > 300 else Use.HEALTH


@exposed
def rich(chest, cows):
    """Can buy one."""
    return chest > 20000 and cows < 9


@exposed
def has_cows(cows):
    """Owns some."""
    return cows > 0


@amount
def one_more(cows):
    """One more."""
    return cows + 1


@amount
def price_of_cow(place):
    """Dearer in some places."""
    return 9000 + 10 * place


@amount
def price_of_cows(cows, price_of_cow):
    """In a hurry."""
    return cows * price_of_cow / 2


@appeal
def staying(gains):
    """To pay."""
    return gains / 1000


@appeal
def lending(age):
    """To borrow."""
    return BARRED if age > 60 else 1


@appeal
def near_kin(tie, each_age, same_community):
    """Whoever is near."""
    return BARRED if each_age < 8 else same_community - tie / 9


@appeal
def needy(each_gains, each_hoard, chest):
    """Whoever earns least."""
    return BARRED if each_hoard > chest else -each_gains / 1000


@amount
def nothing(age):
    """Below zero."""
    return -age


steps = [
    step("endowment", pace="start", outcome=[takes_in(hoard, start_money, account="start")]),
    step("founding", pace="start", of="household", outcome=[takes_in(chest, costs, account="start")]),
    step("work", who=adult, outcome=[
        takes_in(hoard, wages, account="wages"), pays("hoard", own_costs, account="living", lacking=own_debt),
        takes_in(pocket, nothing, account="wages"), takes_in(pocket, own_costs, account="wages"),
    ]),
    step("budget", of="household", every=3, outcome=[
        takes_in(chest, common, account="wages"), pays(chest, costs, account="living", lacking=owed_at_home),
        sets(told, reckoned),
    ]),
    step("interest", of="household", who=owing, outcome=[
        charges(owed_at_home, due), repays(owed_at_home, chest, due),
        when(short, then=[borrows(owed_at_home, chest, due)], otherwise=[forgives(owed_at_home, due)]),
    ]),
    step("illness", how_likely=risk_of_illness, outcome=[
        pays("chest", doctor, account="health", lacking="owed_at_home"),
        choose({
            staying: [repays(own_debt, hoard, loan), takes_in(chest, own_costs, account="rent")],
            lending: [borrows(own_debt, hoard, loan), borrows(owed_at_home, chest, own_costs), charges(own_debt, due_of_own)],
        }),
    ]),
    step("paying_back", who=adult, every=4, outcome=[repays(owed_at_home, chest, much)]),
    step("gifts", pace="birthday", how_likely=pace_of_gifts, outcome=[
        sends(hoard, a_third, to="home", into=chest, kind="housekeeping", fee=fee_of, channel=channel_of, use=Use.DEBT),
        sends(hoard, a_third, to="partner", into=hoard, kind="gift"),
        sends(hoard, a_third, to="mother", into=chest, kind="gift", channel=Channel.COURIER),
        sends(hoard, a_third, to="father", into=pocket, kind="gift", fee=fee_of),
        sends(hoard, a_third, to="relative", into=hoard, kind="loan", appeal=near_kin),
        sends(hoard, a_third, to="relative", into=chest, kind="loan", appeal=near_kin, use=use_of),
    ]),
    step("lodging", on="joining", outcome=[sends(pocket, loan, to="dwelling", into=chest, kind="housekeeping")]),
    step("cattle", of="household", who=rich, every=2, outcome=[
        pays(chest, price_of_cow, account="business"), sets(cows, one_more),
    ]),
    step("last_market", of="household", pace="ending", who=has_cows, outcome=[takes_in(chest, price_of_cows, account="sold")]),
    step("handing_out", of="household", who=large, every=2, outcome=[
        sends(chest, a_ninth, to="member", into=hoard, kind="support_abroad", appeal=needy, fee=flat),
        sends(chest, a_ninth, to="head", into=pocket, kind="housekeeping"),
        sends(chest, a_ninth, to="relative", into=chest, kind="gift", appeal=near_kin, channel=Channel.BY_HAND),
        sends(chest, a_ninth, to="relative", into=hoard, kind="gift", appeal=near_kin),
        sends(chest, a_ninth, to="relative", into=chest, kind="remittance", appeal=near_kin, sender=needy, fee=flat),
    ]),
]
'''


def with_purses(folder: Path, text: str = RICH) -> list[ProcessRecord]:
    """All processes and the one of this text."""
    (folder / "purses.py").write_text(text, encoding="utf-8")
    return discover([folder])
