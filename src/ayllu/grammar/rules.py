"""Rules: plain scalar functions whose argument names say what they read.

A decorator only labels the function; calling it stays an ordinary call, which is how the readable engine,
the tests and `ayllu trace` use it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ayllu.words.errors import ModelError

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """The label of a rule: what kind of sentence it is."""

    kind: str
    per: str = ""
    over: str = ""
    gather: str = ""


def _label(rule: Rule) -> Callable[[Function], Function]:
    def attach(function: Function) -> Function:
        function.__ayllu__ = rule  # type: ignore[attr-defined]
        return function

    return attach


def exposed(function: Function) -> Function:
    """Who could it happen to? Returns true or false."""
    return _label(Rule("exposed"))(function)


def term(function: Function) -> Function:
    """A named part of a decision; other rules of the process read it by its name."""
    return _label(Rule("term"))(function)


def view(function: Function) -> Function:
    """A quantity derived from one person's columns that any process may read by name."""
    return _label(Rule("view"))(function)


def hazard(per: str) -> Callable[[Function], Function]:
    """A force that ends a state, per 'year' or 'month'; its chance in a time t is 1 - exp(-hazard t)."""
    return _label(Rule("hazard", per=per))


def rate(per: str) -> Callable[[Function], Function]:
    """Expected events per 'year' or 'month' of what can repeat; the chance in a month is rate x time."""
    return _label(Rule("rate", per=per))


def probability(function: Function) -> Function:
    """The chance that it happens at this step."""
    return _label(Rule("probability"))(function)


def amount(function: Function) -> Function:
    """How much, or the new value of a column."""
    return _label(Rule("amount"))(function)


def appeal(function: Function) -> Function:
    """The worth of an alternative; the engine adds keyed noise and takes the best."""
    return _label(Rule("appeal"))(function)


def pairing(function: Function) -> Function:
    """How well a woman (ego_) and a man (alter_) suit each other."""
    return _label(Rule("pairing"))(function)


def count(over: str) -> Callable[[Function], Function]:
    """How many people around ego (arguments each_...) satisfy the rule.

    over: household, children, or kin_there (relatives in the place that is being considered).
    """
    return _label(Rule("view", over=over, gather="count"))


def any_of(over: str) -> Callable[[Function], Function]:
    """Whether anybody around ego satisfies the rule; 1 or 0."""
    return _label(Rule("view", over=over, gather="any"))


def total(over: str) -> Callable[[Function], Function]:
    """The sum of a quantity of the people around (over: household or children)."""
    return _label(Rule("view", over=_near(over), gather="total"))


def most(over: str) -> Callable[[Function], Function]:
    """The highest of a quantity of the people around; 0 if there is nobody."""
    return _label(Rule("view", over=_near(over), gather="most"))


def _near(over: str) -> str:
    if over not in ("household", "children"):
        raise ModelError(f"quantities are gathered over='household' or over='children', not over='{over}'")
    return over


def label_of(function: Any) -> Rule | None:
    """The label of a rule, or None for anything else."""
    label = getattr(function, "__ayllu__", None)
    return label if isinstance(label, Rule) else None
