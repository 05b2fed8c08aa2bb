"""What papers claim of moves, computed from a run: ranks of regions, gains of zones, peaks, the displaced.

Claims with role validate are never fitted, so all of this is predicted; but the people of departments in census
years are goals of the calibration, and net rates between censuses follow from them in part.
"""

from typing import Any

import polars as pl

from ayllu.analysis.answer import PERCENT, THOUSAND
from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.moves import BACK, INSIDE, OUT, shares_of_years
from ayllu.words.codes import SEX_WORDS

Span = tuple[int, int]
SPANS: tuple[Span, Span] = ((1972, 1981), (2002, 2007))
"""Periods of the papers' net rates, from the middle of a year to the middle of a year."""
LOWLANDS = ("PE-MDD", "PE-UCA")
GROUPS: dict[str, tuple[str, str, str]] = {
    "coast": ("Net rate of the coast", "GN-016", "> 0"),
    "lowlands": ("Net rate of Madre de Dios and Ucayali", "GN-016", "> 0"),
    "sierra_south": ("Net rate of the southern sierra", "GN-016", "< 0"),
}
FLED: Span = (1980, 2000)
FLEEING: Span = (1983, 1993)
RETURNED_BY = 2005
WINDOW = 5
ALL_SEXES = (*SEX_WORDS, BOTH)
RATE = "per 1000 a year"
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("figure", "claim", "country", "sex", "period", "unit"), pl.String),
    "value": pl.Float64,
    "n": pl.Float64,
    "wanted": pl.String,
}
FLOW = "flow_year"


def move_claims(cells: Cells) -> pl.DataFrame:
    """One row for each claim, country, sex and period that the run can answer: columns of SCHEMA."""
    rows: list[dict[str, Any]] = []
    for country in cells.run.countries:
        if cells.moves.has(FLOW):
            rows += [*_ranks(cells, country), *_zones(cells, country), *_peaks(cells, country)]
            rows += _fled(cells, country)
        if cells.moves.has("displaced_year"):
            rows += _displaced(cells, country)
    return pl.DataFrame(rows, schema=SCHEMA)


def covers(cells: Cells, span: Span) -> bool:
    """Whether the run has all years of a period."""
    return cells.years[0] <= span[0] and span[1] <= cells.years[-1]


def net_rates(cells: Cells, country: str, span: Span) -> pl.DataFrame:
    """Net moves inside the country by region and sex: region, sex (both too), net (persons), years, rate.

    `years` are person-years of residents (persons), `rate` is net per 1000 of them. Years at both ends of the
    period count by half.
    """
    shares = shares_of_years((2 * span[0] + 1, 2 * span[1] + 1))
    counted = pl.col("people") * pl.col("share")
    inside = cells.moves.flows.filter((pl.col("country") == country) & (pl.col("way") == INSIDE))
    moved = inside.join(shares, on="year").with_columns(counted)
    came = moved.select(pl.col("to_region").alias("region"), "sex", net="people")
    went = moved.select(pl.col("from_region").alias("region"), "sex", net=-pl.col("people"))
    net = with_both(pl.concat([came, went]).group_by("region", "sex").agg(pl.col("net").sum()), ["region"])
    lived = cells.by_country[country].group_by("year", "region", "sex").agg(pl.col("person_years").sum())
    years = lived.join(shares, on="year").group_by("region", "sex").agg(
        years=(pl.col("person_years") * pl.col("share")).sum() * cells.run.weight
    )  # fmt: skip
    joined = with_both(years, ["region"]).join(net, on=["region", "sex"], how="left")
    filled = joined.with_columns(pl.col("net").fill_null(0.0)).filter(pl.col("years") > 0)
    return filled.with_columns(rate=THOUSAND * pl.col("net") / pl.col("years")).sort("region", "sex")


