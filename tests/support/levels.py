"""Running one network at every level of IR."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from prunir.compiler import CompiledSession
from prunir.dialects import plan
from prunir.dialects.reference import register_reference
from prunir.dialects.reference.buffers import allocate, owner_of
from prunir.dialects.reference.loops import register_loops
from prunir.dialects.reference.plan import PlanFunctions
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp
from xdsl.interpreter import Interpreter

INTERPRETED = ("import", "nn", "pconv", "plan", "loops")
"""Levels that have a reference; below them is machine code."""


def interpret(session: CompiledSession, level: str, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The outputs of the session's network, interpreted at `level`."""
    module = session.module(level)
    interpreter = Interpreter(module)
    register_reference(interpreter)
    if level not in ("plan", "loops"):
        return list(interpreter.call_op("main", tuple(inputs)))
    interpreter.register_implementations(PlanFunctions(), override=True)
    if level == "loops":
        register_loops(interpreter)
    main = _main(module)
    arena, blob, barrier = (allocate(argument.type) for argument in main.args[:3])
    _fill(owner_of(blob).view(np.uint8), main)
    owner_of(arena).view(np.uint8)[...] = 0xFF  # NaN: what is read before it is written shows
    outputs = [np.full(value.shape, _poison(value.dtype), value.dtype) for value in session.outputs]
    threads = (0, 1) if level == "loops" else ()
    interpreter.call_op("main", (arena, blob, barrier, *inputs, *outputs, *threads))
    return outputs


def _poison(dtype: np.dtype) -> float:
    return np.nan if dtype.kind == "f" else 0


def _main(module: ModuleOp) -> FuncOp:
    return next(op for op in module.ops if isinstance(op, FuncOp) and op.sym_name.data == "main")


def _fill(blob: np.ndarray, main: FuncOp) -> None:
    for op in main.body.block.ops:
        if isinstance(op, plan.WeightOp) and op.offset is not None:
            values = np.ascontiguousarray(op.array()).reshape(-1).view(np.uint8)
            blob[op.offset.value.data : op.offset.value.data + values.size] = values
