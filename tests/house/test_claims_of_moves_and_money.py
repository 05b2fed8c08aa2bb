"""Every claim on leaving, earning, sending and returning that is to be implemented or calibrated is cited, or listed."""

import re

from source_files import PACKAGE

from ayllu.register.pack import read_pack

SYSTEMS = {*(f"S{number}" for number in range(10, 18)), "S25", "S26", "S27", "S28"}
ROLES = {"implement", "calibrate"}
CLAIM = re.compile(r"\b[A-Z]{2}-\d{3}\b")

COUNTED = "a figure of emigrants or departures that is met by targets of other sources; this one is not learnt from"
UNSEEN = "follows from rules that do not know it; nothing is written for it"
NOT_YET = {
    "BB-029": COUNTED,
    "GN-007": COUNTED,
    "GN-042": COUNTED,
    "GN-047": COUNTED,
    "GN-082": COUNTED,
    "GN-147": COUNTED,
    "GN-269": COUNTED,
    "GN-205": "a loss of trained people that its author calls a conjecture; no goal is learnt from it",
    "GN-203": "skilled emigrants of a continent; the shares of one country are not learnt from yet",
    "GN-204": "skilled emigrants by thousand are told by the run, but not learnt from yet",
    "GN-245": "a forecast in dollars of the year; shares of national income in targets are learnt from instead",
    "GN-056": UNSEEN,
    "GN-190": UNSEEN,
    "GN-211": UNSEEN,
    "GN-234": "the wish to escape old norms is no term of leaving; blame and hardship are",
    "BB-133": "the families of one study; where they live follows from moves to towns",
    "BB-141": "the families of one study; hunger and poverty are told for all",
    "BB-163": "sexuality is no state of a person; that money can be withheld by a partner is",
    "FO-027": UNSEEN,
    "GN-121": "who rules over what a home receives is not asked; the purse of the home is one",
    "GN-124": "tasks and worry of those who receive are not told by what arrives",
    "GN-197": "capital does not move in the model",
    "GN-249": UNSEEN,
    "GN-256": "how slowly policies ripen is for scenarios of policies",
    "GN-272": "goods sent are not told apart from money",
}
"""Claim -> why no rule, number or table rests on it yet."""


def cited() -> set[str]:
    """Claims named by processes, by cards and other files of the pack but its evidence, and by the analysis."""
    pack = PACKAGE / "packs" / "andes"
    told = [*(PACKAGE / "processes").rglob("*.py"), *(PACKAGE / "analysis").rglob("*.py")]
    told += [*(PACKAGE / "analysis").rglob("*.yaml")]
    told += [
        path for kind in ("yaml", "toml", "csv") for path in pack.rglob(f"*.{kind}") if "evidence" not in path.parts
    ]
    return {claim for path in told for claim in CLAIM.findall(path.read_text(encoding="utf-8"))}


def asked() -> set[str]:
    """Claims of these systems with these roles."""
    return {
        name
        for name, claim in read_pack("andes").evidence.claims.items()
        if claim.role in ROLES and SYSTEMS & set(claim.systems)
    }


def test_claims_of_leaving_earning_and_sending_are_cited_or_listed() -> None:
    missing = asked() - cited() - set(NOT_YET)
    assert not missing, f"no process, card or table cites {sorted(missing)}; cite them or say in NOT_YET why not"


def test_the_list_holds_only_what_is_not_cited() -> None:
    late = set(NOT_YET) & cited()
    assert not late, f"these are cited by now, take them off the list: {sorted(late)}"
    strange = set(NOT_YET) - asked()
    assert not strange, f"these are no claims to implement or calibrate of these systems: {sorted(strange)}"
