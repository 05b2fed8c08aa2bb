"""Changes of a pack's numbers by a scenario, a calibration or a knock-out; the pack itself stays as it is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ayllu.register.cards import Card, CardHead
from ayllu.register.pack import Pack, Provisional
from ayllu.register.tables import Change, TableCard
from ayllu.words.errors import Problems, nearest
from ayllu.words.months import month_number

TABLE_KEYS = ("times", "value", "from", "until", "where")
CARD_KEYS = ("from", "value")


def apply_overrides(pack: Pack, overrides: Mapping[str, Any], off: Sequence[str] = ()) -> Pack:
    """A copy of the pack with other numbers; `off` sets every number of a mechanism to neutral and wins.

    overrides: 'process.name' to a number (in force in all months), or to a list of {from: 'YYYY-MM',
    value: number} (from those months on; earlier months keep the pack's value); a table takes {times:
    factor, from: 'YYYY-MM', until: 'YYYY-MM', where: {dimension: label or labels}} or a list of these, both
    months included, or value: number instead of times. Numbers outside the plausible range are allowed and
    listed in Pack.provisional. Raises AylluError with all faults.
    """
    problems = Problems()
    cards = {process: dict(own) for process, own in pack.cards.items()}
    tables = {process: dict(own) for process, own in pack.tables.items()}
    known = [head.full_name for head in pack.heads()]
    for name, change in overrides.items():
        process, _, key = str(name).partition(".")
        if key in cards.get(process, {}):
            cards[process][key] = _changed_card(problems, cards[process][key], change, pack.epoch_year)
        elif key in tables.get(process, {}):
            for one in _table_changes(problems, tables[process][key], change, pack.epoch_year):
                tables[process][key] = tables[process][key].changed(one)
        else:
            problems.add(f"unknown number '{name}'", "parameters", remedy=nearest(str(name), known))
    for mechanism in off:
        if mechanism not in pack.mechanisms:
            remedy = nearest(mechanism, pack.mechanisms) or f"Known: {', '.join(pack.mechanisms)}."
            problems.add(f"unknown mechanism '{mechanism}'", "mechanisms", remedy=remedy)
    problems.raise_if_any()
    cards = {process: {key: _silenced(card, off) for key, card in own.items()} for process, own in cards.items()}
    tables = {process: {key: _quiet(table, off) for key, table in own.items()} for process, own in tables.items()}
    switched = tuple(dict.fromkeys((*pack.off, *off)))
    copy = replace(pack, cards=cards, tables=tables, off=switched)
    return replace(copy, changed=_outside(copy))


def _changed_card(problems: Problems, card: Card, change: Any, epoch: int) -> Card:
    if _is_number(change):
        return card.model_copy(update={"value": change, "changes": ()})
    if not isinstance(change, list) or not change:
        reason = f"a number or a list of {{from, value}} is expected; it reads {change!r}"
        problems.add(f"the change of '{card.full_name}' cannot be read", "parameters", reason)
        return card
    dated: dict[int, float] = {}
    for step in change:
        month = _step_month(problems, card.full_name, step, epoch)
        if month is not None and month in dated:
            problems.add(f"'{card.full_name}' changes twice in {step['from']}", "parameters")
        if month is not None:
            dated[month] = float(step["value"])
    first = min(dated, default=0)
    kept = [(month, value) for month, value in card.changes if month < first]
    return card.model_copy(update={"changes": (*kept, *sorted(dated.items()))})


def _step_month(problems: Problems, name: str, step: Any, epoch: int) -> int | None:
    """Month of one {from, value}; None with the problem noted when it cannot be read."""
    if not isinstance(step, Mapping) or set(step) != set(CARD_KEYS) or not _is_number(step["value"]):
        reason = f"{{from: 'YYYY-MM', value: number}} is expected; it reads {step!r}"
        problems.add(f"the change of '{name}' cannot be read", "parameters", reason)
        return None
    return _month(problems, name, step["from"], epoch)


def _month(problems: Problems, name: str, text: Any, epoch: int) -> int | None:
    try:
        return month_number(str(text), epoch)
    except ValueError as error:
        problems.add(f"the change of '{name}' cannot be read", "parameters", str(error))
    return None


def _table_changes(problems: Problems, table: TableCard, change: Any, epoch: int) -> list[Change]:
    found, name = [], table.head.full_name
    for part in change if isinstance(change, list) else [change]:
        if not isinstance(part, Mapping) or _is_number(part.get("times")) == _is_number(part.get("value")):
            reason = f"{{times: factor}} or {{value: number}} is expected for a table; it reads {part!r}"
            problems.add(f"the change of '{name}' cannot be read", "tables", reason)
            continue
        for key in set(part) - set(TABLE_KEYS):
            problems.add(f"unknown key '{key}' in the change of '{name}'", "tables", remedy=nearest(key, TABLE_KEYS))
        first: float | None = _month(problems, name, part["from"], epoch) if "from" in part else -math.inf
        last: float | None = _month(problems, name, part["until"], epoch) if "until" in part else math.inf
        where = {n: (v,) if isinstance(v, str) else tuple(v) for n, v in part.get("where", {}).items()}
        if part.get("times", 0) < 0:
            problems.add(f"the factor on '{name}' is negative", "tables", f"it reads {part['times']}")
        if misnamed := table.misnamed(where):
            problems.add(f"the cells of '{name}' to change are not known", "tables", misnamed)
        elif first is not None and last is not None:
            found.append(Change(part.get("times", 1.0), part.get("value"), first, last, tuple(where.items())))
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _silenced(card: Card, off: Sequence[str]) -> Card:
    if card.mechanism not in off or card.mechanism is None:
        return card
    return card.model_copy(update={"value": card.neutral, "changes": ()})


def _quiet(table: TableCard, off: Sequence[str]) -> TableCard:
    return table.neutralised() if table.mechanism is not None and table.mechanism in off else table


def _outside(pack: Pack) -> tuple[Provisional, ...]:
    """Numbers in use outside their plausible range, those of switched-off mechanisms left out."""
    found = []
    for own in pack.cards.values():
        found += [_beyond(card, card.all_values()) for card in own.values() if card.mechanism not in pack.off]
    for tables in pack.tables.values():
        found += [_beyond(table.head, _extremes(table)) for table in tables.values() if table.changes]
    return tuple(item for item in found if item is not None)


def _extremes(table: TableCard) -> list[float]:
    """Lowest and highest cell under every combination of changes that is ever in force."""
    bounds = {bound for change in table.changes for bound in (change.first_month, change.last_month + 1)}
    months = [0, *(int(bound) for bound in bounds if math.isfinite(bound))]
    stacks = [table.with_changes(table.stack, active) for active in {table.active(month) for month in months}]
    return [float(end) for stack in stacks for end in (stack.min(), stack.max())]


def _beyond(head: CardHead, values: Sequence[float]) -> Provisional | None:
    if head.plausible is None:
        return None
    low, high = (float(end) for end in head.plausible)
    worst = [value for value in values if not low <= value <= high]
    reason = f"outside the plausible range {low:g} to {high:g}"
    return Provisional(head.process, head.name, head.kind, worst[0], reason) if worst else None
