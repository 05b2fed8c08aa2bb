"""Who is born is who she is: keys by descent; deaths settle before births, widowhood at once."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import Month, diary, world

from ayllu.loops import rows
from ayllu.population import identity
from ayllu.population.schema import DEAD
from ayllu.words.codes import Sex, UnionStatus

WORD = st.integers(0, 2**64 - 1)
MANY = settings(max_examples=200)


def child(mother: int, order: int) -> int:
    with np.errstate(over="ignore"):
        return int(identity.child_key(np.uint64(mother), np.uint64(order)))


# Keys


@MANY
@given(mother=WORD)
def test_children_of_one_mother_are_different_people(mother: int) -> None:
    keys = [child(mother, order) for order in range(1, 41)]
    assert len({mother, *keys}) == 41


@MANY
@given(mothers=st.lists(WORD, min_size=2, max_size=2, unique=True), order=st.integers(1, 40))
def test_first_children_of_two_mothers_are_different_people(mothers: list[int], order: int) -> None:
    assert child(mothers[0], order) != child(mothers[1], order)


@MANY
@given(key=WORD, number=st.integers(0, 255))
def test_compiled_keys_are_the_same(key: int, number: int) -> None:
    with np.errstate(over="ignore"):
        pairs = [
            (identity.child_key, rows.child_key),
            (identity.household_key, rows.household_key),
            (identity.combine, rows.combine),
        ]
        for plain, compiled in pairs:
            assert int(plain(np.uint64(key), np.uint64(number))) == int(compiled(np.uint64(key), np.uint64(number)))


def test_no_two_children_share_a_key_in_a_crowd() -> None:
    with np.errstate(over="ignore"):
        mothers = identity.mix64(np.arange(200_000, dtype=np.uint64))
        keys = np.concatenate([identity.child_key(mothers, np.uint64(order)) for order in (1, 2, 3)])
    assert len(np.unique(keys)) == len(keys)


def test_a_newborn_carries_the_key_of_her_mother_and_order() -> None:
    """Twins are two orders; sisters and brothers of one delivery differ in key."""
    found, twins = world("hot"), 0
    for month in diary(found, 24):
        person = found.store.person
        row = {int(key): at for at, key in enumerate(person["key"]) if person["cell"][at] != DEAD}
        delivered = set(month.keys("delivery"))
        newborn = [row[key] for key in month.keys("birth") if key in row]
        by_mother: dict[int, list[int]] = {}
        for at in newborn:
            if person["mother"][at] >= 0:
                by_mother.setdefault(int(person["mother"][at]), []).append(int(person["key"][at]))
        for mother, keys in by_mother.items():
            parity = int(person["parity"][mother])
            assert int(person["key"][mother]) in delivered
            possible = [child(int(person["key"][mother]), order) for order in range(1, parity + 1)]
            assert set(keys) <= set(possible[-2:]) and possible[-1] in keys
            twins += len(keys) == 2
    assert twins > 5


def test_born_into_the_home_of_the_mother() -> None:
    found = world("hot")
    born = {key for month in diary(found, 3) for key in month.keys("birth")}
    person = found.store.person
    for at in np.flatnonzero(person["cell"] != DEAD):
        if int(person["key"][at]) in born:
            assert person["birth"][at] >= 0 and person["age"][at] == 0
            assert person["review"][at] == (person["birth"][at] + 1) % 12
    assert len(born) > 20


# What settles first


def hard_times() -> Any:
    """A world in which in each month one in eight dies and most women give birth."""
    return world(
        "hot",
        changes={
            "fertility.birth_rate": {"times": 60.0},
            "fertility.spacing": 0,
            "mortality.death_rate": {"times": 40.0},
        },
    )


def sexes(found: Any) -> dict[int, int]:
    person, tomb = found.store.person, found.store.tomb
    pairs = zip([*person["key"], *tomb["key"]], [*person["sex"], *tomb["sex"]], strict=True)
    return {int(key): int(sex) for key, sex in pairs}


def test_a_woman_who_dies_bears_no_child_that_month() -> None:
    found = hard_times()
    died = bore = 0
    for month in diary(found, 6):
        sex = sexes(found)
        mothers, dead = set(month.keys("delivery")), set(month.keys("death"))
        assert not mothers & dead
        assert all(sex[key] == Sex.FEMALE for key in mothers)
        died += sum(sex[key] == Sex.FEMALE for key in dead)
        bore += len(mothers)
    assert died > 100 and bore > 100


def check_widowhood(month: Month) -> int:
    """Partners of the dead, also those of this very month, are widowed in it, and nobody else; returns how many."""
    dead, widowed = set(month.keys("death")), month.keys("widowhood")
    assert len(set(widowed)) == len(widowed)
    left = {month.partners[key] for key in dead if key in month.partners}
    assert left - dead <= set(widowed) <= left | set(month.keys("union"))
    return len(widowed)


def test_widowhood_is_posted_the_same_month() -> None:
    found, widowed = hard_times(), 0
    for month in diary(found, 6):
        widowed += check_widowhood(month)
        person = found.store.person
        again = set(month.keys("union"))
        for at in np.flatnonzero(person["cell"] != DEAD):
            key = int(person["key"][at])
            if key in month.keys("widowhood") and key not in again:
                assert person["union_status"][at] == UnionStatus.WIDOWED and person["partner"][at] < 0
    assert widowed > 30


def test_the_guard_on_widowhood_bites() -> None:
    partners = {1: 2, 2: 1}
    right = Month(0, partners, {"death": np.array([1], np.uint64), "widowhood": np.array([2], np.uint64)})
    assert check_widowhood(right) == 1
    late = Month(0, partners, {"death": np.array([1], np.uint64)})
    try:
        check_widowhood(late)
    except AssertionError:
        return
    raise AssertionError("a widow who is told a month later goes unnoticed")
