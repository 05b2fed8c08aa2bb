"""Figures of moves inside the country: maps of net rates, flows between regions, people by region, towns."""

import polars as pl

from ayllu.analysis.move_claims import Span, net_rates, spans_asked
from ayllu.analysis.moves import INSIDE, shares_of_years
from ayllu.analysis.report import drawing as d
from ayllu.analysis.report.charts import Axis, lines
from ayllu.analysis.report.figures import SEXES, SOLID
from ayllu.analysis.report.html import Figure
from ayllu.analysis.report.look import INK, MEN, SEX_COLOURS, WOMEN
from ayllu.analysis.report.maps import coloured, sheet
from ayllu.analysis.report.material import DECADE, Material
from ayllu.analysis.report.panels import Panel, last_of, panel
from ayllu.analysis.words import number

MAP_WIDTH = 500.0
TILE = (106.0, 84.0)
GAP, HEAD = 6.0, 22.0
CELL = 11.5
NAMED = 3
RATES = "recent_internal_net_migration_rate"


def spans(m: Material) -> list[Span]:
    """The papers' periods, or the whole run when it does not cover them."""
    years = m.cells.years
    return spans_asked(m.cells) or [(years[0], years[-1])]


def span_text(span: Span) -> str:
    """A period as words."""
    return f"{span[0]}–{span[1]}"


def net_rate_maps(m: Material, span: Span) -> list[Figure]:
    """Net moves inside the country by region, women beside men, in the same classes of colour in all periods."""
    on = sheet(m.cells.moves.places, MAP_WIDTH)
    if on is None:
        return []
    rates = _rates(m, span)
    limits = d.steps([rate for one in spans(m) for rate in _rates(m, one)["rate"]], len(d.GAIN) - 1)
    return [_net_rate_map(m, rates.filter(pl.col("sex") == sex), sex, span, limits) for sex in SEXES]


def _rates(m: Material, span: Span) -> pl.DataFrame:
    return pl.concat([net_rates(m.cells, country, span) for country in m.run.countries])


def _net_rate_map(m: Material, rates: pl.DataFrame, sex: str, span: Span, limits: tuple[float, ...]) -> Figure:
    on = sheet(m.cells.moves.places, MAP_WIDTH)
    assert on is not None
    names = m.cells.moves.places.names
    cuts = (*(-limit for limit in reversed(limits)), 0.0, *limits)
    tints = (*d.LOSS, *d.GAIN)
    colours = {row["region"]: d.tint(row["rate"], cuts, tints) for row in rates.iter_rows(named=True)}
    ranked = rates.sort("rate", descending=True)
    ends = pl.concat([ranked.head(NAMED), ranked.tail(min(NAMED, max(0, ranked.height - NAMED))).reverse()])
    told = {row["region"]: (names.get(row["region"], row["region"]), row["rate"]) for row in ends.iter_rows(named=True)}
    words = {code: f"{name} {number(rate, _decimals(limits))}" for code, (name, rate) in told.items()}
    key = _rate_key(on.height + 26, limits)
    most, least = (names.get(ranked["region"][k], "") if len(ranked) else "" for k in (0, -1))
    return Figure(
        title=f"gained most in {most}, lost most in {least}, {span_text(span)}",
        place=sex.capitalize(),
        chart=d.Picture(coloured(on, colours, words) + key, on.width, on.height + 60),
        alt=f"Map of net moves inside the country, {sex}, {span_text(span)}: "
        + "; ".join(words.values())
        + " a year per 1000 residents.",
        class_=m.class_of(RATES),
        numbers=rates.sort("rate", descending=True).select(
            pl.col("region").replace(names).alias("region"), "net", pl.col("rate").alias("a year per 1,000")
        ),
        source="Simulated; regions of departure and arrival in the same country. Shapes: places of the pack.",
    )


def _rate_key(y: float, limits: tuple[float, ...]) -> str:
    """The classes of net rates."""
    small, large = (f"{limit:g}" for limit in limits)
    labels = [f"< −{large}", f"−{large} to −{small}", f"−{small} to 0", f"0 to {small}", f"{small} to {large}"]
    return d.legend(0, y, (*d.LOSS, *d.GAIN), [*labels, f"> {large}"], 70, "Net moves a year per 1,000 residents")


def _decimals(limits: tuple[float, ...]) -> int:
    return 0 if limits[0] >= 2 else 1


