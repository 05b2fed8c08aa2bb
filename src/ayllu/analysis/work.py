"""Work of people at year ends: who works, at what, for how much, at home and abroad."""

from functools import cached_property, lru_cache

import polars as pl

from ayllu.analysis.answer import NOTHING, PERCENT, Answer, Quantity, answer_of
from ayllu.analysis.ask import Ask, ages
from ayllu.analysis.cells import ADULT, GROWN, YEAR_END, Cells, mean_of, tally
from ayllu.words.codes import Job

OUT_OF_WORK = (Job.NONE.name.lower(), Job.SEEKING.name.lower())
FARMS = (Job.OWN_FARM.name.lower(), Job.FARM_HAND.name.lower())
HOMES_OF_OTHERS = (Job.LIVE_IN.name.lower(), Job.DOMESTIC.name.lower())
INFORMAL = (Job.OWN_ACCOUNT.name.lower(), *HOMES_OF_OTHERS, Job.DAY_LABOUR.name.lower())
OWN_LEVEL = (Job.FORMAL.name.lower(), Job.HEALTH.name.lower(), Job.PROFESSIONAL.name.lower())
TERTIARY = 14
"""Completed years of school from which these tables call somebody skilled."""


class Work:
    """Tallies of the work of people of 15 and over, by place, sex and year."""

    def __init__(self, cells: Cells) -> None:
        self.run = cells.run
        self.job = pl.col("occupation").cast(pl.String)

    @cached_property
    def people(self) -> pl.DataFrame:
        """Residents; value in_labour_force."""
        grown = self.run.residents("person_year").filter(pl.col("age") >= ADULT)
        return tally(grown, [*YEAR_END, "age"], in_labour_force=self.job != OUT_OF_WORK[0])

    @cached_property
    def force(self) -> pl.DataFrame:
        """Residents in the labour force; value seeking."""
        grown = self.run.residents("person_year").filter((pl.col("age") >= ADULT) & (self.job != OUT_OF_WORK[0]))
        return tally(grown, [*YEAR_END, "age"], seeking=self.job == OUT_OF_WORK[1])

    @cached_property
    def workers(self) -> pl.DataFrame:
        """Residents at work; values farming, earnings, in_homes."""
        at_work = self.run.residents("person_year").filter(self._works())
        kinds = {"farming": self.job.is_in(FARMS), "in_homes": self.job.is_in(HOMES_OF_OTHERS)}
        return tally(at_work, [*YEAR_END, "age"], earnings=pl.col("wage"), **kinds)

    @cached_property
    def off_the_farm(self) -> pl.DataFrame:
        """Residents at work outside agriculture; value informal."""
        at_work = self.run.residents("person_year").filter(self._works() & ~self.job.is_in(FARMS))
        return tally(at_work, [*YEAR_END, "age"], informal=self.job.is_in(INFORMAL))

    @cached_property
    def abroad(self) -> pl.DataFrame:
        """People of the country at work abroad; values in_homes, earnings, below_level of those with a diploma."""
        away = self._away().filter(self._works())
        return tally(away, YEAR_END, in_homes=self.job.is_in(HOMES_OF_OTHERS), earnings=pl.col("wage"))

    @cached_property
    def skilled(self) -> pl.DataFrame:
        """The skilled of 25 and over, at home and abroad; values drain, exchange, recovery, circulation."""
        everybody = self.run.scan("person_year").filter((pl.col("age") >= GROWN) & (pl.col("education") >= TERTIARY))
        away, level, back = self._is_away(), self.job.is_in(OWN_LEVEL), pl.col("times_back") > 0
        return tally(
            everybody.with_columns(region=pl.lit("all"), area=pl.lit("urban")),
            YEAR_END,
            drain=away & ~level & ~back,
            exchange=away & level & ~back,
            recovery=~away & level & back,
            circulation=away & back,
        )

    def _works(self) -> pl.Expr:
        return (pl.col("age") >= ADULT) & ~self.job.is_in(OUT_OF_WORK)

    def _is_away(self) -> pl.Expr:
        return pl.col("region").cast(pl.String).is_in(self.run.abroad)

    def _away(self) -> pl.LazyFrame:
        return self.run.scan("person_year").filter(self._is_away())


@lru_cache(maxsize=8)
def work_of(cells: Cells) -> Work:
    """The tallies of a run's work, taken once."""
    return Work(cells)


def _share(table: str, value: str) -> Quantity:
    def share(cells: Cells, ask: Ask) -> Answer:
        span = ages(ask.age)
        if span is None:
            return NOTHING
        frame: pl.DataFrame = getattr(work_of(cells), table)
        rows = ask.at_year_ends(frame).filter(pl.col("age").is_between(*span))
        if rows.height == 0 or rows["n"].sum() == 0:
            return NOTHING
        return answer_of(rows.sum().select(*mean_of(value, PERCENT), "n"))

    return share


WORK_QUANTITIES: dict[str, Quantity] = {
    "agriculture_share_of_employment": _share("workers", "farming"),
    "labour_force_participation": _share("people", "in_labour_force"),
    "unemployment": _share("force", "seeking"),
}
WORK_TABLES = dict.fromkeys(WORK_QUANTITIES, "person_year")
