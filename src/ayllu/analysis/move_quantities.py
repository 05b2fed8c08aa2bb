"""How official quantities on moves are computed: migrants of a lifetime and of five years, net rates, stocks abroad."""

import polars as pl

from ayllu.analysis.answer import NOTHING, PERCENT, THOUSAND, Answer, Quantity, share_of
from ayllu.analysis.ask import Ask
from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.moves import BACK, OUT, shares_of_years
from ayllu.analysis.papers import TABLE, irregular_share
from ayllu.analysis.places import ABROAD


def _last_year(ask: Ask) -> int:
    """The year in whose end a census at the end of the period is read."""
    return int(ask.year[-4:])


def _at_census(frame: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """Residents of the country and sex asked for at the end of the census year."""
    return ask.whom(frame.filter((pl.col("country") == ask.country) & (pl.col("year") == _last_year(ask))))


def _people(frame: pl.DataFrame) -> float:
    return float(frame["people"].sum())


def _at_home(cells: Cells, came_from: str) -> pl.Expr:
    """Rows of people who came from a region of the countries of the run."""
    return ~pl.col(came_from).is_in(cells.moves.places.destinations)


def _moved(cells: Cells, frame: pl.DataFrame, came_from: str, of_all: bool, times: float) -> Answer:
    """Share of people who came from another region of the country; of all residents or of those from the country."""
    home = frame.filter(_at_home(cells, came_from))
    moved = home.filter(pl.col(came_from) != pl.col("region"))
    return share_of(_people(moved), _people(frame if of_all else home), cells.run.weight, times)


def _net(cells: Cells, frame: pl.DataFrame, came_from: str, ask: Ask) -> Answer:
    """Those who came into the regions less those who went to others of the country, per 1000 residents of them."""
    here, from_here = pl.col("region").is_in(ask.regions), pl.col(came_from).is_in(ask.regions)
    residents = _people(frame.filter(here))
    if residents <= 0:
        return NOTHING
    came = _people(frame.filter(here & ~from_here & _at_home(cells, came_from)))
    went = _people(frame.filter(~here & from_here))
    error = ((came + went) * cells.run.weight) ** 0.5
    return Answer(THOUSAND * (came - went) / residents, THOUSAND * error / residents, residents / cells.run.weight)


def _lifetime_share(cells: Cells, ask: Ask) -> Answer:
    return _moved(cells, _at_census(cells.moves.birthplaces, ask), "birth_region", False, PERCENT)


def _lifetime_net(cells: Cells, ask: Ask) -> Answer:
    return _net(cells, _at_census(cells.moves.birthplaces, ask), "birth_region", ask)


def _recent_intensity(cells: Cells, ask: Ask) -> Answer:
    return _moved(cells, _at_census(cells.moves.recent, ask), "from_region", True, THOUSAND)


def _recent_net(cells: Cells, ask: Ask) -> Answer:
    return _net(cells, _at_census(cells.moves.recent, ask), "from_region", ask)


def _crude_net(cells: Cells, ask: Ask) -> Answer:
    """Arrivals from abroad less departures, a year, per 1000 residents."""
    flows = ask.whom(cells.moves.flows.filter(pl.col("country") == ask.country))
    counted = flows.join(shares_of_years(ask.halves), on="year").with_columns(pl.col("people") * pl.col("share"))
    came, went = (_people(counted.filter(pl.col("way") == way)) for way in (BACK, OUT))
    lived = ask.whom(ask.lived(cells))
    years = float(lived["person_years"].sum()) * cells.run.weight
    if years <= 0:
        return NOTHING
    error = ((came + went) * cells.run.weight) ** 0.5
    return Answer(THOUSAND * (came - went) / years, THOUSAND * error / years, float(lived["lived"].sum()))


def abroad_at_mid_year(cells: Cells, country: str, year: int) -> pl.DataFrame:
    """Persons born in a country who live abroad in the middle of a year: destination, sex, people.

    The mean of the year ends around it; the one there is in the first year of a run.
    """
    stocks = cells.moves.stocks.filter((pl.col("country") == country) & pl.col("year").is_in([year - 1, year]))
    ends = stocks["year"].n_unique()
    if not ends or year not in stocks["year"]:
        return pl.DataFrame(schema={"destination": pl.String, "sex": pl.String, "people": pl.Float64})
    return stocks.group_by("destination", "sex").agg(pl.col("people").sum() / ends)


def _abroad(cells: Cells, ask: Ask) -> pl.DataFrame:
    stock = abroad_at_mid_year(cells, ask.country, _last_year(ask))
    return stock if ABROAD in ask.regions else stock.filter(pl.col("destination").is_in(ask.regions))


def _stock(cells: Cells, ask: Ask) -> Answer:
    found = _abroad(cells, ask)
    people = _people(found if ask.sex == BOTH else ask.whom(found))
    if not people:
        return NOTHING
    return Answer(people, (people * cells.run.weight) ** 0.5, people / cells.run.weight)


def _women_abroad(cells: Cells, ask: Ask) -> Answer:
    found = _abroad(cells, ask)
    return share_of(_people(found.filter(pl.col("sex") == "women")), _people(found), cells.run.weight)


MOVE_QUANTITIES: dict[str, Quantity] = {
    "crude_net_migration_rate": _crude_net,
    "emigrant_female_share_by_destination": _women_abroad,
    "emigrant_stock_by_destination": _stock,
    "emigrant_stock_female_share": _women_abroad,
    "emigrant_stock_total": _stock,
    "irregular_share": irregular_share,
    "lifetime_internal_migrants_share": _lifetime_share,
    "lifetime_internal_net_migration_rate": _lifetime_net,
    "recent_internal_migration_intensity": _recent_intensity,
    "recent_internal_net_migration_rate": _recent_net,
}

MOVE_TABLES = {
    "crude_net_migration_rate": "flow_year",
    "emigrant_female_share_by_destination": "abroad_year",
    "emigrant_stock_by_destination": "abroad_year",
    "emigrant_stock_female_share": "abroad_year",
    "emigrant_stock_total": "abroad_year",
    "irregular_share": TABLE,
    "lifetime_internal_migrants_share": "birthplace_year",
    "lifetime_internal_net_migration_rate": "birthplace_year",
    "recent_internal_migration_intensity": "recent_year",
    "recent_internal_net_migration_rate": "recent_year",
}
"""The table that each needs."""
