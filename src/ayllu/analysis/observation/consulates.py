"""Consulates and the ministry: who registered, and what the ministry makes of it.

Three numbers: the share registered in the first five years and after ten, and the factor by which the official
estimate exceeds the registers [GN-045, GN-073].
"""

import polars as pl

from ayllu.analysis.observation.truth import Numbers, Truth, by_years_abroad, counted

NUMBERS = ("consulate_new", "consulate_settled", "official_factor")


def consulates(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Emigrants registered at consulates, and the ministry's estimate, by destination."""
    shares = by_years_abroad(numbers["consulate_new"], numbers["consulate_settled"])
    registered = counted(truth, "consulate", shares)
    return pl.concat([registered, counted(truth, "ministry", shares, numbers["official_factor"])])
