"""What both kernels of planned convolutions share: where a tile lies, where its sums begin, and their way to the destination."""

from __future__ import annotations

from math import prod

from xdsl.dialects import arith
from xdsl.dialects.builtin import i32
from xdsl.ir import SSAValue

from ..dialects import plan
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of, vector_of


class Epilogue:
    """Writes finished vectors of one planned convolution: y = activation(sum + residual), zero in the halo. Sums begin with the bias."""

    def __init__(self, e: LoopEmitter, op: plan.PlannedConv):
        self._e, self._op = e, op
        self._lanes = op.schedule.lanes
        self._vector = vector_of(self._lanes)
        self._out = e.flat(op.out)
        self._residual = None if op.residual is None else e.flat(op.residual)

    def begin(self, sums: SSAValue, row: Index, filter_: Index) -> None:
        """Let a row of sums, one for each vector of a tile, begin with the bias of `filter_`."""
        e = self._e
        bias = e.splat(e.load(self._op.bias, filter_), self._vector)
        for t in range(self._op.schedule.tile):
            e.store(bias, sums, row, t)

    def write(self, y: SSAValue, image: Index, filter_: Index, position: Index) -> None:
        """Finish one vector of sums of `filter_` at `position` of the flattened plane."""
        e = self._e
        if self._residual is not None and self._op.residual is not None:
            at = e.add(e.position(self._op.residual, image, filter_), position)
            y = e.add_f(y, e.load_vector(self._residual, at, self._vector))
        y = self._masked(emit_activation(e, self._op.activation, y), position)
        e.store_vector(y, self._out, e.add(e.position(self._op.out, image, filter_), position))

    def clear_gap(self, image: Index, filter_: Index, slice_: Index) -> None:
        """Zero the gap behind a slice, which is not computed with it, where the layout promises zeros."""
        if self._op.mask is None:
            return
        e, shape = self._e, shape_of(self._op.out)
        pitch, used = plan.inner_strides(self._op.out.type)[0], plan.slice_positions(self._op.out.type)
        behind = self._op.positions - shape[2] * pitch
        interior = e.position(self._op.out, image, filter_)
        self._clear(e.add(interior, e.mul(slice_, pitch), used), pitch - used)
        if behind:
            with e.when("eq", slice_, shape[2] - 1):
                self._clear(e.add(interior, shape[2] * pitch), behind)

    def clear_halo(self, image: Index, filter_: Index) -> None:
        """Zero what lies before and behind the computed positions of a plane, where the layout promises zeros."""
        if self._op.mask is None:
            return
        e, zero = self._e, self._e.constant(0.0, self._vector)
        interior = e.position(self._op.out, image, filter_)
        lead, plane = plan.lead_of(self._op.out), plan.strides_of(self._op.out)[1]
        for begin, end in ((-lead, 0), (self._op.positions, plane - lead)):
            with e.loop(begin, end, self._lanes) as at:
                e.store_vector(zero, self._out, e.add(interior, at))

    def _clear(self, begin: Index, count: int) -> None:
        """Zero `count` elements in vectors, of which the last overlaps the one before, or is the first part of one."""
        e, zero, lanes = self._e, self._e.constant(0.0, self._vector), self._lanes
        for at in dict.fromkeys(min(i, max(count - lanes, 0)) for i in range(0, count, lanes)):
            e.store_vector(zero, self._out, e.add(begin, at), min(count, lanes))

    def _masked(self, y: SSAValue, position: Index) -> SSAValue:
        """y in the interior, 0 in the halo: bitwise, so that not even infinity or NaN survives."""
        if self._op.mask is None:
            return y
        e, bits = self._e, vector_of(self._lanes, i32)
        keep = e.load_vector(self._op.mask, position, bits)
        y = e.insert(arith.AndIOp(e.insert(arith.BitcastOp(y, bits)), keep))
        return e.insert(arith.BitcastOp(y, self._vector))


LINE = plan.ALIGNMENT // 4
"""Elements of a cache line."""

FAR = 8
"""An input this many times as large as the second cache comes from so far away that asking for it early pays. Measured on Zen 4
on pruned 3×3 layers of 64 channels: nothing gained with planes of 112² (3 second caches), 43 % more with 224² (12)."""


THIN = 200
"""A layer with fewer products than this for each element of its input also waits for one that only just leaves the second cache.
Measured on Zen 4 on pruned layers of S3D, inputs of 1.3 to 7 second caches: 1×1 from 192 to 96 channels (27 products) 2.2 × as fast,
3×1×1 from 192 to 192 (160) 1.06 ×, 1×3×3 from 64 to 192 (480) no gain."""


class Prefetch:
    """Asks early for what the processor does not foresee: a tile is a few lines of each of many planes.

    It does so only where buffers are larger than the second cache, the input by far.
    """

    def __init__(self, e: LoopEmitter, op: plan.TapConvOp | plan.RunConvOp, target: plan.TargetAttr):
        self._e, self._op = e, op
        self._width = op.schedule.tile * op.schedule.lanes
        planes = prod(shape_of(op.input)[1 : -len(plan.inner_strides(op.out.type))])
        self.reads = plan.bytes_of(op.input.type) > target.l2 * (1 if _is_thin(op, planes) else FAR)
        self.writes = plan.bytes_of(op.out.type) > target.l2

    def following(self, position: Index) -> None:
        """Ask for the input that the next tile reads where this one reads at `position` of the flat input."""
        if self.reads:
            e, row = self._e, self._e.flat(self._op.input)
            last = plan.extent_of(self._op.input) - self._width
            self._lines(row, e.minimum(e.add(position, self._width), last))

    def destination(self, image: Index, filter_: Index, position: Index) -> None:
        """Ask for a tile of a plane of the destination."""
        if self.writes:
            e, op = self._e, self._op
            at = e.add(e.position(op.out, image, filter_), position)
            self._lines(e.flat(op.out), at, for_write=True)

    def _lines(self, row: SSAValue, at: Index, *, for_write: bool = False) -> None:
        for i in range(0, self._width, LINE):
            self._e.prefetch(row, self._e.add(at, i), for_write=for_write)


def _is_thin(op: plan.TapConvOp | plan.RunConvOp, planes: int) -> bool:
    """Whether there are few products for each element of the input."""
    return prod(shape_of(op.weights)) < THIN * planes
