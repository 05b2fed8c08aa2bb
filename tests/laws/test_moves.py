"""Moves between places: everybody who leaves arrives, events tell the truth, and places, dwellings and homes agree."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from small_worlds import MONTHS, base, lived, world

from ayllu.engine.plain_homes import gather_party as plain_party
from ayllu.engine.plain_people import read_people
from ayllu.engine.settle_homes import MOST_PARTY, PARTY_CODES, gather_party
from ayllu.loops import rows as core
from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.runs import checkpoint
from ayllu.runs.world import Options, World
from ayllu.verification.builds import build
from ayllu.verification.invariants import broken
from ayllu.verification.peers import one_more_migrant as more
from ayllu.words.errors import ModelError

HOME, ABROAD = "home", "abroad"
BETWEEN = 10
WAYS = {
    "migration": {(HOME, HOME)},
    "flight": {(HOME, HOME)},
    "seasonal_leave": {(HOME, HOME)},
    "homecoming": {(HOME, HOME)},
    "emigration": {(HOME, ABROAD), (ABROAD, ABROAD)},
    "return": {(ABROAD, HOME)},
}
"""From where to where each event takes people."""


@dataclass(frozen=True)
class Journey:
    """Somebody went from one place to another."""

    month: int
    event: str
    step: str
    key: int
    origin: int
    goal: int


class Atlas:
    """Follows everybody's place through a world, by key, from the events that the engine raises."""

    def __init__(self, found: World) -> None:
        self.found, self.step = found, ""
        self.places = found.engine.setting.places
        self.place = places_of(found)
        self.journeys: list[Journey] = []
        self.born: Counter[int] = Counter()
        found.engine.listeners.append(self._hear)
        found.engine.watchers.append(self._watch)

    def _watch(self, planned: object, _rows: object) -> None:
        self.step = getattr(planned, "name", "")

    def _hear(self, event: str, rows: np.ndarray) -> None:
        person = self.found.store.person
        for row in rows.tolist():
            key, place = int(person["key"][row]), int(person["cell"][row]) // CELLS_A_PLACE
            if event == "birth":
                self.place[key] = place
                self.born[place] += 1
            elif event in WAYS:
                self.journeys.append(Journey(self.found.month, event, self.step, key, self.place[key], place))
                self.place[key] = place

    def advance(self) -> Iterator[Journey]:
        """Live through a month and tell its journeys."""
        self.journeys.clear()
        self.born.clear()
        self.found.advance()
        yield from self.journeys

    def side(self, place: int) -> str:
        """At home or abroad."""
        return ABROAD if self.places["destination"][place] else HOME


def places_of(found: World) -> dict[int, int]:
    """Key of each living person -> place where she or he sleeps."""
    person = found.store.person
    rows = np.flatnonzero(person["cell"] != DEAD)
    places = person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
    return dict(zip(person["key"][rows].tolist(), places.tolist(), strict=True))


@pytest.fixture(scope="module")
def travelled() -> list[Journey]:
    """All journeys of the hot years; on the way, that nobody changes place without an event."""
    atlas, told = Atlas(world("hot")), list[Journey]()
    for month in range(MONTHS):
        told += atlas.advance()
        now = places_of(atlas.found)
        moved = [f"{key:016x}" for key, place in now.items() if atlas.place[key] != place]
        assert not moved, f"month {month}: moved without an event: {moved}"
    return told


def test_events_tell_from_where_to_where(travelled: list[Journey]) -> None:
    places = world("hot").engine.setting.places
    side = [ABROAD if destination else HOME for destination in places["destination"]]
    wrong = Counter(
        (journey.event, journey.step, side[journey.origin], side[journey.goal])
        for journey in travelled
        if (side[journey.origin], side[journey.goal]) not in WAYS[journey.event]
    )
    assert not wrong
    assert {journey.event for journey in travelled} == set(WAYS)


def test_nobody_goes_to_the_other_country(travelled: list[Journey]) -> None:
    """The country of a place is that of origin, so no journey changes it."""
    country = world("hot").engine.setting.places["country"]
    assert not [journey for journey in travelled if country[journey.origin] != country[journey.goal]]


def test_who_goes_goes_somewhere(travelled: list[Journey]) -> None:
    assert not [journey for journey in travelled if journey.origin == journey.goal]


def test_on_the_first_day_nobody_has_fled_or_moved() -> None:
    """What the start population does not say is as at birth, not zero: zero is a month and a region."""
    found = world("hot")
    person, told = found.store.person, 0
    for name in ("displaced_since", "last_move"):
        column = found.plan.schema.declared[name]
        assert (person[name] == column.at_birth).all(), name
        told += column.at_birth != 0
    assert told == 2


