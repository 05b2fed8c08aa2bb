"""Route risk: those who do not arrive, or not free.

The journey is uncertain and its hopes sometimes end badly [GN-078]. Even where no visa is asked some are refused at
the border [BB-192]. Without a legal way people cross in danger, women more than men, and statistics do not see it
[GN-133], whether they perish on the way or not. The traffic in people deceives and looks for women and girls above
all, for sexual exploitation, housework and other trades of that kind, among the poor and those who have nobody there
[GN-214, GN-216, GN-218]; some are released in time.
"""

from ayllu.grammar import dies, exposed, happens, probability, process, step, table, term
from ayllu.words.codes import LegalStatus

route_risk = process(phase="papers", asks="Who does not arrive, or not free?", after=("legal_status",))

refusal = table("country", "destination", unit="probability", means="those without papers who are turned back")
way_of_death = table("country", "destination", unit="probability", means="crossings without papers that end in death")
traffic = table("country", "destination", unit="probability", means="crossings without papers that end unfree")
danger = table("sex", unit="ratio", means="danger of the way for women and men, against the mean of both")
sought = table("sex", unit="ratio", means="whom traffickers look for, against the mean of both")


@exposed
def crosses_without_papers(destination, papers, age, p):
    """Grown newcomers without papers; who has been turned back meanwhile is at home."""
    return destination > 0 and papers == LegalStatus.IRREGULAR and age >= p.adult


@exposed
def unfree(papers):
    """Those whose papers others hold."""
    return papers == LegalStatus.WITHHELD


@probability
def chance_of_refusal(refusal):
    """Refused at a border post or caught on the way."""
    return refusal


@probability
def chance_of_death(way_of_death, danger):
    """Deserts, trucks, boats and those who rob travellers."""
    return min(1, way_of_death * danger)


@term
def youth(age, p):
    """The younger, the more."""
    return p.young_age / max(p.young_age, age)


@term
def want(schooling, p):
    """The poor believe what they are promised; school warns."""
    return 1 / (1 + p.schooling * schooling)


@probability
def chance_of_trafficking(traffic, sought, youth, want):
    """Demand, youth and want."""
    return min(1, traffic * sought * youth * want)


@probability
def chance_of_release(p):
    """Flight, debts worked off, raids."""
    return p.release


steps = [
    step(
        "refused",
        on="emigration",
        who=crosses_without_papers,
        how_likely=chance_of_refusal,
        outcome=[happens("turned_back")],
    ),
    step("perished", on="emigration", who=crosses_without_papers, how_likely=chance_of_death, outcome=[dies()]),
    step(
        "deceived",
        on="emigration",
        who=crosses_without_papers,
        how_likely=chance_of_trafficking,
        outcome=[happens("trafficking")],
    ),
    step("let_go", pace="birthday", who=unfree, how_likely=chance_of_release, outcome=[happens("release")]),
]
