"""Ayllu: a laboratory of families stretched across borders."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ayllu.doors.verbs import compare, run
    from ayllu.doors.verbs import open_result as open

_VERBS = {
    "run": "ayllu.doors.verbs:run",
    "compare": "ayllu.doors.verbs:compare",
    "open": "ayllu.doors.verbs:open_result",
}
"""Verbs lent lazily, so that importing a part of Ayllu does not import all of it."""

__all__ = ["compare", "open", "run"]


def __getattr__(name: str) -> Any:
    """A verb, or the version; anything else is refused as usual."""
    if name == "__version__":
        return import_module("ayllu.runs.provenance").version()
    if name not in _VERBS:
        raise AttributeError(f"ayllu has no verb '{name}'; it has {', '.join(sorted(_VERBS))}")
    module, _, attribute = _VERBS[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """The verbs and what the module holds."""
    return sorted({*globals(), *_VERBS, "__version__"})
