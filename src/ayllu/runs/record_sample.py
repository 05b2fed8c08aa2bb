"""Who is recorded one by one: all members of a keyed sample of communities, each with a weight."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.resources import SAMPLE_PEOPLE
from ayllu.runs.world import World

Floats = NDArray[np.float64]


@dataclass
class Sample:
    """Communities whose members are recorded, chosen once; those that they found later are recorded too.

    taken: by number of community at the time of the choice, the share of communities like it that are recorded if
    it is, and 0 if it is not.
    """

    world: World
    taken: Floats

    @staticmethod
    def draw(world: World, records: str) -> "Sample":
        """Choose communities for 'sample'; 'all' takes every one, 'counts' none.

        Countries and areas are represented in proportion: in each, communities are taken in the order of
        their keys until the share is reached that gives SAMPLE_PEOPLE in all. With fewer people, all are. Focus
        places have a choice of SAMPLE_PEOPLE of their own.
        """
        community, person = world.store.community, world.store.person
        size = community["size"].astype(np.int64)
        taken = np.full(community.n, float(records == "all"))
        if records != "sample":
            return Sample(world, taken)
        home = world.store.household["community"][person["home"]]
        stratum = np.zeros(community.n, np.int64)
        stratum[home] = person["stratum"]
        for chosen in (stratum == 0, stratum > 0):
            whole = max(size[chosen].sum() / SAMPLE_PEOPLE, 1.0)
            kind = _strata(world)[community["place"]] + stratum * 2 * len(world.pack.countries)
            for number in np.unique(kind[chosen]):
                own = np.flatnonzero(kind == number)
                own = own[np.argsort(community["key"][own])]
                before = np.cumsum(size[own]) - size[own]
                kept = own[before < size[own].sum() / whole] if whole > 1 else own
                taken[kept] = size[kept].sum() / max(size[own].sum(), 1) if whole > 1 else 1.0
        return Sample(world, taken)

    @property
    def communities(self) -> Floats:
        """For each community of now, the share recorded of those like it, 0 if it is not."""
        community = self.world.store.community
        taken = np.zeros(community.n)
        taken[: len(self.taken)] = self.taken
        _inherit(taken, community["next"])
        return taken

    def members(self) -> NDArray[np.int64]:
        """Living members of recorded communities, wherever they sleep, by community, home and key."""
        person, household = self.world.store.person, self.world.store.household
        community = household["community"]
        homes = np.flatnonzero((self.communities[community] > 0) & (household["size"].astype(np.int64) > 0))
        homes = homes[np.lexsort((household["key"][homes], community[homes]))]
        first, following = household["first_member"], person["next_home"]
        n = int(household["size"][homes].sum())
        rows: NDArray[np.int64] = _members(homes, first, following, person["key"], n)
        return rows

    def weights(self, rows: NDArray[np.int64]) -> Floats:
        """People that each of the recorded persons (all rows) stands for."""
        person, household = self.world.store.person, self.world.store.household
        place = person["cell"][rows] // CELLS_A_PLACE
        weight = self.base(person["stratum"][rows], household["community"][person["home"][rows]])
        weights: Floats = weight * self.raised(place, weight)[place]
        return weights

    def base(self, stratum: NDArray[Any], community: NDArray[Any]) -> Floats:
        """The weight of each stratum over the share of communities recorded; 0 outside of those recorded."""
        share = self.communities[community]
        own = np.array(self.world.weights)[stratum]
        base: Floats = np.divide(own, share, out=np.zeros(len(own)), where=share > 0)
        return base

    def raised(self, place: NDArray[Any], weight: Floats) -> Floats:
        """By what the base weights of the recorded are raised in each place, so that those of a country and area
        stand for all of it."""
        strata, own = _strata(self.world), np.array(self.world.weights)
        counted = self.world.engine.strata.people().reshape(len(own), -1, CELLS_A_PLACE).sum(axis=2)
        everybody = np.bincount(strata, weights=own @ counted)
        recorded = np.bincount(strata[place], weights=weight, minlength=len(everybody))
        fewer = (recorded > 0) & ~np.isclose(recorded, everybody)
        raised = np.divide(everybody, recorded, out=np.ones(len(everybody)), where=fewer)
        return np.asarray(raised[strata], np.float64)


def _strata(world: World) -> NDArray[np.int64]:
    """Country and area of each place as one number."""
    return np.array([place.country * 2 + place.area for place in world.pack.places], np.int64)


@njit(nogil=True, cache=True)
def _inherit(taken, following):  # type: ignore[no-untyped-def]
    """A community founded by a full one is recorded if that is; the founded have higher numbers."""
    for c in range(len(taken)):
        if following[c] >= 0:
            taken[following[c]] = taken[c]


@njit(nogil=True, cache=True)
def _members(homes, first, following, key, n):  # type: ignore[no-untyped-def]
    """Members of the homes in their order, and within a home by key."""
    rows = np.empty(n, np.int64)
    end = 0
    for home in homes:
        start, r = end, np.int64(first[home])
        while r >= 0:
            at = end
            while at > start and key[rows[at - 1]] > key[r]:
                rows[at] = rows[at - 1]
                at -= 1
            rows[at] = r
            end += 1
            r = np.int64(following[r])
    return rows[:end]
