"""The page of events: what raises each, and which steps answer it."""

from typing import Any

from ayllu.grammar.outcomes import Bears, Dies, Happens, Market, Moves, OwnRoof, Parts
from ayllu.reference.markdown import code, codes, page, table
from ayllu.reference.material import Material, outcomes_of
from ayllu.words.phases import EVENTS

SAYS = """\
What settlements raise, and the steps that answer (`on=EVENT`). Each is counted in `occurrences.parquet` by
month, place, sex and age group. Deaths settle first, then births, partings, own roofs, moves and plain
events, each in the order of keys; answers act as soon as their event has settled. A home left without an
adult raises `orphaned`, whatever step led to it."""
RAISED: dict[type, tuple[str, ...]] = {
    Bears: ("birth", "delivery"),
    Dies: ("death", "widowhood"),
    Parts: ("separation",),
    OwnRoof: ("own_roof",),
}
"""Events that settling an outcome raises; moves and plain events depend on how they are declared."""


def events_page(material: Material) -> str:
    """The text of events.md."""
    rows = []
    for event, what in EVENTS.items():
        raisers = codes(_raisers(material, event)) or "settlements"
        rows.append((code(event), what, raisers, codes(_answers(material, event))))
    return page("Events", SAYS, [table(["event", "means", "raised by", "answered by"], rows)])


def _raisers(material: Material, event: str) -> list[str]:
    found = []
    for record in material.records:
        markets = [step for step in record.steps if isinstance(step, Market) and event == "union"]
        steps = [step for step, outcome in outcomes_of(record) if _raises(outcome, event)]
        found += [f"{record.name}.{step.name}" for step in [*markets, *steps]]
    return list(dict.fromkeys(found))


def _raises(outcome: Any, event: str) -> bool:
    if isinstance(outcome, Moves):
        targets = {outcome.to, outcome.otherwise} - {""}
        return (event == "founding" and "own" in targets) or (event == "joining" and bool(targets - {"own"}))
    if isinstance(outcome, Happens):
        return outcome.event == event
    return event in RAISED.get(type(outcome), ())


def _answers(material: Material, event: str) -> list[str]:
    return [f"{r.name}.{s.name}" for r in material.records for s in r.steps if getattr(s, "on", "") == event]
