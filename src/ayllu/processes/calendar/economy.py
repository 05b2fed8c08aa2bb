"""Economy: incomes and crises at home and at each destination, month by month.

The path of prices, work and income is given from outside: collapse and inflation at home push people out, recovery
holds them back [GN-049]; a growing gap of incomes pulls in the long run [GN-196]; crises abroad send people home.
"""

from ayllu.grammar import process, table, view

economy = process(phase="calendar", asks="How well do people live at home and abroad?")

income = table("country", "destination", unit="constant international dollars", means="income a year per person")
crisis_at_home = table("country", unit="0 to 1", means="depth of crisis at home")
crisis_abroad = table("country", "destination", unit="0 to 1", means="depth of crisis at each destination")


@view
def crisis(destination, crisis_at_home, crisis_abroad):
    """Depth of crisis where one lives."""
    if destination > 0:
        return crisis_abroad
    return crisis_at_home
