"""Who is recorded one by one: all members of a keyed sample of communities, each with a weight."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.resources import SAMPLE_PEOPLE
from ayllu.runs.world import World

Flags = NDArray[np.bool_]


@dataclass
class Sample:
    """Communities whose members are recorded, chosen once; those that they found later are recorded too.

    taken: by number of community at the time of the choice.
    """

    world: World
    taken: Flags

    @staticmethod
    def draw(world: World, records: str) -> "Sample":
        """Choose communities for 'sample'; 'all' takes every one, 'counts' none.

        Countries and areas are represented in proportion: in each, communities are taken in the order of
        their keys until the share is reached that gives SAMPLE_PEOPLE in all. With fewer people, all are.
        """
        community = world.store.community
        size = community["size"].astype(np.int64)
        everybody = records == "all" or size.sum() <= SAMPLE_PEOPLE
        taken = np.full(community.n, everybody and records != "counts")
        if records != "sample" or everybody:
            return Sample(world, taken)
        stratum = _strata(world)[community["place"]]
        for number in np.unique(stratum):
            own = np.flatnonzero(stratum == number)
            own = own[np.argsort(community["key"][own])]
            before = np.cumsum(size[own]) - size[own]
            taken[own] = before < size[own].sum() * SAMPLE_PEOPLE / size.sum()
        return Sample(world, taken)

    @property
    def communities(self) -> Flags:
        """Whether each community of now is recorded."""
        community = self.world.store.community
        taken = np.zeros(community.n, np.bool_)
        taken[: len(self.taken)] = self.taken
        _inherit(taken, community["next"])
        return taken

    def members(self) -> NDArray[np.int64]:
        """Living members of recorded communities, wherever they sleep, by community, home and key."""
        person, household = self.world.store.person, self.world.store.household
        community = household["community"]
        homes = np.flatnonzero(self.communities[community] & (household["size"].astype(np.int64) > 0))
        homes = homes[np.lexsort((household["key"][homes], community[homes]))]
        first, following = household["first_member"], person["next_home"]
        n = int(household["size"][homes].sum())
        rows: NDArray[np.int64] = _members(homes, first, following, person["key"], n)
        return rows

    def weights(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """People that one recorded person or household stands for, by place.

        All people of the place's country and area over those recorded (rows), by the scale of the world.
        """
        strata = _strata(self.world)
        exposure = self.world.engine.exposure.reshape(-1, CELLS_A_PLACE).sum(axis=1)
        people = np.bincount(strata, weights=exposure)
        place = self.world.store.person["cell"][rows] // CELLS_A_PLACE
        recorded = np.bincount(strata[place], minlength=len(people))
        ratio = np.divide(people, recorded, out=np.zeros(len(people)), where=recorded > 0)
        weights: NDArray[np.float64] = ratio[strata] / self.world.scale
        return weights


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
