"""People, unions and households balance every month, and so do the lists that hold kin and homes together."""

from collections import Counter

import numpy as np
import pytest
from small_worlds import MONTHS, world

from ayllu.population.schema import CELLS_A_PLACE, DEAD, GROUPS
from ayllu.population.store import Store
from ayllu.runs.world import Options, World
from ayllu.verification.invariants import broken
from ayllu.words.codes import Sex
from ayllu.words.errors import ModelError


def counted(found: World) -> dict[tuple[str, int], int]:
    """People by country and sex at home and then abroad, unions and households, counted one by one."""
    person = found.store.person
    cell = person["cell"][person["cell"] != DEAD].astype(np.int64)
    places = found.engine.setting.places
    country, abroad = (places[name][cell // CELLS_A_PLACE] for name in ("country", "destination"))
    countries = int(places["country"].max()) + 1
    people = np.bincount(((abroad > 0) * countries + country) * 2 + cell // GROUPS % 2, minlength=4 * countries)
    couples = int((person["partner"][person["cell"] != DEAD] >= 0).sum()) // 2
    homes = len(set(person["home"][person["cell"] != DEAD].tolist()))
    rows = {("people", group): int(number) for group, number in enumerate(people)}
    return {**rows, ("unions", -1): couples, ("households", -1): homes}


@pytest.mark.parametrize("scenario", ["calm", "hot"])
def test_every_account_balances_every_month(scenario: str) -> None:
    found = world(scenario)
    before, moved = counted(found), 0
    for _ in range(MONTHS):
        found.advance()
        after = counted(found)
        for row in found.engine.books.rows:
            account = (str(row["account"]), int(row["group"]))
            assert row["opening"] == before[account] and row["closing"] == after[account], account
            assert row["opening"] + row["more"] - row["less"] == row["closing"], account
            moved += int(row["more"]) + int(row["less"])
        assert {(row["account"], row["group"]) for row in found.engine.books.rows} == set(after)
        before = after
    assert moved > 50


def test_a_lost_person_stops_the_run() -> None:
    found = world("calm")
    found.engine.exposure[int(found.store.person["cell"][5])] += 1
    with pytest.raises(ModelError, match=r"counted one by one|live"):
        found.advance()


def test_a_union_of_one_stops_the_run_at_the_end_of_the_year() -> None:
    found = world("calm")
    united = np.flatnonzero(found.store.person["partner"] >= 0)[:2]
    found.store.person["partner"][united] = -1
    with pytest.raises(ModelError, match="unions are booked"):
        found.advance(12)


# Lists of kin and homes


def children_in_lists(store: Store) -> dict[int, list[int]]:
    """Children met when each parent's list is followed, the dead included: codes below -1 are tombs."""
    person, tomb = store.person, store.tomb

    def read(code: int, name: str) -> int:
        return int(person[name][code]) if code >= 0 else int(tomb[name][-2 - code])

    living = np.flatnonzero(person["cell"] != DEAD).tolist()
    found: dict[int, list[int]] = {}
    for parent in [*living, *(-2 - t for t in range(tomb.n))]:
        chain = "next_by_mother" if read(parent, "sex") == Sex.FEMALE else "next_by_father"
        child, own = read(parent, "first_child"), []
        while child != -1:
            assert len(own) <= 60, "a list of children runs in a circle"
            own.append(child)
            child = read(child, chain)
        found[parent] = own
    return found


def check_kin(store: Store) -> int:
    """Every child stands once in the list of each parent, youngest first; returns links through the dead."""
    person, tomb = store.person, store.tomb
    lists = children_in_lists(store)
    living = np.flatnonzero(person["cell"] != DEAD).tolist()
    expected: Counter[tuple[int, int]] = Counter()
    birth: dict[int, int] = {}
    for child in [*living, *(-2 - t for t in range(tomb.n))]:
        table, row = (person, child) if child >= 0 else (tomb, -2 - child)
        birth[child] = int(table["birth"][row])
        for link in ("mother", "father"):
            if table[link][row] != -1:
                expected[int(table[link][row]), child] += 1
    assert Counter((parent, child) for parent, own in lists.items() for child in own) == expected
    for own in lists.values():
        months = [birth[child] for child in own]
        assert months == sorted(months, reverse=True)
    return sum(parent < -1 for parent, _ in expected)


def check_homes(store: Store) -> None:
    """Members' lists hold each living person once; heads are members; no home is its own neighbour's."""
    person, household = store.person, store.household
    met: Counter[int] = Counter()
    for home in range(household.n):
        member, size = int(household["first_member"][home]), 0
        while member >= 0:
            assert person["home"][member] == home and person["cell"][member] != DEAD
            met[member] += 1
            size += 1
            assert size <= household["size"][home], "a list of members runs in a circle"
            member = int(person["next_home"][member])
        assert size == household["size"][home]
        if size:
            assert person["home"][household["head"][home]] == home
    living = np.flatnonzero(person["cell"] != DEAD)
    assert met == Counter(living.tolist())
    assert np.bincount(household["community"][person["home"][living]], minlength=store.community.n).tolist() == list(
        store.community["size"]
    )


@pytest.mark.parametrize("resort_share", [0, 0.1, 1e9])
def test_lists_hold_together(resort_share: float) -> None:
    found = world("hot", Options(resort_share=resort_share))
    through_the_dead = 0
    for _ in range(6):
        found.advance(6)
        through_the_dead = check_kin(found.store)
        check_homes(found.store)
        assert {law: n for law, (n, _) in broken(found.store, found.month - 1).items() if n} == {}
    assert through_the_dead > 100 and found.store.tomb.n > 100


def test_the_dead_are_reached_through_the_living() -> None:
    """A grandmother through a dead mother is found, and a tomb has exactly one owner."""
    found = world("hot")
    found.advance(36)
    tomb, person = found.store.tomb, found.store.person
    keys = np.concatenate([person["key"][person["cell"] != DEAD], tomb["key"]])
    assert len(np.unique(keys)) == len(keys)
    mothers = person["mother"][person["cell"] != DEAD].astype(np.int64)
    dead = -2 - mothers[mothers < -1]
    assert len(dead) > 50 and (dead < tomb.n).all()
    assert (tomb["sex"][dead] == Sex.FEMALE).all()
    grandmothers = tomb["mother"][dead].astype(np.int64)
    assert (grandmothers >= 0).any() and (person["cell"][grandmothers[grandmothers >= 0]] != DEAD).all()


def test_the_guards_on_lists_bite() -> None:
    found = world("calm")
    person = found.store.person
    child = int(np.flatnonzero(person["mother"] >= 0)[0])
    person["mother"][child] = -1
    with pytest.raises(AssertionError):
        check_kin(found.store)
    found = world("calm")
    found.store.household["first_member"][3] = -1
    with pytest.raises(AssertionError):
        check_homes(found.store)
