"""The monthly books as tables: the engine's own, or, with several weights, people and partners by stratum."""

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.generate import EVENT_NUMBER
from ayllu.population.schema import DEAD
from ayllu.runs.record_parts import Coded, Columns
from ayllu.runs.record_where import BOTH_SEXES, EVERYWHERE
from ayllu.runs.world import World

ACCOUNTS = ("people", "unions", "households")
RESIDENCES = ("home", "abroad", EVERYWHERE)
_PEOPLE, _UNIONS, _HOUSEHOLDS = range(len(ACCOUNTS))
_BIRTH, _DEATH, _UNION = (EVENT_NUMBER[event] for event in ("birth", "death", "union"))
_NOBODY = -1
"""Stratum of an account that has no weight."""

Rows = NDArray[np.int64]


class Books:
    """Takes down the accounts of a month: account, group, opening, more, less, births, deaths, closing, stratum.

    With one weight they are the engine's. With several, people are taken down for each, unions as people in one,
    each standing for half a union, and households as simulated, because their members may have different weights.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.several = len(world.weights) > 1
        if self.several:
            self.people, self.partners = self._count()

    def rows(self) -> Rows:
        """The accounts of the month that has just been lived through."""
        happened = self.world.engine.strata.occurrences
        births, deaths = (self._by_group(happened[:, event]) for event in (_BIRTH, _DEATH))
        whole = births.sum(axis=0), deaths.sum(axis=0)
        told = []
        for row in self.world.engine.books.rows:
            account, group = ACCOUNTS.index(str(row["account"])), int(row["group"])
            vital = [int(each[group]) if account == _PEOPLE else 0 for each in whole]
            told.append([account, group, row["opening"], row["more"], row["less"], *vital, row["closing"], 0])
        kept = np.array(told, np.int64)
        if not self.several:
            return kept
        kept = kept[kept[:, 0] == _HOUSEHOLDS]
        kept[:, -1] = _NOBODY
        people, partners = self._count()
        come, gone = (self._by_group(each) for each in self.world.engine.crossed)
        lives = self._people((self.people, births + come, deaths + gone, births, deaths, people))
        found = [lives, self._unions(partners, happened[:, _UNION].sum(axis=1)), kept]
        self.people, self.partners = people, partners
        return np.vstack(found)

    def columns(self, rows: Rows) -> Columns:
        """The table of accounts with the month before them, in columns."""
        month, account, group, opening, more, less, births, deaths, closing, stratum = rows
        countries = tuple(country.code for country in self.world.pack.countries)
        abroad, nation = np.divmod(group // 2, len(countries))
        of_people = account == _PEOPLE
        return {
            "month": month.astype(np.int16),
            "account": Coded(account.astype(np.uint8), ACCOUNTS),
            "country": _coded(nation, group, (*countries, EVERYWHERE)),
            "residence": _coded(abroad, group, RESIDENCES),
            "sex": _coded(group % 2, group, BOTH_SEXES),
            "opening": opening,
            "births": births,
            "deaths": deaths,
            "arrivals": np.where(of_people, more - births, 0),
            "departures": np.where(of_people, less - deaths, 0),
            "formed": np.where(of_people, 0, more),
            "ended": np.where(of_people, 0, less),
            "closing": closing,
            "gap": closing - (opening + more - less),
            "weight": self._weights(account, stratum),
        }

    def _weights(self, account: Rows, stratum: Rows) -> NDArray[np.float64]:
        """What one unit of each row stands for; masked where it has no weight."""
        halves = np.where((account == _UNIONS) & self.several, 0.5, 1.0)
        weight = np.array(self.world.weights)[stratum] * halves
        return np.ma.masked_array(weight, stratum == _NOBODY) if self.several else weight

    def _people(self, flows: tuple[Rows, ...]) -> Rows:
        """People by stratum and group."""
        size, groups = flows[0].size, flows[0].shape[1]
        strata, group = np.divmod(np.arange(size), groups)
        return np.column_stack([np.full(size, _PEOPLE), group, *(flow.ravel() for flow in flows), strata])

    def _unions(self, partners: Rows, united: Rows) -> Rows:
        """People in unions by stratum."""
        number = np.arange(len(partners))
        account, nobody = np.full(len(number), _UNIONS), np.zeros(len(number), np.int64)
        parted = self.partners + united - partners
        flows = (self.partners, united, parted, nobody, nobody, partners)
        return np.column_stack([account, nobody - 1, *flows, number])

    def _count(self) -> tuple[Rows, Rows]:
        """The living by stratum and group, and those with a partner by stratum."""
        world = self.world
        person = world.store.person
        paired = (person["partner"] >= 0) & (person["cell"] != DEAD)
        partners = np.bincount(person["stratum"][paired], minlength=len(world.weights))
        return self._by_group(world.engine.strata.people()), partners

    def _by_group(self, cells: Rows) -> Rows:
        group = self.world.engine.books.group
        n = int(group.max()) + 1
        return np.array([np.bincount(group, weights=own, minlength=n) for own in cells]).astype(np.int64)


def _coded(codes: Rows, group: Rows, words: tuple[str, ...]) -> Coded:
    """Words of the groups; the last one where there are none."""
    return Coded(np.where(group < 0, len(words) - 1, codes).astype(np.uint8), words)
