"""What follows when something happens: the few verbs a step may use.

A step asks who (exposed), how likely (hazard, rate or probability) and what follows (outcomes), at a pace:
`monthly` tests everybody every month (rare ones are screened), `birthday` reviews each person once a year of
age and spreads a hazard over the twelve months, `start` asks once in the first month of the world, `ending` asks
a household that nobody belongs to any more, and `on=EVENT` answers an event as soon as it has settled. Verbs of
money stand in money.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ayllu.grammar.money import Flow
from ayllu.grammar.process import Column, Table
from ayllu.words.errors import ModelError, nearest

RuleFunction = Callable[..., Any]


@dataclass(frozen=True)
class Sets:
    """A column of one's own takes a new value: a rule's result, a number, or 'this_month'."""

    column: Column
    to: RuleFunction | int | str


@dataclass(frozen=True)
class Dies:
    """The person dies this month."""


@dataclass(frozen=True)
class Bears:
    """The woman gives birth: how many children, and each child's chance of being a girl."""

    twins: RuleFunction
    girl: RuleFunction


@dataclass(frozen=True)
class Parts:
    """The union ends; both stay alive."""


@dataclass(frozen=True)
class Moves:
    """The person, or a party around her or him, changes home.

    to: 'own' founds a household in the community; 'partner' joins the partner's home; 'relative' joins the
    home of the relative with the highest appeal (none above BARRED: `otherwise`); 'neighbour' is taken in by
    a household of the community, failing that of the place.
    party: 'alone', 'with_children' (dependent children in the home come too), 'couple' (a partner of the same place as
    well), 'everyone' in the home. mover: 'self' or 'partner'.
    roof: 'own', or 'partner' to found a budget of one's own and sleep in the partner's dwelling.
    """

    to: str
    party: str
    appeal: RuleFunction | None = None
    otherwise: str = ""
    mover: str = "self"
    roof: str = "own"


@dataclass(frozen=True)
class Goes:
    """The person, or a party, goes to live in the place with the highest appeal plus keyed noise.

    among: 'home' (places of the country of origin) or 'abroad' (its destinations); the place where one lives
    competes, and winning means staying. appeal: reads the candidate's place by the prefix there_, `stays_here`,
    and counts over='kin_there'. party: as in Moves. keeps: holds if the movers keep their home and only sleep
    elsewhere; else they join the host's household or found their own. host: appeal of a relative who lives
    there; none above BARRED means nobody takes them in. event: raised for everybody who went. then: verbs of money
    for who goes, before the move; their rules may read the place by there_.
    """

    among: str
    appeal: RuleFunction
    party: str
    event: str
    keeps: RuleFunction | None = None
    host: RuleFunction | None = None
    then: tuple[Any, ...] = ()


@dataclass(frozen=True)
class GoesTo:
    """The person, or a party, goes to sleep where somebody else does; nobody changes home.

    whom: 'home' (those of the home who stayed, or its own dwelling if nobody did) or 'partner'. party: as in
    Moves. event: raised for everybody who went to another place.
    """

    whom: str
    party: str
    event: str


@dataclass(frozen=True)
class OwnRoof:
    """Those who sleep here sleep in the dwelling of their own household from now on; nothing for who is away."""


@dataclass(frozen=True)
class Happens:
    """An event is raised for the person ('self') or for the person and the partner ('couple')."""

    event: str
    to: str = "self"


