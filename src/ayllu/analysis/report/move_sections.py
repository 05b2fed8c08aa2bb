"""Sections of a report on moves: inside the country, abroad, why, and what births, deaths and departures add up to."""

from ayllu.analysis.report import abroad_figures, move_figures, move_tables
from ayllu.analysis.report.html import badge, pair, section, text, wide
from ayllu.analysis.report.material import Material

RESIDENTS = "population_total"


def inside(m: Material) -> str:
    """Maps, tiles, flows between regions and zones, towns."""
    towns = [found for code in m.run.countries if (found := move_figures.urban(m, code)) is not None]
    shown = move_figures.tiles(m)
    parts = [pair(towns)] if towns else []
    parts += [wide(shown)] if shown is not None else []
    if m.cells.moves.has("flow_year"):
        periods = move_figures.spans(m)
        maps = [move_figures.net_rate_maps(m, span) for span in periods]
        flows = [move_figures.flow_maps(m, periods[-1])]
        parts = [pair(found) for found in maps if found] + parts + [pair(found) for found in flows if found]
        parts.append(move_tables.zones(m))
    words = (
        "Women are shown first, men beside them, at the same scale. Rates are of moves between regions of one country; "
        "moves within a region change the share of towns only."
    )
    return section("moves", "Moves inside the country", text(words), *parts) if parts else ""


def abroad(m: Material) -> str:
    """Where people abroad live, and how they came and went."""
    shown = abroad_figures.with_insets(m)
    parts = [wide(shown)] if shown is not None else []
    for draw in (abroad_figures.stocks, abroad_figures.flows):
        found = [figure for code in m.run.countries if (figure := draw(m, code)) is not None]
        parts += [pair(found)] if found else []
    words = (
        "These are all who live abroad in the model. What censuses, consulates or border counts record of them is "
        "another matter: no official series sees everybody. Each small chart runs from zero to its own largest figure."
    )
    return section("abroad", "Abroad", text(words), *parts) if parts else ""


def reasons(m: Material) -> str:
    """Why people moved: the term of the decision that gained most there against here."""
    told = move_tables.reasons(m)
    words = (
        "Each decision compares places by several terms. Counted here is the term that gained most at the place chosen, "
        "against staying: it is the model's account of a choice, not what people would answer."
    )
    return section("reasons", "Why people moved", text(words), f"<p>{badge('predicted')}</p>", told) if told else ""


def identity(m: Material) -> str:
    """Births less deaths less net departures, beside official totals."""
    told = [found for code in m.run.countries if (found := move_tables.identity(m, code))]
    words = (
        "Thousand residents at mid-year: those of the start, plus births, less deaths, less net departures abroad, all "
        "since the start. The gap to the books is zero when nobody is lost or invented. Official totals and net losses "
        "are the United Nations' (WPP 2024)."
    )
    return (
        section(
            "identity",
            "What births, deaths and departures add up to",
            text(words),
            f"<p>{badge(m.class_of(RESIDENTS))}</p>",
            *told,
        )
        if told
        else ""
    )


def scores(m: Material) -> str:
    """How far the run is from official figures as a whole."""
    told = move_tables.scores(m)
    words = (
        "Distances over all official figures of a kind, and what the papers claim of moves. Claims are never fitted, but "
        "the people of regions in census years are goals of the calibration where it had them, and net rates follow "
        "from those in part. One run; ayllu targets with several runs gives mean and spread."
    )
    return section("scores", "How close, and what the papers claim", text(words), told) if told else ""
