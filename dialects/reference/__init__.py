"""What the dialects mean, in numpy: the oracle of every level.

A tensor is an array; a memref is a view into the array that is its buffer, so that what is stored through one view is seen
through all others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.interpreter import Interpreter

from . import nn, pconv

__all__ = ["interpret", "nn", "pconv", "register_reference"]


def register_reference(interpreter: Interpreter) -> None:
    """Give `interpreter` the meaning of functions and of every dialect that has a reference here."""
    # Here, since it loads the interpreters of all of xDSL's dialects: 0.25 s that folding constants need not wait for.
    from xdsl.interpreters.func import FuncFunctions

    interpreter.register_implementations(FuncFunctions())
    interpreter.register_implementations(nn.functions())  # those of pconv are among them


def interpret(
    module: ModuleOp, inputs: Sequence[np.ndarray], function: str = "main"
) -> tuple[np.ndarray, ...]:
    """Run `function` of `module` on `inputs`; in destination form the destinations are inputs, and are written."""
    interpreter = Interpreter(module)
    register_reference(interpreter)
    return interpreter.call_op(function, tuple(inputs))
