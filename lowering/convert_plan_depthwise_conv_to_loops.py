"""Planned depthwise convolution → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ..dialects.nn import ints
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of, vector_of

Vectors = list[SSAValue]
"""A row of a strip: `tile` vectors side by side."""


def _lower(op: plan.DepthwiseConvOp) -> None:
    e = LoopEmitter(op)
    images, filters, rows, columns = shape_of(op.out)
    strips, last = -(-columns // op.width), max(columns - op.width, 0)
    with e.loop(0, images) as image, e.parallel(filters) as filter_:
        if plan.has_zero_halo(op.out):
            batch, size = plan.strides_of(op.out)[:2]
            e.clear(e.flat(op.out), e.add(e.mul(image, batch), e.mul(filter_, size)), 0, size)
        plane = _Plane(e, op, image, filter_)
        with e.loop(
            0, strips
        ) as strip:  # the last one overlaps the one before; both write the same numbers there
            column = e.minimum(e.mul(strip, op.width), last)
            plane.clear_sums()
            with e.loop(0, rows + op.depth - 1) as step:
                plane.step(step, column)


class _Plane:
    """One plane of the result, computed strip by strip down its rows.

    A step reads the `strides[0]` rows of input that come next. They belong to `depth` rows of sums, the first of which begins
    with this step and the last of which it finishes.
    """

    def __init__(self, e: LoopEmitter, op: plan.DepthwiseConvOp, image: Index, filter_: Index):
        self._e, self._op = e, op
        self._tile, self._lanes = op.schedule.tile, op.schedule.lanes
        self._vector, self._columns = vector_of(self._lanes), shape_of(op.out)[3]
        self._strides, self._pads, self._dilations = ints(op.strides), ints(op.pads), ints(op.dilations)
        self._x, self._y = e.flat(op.input), e.flat(op.out)
        self._residual = None if op.residual is None else e.flat(op.residual)
        self._source = e.position(op.input, image, e.div(filter_, op.multiplier))
        self._target = e.position(op.out, image, filter_)
        self._residual_begin = 0 if op.residual is None else e.position(op.residual, image, filter_)
        height, width = shape_of(op.weights)[1:]
        self._weights = [
            [self._splat(op.weights, filter_, k, c) for c in range(width)] for k in range(height)
        ]
        self._bias = self._splat(op.bias, filter_)
        self._sums = e.alloca(
            self._vector, op.depth, self._tile
        )  # at constant indices alone, so LLVM keeps them in registers

    def clear_sums(self) -> None:
        """The first steps finish rows before the first, which nobody stores."""
        for d in range(1, self._op.depth):
            self._carry([self._bias] * self._tile, d)

    def step(self, step: Index, column: Index) -> None:
        depth = self._op.depth
        sums = [[self._bias] * self._tile, *(self._carried(d) for d in range(1, depth))]
        for phase in range(self._strides[0]):
            self._add_row(sums, step, phase, column)
        for d, row in enumerate(sums[:-1]):
            self._carry(row, d + 1)
        with self._e.when("sge", step, depth - 1):
            self._write(sums[-1], self._e.sub(step, depth - 1), column)

    def _add_row(self, sums: list[Vectors], step: Index, phase: int, column: Index) -> None:
        """Add one row of input, times the weights of the kernel's rows that meet it, to the sums they belong to."""
        e, (stride, column_stride), dilation = self._e, self._strides, self._dilations[0]
        kernel_rows = [k for k in range(len(self._weights)) if k * dilation % stride == phase]
        if not kernel_rows:
            return
        row = e.add(e.mul(step, stride), phase - self._pads[0])
        begin = e.add(
            self._source, e.mul(row, plan.strides_of(self._op.input)[2]), e.mul(column, column_stride)
        )
        for c, taps in enumerate(self._taps(begin)):
            for k in kernel_rows:
                d = k * dilation // stride
                sums[d] = [e.fma(self._weights[k][c], x, s) for x, s in zip(taps, sums[d], strict=True)]

    def _taps(self, begin: Index) -> list[Vectors]:
        """The input that each column of the kernel meets."""
        offsets = [c * self._dilations[1] - self._pads[1] for c in range(len(self._weights[0]))]
        if self._strides[1] == 1:
            return [self._load(self._e.add(begin, o)) for o in offsets]
        known: dict[int, Vectors] = {}
        for o in offsets:
            if o not in known:
                known |= (
                    {o: self._shifted(known[o - 2], begin, o)} if o - 2 in known else self._pairs(begin, o)
                )
        return [known[o] for o in offsets]

    def _load(self, begin: Index) -> Vectors:
        at = [self._e.add(begin, t * self._lanes) for t in range(self._tile)]
        return [self._e.load_vector(self._x, i, self._vector) for i in at]

    def _pairs(self, begin: Index, offset: int) -> dict[int, Vectors]:
        """Every other element from `offset` on, and from the one behind it: what is read together, taken apart."""
        e, n = self._e, 2 * self._lanes
        at = [e.add(begin, offset + t * n) for t in range(self._tile)]
        pairs = [e.load_vector(self._x, i, vector_of(n)) for i in at]
        return {offset + odd: [e.shuffle(v, v, range(odd, n, 2)) for v in pairs] for odd in range(2)}

    def _shifted(self, before: Vectors, begin: Index, offset: int) -> Vectors:
        """Every other element from `offset` on, where those from two before it on are known: one is new."""
        last = self._splat(self._x, self._e.add(begin, offset + 2 * (self._op.width - 1)))
        follow = [*before[1:], last]
        return [self._e.shuffle(a, b, range(1, self._lanes + 1)) for a, b in zip(before, follow, strict=True)]

    def _write(self, sums: Vectors, row: Index, column: Index) -> None:
        """Residual and activation; where a vector is longer than a row, only the row."""
        e, pitch = self._e, plan.strides_of(self._op.out)[2]
        exist = min(self._lanes, self._columns)
        for t, y in enumerate(sums):
            at = e.add(e.mul(row, pitch), column, t * self._lanes)
            if self._residual is not None:
                position = e.add(self._residual_begin, at)
                y = e.add_f(y, e.load_vector(self._residual, position, self._vector, exist))
            y = emit_activation(e, self._op.activation, y)
            e.store_vector(y, self._y, e.add(self._target, at), exist)

    def _splat(self, buffer: SSAValue, *indices: Index) -> SSAValue:
        return self._e.splat(self._e.load(buffer, *indices), self._vector)

    def _carried(self, d: int) -> Vectors:
        return [self._e.load(self._sums, d, t) for t in range(self._tile)]

    def _carry(self, row: Vectors, d: int) -> None:
        for t, value in enumerate(row):
            self._e.store(value, self._sums, d, t)


