"""Pools → loops."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, prod

from xdsl.context import Context
from xdsl.dialects import arith
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn, plan
from ._loops import Index, LoopEmitter, shape_of
from ._pool_rows import RowPool, larger, pools_rows
from ._windows import Axis, axes_of, window_rows

UNROLL = 8
"""At most this many columns of windows are written out. LLVM then vectorises over the columns of the result."""


def _axes(op: nn.MaxPoolOp | nn.AvgPoolOp, out: SSAValue) -> list[Axis]:
    window = [nn.ints(a) for a in (op.kernel_shape, op.strides, op.pads, op.dilations)]
    return axes_of(shape_of(op.input)[2:], shape_of(out)[2:], *window)


def _lower(op: nn.MaxPoolOp | nn.AvgPoolOp, lanes: int) -> None:
    assert op.out is not None
    axes = _axes(op, op.out)
    if pools_rows(axes, op.input):
        _lower_to_vectors(op, axes, lanes)
    else:
        _lower_to_elements(op, axes)


def _lower_to_vectors(op: nn.MaxPoolOp | nn.AvgPoolOp, axes: list[Axis], lanes: int) -> None:
    e, is_max, out = LoopEmitter(op), isinstance(op, nn.MaxPoolOp), op.out
    assert out is not None
    neutral, combine = (-inf, larger) if is_max else (0.0, LoopEmitter.add_f)
    pool = RowPool(e, op.input, out, axes, lanes, neutral, combine)
    rows = shape_of(out)[:-1]
    with e.parallel(prod(rows)) as row:
        at = e.split(row, rows)
        pool.write(at)
        if isinstance(op, nn.AvgPoolOp):
            _divide(e, op, axes, at)


def _lower_to_elements(op: nn.MaxPoolOp | nn.AvgPoolOp, axes: list[Axis]) -> None:
    """A row of the result is filled with the neutral element, then takes one row of every window after the other."""
    e, is_max, out = LoopEmitter(op), isinstance(op, nn.MaxPoolOp), op.out
    assert out is not None
    neutral = e.constant(-inf if is_max else 0.0, nn.element_of(out))
    with e.nest((*shape_of(out)[:-1], 1)) as (*at, _):
        plane, rows = at[:2], at[2:]
        with e.loop(0, axes[-1].count) as column:
            e.store(neutral, out, *at, column)
        with window_rows(e, axes[:-1], rows) as (_, source):
            _add_row(e, op, axes[-1], [*plane, *source], at)
        if isinstance(op, nn.AvgPoolOp):
            _divide(e, op, axes, at)


def _add_row(
    e: LoopEmitter, op: nn.MaxPoolOp | nn.AvgPoolOp, axis: Axis, source: list[Index], at: list[Index]
) -> None:
    """Windows inside the input in one loop without tests; those at the borders with the elements that exist."""
    for begin, end in ((0, axis.whole.start), (axis.whole.stop, axis.count)):
        if (end - begin) * axis.kernel <= UNROLL:
            for o in range(begin, end):
                taps = [axis.first(o) + k * axis.dilation for k in range(axis.kernel) if axis.inside(o, k)]
                _combine(e, op, [*at, o], [[*source, tap] for tap in taps])
        else:
            with e.loop(begin, end) as o, e.loop(*axis.elements(e, o)) as k:
                _combine(e, op, [*at, o], [[*source, axis.position(e, o, k)]])
    with e.loop(axis.whole.start, axis.whole.stop) as o:
        if axis.kernel <= UNROLL:
            taps = [axis.position(e, o, k) for k in range(axis.kernel)]
            _combine(e, op, [*at, o], [[*source, tap] for tap in taps])
        else:
            with e.loop(0, axis.kernel) as k:
                _combine(e, op, [*at, o], [[*source, axis.position(e, o, k)]])


def _combine(
    e: LoopEmitter, op: nn.MaxPoolOp | nn.AvgPoolOp, at: list[Index], sources: list[list[Index]]
) -> None:
    assert op.out is not None
    combine = arith.MaximumfOp if isinstance(op, nn.MaxPoolOp) else arith.AddfOp
    total = e.load(op.out, *at)
    for source in sources:
        total = e.insert(combine(total, e.load(op.input, *source)))
    e.store(total, op.out, *at)


def _divide(e: LoopEmitter, op: nn.AvgPoolOp, axes: list[Axis], at: list[Index]) -> None:
    """Divide a row of sums by the number of elements that each window counts."""
    assert op.out is not None
    with e.loop(0, axes[-1].count) as column:
        count: Index = 1
        for axis, o in zip(axes, [*at[2:], column], strict=True):
            count = e.mul(count, _counted(e, op, axis, o))
        total = e.load(op.out, *at, column)
        e.store(e.div_f(total, _as_float(e, count, total)), op.out, *at, column)


def _counted(e: LoopEmitter, op: nn.AvgPoolOp, axis: Axis, o: Index) -> Index:
    """Elements of window o that count: those inside, and those in the padding if `count_include_pad`; never what hangs over it."""
    if op.count_include_pad.value.data:
        if axis.first(axis.count - 1) + (axis.kernel - 1) * axis.dilation < axis.size + axis.end:
            return axis.kernel
        return axis.elements_until(e, o, axis.size + axis.end)
    first, last = axis.elements(e, o)
    return e.maximum(e.sub(last, first), 0)


def _as_float(e: LoopEmitter, count: Index, like: SSAValue) -> SSAValue:
    return e.constant(count, like.type) if isinstance(count, int) else e.to_float(count, like.type)


@dataclass(frozen=True)
class ConvertNnPoolToLoopsPass(ModulePass):
    """Write `nn.max_pool` and `nn.avg_pool` as loops over rows.

    Rows and planes outside the input are skipped by the bounds of the loops over the window. A window of several rows first makes one
    row of them, in whole vectors, on the stack between the neutral element, and then pools that. A window of a single row (or of rows
    too long for the stack) takes element by element: windows at the borders are written out with the elements that exist, and all others
    form one loop without tests, which LLVM vectorises. Padding so never takes part: a maximum of negative numbers stays negative, an
    average counts what it should.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.max_pool %x into(%y : memref<1x8x2x2xf32>) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, …} : …
    ```
    After:
    ```mlir
    scf.for %row = %begin to %end step %one {
      scf.for %k = %first to %last step %one {
        %v = vector.load %x[%at] : memref<128xf32>, vector<4xf32>
        %larger = arith.maximumf %m, %v : vector<4xf32>
      %left = vector.load %maxima[%column] : memref<8xf32>, vector<4xf32>
      %even = vector.shuffle %left, %right [0, 2, 4, 6] : vector<4xf32>, vector<4xf32>
    ```
    """

    name = "convert-nn-pool-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for pool in [
            o for o in op.walk() if isinstance(o, nn.MaxPoolOp | nn.AvgPoolOp) and o.out is not None
        ]:
            _lower(pool, plan.target_of(op).lanes)
            Rewriter.erase_op(pool)
