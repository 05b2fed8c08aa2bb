"""Year-end tables: everybody recorded, couples, households and children as they are on 31 December."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops import rows as core
from ayllu.population.schema import CELLS_A_PLACE, DEAD, GROUPS
from ayllu.runs import record_kin as kin
from ayllu.runs import record_standing as standing
from ayllu.runs.record_parts import NOTHING, Coded, Columns
from ayllu.runs.record_sample import Sample
from ayllu.runs.record_time import company, week
from ayllu.runs.record_where import BOTH_SEXES
from ayllu.runs.world import World
from ayllu.words.codes import HOUSE_WORDS, JOB_WORDS, LEGAL_WORDS, SEX_WORDS, UNION_WORDS, Sex
from ayllu.words.months import MONTHS_A_YEAR

YEAR_TABLES = ("person_year", "couple_year", "household_year", "child_year")
OLDEST = 120
CENTS = 100

Rows = NDArray[np.int64]
Places = Callable[[NDArray[Any]], dict[str, Coded]]


class YearEnd:
    """The people recorded at the end of a year, with what their kin and homes say about them.

    places turns places into columns; ancestries are the words of that column.
    """

    def __init__(self, world: World, sample: Sample, places: Places, year: int, ancestries: tuple[str, ...]) -> None:
        self.store, self.month, self.year = world.store, world.month, year
        self.places, self.ancestries, self.engine = places, ancestries, world.engine
        self.rows: Rows = sample.members()
        n = len(self.rows)
        self.people, self.homes = core.people(self.store), core.homes(self.store)
        self.tombs = core.tombs(self.store)
        keys, facts = np.empty((len(kin.KEYS), n), np.uint64), np.empty((len(kin.FACTS), n), np.uint8)
        kin.look_at_people(self.rows, self.people, self.homes, self.tombs, keys, facts)
        self.keys, self.facts = (
            dict(zip(kin.KEYS, keys, strict=True)),
            dict(zip(kin.FACTS, facts, strict=True)),
        )
        self.facts["children_living"] = np.empty(n, np.uint8)
        kin.count_children(self.rows, False, self.people, self.tombs, self.facts["children_living"])
        self.age = self._ages(self.rows)
        self.place = self._column("cell") // CELLS_A_PLACE
        self.weight = sample.weights(self.rows)
        self.weights = world.weights

    def tables(self) -> dict[str, Columns]:
        """The tables by name, each with its columns."""
        return {
            "person_year": self._persons(),
            "couple_year": self._couples(),
            "household_year": self._households(),
            "child_year": self._children(),
        }

    def _column(self, name: str, rows: Rows | None = None) -> NDArray[Any]:
        values: NDArray[Any] = self.store.person[name][self.rows if rows is None else rows]
        return values

    def _ages(self, rows: Rows) -> NDArray[np.int16]:
        """Completed years on the last day of the year."""
        months = self.month - self._column("birth", rows).astype(np.int64) - 1
        return np.clip(months // MONTHS_A_YEAR, 0, OLDEST).astype(np.int16)

    def _where(self, place: NDArray[Any], home: NDArray[Any]) -> dict[str, Any]:
        community = self.store.household["community"][home].astype(np.int32)
        return {**self.places(place), "community": community}

    def _years(self, n: int) -> NDArray[np.int16]:
        return np.full(n, self.year, np.int16)

    def _persons(self) -> Columns:
        facts = self.facts
        return {
            "year": self._years(len(self.rows)),
            "person": self.keys["person"],
            "sex": Coded(self._column("sex"), SEX_WORDS),
            "age": self.age,
            "birth_month": self._column("birth"),
            **self._where(self.place, self._column("home")),
            "home": self.keys["home"],
            "dwelling": self.keys["dwelling"],
            "weight": self.weight,
            "marital": Coded(self._column("union_status"), UNION_WORDS),
            **{name: self.keys[name] for name in ("partner", "mother", "father")},
            **{name: facts[name].astype(np.bool_) for name in ("mother_alive", "father_alive")},
            "living_grandmothers": facts["living_grandmothers"].astype(np.int8),
            "maternal_grandmother_alive": facts["maternal_grandmother_alive"].astype(np.bool_),
            "children_n": self._column("parity").astype(np.int16),
            "children_living": facts["children_living"].astype(np.int16),
            "education": self._column("schooling").astype(np.int16),
            "in_school": self._column("in_school").astype(np.bool_),
            "occupation": Coded(self._column("job"), JOB_WORDS),
            "wage": self.engine.look("earnings", self.rows).astype(np.float32) / CENTS,
            "former_occupation": Coded(self._column("former_job"), JOB_WORDS),
            "times_back": self._column("times_back"),
            "relation_to_head": Coded(facts["relation_to_head"], kin.RELATIONS),
            "ancestry": Coded(self._column("ancestry"), self.ancestries),
            "papers": Coded(self._column("papers"), LEGAL_WORDS),
            "savings": self._column("savings").astype(np.float32) / CENTS,
            **standing.of_people(self.engine, self.rows),
            **week(self.engine, self.rows),
        }

    def _couples(self) -> Columns:
        """Couples of which she is recorded."""
        at = np.flatnonzero((self._column("sex") == Sex.FEMALE) & (self._column("partner") >= 0))
        her = self.rows[at]
        his = self._column("partner", her).astype(np.int64)
        since = self._column("union_since", her).astype(np.int64)
        children = np.empty(len(at), np.int16)
        kin.count_children(her, True, self.people, self.tombs, children)
        birth = {name: self._column("birth", rows).astype(np.int64) for name, rows in (("wife", her), ("husband", his))}
        return {
            "year": self._years(len(at)),
            "woman": self.keys["person"][at],
            "man": self.keys["partner"][at],
            "sex": _both(len(at)),
            **self._where(self.place[at], self._column("home", her)),
            "home": self.keys["home"][at],
            "marital": Coded(self._column("union_status", her), UNION_WORDS),
            "union_years": ((self.month - since - 1) // MONTHS_A_YEAR).astype(np.int16),
            "her_age": self.age[at],
            "his_age": self._ages(his),
            "her_education": self._column("schooling", her).astype(np.int16),
            "his_education": self._column("schooling", his).astype(np.int16),
            "coresident": self._column("dwelling", her) == self._column("dwelling", his),
            **{f"formation_age_{who}": ((since - b - 1) // MONTHS_A_YEAR).astype(np.int16) for who, b in birth.items()},
            "children": children,
            **standing.of_couples(self.engine, her, his),
            "weight": self._couple_weights(at, his),
        }

    def _households(self) -> Columns:
        household, person = self.store.household, self.store.person
        shared = kin.shared_roofs(self.rows, person["home"], person["dwelling"], household.n)
        numbers, out = np.empty(len(self.rows), np.int64), np.empty((6, len(self.rows)), np.int16)
        relations = self.facts["relation_to_head"]
        n = kin.look_at_homes(self.rows, relations, self.age, self.people, self.homes, shared, numbers, out)
        numbers, out = numbers[:n], out[:, :n]
        place = self.store.community["place"][household["community"][numbers]]
        head = household["head"][numbers].astype(np.int64)
        headed, who = head >= 0, np.maximum(head, 0)
        roof = household["key"][np.where(headed, person["dwelling"][who], numbers)]
        return {
            "year": self._years(n),
            "home": household["key"][numbers],
            "dwelling": roof,
            "sex": _both(n),
            **self._where(place, numbers),
            **dict(zip(("size", "women", "men", "children"), out[:4], strict=True)),
            "type": Coded(out[4].astype(np.uint8), kin.HOME_TYPES),
            "head": np.where(headed, person["key"][who], np.uint64(0)),
            "head_sex": Coded(np.where(headed, person["sex"][who], NOTHING).astype(np.uint8), SEX_WORDS),
            "head_age": np.ma.masked_array(self._ages(who), ~headed),
            "couples": out[5],
            **self._belongings(numbers, headed, who),
            "weight": self._home_weights(numbers),
        }

    def _belongings(self, numbers: Rows, headed: NDArray[np.bool_], who: Rows) -> Columns:
        """What households own, owe, earn and need in a month, in dollars of 2005."""
        household = self.store.household
        heads = who[headed]
        told: dict[str, Any] = {}
        for name, view in (("income", "income_at_home"), ("needs", "poverty_line")):
            dollars = np.full(len(numbers), np.nan, np.float32)
            dollars[headed] = self.engine.look(view, heads) / CENTS
            told[name] = np.ma.masked_array(dollars, ~headed)
        money = {name: household[name][numbers].astype(np.float32) / CENTS for name in ("cash", "debt")}
        owned = {name: household[name][numbers].astype(np.bool_) for name in ("vehicle", "business")}
        house = Coded(household["house_stage"][numbers].astype(np.uint8), HOUSE_WORDS)
        return {**told, **money, "house": house, "fields": household["fields"][numbers].astype(np.int16), **owned}

    def _couple_weights(self, at: Rows, his: Rows) -> NDArray[np.float64]:
        """The mean of what she and he stand for, by his stratum beside hers (weight share method)."""
        strata = np.array(self.weights)
        own, other = (strata[self._column("stratum", rows)] for rows in (self.rows[at], his))
        weights: NDArray[np.float64] = self.weight[at] * (1.0 + 0.5 * (other / own - 1.0))
        return weights

    def _home_weights(self, numbers: Rows) -> NDArray[np.float64]:
        """The mean of what the members of each home stand for (weight share method, Lavallée 2007)."""
        home = self._column("home").astype(np.int64)
        first = np.zeros(self.store.household.n)
        first[home] = self.weight
        members = np.bincount(home, minlength=len(first))
        apart = np.bincount(home, self.weight - first[home], minlength=len(first))
        weights: NDArray[np.float64] = first[numbers] + apart[numbers] / members[numbers]
        return weights

    def _children(self) -> Columns:
        at = np.flatnonzero(self.age < kin.CHILDHOOD)
        rows = self.rows[at]
        facts = {name: values[at] for name, values in self.facts.items()}
        flags = {
            name: facts[name].astype(np.bool_)
            for name in ("mother_present", "father_present", "mother_alive", "father_alive")
        }
        return {
            "year": self._years(len(at)),
            "person": self.keys["person"][at],
            "sex": Coded(self._column("sex", rows), SEX_WORDS),
            "age": self.age[at],
            **self._where(self.place[at], self._column("home", rows)),
            "home": self.keys["home"][at],
            "dwelling": self.keys["dwelling"][at],
            **flags,
            "grandmother_alive": facts["living_grandmothers"] > 0,
            "grandmother_present": facts["grandmother_present"].astype(np.bool_),
            "education": self._column("schooling", rows).astype(np.int16),
            "in_school": self._column("in_school", rows).astype(np.bool_),
            **company(self.store.person, rows),
            "weight": self.weight[at],
        }


def _both(n: int) -> Coded:
    return Coded(np.full(n, BOTH_SEXES.index("both"), np.uint8), BOTH_SEXES)


def population_table(world: World, year: int, places: Places) -> Columns:
    """Everybody by place, sex and weight, with the mean age."""
    n, strata = len(world.pack.places), len(world.weights)
    people = world.engine.strata.people().reshape(strata, n, 2, GROUPS).sum(axis=3)
    years = np.zeros((strata, n, 2), np.int64)
    person = world.store.person
    for number in range(strata):
        cell = person["cell"] if strata == 1 else np.where(person["stratum"] == number, person["cell"], DEAD)
        kin.ages_by_place(cell, person["birth"], world.month, CELLS_A_PLACE, GROUPS, DEAD, years[number])
    stratum, place, sex = np.nonzero(people)
    return {
        "year": np.full(len(place), year, np.int16),
        **places(place),
        "sex": Coded(sex.astype(np.uint8), SEX_WORDS),
        "population": people[stratum, place, sex],
        "mean_age": years[stratum, place, sex] / people[stratum, place, sex],
        "weight": np.array(world.weights)[stratum],
    }
