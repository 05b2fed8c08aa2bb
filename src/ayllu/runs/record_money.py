"""The ledger of purses by month, and transfers: of everybody counted by year, of recorded people one by one."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.grammar.money import Sends
from ayllu.population.identity import combine
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.record_books import RESIDENCES
from ayllu.runs.record_events import Events
from ayllu.runs.record_parts import NOTHING, Coded, Columns
from ayllu.runs.record_where import BOTH_SEXES, Where
from ayllu.runs.world import World
from ayllu.words.codes import CHANNEL_WORDS, USE_WORDS
from ayllu.words.money import ACCOUNTS, BORROWED, FEE, INHERITED, LEFT, RECEIVED, REPAID, SENT, TRANSFERS

MONEY_TABLES = ("ledger", "transfer_year", "transfer")
SIDES = ("in", "out", "held")
OPENING, CLOSING, CARRIED = "opening", "closing", "carried"
LINES = (OPENING, *ACCOUNTS, BORROWED, REPAID, SENT, FEE, RECEIVED, LEFT, INHERITED, CARRIED, CLOSING)
KINDS = tuple(TRANSFERS)
_BOTH, _NO_CHANNEL = BOTH_SEXES.index("both"), len(CHANNEL_WORDS)
_SUMS = ("code", "transfers", "sent", "fee")
_TOLD = (
    "month", "kind", "channel", "use", "sender", "sender_home", "receiver", "receiver_home", "sex", "from_place",
    "to_place", "sent", "fee", "community", "stratum", "inside",
)  # fmt: skip

Rows = NDArray[np.int64]


class MoneyRecord:
    """Listens to an engine; what is kept is held as numbers, so that a checkpoint can keep it."""

    def __init__(self, world: World, where: Where, events: Events | None, state: Mapping[str, NDArray[Any]]) -> None:
        self.world, self.where, self.events = world, where, events
        self.purses = tuple(world.plan.schema.purses)
        self.shape = (len(KINDS), len(where.codes), len(where.codes), 3, _NO_CHANNEL + 1, len(world.weights))
        self.empty: dict[str, NDArray[Any]] = {
            "ledger": np.zeros((0, 7), np.int64),
            "transfer_year": np.zeros((0, len(_SUMS)), np.int64),
            "senders": np.zeros((0, 2), np.uint64),
            "transfer": np.zeros((0, len(_TOLD)), np.int64),
        }
        self.held = {name: [state[f"money_{name}"]] if f"money_{name}" in state else [] for name in self.empty}
        world.engine.transfer_listeners.append(self.listen)

    def state(self) -> dict[str, NDArray[Any]]:
        """What a checkpoint must hold."""
        return {f"money_{name}": self._joined(name) for name in self.empty}

    def _joined(self, name: str) -> NDArray[Any]:
        return np.concatenate(self.held[name]) if self.held[name] else self.empty[name]

    def month(self) -> None:
        """Take down the ledger of the month that has just been lived through."""
        money, month = self.world.engine.money, self.world.engine.month - 1
        for k, name in enumerate(self.purses):
            told = [(OPENING, 2, money.opening[name]), (CARRIED, 0, money.carried[name])]
            lines = sorted(money.lines.items(), key=itemgetter(0))
            told += [(line[2], SIDES.index(line[1]), cents) for line, cents in lines if line[0] == name]
            for word, side, cents in (*told, (CLOSING, 2, money.closing[name])):
                stratum, group = np.nonzero(cents)
                marks = [np.full(len(stratum), mark) for mark in (month, k, LINES.index(word), side)]
                self.held["ledger"].append(np.column_stack([*marks, stratum, group, cents[stratum, group]]))

    def listen(self, number: int, senders: Rows, receivers: Rows, figures: Rows) -> None:
        """Count transfers of everybody and keep those of recorded people."""
        deed = self.world.plan.moves.deeds[number]
        assert isinstance(deed.outcome, Sends)
        sent, fee, channel, use = figures.T
        of = "person" if deed.outcome.sender is not None else deed.of
        one, other = self._ends(senders, of), self._ends(receivers, deed.other_of)
        if of != deed.of:  # a home pays in somebody's name, and stands for as many as the home does
            store = self.world.store
            one["stratum"] = store.household["stratum"][store.person["home"][senders]].astype(np.int64)
        way = np.where(channel < 0, _NO_CHANNEL, channel)
        kind = np.full(len(senders), KINDS.index(deed.outcome.kind))
        code = np.ravel_multi_index((kind, one["place"], other["place"], one["sex"], way, one["stratum"]), self.shape)
        each, which, n = np.unique(code, return_inverse=True, return_counts=True)
        sums = [np.bincount(which.ravel(), values, len(each)).astype(np.int64) for values in (sent, fee)]
        self.held["transfer_year"].append(np.column_stack([each, n, *sums]))
        with np.errstate(over="ignore"):
            words = code.astype(np.uint64)
            self.held["senders"].append(np.column_stack([words, combine(one["key"], words)]))
        if self.events is not None:
            self._keep(one, other, np.column_stack([kind, channel, use, sent, fee]))

    def _ends(self, rows: Rows, of: str) -> dict[str, Any]:
        """What is told of senders or receivers: people, or households (which have no sex)."""
        store = self.world.store
        home = store.person["home"][rows].astype(np.int64) if of == "person" else rows
        community = store.household["community"][home]
        none = np.zeros(len(rows), np.uint64)
        told = {"of": of, "rows": rows, "community": community, "home": store.household["key"][home]}
        if of == "person":
            person = store.person
            place = person["cell"][rows].astype(np.int64) // CELLS_A_PLACE
            return told | {"place": place, "person": person["key"][rows], "key": person["key"][rows],
                           "sex": person["sex"][rows].astype(np.int64),
                           "stratum": person["stratum"][rows].astype(np.int64)}  # fmt: skip
        place, stratum = store.community["place"][community].astype(np.int64), store.household["stratum"][rows]
        return told | {"place": place, "person": none, "key": told["home"],
                       "sex": np.full(len(rows), _BOTH), "stratum": stratum.astype(np.int64)}  # fmt: skip

    def _keep(self, one: dict[str, Any], other: dict[str, Any], figures: Rows) -> None:
        """Transfers that recorded people or households send or receive; only senders have a weight."""
        assert self.events is not None
        inside, there = (self.events.inside_of(end["community"], end["home"]) for end in (one, other))
        kept = np.flatnonzero(inside | there)
        if len(kept) == 0:
            return
        kind, channel, use, sent, fee = figures[kept].T
        told = {
            "month": np.full(len(kept), self.world.month), "kind": kind, "channel": channel, "use": use,
            "sender": one["person"][kept].view(np.int64), "sender_home": one["home"][kept].view(np.int64),
            "receiver": other["person"][kept].view(np.int64), "receiver_home": other["home"][kept].view(np.int64),
            "sex": one["sex"][kept], "from_place": one["place"][kept], "to_place": other["place"][kept],
            "sent": sent, "fee": fee, "community": one["community"][kept], "stratum": one["stratum"][kept],
            "inside": inside[kept],
        }  # fmt: skip
        self.held["transfer"].append(np.column_stack([told[name] for name in _TOLD]).astype(np.int64))

    def tables(self, year: int) -> dict[str, Columns]:
        """What was kept since the last call, as columns; what is kept begins again at nothing."""
        rows = {name: self._joined(name) for name in self.empty}
        self.held = {name: [] for name in self.held}
        found = {"ledger": self._ledger(rows["ledger"])} if self.purses else {}
        if any(isinstance(deed.outcome, Sends) for deed in self.world.plan.moves.deeds):
            found["transfer_year"] = self._by_year(year, rows["transfer_year"], rows["senders"])
            if self.events is not None:
                found["transfer"] = self._transfers(rows["transfer"])
        return found

    def _ledger(self, rows: Rows) -> Columns:
        month, purse, line, side, stratum, group, cents = rows.T.copy()
        of_people = np.array([self.world.plan.schema.purses[name].of == "person" for name in self.purses])[purse]
        sex = np.where(of_people, group % 2, _BOTH)
        abroad, country = np.divmod(np.where(of_people, group // 2, group), len(self.where.countries))
        return {
            "month": month.astype(np.int16),
            "purse": Coded(purse.astype(np.uint8), self.purses),
            "line": Coded(line.astype(np.uint8), LINES),
            "side": Coded(side.astype(np.uint8), SIDES),
            "country": Coded(country.astype(np.uint8), self.where.countries),
            "residence": Coded(abroad.astype(np.uint8), RESIDENCES),
            "sex": Coded(sex.astype(np.uint8), BOTH_SEXES),
            "cents": cents,
            "weight": np.array(self.world.weights)[stratum],
        }

    def _by_year(self, year: int, rows: Rows, senders: NDArray[np.uint64]) -> Columns:
        """Weighted counts and sums by kind, places, sex of the sender and channel."""
        each, which = np.unique(rows[:, 0], return_inverse=True)
        n, sent, fee = (np.bincount(which.ravel(), column, len(each)) for column in rows.T[1:])
        people = np.zeros(len(each))
        if len(senders):
            once = np.unique(senders, axis=0)[:, 0].astype(np.int64)
            people = np.bincount(np.searchsorted(each, once), minlength=len(each)).astype(np.float64)
        weight = np.array(self.world.weights)[each % self.shape[-1]]
        cells, cell = np.unique(each // self.shape[-1], return_inverse=True)
        kind, origin, to, sex, way = np.unravel_index(cells, self.shape[:-1])

        def scaled(counts: NDArray[Any]) -> NDArray[np.float64]:
            sums: NDArray[np.float64] = np.bincount(cell.ravel(), counts * weight, len(cells)).astype(np.float64)
            return sums

        return {
            "year": np.full(len(cells), year, np.int16),
            "kind": Coded(kind.astype(np.uint8), KINDS),
            **self._corridor(origin, to),
            "sex": Coded(sex.astype(np.uint8), BOTH_SEXES),
            "channel": Coded(np.where(way == _NO_CHANNEL, NOTHING, way).astype(np.uint8), CHANNEL_WORDS),
            "senders": scaled(people),
            "transfers": scaled(n),
            "sent": scaled(sent),
            "received": scaled(sent - fee),
            "fee": scaled(fee),
        }

    def _corridor(self, origin: Rows, to: Rows) -> dict[str, Coded]:
        return {
            "country": Coded(self.where.index["country"][origin], self.where.countries),
            "from_place": Coded(origin.astype(np.uint8), self.where.codes),
            "to_place": Coded(to.astype(np.uint8), self.where.codes),
        }

    def _transfers(self, rows: Rows) -> Columns:
        assert self.events is not None
        told = dict(zip(_TOLD, rows.T.copy(), strict=True))
        base = self.events.sample.base(told["stratum"], told["community"])
        weight = np.where(told["inside"] == 1, base * self.events.raised()[told["from_place"]], 0.0)
        keys = ("sender", "sender_home", "receiver", "receiver_home")
        return {
            "month": told["month"].astype(np.int16),
            "kind": Coded(told["kind"].astype(np.uint8), KINDS),
            "channel": _coded(told["channel"], CHANNEL_WORDS),
            "use": _coded(told["use"], USE_WORDS),
            **{name: np.ma.masked_equal(told[name].view(np.uint64), 0) for name in keys},
            **self._corridor(told["from_place"], told["to_place"]),
            "sex": Coded(told["sex"].astype(np.uint8), BOTH_SEXES),
            "sent": told["sent"].astype(np.int32),
            "received": (told["sent"] - told["fee"]).astype(np.int32),
            "fee": told["fee"].astype(np.int32),
            "weight": weight,
        }


def _coded(codes: Rows, words: tuple[str, ...]) -> Coded:
    return Coded(np.where(codes < 0, NOTHING, codes).astype(np.uint8), words)
