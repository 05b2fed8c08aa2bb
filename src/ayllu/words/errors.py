"""Errors that a person can act on: what is wrong, where, why, and what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input."""

    what: str
    where: str = ""
    reason: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        reason = f" because {self.reason}" if self.reason else ""
        remedy = f". {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{reason}{remedy}"


class AylluError(Exception):
    """Bad input; carries every problem found, never only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ModelError(Exception):
    """The model contradicts itself (a broken guard or an unbalanced book); not the user's fault."""


class Problems:
    """Collects problems so that all are reported at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, what: str, where: str = "", reason: str = "", remedy: str = "") -> None:
        """Note one problem and go on."""
        self.found.append(Problem(what, where, reason, remedy))

    def raise_if_any(self) -> None:
        """Raise AylluError with everything collected, if anything was."""
        if self.found:
            raise AylluError(self.found)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the closest known word, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean '{close[0]}'?" if close else ""