def flow_maps(m: Material, span: Span) -> list[Figure]:
    """Moves between all regions: from the row to the column, women beside men."""
    shares = shares_of_years((2 * span[0] + 1, 2 * span[1] + 1))
    moved = m.cells.moves.lasting.filter(pl.col("way") == INSIDE).join(shares, on="year")
    years = max(span[1] - span[0], 1)
    sums = moved.group_by("from_region", "to_region", "sex").agg(
        a_year=(pl.col("people") * pl.col("share")).sum() / years
    )  # fmt: skip
    if sums.height == 0:
        return []
    limits = d.steps(sums["a_year"].to_list(), len(d.WOMEN_TINTS) - 1)
    return [_flow_map(m, sums.filter(pl.col("sex") == sex), sex, span, limits) for sex in SEXES]


def _flow_map(m: Material, sums: pl.DataFrame, sex: str, span: Span, limits: tuple[float, ...]) -> Figure:
    regions = m.cells.moves.places.regions
    order = regions.sort("country", "zone", maintain_order=True)["region"].to_list()
    order = [code for country in m.run.countries for code in order if code in m.cells.moves.places.within(country)]
    at = {code: k for k, code in enumerate(order)}
    names = m.cells.moves.places.names
    tints = d.WOMEN_TINTS if sex == "women" else d.MEN_TINTS
    left, top, side = 92.0, 40.0, CELL * len(order)
    marks = [d.rect(left, top, side, side, "#fbfbfb")]
    for row in sums.iter_rows(named=True):
        if row["from_region"] in at and row["to_region"] in at and row["a_year"] > 0:
            x, y = left + CELL * at[row["to_region"]], top + CELL * at[row["from_region"]]
            marks.append(d.rect(x, y, CELL - 0.7, CELL - 0.7, d.tint(row["a_year"], limits, tints)))
    for code, k in at.items():
        marks.append(d.rect(left + CELL * k, top + CELL * k, CELL - 0.7, CELL - 0.7, "#c9ccd0"))
        marks.append(d.text(left - 4, top + CELL * k + 9, names.get(code, code), 10, "end"))
        marks.append(d.text(left + CELL * k + 9, top - 4, code.split("-")[-1], 9, turn=-90))
    labels = [f"< {limits[0]:,g}", *(f"{limit:,g}+" for limit in limits)]
    marks.append(d.legend(left, top + side + 22, tints, labels, 62, "Moves a year; from row to column"))
    ranked = sums.sort("a_year", descending=True)
    told = "; ".join(
        f"{names.get(row['from_region'])} to {names.get(row['to_region'])} {number(row['a_year'])}"
        for row in ranked.head(NAMED).iter_rows(named=True)
    )
    first = ranked.row(0, named=True) if ranked.height else {}
    most = f"{names.get(first.get('from_region', ''))} to {names.get(first.get('to_region', ''))}"
    return Figure(
        title=f"moved most from {most}, {span_text(span)}",
        place=sex.capitalize(),
        chart=d.Picture("".join(marks), left + side + 8, top + side + 56),
        alt=f"Heat map of moves between regions, {sex}, {span_text(span)}. Largest: {told or 'none, 0'} a year.",
        class_=m.class_of(RATES),
        numbers=ranked.head(40).select(
            pl.col("from_region").replace(names).alias("from"),
            pl.col("to_region").replace(names).alias("to"),
            pl.col("a_year").alias("a year"),
        ),
        decimals=0,
        source="Simulated; leaving for a season is not counted. Grey: the region itself.",
    )


def tiles(m: Material) -> Figure | None:
    """People by region over time, each region where it lies, women and men, with counted people as circles."""
    where = m.cells.moves.places.tiles
    years = (float(m.cells.years[0]), float(m.cells.years[-1]))
    known = m.indicators.filter(pl.col("indicator") == "population_total").partition_by(
        ["country", "region"], as_dict=True
    )
    countries = dict(m.cells.moves.places.regions.select("region", "country").iter_rows())
    shown = {code: at for code, at in where.items() if (countries.get(code), code) in known}
    if not shown:
        return None
    last = m.indicators.filter(
        (pl.col("indicator") == "population_total")
        & (pl.col("year") == m.cells.years[-1])
        & pl.col("region").is_in(list(shown))
    )
    table = last.pivot("sex", index="region", values="value").sort("both", descending=True)
    names = m.cells.moves.places.names
    largest = table.row(0, named=True)
    return Figure(
        title=f"{names.get(largest['region'])} ends with {d.short(1000 * largest['both'])} people; each curve from zero to its own top",
        place="Every region where it lies",
        chart=_tile_sheet(
            shown, {code: _tile(m, code, countries[code], known[countries[code], code]) for code in shown}, years
        ),
        alt=f"Small charts of people by region, {years[0]:.0f} to {years[1]:.0f}; in the last year "
        + "; ".join(
            f"{names.get(r)} {number(v)} thousand" for r, v in table.select("region", "both").head(5).iter_rows()
        )
        + ".",
        class_=m.class_of("department_population_share"),
        numbers=table.select(
            pl.col("region").replace(names), *(c for c in ("women", "men", "both") if c in table.columns)
        ),
        decimals=0,
        source=f"Simulated; at the right the people of the last year. Circles: {m.goal_sources('region_people') or 'none in this run'}.",
    )