def test_emigrants_come_from_a_community_at_home() -> None:
    """From the first day on: those who went, those taken along, and children born abroad."""
    found = world("hot")
    places, community = found.engine.setting.places, found.store.community
    seen = 0
    for _ in range(3):
        person = found.store.person
        living = np.flatnonzero(person["cell"] != DEAD)
        place = person["cell"][living].astype(np.int64) // CELLS_A_PLACE
        root = person["root_community"][living].astype(np.int64)[places["destination"][place] > 0]
        assert (root >= 0).all()
        at = community["place"][root].astype(np.int64)
        assert (places["destination"][at] == 0).all()
        seen += len(root)
        found.advance(MONTHS // 2)
    assert seen > 50


def test_residence_follows_the_home() -> None:
    """Who is at home is counted in the region of the home, at the latest a year after it moved."""
    found = world("hot")
    places, late = found.engine.setting.places, dict[int, int]()
    homes = found.store
    for month in range(MONTHS):
        found.advance()
        person = homes.person
        living = np.flatnonzero(person["cell"] != DEAD)
        place = person["cell"][living].astype(np.int64) // CELLS_A_PLACE
        stands = homes.community["place"][homes.household["community"][person["home"][living]]]
        wrong = (places["region"][place] != person["lived_in"][living]) & (stands == place)
        keys = set(person["key"][living[wrong]].tolist())
        late = {key: late.get(key, 0) + 1 for key in keys}
        assert max(late.values(), default=0) <= 12, month


def test_only_couples_of_one_place_move_as_one() -> None:
    """In both engines a partner who lives in another place is not fetched."""
    found = world("hot")
    found.advance(MONTHS)
    store, party = found.store, np.empty(MOST_PARTY + 2, np.int64)
    people, homes, age = core.people(store), core.homes(store), found.engine.setting.ages.dependent_age
    plain = {person.key: person for person in read_people(store, found.plan.schema).living}
    person, seen = store.person, Counter[bool]()
    for row in np.flatnonzero((person["cell"] != DEAD) & (person["partner"] >= 0)).tolist():
        mate = int(person["partner"][row])
        together = int(person["cell"][row]) // CELLS_A_PLACE == int(person["cell"][mate]) // CELLS_A_PLACE
        members = party[: gather_party(people, homes, row, PARTY_CODES["couple"], age, party)].tolist()
        assert (mate in members) == together
        twin = plain_party(plain[int(person["key"][row])], "couple", age)
        assert [each.key for each in twin] == person["key"][members].tolist()
        seen[together] += 1
    assert min(seen[True], seen[False]) > 5


def test_everybody_who_leaves_arrives() -> None:
    """People of each place change by births, deaths, arrivals and departures, as the engine counts them too."""
    found = world("hot")
    atlas = Atlas(found)
    places = len(atlas.places["country"])
    inside = went = passed = 0
    for _ in range(MONTHS):
        before = dict(atlas.place)
        journeys = list(atlas.advance())
        now = places_of(found)
        arrived, left = Counter(j.goal for j in journeys), Counter(j.origin for j in journeys)
        died = Counter(atlas.place.pop(key) for key in list(atlas.place) if key not in now)
        count, counted_before = Counter(now.values()), Counter(before.values())
        for place in range(places):
            change = atlas.born[place] - died[place] + arrived[place] - left[place]
            assert count[place] - counted_before[place] == change, place
        crossed = found.engine.crossed.reshape(2, places, CELLS_A_PLACE).sum(2)
        # who is taken along and moves again in the same settlement tells one journey, but comes and goes in between
        through = crossed - np.array(
            [[arrived[place] for place in range(places)], [left[place] for place in range(places)]]
        )
        assert (through >= 0).all() and through[0].tolist() == through[1].tolist()
        passed += int(through[0].sum())
        for country in np.unique(atlas.places["country"]).tolist():
            ours = {p for p in range(places) if atlas.places["country"][p] == country and atlas.side(p) == HOME}
            within = [j for j in journeys if j.origin in ours and j.goal in ours]
            crossing = sum(j.goal in ours for j in journeys) - sum(j.origin in ours for j in journeys)
            gone = sum((j.goal in ours) - (j.origin in ours) for j in journeys if j.event in ("emigration", "return"))
            assert crossing == gone, "moves inside a country change the number of its residents"
            inside += len(within)
            went += len([j for j in journeys if j.event == "emigration" and j.origin in ours])
    assert inside > 100 and went > 50 and passed < went // 50 + 2


def test_places_dwellings_and_communities_agree() -> None:
    """A person's place is that of the community in which the dwelling stands; neighbours are of the same place."""
    found = world("hot")
    apart = 0
    for _ in range(6):
        found.advance(MONTHS // 6)
        person, household, community = (found.store.tables()[name] for name in ("person", "household", "community"))
        living = np.flatnonzero(person["cell"] != DEAD)
        place = person["cell"][living].astype(np.int64) // CELLS_A_PLACE
        where = community["place"].astype(np.int64)
        asleep = household["community"][person["dwelling"][living]]
        assert (where[asleep] == place).all()
        of_home = where[household["community"][person["home"][living]]]
        country = found.engine.setting.places["country"]
        assert (country[of_home] == country[place]).all()
        apart += int((of_home != place).sum())
        check_chains(found)
        assert {law: n for law, (n, _) in broken(found.store, found.month - 1).items() if n} == {}
    assert apart > 50


def check_chains(found: World) -> None:
    """Every community is met once when the neighbours of the oldest ones are followed, all in the same place."""
    community = found.store.community
    following = community["next"].astype(np.int64)
    founded = np.zeros(community.n, bool)
    founded[following[following >= 0]] = True
    met: Counter[int] = Counter()
    for oldest in np.flatnonzero(~founded).tolist():
        at = oldest
        while at >= 0:
            met[at] += 1
            assert met[at] == 1, "a chain of communities meets another or runs in a circle"
            assert community["place"][at] == community["place"][oldest]
            at = int(following[at])
    assert len(met) == community.n
    assert len(np.unique(community["key"])) == community.n


def test_who_leaves_children_behind_keeps_the_home() -> None:
    """Homes where somebody sleeps are led by somebody who is there."""
    found = world("hot")
    found.advance(MONTHS)
    person, household = found.store.person, found.store.household
    living = np.flatnonzero(person["cell"] != DEAD)
    where = found.store.community["place"].astype(np.int64)[household["community"]]
    present = (person["cell"].astype(np.int64) // CELLS_A_PLACE)[living] == where[person["home"][living]]
    homes = np.unique(person["home"][living[present]])
    heads = household["head"][homes].astype(np.int64)
    assert ((person["cell"][heads].astype(np.int64) // CELLS_A_PLACE) == where[homes]).all()
    assert len(homes) > 100


@pytest.mark.parametrize("options", [{"threads": 2, "chunk": 40}, {"resort_share": 0.0, "everybody": True}])
def test_moves_do_not_depend_on_rows_or_threads(options: dict[str, int]) -> None:
    assert lived(options=Options(**{"everybody": False, **options})) == base()


def test_an_arrival_without_departure_stops_the_run() -> None:
    """The guard bites: somebody's cell is changed behind the books."""
    found = world("calm")
    person = found.store.person
    row = int(np.flatnonzero(person["cell"] < CELLS_A_PLACE)[0])
    person["cell"][row] += CELLS_A_PLACE
    with pytest.raises(ModelError, match="people by cell"):
        found.advance(12)


def test_one_more_migrant() -> None:
    """Who differs is linked to the one who went; other draws for everybody in one month would be noticed."""
    worlds = build(), build()
    for found in worlds:
        found.advance(more.GONE)
    migrant, began = more.migrant_of(worlds[1]), more.census(worlds[1])
    more.add_migrant(worlds[1], migrant)
    for found in worlds:
        found.advance(more.SOON)
    assert places_of(worlds[1])[migrant] == more.goal_of(worlds[1]) != places_of(worlds[0])[migrant]
    soon = more.difference(*worlds, migrant, began, counted=False)
    assert soon.unlinked == 0 and soon.by_link["kin"] >= 1 and soon.same > 500
    worlds[1].engine.seed = np.uint64(99)
    for found in worlds:
        found.advance()
    assert more.difference(*worlds, migrant, began, counted=True).unlinked > 10


def test_a_run_goes_on_between_two_counts(tmp_path: Path) -> None:
    """Stopped in the middle of the months between two counts of people, a run goes on to the same lives."""
    whole, stopped = world("hot"), world("hot")
    between = [tally.step.every for tally in whole.plan.tallies]
    assert all(BETWEEN % every for every in between)
    whole.advance(BETWEEN + 6)
    stopped.advance(BETWEEN)
    checkpoint.save(tmp_path, stopped, {}, {})
    found = checkpoint.read(checkpoint.read_all(tmp_path)[0])
    assert found is not None
    resumed = world("hot", store=found.store, month=found.month)
    found.restore(resumed)
    resumed.advance(6)
    assert resumed.digest() == whole.digest()
