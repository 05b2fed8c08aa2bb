"""The page of words, from words/glossary.yaml."""

import importlib.resources
from typing import Any

import yaml

from ayllu.reference.markdown import code, page, plain, table


def read_glossary() -> dict[str, Any]:
    """The glossary: words (means, code) and words kept out (say instead)."""
    text = importlib.resources.files("ayllu.words").joinpath("glossary.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def glossary_page() -> str:
    """The text of glossary.md."""
    held = read_glossary()
    words = [(word, entry["means"], code(entry.get("code", ""))) for word, entry in held["words"].items()]
    avoided = [(word, instead) for word, instead in held["kept_out"].items()]
    parts = [
        table(["word", "meaning here", "in code"], words),
        "## Kept out",
        table(["word", "why, and what to say"], [(plain(word), why) for word, why in avoided]),
    ]
    return page("Glossary", "One meaning for each word; code, pages and reports use the same.", parts)
