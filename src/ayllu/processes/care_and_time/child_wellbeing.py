"""Wellbeing of children: what money and school give, and what those who are near give, kept apart.

Money sent home can raise what a child has while what it is given in affection falls: mothers who leave stop being the
first to care [BB-088], and full-time mothering is affection before all [BB-190]. Once a year each child's home is
looked at: food and other needs met, school attended; and who cares, how near each parent is, or how close one who is
away has stayed; being near is worth less to a child who was mistreated. The same holds for mothers and fathers.
"""

from ayllu.grammar import amount, column, exposed, process, sets, step, term, view
from ayllu.words.codes import Carer
from ayllu.words.curves import ratio

child_wellbeing = process(
    phase="care_and_time", asks="How do children fare, materially and among those near them?", after=("care_given",)
)

material = column("uint8", "material wellbeing of a child", unit="percent", values=(0, 100))
relational = column("uint8", "wellbeing of a child among those near", unit="percent", values=(0, 100))


@exposed
def looked_at(of_care_age):
    """Children who need care."""
    return of_care_age


# What does a child have?


@term
def needs_met(household_usual_income, household_cash, needs_at_home, basic_basket, home_grown, p):
    """Part of a basic basket for each that earnings, the own field and the purse pay."""
    needs = needs_at_home * (basic_basket - home_grown)
    return min(1, ratio(household_usual_income + p.from_purse * household_cash, needs, 1))


@term
def learns(age, in_school, p):
    """Goes to school, or is too small to."""
    return in_school or age < p.school_age


@amount
def material_now(needs_met, learns, p):
    """Needs met and school."""
    return p.full * ((1 - p.school) * needs_met + p.school * learns)


# Who is near?


@view
def nearness_of_mother(mother, mother_dwelling, dwelling, mother_away, mother_closeness):
    """One under the same roof; a mother away as close as she has stayed; a dead one, or one who left, nothing."""
    if mother < 0:
        return 0
    if mother_dwelling == dwelling:
        return 1
    return mother_closeness * mother_away


@view
def nearness_of_father(father, father_dwelling, dwelling, father_away, father_closeness):
    """One under the same roof; a father away as close as he has stayed; a dead one, or one who left, nothing."""
    if father < 0:
        return 0
    if father_dwelling == dwelling:
        return 1
    return father_closeness * father_away


@term
def tie_of_carer(carer, p):
    """How much the carer is one's own."""
    if carer == Carer.MOTHER or carer == Carer.FATHER:
        return 1
    if carer <= Carer.PATERNAL_AUNT_OR_UNCLE:
        return p.kin
    return p.others


@amount
def relational_now(tie_of_carer, nearness_of_mother, nearness_of_father, mistreated_young, p):
    """The carer's tie, and both parents' nearness; less for who was mistreated by them."""
    near = p.carer * tie_of_carer + p.parent * (nearness_of_mother + nearness_of_father)
    return p.full * near * (1 - p.mistreated * mistreated_young)


steps = [
    step(
        "child_looked_at",
        pace="birthday",
        who=looked_at,
        outcome=[sets(material, material_now), sets(relational, relational_now)],
    )
]
