"""Finding the process files; the only place that knows where they are."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import ayllu.processes
from ayllu.grammar.inspect import ProcessRecord, read_process
from ayllu.words.errors import AylluError, Problem


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
            _add(found, _load(path))
    return list(found.values())


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
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, ImportError, NameError) as error:
        raise AylluError(Problem("the process file cannot be read", str(path), str(error))) from error
    return module
