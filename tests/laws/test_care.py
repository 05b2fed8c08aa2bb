"""Every child has somebody who cares, minutes of care given and received balance, and weeks add up."""

from collections.abc import Iterator

import numpy as np
import pytest
from small_worlds import world

from ayllu.population.schema import DEAD
from ayllu.runs.record_time import MINUTES_A_WEEK, week
from ayllu.runs.world import World
from ayllu.words.codes import Carer

MONTHS = 24
CHILDHOOD = 15
GROWN = 20


def living(here: World) -> np.ndarray:
    """Rows of everybody alive."""
    return np.flatnonzero(here.store.person["cell"] != DEAD)


def months() -> Iterator[tuple[World, np.ndarray]]:
    """A hot world month by month, and those alive in it."""
    here = world()
    for _ in range(MONTHS):
        here.advance(1)
        yield here, living(here)


def test_care_given_and_bought_is_care_received() -> None:
    """Minutes are seen from both sides: what each child gets, and what each carer gives to all."""
    bought, elsewhere = 0.0, 0.0
    for here, rows in months():
        given, received, paid = (
            here.engine.look(view, rows) for view in ("care_minutes", "care_received", "care_bought")
        )
        helped, hired = (here.engine.look(view, rows) for view in ("help_received", "help_bought"))
        everything = received.sum() + helped.sum()
        assert given.sum() + paid.sum() + hired.sum() == pytest.approx(everything, rel=1e-6)
        assert received.sum() > 0 and helped.sum() > 0
        bought += paid.sum()
        person = here.store.person
        elsewhere += given[person["age"][rows] >= GROWN].sum()
        assert (person["carer"][rows][person["age"][rows] < CHILDHOOD] != Carer.NONE).all()
    assert bought > 0 and elsewhere > 0


def test_weeks_add_up() -> None:
    here = world()
    here.advance(MONTHS)
    kinds = week(here.engine, living(here))
    assert (sum(np.asarray(minutes).astype(int) for minutes in kinds.values()) == MINUTES_A_WEEK).all()
    assert all((np.asarray(minutes) >= 0).all() for minutes in kinds.values())


def test_carers_are_near() -> None:
    """A mother or father who cares lives in the same place at the end of a month; all kinds of carers occur."""
    seen = np.zeros(len(Carer), np.int64)
    for here, rows in months():
        person = here.store.person
        place = person["cell"] // 44
        for kind, parent in ((Carer.MOTHER, "mother"), (Carer.FATHER, "father")):
            cared = rows[(person["age"][rows] < CHILDHOOD) & (person["carer"][rows] == kind)]
            of = person[parent][cared]
            assert (of >= 0).all() and (place[of] == place[cared]).all()
        seen += np.bincount(person["carer"][rows], minlength=len(Carer))
    assert (seen[1:] > 0).all(), dict(zip([c.name for c in Carer], seen.tolist(), strict=True))


def test_without_a_norm_more_fathers_care() -> None:
    """What is held whose task at the start tells mothers from fathers, besides hours, pay and skill."""
    shares = []
    for norm in ({}, {"care_of_children.duty": 0.0, "care_of_children.ridicule": 0.0}):
        here = world(changes=norm)
        here.advance(2)
        rows = living(here)
        carers = here.store.person["carer"][rows][here.store.person["age"][rows] < CHILDHOOD]
        shares.append(float((carers == Carer.FATHER).mean() / (carers == Carer.MOTHER).mean()))
    assert shares[1] > 1.5 * shares[0]
