"""ActivitySim's sign test: when one alternative becomes more appealing, nobody leaves it, and whoever changes
goes to it."""

from ayllu.runs.world import World
from ayllu.verification.builds import PLAIN, build
from ayllu.verification.judging import nothing_wrong
from ayllu.verification.lives import DEAD
from ayllu.verification.report import Finding, check
from ayllu.words.codes import Sex
from ayllu.words.months import month_text

ALTERNATIVES = {
    "his": ("residence.his_rural", "residence.his_urban"),
    "hers": ("residence.her_rural", "residence.her_urban"),
    "own": ("residence.own",),
    "shared roof": ("residence.shared_roof",),
}
"""Where a new couple may live, and the cards of its appeal."""
QUIET = {"residence.moving_out": 0.0, "residence.own_roof": 0.0, "leaving_home.level": 0.0}
"""Later moves of the same month are switched off, so that the home shows the choice."""
EAGER = {"partnership.readiness": {"times": 10.0}}
MONTH = 3
MORE = 1.5
PEOPLE, FEW = 12_000, 3_000

Choices = dict[int, str]


def choices(people: int, raised: str | None = None, more: float = MORE) -> Choices:
    """Alternative taken by each woman (by key) who unites in one month; `raised` gains appeal from then on."""
    changes: dict[str, object] = {**QUIET, **EAGER}
    names = ALTERNATIVES[raised] if raised else ()
    lived = build(PLAIN, people)
    for name in names:
        process, card = name.split(".")
        value = lived.pack.cards[process][card].value_at(MONTH)
        begins = month_text(MONTH, lived.pack.epoch_year)
        changes[name] = [{"from": begins, "value": value + more}]
    lived = build(PLAIN, people, changes=changes)
    lived.advance(MONTH)
    return _taken(lived)


def _taken(lived: World) -> Choices:
    person, household = lived.store.person, lived.store.household
    before = dict(zip(person["key"].tolist(), household["key"][person["home"]].tolist(), strict=True))
    united: list[int] = []
    lived.engine.listeners.append(
        lambda event, rows: united.extend(lived.store.person["key"][rows].tolist()) if event == "union" else None
    )
    lived.advance()
    person, household = lived.store.person, lived.store.household
    of_key = {int(key): row for row, key in enumerate(person["key"]) if person["cell"][row] != DEAD}
    found: Choices = {}
    for key in united:
        row = of_key.get(key, -1)
        if row >= 0 and person["sex"][row] == Sex.FEMALE and person["partner"][row] >= 0:
            mate = int(person["partner"][row])
            homes = [int(household["key"][person["home"][each]]) for each in (row, mate)]
            old = [before[int(person["key"][each])] for each in (row, mate)]
            found[key] = _named(homes, old, person["dwelling"][row] != person["home"][row])
    return found


def _named(homes: list[int], old: list[int], under_a_roof: bool) -> str:
    if homes[0] not in old:
        return "shared roof" if under_a_roof else "own"
    return "his" if homes[0] == old[1] else "hers"


def compare(base: Choices, other: Choices, raised: str) -> tuple[int, int]:
    """How many break the law, and how many changed to the alternative that was raised."""
    both = base.keys() & other.keys()
    left = sum(base[key] == raised != other[key] for key in both)
    astray = sum(base[key] != other[key] != raised for key in both if base[key] != raised)
    joined = sum(base[key] != raised == other[key] for key in both)
    return left + astray + len(base.keys() ^ other.keys()), joined


@check("ActivitySim sign test", "Raising one alternative's appeal makes nobody leave it or go elsewhere")
def sign_test(quick: bool) -> Finding:
    """An appeal lowered in place of raised breaks the law for everybody who changes (tried)."""
    people = FEW if quick else PEOPLE
    base = choices(people)
    results = {name: compare(base, choices(people, name), name) for name in ALTERNATIVES}
    wrong = sum(broken for broken, _ in results.values())
    joined = {name: count for name, (_, count) in results.items()}
    tried = sum(joined.values()) if all(joined.values()) else 0
    listed = ", ".join(f"{name} {count}" for name, count in joined.items())
    power = f"{len(base)} new couples; changed to the raised alternative: {listed}"
    return nothing_wrong("couples that break the law", wrong, tried, power)
