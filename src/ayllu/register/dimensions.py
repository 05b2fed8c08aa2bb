"""Dimensions of tables: their names, sizes and labels, in one place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ayllu.words.codes import AREA_WORDS, CHANNEL_WORDS, JOB_WORDS, OLDEST, SEX_WORDS, UNION_WORDS

_GROUP = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
EVERY = "all"
"""The label that stands for every value of a dimension."""
HOME = "home"
"""The label of the first destination: people who live where they come from."""
NO_ANCESTRY = "none"
"""The label of people without a named ancestry."""
THERE = "there_"
"""Prefix of the dimensions of the place that is being looked at, beside those of the place where one lives."""

COUNTED = {"age": OLDEST + 1, "schooling": 18, "duration": 60, "parity": 21}
"""Dimensions of completed years or counts, from 0: size; the last value stands for all above it."""


@dataclass(frozen=True)
class Dimension:
    """One side of a table: `labels` in array order; `other_names` are accepted spellings."""

    name: str
    labels: tuple[str, ...]
    counted: bool = False
    other_names: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of values."""
        return len(self.labels)

    def span(self, label: str) -> tuple[int, int] | None:
        """First index and the index after the last that a label covers; None for an unknown label.

        Counted dimensions accept '7', '1-4' (both ends included) and '80+'; all accept 'all'.
        """
        if label == EVERY:
            return 0, self.size
        if self.counted:
            return self._counted_span(label)
        position = self.other_names.get(label)
        return None if position is None else (position, position + 1)

    def _counted_span(self, label: str) -> tuple[int, int] | None:
        match = _GROUP.fullmatch(label)
        if match is None:
            return None
        low = int(match[1])
        high = self.size - 1 if match[3] else int(match[2] or low)
        return (low, high + 1) if low <= high < self.size else None


def named(name: str, labels: Iterable[str], **other_names: int) -> Dimension:
    """A dimension whose values have names."""
    words = tuple(labels)
    return Dimension(name, words, other_names={word: i for i, word in enumerate(words)} | other_names)


def counted(name: str, size: int) -> Dimension:
    """A dimension of whole numbers from 0; the last one stands for everything above it."""
    return Dimension(name, tuple(str(i) for i in range(size)), counted=True)


def dimensions(
    countries: Iterable[str],
    regions: Iterable[str],
    places: Iterable[str],
    destinations: Iterable[str] = (),
    ancestries: Iterable[str] = (),
) -> dict[str, Dimension]:
    """All dimensions a table may have, by name; the arguments are codes in index order.

    `destinations` are those abroad; home comes before them. Where one may go has the same dimensions with `there_`.
    """
    where = {
        "country": tuple(countries),
        "region": tuple(regions),
        "place": tuple(places),
        "area": AREA_WORDS,
        "destination": (HOME, *destinations),
    }
    sides = [
        *(named(name, labels) for name, labels in where.items()),
        *(named(THERE + name, labels) for name, labels in where.items()),
        named("sex", SEX_WORDS, F=0, M=1),
        named("union", UNION_WORDS),
        named("channel", CHANNEL_WORDS),
        named("job", JOB_WORDS),
        named("ancestry", (NO_ANCESTRY, *ancestries)),
        *(counted(name, size) for name, size in COUNTED.items()),
    ]
    return {side.name: side for side in sides}
