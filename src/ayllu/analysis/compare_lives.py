"""Lives that differ between two runs of one seed: who, and the first event at which they part."""

from dataclasses import dataclass

import polars as pl

from ayllu.analysis.open import Run
from ayllu.words.phases import EVENTS

SAME = ("month", "event", "partner", "place")
"""What an event has in common in two runs in which it is the same."""
FIRST = (
    "death", "widowhood", "delivery", "birth", "looking", "union", "marriage", "separation", "founding", "joining",
    "own_roof", "orphaned",
)  # fmt: skip
"""Which of two events of a month comes first, so far as one can bring about the other; others follow."""
KEPT = (
    "person",
    "month",
    "event",
    "sex",
    "age",
    "place",
    "country",
    "community",
    "home",
    "partner",
    "mother",
    "father",
)
YEARLY = ("year", "person", "home", "dwelling", "partner", "place", "community", "weight")
BOTH, ONLY_A, ONLY_B = "both", "a", "b"


@dataclass(frozen=True)
class Partings:
    """People whose lives differ.

    people: person, order (rank in which they parted: month, event, key), month, only (both, a, b: where the
    person was recorded), and for a and b the first event that differs (event_a, month_a ...), null for none.
    rows: the events at and just before the parting, from both runs (side), at its month or earlier.
    compared: people recorded in both runs, by sex.
    """

    people: pl.DataFrame
    rows: pl.DataFrame
    compared: dict[str, int]


def stream(run: Run) -> pl.DataFrame:
    """The events of recorded people in the order in which they happened; `k` numbers those of a person."""
    frame = run.scan("event").select(*KEPT, "weight").collect()
    return frame.with_columns(k=pl.int_range(pl.len(), dtype=pl.Int32).over("person"))


def part(a: Run, b: Run) -> Partings:
    """Compare two runs event by event. Both must have recorded people."""
    one, two = stream(a), stream(b)
    recorded = [_recorded(run, events) for run, events in ((a, one), (b, two))]
    shared = recorded[0].join(recorded[1], on="person", how="semi")
    keys = ["person", "k", *SAME]
    apart = pl.concat([one.join(two, on=keys, how="anti"), two.join(one, on=keys, how="anti")])
    first = apart.group_by("person").agg(pl.col("k").min())
    first = first.join(_where(first, one, two, *recorded), on="person")
    people = _people(first, one, two)
    counted = dict(shared.group_by("sex").len().iter_rows())
    return Partings(people, _around(people, one, two), {sex: counted.get(sex, 0) for sex in ("women", "men")})


def _recorded(run: Run, events: pl.DataFrame) -> pl.DataFrame:
    """Everybody of whom the run tells: person and sex."""
    there = run.scan("person_year").select("person", "sex").unique().collect()
    return pl.concat([there, events.select("person", "sex")]).unique("person", keep="first", maintain_order=True)


def _where(
    first: pl.DataFrame, one: pl.DataFrame, two: pl.DataFrame, in_a: pl.DataFrame, in_b: pl.DataFrame
) -> pl.DataFrame:
    """Whether a person was recorded in both runs or born in only one; others cannot be compared and are left out."""
    found = first.select("person").with_columns(
        a=pl.col("person").is_in(in_a["person"].implode()), b=pl.col("person").is_in(in_b["person"].implode())
    )
    born = [events.filter(pl.col("event") == "birth")["person"].implode() for events in (one, two)]
    only_a = ~pl.col("b") & pl.col("person").is_in(born[0])
    only_b = ~pl.col("a") & pl.col("person").is_in(born[1])
    word = pl.when(pl.col("a") & pl.col("b")).then(pl.lit(BOTH)).when(only_a).then(pl.lit(ONLY_A))
    only = word.when(only_b).then(pl.lit(ONLY_B)).otherwise(None)
    return found.select("person", only=only).drop_nulls()


def _rank(event: pl.Expr) -> pl.Expr:
    known = (*FIRST, *(name for name in EVENTS if name not in FIRST))
    return event.replace_strict({name: n for n, name in enumerate(known)}, default=len(known), return_dtype=pl.Int32)


def _people(first: pl.DataFrame, one: pl.DataFrame, two: pl.DataFrame) -> pl.DataFrame:
    told = ["person", "k", *(name for name in (*KEPT, "weight") if name != "person")]
    both = first.join(one.select(told), on=["person", "k"], how="left")
    both = both.rename({name: f"{name}_a" for name in told[2:]})
    both = both.join(two.select(told), on=["person", "k"], how="left")
    both = both.rename({name: f"{name}_b" for name in told[2:]})
    far = pl.lit(2**31 - 1, pl.Int32)
    ranks = [
        pl.coalesce(pl.col(f"month_{s}").cast(pl.Int32) * 100 + _rank(pl.col(f"event_{s}")), far) for s in ("a", "b")
    ]
    sooner = pl.min_horizontal(*ranks)
    both = both.with_columns(month=pl.min_horizontal("month_a", "month_b"), sooner=sooner, in_a=ranks[0] == sooner)
    own = [
        pl.when(pl.col("in_a")).then(pl.col(f"{name}_a")).otherwise(pl.col(f"{name}_b")).alias(name)
        for name in ("sex", "age", "place", "country")
    ]
    both = both.sort("sooner", "person").with_columns(*own).with_row_index("order")
    return both.with_columns(pl.col("order").cast(pl.Int32)).drop("sooner", "in_a")


def _around(people: pl.DataFrame, one: pl.DataFrame, two: pl.DataFrame) -> pl.DataFrame:
    """Rows of the parting (those of its own month) and the last one that both runs share."""
    at = people.select("person", "order", "k", parted="month")
    found = []
    for side, told in ((ONLY_A, one), (ONLY_B, two)):
        events = told.with_columns(side=pl.lit(side))
        found.append(events.join(at, on=["person", "k"]).filter(pl.col("month") == pl.col("parted")))
        found.append(events.join(at.with_columns(pl.col("k") - 1), on=["person", "k"]))
    return pl.concat(found).with_columns(now=pl.col("month") == pl.col("parted"))


def year_rows(run: Run, side: str, people: pl.DataFrame) -> pl.DataFrame:
    """Year-end states of the people who differ, in the run of a side."""
    frame = run.scan("person_year").select(YEARLY).with_columns(pl.col("year").cast(pl.Int32))
    return frame.join(people.lazy().select("person"), on="person", how="semi").with_columns(side=pl.lit(side)).collect()


def parents(runs: tuple[Run, Run]) -> pl.DataFrame:
    """Every known tie of child and parent: person, parent."""
    both = []
    for run in runs:
        events = run.scan("event").filter(pl.col("event").is_in(["birth", "death"]))
        both += [frame.select("person", "mother", "father") for frame in (events, run.scan("person_year"))]
    ties = pl.concat(both).unique().unpivot(["mother", "father"], index="person", value_name="parent")
    return ties.filter(pl.col("parent") > 0).select("person", "parent").unique().collect()
