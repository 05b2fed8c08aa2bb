"""Settling money: what people do with the purse of their home, transfers, what passes at death and ending of homes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ayllu.engine.sweep import Outbox
from ayllu.grammar.money import Sends
from ayllu.loops.money import MONEY, Deed, lines_of
from ayllu.population.schema import NOBODY
from ayllu.words.codes import CHANNEL_WORDS, USE_WORDS
from ayllu.words.errors import ModelError
from ayllu.words.money import INHERITED, LEFT, MOST_MONEY, RECEIVED

if TYPE_CHECKING:
    from ayllu.engine.month import Engine

Rows = NDArray[np.int64]
VERBS = ("takes_in", "pays", "borrows", "repays")
_TAKE, _PAY, _BORROW, _REPAY = range(len(VERBS))


@njit(nogil=True, cache=True)
def act_in_turn(verb, purse, debt, at, wanted, moved, lent):  # type: ignore[no-untyped-def]
    """Let one after the other use purses (and debts, as long or empty); moved and lent receive the cents."""
    for k in range(len(at)):
        h = at[k]
        held, owed = np.int64(purse[h]), np.int64(debt[h]) if len(debt) else 0
        lent[k] = 0
        if verb == _TAKE:
            moved[k] = min(wanted[k], MOST_MONEY - held)
            held += moved[k]
        elif verb == _PAY:
            moved[k] = min(wanted[k], held)
            held -= moved[k]
            if len(debt):
                lent[k] = min(wanted[k] - moved[k], MOST_MONEY - owed)
                owed += lent[k]
        elif verb == _BORROW:
            moved[k] = min(wanted[k], MOST_MONEY - held, MOST_MONEY - owed)
            held, owed = held + moved[k], owed + moved[k]
        else:
            moved[k] = min(wanted[k], held, owed)
            held, owed = held - moved[k], owed - moved[k]
        purse[h] = held
        if len(debt):
            debt[h] = owed


class Purses:
    """Applies to purses what steps asked for, in the order of verbs and of keys."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        purses = engine.plan.schema.purses
        self.own = {name: column for name, column in purses.items() if column.of == "person"}
        self.homes = {name: column for name, column in purses.items() if column.of == "household"}
        self.things = engine.plan.schema.things

    def settle(self, box: Outbox) -> None:
        """All entries about money of an outbox, whose rows are those of whom the step asked."""
        for code in np.unique(box.code):
            deed, part = self.engine.plan.moves.deeds[int(code) - MONEY], box.of(int(code), int(code) + 1)
            asked = "household" if deed.own and deed.of == "household" else "person"
            order = np.argsort(self.engine.store.tables()[asked]["key"][part.row])
            if isinstance(deed.outcome, Sends):
                assert part.terms is not None
                self._arrive(deed, int(code) - MONEY, part.row[order], part.x[order], part.terms[order])
            else:
                self._act(deed, self.engine.store.person["home"][part.row[order]].astype(np.int64), part.x[order])

    def _act(self, deed: Deed, homes: Rows, wanted: Rows) -> None:
        """What people do with the purses of their homes."""
        table, money = self.engine.store.household, self.engine.money
        moved, lent = np.empty(len(homes), np.int64), np.empty(len(homes), np.int64)
        purse = table.columns[deed.purse]
        debt = table.columns[deed.other] if deed.other else purse[:0]
        assert not isinstance(deed.outcome, Sends)
        act_in_turn(VERBS.index(deed.outcome.verb), purse, debt, homes, wanted, moved, lent)
        for lines, cents in zip(lines_of(deed), (moved, lent), strict=True):
            for name, side, account in lines:
                money.book(name, side, account, homes, cents)

    def _arrive(self, deed: Deed, number: int, senders: Rows, x: Rows, more: NDArray[np.float64]) -> None:
        """What was sent, less the fee, comes into the other purse."""
        targets, sent = x & 0xFFFFFFFF, x >> 32
        fee, channel, use, member = more[:, :4].T.astype(np.int64)
        for codes, words in ((channel, CHANNEL_WORDS), (use, USE_WORDS)):
            if codes.min() < -1 or codes.max() >= len(words):
                raise ModelError(f"{deed.step}: a rule gives a code that is none of {', '.join(words)}")
        self._add(deed.other, targets, sent - fee, RECEIVED)
        senders = np.where(member >= 0, member, senders)
        for listener in self.engine.transfer_listeners:
            listener(number, senders, targets, np.column_stack([sent, fee, channel, use]))

    def _add(self, purse: str, rows: Rows, cents: Rows, account: str) -> None:
        """Put cents into purses, several into one perhaps."""
        engine, of = self.engine, self.engine.plan.schema.purses[purse].of
        column = engine.store.tables()[of].columns[purse]
        each, which = np.unique(rows, return_inverse=True)
        held = column[each].astype(np.int64)
        np.add.at(held, which.ravel(), cents)
        if len(held) and held.max() > MOST_MONEY:
            raise ModelError(f"month {engine.month}: a purse of '{purse}' would hold {held.max()} cents; too many")
        column[each] = held
        engine.money.book(purse, "in", account, rows, cents)

    def leave(self, dying: Rows) -> None:
        """The purses of those who die pass to their homes, or leave the world."""
        for name, column in self.own.items():
            held = self.engine.store.person[name][dying].astype(np.int64)
            some = np.flatnonzero(held)
            if len(some):
                inherited = column.left_to and self.engine.setting.kin
                home = self.engine.store.person["home"][dying[some]].astype(np.int64)
                to = home if inherited else np.full(len(some), NOBODY)
                self._pass_on(name, dying[some], held[some], column.left_to, to)

    def end(self, homes: Rows, heir_of: Callable[[int], int]) -> None:
        """What homes that nobody belongs to any more own and hold passes to heirs, is sold, or leaves the world."""
        household, own = self.engine.store.household, self.homes | self.things
        if len(homes) == 0 or not own:
            return
        some = homes[np.any([household[name][homes] != column.at_birth for name, column in own.items()], axis=0)]
        some = some[np.argsort(household["key"][some])]
        heirs = np.array([heir_of(int(home)) for home in some], np.int64)
        heirs[(heirs >= 0) & (household["size"][heirs] == 0)] = NOBODY
        self._hand_over(some, heirs)
        for loop in [step.loops["visit"] for step in self.engine.plan.steps if step.kind == "ending"]:
            self.engine._visit(loop, self.engine.arrays(loop), some, len(some))
        for name, column in self.things.items():
            household[name][some] = column.at_birth
        for name in self.homes:
            self._pass_on(name, some, household[name][some].astype(np.int64), name, heirs)

    def _hand_over(self, homes: Rows, heirs: Rows) -> None:
        """What heirs of the same place lack, they take over from ended homes, one after the other."""
        household, place = self.engine.store.household, self.engine.store.community["place"]
        for home, heir in zip(homes.tolist(), heirs.tolist(), strict=True):
            near = heir != NOBODY and place[household["community"][home]] == place[household["community"][heir]]
            for name, column in self.things.items() if near else ():
                if household[name][heir] == column.at_birth:
                    household[name][heir], household[name][home] = household[name][home], column.at_birth

    def _pass_on(self, name: str, rows: Rows, held: Rows, heir: str, to: Rows) -> None:
        column, money = self.engine.plan.schema.purses[name], self.engine.money
        self.engine.store.tables()[column.of].columns[name][rows] = 0
        lost, kept = to == NOBODY, to != NOBODY
        money.book(name, "out", "written_off" if column.money == "debt" else "estate", rows[lost], held[lost])
        if kept.any():
            money.book(name, "out", LEFT, rows[kept], held[kept])
            self._add(heir, to[kept], held[kept], INHERITED)


class Heirs:
    """Who comes after a home that has ended, known from what emptied it: a row of households, or NOBODY."""

    def __init__(self, left: Rows, to: Callable[[int], Any]) -> None:
        self.left, self.to = left, to
        self._order = self._sorted = left[:0]

    def __call__(self, home: int) -> int:
        """Asked of the last who left the home."""
        if len(self._order) == 0:
            self._order = np.argsort(self.left, kind="stable")
            self._sorted = self.left[self._order]
        last = int(np.searchsorted(self._sorted, home, side="right")) - 1
        return int(self.to(int(self._order[last])))
