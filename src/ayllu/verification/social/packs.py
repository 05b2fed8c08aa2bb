"""Changes of a pack copy that ask whether a result was written in: mirror, alike, relabelled, exchanged.

What carries sex, region or destination is read from the cards and from the columns of files; nothing is listed here.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ayllu.register.pack import Pack, read_pack
from ayllu.register.tables import TableCard
from ayllu.verification.worlds import PackCopy
from ayllu.words.codes import SEX_WORDS

SEX = "sex"
WOMEN, MEN = SEX_WORDS
EXCHANGED = {WOMEN: MEN, MEN: WOMEN, "F": "M", "M": "F"}
NAMES = {"region", "name", "plain_name"}
"""Columns of places/regions.csv that say which region it is; all others are attributes."""
Row = dict[str, str]


def sexed_tables(pack: Pack) -> list[TableCard]:
    """Tables of a pack with sex among their dimensions."""
    return [table for own in pack.tables.values() for table in own.values() if SEX in table.by]


def mirror(copy: PackCopy) -> int:
    """Exchange women and men in every table and in the start; returns how many files say sex."""
    pack = read_pack(copy.root)
    files = [copy.root / "tables" / table.head.table for table in sexed_tables(pack)]
    files += [path for path in sorted((copy.root / "start").glob("*.csv")) if SEX in _rows(path)[0]]
    for path in files:
        _rewrite(path, lambda row: row | {SEX: EXCHANGED.get(row[SEX], row[SEX])})
    return len(files)


def alike(pack: Pack) -> Pack:
    """A pack in which women and men have the mean of both in every table."""
    tables = {process: dict(own) for process, own in pack.tables.items()}
    for table in sexed_tables(pack):
        side = 1 + table.by.index(SEX)
        mean = table.stack.mean(axis=side, keepdims=True)
        both = np.ascontiguousarray(np.broadcast_to(mean, table.stack.shape))
        tables[table.process][table.name] = replace(table, stack=both, _slices={})
    return replace(pack, tables=tables)


def relabel(copy: PackCopy) -> dict[str, str]:
    """Let every country, region and destination bear the code and names of another; returns old code -> new.

    Codes of places stay: they say who the founders are, and only that.
    """
    pack = read_pack(copy.root)
    home = [region.code for region in pack.regions if not region.destination]
    abroad = [region.code for region in pack.regions if region.destination]
    codes = [[country.code for country in pack.countries], home, abroad]
    new = {code: group[(at + 1) % len(group)] for group in codes for at, code in enumerate(group)}
    word = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, new))})(?![\w-])")
    for path in sorted(copy.root.rglob("*")):
        if path.suffix in (".csv", ".toml") and "evidence" not in path.parts:
            text = path.read_text(encoding="utf-8")
            path.write_text(word.sub(lambda found: new[found[0]], text), encoding="utf-8")
    return new


def exchange(copy: PackCopy) -> tuple[str, str]:
    """Exchange everything that is said of the first two destinations but their names; returns their codes.

    Rows of tables, calendars and the start change their label; of the regions and of places abroad, attributes and
    first people change places.
    """
    pack = read_pack(copy.root)
    one, other = [region.code for region in pack.regions if region.destination][:2]
    swapped = {one: other, other: one}
    for folder in ("tables", "calendars", "start"):
        for path in sorted((copy.root / folder).glob("*.csv")):
            _rewrite(path, lambda row: {name: swapped.get(text, text) for name, text in row.items()})
    _exchange_rows(copy.root / "places/regions.csv", lambda row: swapped.get(row["region"]), NAMES, "region")
    places = {(place.country, place.region): place.code for place in pack.places}
    at = {region.code: index for index, region in enumerate(pack.regions)}
    twin = {
        code: places.get((country, at[swapped[pack.regions[region].code]]))
        for (country, region), code in places.items()
        if pack.regions[region].code in swapped
    }
    _exchange_rows(
        copy.root / "places/places.csv", lambda row: twin.get(row["place"]), {"place", "name", "region"}, "place"
    )
    return one, other


def _exchange_rows(path: Path, twin: Callable[[Row], str | None], keep: set[str], key: str) -> None:
    """Let rows take everything but the columns `keep` from their twin."""
    by_key = {row[key]: row for row in _rows(path)[1]}

    def taken(row: Row) -> Row:
        other = by_key.get(twin(row) or "")
        return row if other is None else {name: row[name] if name in keep else other[name] for name in row}

    _rewrite(path, taken)


def _rows(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def _rewrite(path: Path, change: Callable[[Row], Mapping[str, Any]]) -> None:
    columns, rows = _rows(path)
    _write(path, columns, [change(row) for row in rows])


def _write(path: Path, columns: list[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
