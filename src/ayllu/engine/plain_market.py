"""The marriage market of a month in plain Python; the meanings are those of engine/marriage_market.py."""

from ayllu.engine.plain_asks import Asker
from ayllu.engine.plain_draws import unit
from ayllu.engine.plain_kin import are_close_kin
from ayllu.engine.plain_names import Scene
from ayllu.engine.plain_people import Person
from ayllu.loops.generate_choices import site_of
from ayllu.loops.plan import PlannedStep
from ayllu.words.codes import Sex

Couples = list[tuple[Person, Person]]


def meet(asker: Asker, planned: PlannedStep, people: list[Person]) -> Couples:
    """Who unites this month, women first: in each place those on the shorter side choose among the others."""
    column = next(name for name, known in asker.plan.schema.declared.items() if known == planned.step.looking)
    lookers = [p for p in people if p.alive and getattr(p, column) == 1 and p.partner is None]
    couples: Couples = []
    for place in sorted({person.place for person in lookers}):
        women = [p for p in lookers if p.place == place and p.sex == Sex.FEMALE]
        men = [p for p in lookers if p.place == place and p.sex == Sex.MALE]
        first = min(women + men, key=lambda person: _position(asker, person, f"{planned.name}.order"))
        she = first.sex == Sex.FEMALE if len(women) == len(men) else len(women) < len(men)
        choosers, others = (women, men) if she else (men, women)
        couples += _meet_in_place(asker, planned, choosers, others)
    return couples


def _meet_in_place(asker: Asker, planned: PlannedStep, choosers: list[Person], others: list[Person]) -> Couples:
    """Each chooser, in a keyed order, meets some of those who are still free and takes who suits best."""
    market, record = planned.step, planned.record
    acquaintances = int(getattr(asker.names.p[record.name], market.acquaintances))
    couples: Couples = []
    taken: set[int] = set()
    for chooser in sorted(choosers, key=lambda person: _position(asker, person, f"{planned.name}.order")):
        best, top, met = None, 0.0, 0
        for other in _round(asker, chooser, others, f"{planned.name}.place")[: 4 * acquaintances]:
            if met >= acquaintances or other.key in taken:
                continue
            met += 1
            woman, man = (chooser, other) if chooser.sex == Sex.FEMALE else (other, chooser)
            worth = asker.rule(market.suitability, record, _meeting(woman, man))
            if worth > top or (best is not None and worth == top and other.key < best.key):
                best, top = other, worth
        if best is not None:
            taken.add(best.key)
            couples.append((chooser, best) if chooser.sex == Sex.FEMALE else (best, chooser))
    return couples


def _position(asker: Asker, person: Person, site: str) -> float:
    return unit(person.key ^ asker.seed, asker.month, site_of(site))


def _round(asker: Asker, chooser: Person, others: list[Person], site: str) -> list[Person]:
    """The others of the place in keyed order, beginning at the first whose position follows the chooser's."""
    queue = sorted(others, key=lambda person: _position(asker, person, site))
    own = chooser.place + _position(asker, chooser, site)
    start = sum(1 for other in queue if other.place + _position(asker, other, site) < own)
    return queue[start:] + queue[:start]


def _meeting(woman: Person, man: Person) -> Scene:
    """A woman (ego_) and a man (alter_) who meet."""
    near = woman.home.community is man.home.community
    given = {"same_community": near, "close_kin": are_close_kin(woman, man)}
    return Scene(woman, {"ego_": Scene(woman), "alter_": Scene(man)}, given)
