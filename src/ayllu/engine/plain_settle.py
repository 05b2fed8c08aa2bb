"""What wishes come to, in plain Python: deaths, then births, partings, roofs, moves and plain events."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ayllu.engine.plain_asks import Wish
from ayllu.engine.plain_draws import WORD, child_key, household_key, mix64
from ayllu.engine.plain_homes import choose_head, eldest_of, enter_home, gather_party, leave_home, room_in
from ayllu.engine.plain_people import Home, Person
from ayllu.grammar.outcomes import Bears, Dies, Happens, Moves, OwnRoof, Parts
from ayllu.words.codes import NEVER, Sex
from ayllu.words.phases import EVENTS

if TYPE_CHECKING:
    from ayllu.engine.plain import PlainEngine

MOST = 255
"""Counters stop here."""


class PlainSettler:
    """Applies wishes to people, and raises the events that follow."""

    def __init__(self, engine: "PlainEngine") -> None:
        self.engine = engine
        self.ages = engine.setting.ages

    def settle(self, wishes: Sequence[Wish]) -> None:
        """Everything wished for, and whatever follows from it; each kind in the order of keys."""
        in_order = (
            (Dies, self._die), (Bears, self._bear), (Parts, self._part),
            (OwnRoof, self._roof), (Moves, self._move),
            (Happens, self._happen),
        )  # fmt: skip
        for kind, apply in in_order:
            chosen = [wish for wish in wishes if isinstance(wish.outcome, kind)]
            if chosen:
                apply(sorted(chosen, key=self._order))

    def _order(self, wish: Wish) -> tuple[int, int]:
        """By key; of one person's moves, by the order in which they are declared."""
        number = self.engine.plan.moves.number(wish.outcome) if isinstance(wish.outcome, Moves) else 0
        return wish.person.key, number

    def _die(self, wishes: list[Wish]) -> None:
        dying = [wish.person for wish in wishes]
        self.engine.raise_event("death", dying, answer=False)
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
        self._tidy(person.home for person in dying)

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
        for wish in wishes:
            for member in wish.person.home.members:
                member.dwelling = wish.person.home
        self.engine.raise_event("own_roof", [wish.person for wish in wishes])

    def _move(self, wishes: list[Wish]) -> None:
        """Carry out moves one after the other; who would take strangers in is decided before the first."""
        hosts = {id(wish): self._neighbour(wish) for wish in wishes}
        founders: list[Person] = []
        joiners: list[Person] = []
        touched: list[Home] = []
        for wish in wishes:
            mover, declared = wish.person, wish.outcome
            if not mover.alive:
                continue
            founds, target, dwelling = self._target(wish, hosts[id(wish)])
            if target is None and not founds:
                continue
            party = gather_party(mover, declared.party, self.ages.dependent_age)
            if target is None or dwelling is None:
                target = self._found(mover)
                shared = declared.roof == "partner" and mover.partner is not None
                dwelling = mover.partner.dwelling if shared and mover.partner else target
            (founders if founds else joiners).append(mover)
            for member in party:
                if member.home is not target:
                    touched.append(member.home)
                    leave_home(member)
                    enter_home(member, target, dwelling)
            if founds:
                choose_head(target, self.ages.headship_years)
            touched.append(target)
        self.engine.raise_event("founding", founders)
        self.engine.raise_event("joining", joiners)
        self._tidy(touched)

    def _target(self, wish: Wish, host: Home | None) -> tuple[bool, Home | None, Home | None]:
        """Where a party goes: (founds a home, the home, the dwelling)."""
        mover = wish.person
        for choice in (wish.outcome.to, wish.outcome.otherwise):
            if choice == "own":
                return True, None, None
            guide = {
                "partner": mover.partner,
                "relative": wish.relative,
                "neighbour": host.head if host is not None and host.members else None,
            }.get(choice)
            if guide is not None and guide.alive and guide.home is not mover.home:
                return False, guide.home, guide.dwelling
        return False, None, None

    def _neighbour(self, wish: Wish) -> Home | None:
        """A household of the community led by an adult, by keyed lot."""
        mover, best, lowest = wish.person, None, WORD
        if "neighbour" not in (wish.outcome.to, wish.outcome.otherwise):
            return None
        for home in self.engine.people.homes:
            led = home.head is not None and home.head.age >= self.ages.adult_age
            if home.community is mover.home.community and home is not mover.home and home.members and led:
                lot = mix64(home.key ^ mix64(mover.key ^ self.engine.month))
                if lot < lowest:
                    best, lowest = home, lot
        return best

    def _found(self, founder: Person) -> Home:
        """A new household named after its founder, in her or his community or, if that is full, the next."""
        people = self.engine.people
        community = room_in(founder.home.community, self.ages.full, people.communities)
        home = Home(len(people.homes), household_key(founder.key, founder.founded), community)
        people.homes.append(home)
        founder.founded = min(founder.founded + 1, MOST)
        return home

    def _tidy(self, touched: Iterable[Home]) -> None:
        """Heads for the homes that changed; children left without an adult are announced."""
        orphans = []
        for home in dict.fromkeys(touched):
            if home.members:
                if home.head is None:
                    choose_head(home, self.ages.headship_years)
                eldest = eldest_of(home)
                if eldest.age < self.ages.adult_age:
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
