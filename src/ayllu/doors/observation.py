"""Observing a finished run with the numbers of its own time or of a pack."""

from pathlib import Path
from typing import Any


def observe_run(folder: Path | str, pack: str | None = None) -> tuple[Path, list[dict[str, Any]]]:
    """Write observed_year.parquet; its path, and each reference beside what is observed and true.

    Numbers and references are those of the run, or of `pack`. Raises AylluError when the run cannot be observed.
    """
    from ayllu.analysis.observation.observe import (
        PROCESS,
        REFERENCES,
        distances,
        numbers_of,
        observe,
        references,
        write_observed,
    )
    from ayllu.analysis.open import open_run
    from ayllu.register.pack import read_pack

    run = open_run(folder)
    numbers, told = numbers_of(run), run.path / REFERENCES
    if pack is not None:
        read = read_pack(pack)
        numbers = {name: float(card.value) for name, card in read.cards.get(PROCESS, {}).items()} or None
        told = Path(read.root) / REFERENCES
    series = observe(run, numbers)
    path = write_observed(run, numbers)
    assert path is not None
    return path, distances(series, references(told)).to_dicts() if told.is_file() else []
