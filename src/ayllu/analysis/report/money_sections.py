"""Money in a report: what comes from abroad, by whom and by which way, at what price, and what homes have of it."""

import polars as pl

from ayllu.analysis.money_quantities import CENTS, MILLION, RECORDED, national_share
from ayllu.analysis.report.html import frame_table, section, text
from ayllu.analysis.report.material import Material
from ayllu.words.codes import CHANNEL_WORDS

EVERY = 5
PERCENT = 100.0
BELONGINGS = {
    "poverty_without_remittances": "poor without money sent",
    "poverty_with_remittances": "poor with it",
    "households_in_debt": "homes in debt",
    "households_with_house": "with a finished house",
    "households_with_bought_land": "with bought land",
    "households_with_vehicle": "with a vehicle",
    "households_with_business": "with a business",
}


def money(m: Material) -> str:
    """Money from abroad and what homes own and owe, for each country; nothing where the run recorded no money."""
    if "transfer_year" not in m.run.tables:
        return ""
    parts = [part for code in m.run.countries for part in _country(m, code)]
    words = (
        "Millions of dollars of 2005 that people abroad sent to kin at home. Central banks record what companies and "
        "banks pay out; what travels by hand or with couriers they do not see. The official share is that of the "
        "targets, where there is one for the year."
    )
    return section("money", "Money", text(words), *parts) if parts else ""


def _country(m: Material, country: str) -> list[str]:
    name = m.run.countries[country]
    titled = (
        ("money from abroad", sent(m, country), 2),
        ("percent of money from abroad by way", ways(m, country), 1),
        ("percent of people who are poor, and of homes", belongings(m, country), 1),
    )
    return [
        part
        for title, found, decimals in titled
        if found.height
        for part in (f"<h3>{name}: {title}</h3>", frame_table(found, decimals))
    ]


def _from_abroad(m: Material, country: str) -> pl.DataFrame:
    """Rows of money from abroad in the years that are shown: every fifth, and those with an official figure."""
    rows = m.run.scan("transfer_year").filter(
        (pl.col("country").cast(pl.String) == country)
        & (pl.col("kind").cast(pl.String) == "remittance")
        & ((pl.col("year") % EVERY == 0) | pl.col("year").is_in(list(_official(m, country))))
    )
    return rows.with_columns(pl.col("channel").cast(pl.String), pl.col("sex").cast(pl.String)).collect()


def _official(m: Material, country: str) -> dict[int, float]:
    """Official shares of national income by year, percent."""
    told = m.told("remittances_pct_gdp", country).select(pl.col("year").cast(pl.Int64), "value")
    return {int(year): float(value) for year, value in told.iter_rows()}


def sent(m: Material, country: str) -> pl.DataFrame:
    """By year: millions sent, women's part of them, mean sum, fees, and the recorded part of national income."""
    rows = _from_abroad(m, country)
    women = pl.col("sent").filter(pl.col("sex") == "women").sum()
    total = pl.col("sent").sum()
    known = rows.group_by("year").agg(
        (total / CENTS / MILLION).alias("millions sent"),
        (PERCENT * women / total).alias("percent sent by women"),
        (total / CENTS / pl.col("transfers").sum()).alias("mean sum, dollars"),
        (PERCENT * pl.col("fee").sum() / total).alias("fees, percent"),
        (PERCENT * pl.col("sent").filter(pl.col("channel").is_in(RECORDED)).sum() / total).alias("percent recorded"),
    )
    years = sorted(known["year"].to_list())
    shares = {year: national_share(m.cells, country, year) for year in years}
    official = _official(m, country)
    return known.sort("year").with_columns(
        pl.Series("recorded, percent of GDP", [shares[year] for year in years], pl.Float64),
        pl.Series("official, percent of GDP", [official.get(year) for year in years], pl.Float64),
        pl.col("year").cast(pl.String),
    )


def ways(m: Material, country: str) -> pl.DataFrame:
    """By year and way of sending: its part of what was sent, percent."""
    rows = _from_abroad(m, country)
    total = pl.col("sent").sum()
    parts = [
        (PERCENT * pl.col("sent").filter(pl.col("channel") == way).sum() / total).alias(way.replace("_", " "))
        for way in CHANNEL_WORDS
    ]
    return rows.group_by("year").agg(parts).sort("year").with_columns(pl.col("year").cast(pl.String))


def belongings(m: Material, country: str) -> pl.DataFrame:
    """By year: people poor without and with money sent, and what homes own and owe, percent."""
    rows = [
        m.pick(quantity, country).filter((pl.col("sex") == "both") & (pl.col("year").cast(pl.Int64) % EVERY == 0))
        for quantity in BELONGINGS
    ]
    found = pl.concat([each.select("year", "indicator", "value") for each in rows])
    if found.height == 0:
        return found
    wide = found.pivot(on="indicator", index="year", values="value", aggregate_function="first").sort("year")
    named = {quantity: words for quantity, words in BELONGINGS.items() if quantity in wide.columns}
    return wide.select(pl.col("year").cast(pl.Int64).cast(pl.String), *(pl.col(q).alias(w) for q, w in named.items()))
