"""What a world hands to the engine: numbers, tables and places, without knowing where they come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ayllu.population.schema import CELLS_A_PLACE

Numbers = Mapping[str, Mapping[str, float]]
Tables = Mapping[str, Mapping[str, NDArray[np.float64]]]


@dataclass(frozen=True)
class Ages:
    """Ages in years and people of a full community, which settlements need (cards of `population`)."""

    adult_age: int
    dependent_age: int
    full: int
    headship_years: int

    def vector(self) -> NDArray[np.int64]:
        """In the order settlements expect."""
        return np.array([self.adult_age, self.dependent_age, self.full, self.headship_years], np.int64)


@dataclass(frozen=True)
class Setting:
    """The outside of a simulation.

    numbers and tables give the values in force in a month; places holds country, region and area by place.
    everybody: visit every exposed person instead of screening. chunk: rows per unit of threads. kin: keep
    homes, links of kin and tombs (the demographic yardstick does without). turns: months between
    two looks at one person for measured means. sizes: how many values a dimension of a count has. weights: people
    that one simulated person stands for, by stratum.
    """

    seed: int
    numbers: Callable[[int], Numbers]
    tables: Callable[[int], Tables]
    places: Mapping[str, NDArray[np.int64]]
    ages: Ages
    threads: int = 1
    chunk: int = 262144
    everybody: bool = False
    kin: bool = True
    turns: int = 12
    ceiling_scale: float = 1.0
    resort_share: float = 0.1
    measured: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    weights: tuple[float, ...] = (1.0,)

    @property
    def units(self) -> NDArray[np.int64]:
        """What one person of each stratum counts for in tallies: the weight over the smallest, as a whole number."""
        weights = np.array(self.weights)
        units: NDArray[np.int64] = np.rint(weights / weights.min()).astype(np.int64)
        return units

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.places["country"]) * CELLS_A_PLACE
