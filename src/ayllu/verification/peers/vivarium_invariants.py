"""The census invariants of Vivarium's models, in the liveliest world, after every month."""

from ayllu.verification.builds import LIVELY, PLAIN, build
from ayllu.verification.invariants import broken
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.report import Finding, check
from ayllu.words.months import MONTHS_A_YEAR

LIVELY_MONTHS = 36
YEARS = 40


@check("Vivarium census invariants", "Households, couples and descent keep their laws in every month")
def invariants(quick: bool) -> Finding:
    """A law broken by hand in one row is named (tried for every law in tests/unit/test_verification_lives.py)."""
    wrong: dict[str, int] = {}
    looked = 0
    lively, plain = build(LIVELY), build(PLAIN)
    for _ in range(LIVELY_MONTHS):
        lively.advance()
        looked += _add(wrong, lively)
    for _ in range(10 if quick else YEARS):
        plain.advance(MONTHS_A_YEAR)
        looked += _add(wrong, plain)
    names = [law for law, count in wrong.items() if count]
    power = f"{len(wrong)} laws, each case looked at; broken: {', '.join(names) or 'none'}"
    return nothing_wrong("cases that break a law", sum(wrong.values()), looked, power)


def _add(wrong: dict[str, int], world: object) -> int:
    found = broken(world.store, world.month - 1)  # type: ignore[attr-defined]
    for law, (count, _) in found.items():
        wrong[law] = wrong.get(law, 0) + count
    return sum(tried for _, tried in found.values())
