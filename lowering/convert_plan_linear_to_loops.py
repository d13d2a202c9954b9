"""Planned fully connected layer → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of, vector_of


def _lower(op: plan.LinearOp) -> None:
    e = LoopEmitter(op)
    blocks, channels, _ = shape_of(op.weights)
    tile, lanes = op.schedule.tile, op.schedule.lanes
    sums = e.alloca(vector_of(lanes), tile)
    with e.loop(0, shape_of(op.out)[0]) as row, e.parallel(blocks) as block:
        for t in range(tile):
            e.store(e.constant(0.0, vector_of(lanes)), sums, t)
        with e.loop(0, channels) as c:
            _add_channel(e, op, row, block, c, sums)
        first = e.minimum(e.mul(block, op.block), op.last_first)
        for t in range(tile):
            bias = e.load_vector(e.flat(op.bias), e.add(e.mul(block, op.block), t * lanes), vector_of(lanes))
            _finish(e, op, row, e.add(first, t * lanes), t, e.add_f(e.load(sums, t), bias))


def _add_channel(
    e: LoopEmitter, op: plan.LinearOp, row: Index, block: Index, c: Index, sums: SSAValue
) -> None:
    vector = vector_of(op.schedule.lanes)
    weights = e.flat(op.weights)
    x = e.splat(e.load(op.input, row, c), vector)
    begin = e.mul(e.add(e.mul(block, shape_of(op.weights)[1]), c), op.block)
    for t in range(op.schedule.tile):
        w = e.load_vector(weights, e.add(begin, t * op.schedule.lanes), vector)
        e.store(e.fma(x, w, e.load(sums, t)), sums, t)


def _finish(e: LoopEmitter, op: plan.LinearOp, row: Index, first: Index, t: int, y: SSAValue) -> None:
    """Residual and activation of vector t of a block; where the only block is not full, what does not exist is not touched."""
    outputs, lanes = shape_of(op.out)[1], op.schedule.lanes
    exist = min(lanes, outputs - t * lanes) if outputs < op.block else lanes
    if exist <= 0:
        return
    at = e.add(e.mul(row, outputs), first)
    if op.residual is not None:
        y = e.add_f(y, e.load_vector(e.flat(op.residual), at, vector_of(lanes), exist))
    e.store_vector(emit_activation(e, op.activation, y), e.flat(op.out), at, exist)


@dataclass(frozen=True)
class ConvertPlanLinearToLoopsPass(ModulePass):
    """Write `plan.linear` as loops over vectors of outputs.

    A block of `tile` vectors of outputs is accumulated in registers while its weights stream by once, in the order in which they lie;
    blocks are split among the threads.

    Before:
    ```mlir
    plan.linear %x weights(%w : memref<1x64x16xf32>) bias(%b : memref<1x16xf32>) into(%y : memref<1x10xf32>) {…} : memref<1x64xf32>
    ```
    After:
    ```mlir
    scf.for %block = %begin to %end step %one {
      scf.for %c = %zero to %channels step %one {
        %x0 = memref.load %x[%row, %c] : memref<1x64xf32>
        %v = vector.broadcast %x0 : f32 to vector<16xf32>
        %w0 = vector.load %w[%at] : memref<1024xf32>, vector<16xf32>
        %sum = vector.fma %v, %w0, %old : vector<16xf32>
    ```
    """

    name = "convert-plan-linear-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for linear in [o for o in op.walk() if isinstance(o, plan.LinearOp)]:
            _lower(linear)
            Rewriter.erase_op(linear)
