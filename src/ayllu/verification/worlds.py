"""Small packs for checks: a copy of a pack in a temporary folder, with numbers, tables, people and years changed."""

import csv
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from ayllu.verification.rates import Rates, packs
from ayllu.words.codes import OLDEST, SEX_WORDS
from ayllu.words.months import MONTHS_A_YEAR

BASIS = "islands"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Row = Sequence[Any]


@contextmanager
def copied(basis: str = BASIS) -> Iterator["PackCopy"]:
    """A copy of a pack that disappears afterwards."""
    source = next(path for path in packs() if path.name == basis)
    with TemporaryDirectory(prefix="ayllu-verify-") as folder:
        target = Path(folder) / basis
        shutil.copytree(source, target)
        yield PackCopy(target)


class PackCopy:
    """A pack on disk that may be changed; paths and cards as in the pack format."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def countries(self) -> list[str]:
        """Country codes in order."""
        return re.findall(r'\{\s*code\s*=\s*"([^"]+)"', (self.root / "pack.toml").read_text(encoding="utf-8"))

    def first_label(self, process: str, name: str) -> str:
        """The first time label of a table."""
        path = self.root / "tables" / self.cards(process)[name]["table"]
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.DictReader(file))["year"]

    def set_years(self, years: int) -> None:
        """Let the pack's period last so many years."""
        path = self.root / "pack.toml"
        text = path.read_text(encoding="utf-8")
        epoch = int(re.search(r"epoch_year\s*=\s*(\d+)", text)[1])  # type: ignore[index]
        text = re.sub(r'(?m)^until\s*=\s*"[^"]*"', f'until = "{epoch + years - 1}-{MONTHS_A_YEAR}"', text)
        path.write_text(text, encoding="utf-8")
        for scenario in (self.root / "scenarios").glob("*.toml"):
            lines = scenario.read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if not re.match(r"\s*until\s*=", line)]
            scenario.write_text("\n".join(kept) + "\n", encoding="utf-8")

    def set_people(self, people: int) -> None:
        """Share so many people among the places as before."""
        path = self.root / "places" / "places.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        whole = sum(float(row["population_start"]) for row in rows)
        for row in rows:
            row["population_start"] = str(round(float(row["population_start"]) * people / whole))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def set_number(self, process: str, name: str, value: Any, **more: Any) -> None:
        """Change a card's value (and other keys, such as since)."""
        cards = self.cards(process)
        cards[name] = _admitting({**cards[name], "value": value, **more}, [value])
        self._write_cards(process, cards)

    def neutralise(self, process: str) -> None:
        """Put every number of a process that has a neutral value at it; dated changes go."""
        cards = self.cards(process)
        for name, card in cards.items():
            if "neutral" in card and "value" in card:
                cards[name] = _admitting({**card, "value": card["neutral"]}, [card["neutral"]])
                cards[name].pop("since", None)
        self._write_cards(process, cards)

    def set_table(self, process: str, name: str, by: Sequence[str], rows: Iterable[Row]) -> None:
        """Replace a table by rows of labels and a value that hold for all months; by: the labels' dimensions."""
        cards = self.cards(process)
        card = cards[name]
        order = [by.index(dimension) for dimension in card["by"] if dimension in by]
        missing = [dimension for dimension in card["by"] if dimension not in by]
        path = self.root / "tables" / card["table"]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(by[i] for i in order), *missing, "value"])
            values = []
            for row in rows:
                values.append(float(row[-1]))
                writer.writerow([*(row[i] for i in order), *("all" for _ in missing), repr(float(row[-1]))])
        card.pop("time", None)
        cards[name] = _admitting(card, values)
        self._write_cards(process, cards)

    def cards(self, process: str) -> dict[str, Any]:
        """The cards of a process, empty if it has none."""
        path = self._card_file(process)
        return dict(yaml.load(path.read_text(encoding="utf-8"), LOADER) or {}) if path.exists() else {}

    def _write_cards(self, process: str, cards: dict[str, Any]) -> None:
        text = yaml.safe_dump(cards, sort_keys=False, allow_unicode=True)
        self._card_file(process).write_text(text, encoding="utf-8")

    def _card_file(self, process: str) -> Path:
        return self.root / "parameters" / f"{process}.yaml"

    def set_rates(self, rates: Rates) -> None:
        """Fixed rates by age alone for all countries; every other influence on births and deaths neutral."""
        self.neutralise("fertility")
        self.neutralise("mortality")
        for process, name in (("route_risk", "way_of_death"), ("mortality", "disaster"), ("violence", "killed")):
            self.set_table(process, name, (), [(0.0,)])
        deaths = [
            (sex, age, yearly[age])
            for sex, yearly in zip(SEX_WORDS, (rates.women, rates.men), strict=True)
            for age in range(OLDEST + 1)
        ]
        self.set_table("mortality", "death_rate", ("sex", "age"), deaths)
        self.set_table("fertility", "birth_rate", ("age",), enumerate(rates.births))
        self.set_table("fertility", "sex_ratio", (), [(rates.boys_per_girl,)])
        for process, name in (("mortality", "mean_death_risk"), ("fertility", "mean_birth_risk")):
            if name in self.cards(process):
                self.set_table(process, name, (), [(1.0,)])


def _admitting(card: dict[str, Any], values: Sequence[float]) -> dict[str, Any]:
    """The card with a plausible range wide enough for the values."""
    low, high = card["plausible"]
    return {**card, "plausible": [min(low, *values), max(high, *values)]}
