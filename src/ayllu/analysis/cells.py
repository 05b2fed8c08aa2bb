"""Counts of a run added up into cells: half-years for rates, year ends for states of persons and homes.

Half-years, because official five-year periods run from mid-year to mid-year.
"""

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from ayllu.analysis.moves import Moves
from ayllu.analysis.open import Run
from ayllu.words.codes import AGE_GROUPS, SEX_WORDS, UNION_WORDS, Sex, UnionStatus
from ayllu.words.months import MONTHS_A_YEAR

WHERE = ["country", "region", "area"]
NATIONAL = "national"
EVERYWHERE = "all"
BOTH = "both"
NOBODY = "nobody"
HALF = MONTHS_A_YEAR // 2
YEAR_END = [*WHERE, "sex", "year"]
FIVE = 5
ADULT = 15
GROWN = 25
TWICE = "_2"
"""End of the names of sums that are weighted twice."""
HOME_TYPES = ("nuclear", "extended", "single_parent", "multi_family_dwelling", "one_person", "other")


class Cells:
    """Sums of one run, each read from disk once. All are of residents: people abroad are left out."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def vital(self) -> pl.DataFrame:
        """Person-years, deaths, deliveries (by age of mother) and births (sex of the newborn) by half-year.

        Columns: half (2 x year, plus 1 in the second half), year, country, region, area, sex, age_group,
        person_years, deaths, deliveries, births; counts are persons of the run's usual weight. With `_2` after the
        name they are weighted twice, for errors; `lived` are the simulated person-years.
        """
        keys = ["half", *WHERE, "sex", "age_group"]
        lived = self.run.residents("exposures").with_columns(self._half())
        years, w = pl.col("person_months") / MONTHS_A_YEAR, self._relative("exposures")
        exposure = lived.group_by(keys).agg(
            person_years=(years * w).sum(), person_years_2=(years * w * w).sum(), lived=years.sum()
        )
        happened = self.run.residents("occurrences").with_columns(self._half())
        wanted = {"deaths": "death", "deliveries": "delivery", "births": "birth"}
        counts = happened.filter(pl.col("event").is_in(list(wanted.values()))).group_by(keys)
        w = self._relative("occurrences")
        events = counts.agg(
            (pl.col("count") * power).filter(pl.col("event") == kind).sum().cast(pl.Float64).alias(name + part)
            for name, kind in wanted.items()
            for part, power in (("", w), (TWICE, w * w))
        )
        both = pl.concat([exposure.collect(engine="streaming"), events.collect(engine="streaming")], how="diagonal")
        sums = both.group_by(keys).agg(pl.exclude(keys).sum())
        return sums.with_columns(year=(pl.col("half") // 2).cast(pl.Int64))

    @cached_property
    def by_country(self) -> dict[str, pl.DataFrame]:
        """`vital` split by country."""
        split = self.vital.partition_by("country", as_dict=True)
        return {str(country): frame for (country,), frame in split.items()}

    @cached_property
    def by_nation(self) -> dict[str, pl.DataFrame]:
        """`by_country` with the regions added up; no column region."""
        keys = ["half", "year", "country", "area", "sex", "age_group"]
        return {country: frame.drop("region").group_by(keys).sum() for country, frame in self.by_country.items()}

    @cached_property
    def yearly(self) -> pl.DataFrame:
        """`vital` by calendar year, at every level of place and for women, men and both."""
        sums = self.vital.drop("half").group_by("year", *WHERE, "sex", "age_group").sum()
        return with_levels(sums, ["year", "age_group"])

    @cached_property
    def event_kinds(self) -> set[str]:
        """Kinds of events that happened at least once in the run."""
        return set(self.run.scan("occurrences").select(pl.col("event").unique()).collect()["event"])

    @cached_property
    def is_closed(self) -> bool:
        """Whether nobody ever left or entered a country."""
        return not {"emigration", "return"} & self.event_kinds

    @cached_property
    def is_unmoved(self) -> bool:
        """Whether nobody ever moved between places."""
        return "migration" not in self.event_kinds

    @cached_property
    def moves(self) -> Moves:
        """The tables of moves, of people abroad and of birthplaces."""
        return Moves(self.run)

    @cached_property
    def years(self) -> list[int]:
        """Calendar years with exposure, in order."""
        return sorted(self.vital["year"].unique().to_list())

    @cached_property
    def marital(self) -> pl.DataFrame:
        """People of 15 and over at year ends by age group; values named as the marital states."""
        people = self.run.residents("person_year").filter(pl.col("age") >= ADULT)
        age = age_group_of(pl.col("age")).alias("age_group")
        return tally(people, [*YEAR_END, age], **{word: pl.col("marital") == word for word in UNION_WORDS})

    @cached_property
    def couples(self) -> pl.DataFrame:
        """Couples at year ends; values age_difference (man minus woman, years) and cohabiting."""
        pairs = self.run.residents("couple_year").with_columns(pl.lit(BOTH).alias("sex"))
        difference = pl.col("his_age").cast(pl.Int32) - pl.col("her_age").cast(pl.Int32)
        cohabiting = pl.col("marital") == UnionStatus.COHABITING.name.lower()
        return tally(pairs, YEAR_END, age_difference=difference, cohabiting=cohabiting)

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Households at year ends by size; `sex` is the head's. Values: persons, female_head, the types."""
        homes = self.run.residents("household_year").with_columns(pl.col("head_sex").fill_null(NOBODY).alias("sex"))
        types = {word: pl.col("type") == word for word in HOME_TYPES}
        return tally(
            homes,
            [*YEAR_END, "size"],
            persons=pl.col("size"),
            female_head=pl.col("sex") == SEX_WORDS[Sex.FEMALE],
            nuclear_family=pl.col("type").is_in(["nuclear", "single_parent"]),
            **types,
        )

    @cached_property
    def kin(self) -> pl.DataFrame:
        """Those under 25 at year ends by single age; values: which of the older kin are alive."""
        young = self.run.residents("person_year").filter(pl.col("age") < GROWN)
        mother, father = pl.col("mother_alive"), pl.col("father_alive")
        return tally(
            young,
            [*YEAR_END, "age"],
            grandmother=pl.col("living_grandmothers") > 0,
            maternal_grandmother=pl.col("maternal_grandmother_alive"),
            mother=mother,
            father=father,
            orphans_of_mother=~mother,
            orphans_of_father=~father,
            orphans_of_both=~mother & ~father,
        )

    @cached_property
    def schooling(self) -> pl.DataFrame:
        """Everybody at year ends by single age; values education (years), in_school, no_schooling."""
        education = pl.col("education").cast(pl.Float64)
        people = self.run.residents("person_year")
        by = [*YEAR_END, "age"]
        return tally(people, by, education=education, in_school=pl.col("in_school"), no_schooling=education <= 0)

    def _relative(self, table: str) -> pl.Expr:
        """Weights of a table's rows as multiples of the run's usual weight."""
        return self.run.weights_of(table) / self.run.weight

    def _half(self) -> pl.Expr:
        month = pl.col("month").cast(pl.Int64)
        return (month.floordiv(HALF) + 2 * self.run.epoch_year).alias("half")


