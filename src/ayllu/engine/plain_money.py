"""Money in plain Python: what a verb does to a purse, who is sent to, and what passes at death and ending."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ayllu.engine.plain_kin import kin_of
from ayllu.engine.plain_names import Scene
from ayllu.engine.plain_people import Home, Person
from ayllu.grammar.money import Flow, Sends
from ayllu.loops.money import Deed, Line, lines_of
from ayllu.loops.plan import PlannedStep
from ayllu.words.money import FEE, INHERITED, LEFT, MOST_MONEY, RECEIVED, SENT

if TYPE_CHECKING:
    from ayllu.engine.plain import PlainEngine
    from ayllu.engine.plain_asks import Answer, Asker


@dataclass(frozen=True)
class Payment:
    """Money to be settled after the step: of the purse of a person's home, or on its way to somebody (`to`)."""

    person: Any
    deed: Deed
    cents: int
    to: Any = None
    fee: int = 0
    channel: int = -1
    use: int = -1

    @property
    def outcome(self) -> Flow | Sends:
        """The verb as declared."""
        return self.deed.outcome


def act(verb: str, held: int, owed: int | None, wanted: int) -> tuple[int, int, int, int | None]:
    """What moves through a purse, what is lent for what it lacks, and what purse and debt then hold."""
    room = MOST_MONEY - (owed or 0)
    if verb == "takes_in":
        moved = min(wanted, MOST_MONEY - held)
        return moved, 0, held + moved, owed
    if verb == "pays":
        moved = min(wanted, held)
        lent = 0 if owed is None else min(wanted - moved, room)
        return moved, lent, held - moved, None if owed is None else owed + lent
    assert owed is not None
    if verb == "borrows":
        moved = min(wanted, MOST_MONEY - held, room)
        return moved, 0, held + moved, owed + moved
    moved = min(wanted, held, owed)
    return moved, 0, held - moved, owed - moved


def ask_money(
    asker: "Asker", deed: Deed, planned: PlannedStep, who: Any, answer: "Answer", there: Scene | None = None
) -> None:
    """What a verb does to the purse of whom the step asks, and what is left to be settled; there: the place chosen."""
    outcome, scene = deed.outcome, there or Scene(who)
    if isinstance(outcome, Sends):
        _send(asker, deed, outcome, planned, who, answer)
        return
    wanted = asker.cents(outcome.amount, planned.record, scene, MOST_MONEY)
    if not deed.own:
        if wanted > 0:
            answer.wishes.append(Payment(who, deed, wanted))
        return
    held = answer.stores.get(deed.purse, getattr(who, deed.purse))
    owed = answer.stores.get(deed.other, getattr(who, deed.other)) if deed.other else None
    moved, lent, held, owed = act(outcome.verb, held, owed, wanted)
    answer.stores[deed.purse] = held
    if owed is not None:
        answer.stores[deed.other] = owed
    for lines, cents in zip(lines_of(deed), (moved, lent), strict=True):
        answer.booked += [(line, cents) for line in lines]


def _send(asker: "Asker", deed: Deed, outcome: Sends, planned: PlannedStep, who: Any, answer: "Answer") -> None:
    target, record = _target(asker, deed, outcome, planned, who), planned.record
    held = answer.stores.get(deed.purse, getattr(who, deed.purse))
    if target is None:
        return
    sent = asker.cents(outcome.amount, record, Scene(who), held)
    if sent == 0:
        return
    scene = Scene(who, given={"sent": sent})
    fee = asker.cents(outcome.fee, record, scene, sent) if outcome.fee is not None else 0
    codes = [
        -1 if given is None else int(asker.rule(given, record, scene) if callable(given) else given)
        for given in (outcome.channel, outcome.use)
    ]
    answer.stores[deed.purse] = held - sent
    answer.booked += [((deed.purse, "out", SENT), sent - fee), ((deed.purse, "out", FEE), fee)]
    answer.wishes.append(Payment(who, deed, sent, target, fee, *codes))


def _target(asker: "Asker", deed: Deed, outcome: Sends, planned: PlannedStep, who: Any) -> Any:
    """Whose purse receives: a person or home, or None."""
    if outcome.to in ("home", "dwelling"):
        home = getattr(who, outcome.to)
        return home if home.size > 0 else None
    if outcome.to == "member":
        near = [(member, 0) for member in who.members]
        found = asker.best_of(near, outcome.appeal, planned.record, Scene(who))
    elif outcome.to == "relative":
        ego = _sender(asker, deed, outcome, planned, who)
        kin = [] if ego is None else [(each, tie) for each, tie in kin_of(ego) if each.home is not ego.home]
        found = asker.best_of(kin, outcome.appeal, planned.record, Scene(ego)) if kin else None
    else:
        found = getattr(who, outcome.to)
    if found is None or not found.alive:
        return None
    if deed.other_of == "person":
        return found
    return None if found.home is who else found.home


