"""Splitting of strided input into phases → loops."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ..dialects.nn import ints
from ._loops import Index, LoopEmitter, shape_of
from ._planned_conv import clear_plane


def _lower(op: plan.PhaseSplitOp) -> None:
    """Channels and the phases of all but the columns are split among the threads; known bounds of columns let LLVM vectorise."""
    e, phases = LoopEmitter(op), ints(op.phases)
    images, channels = shape_of(op.input)[:2]
    count = prod(phases[:-1])
    with e.loop(0, images) as image, e.parallel(channels * count) as work:
        channel, number = e.div(work, count), e.rem(work, count)
        outer = e.split(number, phases[:-1])
        for column in range(phases[-1]):
            plane = [image, channel, e.add(e.mul(number, phases[-1]), column)]
            if _is_padded(op):
                clear_plane(e, op.out, *plane)
            _copy_phase(e, op, plane, [*outer, column])


def _dimensions(op: plan.PhaseSplitOp) -> zip[tuple[int, int, int, int]]:
    """Size, positions of a phase, stride and padding of each spatial dimension."""
    return zip(shape_of(op.input)[2:], shape_of(op.out)[3:], ints(op.strides), ints(op.pads), strict=True)


def _is_padded(op: plan.PhaseSplitOp) -> bool:
    """Whether any position of any phase lies outside the input."""
    return any(
        pad > 0 or (count - 1) * stride + phases - 1 >= size
        for (size, count, stride, pad), phases in zip(_dimensions(op), ints(op.phases), strict=True)
    )


def _copy_phase(e: LoopEmitter, op: plan.PhaseSplitOp, plane: list[Index], phase: list[Index]) -> None:
    """Copy the positions of one phase that lie inside the input, 0 ≤ i·stride + phase - pad < size."""
    with ExitStack() as stack:
        at: list[Index] = []
        source: list[Index] = []
        for (size, count, stride, pad), f in zip(_dimensions(op), phase, strict=True):
            first = e.div(e.sub(pad + stride - 1, f), stride)  # numerators are positive, since f < stride
            last = e.minimum(count, e.div(e.sub(size + pad + stride - 1, f), stride))
            i = stack.enter_context(e.loop(first, e.maximum(first, last)))
            at.append(i)
            source.append(e.add(e.mul(i, stride), f, -pad))
        e.store(e.load(op.input, *plane[:2], *source), op.out, *plane, *at)


@dataclass(frozen=True)
class ConvertPlanPhaseSplitToLoopsPass(ModulePass):
    """Write `plan.phase_split` as strided copies, channels and phases split among the threads.

    A plane is zeroed where some position's source is padding, then the others are copied, so the inner loops hold no test.

    Before:
    ```mlir
    plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>,
      phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
    ```
    After:
    ```mlir
    scf.for %work = %begin to %end step %one {
      scf.for %i = %zero to %plane step %one {
        memref.store %zero_f32, %row[%at] : memref<300xf32>
      }
      scf.for %i = %first to %last step %one {
        scf.for %j = %zero to %four step %one {
          %v = memref.load %x[%image, %channel, %source_row, %source_column] : memref<1x3x8x8xf32>
          memref.store %v, %y[%image, %channel, %phase, %i, %j] : memref<1x3x4x5x5xf32>
    ```
    """

    name = "convert-plan-phase-split-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for split in [o for o in op.walk() if isinstance(o, plan.PhaseSplitOp)]:
            _lower(split)
            Rewriter.erase_op(split)
