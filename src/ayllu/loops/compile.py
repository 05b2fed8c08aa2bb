"""Generated loops as modules on disk, so that Numba's cache finds them again.

A module's name holds the hash of its text and of the engine files it calls: a changed rule recompiles its own
process and nothing else.
"""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numba

from ayllu.loops import ahead, rows, screen, walks
from ayllu.loops.generate import Kernel
from ayllu.loops.source import curves_text
from ayllu.population import cached, draws, identity
from ayllu.words.cache import cache_base

cached.guard()

HEAD = """\
import numpy as np
from ayllu.loops.ahead import TURNS, fetch
from ayllu.loops.rows import child_key
from ayllu.loops.screen import BLOCK, draw_units
from ayllu.loops.walks import MOST_KIN, are_close_kin, kin_of, next_child
from ayllu.population.draws import counter_of_alternative, unit
from ayllu.population.schema import DEAD, NOT_DUE


@njit(error_model='numpy')
def gumbel(key, alternative, seed, month, site, lead):
    u = unit(counter_of_alternative(seed, key, np.uint64(alternative)), np.uint64(month), np.uint64(site))
    if (0.37 if u < 0.5 else 2.26 if u < 0.9 else 4.61 if u < 0.99 else 99.0) < lead:
        return -1e300  # the logarithms would stay below the best so far
    return -log(-log(u))

"""


def cache_folder() -> Path:
    """Where generated modules and compiled code live."""
    return cache_base() / f"py{sys.version_info.major}{sys.version_info.minor}-numba{numba.__version__}"


@lru_cache(maxsize=1)
def _engine_hash() -> str:
    digest = hashlib.sha256()
    for module in (ahead, rows, screen, walks, draws, identity):
        assert module.__file__
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()


def module_text(kernels: Sequence[Kernel], numbers: Mapping[str, int]) -> str:
    """All loops of one process as a module."""
    rules: dict[str, str] = {}
    for kernel in kernels:
        rules |= kernel.rules
    parts = [curves_text(), HEAD]
    parts += [f"@njit(error_model='numpy')\n{text}\n" for _, text in sorted(rules.items())]
    parts += [f"@njit(nogil=True, cache=True, error_model='numpy')\n{kernel.text}\n" for kernel in kernels]
    text = "\n".join(parts)
    for name in sorted(numbers, key=len, reverse=True):
        text = text.replace(f"NUMBER['{name}']", str(numbers[name]))
    return text


def load(name: str, text: str) -> ModuleType:
    """Write the module if it is new, and import it."""
    mark = hashlib.sha256((text + _engine_hash()).encode()).hexdigest()[:16]
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    module_name = f"ayllu_{name}_{mark}"
    path = folder / f"{module_name}.py"
    if module_name in sys.modules:
        return sys.modules[module_name]
    if not path.exists():
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module


def compiled(module: ModuleType, kernel: Kernel) -> Callable[..., Any]:
    """The compiled loop of a kernel."""
    function: Callable[..., Any] = getattr(module, kernel.name)
    return function
