"""Consulates and the ministry: who registered, and what the ministry makes of it.

To register one asks the consulate for papers, so people do as far as fees, waiting and reception let them (the
model's consular help), the irregular less or more than others [GN-045, GN-152]. Three numbers: the share registered of
those with papers and of those without, and the factor by which the official estimate exceeds the registers [GN-073].
The irregular among the official count are told apart [GN-074, GN-075].
"""

import polars as pl

from ayllu.analysis.observation.truth import HELP, Numbers, Truth, by_papers, counted

NUMBERS = ("consulate_regular", "consulate_irregular", "official_factor")


def consulates(truth: Truth, numbers: Numbers) -> pl.DataFrame:
    """Emigrants registered at consulates, the ministry's estimate, and the irregular in it, by destination."""
    shares = by_papers(truth, numbers["consulate_irregular"], numbers["consulate_regular"])
    if HELP in truth.stock.columns:
        shares = shares * pl.col(HELP).fill_null(1.0)
    factor = numbers["official_factor"]
    irregular = shares * by_papers(truth, 1.0, 0.0)
    return pl.concat([
        counted(truth, "consulate", shares),
        counted(truth, "ministry", shares, factor),
        counted(truth, "ministry_irregular", irregular, factor),
    ])  # fmt: skip
