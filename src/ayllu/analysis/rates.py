"""Rates from occurrences and exposures, with Monte-Carlo standard errors.

Every function takes a frame of cells and the columns `by` which a result is wanted, and returns one row (or
one row per age group) for each; nothing loops over persons or groups. Counts of events are taken as Poisson,
so that a rate D / E has variance D / E squared, carried to results by the delta method. Where people stand for
different numbers, counts are sums of weights w and the variance of D is the sum of w squared, which frames hold
as `deaths_2` and so on; `lived` are then the simulated person-years. Without these columns weights are equal.
Sources of the formulas: Preston, Heuveline and Guillot, Demography (2001), chapters 3 and 5; Chiang (1984) for the
variance of life expectancy; Hajnal (1953) for the singulate mean age at marriage.
"""

from collections.abc import Sequence

import polars as pl

from ayllu.words.codes import AGE_GROUPS

PER_THOUSAND = 1000.0
FERTILE = tuple(group for group in AGE_GROUPS if 15 <= group < 50)
HAJNAL = tuple(group for group in AGE_GROUPS if 15 <= group < 55)
FIVE = 5.0
_ALL = "_all"
_GROUPS = pl.DataFrame(
    {
        "age_group": list(AGE_GROUPS),
        "width": [float(after - at) for at, after in zip(AGE_GROUPS, [*AGE_GROUPS[1:], AGE_GROUPS[-1]], strict=True)],
    }
).with_columns(pl.col("age_group").cast(pl.Int64))


