"""Yardstick fertility: births by single year of age of the mother, decided at her birthday for the year."""

from ayllu.grammar import bears, exposed, probability, process, rate, step, table
from ayllu.words.codes import Sex

yardstick_fertility = process(phase="bodies", asks="Who gives birth?", after=("mortality",))

birth_rate = table("age", unit="births per woman-year", means="birth rate")


@exposed
def woman(sex):
    """Women; the table is zero outside the fertile ages."""
    return sex == Sex.FEMALE


@rate(per="year")
def delivery_rate(birth_rate):
    """The table."""
    return birth_rate


@probability
def chance_of_twins():
    """None."""
    return 0


@probability
def chance_of_girl():
    """One of two."""
    return 1 / (1 + 1)


steps = [
    step(
        "birth",
        pace="birthday",
        who=woman,
        how_likely=delivery_rate,
        outcome=[bears(twins=chance_of_twins, girl=chance_of_girl)],
    )
]
