"""Distances on the globe."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS = 6371.0
"""Mean radius in km."""


def great_circle(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Distances in km, along the globe, between all pairs of points given in degrees (haversine formula)."""
    across, along = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(longitude, float))
    half = np.sin((across[None, :] - across[:, None]) / 2) ** 2
    turned = np.sin((along[None, :] - along[:, None]) / 2) ** 2
    both = half + np.cos(across)[:, None] * np.cos(across)[None, :] * turned
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(both, 1.0))))
