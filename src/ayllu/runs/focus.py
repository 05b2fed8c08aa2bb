"""Focus places: which places and groups of communities a run simulates with a larger share than its scale."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ayllu.population.start_share import Focus
from ayllu.words.errors import Problems, nearest

if TYPE_CHECKING:
    from ayllu.register.pack import Pack

Given = Mapping[str, Any] | Sequence[str]
"""Shares by the name of a place or of a focus of the pack, or texts 'NAME=share'."""


def shares_of(given: Given, where: str, problems: Problems) -> Iterator[tuple[str, float, str]]:
    """Names with their shares and where they were given; what cannot be read or is no share becomes a problem."""
    pairs = given.items() if isinstance(given, Mapping) else [_parted(text) for text in given]
    for name, value in pairs:
        spot = f"{where} {name}={value}" if where.startswith("--") else f"{where}.{name}"
        try:
            share = float(value)
        except (TypeError, ValueError):
            problems.add(
                "this focus cannot be read", spot, remedy="Write PLACE=0.5, or the name of a focus of the pack"
            )
            continue
        if isinstance(value, bool) or not 0 < share <= 1:
            problems.add(f"{value} is not a share", spot, "it must be above 0 and at most 1")
            continue
        yield name, share, spot


def _parted(text: str) -> tuple[str, str]:
    name, _, share = text.partition("=")
    return name.strip(), share.strip()


def check(pack: "Pack", shares: Mapping[str, tuple[float, str]], scale: float, problems: Problems) -> dict[str, float]:
    """The shares in the order of the pack; unknown names and shares below the scale become problems."""
    if not shares:
        return {}
    known = [*(place.code for place in pack.places), *(group.code for group in pack.focus)]
    for name, (share, where) in shares.items():
        if name not in known:
            named = ", ".join(group.code for group in pack.focus) or "none"
            hint = nearest(name, known) or f"Name a place of places/places.csv or a focus of the pack: {named}"
            problems.add(f"there is no place or focus '{name}'", where, remedy=hint)
        elif share < scale:
            remedy = "Give it a larger share, or the rest a smaller --scale"
            problems.add(f"the share {share:g} is below the scale {scale:g}", where, remedy=remedy)
    return {name: shares[name][0] for name in known if name in shares}


def focus_of(pack: "Pack", shares: Mapping[str, float]) -> list[Focus]:
    """The shares as the start population reads them: of whole places, or of a range of a place's communities."""
    places = {place.code: number for number, place in enumerate(pack.places)}
    groups = {group.code: group for group in pack.focus}
    found = [Focus(places[name], share) for name, share in shares.items() if name in places]
    named = [(groups[name], share) for name, share in shares.items() if name in groups]
    return found + [Focus(group.place, share, group.first, group.last) for group, share in named]


def people_expected(pack: "Pack", scale: float, shares: Mapping[str, float]) -> float:
    """Simulated persons of the first day, for forecasts; a community has the pack's mean size."""
    focus = focus_of(pack, shares)
    total = 0.0
    for number, place in enumerate(pack.places):
        own = [one for one in focus if one.place == number]
        usual = next((one.share for one in own if one.last is None), scale)
        named = [(pack_community(pack, number) * (one.last - one.first), one.share) for one in own if one.last]
        inside = sum(people for people, _ in named)
        total += max(place.population_start - inside, 0.0) * usual + sum(people * share for people, share in named)
    return total


def pack_community(pack: "Pack", place: int) -> float:
    """Mean people of a community of a place on the first day, from start/households.csv."""
    words = (pack.countries[pack.places[place].country].code, ("rural", "urban")[pack.places[place].area])
    for row in pack.start.get("households", []):
        if row["quantity"] == "community_people" and all(
            row[column] in ("all", word) for column, word in zip(("country", "area"), words, strict=True)
        ):
            return float(row["value"])
    return float(pack.community.founding)
