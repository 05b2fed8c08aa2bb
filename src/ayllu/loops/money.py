"""Verbs of money made definite: which purse they mean, whose it is, and which of them are settled after the step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.money import Flow, Sends
from ayllu.grammar.outcomes import Choose, Goes, Step, When
from ayllu.grammar.process import Column
from ayllu.population.schema import Schema
from ayllu.words.errors import ModelError, nearest
from ayllu.words.money import BORROWED, REPAID

MONEY = 20_000
"""Code of an outbox entry: MONEY + number of the verb among those that are settled after their step."""
SENDERS: dict[str, tuple[str, ...]] = {
    "person": ("home", "dwelling", "partner", "mother", "father", "relative"),
    "household": ("head", "member", "relative"),
}
"""To whom a person and a household may send."""

Line = tuple[str, str, str]
"""A line of the ledger: purse, side ('in' or 'out') and account."""


@dataclass(frozen=True)
class Deed:
    """A verb of money of one step. purse, other: names; other is the debt of a flow or the purse that receives.

    own: whether it is settled in the loop, on the purse of whom the step asks. of: whose the purse is.
    """

    outcome: Flow | Sends
    step: str
    purse: str
    of: str
    other: str
    other_of: str
    own: bool


def deeds_in(outcomes: tuple[Any, ...]) -> Iterator[Flow | Sends]:
    """Verbs of money among outcomes, those in branches included."""
    for outcome in outcomes:
        if isinstance(outcome, Flow | Sends):
            yield outcome
        elif isinstance(outcome, When | Goes):
            yield from deeds_in(outcome.then + getattr(outcome, "otherwise", ()))
        elif isinstance(outcome, Choose):
            for _, follows in outcome.options:
                yield from deeds_in(follows)


def deed_of(record: ProcessRecord, schema: Schema, step: Step, outcome: Flow | Sends) -> Deed:
    """The verb with its purses. Raises ModelError for what is no purse, and for purses that do not go together."""
    where = f"{record.name}.{step.name}"
    if step.of not in SENDERS:
        raise ModelError(f"{where}: a {step.of} has no purse; ask its households or people")
    purse, column = _purse(record, schema, where, outcome.purse)
    given = outcome.into if isinstance(outcome, Sends) else outcome.debt
    other, its = ("", None) if given is None else _purse(record, schema, where, given)
    of, other_of = column.of, its.of if its is not None else ""
    if step.of == "household" and of == "person":
        raise ModelError(f"{where}: a household's step cannot use the purse of a person, '{purse}'; let people send it")
    if isinstance(outcome, Sends):
        _check_sends(where, step, outcome, column, its)
    elif its is not None and (its.of != column.of or its.money != "debt"):
        raise ModelError(
            f"{where}: '{other}' must be a debt (owed=True) of a {column.of}, as '{purse}' is a purse of one"
        )
    elif column.money == "debt" and outcome.verb in ("borrows", "repays"):
        raise ModelError(f"{where}: {outcome.verb} names first the debt, then a purse; '{purse}' is a debt")
    return Deed(outcome, where, purse, of, other, other_of, of == step.of)


def _purse(record: ProcessRecord, schema: Schema, where: str, given: Column | str) -> tuple[str, Column]:
    """Name and column of a purse: one's own by variable, any by name."""
    if isinstance(given, str):
        if given not in schema.purses:
            raise ModelError(f"{where}: no purse is called '{given}'. {nearest(given, schema.purses)}".rstrip())
        return given, schema.purses[given]
    for name, known in record.columns.items():
        if getattr(record.module, name) is given:
            if not known.money:
                raise ModelError(f"{where}: '{name}' is no purse; declare it with purse(...) or use sets")
            return name, known
    raise ModelError(f"{where}: a purse of another process is given by its name, in quotes")


def _check_sends(where: str, step: Step, outcome: Sends, column: Column, into: Column | None) -> None:
    if column.of != step.of:
        raise ModelError(f"{where}: people send from purses of their own; for the household's ask of='household'")
    if outcome.to not in SENDERS[step.of]:
        known = ", ".join(f"'{word}'" for word in SENDERS[step.of])
        raise ModelError(f"{where}: a {step.of} sends to {known}, not to='{outcome.to}'")
    if outcome.sender is not None and step.of != "household":
        raise ModelError(f"{where}: a person sends in the own name; only a household names a sender")
    if into is None or "debt" in (into.money, column.money):
        raise ModelError(f"{where}: money is sent from a purse into a purse, not a debt; let the receiver repay")
    if outcome.to in ("home", "dwelling") and into.of != "household":
        raise ModelError(
            f"{where}: to='{outcome.to}' needs a purse of a household; a person is sent to by a tie of kin"
        )


def own_purses(record: ProcessRecord, schema: Schema, step: Step) -> list[str]:
    """Purses and debts that a step changes in its loop."""
    deeds = [deed_of(record, schema, step, outcome) for outcome in deeds_in(step.outcome)]
    named = [(d.purse, *((d.other,) if isinstance(d.outcome, Flow) and d.other else ())) for d in deeds if d.own]
    return list(dict.fromkeys(name for names in named for name in names))


def lines_of(deed: Deed) -> tuple[list[Line], list[Line]]:
    """Ledger lines of a flow: those of what moves through the purse, and those of what it lacked and was lent."""
    assert isinstance(deed.outcome, Flow)
    verb, account = deed.outcome.verb, deed.outcome.account
    if verb == "takes_in":
        return [(deed.purse, "in", account)], []
    if verb == "pays":
        paid = (deed.purse, "out", account)
        return [paid], [paid, (deed.purse, "in", BORROWED), (deed.other, "in", BORROWED)] if deed.other else []
    side, account = ("in", BORROWED) if verb == "borrows" else ("out", REPAID)
    return [(deed.purse, side, account), (deed.other, side, account)], []
