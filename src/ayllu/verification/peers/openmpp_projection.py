"""OpenM++'s comparison of micro and macro: the world against a cohort-component projection of the same rates."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ayllu.register.pack import Pack, read_pack
from ayllu.runs.world import World
from ayllu.verification.cohorts import Crowd, crowd_of, projected
from ayllu.verification.demography import STATES, Months
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.lives import DEAD
from ayllu.verification.rates import Array
from ayllu.verification.report import Finding, check
from ayllu.verification.worlds import copied
from ayllu.words.codes import OLDEST, Sex
from ayllu.words.months import MONTHS_A_YEAR

YEARS, QUICK_YEARS = 40, 15
PEOPLE, FEW = 40_000, 4_000
WRONG = 1.1


def world(people: int, seed: int = 1) -> World:
    """The basis pack with its own changing rates, all other influences on births and deaths neutral."""
    with copied() as copy:
        copy.set_people(people)
        for process, learnt in (("mortality", "mean_death_risk"), ("fertility", "mean_birth_risk")):
            copy.neutralise(process)
            copy.set_table(process, learnt, (), [(1.0,)])
        return World.build(read_pack(copy.root), seed=seed)


def crowds(lived: World) -> list[Crowd]:
    """The living of each country by month state, before the coming month."""
    person = lived.store.person
    rows = np.flatnonzero(person["cell"] != DEAD)
    places = lived.engine.setting.places["country"]
    country = places[person["cell"][rows].astype(np.int64) * len(places) // lived.engine.setting.cells]
    birth, sex = person["birth"][rows].astype(np.int64), person["sex"][rows]
    return [crowd_of(birth[country == c], sex[country == c], lived.month - 1) for c in range(len(lived.pack.countries))]


def chances(pack: Pack, country: int, births: float = 1.0) -> Callable[[int], Months]:
    """Monthly chances of a country: deaths at the rates in force at the last birthday, births at today's."""
    deaths = pack.tables["mortality"]["death_rate"]
    bears = pack.tables["fertility"]["birth_rate"]
    ratio = pack.tables["fertility"]["sex_ratio"]
    steps = np.arange(STATES)
    ages = np.minimum(steps // MONTHS_A_YEAR, OLDEST)

    def survive(month: int, sex: Sex) -> Array:
        rates = np.stack([_slice(deaths, month - back)[country, sex] for back in range(MONTHS_A_YEAR)])
        return np.asarray(np.exp(-rates[steps % MONTHS_A_YEAR, ages] / MONTHS_A_YEAR))

    def in_month(month: int) -> Months:
        bear = np.asarray(_slice(bears, month)[country])[ages] * births / MONTHS_A_YEAR
        girls = 1 / (1 + float(_slice(ratio, month)[country]))
        return Months(survive(month, Sex.FEMALE), survive(month, Sex.MALE), np.append(0.0, bear[:-1]), girls)

    return in_month


def _slice(table: Any, month: int) -> Array:
    return np.asarray(table.slice_at(max(month, 0)))


def compared(lived: World, years: int, births: float = 1.0) -> list[Quantity]:
    """People by country, sex and age after some years, against the projection from the same start.

    births: factor on the birth rates of the projection, to see the check fail.
    """
    before = crowds(lived)
    months = years * MONTHS_A_YEAR
    lived.advance(months)
    found = []
    for country, (start, end) in enumerate(zip(before, crowds(lived), strict=True)):
        right, wrong = (_held(chances(lived.pack, country, births * off)) for off in (1.0, WRONG))
        found += [
            Quantity(f"{lived.pack.countries[country].code} {item.label}", *vars_of(item))
            for item in projected(start, end, right, wrong, months)
        ]
    return found


def vars_of(item: Quantity) -> tuple[float, float, float, float]:
    """The numbers of a quantity, without its label."""
    return item.target, item.ours, item.error, item.notice


def _held(rates_in: Callable[[int], Months]) -> Callable[[int], Months]:
    made: dict[int, Months] = {}

    def in_month(month: int) -> Months:
        if month not in made:
            made[month] = rates_in(month)
        return made[month]

    return in_month


@check(
    "OpenM++ micro against projection",
    "The world has the people of the cohort-component projection of its rates",
)
def projection(quick: bool) -> Finding:
    """A projection with birth rates 10 % higher fails (tried)."""
    years, people = (QUICK_YEARS, FEW) if quick else (YEARS, PEOPLE)
    return judge(compared(world(people), years), "birth rates 10 % higher", joint=True)
