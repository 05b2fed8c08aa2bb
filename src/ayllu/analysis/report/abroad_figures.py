"""Figures of people abroad: shares of regions with destinations as insets, stocks and flows by destination."""

import polars as pl

from ayllu.analysis.cells import BOTH
from ayllu.analysis.moves import BACK, OUT
from ayllu.analysis.report import drawing as d
from ayllu.analysis.report.figures import SEXES
from ayllu.analysis.report.html import Figure
from ayllu.analysis.report.look import MEN, SEX_COLOURS, WOMEN
from ayllu.analysis.report.maps import Sheet, coloured, sheet
from ayllu.analysis.report.material import DECADE, Material
from ayllu.analysis.report.panels import Panel, Point, grid, last_of
from ayllu.analysis.words import number

MIDDLE = 470.0
SIDE = 250.0
BOX = (158.0, 96.0)
COLUMNS = 3
STOCK = "emigrant_stock_by_destination"
THOUSAND = 1000.0


def with_insets(m: Material) -> Figure | None:
    """Where people live at the end: shares of regions on the map, destinations abroad as boxes beside it."""
    places = m.cells.moves.places
    on = sheet(places, MIDDLE)
    if on is None or not m.cells.moves.has("abroad_year"):
        return None
    year = m.cells.years[-1]
    shares = m.indicators.filter(
        (pl.col("indicator") == "department_population_share") & (pl.col("year") == year) & (pl.col("sex") == BOTH)
    )
    stocks = m.cells.moves.stocks.filter(pl.col("year") == year)
    body = _map_of_shares(m, on, shares) + _insets(m, on, stocks)
    told = (
        stocks.group_by("country", "sex").agg(pl.col("people").sum()).sort("country", "sex", descending=[False, True])
    )
    words = "; ".join(f"{m.run.countries[c]}, {s}: {number(p)}" for c, s, p in told.iter_rows())
    names = places.names
    table = stocks.pivot("sex", index=["country", "destination"], values="people", aggregate_function="sum")
    abroad = {country: float(told.filter(pl.col("country") == country)["people"].sum()) for country in m.run.countries}
    totals = " and ".join(f"{d.short(people)} from {m.run.countries[country]}" for country, people in abroad.items())
    return Figure(
        title=f"{totals} live abroad at the end of {year}",
        place="Where people live",
        chart=d.Picture(body, MIDDLE + 2 * SIDE, on.height + 84),
        alt=f"Map of the share of each region in its country in {year}, with boxes of people abroad by destination. {words}.",
        class_=m.class_of(STOCK),
        numbers=table.with_columns(pl.col("country").replace(m.run.countries), pl.col("destination").replace(names)),
        decimals=0,
        source="Simulated: all who were born in the country and live abroad, not those whom a census there would count.",
    )


def _map_of_shares(m: Material, on: Sheet, shares: pl.DataFrame) -> str:
    limits = (2.0, 4.0, 8.0, 16.0)
    colours = {r: d.tint(v, limits, d.GREY_TINTS) for r, v in shares.select("region", "value").iter_rows()}
    ranked = shares.sort("value", descending=True).head(6)
    names = m.cells.moves.places.names
    words = {r: f"{names.get(r, r)} {number(v)}" for r, v in ranked.select("region", "value").iter_rows()}
    labels = ["< 2", *(f"{limit:g}+" for limit in limits)]
    key = d.legend(SIDE, on.height + 52, d.GREY_TINTS, labels, 52, "Percent of the people of its country")
    return coloured(on, colours, words, SIDE, 22) + key


def _insets(m: Material, on: Sheet, stocks: pl.DataFrame) -> str:
    """Boxes of destinations: the first country's people to the left of the map, the second's to the right."""
    destinations = m.cells.moves.places.destinations
    most = float(str(stocks["people"].max() or 1.0))
    tall = min(52.0, (on.height + 40) / max(len(destinations), 1))
    marks = []
    for number_, (country, name) in enumerate(list(m.run.countries.items())[:2]):
        x = 0.0 if number_ == 0 else SIDE + MIDDLE + 22
        own = stocks.filter(pl.col("country") == country)
        marks.append(d.text(x, 14, f"From {name}", 14, weight=600))
        for k, code in enumerate(destinations):
            people = {
                sex: float(own.filter((pl.col("destination") == code) & (pl.col("sex") == sex))["people"].sum())
                for sex in SEXES
            }
            marks.append(_box(m.cells.moves.places.names.get(code, code), people, most, x, 26 + k * tall))
    return "".join(marks)


def _box(name: str, people: dict[str, float], most: float, x: float, y: float) -> str:
    """One destination: its name, and bars of women and men at one scale for all."""
    marks = [d.text(x, y + 10, name, 12)]
    for k, sex in enumerate(SEXES):
        length = people[sex] / most * (SIDE - 90)
        marks.append(d.rect(x, y + 15 + 13 * k, max(length, 0.8), 10, SEX_COLOURS[sex]))
        marks.append(d.text(x + length + 5, y + 24 + 13 * k, f"{sex} {d.short(people[sex])}", 10.5, fill=d.SOFT))
    return "".join(marks)