@dataclass(frozen=True)
class When:
    """Outcomes that follow if a rule holds, and others if it does not."""

    rule: RuleFunction
    then: tuple[Any, ...]
    otherwise: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Choose:
    """One of several alternatives, the one with the highest appeal plus keyed noise."""

    options: tuple[tuple[RuleFunction, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Step:
    """One question asked of people in a month, or of every `household` or `community`; see the module's text.

    every: only one person (or group) in so many, by key, is asked in a month, and all once in so many months.
    """

    name: str
    outcome: tuple[Any, ...]
    who: RuleFunction | None = None
    how_likely: RuleFunction | None = None
    pace: str = "monthly"
    on: str = ""
    of: str = "person"
    also_on: tuple[str, ...] = ()
    every: int = 1


@dataclass(frozen=True)
class Market:
    """A two-sided market: women and men who look for a partner in the same place meet once a month.

    looking: the column that says who takes part. suitability: the pairing rule; no couple forms below zero.
    acquaintances: the number of the pack that says how many people one meets in a month.
    """

    name: str
    looking: Column
    suitability: RuleFunction
    acquaintances: str


@dataclass(frozen=True)
class Mean:
    """A mean recorded by year: of a rule, among those who satisfy `who`, by dimensions.

    into: the learnt table that calibration fills with it. interval: months from one measurement to the next.
    """

    of: RuleFunction
    by: tuple[str, ...]
    into: Table | None = None
    who: RuleFunction | None = None
    name: str = field(default="", compare=False)
    interval: int = 1


def sets(column: Column, to: RuleFunction | int | str) -> Sets:
    """Set a column of this process."""
    return Sets(column, to)


def dies() -> Dies:
    """Die."""
    return Dies()


def bears(twins: RuleFunction, girl: RuleFunction) -> Bears:
    """Give birth."""
    return Bears(twins, girl)


def parts() -> Parts:
    """End the union."""
    return Parts()


def moves(
    to: str,
    party: str,
    appeal: RuleFunction | None = None,
    otherwise: str = "",
    mover: str = "self",
    roof: str = "own",
) -> Moves:
    """Change home; see Moves. Raises ModelError for a word that none of them is."""
    targets = ("own", "partner", "relative", "neighbour", "settlement")
    known: dict[str, tuple[str, tuple[str, ...]]] = {
        "to": (to, targets),
        "party": (party, ("alone", "with_children", "couple", "everyone")),
        "otherwise": (otherwise, ("", "own", "partner", "neighbour")),
        "mover": (mover, ("self", "partner")),
        "roof": (roof, ("own", "partner")),
    }
    for name, (word, words) in known.items():
        if word not in words:
            allowed = ", ".join(f"'{each}'" for each in words)
            raise ModelError(f"moves: {name}='{word}' is not one of {allowed}. {nearest(str(word), words)}".rstrip())
    return Moves(to, party, appeal, otherwise, mover, roof)


def goes(
    among: str,
    appeal: RuleFunction,
    party: str,
    event: str,
    keeps: RuleFunction | None = None,
    host: RuleFunction | None = None,
    then: list[Any] | None = None,
) -> Goes:
    """Go to live in another place; see Goes."""
    return Goes(among, appeal, party, event, keeps, host, tuple(then or ()))


def goes_to(whom: str, party: str, event: str) -> GoesTo:
    """Go to sleep where the home stands or the partner lives; see GoesTo."""
    return GoesTo(whom, party, event)


def takes_own_roof() -> OwnRoof:
    """Leave the shared roof."""
    return OwnRoof()


def happens(event: str, to: str = "self") -> Happens:
    """Raise an event."""
    return Happens(event, to)


def when(rule: RuleFunction, then: list[Any], otherwise: list[Any] | None = None) -> When:
    """Let outcomes depend on a rule."""
    return When(rule, tuple(then), tuple(otherwise or ()))


def choose(options: Mapping[RuleFunction, list[Any]]) -> Choose:
    """Choose the best of several alternatives; each has its outcomes."""
    return Choose(tuple((rule, tuple(outcomes)) for rule, outcomes in options.items()))


def step(
    name: str,
    outcome: list[Any],
    who: RuleFunction | None = None,
    how_likely: RuleFunction | None = None,
    pace: str = "monthly",
    on: str = "",
    of: str = "person",
    also_on: tuple[str, ...] = (),
    every: int = 1,
) -> Step:
    """Declare a step of this process; also_on: events that open the exposure and so call for a review at once."""
    if pace == "ending" and (of != "household" or any(not isinstance(verb, Sets | Flow) for verb in outcome)):
        raise ModelError(f"step {name}: pace='ending' asks households, of their own purses and columns alone")
    return Step(name, tuple(outcome), who, how_likely, "event" if on else pace, on, of, also_on, every)


def market(name: str, looking: Column, suitability: RuleFunction, acquaintances: str) -> Market:
    """Declare a market for partners."""
    return Market(name, looking, suitability, acquaintances)


def mean(
    of: RuleFunction, by: tuple[str, ...], into: Table | None = None, who: RuleFunction | None = None, every: int = 1
) -> Mean:
    """Record a mean, in every month or every so many."""
    return Mean(of, by, into, who, interval=every)
