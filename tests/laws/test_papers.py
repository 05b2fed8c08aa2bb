"""Papers follow borders: nobody at home has any, everybody abroad does, and what they forbid does not happen."""

from functools import cache

import numpy as np
from small_worlds import world

from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.runs.world import World
from ayllu.words.codes import NEVER, LegalStatus, Sex

MONTHS = 36


class Witnessed:
    """The hot years, with the papers that people had just after the events of interest."""

    def __init__(self) -> None:
        self.world = world("hot")
        self.papers: dict[str, list[int]] = {}
        self.destinations: dict[str, list[int]] = {}
        self.world.engine.listeners.append(self._note)
        self.held: set[int] = set()
        for _ in range(MONTHS):
            self.world.advance()

    def _note(self, event: str, rows: np.ndarray) -> None:
        person = self.world.store.person
        self.papers.setdefault(event, []).extend(person["papers"][rows].tolist())
        self.destinations.setdefault(event, []).extend(abroad(self.world, rows).tolist())
        keys = set(person["key"][rows].tolist())
        if event == "trafficking":
            self.held |= keys
        elif event == "release":
            assert keys <= self.held
            self.held -= keys
        elif event in ("emigration", "return", "visit", "regularisation"):
            assert not keys & self.held, f"{event} of somebody who is not free"


def abroad(found: World, rows: np.ndarray) -> np.ndarray:
    """Destination of each row; 0 at home."""
    return found.engine.setting.places["destination"][found.store.person["cell"][rows].astype(int) // CELLS_A_PLACE]


@cache
def hot() -> Witnessed:
    return Witnessed()


def test_papers_belong_to_people_abroad() -> None:
    found = hot().world
    person = found.store.person
    rows = np.flatnonzero(person["cell"] != DEAD)
    there = abroad(found, rows) > 0
    papers = person["papers"][rows]
    assert there.sum() > 50 and (papers[there] != LegalStatus.NONE).all()
    assert (papers[~there] == LegalStatus.NONE).all()
    assert {LegalStatus.IRREGULAR, LegalStatus.REGULAR, LegalStatus.NATURALISED} <= set(papers[there].tolist())
    assert (person["papers_since"][rows][there] > NEVER).mean() > 0.9


def test_who_is_held_is_taken_along_by_nobody() -> None:
    """Husbands abroad are held from one day on: wives and children go on or home, they do not."""
    found = world("hot")
    found.advance(MONTHS // 2)
    person, gone, families = found.store.person, set(), set()
    rows = np.flatnonzero((person["cell"] != DEAD) & (person["partner"] >= 0) & (person["sex"] == Sex.MALE))
    rows = rows[abroad(found, rows) > 0]
    person["papers"][rows] = LegalStatus.WITHHELD
    held, wives = set(person["key"][rows].tolist()), set(person["key"][person["partner"][rows]].tolist())

    def note(event: str, who: np.ndarray) -> None:
        keys = set(found.store.person["key"][who].tolist())
        if event == "release":
            held.difference_update(keys)
        elif event in ("emigration", "return"):
            gone.update(keys & held)
            families.update(keys & wives)

    found.engine.listeners.append(note)
    found.advance(MONTHS // 2)
    assert not gone and len(families) >= 5


def test_what_papers_forbid_does_not_happen() -> None:
    papers, destinations = hot().papers, hot().destinations
    assert min(papers["visit"]) >= LegalStatus.REGULAR and min(destinations["visit"]) > 0
    assert set(papers["deportation"]) == {LegalStatus.IRREGULAR} and min(destinations["deportation"]) > 0
    assert set(papers["turned_back"]) == {LegalStatus.IRREGULAR}
    assert set(papers["lapse"]) == {LegalStatus.IRREGULAR}


def test_who_is_sent_back_is_at_home_and_remembers() -> None:
    found = world("hot")
    told: dict[str, int] = {}

    def note(event: str, rows: np.ndarray) -> None:
        if event in ("deportation", "turned_back"):
            told.update({str(key): found.month for key in found.store.person["key"][rows].tolist()})

    found.engine.listeners.append(note)
    checked = 0
    for _ in range(MONTHS):
        told.clear()
        found.advance()
        person = found.store.person
        rows = np.flatnonzero(np.isin(person["key"], np.array([int(key) for key in told], np.uint64)))
        at_home = rows[(person["cell"][rows] != DEAD)]
        at_home = at_home[abroad(found, at_home) == 0]
        assert (person["papers_since"][at_home] == found.month - 1).all()
        assert len(at_home) >= len(told) - 1, "the deported are home in the same month, or have died, or are off again"
        checked += len(at_home)
    assert checked >= 10


def test_consulates_and_amnesties_change_papers() -> None:
    """The more ways there are, the fewer people are irregular."""

    def irregular(**changes: float) -> float:
        return float(np.mean([in_world(world("hot", changes=changes, seed=seed)) for seed in (1, 2, 3)]))

    def in_world(found: World) -> float:
        found.advance(30)
        person = found.store.person
        rows = np.flatnonzero(person["cell"] != DEAD)
        rows = rows[abroad(found, rows) > 0]
        return float((person["papers"][rows] == LegalStatus.IRREGULAR).mean())

    base = irregular()
    assert irregular(**{"legal_status.ties": 0.0, "legal_status.entry": 0.0}) > base + 0.1
    assert irregular(**{"consular_services.hostility": 1.0, "consular_services.patience": 1}) > base + 0.03
