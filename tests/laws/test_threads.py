"""The same lives, however the work is divided."""

import pytest
from small_worlds import base, lived

from ayllu.runs.world import Options


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("chunk", [64, 1000, 262144])
def test_threads_and_chunks(threads: int, chunk: int) -> None:
    assert lived(options=Options(threads=threads, chunk=chunk, everybody=False)) == base()


def test_another_seed_is_another_world() -> None:
    assert lived(seed=2) != base()
