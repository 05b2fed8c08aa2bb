"""Where people live at the end of a year, seen from moves: abroad, born elsewhere, newly come, displaced."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE, DEAD, GROUPS
from ayllu.runs.record_parts import Coded, Columns
from ayllu.runs.record_where import Where
from ayllu.runs.world import World
from ayllu.words.codes import (
    AGE_GROUPS,
    AREA_WORDS,
    COMPANY_WORDS,
    LEGAL_WORDS,
    NEVER,
    PROJECT_WORDS,
    RETURN_WORDS,
    SEX_WORDS,
    Area,
    LegalStatus,
    ReturnWay,
    Sex,
)
from ayllu.words.months import MONTHS_A_YEAR

STOCK_TABLES = (
    "abroad_year", "papers_year", "project_year", "return_year", "birthplace_year", "recent_year", "displaced_year",
    "child_abroad_year",
)  # fmt: skip
YEARS_ABROAD = ("0-4", "5-9", "10+")
ADULT = 16
"""Age from which people are counted by why they came back."""
RECENT_YEARS = 5
"""Censuses ask where one lived so many years ago; years abroad are told in spans of as many."""
BORN = ("home", "abroad")

_FIRST_AGED = AGE_GROUPS.index(RECENT_YEARS)

Rows = NDArray[Any]
Floats = NDArray[np.float64]
Words = dict[str, tuple[str, ...]]


class Stocks:
    """What everybody's residence history says at the end of a year. Tables that need a column the world lacks are left
    out; a destination abroad is where it is, whoever came there."""

    def __init__(self, world: World, where: Where, year: int) -> None:
        self.world, self.where, self.year, self.month = world, where, year, world.month
        self.person = world.store.person
        self.weights = np.array(world.weights)
        self.destinations = ("home", *(region.code for region in world.pack.regions if region.destination))
        self.region_abroad = np.array([region.destination for region in world.pack.regions], np.int64)
        self.place_abroad = np.array([place.destination for place in world.pack.places], np.int64)
        cells = np.full(int(DEAD) + 1, -1, np.int64)
        cells[: len(self.place_abroad) * CELLS_A_PLACE] = np.repeat(self.place_abroad, CELLS_A_PLACE)
        self.abroad = cells.astype(np.int16)[self.person["cell"]]
        """Destination of everybody; -1 for the dead."""
        self.at_home = np.flatnonzero(self.abroad == 0)

    def tables(self) -> dict[str, Columns]:
        """The tables by name."""
        held = set(self.world.plan.schema.person)
        found: dict[str, Columns] = {}
        if len(self.destinations) > 1:
            found["abroad_year"] = self._abroad(held)
            found["child_abroad_year"] = self._children()
            if "papers" in held:
                found["papers_year"] = self._papers(held)
        if "birth_region" in held:
            found["birthplace_year"] = self._birthplaces()
        if {"came_from", "last_move"} <= held:
            found["recent_year"] = self._recent()
        if {"project", "company"} <= held and len(self.destinations) > 1:
            found["project_year"] = self._projects()
        if {"return_way", "came_from", "last_move"} <= held and len(self.destinations) > 1:
            found["return_year"] = self._returned()
        if {"displaced_since", "fled_from"} <= held:
            found["displaced_year"] = self._displaced()
        return found

    def _weight(self, rows: Rows) -> Floats:
        weight: Floats = self.weights[self.person["stratum"][rows]]
        return weight

    def _place(self, rows: Rows) -> Rows:
        places: Rows = self.person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
        return places

    def _counted(self, rows: Rows, codes: dict[str, Rows], words: Words, **sums: Floats) -> dict[str, Any]:
        """One row for each combination of codes that occurs, with sums of weights times the given values."""
        shape = tuple(len(words[name]) for name in codes)
        flat = np.ravel_multi_index(tuple(code.astype(np.int64) for code in codes.values()), shape)
        size = int(np.prod(shape))
        there = np.flatnonzero(np.bincount(flat, minlength=size))
        weight = self._weight(rows)
        # bincount of nobody forgets that weights are fractions
        totals = {
            name: np.bincount(flat, weight * value, size)[there].astype(np.float64) for name, value in sums.items()
        }
        found = zip(codes, np.unravel_index(there, shape), strict=True)
        dimensions = {name: Coded(index.astype(np.uint8), words[name]) for name, index in found}
        return {"year": np.full(len(there), self.year, np.int16), **dimensions, **totals}

    @property
    def _words(self) -> Words:
        where = self.where
        return {
            "country": where.countries,
            "region": where.regions,
            "birth_region": where.regions,
            "from_region": where.regions,
            "area": AREA_WORDS,
            "sex": SEX_WORDS,
            "destination": self.destinations,
            "years_abroad": YEARS_ABROAD,
            "born": BORN,
            "papers": LEGAL_WORDS,
            "age_group": tuple(map(str, AGE_GROUPS)),
            "project": PROJECT_WORDS,
            "company": COMPANY_WORDS,
            "return_way": RETURN_WORDS,
        }

    def _there(self, rows: Rows, held: set[str]) -> dict[str, Rows]:
        """Who people abroad are; years count from the last move, or from birth."""
        person, place = self.person, self._place(rows)
        since = person["birth"][rows].astype(np.int64)
        born = np.zeros(len(rows), np.int64)
        if "last_move" in held:
            since = np.maximum(since, person["last_move"][rows])
        if "birth_region" in held:
            born = (self.region_abroad[person["birth_region"][rows]] > 0).astype(np.int64)
        spans = (self.month - since) // MONTHS_A_YEAR // RECENT_YEARS
        return {
            "country": self.where.index["country"][place],
            "destination": self.place_abroad[place],
            "sex": person["cell"][rows].astype(np.int64) // GROUPS % 2,
            "years_abroad": np.minimum(spans, len(YEARS_ABROAD) - 1),
            "born": born,
        }

    def _abroad(self, held: set[str]) -> Columns:
        """Emigrants and their children by age."""
        rows = np.flatnonzero(self.abroad > 0)
        there = self._there(rows, held)
        codes = {**there, "age_group": self.person["cell"][rows].astype(np.int64) % GROUPS}
        names = ("country", "destination", "sex", "age_group", "years_abroad", "born")
        table = self._counted(rows, {name: codes[name] for name in names}, self._words, people=np.ones(len(rows)))
        return {**table, "age_group": np.array(AGE_GROUPS, np.int16)[table["age_group"].codes]}

    def _papers(self, held: set[str]) -> Columns:
        """Emigrants and their children by papers; `persons` are those simulated, for the smallest cell shown."""
        rows = np.flatnonzero(self.abroad > 0)
        # who came before the first month and has not been asked yet counts as having papers
        papers = self.person["papers"][rows]
        status = np.where(papers == LegalStatus.NONE, LegalStatus.REGULAR, papers)
        codes = {**self._there(rows, held), "papers": status}
        ones = np.ones(len(rows))
        return self._counted(rows, codes, self._words, people=ones, persons=1.0 / self._weight(rows))

    def _projects(self) -> Columns:
        """People abroad by what they went for and with whom they set out."""
        rows = np.flatnonzero(self.abroad > 0)
        place, person = self._place(rows), self.person
        codes: dict[str, Rows] = {
            "country": self.where.index["country"][place],
            "destination": self.place_abroad[place],
            **self._sex(rows),
            "project": person["project"][rows],
            "company": person["company"][rows],
        }
        return self._counted(rows, codes, self._words, people=np.ones(len(rows)))

    def _returned(self) -> Columns:
        """Residents whose last move of this year was a return from abroad, by where from and why; who came along has
        no way of her or his own."""
        person, rows = self.person, self.at_home
        came = self.region_abroad[person["came_from"][rows]] > 0
        rows = rows[came & (self.month - person["last_move"][rows].astype(np.int64) <= MONTHS_A_YEAR)]
        codes: dict[str, Rows] = {
            "country": self.where.index["country"][self._place(rows)],
            "destination": self.region_abroad[person["came_from"][rows]],
            **self._sex(rows),
            "return_way": np.where(person["age"][rows] >= ADULT, person["return_way"][rows], ReturnWay.NONE),
        }
        return self._counted(rows, codes, self._words, people=np.ones(len(rows)))

    def _birthplaces(self) -> Columns:
        """Residents by region of birth."""
        rows = self.at_home
        codes = {**self._home(rows, area=True), "birth_region": self.person["birth_region"][rows], **self._sex(rows)}
        return self._counted(rows, codes, self._words, people=np.ones(len(rows)))

    def _recent(self) -> Columns:
        """Residents aged five and over by the region of five years ago, as the last move tells it."""
        rows = self.at_home
        rows = rows[self.person["cell"][rows] % GROUPS >= _FIRST_AGED]
        codes = self._home(rows)
        moved = self.month - self.person["last_move"][rows].astype(np.int64) <= RECENT_YEARS * MONTHS_A_YEAR
        before = np.where(moved, self.person["came_from"][rows], codes["region"])
        codes = {**codes, "from_region": before, **self._sex(rows)}
        return self._counted(rows, codes, self._words, people=np.ones(len(rows)))

    def _home(self, rows: Rows, area: bool = False) -> dict[str, Rows]:
        place = self._place(rows)
        names = ("country", "region", "area") if area else ("country", "region")
        return {name: self.where.index[name][place] for name in names}

    def _sex(self, rows: Rows) -> dict[str, Rows]:
        return {"sex": self.person["sex"][rows]}

    def _displaced(self) -> Columns:
        """People who fled and are not back, those who are back, and the homes led by displaced people.

        Back is who lives again in the countryside of the region from which she or he fled.
        """
        person, index = self.person, self.where.index
        rows = self.at_home[person["displaced_since"][self.at_home] > NEVER]
        place = self._place(rows)
        back = (index["region"][place] == person["fled_from"][rows]) & (index["area"][place] == Area.RURAL)
        heads = self.world.store.household["head"][person["home"][rows]]
        leads = (heads == rows) & ~back
        woman = leads & (person["sex"][rows] == Sex.FEMALE)
        mate = person["partner"][rows]
        together = (mate >= 0) & (person["dwelling"][np.maximum(mate, 0)] == person["dwelling"][rows])
        codes = {"country": index["country"][place], "from_region": person["fled_from"][rows]}
        return self._counted(
            rows, codes, self._words, households=leads * 1.0, led_by_women=woman * 1.0,
            led_by_women_without_partner=(woman & ~together) * 1.0, people=~back * 1.0, came_back=back * 1.0,
        )  # fmt: skip

    def _children(self) -> Columns:
        """Women at home with a living child, and those of them with a child abroad."""
        mother = self.person["mother"]
        has = np.zeros((2, self.person.n), np.bool_)
        for number, children in enumerate((self.abroad >= 0, self.abroad > 0)):
            links = mother[children]
            has[number, links[links >= 0]] = True
        rows = np.flatnonzero(has[0] & (self.abroad == 0))
        sums = {"mothers": np.ones(len(rows)), "with_child_abroad": has[1, rows] * 1.0}
        return self._counted(rows, self._home(rows), self._words, **sums)