def with_both(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The frame with women and men added up in rows of sex 'both'."""
    sums = [name for name in frame.columns if name not in {*by, "sex"}]
    both = frame.group_by(by).agg(pl.col(sums).sum()) if by else frame.select(pl.col(sums).sum())
    return pl.concat([frame, both.with_columns(sex=pl.lit(BOTH)).select(frame.columns)])


def spearman(first: list[float], second: list[float]) -> float | None:
    """Rank correlation; none for fewer than three pairs or where all are equal."""
    if len(first) < 3:
        return None
    found = pl.DataFrame({"a": first, "b": second}).select(pl.corr("a", "b", method="spearman")).item()
    return float(found) if found is not None and found == found else None


def _row(figure: str, claim: str, country: str, unit: str, value: float | None, **more: Any) -> list[dict[str, Any]]:
    told = {"sex": BOTH, "period": "", "n": None, "wanted": "", **more}
    return [{"figure": figure, "claim": claim, "country": country, "unit": unit, "value": value, **told}]


def _ranks(cells: Cells, country: str) -> list[dict[str, Any]]:
    """Rank correlation of net rates between the two periods."""
    if not all(covers(cells, span) for span in SPANS):
        return []
    early, late = (net_rates(cells, country, span) for span in SPANS)
    pairs = early.join(late, on=["region", "sex"], suffix="_late")
    rows = []
    for sex in ALL_SEXES:
        own = pairs.filter(pl.col("sex") == sex)
        value = spearman(own["rate"].to_list(), own["rate_late"].to_list())
        period = f"{_named(SPANS[0])} with {_named(SPANS[1])}"
        more = {"sex": sex, "period": period, "n": float(own.height), "wanted": "≥ 0.8"}
        rows += _row("Ranks of net rates, Spearman", "GN-017", country, "", value, **more)
    return rows


def _zones(cells: Cells, country: str) -> list[dict[str, Any]]:
    """Population-weighted net rates of groups of regions."""
    rows = []
    regions = {zone: cells.moves.places.within(country, zone) for zone in GROUPS}
    regions["lowlands"] = [code for code in LOWLANDS if code in cells.moves.places.within(country)]
    for span in SPANS:
        if not covers(cells, span):
            continue
        rates = net_rates(cells, country, span)
        for zone, (figure, claim, wanted) in GROUPS.items():
            for sex in ALL_SEXES if regions[zone] else ():
                own = rates.filter(pl.col("region").is_in(regions[zone]) & (pl.col("sex") == sex))
                years = float(own["years"].sum())
                value = THOUSAND * float(own["net"].sum()) / years if years else None
                more = {"sex": sex, "period": _named(span), "n": years / cells.run.weight, "wanted": wanted}
                rows += _row(figure, claim, country, RATE, value, **more)
    return rows


def rates_by_window(cells: Cells, country: str) -> pl.DataFrame:
    """Moves between regions and departures abroad by spans of five calendar years: start, sex, inside, out, back.

    Rates are per 1000 person-years of residents; spans that the run does not cover whole are left out.
    """
    start = pl.col("year") // WINDOW * WINDOW
    flows = cells.moves.lasting.filter(pl.col("country") == country)
    ways = flows.group_by(start.alias("start"), "sex").agg(
        pl.col("people").filter(pl.col("way") == way).sum().alias(way) for way in (INSIDE, OUT, BACK)
    )
    lived = cells.by_nation[country].group_by(start.alias("start"), "sex").agg(
        years=pl.col("person_years").sum() * cells.run.weight, halves=pl.col("half").n_unique()
    )  # fmt: skip
    whole = lived.filter(pl.col("halves") == 2 * WINDOW).drop("halves")
    sums = with_both(whole.join(ways, on=["start", "sex"], how="left").fill_null(0.0), ["start"])
    rates = sums.with_columns((THOUSAND * pl.col(way) / pl.col("years")).alias(way) for way in (INSIDE, OUT, BACK))
    return rates.sort("start", "sex")


def _peaks(cells: Cells, country: str) -> list[dict[str, Any]]:
    """First years of the spans in which most people moved inside and left, for their number."""
    rates = rates_by_window(cells, country)
    rows = []
    for sex in ALL_SEXES:
        own = rates.filter(pl.col("sex") == sex)
        if own.height < 2 or float(own[INSIDE].sum()) == 0 or float(own[OUT].sum()) == 0:
            continue
        tops = {way: int(own.sort(way, descending=True)["start"][0]) for way in (INSIDE, OUT)}
        for way, figure in ((INSIDE, "Peak of moves inside the country"), (OUT, "Peak of departures abroad")):
            more = {"sex": sex, "period": f"{tops[way]}-{tops[way] + WINDOW - 1}", "n": float(own.height)}
            rows += _row(figure, "", country, "first year", float(tops[way]), **more)
        years = float(tops[OUT] - tops[INSIDE])
        more = {"sex": sex, "n": float(own.height), "wanted": "> 0"}
        rows += _row("Years from the peak inside to the peak abroad", "", country, "years", years, **more)
    return rows


def _fled(cells: Cells, country: str) -> list[dict[str, Any]]:
    """People who fled; who fled twice counts twice."""
    inside = pl.col("year").is_between(*FLED) & (pl.col("country") == country)
    flights = cells.moves.flows.filter(inside & (pl.col("kind") == "flight"))
    if not covers(cells, FLED) or flights.height == 0:
        return []
    sums = with_both(flights.group_by("sex").agg(pl.col("people").sum()), [])
    rows = []
    for sex, people in sums.select("sex", "people").iter_rows():
        wanted = "600,000 to 1,000,000" if sex == BOTH else ""
        more = {"sex": sex, "period": _named(FLED), "n": people / cells.run.weight, "wanted": wanted}
        rows += _row("Displaced people", "GN-228", country, "persons", people, **more)
    return rows


def _displaced(cells: Cells, country: str) -> list[dict[str, Any]]:
    """Who led the homes of the displaced in the years of flight, and how many were back later."""
    states = cells.moves.displaced.filter(pl.col("country") == country)
    rows = []
    homes = states.filter(pl.col("year").is_between(*FLEEING))
    if covers(cells, FLEEING) and float(homes["households"].sum()) > 0:
        whole = float(homes["households"].sum())
        alone = PERCENT * float(homes["led_by_women_without_partner"].sum()) / whole
        more = {"sex": SEX_WORDS[0], "period": _named(FLEEING), "n": whole / cells.run.weight, "wanted": "> 50"}
        rows += _row(
            "Displaced homes led by a woman without a partner there", "GN-038", country, "percent", alone, **more
        )
    later = states.filter(pl.col("year") == RETURNED_BY)
    back, away = float(later["came_back"].sum()), float(later["people"].sum())
    if back + away > 0:
        more = {"period": f"end of {RETURNED_BY}", "n": (back + away) / cells.run.weight, "wanted": "< 25"}
        rows += _row(
            "Displaced people who came back", "GN-039", country, "percent", PERCENT * back / (back + away), **more
        )
    return rows


def _named(span: Span) -> str:
    return f"{span[0]}-{span[1]}"
