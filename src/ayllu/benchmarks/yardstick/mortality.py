"""Yardstick mortality: death by sex and single year of age, nothing else."""

from ayllu.grammar import dies, hazard, process, step, table

yardstick_mortality = process(phase="bodies", asks="Who dies?")

death_rate = table("sex", "age", unit="deaths per person-year", means="death rate")


@hazard(per="year")
def force_of_mortality(death_rate):
    """The table."""
    return death_rate


steps = [step("death", pace="birthday", how_likely=force_of_mortality, outcome=[dies()])]
