"""What moves come to, in plain Python: to another home, to another place, back to the dwelling of the home."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ayllu.engine.plain_asks import Wish
from ayllu.engine.plain_draws import WORD, household_key, mix64
from ayllu.engine.plain_homes import (
    arrival,
    carry_absent,
    choose_head,
    edge,
    enter_home,
    gather_party,
    home_again,
    leave_home,
    room_in,
)
from ayllu.engine.plain_people import Community, Home, Person
from ayllu.grammar.outcomes import Goes, GoesTo

if TYPE_CHECKING:
    from ayllu.engine.plain import PlainEngine

MOST = 255
"""Counters stop here."""


@dataclass
class Told:
    """What moves came to: who founded and joined, who went to another place by event, homes left and entered.

    heirs: for each home that was left, the one that the last to leave it entered.
    """

    founders: list[Person] = field(default_factory=list)
    joiners: list[Person] = field(default_factory=list)
    gone: dict[str, list[Person]] = field(default_factory=dict)
    touched: list[Home] = field(default_factory=list)
    heirs: dict[Home, Home] = field(default_factory=dict)


@dataclass
class Aim:
    """Where a party goes: 'found', 'join', 'lodge' or 'return'; the home and dwelling, if they exist already."""

    what: str
    home: Home | None = None
    dwelling: Home | None = None
    host: Any = None


class PlainMoves:
    """Carries out moves one after the other; who would take strangers in is decided before the first."""

    def __init__(self, engine: "PlainEngine") -> None:
        self.engine, self.ages, self.told = engine, engine.setting.ages, Told()

    def settle(self, wishes: list[Wish]) -> Told:
        """All moves in their order."""
        hosts = {id(wish): self._neighbour(wish) for wish in wishes}
        known = len(self.engine.people.communities)
        for wish in wishes:
            if wish.person.alive:
                aim = self._aim(wish, hosts[id(wish)])
                if aim is not None:
                    self._carry_out(wish, aim)
        for community in self.engine.people.communities[known:]:
            community.since = self.engine.month
            for name, column in self.engine.plan.schema.group["community"].items():
                setattr(community, name, column.at_birth)
        return self.told

    def _carry_out(self, wish: Wish, aim: Aim) -> None:
        mover, move, left = wish.person, wish.outcome, wish.person.home
        if aim.what == "found" or (aim.what == "lodge" and aim.dwelling is None):
            opened = self._open(mover, self._community(wish, aim))
            if aim.what == "found":
                aim.home = opened
                if getattr(move, "roof", "") == "partner" and mover.partner is not None:
                    aim.dwelling = mover.partner.dwelling
            aim.dwelling = aim.dwelling or opened
        assert aim.home is not None and aim.dwelling is not None
        held, held_at = self.engine.plan.schema.held
        for member in gather_party(mover, move.party, self.ages.dependent_age):
            if held and member is not mover and getattr(member, held) == held_at:
                continue
            before = member.place
            if aim.what in ("lodge", "return"):
                member.dwelling = aim.dwelling
            elif member.home is not aim.home:
                self.told.touched.append(member.home)
                self.told.heirs[member.home] = aim.home
                leave_home(member)
                enter_home(member, aim.home, aim.dwelling)
            if member.place != before:
                self.told.gone.setdefault(getattr(move, "event", "migration"), []).append(member)
        if aim.what in ("lodge", "return"):
            aim.home.head = None
        elif move.party != "alone":
            carry_absent(left, aim.home)
        if aim.what == "found":
            choose_head(aim.home, self.ages.headship_years)
        if aim.what in ("found", "join"):
            (self.told.founders if aim.what == "found" else self.told.joiners).append(mover)
        self.told.touched.append(aim.home)

    def _community(self, wish: Wish, aim: Aim) -> Community:
        """Where a new household stands: near the host, among strangers of the place, at the edge, or near by."""
        mover, communities = wish.person, self.engine.people.communities
        sleeper: Person = aim.host or mover
        near = sleeper.dwelling.community
        if isinstance(wish.outcome, Goes):
            return near if aim.host is not None else arrival(communities, wish.place, mover.key)
        return edge(near, communities) if wish.outcome.to == "settlement" else near

    def _open(self, founder: Person, community: Community) -> Home:
        """A new household (or dwelling) named after its founder, in a community with room."""
        people = self.engine.people
        community = room_in(community, self.ages.full, people.communities)
        home = Home(len(people.homes), household_key(founder.key, founder.founded), community)
        people.homes.append(home)
        home.stratum = founder.stratum
        founder.founded = min(founder.founded + 1, MOST)
        for name, column in self.engine.plan.schema.group["household"].items():
            setattr(home, name, column.at_birth)
        return home

    def _aim(self, wish: Wish, neighbour: Home | None) -> Aim | None:
        """Where a party goes, or None if it stays."""
        mover = wish.person
        if isinstance(wish.outcome, GoesTo):
            mate = mover.partner
            if wish.outcome.whom == "home":
                dwelling = home_again(mover)
            else:
                dwelling = mate.dwelling if mate is not None and mate.dwelling is not mover.dwelling else None
            return None if dwelling is None else Aim("return", mover.home, dwelling)
        if isinstance(wish.outcome, Goes):
            return self._far(wish)
        for choice in (wish.outcome.to, wish.outcome.otherwise):
            if choice in ("own", "settlement"):
                return Aim("found")
            guide = {
                "partner": mover.partner,
                "relative": wish.relative,
                "neighbour": neighbour.head if neighbour is not None and neighbour.members else None,
            }.get(choice)
            if guide is not None and guide.alive and guide.home is not mover.home:
                return Aim("join", guide.home, guide.dwelling)
        return None

    def _far(self, wish: Wish) -> Aim | None:
        """Where a party goes in another place."""
        mover, host = wish.person, wish.relative
        if wish.place == mover.place:
            return None
        if host is None or not host.alive or host.place != wish.place:
            return Aim("lodge", mover.home) if wish.keeps else Aim("found")
        if wish.keeps:
            return Aim("lodge", mover.home, host.dwelling, host)
        if host.present and host.home is not mover.home:
            return Aim("join", host.home, host.dwelling, host)
        return Aim("found", None, host.dwelling, host)

    def _neighbour(self, wish: Wish) -> Home | None:
        """A household led by an adult, by keyed lot: of the community, failing that of the place."""
        if "neighbour" not in (getattr(wish.outcome, "to", ""), getattr(wish.outcome, "otherwise", "")):
            return None
        near, place = wish.person.dwelling.community, wish.person.place
        return self._led(wish.person, lambda c: c is near) or self._led(wish.person, lambda c: c.place == place)

    def _led(self, mover: Person, suits: Callable[[Community], bool]) -> Home | None:
        """A household led by an adult in a community that suits, by keyed lot."""
        best, lowest = None, WORD
        for home in self.engine.people.homes:
            led = home.head is not None and home.head.present and home.head.age >= self.ages.adult_age
            if suits(home.community) and home is not mover.home and home.members and led:
                lot = mix64(home.key ^ mix64(mover.key ^ self.engine.month))
                if lot < lowest:
                    best, lowest = home, lot
        return best
