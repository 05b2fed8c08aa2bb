"""How far a run is: a bar with remaining time on a terminal, a plain line every tenth elsewhere."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from ayllu.runs.resources import time_text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

COMPILING = "compiling"
POPULATION = "making the population"
MONTHS = "months"
RECORDS = "records"
REPORT = "report"
PHASES = (COMPILING, POPULATION, MONTHS, RECORDS, REPORT)
"""The phases of a run in order; other names are allowed."""

_TENTHS = 10


class Progress:
    """Says nothing; the ways to say something share its three verbs. Use it in a `with` statement."""

    def begin(self, phase: str, steps: float = 0) -> None:
        """A phase begins; `steps` is its length in any unit, 0 when unknown. It ends the one before."""

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Some steps of the phase are done; `note` says where it is, as '1973-04'."""

    def end(self) -> None:
        """The last phase is over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


class PlainProgress(Progress):
    """A line when a phase begins and about every tenth of it, for logs and files."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._phase, self._total, self._done, self._told = "", 0.0, 0.0, 0
        self._began = 0.0

    def begin(self, phase: str, steps: float = 0) -> None:
        """Print the phase's name."""
        self._phase, self._total, self._done, self._told = phase, float(steps), 0.0, 0
        self._began = time.monotonic()
        self._say(phase)

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Print a line when another tenth is done."""
        self._done += steps
        tenth = int(_TENTHS * self._done / self._total) if self._total else 0
        if tenth <= self._told:
            return
        self._told = tenth
        passed = time.monotonic() - self._began
        left = passed * (self._total - self._done) / self._done
        rest = f", about {time_text(max(0.0, left))} left" if tenth < _TENTHS else f" in {time_text(passed)}"
        self._say(f"{self._phase} {tenth * 100 // _TENTHS} %{' ' + note if note else ''}{rest}")

    def _say(self, text: str) -> None:
        print(f"ayllu: {text}", file=self._stream, flush=True)


class BarProgress(Progress):
    """A bar with elapsed and remaining time; one line, redrawn."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def begin(self, phase: str, steps: float = 0) -> None:
        """Show the phase; the bar pulses when its length is unknown."""
        bar = self._open()
        if self._task is not None:
            bar.remove_task(self._task)
        self._task = bar.add_task(phase, total=float(steps) or None, note="")

    def advance(self, steps: float = 1, note: str = "") -> None:
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=steps, note=note)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
        self._bar, self._task = None, None

    def _open(self) -> "Bar":
        if self._bar is None:
            from rich import progress as parts
            from rich.console import Console

            self._bar = parts.Progress(
                parts.TextColumn("{task.description:<22}"),
                parts.BarColumn(),
                parts.TaskProgressColumn(),
                parts.TextColumn("{task.fields[note]}"),
                parts.TimeElapsedColumn(),
                parts.TextColumn("left"),
                parts.TimeRemainingColumn(elapsed_when_finished=False),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
        return self._bar


def open_progress(quiet: bool = False) -> Progress:
    """The kind of progress that suits where messages go: nothing, a bar, or plain lines."""
    if quiet:
        return Progress()
    return BarProgress() if sys.stderr.isatty() else PlainProgress()
