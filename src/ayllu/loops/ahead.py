"""Asking the memory for a row some turns before a loop comes to it, so that rows far apart are fetched together."""

import re
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

TURNS = 12
"""How many rows ahead loops over scattered rows ask."""


@intrinsic
def _fetch(typing, array, row):  # type: ignore[no-untyped-def]
    """Ask for array[row] (a row of the array, not below zero); nothing is read or changed."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = builder.bitcast(builder.gep(held.data, [arguments[1]]), ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [at.type, *[ir.IntType(32)] * 3])
        ask = builder.module.declare_intrinsic("llvm.prefetch", (at.type,), kind)
        builder.call(ask, [at, *(ir.Constant(ir.IntType(32), value) for value in (0, 3, 1))])
        return context.get_dummy_value()

    return types.none(array, types.int64), generate


fetch: Any = _fetch


def ask_ahead(lines: list[str]) -> list[str]:
    """Lines of a loop over `rows` that ask for the columns which the given lines read or write at row i."""
    columns = sorted({name for line in lines for name in re.findall(r"\b((?:person|household)_\w+)\[i\]", line)})
    return ["ahead = np.int64(rows[min(t + TURNS, n - 1)])", *(f"fetch({name}, ahead)" for name in columns)]
