"""Yardstick fertility: births by single year of age of the mother, decided at her birthday for the year."""

from ayllu.grammar import bears, probability, process, rate, step, table

yardstick_fertility = process(phase="bodies", asks="Who gives birth?", after=("mortality",))

birth_rate = table("sex", "age", unit="births per woman-year", means="birth rate")


@rate(per="year")
def delivery_rate(birth_rate):
    """The table; it is zero for men and outside the fertile ages."""
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
        how_likely=delivery_rate,
        outcome=[bears(twins=chance_of_twins, girl=chance_of_girl)],
    )
]
