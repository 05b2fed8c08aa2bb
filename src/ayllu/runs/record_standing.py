"""What people believe, how they stand, live for their children and who of a couple decides, at the end of a year."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.month import Engine

BELIEFS = ("equality", "motherhood", "provider")
DOMAINS = ("daily_money", "purchases", "children", "going_out", "births", "departures")
ELEMENTS = ("responsible_alone", "intensive_methods", "guided", "costly", "child_first")
"""The five elements of intensive mothering."""
TOLD = ("at_home", "to_neighbours", "to_interviewer")
POINTS_A_PERCENT = 100
HALFWAY = 50

Rows = NDArray[np.int64]


def of_people(engine: Engine, rows: Rows) -> dict[str, NDArray[Any]]:
    """Beliefs in percent, standing and talk in points of 100."""
    person = engine.store.person
    beliefs = {name: HALFWAY + person[name][rows] / POINTS_A_PERCENT for name in BELIEFS}
    return {
        **{f"belief_{name}": np.rint(value).astype(np.int8) for name, value in beliefs.items()},
        "standing": person["standing"][rows],
        "talked_of": person["talked_of"][rows],
        **_of_parents(engine, rows),
    }


def _of_parents(engine: Engine, rows: Rows) -> dict[str, NDArray[Any]]:
    """Intensive mothering and its elements in percent, for mothers and fathers; unknown without children in care."""
    without = ~engine.look("has_children_in_care", rows).astype(np.bool_)
    shares = {name: engine.look(name, rows) for name in ("intensive_mothering", *ELEMENTS)}
    return {
        "devotion": np.ma.masked_array(engine.store.person["devotion"][rows], without),
        **{name: np.ma.masked_array(_percent(share), without) for name, share in shares.items()},
    }


def of_couples(engine: Engine, hers: Rows, his: Rows) -> dict[str, NDArray[Any]]:
    """Her part of the say by domain, of what the couple earns, and of what she and he tell that she or he brings."""
    power = {f"her_power_{domain}": engine.look(f"power_over_{domain}", hers) for domain in DOMAINS}
    told = {
        f"{whose}_told_{audience}": engine.look(f"told_{audience}", rows)
        for whose, rows in (("her", hers), ("his", his))
        for audience in TOLD
    }
    shares = {**power, "her_share_earned": engine.look("share_earned", hers), **told}
    return {name: _percent(share) for name, share in shares.items()}


def _percent(share: NDArray[np.float64]) -> NDArray[np.int8]:
    return np.rint(share * POINTS_A_PERCENT).astype(np.int8)
