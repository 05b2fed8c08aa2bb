"""Singulate mean ages at marriage (Hajnal 1953) of a store and their distance from a pack's targets."""

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE, DEAD
from ayllu.population.store import Store
from ayllu.register.pack import Pack
from ayllu.words.codes import UnionStatus

Floats = NDArray[np.float64]
GROUPS = 8
SMAM_AGES = 8
"""Years by which the age at marriage of a census looks back."""


def shares_single(store: Store, countries: int, country_of_place: NDArray[np.int64]) -> Floats:
    """Never partnered and all people: array of country, sex, five-year group from 15 to 54, (single, all)."""
    person = store.person
    rows = np.flatnonzero((person["cell"] != DEAD) & (person["age"] >= 15) & (person["age"] < 55))
    country = country_of_place[person["cell"][rows].astype(np.int64) // CELLS_A_PLACE]
    group = (person["age"][rows].astype(np.int64) - 15) // 5
    out = np.zeros((countries, 2, GROUPS, 2))
    at = (country, person["sex"][rows].astype(np.int64), group)
    np.add.at(out[..., 0], at, person["union_status"][rows] == UnionStatus.SINGLE)
    np.add.at(out[..., 1], at, 1)
    return out


def singulate_mean(single: Floats) -> float:
    """Hajnal's mean from (single, all) by the eight groups 15-19 to 50-54."""
    share = single[:, 0] / np.maximum(single[:, 1], 1)
    at_fifty = (share[6] + share[7]) / 2
    return float((15 + 5 * share[:7].sum() - 50 * at_fifty) / (1 - at_fifty))


def residuals(pack: Pack, by_year: list[Floats]) -> dict[tuple[int, int], dict[int, float]]:
    """Simulated less target mean age, by (country, sex) and year of the target.

    Where the last target lies long before the end, ages are taken to have stayed as they were: without a figure
    nothing says that they moved, and the mix of who is ready moves on.
    """
    codes = [country.code for country in pack.countries]
    wanted: dict[tuple[int, int], dict[int, float]] = {}
    for row in pack.targets:
        if row["quantity"] != "smam" or row["country"] not in codes or not row["id"].startswith("T"):
            continue
        country, sex, year = codes.index(row["country"]), "FM".index(row["sex"]), int(row["year"])
        if 0 <= year - pack.epoch_year < len(by_year):
            wanted.setdefault((country, sex), {})[year] = float(row["value"])
    end = pack.epoch_year + len(by_year) - 1
    for ages in wanted.values():
        if end - max(ages) > SMAM_AGES:
            ages[end] = ages[max(ages)]
    return {
        (country, sex): {
            year: singulate_mean(by_year[year - pack.epoch_year][country, sex]) - age for year, age in ages.items()
        }
        for (country, sex), ages in wanted.items()
    }
