"""Visas: the openness of the border of each destination, by origin and date, and who is welcome.

Doors close at dates that everybody knows [GN-048]; some open to the grandchildren of a country's own emigrants.
"""

from ayllu.grammar import process, table, view

visas = process(phase="calendar", asks="Whom does each border let in?")

openness = table("country", "destination", unit="0 to 1", means="how open a border is")
ancestry_openness = table(
    "country", "destination", "ancestry", unit="0 to 1", means="special way for descendants of emigrants"
)


@view
def welcome_at_border(openness, ancestry_openness):
    """The better of the common way in and that of descendants."""
    return max(openness, ancestry_openness)
