"""`python -m ayllu.reference [FOLDER]`: write the generated reference pages."""

import sys
from collections.abc import Sequence
from pathlib import Path

from ayllu.reference.cards import mechanisms_page, numbers_page
from ayllu.reference.columns import columns_page
from ayllu.reference.events import events_page
from ayllu.reference.glossary import glossary_page
from ayllu.reference.material import gather
from ayllu.reference.processes import processes_page
from ayllu.words.errors import AylluError, Problem

FOLDER = Path("docs/reference")


def pages() -> dict[str, str]:
    """Every generated page: file name -> text; AylluError or ModelError when something does not fit."""
    material = gather()
    return {
        "processes.md": processes_page(material),
        "columns.md": columns_page(material),
        "mechanisms.md": mechanisms_page(material),
        "numbers.md": numbers_page(material),
        "events.md": events_page(material),
        "glossary.md": glossary_page(),
    }


def write(folder: Path) -> list[Path]:
    """Write the pages into a folder; returns the files that changed. AylluError if it does not exist."""
    if not folder.is_dir():
        remedy = "Start it in the repository, or name the folder: python -m ayllu.reference FOLDER"
        raise AylluError(Problem("there is no such folder", str(folder), remedy=remedy))
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def main(arguments: Sequence[str]) -> int:
    """Write the pages and say which changed; 2 for a folder that is not there."""
    try:
        changed = write(Path(arguments[0]) if arguments else FOLDER)
    except AylluError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(f"wrote {path}" for path in changed) or "all pages are up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
