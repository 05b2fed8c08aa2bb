"""Writing the report of a run: one file that opens from disk, without a network."""

from datetime import date
from html import escape
from importlib.resources import files
from pathlib import Path

from ayllu.analysis.cells import Cells
from ayllu.analysis.indicators.build import write_families
from ayllu.analysis.observation.observe import write_observed
from ayllu.analysis.open import Run, open_folder
from ayllu.analysis.report import ledgers, money_sections, move_sections, sections
from ayllu.analysis.report.html import section, text
from ayllu.analysis.report.material import Material
from ayllu.analysis.words import focus_text, number, scale_text

NAME = "report.html"
ETHICS = (
    "All persons are invented. The figures follow from stated assumptions; they are no forecasts and no testimony. "
    "They are not for selecting, scoring, detecting, refusing, deporting or intercepting migrants, nor for asylum, "
    "custody or benefit decisions."
)
LINKS = {
    "headline": "Simulated beside official",
    "people": "People",
    "moves": "Moves inside the country",
    "abroad": "Abroad",
    "reasons": "Why people moved",
    "identity": "Births, deaths, departures",
    "lives": "Lives and births",
    "unions": "Unions",
    "homes": "Homes",
    "kin": "Kin",
    "school": "School",
    "books": "Books",
    "regions": "Regions",
    "scores": "How close",
    "targets": "Every official figure",
    "absent": "What is not here",
}


def write_report(run: str | Path | Run) -> Path:
    """Write report.html into a run folder and return its path.

    Uses the indicator tables of the folder and writes them first when they are missing. The folder may still
    be the .part of a run that is being finished. Raises AylluError when it is not a run folder.
    """
    return write_page(Cells(open_folder(run)))


def write_outputs(run: str | Path | Run) -> Path:
    """Write what is observed, the indicator tables and report.html of a run, reading its counts once; the report's path.

    Faster than `build_indicators` and `write_report` one after the other.
    """
    opened = open_folder(run)
    write_observed(opened)
    cells = Cells(opened)
    write_families(cells)
    return write_page(cells)


def write_page(cells: Cells) -> Path:
    """`write_report` for cells already read."""
    path = cells.run.path / NAME
    path.write_text(page(cells), encoding="utf-8")
    return path


def page(cells: Cells) -> str:
    """The whole page as HTML."""
    run = cells.run
    m = Material(cells)
    parts = [
        sections.opening(m),
        sections.people(m),
        move_sections.inside(m),
        move_sections.abroad(m),
        move_sections.reasons(m),
        move_sections.identity(m),
        sections.lives(m),
        sections.families(m),
        money_sections.money(m),
        ledgers.books(m),
        ledgers.regions(m),
        move_sections.scores(m),
        ledgers.every_target(m),
        ledgers.absent(m),
        ledgers.assumed(m),
        _again(run),
    ]
    body = "".join(parts)
    style = files("ayllu.analysis.report").joinpath("page.css").read_text(encoding="utf-8")
    title = f"{_said(run, 'pack', 'title')}: {_said(run, 'scenario', 'title')}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | Ayllu</title><style>{style}</style></head><body>"
        f"{_header(run)}<main>{_contents(body)}{body}</main>{_footer(run)}</body></html>\n"
    )


def _said(run: Run, part: str, key: str) -> str:
    """A word of run.json, such as the title of the scenario; its name when there is no title."""
    told = run.info.get(part)
    if not isinstance(told, dict):
        return str(told or "")
    return str(told.get(key) or told.get("name") or "")


def _header(run: Run) -> str:
    says = run.info.get("scenario", {}).get("says") if isinstance(run.info.get("scenario"), dict) else ""
    facts = _facts(run)
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    lead = f'<p class="lead">{escape(str(says))}</p>' if says else ""
    return (
        f'<header><p class="kicker">Ayllu, report of one run</p><h1>{escape(_said(run, "pack", "title"))}</h1>'
        f'<p class="lead">{escape(_said(run, "scenario", "title"))}</p>{lead}<dl class="facts">{listed}</dl>'
        f'<p class="ethics">{escape(ETHICS)}</p></header>'
    )


def _facts(run: Run) -> dict[str, str]:
    info = run.info
    facts = {
        "Period": f"{info['from']} to {info['until']}",
        "Scale": f"{scale_text(info['scale'])} (one simulated person stands for {number(run.weight)})",
        "Seed": str(info["seed"]),
    }
    if info.get("focus"):
        facts["In focus"] = focus_text(info["focus"])
    if info.get("persons_end"):
        people = number(float(info["persons_end"]))
        facts["Alive at the end"] = f"{number(run.people_end / 1e6, 1)} million ({people} simulated)"
    software = info.get("software")
    if isinstance(software, dict) and "ayllu" in software:
        facts["Software"] = f"Ayllu {software['ayllu']}"
    return facts


def _contents(body: str) -> str:
    links = [
        f'<a href="#{anchor}">{words}</a>' for anchor, words in LINKS.items() if f'<section id="{anchor}">' in body
    ]
    return f'<nav aria-label="Contents">{"".join(links)}</nav>'


def _again(run: Run) -> str:
    code = (
        "import ayllu\n"
        f'run = ayllu.open("{run.path.name}")\n'
        'run.sql("SELECT country, sex, year, value, se, class FROM indicators '
        "WHERE indicator = 'e0' AND region = 'national' AND area = 'all'\")"
    )
    words = "Every figure is a row of the tables indicators/*.parquet in this folder. Life expectancy, for example:"
    return section("again", "The same numbers in Python", text(words), f"<pre><code>{escape(code)}</code></pre>")


def _scaled(run: Run) -> str:
    usual = number(run.weight)
    return f"{usual}, in focus places by their own weights" if run.info.get("focus") else usual


def _footer(run: Run) -> str:
    pack = run.info.get("pack")
    mark = str(pack.get("hash", ""))[:12] if isinstance(pack, dict) else ""
    digest = str(run.info.get("digest", ""))[:12]
    return (
        f"<footer>Counts are scaled up by {_scaled(run)}. Pack {escape(_said(run, 'pack', 'name'))} {escape(mark)}, "
        f"run digest {escape(digest)}, report of {date.today().isoformat()}. Official figures: see the sources of the pack.</footer>"
    )
