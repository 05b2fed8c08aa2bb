"""Tables at the end of a report: books, regions, every target, what is missing, what is assumed."""

from collections.abc import Iterable
from html import escape

import polars as pl

from ayllu.analysis.measures import CLASSES, NOT_YET, measures
from ayllu.analysis.report.html import badge, section, table, text
from ayllu.analysis.report.material import Material
from ayllu.analysis.words import number, sentence

THOUSAND = 1000.0
SIMULATED = "(simulated)"
FLOWS = ("births", "deaths", "arrivals", "departures", "formed", "ended")
AMOUNTS = ("opening", *FLOWS, "closing", "gap")
SEX_LETTERS = {"F": "women", "M": "men", "B": "both"}
ABSENT_EVENTS = {
    "emigration": "Migration abroad: the population is closed, nobody enters or leaves a country, and nobody lives abroad.",
    "migration": "Moves between places: towns and regions grow by births and deaths only.",
    "violence": "Violence between partners.",
    "mistreatment": "Mistreatment of children by who cares for them.",
}
ABSENT_TABLES = {
    "transfer": "Money: work, earnings, remittances, savings and debts.",
    "observed_year": "What censuses, consulates and border counts would have recorded of the true state.",
}
NOT_BUILT = (
    "Care of the old by somebody named, and mothering as a full-time task.",
    "Craft groups, training, associations and public posts.",
    "Policies and their levers.",
)


def books(m: Material) -> str:
    """Opening, flows and closing of every account over the run, and the largest gap of any month."""
    if "books" not in m.run.tables:
        return ""
    ledger = _weighted(m.run.table("books").sort("month"), m.run.weight)
    flows = [name for name in FLOWS if name in ledger.columns]
    if "residence" not in ledger.columns:
        ledger = ledger.with_columns(residence=pl.lit("all"))
    sums = ledger.group_by("account", "country", "residence", "sex", maintain_order=True).agg(
        pl.col("opening").filter(pl.col("month") == pl.col("month").min()).sum(),
        pl.col(flows).sum(),
        pl.col("closing").filter(pl.col("month") == pl.col("month").max()).sum(),
        pl.col("gap").abs().max(),
        pl.col("simulated").any(),
    )
    order = {"women": 0, "men": 1, "both": 2}
    sums = sums.sort(
        pl.col("account") != "people",
        "account",
        "country",
        pl.col("residence") == "abroad",
        pl.col("sex").replace_strict(order, default=3),
    )
    rows = []
    for row in sums.iter_rows(named=True):
        place = m.run.countries.get(row["country"], "all countries")
        place += " (abroad)" if row["residence"] == "abroad" else ""
        sex = "" if row["sex"] == "both" else f", {row['sex']}"
        amounts = [number(row[name] / THOUSAND or None, 1) for name in ("opening", *flows, "closing")]
        own = f" {SIMULATED}" if row["simulated"] else ""
        rows.append([f"{row['account'].capitalize()}{own}, {place}{sex}", *amounts, number(row["gap"] / THOUSAND, 1)])
    worst = int(ledger["missed"].max() or 0)  # type: ignore[arg-type]
    verdict = (
        f"All {ledger.height:,} monthly accounts balance."
        if worst == 0
        else f"An account misses {worst} simulated persons."
    )
    heads = ["Thousand", "Start", *(name.capitalize() for name in flows), "End", "Largest gap"]
    return section("books", "Books that balance", text(verdict), table(heads, rows))


def _weighted(ledger: pl.DataFrame, usual: float) -> pl.DataFrame:
    """The books scaled up to people, with `missed`, the gaps as simulated; what has no weight stays as simulated."""
    weight = pl.col("weight") if "weight" in ledger.columns else pl.lit(usual)
    amounts = [name for name in ledger.columns if name in AMOUNTS]
    told = ledger.with_columns(weight.is_null().alias("simulated"), pl.col("gap").abs().alias("missed"))
    return told.with_columns(pl.col(amounts) * weight.fill_null(1.0))


def regions(m: Material) -> str:
    """Women and men by region at the end, and shares of the country beside official ones."""
    year = m.cells.years[-1]
    official = m.targets.filter(
        (pl.col("quantity") == "department_population_share") & pl.col("simulated").is_not_null()
    )
    tables = []
    for code, name in m.run.countries.items():
        rows = [*_regions(m, code, year, official), *_joint_regions(m, code, official)]
        if rows:
            heads = [
                "Region",
                "Women",
                "Men",
                "Both",
                f"Share {year}",
                "Census",
                "Official share",
                "Simulated share",
            ]
            tables.append(table(heads, rows, name))
    if not tables:
        return ""
    note = f"People in thousand at the middle of {year}; shares in percent of the country. {_unmoved(m)}"
    return section("regions", "Regions", text(note), badges(m, "department_population_share"), *tables)


def badges(m: Material, quantity: str) -> str:
    """A paragraph with the class of a table's figures."""
    return f"<p>{badge(m.class_of(quantity))}</p>"


