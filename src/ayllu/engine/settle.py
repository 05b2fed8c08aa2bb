"""Settling an outbox: deaths, then births, partings, moves and plain events, each in the order of keys."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.settle_homes import (
    BACK,
    MOST_PARTY,
    PARTY_CODES,
    PLACE,
    TO_CODES,
    find_neighbours,
    take_own_roof,
    tidy_homes,
)
from ayllu.engine.settle_lives import (
    settle_births,
    settle_deaths,
    settle_partings,
    settle_plain_births,
    settle_plain_deaths,
    settle_unions,
)
from ayllu.engine.settle_money import Heirs, Purses
from ayllu.engine.settle_moves import FOUND, JOIN, settle_moves
from ayllu.engine.sweep import Outbox
from ayllu.grammar.outcomes import Goes, GoesTo
from ayllu.loops import rows as core
from ayllu.loops.generate import BEAR, DIE, EVENT_NUMBER, HAPPEN, MOVE, PART, ROOF
from ayllu.loops.money import MONEY
from ayllu.population.schema import CELLS_A_PLACE, DEAD, NOT_DUE
from ayllu.population.store import Store

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

Rows = NDArray[np.int64]
EVENT_NAMES = {number: name for name, number in EVENT_NUMBER.items()}
_NOBODY_HELD = np.empty(0, np.uint8)
MIGRATION = "migration"
"""Event of those who come to live in another place by a move that names none."""


class Settler:
    """Applies what steps asked for to the store, and raises the events that follow."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.purses = Purses(engine)
        self.numbers = engine.setting.ages.vector()
        self.table = np.array([_codes(m) for m in engine.plan.moves.moves] or [[0, 0, 0, 0]], np.int64)
        self.far = self.table[:, 0] == PLACE
        self.needs_neighbour = (self.table[:, [0, 2]] == TO_CODES["neighbour"]).any(axis=1)
        named = [getattr(move, "event", MIGRATION) for move in engine.plan.moves.moves]
        self.events = sorted(set(named))
        self.event_of = np.array([self.events.index(name) for name in named], np.int64)
        self.roots = _roots(engine.store, len(engine.setting.places["country"]))

    def settle(self, box: Outbox) -> None:
        """Everything in the outbox, and whatever follows from it."""
        if len(box) == 0:
            return
        self.purses.settle(box.of(MONEY, MONEY + 10_000))
        first, last = int(box.code.min()), int(box.code.max())
        for low, high, act in (
            (DIE, DIE + 1, self._die), (BEAR, BEAR + 1, self._bear), (PART, PART + 1, self._part),
            (ROOF, ROOF + 1, self._roof), (MOVE, MOVE + 10_000, self._move), (HAPPEN, MOVE, self._happen),
        ):  # fmt: skip
            if first < high and last >= low:
                act(self._sorted(box if low <= first and last < high else box.of(low, high)))

    def _sorted(self, box: Outbox) -> Outbox:
        if len(box) == 0 or not self.engine.setting.kin:
            return box
        keys = self.engine.store.person["key"][box.row]
        order = np.argsort(keys)
        if (keys[order[1:]] == keys[order[:-1]]).any():
            order = np.lexsort((box.code, keys))
        terms = None if box.terms is None else box.terms[order]
        return Outbox(box.row[order], box.code[order], box.x[order], terms)

    def _tuples(self) -> tuple[Any, Any, Any]:
        store = self.engine.store
        return core.people(store), core.homes(store), core.communities(store)

    def _die(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        engine, store, n = self.engine, self.engine.store, len(box)
        engine.raise_event("death", box.row, answer=False)
        self.purses.leave(box.row)
        engine.dead_rows += n
        if not engine.setting.kin:
            settle_plain_deaths(core.people(store), box.row, engine.change)
            return
        store.tomb.make_room(n)
        first, mates = store.tomb.n, store.person["partner"][box.row].astype(np.int64)
        store.tomb.n += n
        touched, widowed = np.empty(n, np.int64), np.empty(n, np.int64)
        survivors = settle_deaths(
            *self._tuples(), core.tombs(store), box.row, first, engine.month, engine.change, touched, widowed
        )
        engine.books.ended += survivors
        engine.raise_event("widowhood", widowed[:survivors])
        self._tidy(touched, Heirs(touched, lambda k: self._survivor(int(mates[k]), first + k)))

    def _survivor(self, mate: int, tomb: int) -> int:
        """The home of somebody's closest kin who live, -1 for none: partner, youngest child, parents, siblings."""
        person, parents = self.engine.store.person, [int(self.engine.store.tomb[p][tomb]) for p in ("mother", "father")]
        widowed = mate if mate >= 0 and person["cell"][mate] != DEAD else -1
        near = (widowed, self._youngest(-2 - tomb), *parents, *(self._youngest(parent) for parent in parents))
        return next((int(person["home"][code]) for code in near if code >= 0), -1)

    def _youngest(self, parent: int) -> int:
        """The youngest living child of somebody, dead or alive; -1 for none."""
        store = self.engine.store
        if parent == -1:
            return -1
        row, table = (parent, store.person) if parent >= 0 else (-2 - parent, store.tomb)
        chain = "next_by_mother" if table["sex"][row] == 0 else "next_by_father"
        code = int(table["first_child"][row])
        while code < -1:
            code = int(store.tomb[chain][-2 - code])
        return code

    def _bear(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        engine, person = self.engine, self.engine.store.person
        born = len(box) + int((box.x & 1).sum())
        person.make_room(born, slack=0.02)
        first = person.n
        person.n += born
        newborn = np.empty(born, np.int64)
        if engine.setting.kin:
            settle_births(*self._tuples(), box.row, box.x, first, engine.month, engine.change, engine.crossed, newborn)
        else:
            people = core.people(engine.store)
            settle_plain_births(people, box.row, box.x, first, engine.month, engine.change, newborn)
        mothers = np.repeat(box.row, 1 + (box.x & 1))
        for name, column in engine.plan.schema.declared.items():
            inherited = person[column.at_birth][mothers] if isinstance(column.at_birth, str) else column.at_birth
            person.columns[name][first : person.n] = inherited
        for name in engine.due_columns:
            person.columns[name][first : person.n] = NOT_DUE
        engine.raise_event("birth", newborn)
        engine.raise_event("delivery", box.row)

    def unite(self, women: Rows, men: Rows) -> None:
        """Link couples and raise their unions."""
        if len(women) == 0:
            return
        settle_unions(core.people(self.engine.store), women, men, self.engine.month)
        self.engine.books.formed += len(women)
        both = np.concatenate([women, men])
        self.engine.raise_event("union", both[np.argsort(self.engine.store.person["key"][both])])

    def _part(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        both = np.empty(2 * len(box), np.int64)
        n = settle_partings(core.people(self.engine.store), box.row, both)
        self.engine.books.ended += n // 2
        rows = both[:n]
        self.engine.raise_event("separation", rows[np.argsort(self.engine.store.person["key"][rows])])

    def _roof(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        people, homes, communities = self._tuples()
        stands = communities.place[homes.community[people.home[box.row]]]
        present = box.row[self._places(box.row) == stands]
        take_own_roof(people, homes, present)
        self.engine.raise_event("own_roof", present)

    def _move(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        engine, store, n = self.engine, self.engine.store, len(box)
        kinds = box.code - MOVE
        store.household.make_room(n)
        store.community.make_room(n)
        people, homes, communities = self._tuples()
        neighbours = self._neighbours(box, kinds, people, homes, communities)
        counts = np.array([store.household.n, store.community.n], np.int64)
        party, touched = np.empty(MOST_PARTY + 2, np.int64), np.empty(n * (MOST_PARTY + 3), np.int64)
        outcome = np.empty(n, np.int64)
        gone, gone_kinds, origin = (np.empty(len(touched), np.int64) for _ in range(3))
        entered = np.empty(len(touched), np.int64)
        before, (held, held_at) = self._places(box.row), engine.plan.schema.held
        n_touched, n_gone = settle_moves(
            people, homes, communities, self.roots, counts, box.row, kinds, box.x, neighbours,
            self.table, self.numbers, store.person[held] if held else _NOBODY_HELD, held_at, engine.change,
            engine.crossed, party, touched, entered, gone, gone_kinds, origin, outcome,
        )  # fmt: skip
        engine.money.carry(*_from_first(gone[:n_gone], origin[:n_gone]))
        engine.displaced += n_touched // 2
        engine.books.founded += int((outcome == FOUND).sum())
        self._open_groups(counts)
        self._log(box, kinds, before, outcome)
        for event, what in (("founding", FOUND), ("joining", JOIN)):
            if len(rows := box.row[outcome == what]):
                engine.raise_event(event, rows)
        self._tell_gone(gone[:n_gone], gone_kinds[:n_gone])
        left = touched[:n_touched]
        self._tidy(left, Heirs(left, lambda k: entered[k]))

    def _places(self, rows: Rows) -> Rows:
        places: Rows = self.engine.store.person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
        return places

    def _open_groups(self, counts: Rows) -> None:
        """New households and communities with the first values of their columns."""
        store = self.engine.store
        for name, table, n in (
            ("household", store.household, int(counts[0])), ("community", store.community, int(counts[1])),
        ):  # fmt: skip
            new = slice(table.n, n)
            for column, declared in self.engine.plan.schema.group[name].items():
                table.columns[column][new] = declared.at_birth
            if name == "community":
                table.columns["since"][new] = self.engine.month
            table.n = n

    def _log(self, box: Outbox, kinds: Rows, before: Rows, outcome: Rows) -> None:
        """Tell those who listen of every decision to go that was carried out, with its terms."""
        if box.terms is None:
            return
        went = np.flatnonzero(self.far[kinds] & (outcome > 0))
        if len(went) == 0:
            return
        there = self._places(box.row[went])
        for number in np.unique(kinds[went]):
            own = kinds[went] == number
            chosen = went[own]
            for listener in self.engine.move_listeners:
                listener(int(number), box.row[chosen], before[chosen], there[own], box.terms[chosen])

    def _tell_gone(self, rows: Rows, kinds: Rows) -> None:
        """Who joins or founds a household in another place migrates, whatever the reason."""
        if len(rows) == 0:
            return
        numbers = self.event_of[kinds]
        for number in sorted(set(numbers.tolist())):
            self.engine.raise_event(self.events[number], self._by_key(distinct(rows[numbers == number])))

    def _by_key(self, rows: Rows) -> Rows:
        return rows[np.argsort(self.engine.store.person["key"][rows])]

    def _neighbours(self, box: Outbox, kinds: Rows, people: Any, homes: Any, communities: Any) -> Rows:
        """Households that would take in those who may need a neighbour: of the community, failing that of the place."""
        wanted = np.flatnonzero(self.needs_neighbour[kinds])
        out = np.full(len(box), -1, np.int64)
        if len(wanted):
            found = np.full(len(wanted), -1, np.int64)
            store = self.engine.store
            each, places = np.arange(store.community.n), len(self.engine.setting.places["country"])
            for where, areas in ((each, len(each)), (store.community["place"].astype(np.int64), places)):
                if (found < 0).any():
                    find_neighbours(
                        people, homes, communities, where, areas, store.household.n,
                        box.row[wanted], self.engine.month, int(self.numbers[0]), found,
                    )  # fmt: skip
            out[wanted] = found
        return out

    def _tidy(self, touched: Rows, heir_of: Heirs) -> None:
        """Heads for the homes that changed; children left without an adult are announced."""
        each = distinct(touched)
        self.purses.end(each[self.engine.store.household["size"][each] == 0], heir_of)
        orphans = np.empty(len(each), np.int64)
        n, closed = tidy_homes(*self._tuples(), each, self.numbers[0], self.numbers[3], orphans)
        self.engine.books.closed += closed
        if n:
            self.engine.raise_event("orphaned", self._by_key(orphans[:n]))

    def _happen(self, box: Outbox) -> None:
        if len(box) == 0:
            return
        engine = self.engine
        for code in sorted(set(box.code.tolist())):
            part = box.of(code, code + 1)
            mates = engine.store.person["partner"][part.row[part.x == 1]].astype(np.int64)
            rows = distinct(np.concatenate([part.row, mates[mates >= 0]]))
            engine.raise_event(EVENT_NAMES[code - HAPPEN], self._by_key(rows))


def _codes(move: Any) -> list[int]:
    """A declared move as settlements read it: to, party, otherwise, roof."""
    if isinstance(move, GoesTo):
        return [BACK, PARTY_CODES[move.party], TO_CODES["partner" if move.whom == "partner" else ""], TO_CODES["own"]]
    if isinstance(move, Goes):
        return [PLACE, PARTY_CODES[move.party], TO_CODES[""], TO_CODES["own"]]
    roof = TO_CODES["partner" if move.roof == "partner" else "own"]
    return [TO_CODES[move.to], PARTY_CODES[move.party], TO_CODES[move.otherwise], roof]


def _roots(store: Store, places: int) -> tuple[Rows, Rows]:
    """Communities that no other founded, by place, and where each place's begin."""
    following, place = store.community["next"], store.community["place"]
    oldest = np.ones(store.community.n, bool)
    oldest[following[following >= 0]] = False
    rows = np.flatnonzero(oldest)
    rows = rows[np.lexsort((store.community["key"][rows], place[rows]))]
    return rows, np.searchsorted(place[rows], np.arange(places + 1))


def distinct(values: Rows) -> Rows:
    """The values in order, each once; np.unique takes far longer for the few of a settlement."""
    ordered = np.sort(values)
    kept = np.empty(len(ordered), np.bool_)
    kept[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=kept[1:])
    return ordered[kept]


def _from_first(gone: Rows, origin: Rows) -> tuple[Rows, Rows]:
    """Everybody who went, once, and the place that each left first: a child may be moved by both parents."""
    each, first = np.unique(gone, return_index=True)
    return each, origin[first]


def alive(engine: "Engine", rows: Rows) -> Rows:
    """Those of the rows who still live."""
    kept: Rows = rows[engine.store.person["cell"][rows] != DEAD]
    return kept
