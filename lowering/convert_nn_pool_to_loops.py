"""Pools → loops."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import inf

from xdsl.context import Context
from xdsl.dialects import arith
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn
from ._loops import Index, LoopEmitter, shape_of

UNROLL = 8
"""Windows of at most this many columns are written out, so that LLVM vectorises over the columns of the result."""


@dataclass(frozen=True)
class _Axis:
    """One spatial dimension of a pool: `size` input and `count` result positions."""

    size: int
    count: int
    kernel: int
    stride: int
    begin: int
    end: int
    dilation: int

    def first(self, o: int) -> int:
        """Position of the first element of window o; negative inside the begin padding."""
        return o * self.stride - self.begin

    def inside(self, o: int, k: int) -> bool:
        return 0 <= self.first(o) + k * self.dilation < self.size

    @property
    def whole(self) -> range:
        """The windows that lie inside the input: no element needs a test."""
        reach = (self.kernel - 1) * self.dilation
        begin = -(-self.begin // self.stride)
        end = max(begin, (self.size - 1 - reach + self.begin) // self.stride + 1)
        return range(min(begin, self.count), min(end, self.count))

    def elements(self, e: LoopEmitter, o: Index) -> tuple[Index, Index]:
        """The k of window o whose elements lie inside: [first, last)."""
        if len(self.whole) == self.count:
            return 0, self.kernel
        before = e.maximum(e.sub(self.begin, e.mul(o, self.stride)), 0)
        first = e.div(e.add(before, self.dilation - 1), self.dilation)
        return first, self.elements_until(e, o, self.size)

    def elements_until(self, e: LoopEmitter, o: Index, size: int) -> Index:
        """The first k of window o whose element lies at `size` or behind, or the kernel's end."""
        room = e.sub(size - 1 + self.begin, e.mul(o, self.stride))
        return e.minimum(e.add(e.div(room, self.dilation), 1), self.kernel)


def _axes(op: nn.MaxPoolOp | nn.AvgPoolOp) -> list[_Axis]:
    assert op.out is not None
    pads = nn.ints(op.pads)
    r = len(pads) // 2
    sizes, counts = shape_of(op.input)[2:], shape_of(op.out)[2:]
    columns = (
        sizes,
        counts,
        nn.ints(op.kernel_shape),
        nn.ints(op.strides),
        pads[:r],
        pads[r:],
        nn.ints(op.dilations),
    )
    return [_Axis(*row) for row in zip(*columns, strict=True)]


def _lower(op: nn.MaxPoolOp | nn.AvgPoolOp) -> None:
    """A row of the result is filled with the neutral element, then takes one row of every window after the other."""
    e, axes = LoopEmitter(op), _axes(op)
    is_max, out = isinstance(op, nn.MaxPoolOp), op.out
    assert out is not None
    neutral = e.constant(-inf if is_max else 0.0, out.type.element_type)  # pyright: ignore
    with e.nest((*shape_of(out)[:-1], 1)) as (*at, _):
        plane, rows = at[:2], at[2:]
        with e.loop(0, axes[-1].count) as column:
            e.store(neutral, out, *at, column)
        with _window_rows(e, axes[:-1], rows) as source:
            _add_row(e, op, axes[-1], [*plane, *source], at)
        if isinstance(op, nn.AvgPoolOp):
            _divide(e, op, axes, at)


@contextmanager
def _window_rows(e: LoopEmitter, axes: list[_Axis], rows: list[Index]) -> Generator[list[Index]]:
    """The input rows that the windows of one row of the result read."""
    with ExitStack() as stack:
        source: list[Index] = []
        for axis, o in zip(axes, rows, strict=True):
            k = stack.enter_context(e.loop(*axis.elements(e, o)))
            source.append(e.add(e.mul(o, axis.stride), e.mul(k, axis.dilation), -axis.begin))
        yield source


