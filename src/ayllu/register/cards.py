"""Cards: what a number is, where it comes from, how far it is trusted."""

from bisect import bisect_right
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    ValidationError,
)

from ayllu.register.files import Located, PackFiles
from ayllu.words.errors import nearest
from ayllu.words.months import month_number

HeadType = TypeVar("HeadType", bound="CardHead")

Number = StrictBool | StrictInt | StrictFloat
Kind = Literal["measured", "estimated", "transferred", "calibrated", "assumed"]
KINDS_WITH_SOURCE = ("measured", "estimated", "transferred", "calibrated")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class CardHead(BaseModel):
    """What every card says. `sources` is written `from`; `at` is the file and line of the card.

    plausible: lowest and highest value that evidence allows. neutral: the value that switches the
    number off. mechanism: the named set it belongs to. wanted: the series that would replace it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    process: str = Field(default="", exclude=True)
    name: str = Field(default="", exclude=True)
    at: str = Field(default="", exclude=True)
    means: str = Field(min_length=1)
    unit: str | StrictInt = ""
    plausible: tuple[Number, Number] | None = None
    neutral: Number | None = None
    mechanism: str | None = None
    kind: Kind
    sources: Texts = Field(default=(), alias="from")
    because: str = ""
    where: str = ""
    pushes: Texts = ()
    wanted: str = ""
    note: str = ""
    fit: str = ""

    @property
    def full_name(self) -> str:
        """'process.name'."""
        return f"{self.process}.{self.name}"

    @property
    def recalled(self) -> bool:
        """True when an assumed number was recalled from memory of a source that nobody has reread."""
        return self.kind == "assumed" and "recalled" in self.because.lower()


class Card(CardHead):
    """A number read by a process as p.<name>; `changes` are (month number, value), in order."""

    value: Number
    since: dict[str, Number] = Field(default_factory=dict)
    changes: tuple[tuple[int, float], ...] = Field(default=(), exclude=True)

    def value_at(self, month: int) -> float:
        """The value in force in a month (number counted from the pack's epoch)."""
        position = bisect_right(self.changes, month, key=lambda change: change[0])
        return float(self.value) if position == 0 else self.changes[position - 1][1]

    def all_values(self) -> list[float]:
        """The first value and every later one."""
        return [float(self.value), *(value for _, value in self.changes)]


class Time(BaseModel):
    """How a table moves between the years that its `column` names.

    none: one table for all months. step: a row's values hold from the start of its label until the next
    label. linear: a straight line between the centres of the labels, read at mid-year and changed each
    January. periods: the month in which labels such as 1950-1955 begin and end.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = "year"
    between: Literal["none", "step", "linear"] = "none"
    periods: Literal["january", "mid-year"] = "january"


class TableHead(CardHead):
    """A card whose values stand in tables/<table>; `by` is the order of the array's dimensions.

    otherwise: the value of every cell that no row gives; without it each cell must be given.
    """

    table: str
    by: Texts
    time: Time = Time()
    otherwise: Number | None = None


class SeriesCard(CardHead):
    """The card of a whole file of start/ or calendars/; `name` is the file's name without .csv."""


def read_head(
    files: PackFiles, model: type[HeadType], entry: Any, process: str, name: str, where: str
) -> HeadType | None:
    """Check one card against its model; problems name the line of the faulty key."""
    if not isinstance(entry, Located):
        files.add(f"the card '{name}' is not a mapping", where, f"it is a {type(entry).__name__}")
        return None
    file = where.rpartition(":")[0]
    for key in {"process", "name", "at", "changes", "sources"} & entry.keys():
        files.add(f"'{key}' is not a key of a card", f"{file}:{entry.line_of(key)}", remedy="Remove it.")
    try:
        own = {"process": process, "name": name, "at": where}
        return model.model_validate({key: entry[key] for key in entry if isinstance(key, str)} | own)
    except ValidationError as error:
        report(files, error, entry, file, f"{process}.{name}", model)
    return None


def report(
    files: PackFiles, error: ValidationError, entry: Located, file: str, owner: str, model: type[BaseModel]
) -> None:
    """Turn a model's complaints into problems with file, line and key."""
    known = [field.alias or key for key, field in model.model_fields.items()]
    told: set[tuple[str, str]] = set()
    for fault in error.errors(include_url=False):
        path = [str(part) for part in fault["loc"]]
        key = path[0] if path else ""
        where = f"{file}:{entry.line_of(*fault['loc'])}" if file else ""
        if fault["type"] == "extra_forbidden":
            files.add(f"unknown key '{path[-1]}' in {owner}", where, remedy=nearest(path[-1], known))
        elif fault["type"] == "missing":
            files.add(f"{owner} has no '{key}'", where, remedy=f"Write '{key}:'.")
        elif (key, fault["type"]) not in told:
            reason = f"{fault['msg'].lower()}; it reads {fault['input']!r}"
            files.add(f"'{key}' of {owner} is not valid", where, reason)
        told.add((key, fault["type"]))


def read_card(files: PackFiles, entry: Located, process: str, name: str, where: str, epoch: int) -> Card | None:
    """Read a parameter card with its dated changes."""
    card = read_head(files, Card, entry, process, name, where)
    if card is None:
        return None
    file = where.rpartition(":")[0]
    changes = []
    for text, value in card.since.items():
        try:
            changes.append((month_number(text, epoch), float(value)))
        except ValueError as error:
            files.add(f"'since' of {card.full_name}", f"{file}:{entry.line_of('since', text)}", str(error))
    return card.model_copy(update={"changes": tuple(sorted(changes))})


def admit(files: PackFiles, card: CardHead, known: frozenset[str], *, ranged: bool = True) -> None:
    """The rules of admission: kind and source fit, every id exists, range and neutral are there."""
    if card.kind == "assumed" and not card.because.strip():
        files.add(f"{card.full_name} is assumed and does not say why", card.at, remedy="Write 'because:'.")
    if card.kind in KINDS_WITH_SOURCE and not card.sources:
        remedy = "Write 'from:' with claims or sources, or say 'kind: assumed' and 'because:'."
        files.add(f"{card.full_name} is {card.kind} and cites nothing", card.at, remedy=remedy)
    for source in card.sources:
        if source not in known:
            reason = "no claim, outside number or source has this id"
            files.add(f"{card.full_name} cites '{source}'", card.at, reason, nearest(source, known))
    if card.mechanism and card.neutral is None:
        remedy = "Write 'neutral:', the value that switches it off."
        files.add(f"{card.full_name} belongs to '{card.mechanism}' without a neutral value", card.at, remedy=remedy)
    if ranged:
        _admit_range(files, card)


def _admit_range(files: PackFiles, card: CardHead) -> None:
    truth = isinstance(card, Card) and isinstance(card.value, bool)
    if card.plausible is None:
        if not truth:
            files.add(f"{card.full_name} has no plausible range", card.at, remedy="Write 'plausible: [low, high]'.")
        return
    low, high = (float(end) for end in card.plausible)
    if isinstance(card, TableHead):
        values = [] if card.otherwise is None else [float(card.otherwise)]
    else:
        values = card.all_values() if isinstance(card, Card) else []
    if not low <= high:
        files.add(f"the plausible range of {card.full_name} is upside down", card.at, f"{low:g} > {high:g}")
    else:
        for value in values:
            if not low <= value <= high:
                reason = f"{value:g} is not between {low:g} and {high:g}"
                files.add(f"{card.full_name} is outside its plausible range", card.at, reason)
