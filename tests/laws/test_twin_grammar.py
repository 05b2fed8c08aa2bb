"""Both engines agree on what the grammar allows and no pack uses yet: a process that does everything odd."""

from pathlib import Path

import pytest

from ayllu.engine.plain import PlainEngine
from ayllu.engine.plain_people import read_people, state_of
from ayllu.register.pack import read_pack
from ayllu.runs.discover import discover
from ayllu.runs.world import World

ODD = '''
"""Odd: what the grammar can say beyond what people do."""

from ayllu.grammar import (
    amount, appeal, choose, column, count, exposed, happens, moves, process, rate, sets, step, takes_own_roof, view, when,
)
from ayllu.words.codes import BARRED

odd = process(phase="standing", asks="What else can be said?")
mood = column("uint8", "mood", at_birth=1, values=(0, 3))
since = column("int16", "month of the latest change", at_birth="last_birth", values=(-100, 3000))
calm = column("int8", "calm", at_birth=1, values=(-3, 3))
luck = column("int8", "luck", at_birth="mood", values=(-1, 1))


@exposed
def low(mood):
    """In a low mood."""
    return mood < 1


@exposed
def cheered(luck):
    """Must not see what the outcome before it sets."""
    return luck >= 1


@exposed
def of_mood(mood, luck, age):
    """Some of them."""
    return (mood > 0 or luck > 0) and age > 0


@count(over="household")
def calm_at_home(each_calm, each_partner_calm, mood):
    """Others calmer than one's mood, or whose partners are calm."""
    return each_calm > mood or each_partner_calm > 1


@count(over="children")
def calm_children(each_calm, each_mother_calm, each_people_at_home):
    """Children in calm families."""
    return each_calm > 0 and each_mother_calm >= 0 and each_people_at_home > 1


@view
def spirits(calm_children, father_calm, partner_mother_calm):
    """Spirits of kin."""
    return calm_children + father_calm + partner_mother_calm


@rate(per="year")
def pace_of_change(mood, since, month, luck):
    """Often; less soon after a change."""
    return 1 + mood + luck * (month - since > 1)


@rate(per="month")
def pace_of_luck(age, calm_at_home):
    """Less with age."""
    return (1 + calm_at_home) / (1 + age)


@amount
def better(mood, spirits):
    """One more."""
    return mood + 1 + (spirits > 1)


@amount
def opposite(luck, mood):
    """The other side."""
    return -luck if luck else mood - 1


@amount
def calmer(calm, partner_mood, mother_luck, father_mood):
    """Like those around."""
    return calm + partner_mood + mother_luck - father_mood


@appeal
def staying(luck):
    """To stay."""
    return luck


@appeal
def going(mood):
    """To go."""
    if mood > 1:
        return BARRED
    return mood


@appeal
def wandering(tie, each_calm, same_community, community_size, household_size):
    """To anybody."""
    if each_calm < 1:
        return BARRED
    return same_community + tie / (community_size + household_size)


steps = [
    step("swing", outcome=[
        when(low, then=[sets(mood, 1)], otherwise=[choose({staying: [sets(luck, opposite)], going: [sets(mood, better)]})]),
        when(cheered, then=[sets(since, "this_month"), happens("looking")]),
    ]),
    step("change", pace="birthday", how_likely=pace_of_change, outcome=[sets(mood, better), sets(since, "this_month")]),
    step("calming", outcome=[sets(calm, calmer)]),
    step("birthday_luck", pace="birthday", who=of_mood, outcome=[sets(luck, opposite)]),
    step("chance", who=of_mood, how_likely=pace_of_luck, outcome=[
        sets(mood, 0),
        choose({
            staying: [takes_own_roof()],
            going: [choose({going: [moves(to="neighbour", party="alone")], staying: [moves(to="own", party="everyone")]})],
        }),
    ]),
    step("comfort", on="founding", outcome=[sets(mood, better), moves(to="relative", appeal=wandering, party="couple")]),
    step("grief", on="widowhood", outcome=[sets(mood, 0), moves(to="neighbour", otherwise="own", party="everyone")]),
]
'''


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, PlainEngine]:
    """A world with the odd process, in both engines."""
    folder: Path = tmp_path_factory.mktemp("processes")
    (folder / "odd.py").write_text(ODD, encoding="utf-8")
    world = World.build(read_pack("islands"), processes=discover([folder]), seed=4)
    twin = PlainEngine(read_people(world.store, world.plan.schema), world.plan, world.engine.setting)
    twin.start()
    return world, twin


def test_both_engines_understand_the_same_grammar(worlds: tuple[World, PlainEngine]) -> None:
    """After each of 15 months everybody has the same columns, kin, home and dwelling."""
    world, twin = worlds
    schema, raised = world.plan.schema, 0
    for month in range(15):
        world.advance()
        twin.advance()
        raised += int(world.engine.occurrences.sum())
        compiled, plain = state_of(read_people(world.store, schema), schema), state_of(twin.people, schema)
        assert compiled.keys() == plain.keys(), f"month {month}"
        for key, state in compiled.items():
            apart = {name: (v, plain[key][name]) for name, v in state.items() if v != plain[key][name]}
            assert not apart, f"month {month}, person {key:016x} (compiled, plain): {apart}"
    assert raised > 1000
