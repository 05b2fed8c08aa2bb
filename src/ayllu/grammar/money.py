"""Verbs of money: what enters and leaves purses and debts, and what is sent from one purse to another.

A purse of the process's own may be given by its variable, that of any process by its name. Amounts are cents;
below zero they count as zero, fractions are cut. Within a step verbs act one after the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ayllu.grammar.process import Column
from ayllu.words.errors import ModelError, nearest
from ayllu.words.money import ACCOUNTS, TRANSFERS

RuleFunction = Callable[..., Any]
Purse = Column | str
TO = ("home", "dwelling", "partner", "mother", "father", "relative", "head", "member")


@dataclass(frozen=True)
class Flow:
    """Money comes into a purse or debt from outside the world, or goes out, or is lent by and paid back to outside.

    verb: 'takes_in', 'pays', 'borrows' or 'repays'. debt: what grows by what a purse lacks, or is borrowed or repaid.
    """

    verb: str
    purse: Purse
    amount: RuleFunction
    account: str = ""
    debt: Purse | None = None


@dataclass(frozen=True)
class Sends:
    """Money goes from one's own purse to another purse of the world: sent = received + fee.

    to: of a person 'home' (household), 'dwelling' (household slept in), 'partner', 'mother', 'father', 'relative' (the
    one outside the home with the highest appeal); of a household its 'head', a 'member' by appeal, or by appeal the
    'relative' of its head or, if sender is given, of the member with the highest `sender`, in whose name it is then
    told. into: a purse of that person, or of that person's home. fee, channel and use may read `sent`, the cents that
    leave the purse.
    """

    purse: Purse
    amount: RuleFunction
    to: str
    into: Purse
    kind: str
    fee: RuleFunction | None = None
    channel: RuleFunction | int | None = None
    use: RuleFunction | int | None = None
    appeal: RuleFunction | None = None
    sender: RuleFunction | None = None


def takes_in(purse: Purse, amount: RuleFunction, account: str) -> Flow:
    """Money enters from outside. Raises ModelError for an unknown account, as all verbs do."""
    return Flow("takes_in", purse, amount, _known(account, "account", ACCOUNTS))


def pays(purse: Purse, amount: RuleFunction, account: str, lacking: Purse | None = None) -> Flow:
    """Money leaves to outside; what the purse lacks is not paid, or raises the debt `lacking`."""
    return Flow("pays", purse, amount, _known(account, "account", ACCOUNTS), lacking)


def borrows(debt: Purse, purse: Purse, amount: RuleFunction) -> Flow:
    """Both grow by the amount."""
    return Flow("borrows", purse, amount, "", debt)


def repays(debt: Purse, purse: Purse, amount: RuleFunction) -> Flow:
    """Both fall by the amount, at most by what is owed and held."""
    return Flow("repays", purse, amount, "", debt)


def charges(debt: Purse, amount: RuleFunction, account: str = "interest") -> Flow:
    """A debt grows."""
    return Flow("takes_in", debt, amount, _known(account, "account", ACCOUNTS))


def forgives(debt: Purse, amount: RuleFunction, account: str = "written_off") -> Flow:
    """A debt falls, and nobody pays."""
    return Flow("pays", debt, amount, _known(account, "account", ACCOUNTS))


def sends(
    purse: Purse,
    amount: RuleFunction,
    to: str,
    into: Purse,
    kind: str,
    fee: RuleFunction | None = None,
    channel: RuleFunction | int | None = None,
    use: RuleFunction | int | None = None,
    appeal: RuleFunction | None = None,
    sender: RuleFunction | None = None,
) -> Sends:
    """Send money to another purse; see Sends. Raises ModelError for unknown words and for a missing appeal."""
    _known(to, "to", TO)
    if (to in ("relative", "member")) != (appeal is not None):
        raise ModelError(f"sends: to='{to}' " + ("needs an appeal" if appeal is None else "takes no appeal"))
    if sender is not None and to != "relative":
        raise ModelError(f"sends: a sender is the member of a household whose relative receives, not to='{to}'")
    return Sends(purse, amount, to, into, _known(kind, "kind", TRANSFERS), fee, channel, use, appeal, sender)


def _known(word: str, what: str, words: Any) -> str:
    if word not in words:
        known = ", ".join(f"'{each}'" for each in words)
        raise ModelError(f"money: {what}='{word}' is not one of {known}. {nearest(str(word), words)}".rstrip())
    return word