def stocks(m: Material, country: str) -> Figure | None:
    """People abroad by destination over time, with what receiving countries counted as circles."""
    if not m.cells.moves.has("abroad_year"):
        return None
    own = m.cells.moves.stocks.filter(pl.col("country") == country)
    if own.height == 0:
        return None
    told = m.official.filter((pl.col("quantity") == STOCK) & (pl.col("country") == country) & (pl.col("sex") == BOTH))
    panels = [_stock_panel(m, code, own, told) for code in _by_size(own)]
    last = own.filter(pl.col("year") == pl.col("year").max())
    women = 100.0 * float(last.filter(pl.col("sex") == "women")["people"].sum()) / max(float(last["people"].sum()), 1.0)
    first = m.cells.moves.places.names.get(_by_size(own)[0], "")
    shown = own.filter((pl.col("year") % DECADE == 0) | (pl.col("year") == pl.col("year").max()))
    return _figure(
        m, country, panels, f"most live in {first}; {number(women)} percent of all abroad are women", _table(m, shown),
        m.class_of(STOCK), _sources(told),
    )  # fmt: skip


def _sources(told: pl.DataFrame) -> str:
    keys = ", ".join(told["source"].unique(maintain_order=True))
    return f"Simulated, born in the country, end of year. Circles, both sexes, as counted there: {keys or 'none in this run'}."


def _by_size(own: pl.DataFrame) -> list[str]:
    """Destinations, those with most people at the end first."""
    last = own.group_by("destination").agg(pl.col("people").filter(pl.col("year") == own["year"].max()).sum())
    return last.sort("people", "destination", descending=[True, False])["destination"].to_list()


def _stock_panel(m: Material, code: str, own: pl.DataFrame, told: pl.DataFrame) -> Panel:
    rows = own.filter(pl.col("destination") == code)
    both = _points(_every_year(m, rows))
    curves = [("#a3a8ad", both)]
    curves += [(SEX_COLOURS[sex], _points(_every_year(m, rows.filter(pl.col("sex") == sex)))) for sex in SEXES]
    circles = [(float(x), float(y)) for x, y in told.filter(pl.col("region") == code).select("at", "value").iter_rows()]
    return Panel(m.cells.moves.places.names.get(code, code), curves, circles, last_of(both))


def _every_year(m: Material, rows: pl.DataFrame) -> pl.DataFrame:
    """People in each year of the run, none where there is no row."""
    years = pl.DataFrame({"year": m.cells.years}, {"year": pl.Int64})
    sums = rows.group_by("year").agg(pl.col("people").sum())
    return years.join(sums, on="year", how="left").with_columns(pl.col("people").fill_null(0.0)).sort("year")


def _points(rows: pl.DataFrame) -> list[Point]:
    return [(float(x), float(y)) for x, y in rows.select("year", "people").iter_rows()]


def flows(m: Material, country: str) -> Figure | None:
    """Departures and returns by destination, year by year."""
    if not m.cells.moves.has("flow_year"):
        return None
    moved = m.cells.moves.flows.filter((pl.col("country") == country) & pl.col("way").is_in([OUT, BACK]))
    if moved.height == 0:
        return None
    there = pl.when(pl.col("way") == OUT).then(pl.col("to_region")).otherwise(pl.col("from_region"))
    own = moved.group_by("year", there.alias("destination"), "way", "sex").agg(pl.col("people").sum())
    left = own.filter(pl.col("way") == OUT)
    order = (
        left.group_by("destination").agg(pl.col("people").sum()).sort("people", "destination", descending=[True, False])
    )
    panels = [_flow_panel(m, code, own) for code in order["destination"]]
    top = left.group_by("year").agg(pl.col("people").sum()).sort("people", descending=True).row(0, named=True)
    shown = (
        left.with_columns(pl.col("year") // DECADE * DECADE)
        .group_by("year", "destination", "sex")
        .agg(pl.col("people").sum())
    )
    title = f"most left in {top['year']}, {d.short(top['people'])}; departures dark, returns light"
    source = "Simulated; people who crossed the border in the year. The table adds up departures by decade."
    return _figure(
        m, country, panels, title, _table(m, shown.sort("year")), m.class_of("crude_net_migration_rate"), source
    )


def _flow_panel(m: Material, code: str, own: pl.DataFrame) -> Panel:
    curves = []
    for way, colours in ((BACK, (d.WOMEN_TINTS[1], d.MEN_TINTS[1])), (OUT, (WOMEN, MEN))):
        for sex, colour in zip(SEXES, colours, strict=True):
            rows = own.filter((pl.col("destination") == code) & (pl.col("way") == way) & (pl.col("sex") == sex))
            curves.append((colour, _points(_every_year(m, rows))))
    total = own.filter((pl.col("destination") == code) & (pl.col("way") == OUT))["people"].sum()
    return Panel(m.cells.moves.places.names.get(code, code), curves, (), f"{d.short(float(total))} in all")


def _table(m: Material, rows: pl.DataFrame) -> pl.DataFrame:
    """Years down, destinations and sexes across, in thousand."""
    names = m.cells.moves.places.names
    column = pl.col("destination").replace(names) + ", " + pl.col("sex")
    told = rows.sort("year", "destination", pl.col("sex") == "men").with_columns(
        column.alias("column"), pl.col("people") / THOUSAND
    )
    table = told.pivot("column", index="year", values="people", aggregate_function="sum")
    return table.with_columns(pl.col("year").cast(pl.String)).rename({"year": "thousand"})


def _figure(
    m: Material, country: str, panels: list[Panel], title: str, numbers: pl.DataFrame, class_: str, source: str
) -> Figure:
    years = (float(m.cells.years[0]), float(m.cells.years[-1]))
    body, height = grid(panels, COLUMNS, *BOX, years)
    words = "; ".join(f"{one.name} {one.note}" for one in panels)
    return Figure(
        title=title,
        place=m.run.countries[country],
        chart=d.Picture(body, COLUMNS * (BOX[0] + 10) - 10, height),
        alt=f"Small charts by destination, women and men, {m.run.countries[country]}, {years[0]:.0f} to {years[1]:.0f}: {words}.",
        class_=class_,
        numbers=numbers,
        source=source,
    )
