"""Finding the process files; the only place that knows where they are."""

import importlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import ayllu.processes
from ayllu.grammar.inspect import ProcessRecord, read_process
from ayllu.words.errors import AylluError, ModelError, Problem


def discover(extra: Iterable[Path] = ()) -> list[ProcessRecord]:
    """Records of all processes of the package, and of the files in extra folders.

    Raises AylluError when two files have the same name or an extra file cannot be read.
    """
    found: dict[str, ProcessRecord] = {}
    package = ayllu.processes
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.ispkg:
            _add(found, importlib.import_module(info.name))
    for folder in extra:
        for path in sorted(Path(folder).glob("*.py")):
            _take(found, path)
    return list(found.values())


def _take(found: dict[str, ProcessRecord], path: Path) -> None:
    """Add a user's file; whatever is wrong with it is told with its name and line."""
    try:
        _add(found, _load(path))
    except AylluError:
        raise
    except Exception as error:  # a user's file may raise anything
        own = str(path.resolve())
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if str(Path(frame.filename).resolve()) == own]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        told = str(error) if isinstance(error, ModelError) else f"{type(error).__name__}: {error}"
        where = f"{path}:{line}" if line else str(path)
        raise AylluError(Problem("the process file cannot be read", where, told)) from error


def _add(found: dict[str, ProcessRecord], module: ModuleType) -> None:
    record = read_process(module)
    if record is None:
        return
    if record.name in found:
        raise AylluError(
            Problem(
                f"two process files are called {record.name}",
                str(module.__file__),
                remedy="Rename one of them.",
            )
        )
    found[record.name] = record


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ayllu_extra.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise AylluError(Problem("the process file cannot be read", str(path)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
