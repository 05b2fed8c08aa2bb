"""Both engines agree, to the cent, on everything that the grammar can say about money."""

from pathlib import Path

import numpy as np
import pytest
from money_grammar import with_purses

from ayllu.engine.plain import PlainEngine
from ayllu.engine.plain_people import read_people, state_of
from ayllu.register.pack import read_pack
from ayllu.runs.world import Options, World

MONTHS = 15


def lines_of(world: World) -> dict[tuple[tuple[str, str, str], int, int], int]:
    """Cents by line, weight class and group, where there are any."""
    found = {}
    for line, cents in world.engine.money.lines.items():
        for stratum, group in zip(*np.nonzero(cents), strict=True):
            found[line, int(stratum), int(group)] = int(cents[stratum, group])
    return found


@pytest.mark.parametrize(("seed", "options"), [(4, {}), (5, {"everybody": False, "chunk": 100, "resort_share": 0.01})])
def test_both_engines_keep_the_same_ledger(tmp_path: Path, seed: int, options: dict[str, object]) -> None:
    """After each month everybody has the same columns, purses included, and every line of the ledger is the same."""
    world = World.build(
        read_pack("islands"),
        processes=with_purses(tmp_path),
        seed=seed,
        options=Options(**options),  # type: ignore[arg-type]
    )
    twin = PlainEngine(read_people(world.store, world.plan.schema), world.plan, world.engine.setting)
    twin.start()
    schema, seen = world.plan.schema, set()
    for month in range(MONTHS):
        world.advance()
        twin.advance()
        compiled, plain = state_of(read_people(world.store, schema), schema), state_of(twin.people, schema)
        for key, state in compiled.items():
            apart = {name: (v, plain[key][name]) for name, v in state.items() if v != plain[key][name]}
            assert not apart, f"month {month}, person {key:016x} (compiled, plain): {apart}"
        lines = lines_of(world)
        assert lines == {where: cents for where, cents in twin.settler.money.lines.items() if cents}, f"month {month}"
        seen |= {line for line, _, _ in lines}
    assert {account for _, _, account in seen} >= {
        "start", "wages", "living", "borrowed", "repaid", "interest", "written_off", "health", "rent", "sent", "fee",
        "received", "estate", "left", "inherited", "sold",
    }  # fmt: skip
