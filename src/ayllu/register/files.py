"""Files of a pack: text, YAML with line numbers, CSV rows and TOML, with every fault collected."""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ayllu.words.errors import Problems, nearest

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SHORT_FLOAT = re.compile(r"^[-+]?\d[\d_]*(?:\.\d*)?[eE][-+]?\d+$")

Row = dict[str, str]
"""One line of a CSV file: column name to text."""


class Located(dict[str, Any]):
    """A YAML mapping that knows the line it starts on and the line of each of its keys (from 1)."""

    line: int = 0
    lines: dict[str, int]
    repeated: list[tuple[str, int]]

    def line_of(self, *path: Any) -> int:
        """Line of a key, or of the nearest enclosing mapping when the key is absent."""
        if not path or path[0] not in self.lines:
            return self.line
        inner = self.get(path[0])
        if len(path) > 1 and isinstance(inner, Located):
            return inner.line_of(*path[1:]) or self.lines[path[0]]
        if len(path) > 1 and isinstance(inner, list) and isinstance(path[1], int) and path[1] < len(inner):
            item = inner[path[1]]
            return item.line_of(*path[2:]) if isinstance(item, Located) else self.lines[path[0]]
        return self.lines[path[0]]


class _LineLoader(_Base):  # type: ignore[misc]
    """The safe YAML loader, with line marks, repeated keys kept in sight and 1e-3 read as a number."""

    repeated: list[tuple[str, int]]


def _construct_located(loader: Any, node: Any) -> Iterator[Located]:
    found = Located()
    found.line = node.start_mark.line + 1
    found.lines = {}
    yield found
    for key, _ in node.value:
        if key.value in found.lines:
            loader.repeated.append((str(key.value), key.start_mark.line + 1))
        found.lines[key.value] = key.start_mark.line + 1
    found.update(loader.construct_mapping(node, deep=True))


_LineLoader.add_constructor("tag:yaml.org,2002:map", _construct_located)
_LineLoader.add_implicit_resolver("tag:yaml.org,2002:float", _SHORT_FLOAT, list("-+0123456789"))


@dataclass(frozen=True)
class Sheet:
    """A CSV file as rows of text; `lines` holds the line number of each row."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """All texts of one column."""
        return [row[name] for row in self.rows]


@dataclass
class PackFiles:
    """Reads files below one folder; faults go to `problems` and the reading goes on."""

    root: Path
    problems: Problems = field(default_factory=Problems)

    def add(self, what: str, where: str = "", reason: str = "", remedy: str = "") -> None:
        """Note one problem."""
        self.problems.add(what, where, reason, remedy)

    def names(self, folder: str, pattern: str) -> list[str]:
        """Paths below the root, sorted, of the files in a folder that match a pattern."""
        found = (self.root / folder).glob(pattern)
        return sorted(path.relative_to(self.root).as_posix() for path in found if path.is_file())

    def text(self, name: str, *, required: bool = True) -> str | None:
        """The text of a UTF-8 file, or None with the problem noted."""
        path = self.root / name
        try:
            return path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            if required:
                near = nearest(path.name, (other.name for other in path.parent.glob("*")))
                self.add("the file is missing", name, remedy=near or "Add it or remove what names it.")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self.add("the text is not UTF-8", f"{name}:{line}", error.reason, "Save the file as UTF-8.")
        except OSError as error:
            self.add("the file cannot be read", name, error.strerror or str(error))
        return None

    def yaml(self, name: str, *, required: bool = True) -> Any:
        """The content of a YAML file (mappings are Located), or None with the problem noted."""
        text = self.text(name, required=required)
        if text is None:
            return None
        try:
            return self._load(text, name)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"{name}:{mark.line + 1}" if mark else name
            self.add("this is not YAML", where, getattr(error, "problem", None) or str(error))
        except (ValueError, RecursionError, TypeError) as error:
            self.add("this YAML cannot be read", name, str(error))
        return None

    def _load(self, text: str, name: str) -> Any:
        loader: Any = _LineLoader(text)
        loader.repeated = []
        try:
            content = loader.get_single_data()
        finally:
            loader.dispose()
        for key, line in loader.repeated:
            self.add(f"the key '{key}' is written twice", f"{name}:{line}", remedy="Keep one of them.")
        return content

    def mapping(self, name: str, *, required: bool = True) -> Located:
        """The YAML mapping of a file; empty, with the problem noted, when it is something else."""
        content = self.yaml(name, required=required)
        if isinstance(content, Located):
            return content
        if content is not None:
            self.add("a mapping of names is expected", name, f"this is a {type(content).__name__}")
        empty = Located()
        empty.lines = {}
        return empty

    def entries(self, name: str, *, required: bool = True) -> list[Located]:
        """The YAML list of mappings of a file; other items are noted as problems."""
        content = self.yaml(name, required=required)
        if content is None:
            return []
        if not isinstance(content, list):
            self.add("a list of entries is expected", name, f"this is a {type(content).__name__}")
            return []
        for number, item in enumerate(content, 1):
            if not isinstance(item, Located):
                self.add(f"entry {number} is not a mapping", name, f"it is a {type(item).__name__}")
        return [item for item in content if isinstance(item, Located)]

    def toml(self, name: str) -> dict[str, Any]:
        """The content of a TOML file; empty with the problem noted when it cannot be read."""
        text = self.text(name)
        if text is None:
            return {}
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            line = re.search(r"line (\d+)", str(error))
            self.add("this is not TOML", f"{name}:{line[1]}" if line else name, str(error))
        return {}

    def sheet(self, name: str, needs: Iterable[str] = (), *, required: bool = True) -> Sheet:
        """A CSV file as rows; missing columns and ragged lines are noted as problems."""
        text = self.text(name, required=required)
        empty = Sheet(name, (), [], [])
        if text is None:
            return empty
        try:
            header, rows, lines = self._split(text, name)
        except csv.Error as error:
            self.add("this is not CSV", name, str(error))
            return empty
        lacking = [column for column in needs if column not in header]
        for column in lacking:
            near = nearest(column, header)
            self.add(f"the column '{column}' is missing", f"{name}:1", remedy=near)
        return empty if lacking else Sheet(name, tuple(header), rows, lines)

    def _split(self, text: str, name: str) -> tuple[list[str], list[Row], list[int]]:
        reader = csv.reader(io.StringIO(text, newline=""))
        header = [column.strip() for column in next(reader, [])]
        if len(set(header)) != len(header):
            self.add("a column name is written twice", f"{name}:1", ", ".join(header))
        rows, lines = [], []
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                reason = f"the line has {len(cells)} cells and the header {len(header)}"
                self.add("the line does not fit the header", f"{name}:{reader.line_num}", reason)
                continue
            rows.append(dict(zip(header, map(str.strip, cells), strict=True)))
            lines.append(reader.line_num)
        return header, rows, lines

    def number(self, text: str, where: str, what: str) -> float:
        """A finite number, or 0.0 with the problem noted."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if abs(value) < float("inf"):
            return value
        self.add(f"{what} is not a number", where, f"it reads '{text}'")
        return 0.0
