"""Splitting of strided input into phases → loops."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn, plan
from ..dialects.nn import ints
from ._loops import Index, LoopEmitter, shape_of, vector_of

FEWEST_PAIRS = 3
"""Shorter rows are copied element by element."""


def _lower(op: plan.PhaseSplitOp, lanes: int) -> None:
    """Channels and the phases of all but the columns are split among the threads; the phases of the columns are taken from a row together."""
    e, phases = LoopEmitter(op), ints(op.phases)
    images, channels = shape_of(op.input)[:2]
    count = prod(phases[:-1])
    with e.loop(0, images) as image, e.parallel(channels * count) as work:
        channel, number = e.div(work, count), e.rem(work, count)
        first = e.mul(number, phases[-1])
        planes = [e.position(op.out, image, channel, e.add(first, c)) for c in range(phases[-1])]
        source = e.position(op.input, image, channel)
        with _rows(e, op, source, planes, e.split(number, phases[:-1])) as (row, targets):
            _split_row(e, op, lanes, row, targets)


@contextmanager
def _rows(
    e: LoopEmitter, op: plan.PhaseSplitOp, source: Index, planes: list[Index], phase: list[Index]
) -> Generator[tuple[Index, list[Index]]]:
    """Loops over the rows of a phase that lie inside the input, 0 ≤ i·stride + phase - pad < size; those before and behind are zeroed.

    Begins of planes in the flat buffers become begins of rows.
    """
    geometry = zip(
        _dimensions(op)[:-1], plan.strides_of(op.input)[2:], plan.strides_of(op.out)[3:], phase, strict=False
    )
    out = e.flat(op.out)
    with ExitStack() as stack:
        for (size, count, stride, pad), step, pitch, f in geometry:
            first = e.minimum(
                e.div(e.sub(pad + stride - 1, f), stride), count
            )  # f < stride: nothing is negative
            last = e.minimum(e.maximum(e.div(e.sub(size + pad + stride - 1, f), stride), first), count)
            for begin, end in ((0, e.mul(first, pitch)), (e.mul(last, pitch), count * pitch)):
                for plane in planes:
                    e.clear(out, plane, begin, end)
            i = stack.enter_context(e.loop(first, last))
            source = e.add(source, e.mul(e.add(e.mul(i, stride), f, -pad), step))
            planes = [e.add(plane, e.mul(i, pitch)) for plane in planes]
        yield source, planes


def _dimensions(op: plan.PhaseSplitOp) -> list[tuple[int, int, int, int]]:
    """Size, positions of a phase, stride and padding of each spatial dimension."""
    return list(
        zip(shape_of(op.input)[2:], shape_of(op.out)[3:], ints(op.strides), ints(op.pads), strict=True)
    )


def _split_row(
    e: LoopEmitter, op: plan.PhaseSplitOp, lanes: int, source: Index, targets: list[Index]
) -> None:
    """From a row of input to a row of each phase: pairs of columns in vectors, the others one by one, and zeros around them.

    `source` and `targets` are where the rows begin in the flat buffers.
    """
    count, columns = shape_of(op.out)[-1], [_Columns.of(op, c) for c in range(len(targets))]
    begins = [e.add(target, c.first) for target, c in zip(targets, columns, strict=True)]
    pairs = _pairs(op, columns)
    if pairs:
        _split_pairs(e, op, min(lanes, 1 << pairs.bit_length() - 1), pairs, source, begins, columns)
    for target, begin, c in zip(targets, begins, columns, strict=True):
        e.clear(e.flat(op.out), target, 0, c.first)
        _copy_columns(e, op, pairs, source, begin, c)
        e.clear(e.flat(op.out), target, c.last, count)


class _Columns(NamedTuple):
    """The positions first ≤ j < last of a phase's rows lie inside the input: columns `start`, `start` + stride, …"""

    first: int
    last: int
    start: int

    @classmethod
    def of(cls, op: plan.PhaseSplitOp, phase: int) -> _Columns:
        size, count, stride, pad = _dimensions(op)[-1]
        first = min(-((phase - pad) // stride), count)
        last = min(max(-((phase - pad - size) // stride), first), count)
        return cls(first, last, first * stride + phase - pad)


def _pairs(op: plan.PhaseSplitOp, columns: list[_Columns]) -> int:
    """Pairs of neighbouring columns, of which each phase takes one; none where that is not worth a vector, or not so."""
    if ints(op.strides)[-1] != 2 or plan.strides_of(op.input)[-1] != 1:
        return 0
    pairs = min(shape_of(op.input)[-1] // 2, *(c.last - c.first for c in columns))
    return pairs if pairs >= FEWEST_PAIRS else 0


def _split_pairs(
    e: LoopEmitter,
    op: plan.PhaseSplitOp,
    lanes: int,
    pairs: int,
    source: Index,
    begins: list[Index],
    columns: list[_Columns],
) -> None:
    """Two vectors of columns are loaded together and taken apart. The last ones overlap those before."""
    x, y = e.flat(op.input), e.flat(op.out)
    with e.loop(0, -(-pairs // lanes)) as block:
        k = e.minimum(e.mul(block, lanes), pairs - lanes)
        both = e.load_vector(x, e.add(source, e.mul(k, 2)), vector_of(2 * lanes, nn.element_of(x)))
        for begin, c in zip(begins, columns, strict=True):
            e.store_vector(e.shuffle(both, both, range(c.start, 2 * lanes, 2)), y, e.add(begin, k))


def _copy_columns(
    e: LoopEmitter, op: plan.PhaseSplitOp, done: int, source: Index, begin: Index, columns: _Columns
) -> None:
    stride, step = ints(op.strides)[-1], plan.strides_of(op.input)[-1]
    x, y, count = e.flat(op.input), e.flat(op.out), columns.last - columns.first
    if done < count:
        with e.loop(done, count) as k:
            value = e.load(x, e.add(source, columns.start * step, e.mul(k, stride * step)))
            e.store(value, y, e.add(begin, k))


@dataclass(frozen=True)
class ConvertPlanPhaseSplitToLoopsPass(ModulePass):
    """Write `plan.phase_split` as strided copies, channels and phases split among the threads.

    Rows and columns of a phase that are padding are zeroed, the others copied, so the inner loops hold no test. Where the columns' stride is 2,
    vectors of neighbouring columns are loaded together and taken apart by shuffles.

    Before:
    ```mlir
    plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>,
      phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
    ```
    After:
    ```mlir
    scf.for %work = %begin to %end step %one {
      scf.for %i = %zero to %rows_of_padding step %one {
        memref.store %zero_f32, %y[%at] : memref<300xf32>
      }
      scf.for %i = %first to %last step %one {
        %both = vector.load %x[%source] : memref<192xf32>, vector<8xf32>
        %even = vector.shuffle %both, %both [0, 2, 4, 6] : vector<8xf32>, vector<8xf32>
        vector.store %even, %y[%target] : memref<300xf32>, vector<4xf32>
    ```
    """

    name = "convert-plan-phase-split-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for split in [o for o in op.walk() if isinstance(o, plan.PhaseSplitOp)]:
            _lower(split, plan.target_of(op).lanes)
            Rewriter.erase_op(split)
