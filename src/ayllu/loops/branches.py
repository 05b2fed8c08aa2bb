"""Looking through the outcomes of a step, those in branches included."""

from typing import Any

from ayllu.grammar.money import Sends
from ayllu.grammar.outcomes import Choose, Goes, Moves, Sets, When
from ayllu.grammar.process import Column


def columns_set(outcomes: tuple[Any, ...], in_branches: bool = False) -> list[Column]:
    """Columns that outcomes set, all or only those set in branches."""
    found = []
    for outcome in outcomes:
        if isinstance(outcome, Sets) and not in_branches:
            found.append(outcome.column)
        elif isinstance(outcome, When):
            found += columns_set(outcome.then + outcome.otherwise)
        elif isinstance(outcome, Choose):
            for _, follows in outcome.options:
                found += columns_set(follows)
    return found


def uses_kin(outcomes: tuple[Any, ...]) -> bool:
    """Whether any outcome looks for a relative."""
    for outcome in outcomes:
        if isinstance(outcome, Goes) or (isinstance(outcome, Moves) and outcome.to == "relative"):
            return True
        if isinstance(outcome, Sends) and outcome.to == "relative":
            return True
        if isinstance(outcome, When) and uses_kin(outcome.then + outcome.otherwise):
            return True
        if isinstance(outcome, Choose) and any(uses_kin(follows) for _, follows in outcome.options):
            return True
    return False
