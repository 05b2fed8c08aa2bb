"""Tables of moves: between zones, births less deaths less departures, reasons, and distances from official figures."""

from collections.abc import Iterable, Iterator

import polars as pl

from ayllu.analysis.cells import BOTH
from ayllu.analysis.moves import INSIDE, shares_of_years
from ayllu.analysis.report.figures import SEXES
from ayllu.analysis.report.html import table, text
from ayllu.analysis.report.material import Material
from ayllu.analysis.report.move_figures import span_text, spans
from ayllu.analysis.words import NONE, number
from ayllu.words.months import MONTHS_A_YEAR

THOUSAND = 1000.0
PERCENT = 100.0
FIVE = 5
REASON_YEARS = 20
FEW = 3
DASH = "\u2060–\u2060"
"""A dash at which a line is not broken."""


def zones(m: Material) -> str:
    """Moves between zones of a country, women beside men, in each period."""
    zone = m.cells.moves.places.zones
    frames = []
    periods = spans(m)
    for span in periods:
        shares = shares_of_years((2 * span[0] + 1, 2 * span[1] + 1))
        moved = m.cells.moves.lasting.filter(pl.col("way") == INSIDE).join(shares, on="year")
        ends = (pl.col(f"{end}_region").replace_strict(zone, default="").alias(end) for end in ("from", "to"))
        people = (pl.col("people") * pl.col("share")).sum() / max(span[1] - span[0], 1) / THOUSAND
        column = pl.col("sex").str.to_titlecase() + f" {span_text(span)}"
        frames.append(moved.group_by("country", *ends, column.alias("column")).agg(people.alias("people")))
    every = pl.concat(frames)
    if every.height == 0:
        return ""
    heads = [f"{sex.capitalize()} {span_text(span)}" for sex in SEXES for span in periods]
    wide = every.pivot("column", index=["country", "from", "to"], values="people").sort("country", "from", "to")
    rows = [[_corridor(m, row), *(number(row.get(head), 1) for head in heads)] for row in wide.iter_rows(named=True)]
    return text("Thousand moves a year between regions, by zone of departure and of arrival.") + table(
        ["Zones", *heads], rows
    )


def _corridor(m: Material, row: dict[str, str]) -> str:
    start, end = (str(row[key]).replace("_", " ") for key in ("from", "to"))
    return f"{m.run.countries.get(row['country'], row['country'])}: {start} to {end}"


def identity(m: Material, country: str) -> str:
    """People at mid-year as the sum of those at the start, births, deaths and net departures, beside official totals."""
    sums = _sums(m, country)
    if sums is None:
        return ""
    told = dict(m.told("population_total", country).select("at", "value").iter_rows())
    lost = m.official.filter((pl.col("quantity") == "net_loss_since_1950") & (pl.col("country") == country))
    loss = dict(lost.select("at", "value").iter_rows())
    years = sorted({year for year in m.cells.years if year % FIVE == 0 or float(year) in told or float(year) in loss})
    rows = [_identity(sums, year, told.get(float(year)), loss.get(float(year))) for year in years]
    heads = ["Mid-year", "Start"]
    heads += [f"{what}, {sex}" for what in ("+ Births", "− Deaths", "− Net departures") for sex in SEXES]
    heads += [
        "= Women",
        "= Men",
        "= Both",
        "Gap to books",
        "Official",
        "Difference, %",
        "Net departures to year end",
        "Official net loss",
    ]
    return table(heads, rows, m.run.countries[country])


