"""Every number of a pack has a reader, every reader a number, every mechanism a way to be switched off."""

import ast
from dataclasses import replace

import pytest
from source_files import PACKAGE, tree_of

from ayllu.analysis.observation.observe import NUMBERS, PROCESS
from ayllu.loops.plan import numbers_read
from ayllu.register.pack import Pack, built_in_packs, read_pack
from ayllu.runs.discover import discover
from ayllu.runs.world import POPULATION


def read_by_settlements() -> set[str]:
    """Names that world.py takes from the cards of `population`."""
    return {
        f"{POPULATION}.{node.slice.value}"
        for node in ast.walk(tree_of(PACKAGE / "runs" / "world.py"))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "own"
        and isinstance(node.slice, ast.Constant)
    }


def readers() -> set[str]:
    """Numbers and tables that something reads, as process.name."""
    found = read_by_settlements() | {f"{PROCESS}.{name}" for name in NUMBERS}
    for record in discover():
        found |= {f"{record.name}.{name}" for name in (*numbers_read(record), *record.tables)}
    return found


def numbers_of(pack: Pack) -> set[str]:
    """Numbers and tables that a pack has."""
    return {f"{process}.{name}" for part in (pack.cards, pack.tables) for process in part for name in part[process]}


@pytest.fixture(scope="module", params=sorted(built_in_packs()))
def pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param)


def test_every_number_has_a_reader(pack: Pack) -> None:
    assert sorted(numbers_of(pack) - readers()) == []


def test_every_reader_has_a_number(pack: Pack) -> None:
    assert sorted(readers() - numbers_of(pack)) == []


def test_settlements_read_numbers() -> None:
    assert len(read_by_settlements()) >= 3


def test_no_process_reads_what_is_observed() -> None:
    assert PROCESS not in {record.name for record in discover()}
    names = [number for record in discover() for number in numbers_read(record)]
    assert not set(names) & set(NUMBERS)


def test_mechanisms_can_be_switched_off(pack: Pack) -> None:
    assert len(pack.mechanisms) > 5
    heads = [head for head in pack.heads() if head.mechanism]
    assert [head.full_name for head in heads if head.neutral is None] == []


def test_numbers_tell_where_they_come_from(pack: Pack) -> None:
    silent = [head.full_name for head in pack.heads() if not (head.because if head.kind == "assumed" else head.sources)]
    assert silent == []


def test_the_guard_bites() -> None:
    pack = read_pack("islands")
    process = next(iter(pack.cards))
    more = {
        **pack.cards,
        process: {**pack.cards[process], "unread": next(iter(pack.cards[process].values()))},
    }
    assert numbers_of(replace(pack, cards=more)) - readers() == {f"{process}.unread"}
