"""From which community those who live abroad on the first day came: keyed by household, like their region of birth."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.population.start_births import Q_WHERE, Birthplaces
from ayllu.population.start_dice import ask
from ayllu.population.start_reader import PackLike

Columns = Mapping[str, NDArray[Any]]

Q_ROOT = np.uint64(18)


def root_communities(
    pack: PackLike, persons: Columns, homes: Columns, communities: Columns,
    weights: Sequence[float], births: Birthplaces, mixed: Any,
) -> NDArray[np.int32]:  # fmt: skip
    """For each person a row of communities: of residents the one where the home stands, of those abroad where it stood.

    A household abroad came from one community of the region from which its people came (see `birth_regions`), the
    more probably the more people the community stands for.
    """
    abroad = np.array([place.destination > 0 for place in pack.places])
    roots = np.array(homes["community"], np.int32)
    moved = np.flatnonzero(abroad[communities["place"][homes["community"]]])
    stand_for = np.bincount(
        persons["community"], np.array(weights)[persons["stratum"]], minlength=len(communities["key"])
    )
    stand_for[abroad[communities["place"]]] = 0.0
    region = births.here[communities["place"]]
    of_region = [np.flatnonzero((region == number) & (stand_for > 0)) for number in range(len(pack.regions))]
    cumulated = [np.cumsum(stand_for[there]) for there in of_region]
    for home in moved:
        key, place = homes["key"][home] ^ mixed, communities["place"][homes["community"][home]]
        origin = min(int(np.searchsorted(births.where[place], ask(key, Q_WHERE), side="right")), len(of_region) - 1)
        there, sums = of_region[origin], cumulated[origin]
        if len(there):
            at = int(np.searchsorted(sums, ask(key, Q_ROOT) * sums[-1], side="right"))
            roots[home] = there[min(at, len(there) - 1)]
    return np.asarray(roots[persons["home"]])
