"""Destination censuses and registers: they count those who have been there longer, and with papers, better than others.

Three numbers: the share counted in the first five years and after ten years, between them the mean of both, and how
many of the irregular are counted against others with as many years. Host registers know fewer people than consulates
where most have come lately and without papers [GN-045].
"""

import polars as pl

from ayllu.analysis.observation.truth import Numbers, Truth, by_papers, by_years_abroad, counted

NUMBERS = ("census_new", "census_settled", "census_irregular")


def censuses(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Emigrants counted where they live, by destination."""
    years = by_years_abroad(numbers["census_new"], numbers["census_settled"])
    return counted(truth, "census", years * by_papers(truth, numbers["census_irregular"]))