def life_table(cells: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Period life table with a constant hazard inside each of the 22 age groups.

    `cells` has `by`, age_group, deaths and person_years (rows are added up). Returns `by`, age_group, width
    (0 in the open group), m (deaths per person-year), l (survivors of 1 at birth), lived (person-years lived
    in the group by one newborn), e (expected years left) and e_se (standard error of `e` at birth, in every
    row). The oldest group in which somebody died and all above it form the open one. All results are null
    for a table with nobody exposed in an age below, or with no deaths.
    """
    keys, frame = _keyed(cells, by)
    frame = _complete(_squared(frame, "deaths"), keys, ["deaths", "deaths_2", "person_years"])
    oldest = pl.col("age_group").filter(pl.col("deaths") > 0).max().over(keys)
    frame = frame.with_columns(oldest.alias("oldest")).with_columns(
        pl.min_horizontal("age_group", "oldest").alias("age_group")
    )
    frame = frame.group_by(*keys, "age_group", "oldest").agg(pl.col("deaths", "deaths_2", "person_years").sum())
    frame = frame.join(_GROUPS, on="age_group", how="left").sort(*keys, "age_group")
    is_open = pl.col("age_group") == pl.col("oldest")
    broken = (pl.col("oldest").is_null() | (pl.col("person_years") <= 0).any()).over(keys)
    frame = frame.with_columns(
        pl.when(is_open).then(0.0).otherwise(pl.col("width")).alias("width"),
        is_open.fill_null(False).alias("open"),
        pl.when(~broken).then(pl.col("deaths") / pl.col("person_years")).alias("m"),
    )
    return _columns(_expected(frame, keys), [*by, "age_group", "width", "m", "l", "lived", "e", "e_se"])


def _expected(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Survivors, years lived and left, and the variance of life expectancy at birth."""
    m, n = pl.col("m"), pl.col("width")
    hazard = (n * m).cum_sum().over(keys) - n * m
    stay = (-n * m).exp()
    frame = frame.with_columns((-hazard).exp().alias("l"))
    inside = pl.when(m > 0).then((1.0 - stay) / m).when(m.is_not_null()).then(n)
    frame = frame.with_columns((pl.col("l") * pl.when("open").then(1.0 / m).otherwise(inside)).alias("lived"))
    left = pl.col("lived").cum_sum(reverse=True).over(keys)
    frame = frame.with_columns((left / pl.col("l")).alias("e"), (left - pl.col("lived")).alias("after"))
    bent = pl.when("open").then(-1.0 / (m * m)).otherwise((n * stay * m - (1.0 - stay)) / (m * m))
    slope = pl.when(m > 0).then(pl.col("l") * bent - n * pl.col("after")).otherwise(0.0)
    variance = pl.col("deaths_2") / pl.col("person_years") ** 2
    error = (slope * slope * variance).sum().over(keys).sqrt()
    return frame.with_columns(pl.when(m.is_not_null()).then(error).alias("e_se"))


def life_expectancy(cells: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Life expectancy at birth in years: `by`, value, se, n (person-years lived, simulated)."""
    keys, frame = _keyed(cells, by)
    at_birth = life_table(frame, keys).filter(pl.col("age_group") == 0)
    size = _squared(frame).group_by(keys).agg(pl.col("lived").sum().alias("n"))
    result = at_birth.select(*keys, pl.col("e").alias("value"), pl.col("e_se").alias("se"))
    return _columns(result.join(size, on=keys), [*by, "value", "se", "n"])


def chance_of_dying(cells: pl.DataFrame, first: int, last: int, by: Sequence[str] = ()) -> pl.DataFrame:
    """Deaths before exact age `last` among 1,000 alive at exact age `first`: `by`, value, se, n.

    5q0 is (0, 5), 45q15 is (15, 60). Null when an age group between has nobody exposed.
    """
    keys, frame = _keyed(cells, by)
    within = pl.col("age_group").is_between(first, last, closed="left")
    frame = _complete(_squared(frame, "deaths"), keys, ["deaths", "deaths_2", "person_years", "lived"]).filter(within)
    rate = pl.col("deaths") / pl.col("person_years")
    n = pl.col("width")
    sums = frame.group_by(keys).agg(
        (n * rate).sum().alias("hazard"),
        (n * n * pl.col("deaths_2") / pl.col("person_years") ** 2).sum().sqrt().alias("error"),
        pl.col("lived").sum().alias("n"),
        (pl.col("person_years") > 0).all().alias("whole"),
    )
    survive = (-pl.col("hazard")).exp()
    whole = pl.when("whole")
    result = sums.with_columns(
        whole.then((1.0 - survive) * PER_THOUSAND).alias("value"),
        whole.then(survive * pl.col("error") * PER_THOUSAND).alias("se"),
    )
    return _columns(result, [*by, "value", "se", "n"])


def fertility_by_age(cells: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Births per 1,000 women and year by age group of the mother, 15-19 to 45-49.

    `cells` holds `by`, age_group, deliveries and person_years of women, and `births` of newborns in the rows of
    their own sex at age 0 (so that twins count twice: deliveries are raised to births). A column `sex`, unless
    asked for in `by`, tells whose person-years they are. Returns `by`, age_group, value, se, n.
    """
    keys, frame = _keyed(cells, by)
    babies = frame.group_by(keys).agg(pl.col("births").sum() / pl.col("deliveries").sum())
    babies = babies.select(*keys, pl.col("births").fill_nan(None).fill_null(1.0).alias("babies"))
    babies = babies.with_columns(pl.when(pl.col("babies") > 0).then("babies").otherwise(1.0).alias("babies"))
    women = frame.filter(pl.col("sex") == "women") if "sex" in frame.columns else frame
    sums = ["deliveries", "deliveries_2", "person_years", "lived"]
    women = _complete(_squared(women, "deliveries"), keys, sums).filter(pl.col("age_group").is_in(FERTILE))
    rate = pl.col("babies") * PER_THOUSAND / pl.col("person_years")
    exposed = pl.when(pl.col("person_years") > 0)
    result = women.join(babies, on=keys).with_columns(
        exposed.then(pl.col("deliveries") * rate).alias("value"),
        exposed.then(pl.col("deliveries_2").sqrt() * rate).alias("se"),
        pl.col("lived").alias("n"),
    )
    return _columns(result, [*by, "age_group", "value", "se", "n"])


def total_fertility(by_age: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Children per woman at the rates of `fertility_by_age`: `by`, value, se, n; null with an age missing."""
    keys, frame = _keyed(by_age, by)
    whole = pl.col("value").is_not_null().all()
    result = frame.group_by(keys).agg(
        pl.when(whole).then(pl.col("value").sum() * FIVE / PER_THOUSAND).alias("value"),
        pl.when(whole).then((pl.col("se") ** 2).sum().sqrt() * FIVE / PER_THOUSAND).alias("se"),
        pl.col("n").sum(),
    )
    return _columns(result, [*by, "value", "se", "n"])


def mean_age_at_childbearing(by_age: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Mean age of mothers at the rates of `fertility_by_age`, in years: `by`, value, se, n."""
    keys, frame = _keyed(by_age, by)
    age, rate = pl.col("age_group") + FIVE / 2, pl.col("value")
    mean = (age * rate).sum() / rate.sum()
    error = (((age - mean) * pl.col("se")) ** 2).sum().sqrt() / rate.sum()
    known = pl.when((rate.sum() > 0) & rate.is_not_null().all())
    result = frame.group_by(keys).agg(known.then(mean).alias("value"), known.then(error).alias("se"), pl.col("n").sum())
    return _columns(result, [*by, "value", "se", "n"])


def crude_rate(cells: pl.DataFrame, event: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """Events per 1,000 person-years of everybody: `by`, value, se, n. `event` names a column of counts."""
    keys, frame = _keyed(cells, by)
    years = pl.col("person_years").sum()
    result = (
        _squared(frame, event)
        .group_by(keys)
        .agg(
            pl.when(years > 0).then(pl.col(event).sum() * PER_THOUSAND / years).alias("value"),
            pl.when(years > 0).then(pl.col(f"{event}_2").sum().sqrt() * PER_THOUSAND / years).alias("se"),
            pl.col("lived").sum().alias("n"),
        )
    )
    return _columns(result, [*by, "value", "se", "n"])


def median_age(cells: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Age that half of the people have not reached, linear inside the age group: `by`, value, se, n."""
    keys, frame = _keyed(cells, by)
    sums = ["person_years", "person_years_2", "lived"]
    frame = _complete(_squared(frame, "person_years"), keys, sums).sort(*keys, "age_group")
    people, twice = pl.col("person_years"), pl.col("person_years_2")
    frame = frame.with_columns(
        people.sum().over(keys).alias("all"),
        pl.col("lived").sum().over(keys).alias("n"),
        (people.sum() ** 2 / twice.sum()).over(keys).alias("effective"),
    )
    frame = frame.with_columns(
        (people.cum_sum().over(keys) / pl.col("all")).alias("below"), (people / pl.col("all")).alias("share")
    )
    middle = frame.filter((pl.col("below") >= 0.5) & (pl.col("all") > 0)).group_by(keys, maintain_order=True).first()
    inside = (0.5 - (pl.col("below") - pl.col("share"))) / pl.col("share")
    error = 0.5 / pl.col("effective").sqrt() * pl.col("width") / pl.col("share")
    result = middle.with_columns((pl.col("age_group") + inside * pl.col("width")).alias("value"), error.alias("se"))
    return _columns(result, [*by, "value", "se", "n"])


def age_at_marriage(cells: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Singulate mean age at first union in years (Hajnal), consensual unions included: `by`, value, se, n.

    `cells` has `by`, age_group (15 to 50 used), single (sum of weights of those never in a union), weight,
    weight2 and n as in Cells.tally. Null when an age group is empty or nobody ever enters a union.
    """
    keys, frame = _keyed(cells, by)
    frame = _complete(frame, keys, ["single", "weight", "weight2", "n"])
    frame = frame.filter(pl.col("age_group").is_in(HAJNAL))
    share = pl.col("single") / pl.col("weight")
    frame = frame.with_columns(share.alias("s"), (pl.col("weight") ** 2 / pl.col("weight2")).alias("records"))
    s, age = pl.col("s"), pl.col("age_group")
    at_fifty = s.filter(age >= 45).mean()
    years = 15.0 + FIVE * s.filter(age < 50).sum()
    sums = frame.group_by(keys).agg(
        (pl.col("weight") > 0).all().alias("whole"),
        at_fifty.alias("u"),
        years.alias("years"),
        pl.col("n").sum(),
        *_spread(),
    )
    ever = 1.0 - pl.col("u")
    tilt = 0.5 * (pl.col("years") - 50.0) / (ever * ever)
    variance = (
        pl.col("young") * (FIVE / ever) ** 2 + pl.col("late") * (FIVE / ever + tilt) ** 2 + pl.col("fifty") * tilt**2
    )
    known = pl.when(pl.col("whole") & (ever > 0))
    result = sums.with_columns(
        known.then((pl.col("years") - 50.0 * pl.col("u")) / ever).alias("value"),
        known.then(variance.sqrt()).alias("se"),
    )
    return _columns(result, [*by, "value", "se", "n"])


def _spread() -> list[pl.Expr]:
    """Variance of the single shares below 45, at 45-49 and at 50-54, which enter Hajnal's formula differently."""
    age, variance = pl.col("age_group"), pl.col("s") * (1.0 - pl.col("s")) / pl.col("records")
    return [
        variance.filter(age < 45).sum().alias("young"),
        variance.filter(age == 45).sum().alias("late"),
        variance.filter(age == 50).sum().alias("fifty"),
    ]


def _keyed(cells: pl.DataFrame, by: Sequence[str]) -> tuple[list[str], pl.DataFrame]:
    """`by` and the frame, with a constant key when no column is asked for."""
    if by:
        return list(by), cells
    return [_ALL], cells.with_columns(pl.lit(0).alias(_ALL))


def _squared(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The frame with the twice weighted sums `name_2` and with `lived`, those of equal weights where it has none."""
    given = {f"{name}_2": name for name in names} | {"lived": "person_years"}
    return frame.with_columns(pl.col(name).alias(new) for new, name in given.items() if new not in frame.columns)


def _complete(frame: pl.DataFrame, keys: list[str], sums: list[str]) -> pl.DataFrame:
    """Rows added up by keys and age group, with zeros for groups nobody was in, and the groups' widths."""
    added = frame.group_by(*keys, "age_group").agg(pl.col(sums).sum())
    added = added.with_columns(pl.col("age_group").cast(pl.Int64))
    grid = added.select(keys).unique().join(_GROUPS, how="cross")
    full = grid.join(added, on=[*keys, "age_group"], how="left", nulls_equal=True)
    return full.with_columns(pl.col(sums).fill_null(0).cast(pl.Float64))


def _columns(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The named columns, infinite and undefined numbers as missing."""
    result = frame.select(names)
    floats = [name for name in result.columns if result.schema[name].is_float()]
    finite = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats]
    return result.with_columns(finite) if finite else result
