"""Papers: who may live where she or he lives, and how that changes.

Some cross with a contract, as descendants or under an agreement on residence, and have papers from the first day.
Most come as visitors and stay, or cross unseen: they are irregular, cannot meet what permits ask for, and people
leave all the same [GN-093, GN-168]. Papers come later by amnesty, by years of work and ties, through a partner or a
parent who has them [BB-152], by birthright, and in the end citizenship. Partners need not have the same [GN-274].
Permits lapse with jobs.
"""

from ayllu.grammar import amount, column, exposed, happens, probability, process, sets, step, table, term
from ayllu.words.codes import NEVER, LegalStatus, UnionStatus
from ayllu.words.curves import ratio

legal_status = process(phase="papers", asks="Who has which papers abroad?", after=("consular_services",))

papers = column("uint8", "legal status abroad", at_birth="papers", values=(0, 4), held_at=LegalStatus.WITHHELD)
papers_since = column(
    "int16", "month since which papers are as they are; at home, month of being sent back", "month", at_birth=NEVER
)
admission = table("country", "destination", unit="probability", means="newcomers who arrive with papers to stay")
amnesty = table("country", "destination", unit="probability", means="papers in the year of an amnesty, if eligible")
years_asked = table("destination", unit="years", means="years there that the amnesty in force asks for")
ordinary = table("country", "destination", unit="per year", means="papers gained one by one, by work and ties")
citizenship = table("country", "destination", unit="years", means="years with papers before one may become a citizen")
birthright = table("destination", unit="0 or 1", means="whether who is born there is a citizen")


# Who?


@exposed
def decides_to_cross(age, p):
    """Children cross with their parents' papers."""
    return age >= p.adult


@exposed
def joins_partner(papers, partner_papers, partner_place, place):
    """Who comes to a partner who has papers."""
    return papers == LegalStatus.IRREGULAR and partner_papers >= LegalStatus.REGULAR and partner_place == place


@exposed
def child_of_parent(age, papers, mother_papers, father_papers, p):
    """Children without papers of a mother or father who has them."""
    parents = max(mother_papers, father_papers)
    return papers == LegalStatus.IRREGULAR and age < p.adult and parents >= LegalStatus.REGULAR


@exposed
def without_papers(destination, papers):
    """The irregular, and those who came before anything was written down."""
    return destination > 0 and (papers == LegalStatus.IRREGULAR or papers == LegalStatus.NONE)


@exposed
def with_permit(papers):
    """Those with papers who are not citizens."""
    return papers == LegalStatus.REGULAR


@exposed
def long_with_permit(papers, years_held, citizenship):
    """Those who have had papers for as many years as the law asks."""
    return papers == LegalStatus.REGULAR and years_held >= citizenship


@exposed
def born_there(destination):
    """Children born abroad."""
    return destination > 0


# How likely?


@probability
def chance_of_admission(admission, ancestry_openness, p):
    """Contracts, agreements and the way of descendants; the paces are fitted."""
    odds = p.entry * admission
    return max(ancestry_openness, ratio(odds, 1 - admission + odds, 0))


@probability
def chance_of_reunion(p):
    """Partners who join with a visa for families."""
    return p.reunion


@term
def years_there(months_since_move, p):
    """Years since the arrival."""
    return months_since_move / p.months_a_year


@term
def years_held(month, papers_since, p):
    """Years since the papers are what they are."""
    return (month - papers_since) / p.months_a_year


@term
def by_amnesty(amnesty, years_there, years_asked):
    """An amnesty takes those who came before a date."""
    if years_there < years_asked:
        return 0
    return amnesty


@term
def by_ties(ordinary, p):
    """Work and ties, one by one."""
    return min(1, p.ties * ordinary)


@term
def by_union(joins_partner, union_status, p):
    """A union with somebody who has papers, most of all a marriage."""
    married = union_status == UnionStatus.MARRIED
    return joins_partner * (p.by_union + (p.by_marriage - p.by_union) * married)


@term
def by_parent(child_of_parent, p):
    """A mother or father who has papers."""
    return p.by_parent * child_of_parent


@probability
def chance_of_papers(papers, by_amnesty, by_ties, by_union, by_parent, consular_help):
    """Any of the ways, if the records come from home; who came before anything was written down has papers."""
    if papers == LegalStatus.NONE:
        return 1
    return consular_help * (1 - (1 - by_amnesty) * (1 - by_ties) * (1 - by_union) * (1 - by_parent))


@probability
def chance_of_citizenship(consular_help, p):
    """Not everybody asks for it, and records from home are needed."""
    return p.asking * consular_help


@probability
def chance_of_lapse(crisis, years_held, p):
    """Permits are renewed against a contract; those of long standing hold."""
    return p.lapse * (1 + p.jobless * crisis) / (1 + years_held)


# What?


@amount
def papers_at_birth(papers, birthright):
    """Citizens where birth gives it, else as the mother; nobody is born unfree."""
    if birthright > 0:
        return LegalStatus.NATURALISED
    return max(papers, LegalStatus.IRREGULAR)


# What follows?

since_now = sets(papers_since, "this_month")
granted = [happens("regularisation")]

steps = [
    step("arrival", on="emigration", outcome=[sets(papers, LegalStatus.IRREGULAR), since_now]),
    step(
        "admitted",
        on="emigration",
        who=decides_to_cross,
        how_likely=chance_of_admission,
        outcome=[sets(papers, LegalStatus.REGULAR)],
    ),
    step("reunited", on="emigration", who=joins_partner, how_likely=chance_of_reunion, outcome=granted),
    step("came_with_parents", on="emigration", who=child_of_parent, outcome=granted),
    step("born_abroad", on="birth", who=born_there, outcome=[sets(papers, papers_at_birth), since_now]),
    step("came_home", on="return", outcome=[sets(papers, LegalStatus.NONE), sets(papers_since, NEVER)]),
    step("sent_back", on="deportation", outcome=[since_now]),
    step("sent_from_border", on="turned_back", outcome=[since_now]),
    step("taken", on="trafficking", outcome=[sets(papers, LegalStatus.WITHHELD), since_now]),
    step("freed", on="release", outcome=[sets(papers, LegalStatus.IRREGULAR), since_now]),
    step("papers_given", on="regularisation", outcome=[sets(papers, LegalStatus.REGULAR), since_now]),
    step("regularising", pace="birthday", who=without_papers, how_likely=chance_of_papers, outcome=granted),
    step(
        "lapsing",
        pace="birthday",
        who=with_permit,
        how_likely=chance_of_lapse,
        outcome=[sets(papers, LegalStatus.IRREGULAR), since_now, happens("lapse")],
    ),
    step(
        "naturalising",
        pace="birthday",
        who=long_with_permit,
        how_likely=chance_of_citizenship,
        outcome=[sets(papers, LegalStatus.NATURALISED), since_now, happens("naturalisation")],
    ),
]
