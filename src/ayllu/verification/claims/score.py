"""The scorecard: every claim that a pack has a check of, put to runs, with and without its mechanism."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ayllu.analysis.open import Run, open_run, readable
from ayllu.register.claim_checks import ClaimCheck, Part, claim_checks
from ayllu.register.evidence import Claim
from ayllu.register.pack import Pack, built_in_packs, read_pack
from ayllu.verification.claims.ask import gathered, lacking
from ayllu.verification.claims.intervals import Interval, difference, interval
from ayllu.verification.claims.sums import Tally
from ayllu.verification.claims.verdicts import Verdict, bitten, judged, worst
from ayllu.words.errors import AylluError, Problem, Problems

CLASSES = {"validate": "predicted", "calibrate": "fitted", "implement": "built in"}
"""What a figure is worth, by the role of its claim."""
ALIKE = {"pack": "pack version", "scale": "scale", "from": "first month", "until": "last month", "records": "records"}


@dataclass(frozen=True)
class PartScore:
    """What runs say of one contrast: the estimate and, from paired runs, what the mechanism does to it.

    `lacks` says why it is not simulated; then nothing else is known. `without` is the estimate with the mechanism
    off, `effect` the difference that it makes.
    """

    part: Part
    verdict: Verdict
    lacks: str = ""
    found: Interval | None = None
    without: Interval | None = None
    without_verdict: Verdict | None = None
    effect: Interval | None = None


@dataclass(frozen=True)
class ClaimScore:
    """What runs say of a claim. `off` are its mechanisms that were off in the runs without."""

    check: ClaimCheck
    claim: Claim
    verdict: Verdict
    parts: tuple[PartScore, ...]
    off: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """predicted, fitted or built in."""
        return CLASSES.get(self.claim.role, self.claim.role)


def scorecard(
    paths: Sequence[str | Path],
    without: Sequence[str | Path] = (),
    wanted: Iterable[str] = (),
    pack: str | Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[ClaimScore]:
    """Scores of the claims of a pack (only `wanted` when given), by id.

    `paths` are run folders of different seeds, `without` those of the same seeds in which mechanisms are off. Checks
    and claims are those of `pack`, by default of the built-in pack that the runs were made of. Raises AylluError for
    folders that are no runs or not comparable, unknown claims, and checks that cannot be read or computed.
    """
    runs, others = comparable(paths, without)
    basis = read_pack(pack if pack is not None else _pack_of(runs[0]))
    scores, problems = [], Problems()
    for check in claim_checks(basis, wanted):
        if progress:
            progress(check.claim)
        try:
            scores.append(_score(check, basis, runs, others))
        except AylluError as error:
            problems.found += error.problems
    problems.raise_if_any()
    return scores


def comparable(paths: Sequence[str | Path], without: Sequence[str | Path]) -> tuple[list[Run], list[Run]]:
    """The runs of different seeds, by seed, and those without of the same seeds in the same order."""
    sides = [sorted((open_run(path) for path in side), key=_seed) for side in (paths, without)]
    problems = Problems()
    first = sides[0][0]
    for run in (run for side in sides for run in side):
        unlike = [name for key, name in ALIKE.items() if _told(run, key) != _told(first, key)]
        if unlike:
            problems.add(f"the {unlike[0]} is another than that of {first.path}", str(run.path), *_UNLIKE)
    for side in sides:
        for run, before in zip(side[1:], side, strict=False):
            if _seed(run) == _seed(before):
                problems.add(f"the seed is that of {before.path}", str(run.path), "runs of one scenario differ in seed")
            elif run.info.get("parameters_hash") != before.info.get("parameters_hash"):
                problems.add(f"the numbers are others than in {before.path}", str(run.path), *_UNLIKE)
    if without and [_seed(run) for run in sides[0]] != [_seed(run) for run in sides[1]]:
        seeds = " and ".join(", ".join(str(_seed(run)) for run in side) for side in sides)
        problems.add("the runs without are not of the same seeds", "--without", f"seeds are {seeds}")
    problems.raise_if_any()
    return sides[0], sides[1]


_UNLIKE = ("only runs of one world can be checked together", "Check each by itself, or run it again")


def _seed(run: Run) -> int:
    return int(run.info["seed"])


def _told(run: Run, key: str) -> object:
    """A fact of run.json; of the pack, what tells its version."""
    value = run.info.get(key)
    return value.get("hash") if isinstance(value, dict) else value


def _pack_of(run: Run) -> str:
    """The built-in pack that a run was made of."""
    pack = run.info.get("pack")
    name = str(pack.get("name")) if isinstance(pack, dict) else str(pack)
    if name not in built_in_packs():
        reason = f"the run was made of the pack '{name}', which does not come with the software"
        raise AylluError(Problem("the claims cannot be found", str(run.path), reason, "Name its folder: --pack DIR"))
    return name


def _score(check: ClaimCheck, pack: Pack, runs: Sequence[Run], others: Sequence[Run]) -> ClaimScore:
    off = _off(others)
    parts = tuple(_part_score(check, part, runs, others) for part in check.parts)
    verdict = worst([part.verdict for part in parts])
    own = tuple(name for name in check.mechanisms if name in off)
    if own:
        verdict = bitten(verdict, [part.without_verdict for part in parts if part.without_verdict])
    return ClaimScore(check, pack.evidence.claims[check.claim], verdict, parts, own)


def _off(runs: Sequence[Run]) -> set[str]:
    """Mechanisms that are off in runs."""
    return {name for run in runs for name in run.info["scenario"].get("off", ())}


def _part_score(check: ClaimCheck, part: Part, runs: Sequence[Run], others: Sequence[Run]) -> PartScore:
    lacks = next((why for run in (*runs, *others) if (why := lacking(run, part))), "")
    if lacks:
        return PartScore(part, "not simulated", lacks)
    these, those = (_tallies(check, part, side) for side in (runs, others))
    found = interval(these, part)
    verdict = judged(found, part.expect, part.worth)
    if not those:
        return PartScore(part, verdict, found=found)
    without = interval(those, part)
    off = judged(without, part.expect, part.worth)
    return PartScore(part, verdict, "", found, without, off, difference(these, those, part))


def _tallies(check: ClaimCheck, part: Part, runs: Sequence[Run]) -> list[Tally]:
    found = []
    for run in runs:
        with readable(run):
            found.append(gathered(run, part, check.claim))
    return found
