"""Events of recorded people, one row each: kept while months are lived, written at the end of a year."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.loops.generate import EVENT_NUMBER
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.record_before import Whereabouts
from ayllu.runs.record_parts import Coded, Columns
from ayllu.runs.record_sample import Sample
from ayllu.runs.record_tell import COMING_AND_GOING, KIN, tell
from ayllu.runs.record_where import Where
from ayllu.runs.world import World
from ayllu.words.codes import SEX_WORDS
from ayllu.words.months import MONTHS_A_YEAR

EVENT_TABLES = ("event", "move")
ROLES = ("decider", "partner", "child", "other")
"""What somebody is in the party that moves; other where nobody of the new dwelling chose among places."""

HELD = (
    "month",
    "event",
    "person",
    "sex",
    "age",
    "place",
    "community",
    "home",
    "stratum",
    "inside",
    *KIN,
)
COMMON = HELD.index("partner")
MOVED = (*HELD[:COMMON], "from_place", "party_role", "decider")
"""What is kept of an event and of a move; the first COMMON columns are the same."""
TERM = "term_"
"""Before the name of a decision's term in the columns of `move`."""

Rows = NDArray[np.int64]


class Events:
    """Listens to an engine and keeps what happens to recorded people.

    Whoever was once recorded is followed until death, wherever she or he goes: outside of the recorded
    communities with weight 0. Those who chose where to go have the terms of their decision beside the move.
    """

    def __init__(
        self, world: World, sample: Sample, where: Where, before: Whereabouts, state: Mapping[str, NDArray[Any]]
    ) -> None:
        self.world, self.engine, self.sample, self.where = world, world.engine, sample, where
        self.before = before
        self.everybody = sample.everybody
        self.choices = world.plan.moves.terms
        self.terms = tuple(sorted({name for names in self.choices.values() for name in names}))
        self._empty: dict[str, NDArray[Any]] = {
            "event": np.zeros((0, len(HELD)), np.int64),
            "move": np.zeros((0, len(MOVED)), np.int64),
            "terms": np.zeros((0, len(self.terms))),
        }
        self.held = {name: [state[name]] if name in state else [] for name in self._empty}
        self.followed: NDArray[np.uint64] = state["followed"] if "followed" in state else self._members()
        self.newborn: NDArray[np.uint64] = state["newborn"] if "newborn" in state else np.zeros(0, np.uint64)
        self._limits = np.zeros(0, np.uint64)
        self._open()
        self.engine.listeners.append(self.listen)
        self.engine.move_listeners.append(self.decide)

    def _members(self) -> NDArray[np.uint64]:
        keys: NDArray[np.uint64] = np.sort(self.world.store.person["key"][self.sample.members()])
        return keys

    def _open(self) -> None:
        """Nobody has decided anything yet."""
        self._decided: list[tuple[Rows, NDArray[np.float64]]] = []

    def month(self) -> None:
        """The month is over; at the end of a year everybody recorded then is followed too."""
        self._open()
        if self.engine.month % MONTHS_A_YEAR == 0 and not self.everybody:
            self.followed = np.union1d(self.followed, self._members())
            self.newborn = self.newborn[:0]
            self._limits = self._limits[:0]

    def state(self) -> dict[str, NDArray[Any]]:
        """What a checkpoint must hold."""
        kept = {name: self._joined(name) for name in self.held}
        return {**kept, "followed": self.followed, "newborn": self.newborn}

    def _joined(self, name: str) -> NDArray[Any]:
        return np.concatenate(self.held[name]) if self.held[name] else self._empty[name]

    def listen(self, event: str, rows: NDArray[Any]) -> None:
        """Keep the rows of recorded people; the dying are still linked and at home."""
        rows = rows.astype(np.int64)
        told, at = np.empty((len(rows), len(HELD)), np.int64), np.empty(len(rows), np.int64)
        n = tell(rows, self.engine.month, EVENT_NUMBER[event], event in COMING_AND_GOING, *self._known(), told, at)
        if n == 0:
            return
        told = told[:n].copy()
        self.held["event"].append(told)
        if event == "birth" and not self.everybody:
            inside = told[:, HELD.index("inside")] == 1
            self.newborn = np.union1d(self.newborn, told[inside, HELD.index("person")].view(np.uint64))
        if event in self.before.words:
            self._move(rows, at[:n], told[:, :COMMON])

    def inside_of(self, communities: NDArray[Any], homes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which homes (by key) of communities are recorded."""
        inside: NDArray[np.bool_] = homes < self._recorded()[communities]
        return inside

    def _recorded(self) -> NDArray[np.uint64]:
        """For each community the key below which a home of it is recorded."""
        if len(self._limits) != self.world.store.community.n:
            self._limits = self.sample.limits
        return self._limits

    def _known(self) -> tuple[Any, ...]:
        """Arrays that `tell` reads: who is recorded, and everybody's columns."""
        store = self.world.store
        person, household = store.person.columns, store.household.columns
        return (
            self._recorded(), self.followed, self.newborn,
            *(person[name] for name in ("key", "sex", "birth", "cell", "home", "stratum", *KIN)),
            household["community"], household["key"], store.tomb.columns["key"],
        )  # fmt: skip

    def decide(self, number: int, rows: Rows, before: Rows, there: Rows, terms: NDArray[np.float64]) -> None:
        """Keep the terms of decisions to go (there less here) until the events of the move are raised."""
        names = self.choices[number]
        weighed = np.full((len(rows), len(self.terms)), np.nan)
        weighed[:, [self.terms.index(name) for name in names]] = terms[:, : len(names)]
        self._decided.append((rows, weighed))

    def _move(self, party: Rows, kept: Rows, told: Rows) -> None:
        """Rows of `move`, one for each of the party (kept says where they stand in it) who is recorded."""
        person, rows = self.world.store.person, party[kept]
        origin = self.before.of(rows)
        who = np.concatenate([decided for decided, _ in reversed(self._decided)] or [np.zeros(0, np.int64)])
        terms = np.concatenate([terms for _, terms in reversed(self._decided)] or [self._empty["terms"]])
        gone = np.isin(who, party)
        who, terms = who[gone], terms[gone]
        own, near = _index(rows, who), _index(person["dwelling"][rows], person["dwelling"][who])
        at = np.where(own >= 0, own, near)
        guide = np.where(at >= 0, who[at] if len(who) else -1, -1)
        key = np.where(guide >= 0, person["key"][guide], np.uint64(0)).view(np.int64)
        columns = [told, origin, self._roles(rows, guide), key]
        self.held["move"].append(np.column_stack(columns).astype(np.int64))
        mine = terms[own] if len(who) else np.full((len(rows), len(self.terms)), np.nan)
        self.held["terms"].append(np.where((own >= 0)[:, None], mine, np.nan))

    def _roles(self, rows: Rows, guide: Rows) -> Rows:
        """ROLES of rows that go with a guide (-1 for none); children of the guide's partner are children."""
        person = self.world.store.person
        mate = np.where(guide >= 0, person["partner"][guide], -1)
        child = np.zeros(len(rows), np.bool_)
        for name in ("mother", "father"):
            parent = person[name][rows]
            child |= (parent >= 0) & ((parent == guide) | (parent == mate))
        led = guide >= 0
        codes: Rows = np.select([led & (rows == guide), led & (rows == mate), led & child], [0, 1, 2], 3)
        return codes.astype(np.int64)

    def tables(self) -> dict[str, Columns]:
        """What was kept since the last call, as columns; what is kept begins again at nothing."""
        raised = self.raised()
        rows = {name: self._joined(name) for name in self.held}
        self.held = {name: [] for name in self.held}
        events, moves = self._columns(rows["event"]), self._columns(rows["move"])
        links = zip(HELD[COMMON:], rows["event"].T[COMMON:].copy(), strict=True)
        to_place = moves.pop("place")
        origin, role, decider = rows["move"].T[COMMON:].copy()
        return {
            "event": {
                **events,
                **{name: keys.view(np.uint64) for name, keys in links},
                "weight": self._weight(rows["event"], raised),
            },
            "move": {
                **moves,
                "from_place": Coded(origin.astype(np.uint8), self.where.codes),
                "to_place": to_place,
                "party_role": Coded(role.astype(np.uint8), ROLES),
                "decider": decider.view(np.uint64),
                "weight": self._weight(rows["move"], raised),
                **{TERM + name: np.ma.masked_invalid(rows["terms"].T[k]) for k, name in enumerate(self.terms)},
            },
        }

    def raised(self) -> NDArray[np.float64]:
        """By what base weights are raised in each place at the end of the year."""
        person, members = self.world.store.person, self.sample.members()
        community = self.world.store.household["community"][person["home"][members]]
        weight = self.sample.base(person["stratum"][members], community)
        return self.sample.raised(person["cell"][members] // CELLS_A_PLACE, weight)

    def _weight(self, rows: Rows, raised: NDArray[np.float64]) -> NDArray[np.float64]:
        place, community, stratum, inside = (
            rows.T[HELD.index(name)] for name in ("place", "community", "stratum", "inside")
        )
        return np.where(inside == 1, self.sample.base(stratum, community) * raised[place], 0.0)

    def _columns(self, rows: Rows) -> dict[str, Any]:
        """Columns that both tables have. Rows are copied: slices of a matrix are no plain columns."""
        month, event, person, sex, age, place, community, home = rows.T[: HELD.index("stratum")].copy()
        return {
            "month": month.astype(np.int16),
            "event": Coded(event.astype(np.uint8), tuple(EVENT_NUMBER)),
            "person": person.view(np.uint64),
            "sex": Coded(sex.astype(np.uint8), SEX_WORDS),
            "age": age.astype(np.int16),
            **self.where.places(place),
            "community": community.astype(np.int32),
            "home": home.view(np.uint64),
        }


def _index(values: NDArray[Any], among: NDArray[Any]) -> Rows:
    """Where each value stands in an array, first come; -1 for nowhere."""
    if len(among) == 0:
        return np.full(len(values), -1, np.int64)
    order = np.argsort(among, kind="stable")
    at = np.minimum(np.searchsorted(among[order], values), len(among) - 1)
    return np.where(among[order][at] == values, order[at], -1).astype(np.int64)
