"""Clearing of buffers → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._loops import LoopEmitter, shape_of


def _lower(op: plan.ClearOp) -> None:
    e = LoopEmitter(op)
    out = e.flat(op.out)
    (size,) = shape_of(out)
    planes = shape_of(op.out)[0] * shape_of(op.out)[1]
    zero = e.constant(0.0, op.out.type.element_type)  # pyright: ignore
    with e.parallel(planes) as plane, e.loop(0, size // planes) as i:
        e.store(zero, out, e.add(e.mul(plane, size // planes), i))


@dataclass(frozen=True)
class ConvertPlanClearToLoopsPass(ModulePass):
    """Write `plan.clear` as a loop of stores over the whole buffer, planes split among the threads; LLVM makes it a memset.

    Before:
    ```mlir
    plan.clear into(%y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16, zero_halo>>)
    ```
    After:
    ```mlir
    %row = plan.alias %y : … to memref<384xf32>
    scf.for %plane = %begin to %end step %one {
      scf.for %i = %zero to %n step %one {
        memref.store %zero_f32, %row[%at] : memref<384xf32>
    ```
    """

    name = "convert-plan-clear-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for clear in [o for o in op.walk() if isinstance(o, plan.ClearOp)]:
            _lower(clear)
            Rewriter.erase_op(clear)
