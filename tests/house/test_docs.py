"""The house explains itself truly: generated pages are fresh, links lead somewhere, examples hold."""

import importlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from ayllu.analysis.dictionary import tables as known_tables
from ayllu.doors.cli.main import app
from ayllu.loops.plan import make_plan
from ayllu.population.schema import PERSON
from ayllu.reference.__main__ import pages
from ayllu.reference.glossary import read_glossary
from ayllu.register.checks import check_pack
from ayllu.register.create import new_pack
from ayllu.register.pack import read_pack
from ayllu.register.trail import why
from ayllu.runs.discover import discover
from ayllu.words.phases import EVENTS

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "changes").glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)?(#[^)]*)?\)")
FENCE = re.compile(r"(?:<!-- (?P<mark>[^>]*?) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
COMMAND = re.compile(r"(?:^\$ |`)ayllu ([a-z][^`\n]*)", re.MULTILINE)
MACHINE = re.compile(r"/(?:work|home|root|tmp|Users)/|localhost|https?://(?!creativecommons)")
KINDS = ("results", "interface", "inside")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Reference


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return pages()


@pytest.mark.parametrize("name", ["processes", "columns", "mechanisms", "numbers", "events", "glossary"])
def test_reference_is_up_to_date(fresh: dict[str, str], name: str) -> None:
    text = (REFERENCE / f"{name}.md").read_text("utf-8")
    assert text == fresh[f"{name}.md"], "run: python -m ayllu.reference"


def test_reference_names_everything(fresh: dict[str, str]) -> None:
    """Every process, rule, column, mechanism and card of both packs has its line."""
    for record in discover():
        assert f"## {record.name}\n" in fresh["processes.md"]
        assert all(f"| `{rule}` |" in fresh["processes.md"] for rule in record.rules)
        assert all(f"| `{column}` |" in fresh["columns.md"] for column in record.columns)
    for pack in (read_pack("andes"), read_pack("islands")):
        assert all(f"## {mechanism}\n" in fresh["mechanisms.md"] for mechanism in pack.mechanisms)
        for process in {*pack.cards, *pack.tables}:
            heads = [*pack.cards.get(process, {}), *pack.tables.get(process, {})]
            assert all(f"| `{name}` |" in fresh["numbers.md"] for name in heads)
    assert all(f"| `{event}` |" in fresh["events.md"] for event in EVENTS)


# Words


def resolve(code: str) -> object:
    """The thing that a glossary entry names: a module, something in one, a column, a table or an event."""
    kind, _, name = code.partition(" ")
    if kind == "column":
        return PERSON[name]
    if kind == "event":
        return EVENTS[name]
    if kind == "table":
        assert name in known_tables()["table"].to_list()
        return name
    parts = code.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(f"{code} leads nowhere")


@pytest.mark.parametrize("word", read_glossary()["words"])
def test_glossary_leads_to_code(word: str) -> None:
    entry = read_glossary()["words"][word]
    assert set(entry) <= {"means", "code"} and entry["means"]
    if "code" in entry:
        resolve(entry["code"])


def test_words_kept_out_stay_out() -> None:
    words = [word for word in read_glossary()["kept_out"] if word not in ("illegal", "abandon", "node")]
    unwanted = re.compile(rf"\b(?:{'|'.join(words)})s?\b", re.IGNORECASE)
    sources = [*(ROOT / "src/ayllu/processes").rglob("*.py"), *PAGES]
    found = [
        f"{named(path)}: {match[0]}"
        for path in sources
        if path.name not in ("glossary.md", *(f"{n}.md" for n in ("numbers", "processes")))
        for match in unwanted.finditer(path.read_text("utf-8"))
    ]
    assert found == []


# Pages


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target, _ in LINK.findall(page.read_text("utf-8")) if target]
    assert [t for t in targets if not t.startswith("http") and not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_name_no_machine(page: Path) -> None:
    assert MACHINE.findall(page.read_text("utf-8")) == []


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target, _ in LINK.findall(page.read_text("utf-8"))
        if target
    }
    alone = [named(page) for page in PAGES if page.parent.name != "changes" and page.resolve() not in linked]
    assert alone == []


def commands() -> Iterator[tuple[str, str]]:
    """Every command line that a page shows, with the page."""
    for page in PAGES:
        for line in COMMAND.findall(page.read_text("utf-8")):
            yield named(page), line


def unknown(words: list[str]) -> list[str]:
    """Words of a command line that the program does not know: its command and its options."""
    command: Any = typer.main.get_command(app)
    options = {"--help", "--version"}
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
        options |= {option for parameter in command.params for option in parameter.opts}
    if hasattr(command, "commands"):
        return words
    return [word for word in words if word.startswith("-") and word.partition("=")[0] not in options]


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_commands_exist(page: str, line: str) -> None:
    assert unknown(shlex.split(line)) == []


def test_notes_of_changes_say_their_kind() -> None:
    notes = sorted((ROOT / "changes").glob("*"))
    pattern = re.compile(rf"\d+-[a-z0-9-]+\.(?:{'|'.join(KINDS)})\.md")
    assert [note.name for note in notes if not pattern.fullmatch(note.name)] == []
    assert all(len(note.read_text("utf-8").split()) > 5 for note in notes)


# README


def blocks(page: Path, kind: str) -> list[str]:
    return [match["text"] for match in FENCE.finditer(page.read_text("utf-8")) if match["kind"] == kind]


def run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def plain(text: str) -> list[str]:
    """Lines with figures and widths of columns taken out; a slow machine may take minutes."""
    return [" ".join(NUMBER.sub("#", line).replace("# min", "# s").split()) for line in text.splitlines()]


def test_readme_examples_print_what_it_says(tmp_path: Path) -> None:
    """Lines stand in this order in what the command prints; `...` leaves some out; figures may differ."""
    for block in blocks(ROOT / "README.md", "console"):
        first, *lines = block.splitlines()
        command = shlex.split(first.removeprefix("$ ayllu "))
        printed = plain(run(["-c", "from ayllu.doors.cli.main import run; run()", *command], tmp_path))
        for line in plain("\n".join(line for line in lines if line != "...")):
            assert line in printed, f"{first}\n{line}\nis not among\n" + "\n".join(printed)
            printed = printed[printed.index(line) + 1 :]


def test_readme_python_runs(tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "README.md", "python")
    assert "women" in run(["-c", text], tmp_path)


# CONTRIBUTING


def recipes() -> list[tuple[str, str, str]]:
    """(kind, file, text) of the blocks that change a file."""
    found = []
    for match in FENCE.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        if match["kind"] == "diff":
            head, _, body = match["text"].partition("\n")
            found.append(("diff", head.removeprefix("--- "), body))
        elif match["mark"] and match["mark"].startswith("append to: "):
            found.append(("append", match["mark"].removeprefix("append to: "), match["text"]))
    return found


def apply_recipes(folder: Path, prefix: str) -> None:
    for kind, file, body in recipes():
        if not file.startswith(prefix):
            continue
        path = folder / file
        text = path.read_text("utf-8")
        if kind == "append":
            path.write_text(text + body, "utf-8")
            continue
        before, after = (
            "".join(f"{line[1:]}\n" for line in body.splitlines() if line[:1] in (" ", sign)) for sign in "-+"
        )
        assert text.count(before) == 1, f"{file} does not hold once:\n{before}"
        path.write_text(text.replace(before, after), "utf-8")


def test_recipes_of_packs_hold(tmp_path: Path) -> None:
    folder = new_pack(tmp_path / "my-islands")
    places = len(read_pack(folder).places)
    apply_recipes(tmp_path, "my-islands/")
    assert check_pack(folder) == []
    pack = read_pack(folder, evidence=True)
    assert pack.cards["mortality"]["rural_risk"].value == 1.4
    assert len(pack.places) == places + 2 and pack.places[-1].code == "SI-REE-U"
    assert "weavers" in why(pack, "IS-004")[0].says


def test_recipe_of_a_column_holds(tmp_path: Path) -> None:
    tutorial = (ROOT / "docs/tutorials/your-first-process.md").read_text("utf-8")
    text = next(m["text"] for m in FENCE.finditer(tutorial) if m["mark"] == "file: processes/weaving.py")
    folder = tmp_path / "processes"
    folder.mkdir()
    (folder / "weaving.py").write_text(text, "utf-8")
    apply_recipes(tmp_path, "processes/")
    plan = make_plan(discover([folder]))
    assert plan.schema.owner["learned"] == "weaving"


def test_phases_are_listed_in_contributing() -> None:
    """The page tells the month in the order of words/phases.py."""
    from ayllu.words.phases import PHASES

    told = ", ".join(phase.replace("_", " ") for phase in PHASES)
    assert told in " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())


def test_citation_is_readable() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["license"] == "Apache-2.0" and cited["title"].startswith("Ayllu")
