"""Deportation: who is sent home for want of papers.

It is rare and hardly counted; it follows how hard a state pursues the irregular, where checks are made, and, in the
worst years, consulates in collaboration with the removal of their own people [GN-150, GN-153]. Many leave again soon
(see international migration).
"""

from ayllu.grammar import exposed, happens, probability, process, step, table, term
from ayllu.words.codes import LegalStatus

deportation = process(phase="papers", asks="Who is sent home for want of papers?", after=("legal_status",))

removal = table("destination", unit="per year", means="removals of irregular people")
checks = table("sex", unit="ratio", means="checks where women and men work and move, against the mean of both")


@exposed
def could_be_sent_home(papers, age, p):
    """Grown people without papers."""
    return papers == LegalStatus.IRREGULAR and age >= p.adult


@term
def collaboration(climate, p):
    """Hostile consulates help to expel."""
    return 1 + p.collaboration * (1 - climate)


@probability
def chance_of_removal(removal, checks, collaboration):
    """Pursuit by the state, where one is seen, help from the consulate."""
    return min(1, removal * checks * collaboration)


steps = [
    step(
        "removed",
        pace="birthday",
        who=could_be_sent_home,
        how_likely=chance_of_removal,
        outcome=[happens("deportation")],
    )
]
