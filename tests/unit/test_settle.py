"""Settlements: what they tell the ledger of people who went."""

import numpy as np

from ayllu.engine.settle import _from_first


def test_who_is_moved_twice_brings_the_purse_from_where_the_way_began() -> None:
    gone, origin = np.array([7, 5, 9, 5]), np.array([2, 1, 4, 3])
    rows, before = _from_first(gone, origin)
    assert rows.tolist() == [5, 7, 9] and before.tolist() == [1, 2, 4]