def _tile_sheet(shown: dict[str, tuple[int, int]], tiles_: dict[str, Panel], years: tuple[float, float]) -> d.Picture:
    """Small charts at their columns and rows, under a key."""
    wide, tall = TILE[0] + GAP, TILE[1] + GAP
    marks = [panel(tiles_[code], x * wide, HEAD + y * tall, *TILE, years) for code, (x, y) in shown.items()]
    width, height = (max(at[k] for at in shown.values()) + 1 for k in (0, 1))
    return d.Picture(_key(True) + "".join(marks), width * wide, HEAD + height * tall)


def _key(official: bool) -> str:
    """Which line is whose."""
    marks = d.line(0, 8, 18, 8, WOMEN, 2) + d.text(23, 12, "women", fill=WOMEN, weight=600)
    marks += d.line(78, 8, 96, 8, MEN, 2) + d.text(101, 12, "men", fill=MEN, weight=600)
    marks += d.line(142, 8, 160, 8, d.SOFT, 1.4) + d.text(165, 12, "both", fill=d.SOFT)
    return marks + (d.circle(210, 8, 2.6, "#fff", INK) + d.text(218, 12, "counted, both") if official else "")


def _tile(m: Material, code: str, country: str, rows: pl.DataFrame) -> Panel:
    ordered = rows.sort("year")
    curves = {
        sex: [
            (float(x), 1000.0 * y) for x, y in ordered.filter(pl.col("sex") == sex).select("year", "value").iter_rows()
        ]
        for sex in ("both", *SEXES)
    }
    told = m.goals("region_people", country, code)
    circles = [(float(x), float(y)) for x, y in told.select("year", "value").iter_rows()]
    looks = {**SEX_COLOURS, "both": "#a3a8ad"}
    name = m.cells.moves.places.names.get(code, code)
    return Panel(name, [(looks[sex], points) for sex, points in curves.items()], circles, last_of(curves["both"]))


def urban(m: Material, country: str) -> Figure | None:
    """People in towns, women and men, with official shares and goals of the calibration."""
    rows = m.pick("urban_share", country).filter(pl.col("sex").is_in(SEXES))
    if rows.height == 0:
        return None
    first, last = m.cells.years[0], m.cells.years[-1]
    told = pl.concat(
        [
            m.told("urban_share", country).select("at", "value"),
            m.goals("urban_share", country).select(at="year", value="value"),
        ]
    ).filter(pl.col("at").is_between(first, last))
    told = told.unique("at", keep="first", maintain_order=True).sort("at")
    colour = pl.col("sex").replace_strict(SEX_COLOURS)
    x = pl.col("year").cast(pl.Float64).alias("x")
    frame = rows.select(
        x, pl.col("sex").alias("label"), colour.alias("colour"), pl.lit(SOLID).alias("dash"), "value", "se"
    )
    points = told.select(pl.col("at").alias("x"), pl.lit(INK).alias("colour"), "value")
    ends = {sex: frame.filter(pl.col("label") == sex)["value"].to_list() for sex in SEXES}
    table = rows.filter((pl.col("year") % DECADE == 0) | (pl.col("year") == last)).pivot(
        "sex", index="year", values="value"
    )
    official = told.select(pl.col("at").cast(pl.Int64).alias("year"), pl.col("value").alias("both, official"))
    numbers = table.with_columns(pl.col("year").cast(pl.Int64)).join(official, on="year", how="full", coalesce=True)
    return Figure(
        title=f"{number(ends['women'][-1])} percent of women and {number(ends['men'][-1])} of men live in towns in {last}",
        place=m.run.countries[country],
        chart=lines(frame, points, Axis("percent", span=(0.0, 100.0))),
        alt=f"Urban share by year, {m.run.countries[country]}: "
        + "; ".join(f"{sex} from {number(v[0])} to {number(v[-1])} percent" for sex, v in ends.items())
        + f". {points.height} official figures of both sexes are circles.",
        class_=m.class_of("urban_share"),
        numbers=numbers.sort("year").with_columns(pl.col("year").cast(pl.String)),
        source=_circles(m, country),
    )


def _circles(m: Material, country: str) -> str:
    named = [*m.told("urban_share", country)["source"].unique(maintain_order=True), m.goal_sources("urban_share")]
    sources = dict.fromkeys(name for joined in named for name in joined.split("; ") if name)
    return f"Simulated. Circles, both sexes: {'; '.join(sources) or 'none in this run'}."
