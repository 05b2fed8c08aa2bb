"""Kernels of migration: how flows between places follow from their people and distances.

Four classic forms, each in the definition of a published simulator so that results can be compared (`ayllu verify`).
Rows are origins, columns destinations; nobody moves to where she is, so the diagonal is 0. `people` are numbers of
persons, `distances` a symmetric matrix in any unit.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def gravity(people: ArrayLike, distances: ArrayLike, scale: float, origin: float, there: float, decay: float) -> Floats:
    """Zipf's gravity: scale x people(i)^origin x people(j)^there / distance(i, j)^decay."""
    size, apart = _checked(people, distances)
    return _nobody_stays(scale * size[:, None] ** origin * _nearness(size, apart, there, decay))


def competing_destinations(
    people: ArrayLike, distances: ArrayLike, scale: float, origin: float, there: float, decay: float, rivalry: float
) -> Floats:
    """Fotheringham's form: gravity times (the nearness of j to all third places)^rivalry.

    A negative rivalry makes destinations that lie among others less likely than gravity says, a positive one more.
    Raises ValueError when there are no third places.
    """
    size, apart = _checked(people, distances)
    if size.size <= 2:
        raise ValueError(f"{size.size} places have no third one to compete")
    others = _nobody_stays(_nearness(size, apart, there, decay))
    third = (1.0 - np.eye(size.size)) @ others.T
    return np.asarray(gravity(people, distances, scale, origin, there, decay) * third**rivalry)


def stouffer(
    people: ArrayLike, distances: ArrayLike, scale: float, origin: float, there: float, with_home: bool
) -> Floats:
    """Intervening opportunities: scale x people(i)^origin x (people(j) / people as near as j or nearer)^there.

    with_home: whether the people of the origin count among those near.
    """
    size, apart = _checked(people, distances)
    near = _as_near(size, apart, with_home)
    share = np.divide(np.broadcast_to(size, near.shape), near, out=np.zeros_like(near), where=near > 0)
    return _nobody_stays(scale * size[:, None] ** origin * share**there)


def radiation(people: ArrayLike, distances: ArrayLike, scale: float, with_home: bool) -> Floats:
    """Simini's radiation: scale x people(i) x people(j) / ((people(i) + near) x (people(i) + people(j) + near)).

    `near` are the people as near to i as j is, or nearer; with_home: whether those of the origin count among them.
    """
    size, apart = _checked(people, distances)
    home, there = size[:, None], size[None, :]
    near = _as_near(size, apart, with_home)
    whole = (home + near) * (home + there + near)
    return _nobody_stays(np.divide(scale * home * there, whole, out=np.zeros_like(whole), where=whole > 0))


def _nearness(size: Floats, apart: Floats, there: float, decay: float) -> Floats:
    """What each destination weighs as seen from each place; places at no distance have no defined weight."""
    filled = apart.copy()
    np.fill_diagonal(filled, 1.0)
    return np.asarray(size[None, :] ** there * filled**-decay)


def _as_near(size: Floats, apart: Floats, with_home: bool) -> Floats:
    """People of all places as near to i as j is, or nearer; places equally far count together."""
    within = apart[:, None, :] <= apart[:, :, None]
    if not with_home:
        within &= ~np.eye(size.size, dtype=bool)[:, None, :]
    return np.asarray(within @ size)


def _nobody_stays(flows: Floats) -> Floats:
    np.fill_diagonal(flows, 0.0)
    return flows


def _checked(people: ArrayLike, distances: ArrayLike) -> tuple[Floats, Floats]:
    size, apart = np.asarray(people, np.float64), np.asarray(distances, np.float64)
    if size.ndim != 1 or apart.shape != (size.size, size.size):
        raise ValueError(f"{size.shape} places need a square matrix of distances, not {apart.shape}")
    if (size < 0).any() or (apart < 0).any() or not np.array_equal(apart, apart.T):
        raise ValueError("people and distances must not be negative, and distances symmetric")
    return size, apart