def _add_row(
    e: LoopEmitter, op: nn.MaxPoolOp | nn.AvgPoolOp, axis: _Axis, source: list[Index], at: list[Index]
) -> None:
    """Windows inside the input in one loop; those at the borders one by one, with the elements that exist."""
    assert op.out is not None
    for o in range(axis.count):
        if o not in axis.whole:
            taps = [axis.first(o) + k * axis.dilation for k in range(axis.kernel) if axis.inside(o, k)]
            _combine(e, op, [*at, o], [[*source, tap] for tap in taps])
    with e.loop(axis.whole.start, max(axis.whole.stop, axis.whole.start)) as o:
        first = e.add(e.mul(o, axis.stride), -axis.begin)
        if axis.kernel <= UNROLL:
            taps = [e.add(first, k * axis.dilation) for k in range(axis.kernel)]
            _combine(e, op, [*at, o], [[*source, tap] for tap in taps])
        else:
            with e.loop(0, axis.kernel) as k:
                _combine(e, op, [*at, o], [[*source, e.add(first, e.mul(k, axis.dilation))]])


def _combine(
    e: LoopEmitter, op: nn.MaxPoolOp | nn.AvgPoolOp, at: list[Index], sources: list[list[Index]]
) -> None:
    assert op.out is not None
    combine = arith.MaximumfOp if isinstance(op, nn.MaxPoolOp) else arith.AddfOp
    total = e.load(op.out, *at)
    for source in sources:
        total = e.insert(combine(total, e.load(op.input, *source)))
    e.store(total, op.out, *at)


def _divide(e: LoopEmitter, op: nn.AvgPoolOp, axes: list[_Axis], at: list[Index]) -> None:
    """Divide a row of sums by the number of elements that each window counts."""
    assert op.out is not None
    with e.loop(0, axes[-1].count) as column:
        count: Index = 1
        for axis, o in zip(axes, [*at[2:], column], strict=True):
            count = e.mul(count, _counted(e, op, axis, o))
        total = e.load(op.out, *at, column)
        e.store(e.div_f(total, _as_float(e, count, total)), op.out, *at, column)


def _counted(e: LoopEmitter, op: nn.AvgPoolOp, axis: _Axis, o: Index) -> Index:
    """Elements of window o that count: those inside, and those in the padding if `count_include_pad`; never what hangs over it."""
    if op.count_include_pad.value.data:
        if axis.first(axis.count - 1) + (axis.kernel - 1) * axis.dilation < axis.size + axis.end:
            return axis.kernel
        return axis.elements_until(e, o, axis.size + axis.end)
    first, last = axis.elements(e, o)
    return e.sub(last, first)


def _as_float(e: LoopEmitter, count: Index, like: SSAValue) -> SSAValue:
    return e.constant(count, like.type) if isinstance(count, int) else e.to_float(count, like.type)


@dataclass(frozen=True)
class ConvertNnPoolToLoopsPass(ModulePass):
    """Write `nn.max_pool` and `nn.avg_pool` as loops over rows.

    Rows and planes outside the input are skipped by the bounds of the loops over the window; along a row, windows at the borders are
    written out with the elements that exist, and all others form one loop without tests, which LLVM vectorises. Padding so never takes
    part: a maximum of negative numbers stays negative, an average counts what it should.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.max_pool %x into(%y : memref<1x8x2x2xf32>) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, …} : …
    ```
    After:
    ```mlir
    scf.for %plane = %begin to %end step %one {
      …
          %m = memref.load %y[%n, %c, %i, %j] : memref<1x8x2x2xf32>
          %v = memref.load %x[%n, %c, %row, %column] : memref<1x8x4x4xf32>
          %larger = arith.maximumf %m, %v : f32
    ```
    """

    name = "convert-nn-pool-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for pool in [
            o for o in op.walk() if isinstance(o, nn.MaxPoolOp | nn.AvgPoolOp) and o.out is not None
        ]:
            _lower(pool)
            Rewriter.erase_op(pool)
