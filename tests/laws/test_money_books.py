"""Laws of money: the ledger closes to the cent whatever the rates, and no way of running a world moves a cent."""

import functools
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from money_grammar import RICH, with_purses
from small_worlds import islands

from ayllu.grammar.inspect import ProcessRecord
from ayllu.population.schema import DEAD
from ayllu.runs.scenario import resolve_scenario
from ayllu.runs.world import Options, World
from ayllu.words.errors import ModelError

MONTHS = 14
RATES = ("mortality.death_rate", "fertility.birth_rate", "partnership.readiness")


@functools.cache
def records() -> tuple[ProcessRecord, ...]:
    """The processes, that of purses among them."""
    return tuple(with_purses(Path(tempfile.mkdtemp())))


def world(seed: int = 1, changes: dict[str, Any] | None = None, **options: Any) -> World:
    told = resolve_scenario(islands(), "hot")
    return World.build(
        islands(), {**told.overrides, **(changes or {})}, told.off, 1.0, seed,
        Options(**options), list(records()),
    )  # fmt: skip


def totals(found: World) -> dict[str, int]:
    """What all purses of each name hold, counted one by one; the dead and ended homes hold nothing."""
    person, household = found.store.person, found.store.household
    held = {}
    for name, column in found.plan.schema.purses.items():
        table = person if column.of == "person" else household
        empty = person["cell"] == DEAD if column.of == "person" else household["size"] == 0
        assert not table[name][empty].any() and table[name].min() >= 0
        held[name] = int(table[name].sum(dtype=np.int64))
    for name in found.plan.schema.things:
        assert not household[name][household["size"] == 0].any()
    return held


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(1, 10**6), times=st.lists(st.floats(0.1, 12.0), min_size=3, max_size=3))
def test_every_purse_closes_to_the_cent(seed: int, times: list[float]) -> None:
    """Opening + in - out is closing, recomputed here from lines and purses, for any rates of lives."""
    found = world(seed, {name: {"times": by} for name, by in zip(RATES, times, strict=True)})
    before = totals(found)
    for _ in range(MONTHS):
        found.advance()
        after, moved = totals(found), dict.fromkeys(before, 0)
        for (purse, side, _), cents in found.engine.money.lines.items():
            assert (cents >= 0).all()
            moved[purse] += int(cents.sum()) * (1 if side == "in" else -1)
        assert after == {name: before[name] + moved[name] for name in before}
        assert all(int(carried.sum()) == 0 for carried in found.engine.money.carried.values())
        before = after


@functools.cache
def base() -> tuple[str, bytes]:
    return lived(world(everybody=True))


def lived(found: World) -> tuple[str, bytes]:
    """The digest of a world after some months, and the last month's ledger."""
    found.advance(MONTHS)
    lines = sorted((line, cents.tolist()) for line, cents in found.engine.money.lines.items() if cents.any())
    return found.digest(), repr(lines).encode()


@pytest.mark.parametrize(
    "options",
    [{"threads": 2, "chunk": 100}, {"chunk": 64, "resort_share": 0.0}, {"everybody": False, "resort_share": 0.5}],
)
def test_no_cent_depends_on_how_a_world_is_run(options: dict[str, Any]) -> None:
    """Threads, chunks, the order of rows and screening change neither lives nor the ledger."""
    assert lived(world(**{"everybody": True, **options})) == base()


def test_a_lost_cent_stops_the_run() -> None:
    found = world()
    found.advance(2)
    found.store.household["chest"][np.flatnonzero(found.store.household["size"])[0]] += 1
    with pytest.raises(ModelError, match="'chest' should hold"):
        found.advance()


def test_a_cent_under_another_name_stops_the_run_at_the_end_of_the_year() -> None:
    found = world()
    found.advance(2)
    person = found.store.person
    living = np.flatnonzero((person["cell"] != DEAD) & (person["hoard"] > 0))
    sex = person["sex"][living]
    person["hoard"][living[sex == 0][0]] -= 1
    person["hoard"][living[sex == 1][0]] += 1
    with pytest.raises(ModelError, match="counted one by one"):
        found.advance(12)


def test_digests_see_purses() -> None:
    """A cent more in one household's purse is another world."""
    one, other = world(), world()
    assert one.digest() == other.digest()
    other.store.household["chest"][0] += 1
    assert one.digest() != other.digest()


def test_the_rich_grammar_is_all_there() -> None:
    """Every verb and everybody who can be sent to occurs in the text that these laws are tried on."""
    words = ("takes_in(", "pays(", "borrows(", "repays(", "charges(", "forgives(", "lacking=", "every=", 'pace="start"')
    to = ("home", "dwelling", "partner", "mother", "father", "relative", "head", "member")
    assert [word for word in (*words, *(f'to="{each}"' for each in to)) if word not in RICH] == []


PLAIN = '''
"""Purses: one transfer by a channel that does not exist."""

from ayllu.grammar import amount, process, purse, sends, step, takes_in

purses = process(phase="money", asks="What is sent?")
chest = purse("chest", of="household")
hoard = purse("hoard")


@amount
def some(age):
    """Something."""
    return age + 1


steps = [
    step("pay", outcome=[takes_in(hoard, some, account="wages")]),
    step("gift", outcome=[sends(hoard, some, to="home", into=chest, kind="gift", channel=some)]),
]
'''


def test_a_channel_that_does_not_exist_stops_the_run(tmp_path: Path) -> None:
    found = World.build(islands(), processes=with_purses(tmp_path, PLAIN))
    with pytest.raises(ModelError, match=r"purses.gift: a rule gives a code that is none of by_hand, courier"):
        found.advance()
