"""Sampling along one dimension → loops."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._loops import Index, LoopEmitter, is_dense, shape_of


def _lower(op: plan.ResampleOp) -> None:
    """The dimensions of dense buffers before and behind the axis become one each."""
    e, x, out, axis = LoopEmitter(op), op.input, op.out, op.axis.value.data
    if len(shape_of(x)) > 3 and is_dense(x) and is_dense(out):
        x, out = (e.view(b, _around(shape_of(b), axis)) for b in (x, out))
        axis = 1
    with e.nest(shape_of(out)) as at:
        total, *others = (_term(e, op, x, axis, at, j) for j in range(shape_of(op.indices)[1]))
        for term in others:
            total = e.add_f(total, term)
        e.store(total, out, *at)


def _around(shape: tuple[int, ...], axis: int) -> tuple[int, int, int]:
    return prod(shape[:axis]), shape[axis], prod(shape[axis + 1 :])


def _term(
    e: LoopEmitter, op: plan.ResampleOp, source: SSAValue, axis: int, at: tuple[Index, ...], j: int
) -> SSAValue:
    """The element that index j names, times its weight; 0 where the weight is."""
    index = e.load_index(op.indices, at[axis], j)
    x = e.load(source, *at[:axis], index, *at[axis + 1 :])
    if op.weights is None:
        return x
    weight = e.load(op.weights, at[axis], j)
    zero = e.constant(0.0, x.type)
    return e.select(e.compare_f("oeq", weight, zero), zero, e.mul_f(x, weight))


@dataclass(frozen=True)
class ConvertPlanResampleToLoopsPass(ModulePass):
    """Write `plan.resample` as one loop nest over the result, which reads the table of indices at every element.

    Before:
    ```mlir
    plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
    ```
    After:
    ```mlir
    scf.for %row = %begin to %end step %one {
      scf.for %o = %zero to %eight step %one {
        %index = memref.load %i[%o, %zero] : memref<8x1xi32>
        %source = arith.index_cast %index : i32 to index
        %v = memref.load %x[%row, %source] : memref<2x4xf32>
        memref.store %v, %y[%row, %o] : memref<2x8xf32>
    ```
    """

    name = "convert-plan-resample-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for resample in [o for o in op.walk() if isinstance(o, plan.ResampleOp)]:
            _lower(resample)
            Rewriter.erase_op(resample)
