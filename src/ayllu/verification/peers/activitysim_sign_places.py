"""ActivitySim's sign test for migration: when one place becomes more appealing, whoever changes goes there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.runs.world import World
from ayllu.verification.builds import PLAIN, build
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.report import Finding, check

EAGER = {"internal_migration.considering": 12.0, "internal_migration.rooted": 1.0}
"""Many weigh leaving, and little holds them, so that a month has many decisions."""
MONTH = 2
MORE = 1.0
PEOPLE, FEW = 20_000, 6_000
PROCESS, TABLE = "internal_migration", "pull"

Choices = dict[int, int]


def choices(people: int, raised: int = -1, more: float = MORE) -> Choices:
    """The place where each person without a partner (by key) who weighs leaving in one month lives after it."""
    lived = build(PLAIN, people, changes=EAGER)
    lived.advance(MONTH)
    if raised >= 0:
        _raise(lived, raised, more)
    found: Choices = {}

    def listen(number: int, rows: NDArray[Any], before: Any, there: Any, terms: Any) -> None:
        person = lived.store.person
        for row, place in zip(rows, there, strict=True):
            if person["partner"][row] < 0 and getattr(lived.plan.moves.moves[number], "among", "") == "home":
                found[int(person["key"][row])] = int(place)

    lived.engine.move_listeners.append(listen)
    lived.advance()
    return found


def _raise(lived: World, place: int, more: float) -> None:
    """Add to the appeal of a place, from now on."""
    given = lived.engine.setting.tables

    def tables(month: int) -> Mapping[str, Mapping[str, NDArray[np.float64]]]:
        own = {process: dict(slices) for process, slices in given(month).items()}
        changed = own[PROCESS][TABLE].copy()
        changed[place] += more
        own[PROCESS][TABLE] = changed
        return own

    lived.engine.setting = replace(lived.engine.setting, tables=tables)


def compare(base: Choices, other: Choices, raised: int) -> tuple[int, int]:
    """How many break the law, and how many more go to the place that was raised.

    Who went there goes there still; who goes elsewhere went there before; who stays now, but went before, is wrong
    unless the raised place is the own one, whose appeal holds people back.
    """
    left = sum(place == raised and other.get(key) != raised for key, place in base.items())
    astray = sum(place != raised and base.get(key) != place for key, place in other.items())
    joined = sum(place == raised and base.get(key) != raised for key, place in other.items())
    return left + astray, joined


@check("ActivitySim sign test, places", "Raising one place's appeal makes nobody leave it or go elsewhere")
def sign_test_of_places(quick: bool) -> Finding:
    """Lowering the appeal in place of raising it breaks the law for everybody who changes (tried)."""
    people = FEW if quick else PEOPLE
    base = choices(people)
    homes = sorted(set(base.values()))
    results = {place: compare(base, choices(people, place), place) for place in homes[: 3 if quick else len(homes)]}
    wrong = sum(broken for broken, _ in results.values())
    joined = sum(count for _, count in results.values())
    power = f"{len(base)} people went; {joined} changed towards one of {len(results)} raised places"
    return nothing_wrong("people who break the law", wrong, joined, power)
