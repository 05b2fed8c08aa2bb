"""A new pack from the example: copied with its comments, ready to be edited."""

import re
import shutil
from pathlib import Path

from ayllu.register.pack import built_in_packs
from ayllu.words.errors import AylluError, Problem, nearest


def new_pack(target: str | Path, template: str = "islands") -> Path:
    """Copy a built-in pack, comments and all, to a new folder named like the new pack; return the folder.

    Raises AylluError when the folder holds anything already, or cannot be written.
    """
    folder, known = Path(target), built_in_packs()
    if template not in known:
        remedy = nearest(template, known) or f"Templates: {', '.join(known)}."
        raise AylluError(Problem(f"there is no template '{template}'", str(target), remedy=remedy))
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        remedy = "Choose a folder that does not exist or is empty."
        raise AylluError(Problem("the folder is not empty", str(target), "nothing is overwritten", remedy))
    try:
        shutil.copytree(
            known[template], folder, copy_function=shutil.copyfile, dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
        head = folder / "pack.toml"
        text = head.read_text("utf-8")
        renamed = re.sub(r'^name = ".*"', lambda _: f'name = "{_plain(folder)}"', text, count=1, flags=re.MULTILINE)
        head.write_text(renamed, "utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AylluError(Problem("the pack cannot be written", str(target), reason)) from error
    return folder


def _plain(folder: Path) -> str:
    """The folder's name with everything but letters, digits, - and _ removed."""
    return re.sub(r"[^\w-]+", "-", folder.resolve().name).strip("-") or "pack"
