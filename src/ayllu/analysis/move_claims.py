"""What papers claim of moves, computed from a run: ranks of regions, gains of zones, peaks, the displaced.

Claims with role validate are never fitted; but the people of departments in census years are goals of the
calibration, and net rates between censuses follow from them in part. The file says of each what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from ayllu.analysis.answer import PERCENT, THOUSAND
from ayllu.analysis.cells import BOTH, Cells
from ayllu.analysis.lifetime_claims import first_moves, lifetime_rates, with_both
from ayllu.analysis.moves import BACK, INSIDE, OUT, shares_of_years
from ayllu.words.codes import SEX_WORDS

Span = tuple[int, int]
FILE = "evidence/move_claims.csv"
"""What a run's pack wants to know: claim, measure, figure, where (zone NAME, or codes joined by +), periods, wanted,
and the class of what is found."""
WINDOW = 5
ALL_SEXES = (*SEX_WORDS, BOTH)
PREDICTED = "predicted"
RATE, LIFETIME = "per 1000 a year", "per 100 residents"
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("figure", "claim", "country", "sex", "period", "unit"), pl.String),
    "value": pl.Float64,
    "n": pl.Float64,
    "wanted": pl.String,
    "class": pl.String,
}
FLOW, STATE, BORN = "flow_year", "displaced_year", "birthplace_year"
Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """One line of FILE; `later` is the period to compare with, where there is one."""

    claim: str
    measure: str
    figure: str
    where: str
    span: Span
    later: Span | None
    wanted: str
    sort: str = PREDICTED

    @property
    def period(self) -> str:
        """The period as text."""
        return f"{self.span[0]}-{self.span[1]}" if self.span[0] < self.span[1] else f"end of {self.span[1]}"


def questions(cells: Cells) -> list[Question]:
    """The questions that came with a run and whose periods it covers."""
    file = cells.run.file(FILE)
    if file is None:
        return []
    asked = []
    for row in pl.read_csv(file, infer_schema=False).fill_null("").iter_rows(named=True):
        later = (int(row["later_from"]), int(row["later_until"])) if row["later_from"] else None
        span = (int(row["from"]), int(row["until"]))
        if all(covers(cells, one) for one in (span, later) if one):
            claim, measure, figure, where = (row[name] for name in ("claim", "measure", "figure", "where"))
            sort = row.get("class") or PREDICTED
            asked.append(Question(claim, measure, figure, where, span, later, row["wanted"], sort))
    return asked


def spans_asked(cells: Cells) -> list[Span]:
    """Periods between which ranks of net rates are compared."""
    pairs = [(one.span, one.later) for one in questions(cells) if one.measure == "ranks"]
    return [span for pair in pairs for span in pair if span]


def move_claims(cells: Cells) -> pl.DataFrame:
    """One row for each claim, country, sex and period that the run can answer: columns of SCHEMA."""
    rows: list[Row] = []
    asked = questions(cells)
    for country in cells.run.countries:
        for question in asked:
            answer, table = ANSWERS[question.measure]
            rows += answer(cells, country, question) if cells.moves.has(FLOW, table) else []
        rows += _peaks(cells, country) if cells.moves.has(FLOW) else []
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


def spearman(first: list[float], second: list[float]) -> float | None:
    """Rank correlation; none for fewer than three pairs or where all are equal."""
    if len(first) < 3:
        return None
    found = pl.DataFrame({"a": first, "b": second}).select(pl.corr("a", "b", method="spearman")).item()
    return float(found) if found is not None and found == found else None


def _row(question: Question, country: str, sex: str, unit: str, value: float | None, n: float) -> Row:
    told = {"figure": question.figure, "claim": question.claim, "wanted": question.wanted, "period": question.period}
    return {**told, "class": question.sort, "country": country, "sex": sex, "unit": unit, "value": value, "n": n}


def _ranks(cells: Cells, country: str, question: Question) -> list[Row]:
    """Rank correlation of net rates between the two periods."""
    spans = [span for span in (question.span, question.later) if span]
    return _ranked(country, question, [net_rates(cells, country, span) for span in spans])


def _lifetime_ranks(cells: Cells, country: str, question: Question) -> list[Row]:
    """Rank correlation of lifetime net rates between the ends of two years."""
    spans = [span for span in (question.span, question.later) if span]
    return _ranked(country, question, [lifetime_rates(cells, country, span[1]) for span in spans])


def _ranked(country: str, question: Question, rates: list[pl.DataFrame]) -> list[Row]:
    if question.later is None:
        return []
    pairs = rates[0].join(rates[1], on=["region", "sex"], suffix="_late")
    later = question.later if question.later[0] < question.later[1] else question.later[1:]
    period = f"{question.period} with {'-'.join(map(str, later))}"
    rows = []
    for sex in ALL_SEXES:
        own = pairs.filter(pl.col("sex") == sex)
        value = spearman(own["rate"].to_list(), own["rate_late"].to_list())
        rows.append(_row(question, country, sex, "", value, float(own.height)) | {"period": period})
    return rows


def _where(cells: Cells, country: str, question: Question) -> list[str]:
    """Regions that a question is about: a zone, or codes."""
    kind, _, zone = question.where.partition(" ")
    return cells.moves.places.within(country, zone) if kind == "zone" else question.where.split("+")


def _lifetime_net(cells: Cells, country: str, question: Question) -> list[Row]:
    """Lifetime net rate of a group of regions, weighted by people."""
    regions = _where(cells, country, question)
    rates = lifetime_rates(cells, country, question.span[1]).filter(pl.col("region").is_in(regions))
    rows = []
    for sex in ALL_SEXES if rates.height else ():
        own = rates.filter(pl.col("sex") == sex)
        people = float(own["residents"].sum())
        value = PERCENT * (float(own["came"].sum()) - float(own["went"].sum())) / people
        rows.append(_row(question, country, sex, LIFETIME, value, people / cells.moves.weight(regions)))
    return rows


def _first_moves(cells: Cells, country: str, question: Question) -> list[Row]:
    """First year of the decade in which most people left their region of birth."""
    moves = first_moves(cells, country).filter(pl.col("start").is_between(*question.span))
    rows = []
    for sex in ALL_SEXES:
        own = moves.filter(pl.col("sex") == sex).sort("people", descending=True)
        if own.height and own["people"][0] > 0:
            n = float(own["people"].sum()) / _weight(cells, country)
            rows.append(_row(question, country, sex, "first year", float(own["start"][0]), n))
    return rows


def _net_rate(cells: Cells, country: str, question: Question) -> list[Row]:
    """Population-weighted net rates of a group of regions."""
    regions = _where(cells, country, question)
    rates = net_rates(cells, country, question.span).filter(pl.col("region").is_in(regions))
    rows = []
    for sex in ALL_SEXES if rates.height else ():
        own = rates.filter(pl.col("sex") == sex)
        years = float(own["years"].sum())
        rows.append(
            _row(
                question,
                country,
                sex,
                RATE,
                THOUSAND * float(own["net"].sum()) / years,
                years / cells.moves.weight(regions),
            )
        )
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


def _peaks(cells: Cells, country: str) -> list[Row]:
    """First years of the spans in which most people moved inside and left, for their number."""
    rates = rates_by_window(cells, country)
    rows = []
    for sex in ALL_SEXES:
        own = rates.filter(pl.col("sex") == sex)
        if own.height < 2 or float(own[INSIDE].sum()) == 0 or float(own[OUT].sum()) == 0:
            continue
        tops = {way: int(own.sort(way, descending=True)["start"][0]) for way in (INSIDE, OUT)}
        told: Row = {"claim": "", "country": country, "sex": sex, "n": float(own.height), "period": "", "wanted": ""}
        told["class"] = PREDICTED
        for way, figure in ((INSIDE, "Peak of moves inside the country"), (OUT, "Peak of departures abroad")):
            period = f"{tops[way]}-{tops[way] + WINDOW - 1}"
            rows.append({**told, "figure": figure, "unit": "first year", "value": float(tops[way]), "period": period})
        between = {"unit": "years", "value": float(tops[OUT] - tops[INSIDE]), "wanted": "> 0"}
        rows.append({**told, "figure": "Years from the peak inside to the peak abroad", **between})
    return rows


def _fled(cells: Cells, country: str, question: Question) -> list[Row]:
    """People who ever fled, each at the first flight."""
    flights = _flights(cells, country).filter(pl.col("year").is_between(*question.span))
    fled = with_both(flights.group_by("sex").agg(people=pl.col("first_time").sum()), [])
    people = dict(fled.select("sex", "people").iter_rows())
    told = [(sex, people[sex]) for sex in ALL_SEXES if people.get(sex)]
    rows = [_row(question, country, sex, "persons", value, value / _weight(cells, country)) for sex, value in told]
    return [row if row["sex"] == BOTH else row | {"wanted": ""} for row in rows]


def _weight(cells: Cells, country: str) -> float:
    """People that a simulated resident stands for."""
    return cells.moves.weight(cells.moves.places.within(country))


def _flights(cells: Cells, country: str) -> pl.DataFrame:
    return cells.moves.flows.filter((pl.col("country") == country) & (pl.col("kind") == "flight"))


def _states(cells: Cells, country: str, question: Question) -> pl.DataFrame:
    """Year ends of a period, of countries where people fled."""
    inside = (pl.col("country") == country) & pl.col("year").is_between(*question.span)
    states = cells.moves.displaced.filter(inside)
    return states if _flights(cells, country).height else states.clear()


def _alone(cells: Cells, country: str, question: Question) -> list[Row]:
    """Percent of displaced homes that a woman without a partner there leads, over the year ends."""
    homes = _states(cells, country, question)
    whole = float(homes["households"].sum())
    if whole == 0:
        return []
    value = PERCENT * float(homes["led_by_women_without_partner"].sum()) / whole
    return [_row(question, country, SEX_WORDS[0], "percent", value, whole / _weight(cells, country))]


def _returned(cells: Cells, country: str, question: Question) -> list[Row]:
    """Percent of the displaced who are back at the end."""
    states = _states(cells, country, question)
    back, away = float(states["came_back"].sum()), float(states["people"].sum())
    if back + away == 0:
        return []
    value = PERCENT * back / (back + away)
    return [_row(question, country, BOTH, "percent", value, (back + away) / _weight(cells, country))]


ANSWERS: dict[str, tuple[Callable[[Cells, str, Question], list[Row]], str]] = {
    "ranks": (_ranks, FLOW),
    "net_rate": (_net_rate, FLOW),
    "displaced": (_fled, FLOW),
    "led_by_women": (_alone, STATE),
    "came_back": (_returned, STATE),
    "lifetime_ranks": (_lifetime_ranks, BORN),
    "lifetime_net": (_lifetime_net, BORN),
    "first_moves": (_first_moves, FLOW),
}
"""How each measure is answered, and the table that it needs."""
