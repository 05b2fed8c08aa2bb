"""What a pack does not know: assumed numbers, those that may matter most first."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ayllu.register.cards import Card, CardHead
from ayllu.register.pack import Pack

BY_RANGE = "width of the plausible range times the number of things it pushes; no sensitivity run yet"
BY_TABLE = "width of the range allowed for the table's cells, not of their uncertainty; no sensitivity run yet"
BY_RUN = "sensitivity run"
UNKNOWN = "no plausible range and no sensitivity run: influence unknown"


@dataclass(frozen=True)
class Gap:
    """An assumed number. `influence` has no unit and only ranks gaps of the same `basis`; None is unknown.

    recalled: taken from memory of a source that nobody has reread. wanted: the series that would replace it.
    """

    name: str
    means: str
    unit: str
    value: float | None
    plausible: tuple[float, float] | None
    mechanism: str
    recalled: bool
    because: str
    wanted: str
    influence: float | None
    basis: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        """The row as a plain mapping."""
        return asdict(self)


def gaps(pack: Pack, sensitivity: Mapping[str, float] | None = None) -> list[Gap]:
    """Assumed numbers of a pack by falling influence, unknown influence last.

    Without `sensitivity` (full card name to measured influence) the influence of a number is the width
    of its plausible range over the largest of |low|, |high| and |value|, times the number of things its
    card says it pushes (at least one): a guess from ranges, not a finding about the model.
    """
    rows = [_gap(head, sensitivity or {}) for head in pack.heads() if head.kind == "assumed"]
    return sorted(rows, key=lambda row: (row.influence is None, -(row.influence or 0.0), row.name))


def _gap(head: CardHead, sensitivity: Mapping[str, float]) -> Gap:
    value = float(head.value) if isinstance(head, Card) else None
    ends = None if head.plausible is None else (float(head.plausible[0]), float(head.plausible[1]))
    influence, basis = _influence(head, value, ends)
    if head.full_name in sensitivity:
        influence, basis = sensitivity[head.full_name], BY_RUN
    return Gap(
        head.full_name, head.means, str(head.unit), value, ends, head.mechanism or "", head.recalled,
        head.because.strip(), head.wanted, influence, basis, head.at,
    )  # fmt: skip


def _influence(head: CardHead, value: float | None, ends: tuple[float, float] | None) -> tuple[float | None, str]:
    if ends is None:
        return None, UNKNOWN
    largest = max(abs(ends[0]), abs(ends[1]), abs(value or 0.0))
    width = (ends[1] - ends[0]) / largest if largest > 0 else 0.0
    return width * max(1, len(head.pushes)), BY_RANGE if value is not None else BY_TABLE
