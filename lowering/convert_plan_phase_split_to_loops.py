"""Splitting of strided input into phases → loops."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ..dialects.nn import ints
from ._loops import Index, LoopEmitter, shape_of


def _lower(op: plan.PhaseSplitOp) -> None:
    e = LoopEmitter(op)
    images, channels = shape_of(op.input)[:2]
    with e.loop(0, images) as image, e.parallel(channels) as channel:
        for number, phase in enumerate(product(*(range(p) for p in ints(op.phases)))):
            _copy_phase(e, op, image, channel, number, phase)


def _copy_phase(
    e: LoopEmitter, op: plan.PhaseSplitOp, image: Index, channel: Index, number: int, phase: tuple[int, ...]
) -> None:
    """Zero one phase of one plane, then copy the positions that lie inside the input."""
    size, out = shape_of(op.input)[2:], shape_of(op.out)[3:]
    zero = e.constant(0.0, op.input.type.element_type)  # pyright: ignore
    with ExitStack() as stack:
        at = [stack.enter_context(e.loop(0, n)) for n in out]
        e.store(zero, op.out, image, channel, number, *at)
    with ExitStack() as stack:
        at, source = [], []
        for n, limit, stride, pad, f in zip(size, out, ints(op.strides), ints(op.pads), phase, strict=True):
            first = max(0, -(-(pad - f) // stride))
            last = min(limit, -(-(n + pad - f) // stride))
            i = stack.enter_context(e.loop(first, max(first, last)))
            at.append(i)
            source.append(e.add(e.mul(i, stride), f - pad))
        e.store(e.load(op.input, image, channel, *source), op.out, image, channel, number, *at)


@dataclass(frozen=True)
class ConvertPlanPhaseSplitToLoopsPass(ModulePass):
    """Write `plan.phase_split` as strided copies, one loop nest for each phase; channels are split among the threads.

    Positions whose source is padding are zeroed, all others copied, so the inner loops hold no test.

    Before:
    ```mlir
    plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>,
      phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
    ```
    After:
    ```mlir
    scf.for %channel = %begin to %end step %one {
      scf.for %i = %zero to %five step %one {
        scf.for %j = %zero to %five step %one {
          memref.store %zero_f32, %y[%image, %channel, %phase, %i, %j] : memref<1x3x4x5x5xf32>
      …
          %v = memref.load %x[%image, %channel, %row, %column] : memref<1x3x8x8xf32>
    ```
    """

    name = "convert-plan-phase-split-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for split in [o for o in op.walk() if isinstance(o, plan.PhaseSplitOp)]:
            _lower(split)
            Rewriter.erase_op(split)
