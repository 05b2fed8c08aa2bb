"""The words of the model: names are words that people say, and no country, region or year stands in code."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import yaml
from source_files import PACKAGE, files

from ayllu.grammar.inspect import ProcessRecord, arguments
from ayllu.loops.plan import numbers_read
from ayllu.register.pack import read_pack
from ayllu.runs.discover import discover
from ayllu.words.phases import EVENTS, PHASES

GLOSSARY = PACKAGE / "words" / "glossary.yaml"
TEXTS = ("*.py", "*.yaml", "*.toml", "*.html", "*.css", "*.js")
ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly")
SHORT = {"a", "at", "be", "by", "go", "he", "in", "is", "of", "on", "or", "to"}
PLAIN = {"alter", "guest", "longest", "nearness", "reservation", "shelter"}
"""Words that names may use although no text says them; alter is ego's other in a pairing rule."""
YEARS = set(range(1900, 2031)) - {2000}
"""Whole numbers that are calendar years wherever they stand in code; 2000 is a round number too often."""


@cache
def said() -> frozenset[str]:
    """Words in prose: the glossary, what numbers mean, what files say of themselves, what sources say."""
    texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "packs").rglob("evidence/**/*.yaml")]
    texts += [GLOSSARY.read_text(encoding="utf-8"), *PHASES.values(), *EVENTS.values()]
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
                texts.append(ast.get_docstring(node) or "")
    prose = " ".join(re.sub(r"`[^`]*`", " ", text) for text in texts)
    return frozenset(re.findall(r"(?<![\w.])[a-z]+(?![\w(=.]*[_(=])", prose.lower()))


def stems(word: str) -> set[str]:
    """A word without its ending, as far as endings are regular."""
    found = {
        word,
        word.removesuffix("ies") + "y",
        word.removesuffix("ing") + "e",
        word.removesuffix("iness") + "y",
    }
    return found | {word.removesuffix(ending) for ending in ENDINGS}


@cache
def said_stems() -> frozenset[str]:
    return frozenset(stem for word in said() for stem in stems(word) if len(stem) > 2)


def known(word: str) -> bool:
    """Whether a word is said somewhere in prose, in this form or another."""
    return word in SHORT | PLAIN or (len(word) > 2 and bool(stems(word) & said_stems()))


def names_of(record: ProcessRecord) -> set[str]:
    """Every name a process file shows: rules, what they read, columns, tables, steps and numbers."""
    names = {record.name, *record.rules, *record.columns, *record.tables, *numbers_read(record)}
    names |= {step.name for step in record.steps}
    for rule in record.rules.values():
        names |= set(arguments(rule)) - {"p"}
    return names


def unsaid(names: Iterable[str]) -> list[str]:
    return sorted({word for name in names for word in name.strip("_").split("_") if not known(word)})


@pytest.mark.parametrize("record", discover(), ids=lambda record: record.name)
def test_names_are_words(record: ProcessRecord) -> None:
    assert unsaid(names_of(record)) == []


@pytest.mark.parametrize("record", discover(), ids=lambda record: record.name)
def test_words_kept_out(record: ProcessRecord) -> None:
    out = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))["kept_out"]
    text = " ".join(names_of(record)).replace("_", " ")
    assert [word for word in out if re.search(rf"\b{word}\b", text)] == []


@pytest.mark.parametrize("record", discover(), ids=lambda record: record.name)
def test_everything_says_what_it_is(record: ProcessRecord) -> None:
    assert len(record.says.split()) > 15 and record.process.asks.endswith("?")
    assert [name for name, rule in record.rules.items() if not (rule.__doc__ or "").strip().endswith(".")] == []


def test_the_guard_on_names_bites() -> None:
    assert unsaid(["hh_sz", "age", "union_status", "mother_schooling"]) == ["hh", "sz"]


@cache
def of_the_pack() -> re.Pattern[str]:
    """Codes and names of countries, regions and places of the large pack."""
    pack = read_pack("andes")
    names = {text for country in pack.countries for text in (country.code, country.name)}
    names |= {text for region in pack.regions for text in (region.code, region.name)}
    names |= {place.name for place in pack.places}
    names -= {"AND", "ROW"}  # codes of destinations that are words of queries as well
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b")


def outside_packs() -> list[Path]:
    found = [path for pattern in TEXTS for path in PACKAGE.rglob(pattern)]
    return sorted(path for path in found if "packs" not in path.parts)


def years_in(text: str) -> list[int]:
    """Whole numbers in code that may be calendar years; words and citations do not count."""
    return [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in YEARS
    ]


def test_no_country_or_region_in_code() -> None:
    found = []
    for path in outside_packs():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := of_the_pack().search(line):
                found.append(f"{path.relative_to(PACKAGE)}:{number} names {match[0]}")
    assert found == []


def test_no_year_in_code() -> None:
    found = []
    for path in files():
        if "packs" not in path.parts:
            found += [f"{path.name} holds {year}" for year in years_in(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_guards_on_countries_and_years_bite() -> None:
    assert of_the_pack().search("if country == 'PER':") and of_the_pack().search("the people of Oruro")
    assert not of_the_pack().search("per year")
    assert years_in("x = 1 if month > 1980 else 0") == [1980]
