"""Whether the user's own processes make a model with the built-in ones, told before a run begins."""

from pathlib import Path

from ayllu.loops.plan import make_plan
from ayllu.register.pack import Pack
from ayllu.runs.discover import discover
from ayllu.runs.own_processes import NO_OWN, OwnProcesses, kept_in, read_own
from ayllu.runs.world import Figures
from ayllu.words.errors import AylluError, ModelError, Problem

_REMEDY = "The grammar is on one page of CONTRIBUTING.md"


def own_processes(pack: Pack, folder: Path | str | None, resumed: Path | None = None) -> OwnProcesses:
    """The user's processes of a new run, or those of the unfinished run `resumed`, checked against the pack.

    Raises AylluError for files that do not make a model with the built-in ones and the pack's numbers, and for
    a folder that has changed since the run began.
    """
    own = read_own(folder) if folder is not None else NO_OWN
    if resumed is not None:
        kept = kept_in(resumed)
        if folder is not None and kept.hash != own.hash:
            reason = "they changed since the run began"
            remedy = "Leave --processes out: the run folder keeps its own; or start anew with another --out"
            raise AylluError(Problem("cannot resume with these processes", str(folder), reason, remedy))
        own = kept
    if own.folders:
        _check(pack, own)
    return own


def _check(pack: Pack, own: OwnProcesses) -> None:
    """Whatever does not fit together here is the user's to change, not a fault of the software."""
    records = discover(own.folders)
    if not {Path(name).stem for name in own.texts} & {record.name for record in records}:
        reason = "no file in it declares one with process(...)"
        raise AylluError(Problem("this folder holds no process", str(own.folder), reason, _REMEDY))
    try:
        Figures(pack, make_plan(records))
    except ModelError as error:
        raise AylluError(Problem(str(error), str(own.folder), remedy=_REMEDY)) from error
