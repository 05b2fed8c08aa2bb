"""What people did with their week, and who looks after children, for the year-end tables."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ayllu.engine.month import Engine
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.runs.record_parts import Coded, Columns
from ayllu.words.codes import CARER_WORDS, Job

MINUTES_A_WEEK = 10_080
AWAY_WORDS = ("nobody", "mother", "father", "both")
"""Which parent of a child is alive and lives in another place."""
OWN_WORK = (Job.OWN_FARM, Job.OWN_ACCOUNT)

Rows = NDArray[np.int64]


def week(engine: Engine, rows: Rows) -> Columns:
    """Minutes a week of each person by kind, whole numbers that add up to a week; rest holds sleep, school,
    posts and ways."""
    seen = {view: engine.look(f"{view}_minutes", rows) for view in ("housework", "care", "work")}
    whole = {view: np.rint(minutes).astype(np.int16) for view, minutes in seen.items()}
    own = np.isin(engine.store.person["job"][rows], OWN_WORK)
    rest = MINUTES_A_WEEK - sum(minutes.astype(np.int64) for minutes in whole.values())
    return {
        "paid_work_minutes": np.where(own, 0, whole["work"]).astype(np.int16),
        "own_work_minutes": np.where(own, whole["work"], 0).astype(np.int16),
        "housework_minutes": whole["housework"],
        "care_minutes": whole["care"],
        "rest_minutes": np.asarray(rest).astype(np.int16),
    }


def company(person: Any, rows: Rows) -> Columns:
    """Carer of each child, which parent is away, and wellbeing in percent; unknown before the first birthday."""
    place = person["cell"] // CELLS_A_PLACE
    away = {}
    for parent in ("mother", "father"):
        linked = person[parent][rows].astype(np.int64)
        away[parent] = (linked >= 0) & (place[np.maximum(linked, 0)] != place[rows])
    wellbeing = {kind: person[kind][rows].astype(np.int16) for kind in ("material", "relational")}
    unseen = wellbeing["relational"] == 0
    return {
        "carer": Coded(person["carer"][rows], CARER_WORDS),
        "parent_away": Coded((away["mother"] + 2 * away["father"]).astype(np.uint8), AWAY_WORDS),
        **{kind: np.ma.masked_array(values, unseen) for kind, values in wellbeing.items()},
    }
