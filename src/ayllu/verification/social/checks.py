"""Nothing social is written in: the mirror, null, frozen, shuffle and swap worlds of `ayllu verify --social`.

Small worlds of the basis pack, in which everything happens often, are lived with a changed copy of the pack. Which
tables say sex, which destinations there are and which mechanisms are social follows from cards and process files.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from ayllu.grammar.inspect import ProcessRecord, arguments
from ayllu.register.pack import Pack, read_pack
from ayllu.runs.discover import discover
from ayllu.verification.report import Check, Finding, Verdict
from ayllu.verification.social import packs
from ayllu.verification.social.judging import Judged, compared, figures, names_of, told
from ayllu.verification.social.outcomes import BODIES, Change, Outcomes, live
from ayllu.verification.worlds import BASIS
from ayllu.words.errors import AylluError, Problem, nearest

SEEDS, QUICK_SEEDS = 12, 4
STANDING = "standing"
SEX = "sex"
NOT_YET: Verdict = "not simulated"


@cache
def _base(seeds: int, births: bool) -> tuple[Outcomes, ...]:
    return _worlds(seeds, births=births)


def _worlds(
    seeds: int, change: Change | None = None, off: Sequence[str] = (), births: bool = True, equal: bool = False
) -> tuple[Outcomes, ...]:
    return tuple(live(seed, change, off, births, equal) for seed in range(1, seeds + 1))


def mirror(seeds: int) -> Finding:
    """Women of the mirror world do as men do in the world as it is, and the reverse."""
    base, other = _base(seeds, False), _worlds(seeds, packs.mirror, births=False)
    judged = mirrored(base, other)
    found = told(judged, "a gap between women and men that stays where it was")
    rules = "; rules outside of bodies that read sex: " + (", ".join(rules_of_sex(discover())) or "none")
    return Finding(found.target, f"{found.ours}{rules}", found.band, found.verdict, found.power)


def mirrored(base: Sequence[Outcomes], other: Sequence[Outcomes]) -> Judged:
    """Gaps between women and men of both worlds added up: nought where the mirror turns them round."""
    names = names_of(base, other)
    gap, turned = (np.diff(figures(side, names), axis=2)[:, :, 0] for side in (base, other))
    return compared(names, gap + turned, 2 * gap)


def null(seeds: int) -> Finding:
    """With social mechanisms off and tables alike for both, women and men fare the same."""
    base = _base(seeds, False)
    other = _worlds(seeds, off=social_mechanisms(read_pack(BASIS)), births=False, equal=True)
    names = names_of(base, other)
    gap, left = (np.diff(figures(side, names), axis=2)[:, :, 0] for side in (base, other))
    return told(compared(names, left, gap), "a gap between women and men that stays")


def frozen(seeds: int) -> Finding:
    """Beliefs and norms that are fixed leave other lives: what is left is arithmetic."""
    off = social_mechanisms(read_pack(BASIS), {STANDING})
    if not off:
        return Finding("other lives", "no process of standing has a mechanism yet", "", NOT_YET, "")
    base, other = _base(seeds, True), _worlds(seeds, off=off)
    changed = sum(a.digest != b.digest for a, b in zip(base, other, strict=True))
    names = names_of(base, other)
    difference = (figures(other, names) - figures(base, names)).mean(axis=2)
    moved = compared(names, difference, difference).wrong()
    ours = f"{changed} of {seeds} worlds differ; for certain: {', '.join(moved[:5]) or 'nothing'}"
    return Finding("other lives", ours, "", "pass" if changed == seeds else "fail", "any life that differs")


def shuffle(seeds: int) -> Finding:
    """Countries, regions and destinations that bear each other's names change no life."""
    few = min(seeds, 2)
    base, other = _base(seeds, True)[:few], _worlds(few, packs.relabel)
    same = sum(a.digest == b.digest for a, b in zip(base, other, strict=True))
    verdict = "pass" if same == few else "fail"
    return Finding(f"{few} equal digests", f"{same} equal", "", verdict, "any event or state of anybody that differs")  # type: ignore[arg-type]


def swap(seeds: int) -> Finding:
    """Two destinations that exchange all attributes exchange their people: results follow what a place is."""
    base, other = _base(seeds, True), _worlds(seeds, packs.exchange)
    names = names_of(base, other)
    off = (figures(other, names) - figures(base, names)).mean(axis=2)
    level = figures(base, names).mean(axis=2)
    return told(compared(names, off, level / 2), "half of an outcome that stays with the name")


def rules_of_sex(records: Sequence[ProcessRecord]) -> list[str]:
    """Rules outside of bodies that ask whether somebody is a woman or a man, as process.rule."""
    return [
        f"{record.name}.{name}"
        for record in records
        if record.process.phase != BODIES
        for name, rule in record.rules.items()
        if any(argument == SEX or argument.endswith(f"_{SEX}") for argument in arguments(rule))
    ]


def social_mechanisms(pack: Pack, phases: set[str] | None = None) -> tuple[str, ...]:
    """Mechanisms of processes outside of bodies (or of the phases given) whose every card lies there."""
    phase = {record.name: record.process.phase for record in discover()}
    of: dict[str, set[str]] = {}
    for head in pack.heads():
        if head.mechanism:
            of.setdefault(head.mechanism, set()).add(phase.get(head.process, BODIES))
    return tuple(sorted(name for name, own in of.items() if (own <= phases if phases else BODIES not in own)))


def chosen(
    known: dict[str, Callable[[int], Finding]], only: Sequence[str] | None
) -> dict[str, Callable[[int], Finding]]:
    """Those of the checks whose names hold one of `only`."""
    wanted = list(only or [])
    problems = [
        Problem(f"no check is called '{want}'", "--only", remedy=nearest(want, known) or ", ".join(known))
        for want in wanted
        if not any(want in name for name in known)
    ]
    if problems:
        raise AylluError(problems)
    return {name: run for name, run in known.items() if not wanted or any(want in name for want in wanted)}


CHECKS: dict[str, Callable[[int], Finding]] = {
    "mirror": mirror, "null": null, "frozen": frozen, "shuffle": shuffle, "swap": swap,
}  # fmt: skip


def run_social(
    quick: bool = False, progress: Callable[[str], None] | None = None, only: Sequence[str] | None = None
) -> list[Check]:
    """The checks whose names hold one of `only` (all without it); one that breaks down counts as failed.

    `progress` hears each name first. Raises AylluError when a name of `only` fits no check.
    """
    done = []
    for name, function in chosen(CHECKS, only).items():
        if progress:
            progress(name)
        begun = time.perf_counter()
        try:
            found = function(QUICK_SEEDS if quick else SEEDS)
        except Exception as error:
            found = Finding("a result", f"stopped: {type(error).__name__}: {error}", "", "fail", "")
        says = (function.__doc__ or "").strip()
        done.append(Check(name, says, **vars(found), seconds=time.perf_counter() - begun))
    return done
