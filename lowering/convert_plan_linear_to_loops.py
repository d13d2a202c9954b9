"""Planned fully connected layer → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._linear import LinearSums, write_outputs
from ._loops import Index, LoopEmitter, shape_of, vector_of


def _lower(op: plan.LinearOp) -> None:
    e = LoopEmitter(op)
    blocks, channels, _ = shape_of(op.weights)
    sums = LinearSums(e, op)
    with e.parallel(blocks) as block, sums.rows() as row:
        sums.add_columns(row, e.mul(block, channels), channels, lambda i: i)
        first = e.minimum(e.mul(block, op.block), op.last_first)
        sums.finish(lambda r, t, total: _finish(e, op, block, e.add(row, r), first, t, total))


def _finish(
    e: LoopEmitter, op: plan.LinearOp, block: Index, row: Index, first: Index, t: int, total: SSAValue
) -> None:
    """Vector t of a block, whose outputs begin at `first`; where the only block is not full, what does not exist is not touched."""
    outputs, lanes = shape_of(op.out)[1], op.schedule.lanes
    exist = min(lanes, outputs - t * lanes) if outputs < op.block else None
    if exist is not None and exist <= 0:
        return
    at = e.add(e.mul(block, op.block), t * lanes)
    y = e.add_f(total, e.load_vector(e.flat(op.bias), at, vector_of(lanes)))
    write_outputs(e, op, row, e.add(first, t * lanes), y, exist)


@dataclass(frozen=True)
class ConvertPlanLinearToLoopsPass(ModulePass):
    """Write `plan.linear` as loops over vectors of outputs.

    A block of `filters` rows × `tile` vectors of outputs is accumulated in registers while its weights stream by, in the order in which they lie.
    Blocks of outputs are split among the threads; the rows of the input are the loop inside, so that the caches hold the weights of a block
    for all of them.

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