def _unmoved(m: Material) -> str:
    told = measures()["department_population_share"].unmoved
    return f"{sentence(told)}." if m.cells.is_unmoved else ""


def _regions(m: Material, country: str, year: int, official: pl.DataFrame) -> Iterable[list[str]]:
    kept = m.indicators.filter(
        (pl.col("country") == country) & (pl.col("year") == year) & (pl.col("region") != "national")
    )
    total = kept.filter(pl.col("indicator") == "population_total").pivot("sex", index="region", values="value")
    share = kept.filter((pl.col("indicator") == "department_population_share") & (pl.col("sex") == "both"))
    joined = total.join(share.select("region", share="value"), on="region", how="left")
    if joined.height == 0:
        return
    for row in joined.sort("both", descending=True).iter_rows(named=True):
        people = [number(row[sex]) for sex in ("women", "men", "both")]
        shown = [m.region_names.get(row["region"], row["region"]), *people, number(row["share"], 1)]
        yield shown + _census(official.filter((pl.col("country") == country) & (pl.col("region") == row["region"])))


def _joint_regions(m: Material, country: str, official: pl.DataFrame) -> Iterable[list[str]]:
    """Regions whose official share is given together."""
    joint = official.filter((pl.col("country") == country) & pl.col("region").str.contains("+", literal=True))
    for region in joint["region"].unique(maintain_order=True):
        names = " and ".join(m.region_names.get(code, code) for code in region.split("+"))
        yield [names, "", "", "", "", *_census(joint.filter(pl.col("region") == region))]


def _census(rows: pl.DataFrame) -> list[str]:
    if rows.height == 0:
        return ["", "", ""]
    last = rows.sort("year").row(-1, named=True)
    return [last["year"], number(last["value"], 1), number(last["simulated"], 1)]


def every_target(m: Material) -> str:
    """All targets of the pack, folded, with a count by class."""
    if m.targets.height == 0:
        return ""
    counts = dict(m.targets.group_by("class").len().iter_rows())
    told = "; ".join(f"{counts[name]} {name}" for name in (*CLASSES, NOT_YET) if name in counts)
    rows = [_target(m, row) for row in m.targets.iter_rows(named=True)]
    heads = [
        "Id",
        "Quantity",
        "Who and where",
        "When",
        "Official",
        "Simulated",
        "Difference",
        "Class",
        "Remark",
    ]
    body = table(heads, rows, safe=True)
    return section(
        "targets",
        "Every official figure",
        text(f"The pack holds {m.targets.height} official figures: {told}."),
        f"<details><summary>Show all {m.targets.height}</summary>{body}</details>",
    )


def _target(m: Material, row: dict[str, object]) -> list[str]:
    known = measures().get(str(row["quantity"]))
    where = "" if row["region"] == "national" else f", {row['region']}"
    age = "" if row["age"] in ("all", "hh") else f", {row['age']}"
    country = m.run.countries.get(str(row["country"]), str(row["country"]))
    sex = SEX_LETTERS.get(str(row["sex"]), str(row["sex"]))
    values = [row[name] for name in ("value", "simulated", "difference")]
    large = isinstance(row["value"], float) and abs(row["value"]) >= THOUSAND
    decimals = known.decimals if known else 0 if large else 1
    remark = "" if row["class"] == NOT_YET else str(row["note"])
    return [
        escape(str(row["id"])),
        escape(known.en if known else sentence(str(row["quantity"]).replace("_", " "))),
        escape(f"{country}{where}, {sex}{age}"),
        escape(str(row["year"])),
        *(number(value if isinstance(value, float) else None, decimals) for value in values),
        badge(str(row["class"])),
        escape(remark),
    ]


def absent(m: Material) -> str:
    """What the run does not contain, read from its events and tables."""
    gone = [words for event, words in ABSENT_EVENTS.items() if event not in m.cells.event_kinds]
    gone += [words for name, words in ABSENT_TABLES.items() if name not in m.run.tables]
    gone += NOT_BUILT
    gone.append(
        "Sex is recorded as in the sources: there are no same-sex couples and no gender-diverse persons in the model. "
        "Indigenous and Afro-descendant people appear only as far as the sources count them."
    )
    items = "".join(f"<li>{escape(words)}</li>" for words in gone)
    return section("absent", "What is not in this model yet", f"<ul>{items}</ul>")


def assumed(m: Material) -> str:
    """Numbers in force that are assumed or calibrated rather than measured."""
    numbers = m.run.info.get("provisional") or []
    if not numbers:
        return ""
    words = (
        f"{len(numbers)} numbers of this run are assumed; every result that depends on them rests on those assumptions."
    )
    rows = [[str(row.get(key, "")) for key in ("process", "name", "kind")] for row in numbers]
    listed = table(["Process", "Number", "Kind"], rows)
    return section(
        "assumed", "Assumed numbers", text(words), f"<details><summary>Show them</summary>{listed}</details>"
    )