def tally(table: pl.LazyFrame, by: Sequence[str | pl.Expr], **values: pl.Expr) -> pl.DataFrame:
    """Weighted sums of a recorded table.

    For each group: weight (sum of w), weight2 (sum of w squared), n (records), and for every named value x the
    sums of w x (`name`) and w x squared (`name_2`), from which `mean_of` takes means and errors. Records with a
    value unknown are left out.
    """
    w = pl.col("weight")
    known = table.filter(pl.all_horizontal(value.is_not_null() for value in values.values()))
    sums = [w.sum(), (w * w).sum().alias("weight2"), pl.len().cast(pl.Int64).alias("n")]
    for name, value in values.items():
        x = value.cast(pl.Float64)
        sums += [(w * x).sum().alias(name), (w * x * x).sum().alias(f"{name}_2")]
    return known.group_by(*by).agg(sums).collect(engine="streaming")


def mean_of(name: str, times: float = 1.0) -> list[pl.Expr]:
    """Expressions `value` and `se` (Monte Carlo, simple random sample of records) from a tally."""
    mean = pl.col(name) / pl.col("weight")
    spread = (pl.col(f"{name}_2") / pl.col("weight") - mean * mean).clip(lower_bound=0.0)
    records = pl.col("weight") ** 2 / pl.col("weight2")
    return [(mean * times).alias("value"), ((spread / records).sqrt() * abs(times)).alias("se")]


def with_levels(frame: pl.DataFrame, by: Sequence[str], regions: bool = True) -> pl.DataFrame:
    """The frame's sums at national level, for urban and rural areas, for regions; and both sexes added up.

    `frame` has country, region, area, sex, the columns of `by`, and sums in all others.
    """
    sums = [name for name in frame.columns if name not in {*WHERE, "sex", *by}]
    nation = pl.lit(NATIONAL).alias("region")
    everywhere = pl.lit(EVERYWHERE).alias("area")
    levels = [
        frame.with_columns(nation, everywhere),
        frame.with_columns(nation),
    ]
    if regions:
        levels.append(frame.with_columns(everywhere))
    parts = [_added(level, ["country", "region", "area", "sex", *by], sums) for level in levels]
    split = pl.concat(parts)
    return pl.concat([split, both_sexes(split, by, sums)])


def both_sexes(split: pl.DataFrame, by: Sequence[str], sums: Sequence[str]) -> pl.DataFrame:
    """Women and men added up, in rows whose sex is 'both'; a table without split sexes adds nothing."""
    sexed = split.filter(pl.col("sex") != BOTH).with_columns(pl.lit(BOTH).alias("sex"))
    return _added(sexed, ["country", "region", "area", "sex", *by], sums).select(split.columns)


def _added(frame: pl.DataFrame, keys: list[str], sums: Sequence[str]) -> pl.DataFrame:
    return frame.group_by(keys).agg(pl.col(list(sums)).sum())


def age_group_of(age: pl.Expr) -> pl.Expr:
    """Lower bound of the official age group that a completed age falls in."""
    low = (age.cast(pl.Int64) // FIVE * FIVE).clip(upper_bound=AGE_GROUPS[-1])
    return pl.when((age > 0) & (age < FIVE)).then(AGE_GROUPS[1]).otherwise(low).cast(pl.Int64)
