"""Planned block-pruned fully connected layer → loops."""

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


def _lower(op: plan.BlockLinearOp) -> None:
    e = LoopEmitter(op)
    sums = LinearSums(e, op)
    with e.parallel(shape_of(op.bias)[0]) as block:
        begin, end = e.load_index(op.offset, block), e.load_index(op.offset, e.add(block, 1))
        with sums.rows() as row:
            sums.add_columns(row, begin, e.sub(end, begin), lambda i: e.load_index(op.index, e.add(begin, i)))
            sums.finish(lambda r, t, total: _finish(e, op, block, e.add(row, r), t, total))


def _finish(
    e: LoopEmitter, op: plan.BlockLinearOp, block: Index, row: Index, t: int, total: SSAValue
) -> None:
    """Vector t of a block; where the last block is not full, what does not exist is not touched."""
    outputs, lanes = shape_of(op.out)[1], op.schedule.lanes
    first = e.add(e.mul(block, op.group), t * lanes)
    y = e.add_f(total, e.load_vector(e.flat(op.bias), first, vector_of(lanes)))
    exist = e.sub(outputs, first) if outputs % op.group else None
    write_outputs(e, op, row, first, y, exist)


@dataclass(frozen=True)
class ConvertPlanBlockLinearToLoopsPass(ModulePass):
    """Write `plan.block_linear` as loops over vectors of outputs.

    Blocks are split among the threads. For each, and `filters` rows of the input, the loop over the block's columns loads the number of an
    input and that input of every row, and multiplies it by the column's weights, `tile` vectors that stream by in the order in which they
    lie. Where these sums are too few to hide the latency of a multiply-add, consecutive columns are summed apart.

    Before:
    ```mlir
    plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x16xf32>) … into(%y : …) {…} : …
    ```
    After:
    ```mlir
    scf.for %block = %begin to %end step %one {
      scf.for %k = %first to %last step %eight {
        %c = memref.load %index[%k] : memref<24xi32>
        %x0 = memref.load %x[%row, %column] : memref<1x64xf32>
        %v = vector.broadcast %x0 : f32 to vector<16xf32>
        %w0 = vector.load %w[%at] : memref<384xf32>, vector<16xf32>
        %sum = vector.fma %v, %w0, %old : vector<16xf32>
    ```
    """

    name = "convert-plan-block-linear-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for linear in [o for o in op.walk() if isinstance(o, plan.BlockLinearOp)]:
            _lower(linear)
            Rewriter.erase_op(linear)
