"""neworder's Markov chain: three states, one draw a person and step."""

import numpy as np

from ayllu.population.draws import uniform
from ayllu.verification.battery import Draw, lineage_keys
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.rates import Array
from ayllu.verification.report import Finding, check

WAITING = {(0, 1): 13.0, (0, 2): 23.0, (1, 2): 29.0, (2, 0): 17.0}
"""Mean steps before each change of state."""
AT_100 = (0.189427, 0.422777, 0.387796)
STEPS = 100
NOTICE = 0.01
SEED, SITE = 6, 4


def matrix() -> Array:
    """Chances of a step from each state (rows) to each."""
    table = np.zeros((3, 3))
    for (start, end), mean in WAITING.items():
        table[start, end] = 1 / mean
    np.fill_diagonal(table, 1 - table.sum(axis=1))
    return table


def shares(draw: Draw, table: Array, count: int) -> Array:
    """Shares of `count` people in each state after 100 steps from state 0."""
    keys = lineage_keys(count)
    state = np.zeros(count, np.int64)
    limits = np.cumsum(table, axis=1)[:, :2]
    for step in range(STEPS):
        state = (draw(SEED, keys, step, SITE, 0)[:, None] >= limits[state]).sum(axis=1)
    return np.bincount(state, minlength=3) / count


@check("neworder Markov chain", "People changing state by their own draws follow the chain")
def markov(quick: bool) -> Finding:
    """A chance of leaving the first state that is 10 % too high fails (tried)."""
    count = 80_000 if quick else 200_000
    found = shares(uniform, matrix(), count)
    listed = [
        Quantity(f"state {state}", wanted, float(ours), float(np.sqrt(wanted * (1 - wanted) / count)), NOTICE)
        for state, (wanted, ours) in enumerate(zip(AT_100, found, strict=True))
    ]
    return judge(listed, "a share off by 0.01")
