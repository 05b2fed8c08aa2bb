"""The pages of numbers and mechanisms, from the packs' cards."""

from collections.abc import Iterable

from ayllu.reference.markdown import code, codes, number, page, table
from ayllu.reference.material import Material
from ayllu.register.cards import Card, CardHead, TableHead
from ayllu.register.pack import Pack
from ayllu.words.months import month_text

NUMBERS_SAY = """\
Every number that a process reads, from the cards of the packs that come with the software. An assumed number
says why; `ayllu why process.number` leads to the source, and `ayllu pack gaps` lists the assumed ones by
influence. The process `population` has no file: its numbers are read when moves are settled."""
MECHANISMS_SAY = """\
A mechanism is a named set of numbers. Switched off (`ayllu run --off NAME`, or `off = ["NAME"]` under
`[mechanisms]` of a scenario), each takes its neutral value in all months; nothing else changes."""


def value_of(pack: Pack, head: CardHead) -> str:
    """A card's value with its later changes, or the file and dimensions of a table."""
    if isinstance(head, TableHead):
        time = f", {head.time.column} ({head.time.between})" if head.time.between != "none" else ""
        return f"{code('tables/' + head.table)} by {', '.join(head.by) or 'nothing'}{time}"
    if isinstance(head, Card):
        later = [f"{number(v)} from {month_text(m, pack.epoch_year)}" for m, v in head.changes]
        return "; ".join([number(head.value), *later])
    return ""


def shared_table(material: Material, process: str, names: Iterable[str]) -> str:
    """A process's numbers, one row each, with value and kind in every pack."""
    rows = []
    for name in names:
        held = [material.head(pack, process, name) for pack in material.packs]
        first = next((head for head in held if head is not None), None)
        if first is None:
            continue
        cells = [_cell(pack, head) for pack, head in zip(material.packs, held, strict=True)]
        sources = codes(dict.fromkeys(source for head in held if head for source in head.sources))
        rows.append((code(name), first.means, first.unit, *cells, sources, code(first.mechanism or "")))
    packs = [f"in {pack.name}" for pack in material.packs]
    return table(["number", "means", "unit", *packs, "rests on", "mechanism"], rows)


def _cell(pack: Pack, head: CardHead | None) -> str:
    if head is None:
        return "absent"
    value = "table" if isinstance(head, TableHead) else value_of(pack, head)
    return f"{value} ({head.kind})"


def _range(head: CardHead) -> str:
    return " to ".join(number(end) for end in head.plausible) if head.plausible else ""


def numbers_page(material: Material) -> str:
    """The text of numbers.md."""
    parts = []
    for pack in material.packs:
        parts.append(f"## {pack.name}: {pack.title}")
        for process in sorted({*pack.cards, *pack.tables}):
            rows = [
                (
                    code(head.name),
                    head.means,
                    value_of(pack, head),
                    head.unit,
                    _range(head),
                    number(head.neutral),
                    code(head.mechanism or ""),
                    head.kind,
                    codes(head.sources),
                    head.because,
                )
                for head in material.heads(pack, process)
            ]
            headings = ["number", "means", "value", "unit", "plausible", "neutral", "mechanism", "kind"]
            parts += [f"### {process}", table([*headings, "rests on", "because"], rows)]
    return page("Numbers", NUMBERS_SAY, parts)


def mechanisms_page(material: Material) -> str:
    """The text of mechanisms.md."""
    parts = []
    for name in sorted({m for pack in material.packs for m in pack.mechanisms}):
        rows = []
        for full in dict.fromkeys(_members(material, name)):
            process, _, own = full.partition(".")
            cells = [_in_pack(material, pack, process, own) for pack in material.packs]
            rows.append((code(full), *cells, codes(material.users(process, own))))
        held = [f"{pack.name}: value, neutral" for pack in material.packs]
        parts += [f"## {name}", table(["number", *held, "read by"], rows)]
    return page("Mechanisms", MECHANISMS_SAY, parts)


def _members(material: Material, mechanism: str) -> Iterable[str]:
    for pack in material.packs:
        for head in pack.heads():
            if head.mechanism == mechanism:
                yield head.full_name


def _in_pack(material: Material, pack: Pack, process: str, name: str) -> str:
    head = material.head(pack, process, name)
    if head is None:
        return "absent"
    value = number(head.value) if isinstance(head, Card) else "a table"
    return f"{value}, {number(head.neutral)}"
