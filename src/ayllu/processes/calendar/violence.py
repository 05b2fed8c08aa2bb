"""Political violence: where and when people are killed or taken, and the fear that stays in a community.

War and repression fall on some regions and years, on the countryside more than on towns, on men more than on
women [GN-035, GN-036]. What happens near by is remembered for months by a whole community.
"""

from ayllu.grammar import amount, column, process, sets, step, table, term, view
from ayllu.words.codes import Area

violence = process(phase="calendar", asks="Where do people live in fear?")

killed = table("region", unit="per 1000 inhabitants and year", means="dead and disappeared by political violence")
victims = table("sex", "age", unit="ratio", means="risk of being killed or taken against the mean of all")
fear = column("int16", "fear left by violence near by", unit="points", values=(0, 10000), of="community")


@term
def exposure_of_area(area, p):
    """The countryside is hit more than its share, towns less."""
    if area == Area.RURAL:
        return p.rural
    return p.urban


@view
def threat_to_life(killed, exposure_of_area, destination):
    """Dead and disappeared per 1000 inhabitants and year around here."""
    if destination > 0:
        return 0
    return killed * exposure_of_area


@amount
def remembered_fear(fear, killed, exposure_of_area, destination, p):
    """What was remembered fades, what happens now is added."""
    if destination > 0:
        return 0
    return fear * p.memory + p.weight * killed * exposure_of_area


steps = [step("fear_spreads", of="community", outcome=[sets(fear, remembered_fear)])]
