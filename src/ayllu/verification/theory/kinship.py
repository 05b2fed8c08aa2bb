"""Matrix kinship against the expected kin that the packs' targets publish."""

from pathlib import Path

from ayllu.verification import kinship
from ayllu.verification.judging import agree
from ayllu.verification.rates import packs, rates_of, targets
from ayllu.verification.report import Finding, check

QUANTITIES = {
    "expected_living_mother_stable": "mother",
    "expected_living_maternal_grandmother_stable": "maternal grandmother",
}
TOLERANCE = 0.001
"""Published to four decimals; the sex ratio behind them is known to two."""


def published(pack: Path) -> list[tuple[float, float]]:
    """Pairs (published, ours) of expected living kin in a pack's targets."""
    pairs = []
    for quantity, kind in QUANTITIES.items():
        for row in targets(pack, quantity):
            rates = rates_of(pack, row["country"], row["year"])
            ours = kinship.kin(kinship.yearly(rates)).living(kind)[int(row["age"])]
            pairs.append((float(row["value"]), float(ours)))
    return pairs


@check(
    "matrix kinship",
    "Caswell's matrices, written anew, give the published expected living mothers and grandmothers",
)
def matrix_kinship(quick: bool) -> Finding:
    """Death rates 10 % higher change the grandmothers by 0.017 to 0.027, births 10 % higher by 0.006 to 0.009:
    both fail (tried)."""
    pairs = [pair for pack in packs() for pair in published(pack)]
    power = "rates 10 % off move the results by 0.006 to 0.027"
    if not pairs:
        return Finding("published kin", "no such target in the packs", "", "no power", power)
    wanted, ours = zip(*pairs, strict=True)
    return agree("expected kin", wanted, ours, TOLERANCE, power)