def _sender(asker: "Asker", deed: Deed, outcome: Sends, planned: PlannedStep, who: Any) -> Any:
    """In whose name money is sent: a person's own, a household's head or the member it names."""
    if outcome.sender is not None:
        return asker.best_of([(member, 0) for member in who.members], outcome.sender, planned.record, Scene(who))
    return who.head if deed.of == "household" else who


class PlainMoney:
    """The ledger of a month, by line, weight class and group, and what is settled after steps."""

    def __init__(self, engine: "PlainEngine") -> None:
        self.engine = engine
        self.purses = engine.plan.schema.purses
        self.lines: Counter[tuple[Line, int, int]] = Counter()

    def book(self, booked: Iterable[tuple[Line, int]], owner: Any) -> None:
        """Add to lines of the ledger."""
        places = self.engine.asker.names.places
        country, abroad = places["country"], places["destination"][owner.place] > 0
        group = abroad * (max(country) + 1) + country[owner.place]
        if isinstance(owner, Person):
            group = group * 2 + owner.sex
        for line, cents in booked:
            self.lines[line, owner.stratum, group] += cents

    def settle(self, payments: list[Payment]) -> None:
        """Verb after verb, each in the order of keys."""
        deeds = self.engine.plan.moves.deeds
        for payment in sorted(payments, key=lambda payment: (deeds.index(payment.deed), payment.person.key)):
            deed = payment.deed
            if isinstance(deed.outcome, Sends):
                self._give(payment.to, deed.other, payment.cents - payment.fee, RECEIVED)
                continue
            home = payment.person.home
            owed = getattr(home, deed.other) if deed.other else None
            held = getattr(home, deed.purse)
            moved, lent, held, owed = act(deed.outcome.verb, held, owed, payment.cents)
            setattr(home, deed.purse, held)
            if owed is not None:
                setattr(home, deed.other, owed)
            for lines, cents in zip(lines_of(deed), (moved, lent), strict=True):
                self.book([(line, cents) for line in lines], home)

    def _give(self, owner: Any, purse: str, cents: int, account: str) -> None:
        setattr(owner, purse, getattr(owner, purse) + cents)
        self.book([((purse, "in", account), cents)], owner)

    def leave(self, dying: list[Person]) -> None:
        """The purses of those who die pass to their homes, or leave the world."""
        for name, column in self.purses.items():
            for person in dying if column.of == "person" else ():
                self._pass_on(name, person, column.left_to, person.home if column.left_to else None)

    def end(self, home: Home, heir: Home | None) -> None:
        """What a home that nobody belongs to any more owned and held passes to heirs, is sold or leaves the world."""
        things = self.engine.plan.schema.things
        for name, column in things.items() if heir is not None and heir.members and heir.place == home.place else ():
            if getattr(heir, name) == column.at_birth:
                setattr(heir, name, getattr(home, name))
                setattr(home, name, column.at_birth)
        self.engine.ask_ended(home)
        for name, column in things.items():
            setattr(home, name, column.at_birth)
        for name, column in self.purses.items():
            if column.of == "household":
                self._pass_on(name, home, name, heir if heir is not None and heir.members else None)

    def _pass_on(self, name: str, owner: Any, into: str, heir: Home | None) -> None:
        cents = getattr(owner, name)
        if cents == 0:
            return
        setattr(owner, name, 0)
        outside = "written_off" if self.purses[name].money == "debt" else "estate"
        self.book([((name, "out", outside if heir is None else LEFT), cents)], owner)
        if heir is not None:
            self._give(heir, into, cents, INHERITED)


HeirOf = Callable[[Home], Home | None]


def survivors_of(dying: list[tuple[Person, Person | None]]) -> HeirOf:
    """Who comes after homes that deaths emptied: of the last to die, partner, youngest child, parents or siblings."""
    last = {person.home: (person, mate) for person, mate in dying}

    def heir(home: Home) -> Home | None:
        person, mate = last[home]
        parents = [parent for parent in (person.mother, person.father) if parent is not None]
        siblings = [child for parent in parents for child in parent.children]
        near = (mate, *person.children, *parents, *siblings)
        return next((each.home for each in near if each is not None and each.alive), None)

    return heir