def _sums(m: Material, country: str) -> pl.DataFrame | None:
    """Residents' accounts by month and sex in thousand, flows added up since the start; None without such books."""
    if "books" not in m.run.tables:
        return None
    books = m.run.table("books")
    if not {"residence", "arrivals", "departures"} <= set(books.columns):
        return None
    weight = pl.col("weight") if "weight" in books.columns else pl.lit(m.run.weight)
    own = books.filter(
        (pl.col("account") == "people") & (pl.col("country") == country) & (pl.col("residence") == "home")
    )
    amounts = ["opening", "births", "deaths", "arrivals", "departures", "closing"]
    months = own.group_by("month", "sex").agg((pl.col(amounts) * weight).sum() / THOUSAND).sort("sex", "month")
    flows = [pl.col(name).cum_sum().over("sex") for name in amounts[1:5]]
    month = pl.col("month").cast(pl.Int64) + MONTHS_A_YEAR * m.run.epoch_year
    dated = months.with_columns((month // MONTHS_A_YEAR).alias("year"), (month % MONTHS_A_YEAR).alias("of_year"))
    return dated.with_columns(*flows, pl.col("opening").first().over("sex").alias("start"))


def _identity(sums: pl.DataFrame, year: int, told: float | None, lost: float | None) -> list[str]:
    half, end = (_at(sums, year, month) for month in (MONTHS_A_YEAR // 2 - 1, MONTHS_A_YEAR - 1))
    people = {sex: _people(half, sex) for sex in SEXES}
    both = _added(people.values())
    books = _added(half.get((sex, "closing")) for sex in SEXES)
    cells = [number(_added(half.get((sex, "start")) for sex in SEXES))]
    cells += [number(half.get((sex, "births"))) for sex in SEXES]
    cells += [number(half.get((sex, "deaths"))) for sex in SEXES]
    cells += [number(_left(half, sex)) for sex in SEXES]
    cells += [number(people[sex]) for sex in SEXES] + [number(both)]
    gap = None if both is None or books is None else round(both - books, 3) + 0.0
    off = None if both is None or told is None else PERCENT * (both - told) / told
    left = _added(_left(end, sex) for sex in SEXES)
    return [str(year), *cells, number(gap, 1), number(told), number(off, 1), number(left), number(lost)]


def _at(sums: pl.DataFrame, year: int, month: int) -> dict[tuple[str, str], float]:
    """Amounts by sex and name at the end of a month of a year."""
    rows = sums.filter((pl.col("year") == year) & (pl.col("of_year") == month))
    return {
        (row["sex"], name): row[name] for row in rows.iter_rows(named=True) for name in rows.columns if name != "sex"
    }


def _left(at: dict[tuple[str, str], float], sex: str) -> float | None:
    gone, come = at.get((sex, "departures")), at.get((sex, "arrivals"))
    return None if gone is None or come is None else gone - come


def _people(at: dict[tuple[str, str], float], sex: str) -> float | None:
    left = _left(at, sex)
    return None if left is None else at[sex, "start"] + at[sex, "births"] - at[sex, "deaths"] - left


def _added(values: Iterable[float | None]) -> float | None:
    found = list(values)
    return None if None in found or not found else sum(value for value in found if value is not None)


def reasons(m: Material) -> str:
    """Reasons by sex and group of years, and by corridor."""
    if not m.cells.moves.has("reason_year") or m.cells.moves.reasons.height == 0:
        return ""
    every = m.cells.moves.reasons.with_columns(
        pl.col("reason").fill_null("none told").str.replace_all("_", " "),
        pl.col("to_region").is_in(m.cells.moves.places.destinations).alias("abroad"),
        (pl.col("year") - pl.col("year") % REASON_YEARS).alias("group"),
    )
    parts = []
    for title, rows in _kinds(m, every):
        parts.append(_by_years(m, title, rows))
        parts.append(_by_corridor(m, rows))
    return "".join(parts)


def _kinds(m: Material, every: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Decisions of a country that are alike, with their title."""
    lasting, flight = pl.col("kind") == "migration", pl.col("kind") == "flight"
    back = pl.col("kind") == "return"
    season = pl.col("kind") == "seasonal_leave"
    groups = (
        ("moves inside the country", lasting & ~pl.col("abroad")),
        ("flight from violence", flight),
        ("seasons of work elsewhere", season),
        ("departures abroad", pl.col("abroad") & ~back),
        ("returns", back),
    )
    for country, name in m.run.countries.items():
        for words, chosen in groups:
            rows = every.filter((pl.col("country") == country) & chosen)
            if rows.height:
                yield f"{name}: {words}", rows


def _by_years(m: Material, title: str, rows: pl.DataFrame) -> str:
    """Percent of decisions of each sex and group of years for which a reason weighed most."""
    first, last = m.cells.years[0], m.cells.years[-1]
    groups = sorted(rows["group"].unique())
    sums = rows.group_by("reason", "sex", "group").agg(pl.col("people").sum())
    share = PERCENT * (pl.col("people") / pl.col("people").sum().over("sex", "group")).alias("share")
    shares = {(r, s, g): v for r, s, g, v in sums.select("reason", "sex", "group", share.alias("share")).iter_rows()}
    order = (
        sums.group_by("reason").agg(pl.col("people").sum()).sort("people", "reason", descending=[True, False])["reason"]
    )
    ends = [(max(g, first), min(g + REASON_YEARS - 1, last)) for g in groups]
    heads = [f"{sex.capitalize()} {start}{DASH}{end}" for sex in SEXES for start, end in ends]
    body = [[reason, *(number(shares.get((reason, s, g)), 0) for s in SEXES for g in groups)] for reason in order]
    return table(["Percent of decisions", *heads], body, title)


def _by_corridor(m: Material, rows: pl.DataFrame) -> str:
    """The reasons that weighed most in each corridor: zones inside the country, destinations abroad."""
    places = m.cells.moves.places
    known = {**places.zones, **{code: code for code in places.destinations}}
    named = rows.with_columns(
        pl.col(f"{end}_region").replace_strict(known, default="").alias(end) for end in ("from", "to")
    )
    words = {code: places.names.get(code, code) for code in places.destinations}
    body = []
    sums = named.group_by("from", "to", "sex", "reason").agg(pl.col("people").sum())
    for (start, end), own in sums.sort("from", "to").group_by("from", "to", maintain_order=True):
        told = [_first_reasons(own.filter(pl.col("sex") == sex)) for sex in SEXES]
        people = [number(float(own.filter(pl.col("sex") == sex)["people"].sum()) / THOUSAND, 1) for sex in SEXES]
        ends = " to ".join(words.get(str(code), str(code).replace("_", " ")) for code in (start, end))
        body.append([ends, people[0], told[0], people[1], told[1]])
    heads = ["Corridor", "Women, thousand", "their first reasons", "Men, thousand", "their first reasons"]
    inside = table(heads, body)
    return f"<details><summary>By corridor</summary>{inside}</details>"


def _first_reasons(own: pl.DataFrame) -> str:
    total = float(own["people"].sum())
    if not total:
        return NONE
    first = own.sort("people", "reason", descending=[True, False]).head(FEW)
    return ", ".join(f"{r} {number(PERCENT * p / total)}%" for r, p in first.select("reason", "people").iter_rows())


def scores(m: Material) -> str:
    """Distances from official figures, and the papers' claims on moves; women, men and both side by side."""
    if m.scores.height == 0:
        return ""
    heads = ["Figure", "Claim", "Where", "When", "Unit", "Women", "Men", "Both", "Wanted", "Of", "Class"]
    peak = pl.col("unit") == "first year"
    when = pl.when(peak).then(pl.lit("")).otherwise("period").alias("when")
    keys = ["figure", "claim", "country", "when", "unit", "class"]
    rows = []
    for _, own in m.scores.with_columns(when).group_by(keys, maintain_order=True):
        last = own.row(-1, named=True)
        values = {row["sex"]: _score(row) for row in own.iter_rows(named=True)}
        where = m.run.countries.get(last["country"], "all countries")
        told = [last["figure"], last["claim"], where, last["when"], last["unit"]]
        rows.append(
            [*told, *(values.get(sex, "") for sex in (*SEXES, BOTH)), last["wanted"], number(last["n"]), last["class"]]
        )
    return table(heads, rows)


def _score(row: dict[str, object]) -> str:
    value = row["value"]
    if not isinstance(value, float):
        return NONE
    return f"{value:.0f}" if row["unit"] == "first year" else number(value, _decimals(row))


def _decimals(row: dict[str, object]) -> int:
    return 2 if row["unit"] in ("", "points") else 0 if row["unit"] in ("persons", "years") else 1
