"""How much of each place is simulated: which communities, up to how many people, and what each person stands for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isclose

import numpy as np

from ayllu.words.errors import AylluError, Problem

MOST_STRATA = int(np.iinfo(np.uint8).max) + 1

Measure = Callable[[float, int, int, int], tuple[int, int, int]]
"""People, households and communities of a place up to a number of people, from a community (its number, and the
households before it) to another (-1: no end)."""


@dataclass(frozen=True)
class Focus:
    """A share, above 0 up to 1, of the communities `first` to before `last` of a place (an index).

    Without a `last` it is that of the whole place, or of what its other focuses leave.
    """

    place: int
    share: float
    first: int = 0
    last: int | None = None


@dataclass(frozen=True)
class Part:
    """People of a place that are made: from a community on, up to a number of people.

    before: households of the place in earlier communities. size: people, households and communities kept.
    """

    place: int
    first: int
    before: int
    size: tuple[int, int, int]
    share: float


def parts_of(place: int, people: float, scale: float, focus: Sequence[Focus], measure: Measure) -> list[Part]:
    """The parts of one place in the order of its communities.

    Communities in focus are kept up to their share, the others up to that of the place, which is `scale` unless
    a focus names it; but never fewer than that share of the whole place would keep without focus, so that a world
    is a part of every world with more in focus. Raises AylluError when a place has too few people for its focuses.
    """
    usual = next((f.share for f in focus if f.place == place and f.last is None), scale)
    named = sorted((f for f in focus if f.place == place and f.last is not None), key=lambda f: f.first)
    if not named:
        return [Part(place, 0, 0, measure(people * usual, 0, 0, -1), usual)]
    return _Split(place, people, usual, named, measure).parts()


class _Split:
    """A place of which some communities are in focus."""

    def __init__(self, place: int, people: float, usual: float, named: Sequence[Focus], measure: Measure) -> None:
        self.place, self.people, self.usual, self.named, self.measure = place, people, usual, named, measure
        self.plain = measure(people * usual, 0, 0, -1)[0]
        ends = [end for f in named for end in (f.first, f.last or 0)]
        self.ends = sorted({0, *ends})
        self.known = [measure(inf, 0, 0, end) if end else (0, 0, 0) for end in self.ends]

    def parts(self) -> list[Part]:
        """Focuses and what lies between them."""
        found: list[Part] = []
        focused = {f.first: f for f in self.named}
        left, share = self._rest()
        for at, first in enumerate(self.ends):
            before, last = self.known[at][1], self.ends[at + 1] if at + 1 < len(self.ends) else -1
            own = focused.get(first)
            if own is not None:
                found.append(self._part(first, before, last, self._wanted(own, at), own.share, self._size(at)))
            elif left > 0:
                size = self.measure(left, first, before, last)
                found.append(Part(self.place, first, before, size, share))
                left -= size[0]
        return found

    def _size(self, at: int) -> int:
        return self.known[at + 1][0] - self.known[at][0]

    def _without_focus(self, at: int) -> int:
        """People between two ends whom the place's own share would keep."""
        return min(max(self.plain - self.known[at][0], 0), self._size(at))

    def _wanted(self, own: Focus, at: int) -> float:
        return max(own.share * self._size(at), self._without_focus(at))

    def _part(self, first: int, before: int, last: int, wanted: float, share: float, size: int) -> Part:
        kept = self.measure(wanted, first, before, last)
        return Part(self.place, first, before, kept, _share(wanted, share, size))

    def _rest(self) -> tuple[float, float]:
        """People to keep outside all focuses, and their share of those there."""
        inside = [at for at, first in enumerate(self.ends) if any(f.first == first for f in self.named)]
        there = self.people - sum(self._size(at) for at in inside)
        if there < 0:
            what = f"its focuses hold {self.people - there:,.0f} people, but place {self.place} has {self.people:,.0f}"
            raise AylluError(Problem(what, "places/focus.csv", remedy="Give them fewer communities."))
        wanted = max(self.usual * there, self.plain - sum(self._without_focus(at) for at in inside))
        return wanted, _share(wanted, self.usual, there)


def _share(wanted: float, share: float, there: float) -> float:
    """The share that was meant, unless more are kept so that nobody of a smaller world is missing."""
    return share if there <= 0 or isclose(wanted, share * there) else wanted / there


def strata_of(parts: Sequence[Part], scale: float) -> tuple[float, ...]:
    """The shares in use, that of the scale first: the place of a share is its stratum.

    Raises AylluError when there are more than a byte can count.
    """
    used = list(dict.fromkeys(part.share for part in parts if part.size[0]))
    shares = tuple(sorted(used, key=lambda share: share != scale)) or (scale,)
    if len(shares) > MOST_STRATA:
        what = f"{len(shares)} different shares are in use"
        raise AylluError(Problem(what, "focus", f"at most {MOST_STRATA} are possible", "Give places the same share."))
    return shares