@dataclass(frozen=True)
class ConvertPlanDepthwiseConvToLoopsPass(ModulePass):
    """Write `plan.depthwise_conv` as loops over vectors.

    Planes are split among the threads. Each is computed in strips, and a strip from its first row to its last: the weights stay in
    registers, and so do the sums of all rows that the next row of input belongs to. So each input vector is loaded once for all rows of the
    kernel. Where the columns' stride is 2, neighbouring elements are loaded together and taken apart by shuffles.

    Before:
    ```mlir
    plan.depthwise_conv %x weights(%w : memref<8x3x3xf32>) bias(%b : memref<8xf32>) into(%y : …) {strides = array<i64: 2, 2>, …} : …
    ```
    After:
    ```mlir
    scf.for %filter = %begin to %end step %one {
      scf.for %step = %zero to %steps step %one {
        %pairs = vector.load %x[%at] : memref<1024xf32>, vector<32xf32>
        %even = vector.shuffle %pairs, %pairs [0, 2, 4, …] : vector<32xf32>, vector<32xf32>
        %odd = vector.shuffle %pairs, %pairs [1, 3, 5, …] : vector<32xf32>, vector<32xf32>
        %sum = vector.fma %weight, %even, %bias : vector<16xf32>
        …
        scf.if %finished {
          vector.store %last, %y[%to] : memref<128xf32>, vector<16xf32>
    ```
    """

    name = "convert-plan-depthwise-conv-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, plan.DepthwiseConvOp)]:
            _lower(conv)
            Rewriter.erase_op(conv)
