"""The user's own process files: read from their folder, kept in the folder of a run."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from ayllu.runs.folder import explained
from ayllu.words.errors import AylluError, ModelError, Problem

FOLDER = "processes"
"""Where a run folder keeps them."""


@dataclass(frozen=True)
class OwnProcesses:
    """Texts of process files by file name, and the folder that they were read from; None and {} without any."""

    folder: Path | None = None
    texts: dict[str, bytes] = field(default_factory=dict)

    @property
    def folders(self) -> list[Path]:
        """What `discover` must also look at."""
        return [self.folder] if self.folder is not None else []

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each file by name."""
        return {name: hashlib.sha256(text).hexdigest() for name, text in self.texts.items()}

    @property
    def hash(self) -> str:
        """SHA-256 of all of them; empty without any."""
        return hashlib.sha256(repr(sorted(self.digests.items())).encode()).hexdigest() if self.texts else ""

    def blamed(self, error: ModelError) -> AylluError:
        """A contradiction that the built-in processes alone do not have."""
        remedy = "The model works without your processes: look at what they write and read"
        return AylluError(Problem(str(error), str(self.folder), remedy=remedy))

    def keep(self, run: Path) -> None:
        """Copy them into a run folder. Raises AylluError when the disk refuses."""
        with explained(run):
            if self.texts:
                (run / FOLDER).mkdir(exist_ok=True)
            for name, text in self.texts.items():
                (run / FOLDER / name).write_bytes(text)


NO_OWN = OwnProcesses()


def read_own(folder: Path | str) -> OwnProcesses:
    """The process files of a folder. Raises AylluError when there is no such folder or no such file in it."""
    where = Path(folder)
    if not where.is_dir():
        raise AylluError(Problem("there is no such folder of processes", str(where), remedy="Name a folder"))
    try:
        texts = {path.name: path.read_bytes() for path in sorted(where.glob("*.py"))}
    except OSError as error:
        raise AylluError(
            Problem("the process files cannot be read", str(where), (error.strerror or "").lower())
        ) from None
    if not texts:
        raise AylluError(Problem("this folder holds no process file", str(where), remedy="Process files end in .py"))
    return OwnProcesses(where, texts)


def kept_in(run: Path) -> OwnProcesses:
    """The user's process files that a run folder keeps."""
    return read_own(run / FOLDER) if (run / FOLDER).is_dir() else NO_OWN
