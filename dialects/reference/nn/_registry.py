"""How a reference function becomes an interpreter function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import numpy as np
from xdsl.interpreter import Interpreter, InterpreterFunctions, PythonValues, impl, register_impls
from xdsl.ir import Operation, SSAValue
from xdsl.irdl import IRDLOperation

Reference = Callable[..., Any]
REFERENCES: dict[type[IRDLOperation], Reference] = {}
"""Operation → its reference; filled once, while the modules of this folder are imported."""

F = TypeVar("F", bound=Reference)


def reference(*ops: type[IRDLOperation]) -> Callable[[F], F]:
    """Make a numpy function the meaning of `ops`.

    It is called as `f(op, *operands)`, with one argument for each operand definition but the destination: an array, None
    for an absent optional operand, a list of arrays for a variadic one. It returns an array, or a tuple of arrays for
    several results.
    """

    def register(function: F) -> F:
        for op in ops:
            assert op not in REFERENCES, f"{op.name} has two references"
            REFERENCES[op] = function
        return function

    return register


def evaluate(op: Operation, arguments: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """The results of `op` for the values of its operands (destination included, and ignored)."""
    values = dict(zip(op.operands, arguments, strict=True))
    assert isinstance(op, IRDLOperation)
    names = [name for name, _ in type(op).get_irdl_definition().operands if name != "out"]
    with np.errstate(all="ignore"):  # infinities and NaN are values like others
        results = REFERENCES[type(op)](op, *(_bind(getattr(op, name), values) for name in names))
    return cast("tuple[np.ndarray, ...]", results) if isinstance(results, tuple) else (results,)


def _bind(operand: SSAValue | Sequence[SSAValue] | None, values: dict[SSAValue, np.ndarray]) -> Any:
    if operand is None:
        return None
    return values[operand] if isinstance(operand, SSAValue) else [values[v] for v in operand]


def _run(
    functions: InterpreterFunctions, interpreter: Interpreter, op: Operation, args: PythonValues
) -> PythonValues:
    results = evaluate(op, args)
    if op.results:
        return results
    args[-1][...] = results[0]  # destination form: the destination is the last operand
    return ()


def functions() -> InterpreterFunctions:
    """Interpreter functions for every operation that has a reference, in both forms."""
    body = {f"run_{op.name.replace('.', '_')}": impl(op)(_copy(_run)) for op in REFERENCES}
    return register_impls(type("ReferenceFunctions", (InterpreterFunctions,), body))()


def _copy(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: function(*args)
