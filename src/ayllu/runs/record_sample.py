"""Who is recorded one by one, each with a weight: all members of a keyed sample of communities.

A diaspora is one community for a whole destination; there homes are drawn instead, by their keys.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.resources import SAMPLE_ABROAD, SAMPLE_PEOPLE
from ayllu.runs.world import World

Floats = NDArray[np.float64]
GONE = -1.0
BY_HOME = 2.0**-1000
"""Rank of a diaspora in a sample: it stays, and some of its homes are recorded."""
EVERY_HOME = 2**64 - 1
AREAS, _ABROAD = 3, 2
"""Countryside, towns and abroad, and which of them abroad is."""


@dataclass
class Sample:
    """Communities whose members are recorded, and those that they founded; by number of community on the first day:

    rank: where it stands among those of its kind (0 the first, below 1 the last), GONE if it is not recorded, or
    no longer, BY_HOME for a diaspora. kind: country, area or abroad, and stratum as one number. share: of the people
    of its kind, those recorded; of a diaspora, its homes.
    """

    world: World
    rank: Floats
    kind: NDArray[np.int64]
    share: Floats

    @staticmethod
    def draw(world: World, records: str) -> "Sample":
        """Choose communities for 'sample'; 'all' takes every one for good, 'counts' none.

        Communities of a kind stand in the order of their keys, and their rank is the share of its people that comes
        before. Those of like rank stay or go together, so countries and areas are represented in proportion.
        """
        community, person = world.store.community, world.store.person
        home = world.store.household["community"][person["home"]]
        stratum = np.zeros(community.n, np.int64)
        stratum[home] = person["stratum"]
        kind = _strata(world)[community["place"]] + stratum * AREAS * len(world.pack.countries)
        rank = np.full(community.n, GONE if records == "counts" else 0.0)
        if records == "sample":
            size = community["size"].astype(np.int64)
            for number in np.unique(kind):
                own = np.flatnonzero(kind == number)
                own = own[np.argsort(community["key"][own])]
                rank[own] = (np.cumsum(size[own]) - size[own]) / max(size[own].sum(), 1)
            rank[kind % AREAS == _ABROAD] = BY_HOME
        return Sample(world, rank, kind, np.where(rank >= 0, 1.0, 0.0))

    @staticmethod
    def restored(world: World, state: Floats) -> "Sample":
        """The sample of a checkpoint."""
        return Sample(world, state[0], state[1].astype(np.int64), state[2])

    @property
    def state(self) -> Floats:
        """What a checkpoint must hold."""
        return np.stack([self.rank, self.kind.astype(np.float64), self.share])

    @property
    def everybody(self) -> bool:
        """Whether everybody is recorded and always will be."""
        return bool((self.rank == 0).all())

    @property
    def communities(self) -> Floats:
        """For each community of now, the share recorded of those like it (of its homes, abroad), 0 if it is not."""
        found: Floats = self.share[self._roots()]
        return found

    @property
    def limits(self) -> NDArray[np.uint64]:
        """For each community of now, the key below which a home of it is recorded."""
        roots = self._roots()
        share = self.share[roots]
        drawn = (self.rank[roots] == BY_HOME) & (share < 1)
        some = np.where(drawn, share, 0.0) * 2.0**64
        limits: NDArray[np.uint64] = np.where(drawn, some.astype(np.uint64), np.uint64(EVERY_HOME))
        return np.where(share > 0, limits, np.uint64(0))

    def _roots(self) -> NDArray[np.int64]:
        """The community of the first day that each community of now goes back to."""
        community = self.world.store.community
        roots = np.arange(community.n)
        _inherit(roots, community["next"])
        return roots

    def thin(self) -> None:
        """Leave out communities from the last by rank on, until about SAMPLE_PEOPLE live in those that stay.

        Focus places have as many of their own. The first of each kind always stays. Of the homes of diasporas as
        many stay as about SAMPLE_ABROAD live in.
        """
        community = self.world.store.community
        people = np.bincount(self._roots(), weights=community["size"], minlength=len(self.rank))
        focus = self.kind >= AREAS * len(self.world.pack.countries)
        abroad, before = self.rank == BY_HOME, self.share
        last_first = np.lexsort((community["key"][: len(self.rank)], -self.rank))
        for panel in (focus & ~abroad, ~focus & ~abroad):
            recorded = people[panel & (self.rank >= 0)].sum()
            for root in last_first[panel[last_first] & (self.rank[last_first] > 0)]:
                if recorded - people[root] / 2 <= SAMPLE_PEOPLE:
                    break
                self.rank[root] = GONE
                recorded -= people[root]
        taken = self.rank >= 0
        whole, kept = (np.bincount(self.kind, weights=people * of) for of in (1.0, taken))
        shares = np.divide(kept, whole, out=np.ones(len(whole)), where=whole > 0)
        self.share = np.where(taken, shares[self.kind], 0.0)
        drawn = SAMPLE_ABROAD / max(people[abroad].sum(), SAMPLE_ABROAD)
        self.share[abroad] = np.minimum(before[abroad], drawn)

    def members(self) -> NDArray[np.int64]:
        """Living members of recorded communities, wherever they sleep, by community, home and key.

        While people grow in number, more and more communities are left out, so that about as many stay recorded.
        """
        self.thin()
        person, household = self.world.store.person, self.world.store.household
        community = household["community"]
        drawn = household["key"] < self.limits[community]
        homes = np.flatnonzero(drawn & (household["size"].astype(np.int64) > 0))
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
    """Country and area, or abroad, of each place as one number."""
    places = world.pack.places
    return np.array([AREAS * p.country + (_ABROAD if p.destination else p.area) for p in places], np.int64)


@njit(nogil=True, cache=True)
def _inherit(roots, following):  # type: ignore[no-untyped-def]
    """A community founded by a full one goes back to the same; the founded have higher numbers."""
    for c in range(len(roots)):
        if following[c] >= 0:
            roots[following[c]] = roots[c]


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
