"""Checks of claims as files of a pack: checks/<CLAIM>.yaml says how runs could contradict a claim.

Expressions are SQL over the columns of a run's tables; `$epoch`, `$from` and `$until` stand for the calendar year of
month 0 and the years that the check is about.
"""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ayllu.register.cards import Texts, report
from ayllu.register.evidence import Claim
from ayllu.register.files import PackFiles
from ayllu.register.pack import Pack
from ayllu.words.errors import AylluError, Problem, nearest

FOLDER = "checks"
SHARED = f"{FOLDER}/rows"
"""Queries that several checks use as their rows, by name."""
Statistic = Literal[
    "mean", "ratio", "difference", "quotient", "matched_difference", "matched_quotient", "slope", "slope_difference",
    "rank", "quantile", "peak", "contrast", "half_life",
]  # fmt: skip
GROUPED = {"difference", "quotient", "matched_difference", "matched_quotient", "slope_difference", "rank"}
CELLED = {"matched_difference", "matched_quotient", "rank", "peak", "contrast", "half_life"}


class Expect(BaseModel):
    """The region in which the true value must lie by the claim: above, below or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _some_region(self) -> "Expect":
        if self.above is None and self.below is None:
            raise ValueError("write 'above:' or 'below:' or both")
        if self.above is not None and self.below is not None and not self.above < self.below:
            raise ValueError("'above' must be less than 'below'")
        return self


class Part(BaseModel):
    """One contrast of a claim.

    reads: tables and columns that must be there, else the part is not simulated. rows: a query that makes the rows, or
    the name of one in checks/rows; without it they are those of the first table read. value: what is averaged; base: by
    what its sum is divided; group: true for those the claim is about, false for those they are compared with; cell:
    exact cells of matching, units of a ranking or stages of an event; along: the other axis of a slope. cluster: the
    units that a bootstrap draws. expect: the region of the claim; worth: the smallest departure from the
    edge of the expected region that would matter, in `unit`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(min_length=1)
    statistic: Statistic
    reads: dict[str, Texts] = Field(min_length=1)
    years: tuple[int, int] | None = None
    rows: str = ""
    where: str = "true"
    value: str
    base: str = ""
    group: str = ""
    cell: str = ""
    along: str = ""
    formula: str = ""
    level: float = Field(default=0.5, gt=0, lt=1)
    weight: str = "weight"
    cluster: str = "community"
    unit: str = ""
    expect: Expect
    worth: float = Field(gt=0)

    @model_validator(mode="after")
    def _whole(self) -> "Part":
        needs = [("group", GROUPED), ("cell", CELLED), ("along", {"slope", "slope_difference"})]
        lacking = [name for name, those in needs if self.statistic in those and not getattr(self, name)]
        if self.statistic == "ratio" and not self.base:
            lacking.append("base")
        if self.statistic == "contrast" and not self.formula:
            lacking.append("formula")
        if lacking:
            raise ValueError(f"{self.statistic} needs {', '.join(f'{name!r}' for name in lacking)}")
        if self.formula:
            _must_be_sums(self.formula)
        if self.years is not None and self.years[0] > self.years[1]:
            raise ValueError("the last of 'years' lies before the first")
        return self


class ClaimCheck(BaseModel):
    """How runs could contradict a claim.

    says: the claim as it is tested, in our words. mechanisms: what to switch off to see whether the model's
    mechanism, and nothing else, brings it about. lacks: what of the claim no part can test.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str = Field(default="", exclude=True)
    claim: str
    says: str = Field(min_length=1)
    mechanisms: Texts = ()
    lacks: str = ""
    parts: tuple[Part, ...] = Field(min_length=1)


def _must_be_sums(formula: str) -> None:
    """Refuses all but names of cells, numbers and + - * / in a formula."""
    allowed: tuple[Any, ...] = (
        ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Load, ast.Constant, ast.operator, ast.unaryop,
    )  # fmt: skip
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"the formula '{formula}' cannot be read") from error
    if not all(isinstance(node, allowed) for node in ast.walk(tree)):
        raise ValueError(f"the formula '{formula}' may hold names of cells, numbers and + - * / only")


def read_claim_checks(files: PackFiles, claims: dict[str, Claim]) -> dict[str, ClaimCheck]:
    """All checks of a pack by claim; every fault is noted in `files`."""
    found: dict[str, ClaimCheck] = {}
    for name in files.names(FOLDER, "*.yaml"):
        entry = files.mapping(name)
        if not entry:
            continue
        try:
            given = {key: value for key, value in entry.items() if isinstance(key, str)}
            check = ClaimCheck.model_validate(given | {"at": name})
        except ValidationError as error:
            report(files, error, entry, name, Path(name).stem, ClaimCheck)
            continue
        if check.claim != Path(name).stem:
            files.add("the file is not called as its claim", name, f"it tests {check.claim}", "Rename the file.")
        if check.claim not in claims:
            files.add(f"the claim '{check.claim}' is not in the register", name, remedy=nearest(check.claim, claims))
        found[check.claim] = _with_rows(files, check, name)
    return found


def _with_rows(files: PackFiles, check: ClaimCheck, name: str) -> ClaimCheck:
    """The check with shared queries put in; one that is not there is noted."""
    known = {Path(path).stem: path for path in files.names(SHARED, "*.sql")}
    parts = []
    for part in check.parts:
        if part.rows.isidentifier() and part.rows not in known:
            remedy = nearest(part.rows, known) or f"Queries are in {SHARED}."
            files.add(f"'{part.what}' takes its rows from '{part.rows}', no such query", name, remedy=remedy)
        shared = files.text(known[part.rows]) if part.rows in known else None
        parts.append(part.model_copy(update={"rows": shared}) if shared else part)
    return check.model_copy(update={"parts": tuple(parts)})


def claim_checks(pack: Pack, wanted: Iterable[str] = ()) -> list[ClaimCheck]:
    """The checks of a pack, by claim id; only those of `wanted` when given.

    Raises AylluError with every fault of the files, and with every claim of `wanted` that has no check.
    """
    files = PackFiles(pack.root)
    claims = pack.evidence.claims
    checks = read_claim_checks(files, claims)
    files.problems.raise_if_any()
    problems = []
    for claim in wanted:
        if claim in checks:
            continue
        if claim in claims:
            reason = f"the pack {pack.name} has no {FOLDER}/{claim}.yaml"
            problems.append(Problem(f"nobody has written a check of {claim}", "--claim", reason))
        else:
            remedy = nearest(claim, checks) or f"Claims with checks: {', '.join(checks)}"
            problems.append(Problem(f"there is no claim '{claim}'", "--claim", remedy=remedy))
    if problems:
        raise AylluError(problems)
    return [checks[claim] for claim in sorted(set(wanted) or checks)]
