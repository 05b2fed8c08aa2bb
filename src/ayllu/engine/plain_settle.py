"""What wishes come to, in plain Python: deaths, then births, partings, roofs, moves and plain events."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ayllu.engine.plain_asks import Wish
from ayllu.engine.plain_draws import child_key
from ayllu.engine.plain_homes import choose_head, eldest_of, enter_home, leave_home
from ayllu.engine.plain_money import HeirOf, Payment, PlainMoney, survivors_of
from ayllu.engine.plain_moves import PlainMoves
from ayllu.engine.plain_people import Home, Person
from ayllu.grammar.outcomes import Bears, Dies, Goes, GoesTo, Happens, Moves, OwnRoof, Parts
from ayllu.words.codes import NEVER, Sex
from ayllu.words.phases import EVENTS

if TYPE_CHECKING:
    from ayllu.engine.plain import PlainEngine

MOST = 255
"""Counters stop here."""
MOVES = (Moves, Goes, GoesTo)


class PlainSettler:
    """Applies wishes to people, and raises the events that follow."""

    def __init__(self, engine: "PlainEngine") -> None:
        self.engine = engine
        self.ages = engine.setting.ages
        self.money = PlainMoney(engine)

    def settle(self, asked_for: Sequence[Wish | Payment]) -> None:
        """Everything wished for, and whatever follows from it; money first, then each kind in the order of keys."""
        self.money.settle([wish for wish in asked_for if isinstance(wish, Payment)])
        wishes = [wish for wish in asked_for if isinstance(wish, Wish)]
        in_order = (
            (Dies, self._die), (Bears, self._bear), (Parts, self._part),
            (OwnRoof, self._roof), (MOVES, self._move),
            (Happens, self._happen),
        )  # fmt: skip
        for kind, apply in in_order:
            chosen = [wish for wish in wishes if isinstance(wish.outcome, kind)]
            if chosen:
                apply(sorted(chosen, key=self._order))

    def _order(self, wish: Wish) -> tuple[int, int]:
        """By key; of one person's moves, by the order in which they are declared."""
        number = self.engine.plan.moves.number(wish.outcome) if isinstance(wish.outcome, MOVES) else 0
        return wish.person.key, number

    def _die(self, wishes: list[Wish]) -> None:
        dying = [wish.person for wish in wishes]
        self.engine.raise_event("death", dying, answer=False)
        self.money.leave(dying)
        heir_of = survivors_of([(person, person.partner) for person in dying])
        widowed = []
        for person in dying:
            mate = person.partner
            if mate is not None:
                mate.partner, mate.union_since = None, NEVER
                widowed.append(mate)
            person.partner, person.alive = None, False
            person.due.clear()
            leave_home(person)
        self.engine.raise_event("widowhood", widowed)
        self._tidy([person.home for person in dying], heir_of)

    def _bear(self, wishes: list[Wish]) -> None:
        newborn = [self._child(wish.person, girl) for wish in wishes for girl in wish.girls]
        for name, column in self.engine.plan.schema.declared.items():
            for child in newborn:
                inherits = isinstance(column.at_birth, str)
                setattr(child, name, getattr(child.mother, str(column.at_birth)) if inherits else column.at_birth)
        self.engine.raise_event("birth", newborn)
        self.engine.raise_event("delivery", [wish.person for wish in wishes])

    def _child(self, mother: Person, girl: bool) -> Person:
        """A newborn of a mother and of her partner, in her home."""
        people, month, father = self.engine.people, self.engine.month, mother.partner
        key = child_key(mother.key, mother.parity + 1)
        sex = Sex.FEMALE if girl else Sex.MALE
        child = Person(people.numbers, key, month, int(sex), mother.home, mother.dwelling)
        people.numbers += 1
        people.living.append(child)
        child.mother, child.father, child.ancestry = mother, father, mother.ancestry
        child.stratum = mother.stratum
        child.last_birth = child.union_since = NEVER
        for parent in (mother, father):
            if parent is not None:
                parent.children.insert(0, child)
                parent.parity, parent.last_birth = min(parent.parity + 1, MOST), month
        enter_home(child, mother.home, mother.dwelling)
        return child

    def unite(self, couples: list[tuple[Person, Person]]) -> None:
        """Link couples and raise their unions."""
        for woman, man in couples:
            for one, other in ((woman, man), (man, woman)):
                one.partner, one.union_since = other, self.engine.month
                one.unions = min(one.unions + 1, MOST)
        self.engine.raise_event("union", by_key(person for couple in couples for person in couple))

    def _part(self, wishes: list[Wish]) -> None:
        parted = []
        for person in (wish.person for wish in wishes):
            if person.alive and person.partner is not None:
                for one in (person, person.partner):
                    one.partner, one.union_since = None, NEVER
                    parted.append(one)
        self.engine.raise_event("separation", by_key(parted))

    def _roof(self, wishes: list[Wish]) -> None:
        present = [wish.person for wish in wishes if wish.person.present]
        for person in present:
            shared = person.dwelling
            for member in person.home.members:
                if member.dwelling is shared:
                    member.dwelling = person.home
        self.engine.raise_event("own_roof", present)

    def _move(self, wishes: list[Wish]) -> None:
        """Carry out moves, then tell of what they came to."""
        told = PlainMoves(self.engine).settle(wishes)
        self.engine.raise_event("founding", told.founders)
        self.engine.raise_event("joining", told.joiners)
        for event in sorted(told.gone):
            self.engine.raise_event(event, by_key(dict.fromkeys(told.gone[event])))
        self._tidy(told.touched, told.heirs.get)

    def _tidy(self, touched: Iterable[Home], heir_of: HeirOf) -> None:
        """Heads for the homes that changed; children left without an adult are announced."""
        orphans = []
        each = list(dict.fromkeys(touched))
        for home in sorted((home for home in each if not home.members), key=lambda home: home.key):
            self.money.end(home, heir_of(home))
        for home in each:
            if home.members:
                if home.head is None:
                    choose_head(home, self.ages.headship_years)
                eldest = eldest_of(home)
                if eldest is not None and eldest.age < self.ages.adult_age:
                    orphans.append(eldest)
        self.engine.raise_event("orphaned", by_key(orphans))

    def _happen(self, wishes: list[Wish]) -> None:
        for event in EVENTS:
            people = []
            for wish in wishes:
                if wish.outcome.event == event:
                    mate = wish.person.partner if wish.outcome.to == "couple" else None
                    people += [wish.person] if mate is None else [wish.person, mate]
            self.engine.raise_event(event, by_key(dict.fromkeys(people)))


def by_key(people: Iterable[Person]) -> list[Person]:
    """People in the order of their keys."""
    return sorted(people, key=lambda person: person.key)
