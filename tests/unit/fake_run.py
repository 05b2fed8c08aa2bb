"""Synthetic run folders whose rates are known, for tests of everything that reads a run.

Two invented countries (AAA, BBB) of two regions each. Every half-month cell has exact counts: deaths are
`hazard` times person-years, deliveries `birth_rate` times person-years of women, so that e0 is 1 / hazard and
total fertility 35 x birth_rate to the last digit. `drawn_run` adds year-end tables of drawn persons.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from ayllu.words.codes import AGE_GROUPS, AREA_WORDS, JOB_WORDS, SEX_WORDS, UNION_WORDS

COUNTRIES = {"AAA": ("A-N", "A-S"), "BBB": ("B-E", "B-W")}
PERSON_MONTHS = 120_000
TWINS = 1.25
COUPLED = (
    "her_share_earned", "her_told_at_home", "her_told_to_neighbours", "her_told_to_interviewer", "her_power_daily_money",
    "her_power_purchases", "her_power_children", "her_power_going_out", "her_power_births", "her_power_departures",
)  # fmt: skip


@dataclass
class Fake:
    """What a synthetic run is made of."""

    first: int = 1950
    last: int = 1954
    epoch: int = 1950
    seed: int = 1
    scale: float = 0.01
    hazard: float = 0.014
    birth_rate: float = 0.1
    people: int = 3000
    targets: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    info: dict[str, object] = field(default_factory=dict)


def fake_run(folder: Path, fake: Fake | None = None) -> Path:
    """Write a run folder with counts only, and return it."""
    fake = fake or Fake()
    folder.mkdir(parents=True)
    grid = _grid(fake)
    grid.with_columns(person_months=pl.lit(PERSON_MONTHS, pl.Int64)).write_parquet(folder / "exposures.parquet")
    _occurrences(grid, fake).write_parquet(folder / "occurrences.parquet")
    _books(fake).write_parquet(folder / "books.parquet")
    head = "country,region,sex,age,year,quantity,value,unit,source"
    (folder / "targets.csv").write_text("\n".join([f"id,{head}", *fake.targets]) + "\n")
    (folder / "official_series.csv").write_text("\n".join([f"id,{head}", *fake.series]) + "\n")
    (folder / "run.json").write_text(json.dumps(_info(fake)))
    return folder


def drawn_run(folder: Path, fake: Fake | None = None) -> Path:
    """Write a run folder with year-end tables of drawn people too, and return it."""
    fake = fake or Fake()
    fake_run(folder, fake)
    rng = np.random.default_rng(fake.seed)
    years = range(fake.first, fake.last + 1)
    frames = [_people(rng, fake, year) for year in years]
    people = pl.concat(frames)
    people.write_parquet(folder / "person_year.parquet")
    _children(people).write_parquet(folder / "child_year.parquet")
    _couples(people, rng).write_parquet(folder / "couple_year.parquet")
    _homes(people).write_parquet(folder / "household_year.parquet")
    return folder


def _info(fake: Fake) -> dict[str, object]:
    facts: dict[str, object] = {
        "software": {"ayllu": "0.1.0"},
        "pack": {"name": "fake", "title": "Invented islands", "hash": "0" * 64},
        "scenario": {"name": "baseline", "title": "Baseline", "says": "", "hash": "1" * 64, "off": []},
        "seed": fake.seed,
        "scale": fake.scale,
        "weight": 1.0 / fake.scale,
        "from": f"{fake.first}-01",
        "until": f"{fake.last}-12",
        "epoch_year": fake.epoch,
        "first_year": fake.first,
        "last_year": fake.last,
        "seconds": 12.3,
        "provisional": [{"process": "partnership", "name": "seek_rate", "kind": "assumed"}],
        "countries": [{"code": code, "name": f"Country {code[0]}"} for code in COUNTRIES],
        "persons_end": 1000,
        "digest": "abc",
    }
    return facts | fake.info


def _grid(fake: Fake) -> pl.DataFrame:
    """One row for every month, region, area, sex and age group."""
    first = (fake.first - fake.epoch) * 12
    months = pl.DataFrame({"month": range(first, first + 12 * (fake.last - fake.first + 1))}, {"month": pl.Int16})
    places = pl.DataFrame(
        [(c, r) for c, regions in COUNTRIES.items() for r in regions], ["country", "region"], orient="row"
    )
    grid = months.join(places, how="cross").join(pl.DataFrame({"area": AREA_WORDS}), how="cross")
    ages = pl.DataFrame({"age_group": AGE_GROUPS}, {"age_group": pl.Int16})
    return grid.join(pl.DataFrame({"sex": SEX_WORDS}), how="cross").join(ages, how="cross")


def _occurrences(grid: pl.DataFrame, fake: Fake) -> pl.DataFrame:
    years = PERSON_MONTHS / 12
    deaths = round(years * fake.hazard)
    deliveries = round(years * fake.birth_rate / TWINS)
    born = 7 * round(deliveries * TWINS) // 2
    women = (pl.col("sex") == "women") & pl.col("age_group").is_between(15, 45)
    parts = [
        grid.with_columns(event=pl.lit("death"), count=pl.lit(deaths, pl.Int64)),
        grid.filter(women).with_columns(event=pl.lit("delivery"), count=pl.lit(deliveries, pl.Int64)),
        grid.filter(pl.col("age_group") == 0).with_columns(event=pl.lit("birth"), count=pl.lit(born, pl.Int64)),
    ]
    return pl.concat(parts).with_columns(place=pl.lit(0, pl.UInt8), weight=pl.lit(1.0 / fake.scale))


def _books(fake: Fake) -> pl.DataFrame:
    months = 12 * (fake.last - fake.first + 1)
    rows = []
    for country in COUNTRIES:
        for sex in SEX_WORDS:
            people = 50_000
            for month in range(months):
                rows.append(("people", country, sex, month, people, 300, 100, 0, 0, people + 200, 0))
                people += 200
    names = [
        "account",
        "country",
        "sex",
        "month",
        "opening",
        "births",
        "deaths",
        "formed",
        "ended",
        "closing",
        "gap",
    ]
    return pl.DataFrame(rows, names, orient="row")


def _people(rng: np.random.Generator, fake: Fake, year: int) -> pl.DataFrame:
    """Drawn people of a year end: half are women; marriage at about 22 and 25, schooling by cohort."""
    n = fake.people
    sex = rng.integers(0, 2, n)
    age = np.minimum(rng.exponential(24, n), 100).astype(int)
    late = np.where(sex == 0, 22.0, 25.0) + rng.normal(0, 3, n)
    state = np.where(age + rng.random(n) < late, 0, rng.choice([1, 2, 2, 2, 3, 4], n))
    born = year - age
    school = np.clip((born - 1900) / 8 - (sex == 0) + rng.normal(0, 2, n), 0, np.clip(age - 6, 0, 17))
    country = rng.choice(list(COUNTRIES), n)
    region = np.array([COUNTRIES[code][k] for code, k in zip(country, rng.integers(0, 2, n), strict=True)])
    alive = np.exp(-age / 45)
    jobs = np.where(age >= 12, np.arange(n) % len(JOB_WORDS), 0)
    frame = {
        "year": np.full(n, year),
        "person": np.arange(n).astype(np.uint64) + 1,
        "sex": np.array(SEX_WORDS)[sex],
        "age": age.astype(np.int16),
        "birth_month": ((born - fake.epoch) * 12).astype(np.int16),
        "country": country,
        "region": region,
        "area": np.array(AREA_WORDS)[rng.integers(0, 2, n)],
        "home": (np.arange(n) // 5).astype(np.uint64) + 1,
        "weight": np.full(n, 1.0 / fake.scale),
        "marital": np.array(UNION_WORDS)[state],
        "education": school.astype(np.int16),
        "occupation": np.array(JOB_WORDS)[jobs],
        "wage": np.where(jobs > 1, 100.0 + 20.0 * sex, 0.0),
        "times_back": np.zeros(n, np.uint8),
        **dict.fromkeys(("belief_equality", "belief_motherhood", "belief_provider", "standing"), 40 + sex),
        "in_school": (age >= 6) & (age < 16) & (rng.random(n) < 0.8),
        "mother_alive": rng.random(n) < np.exp(-age / 80),
        "father_alive": rng.random(n) < np.exp(-age / 60),
        "maternal_grandmother_alive": rng.random(n) < alive,
        "living_grandmothers": rng.binomial(2, alive).astype(np.int8),
    }
    return pl.DataFrame(frame | _week(sex))


def _week(sex: np.ndarray) -> dict[str, np.ndarray]:
    """Women give three times the minutes of men to the home."""
    home = np.where(sex == 0, 1200, 400)
    kinds = {"paid_work": 1000 - 0 * home, "own_work": 0 * home, "housework": home, "care": home // 2}
    return {f"{kind}_minutes": minutes for kind, minutes in (kinds | {"rest": 9080 - home - home // 2}).items()}


def _children(people: pl.DataFrame) -> pl.DataFrame:
    young = people.filter(pl.col("age") < 15)
    return young.with_columns(
        mother_present=pl.col("mother_alive"),
        father_present=pl.col("father_alive") & (pl.col("person") % 4 > 0),
        carer=pl.when(pl.col("person") % 3 > 0).then(pl.lit("mother")).otherwise(pl.lit("maternal_grandmother")),
        parent_away=pl.when(pl.col("person") % 4 > 0).then(pl.lit("nobody")).otherwise(pl.lit("mother")),
        material=pl.lit(80),
        relational=pl.when(pl.col("person") % 4 > 0).then(90).otherwise(60),
    )


def _couples(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    wives = people.filter((pl.col("sex") == "women") & pl.col("marital").is_in(["cohabiting", "married"]))
    gap = pl.Series("gap", rng.integers(1, 6, wives.height))
    return wives.select(
        "year",
        "country",
        "region",
        "area",
        "marital",
        "weight",
        woman="person",
        her_age="age",
        his_age=pl.col("age") + gap,
        coresident=pl.col("person") % 4 > 0,
        **{name: pl.lit(40).cast(pl.Int8) for name in COUPLED},
    )


def _homes(people: pl.DataFrame) -> pl.DataFrame:
    """Homes of one to five people with the first as head."""
    kept = people.filter(pl.col("person") % 5 <= pl.col("home") % 5)
    homes = kept.group_by("year", "home", maintain_order=True).agg(
        pl.col("country", "region", "area", "weight").first(),
        pl.len().cast(pl.Int16).alias("size"),
        head_sex=pl.col("sex").first(),
        head_age=pl.col("age").first(),
    )
    kinds = (
        pl.when(pl.col("size") == 1).then(pl.lit("one_person")).when(pl.col("size") == 2).then(pl.lit("single_parent"))
    )
    kinds = kinds.when(pl.col("size") < 5).then(pl.lit("nuclear")).otherwise(pl.lit("extended"))
    return homes.with_columns(type=kinds)
