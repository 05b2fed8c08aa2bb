"""Destination censuses and registers: they count those who have been there longer better than newcomers.

Two numbers: the share counted in the first five years and after ten years; between, the mean of both. Host registers
know fewer people than consulates where most have come lately and without papers [GN-045].
"""

import polars as pl

from ayllu.analysis.observation.truth import Numbers, Truth, by_years_abroad, counted

NUMBERS = ("census_new", "census_settled")


def censuses(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Emigrants counted where they live, by destination."""
    return counted(truth, "census", by_years_abroad(numbers["census_new"], numbers["census_settled"]))
