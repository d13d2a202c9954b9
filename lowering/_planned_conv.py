"""What both kernels of planned convolutions share: where a tile lies, and the way from sums to the destination."""

from __future__ import annotations

from xdsl.dialects import arith
from xdsl.dialects.builtin import i32
from xdsl.ir import SSAValue

from ..dialects import plan
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, vector_of


class Epilogue:
    """Writes finished vectors of one planned convolution: y = activation(sum + bias + residual), zero in the halo."""

    def __init__(self, e: LoopEmitter, op: plan.PlannedConv):
        self._e, self._op = e, op
        self._lanes = op.schedule.lanes
        self._vector = vector_of(self._lanes)
        self._out = e.flat(op.out)
        self._residual = None if op.residual is None else e.flat(op.residual)

    def write(self, total: SSAValue, image: Index, filter_: Index, bias: SSAValue, position: Index) -> None:
        """Finish one vector of sums of `filter_` (its bias already loaded and splat) at `position` of the flattened plane."""
        e = self._e
        y = e.add_f(total, bias)
        if self._residual is not None and self._op.residual is not None:
            at = e.add(plane_begin(e, self._op.residual, image, filter_), position)
            y = e.add_f(y, e.load_vector(self._residual, at, self._vector))
        y = self._masked(emit_activation(e, self._op.activation, y), position)
        e.store_vector(y, self._out, e.add(plane_begin(e, self._op.out, image, filter_), position))

    def bias(self, filter_: Index) -> SSAValue:
        """The bias of `filter_` in every lane."""
        return self._e.splat(self._e.load(self._op.bias, filter_), self._vector)

    def clear_halo(self, image: Index, filter_: Index) -> None:
        """Zero what lies before and behind the computed positions of a plane, where the layout promises zeros."""
        if self._op.mask is None:
            return
        e, zero = self._e, self._e.constant(0.0, self._vector)
        interior = plane_begin(e, self._op.out, image, filter_)
        lead, plane = plan.lead_of(self._op.out), plan.strides_of(self._op.out)[1]
        for begin, end in ((-lead, 0), (self._op.positions, plane - lead)):
            with e.loop(begin, end, self._lanes) as at:
                e.store_vector(zero, self._out, e.add(interior, at))

    def _masked(self, y: SSAValue, position: Index) -> SSAValue:
        """y in the interior, 0 in the halo: bitwise, so that not even infinity or NaN survives."""
        if self._op.mask is None:
            return y
        e, bits = self._e, vector_of(self._lanes, i32)
        keep = e.load_vector(self._op.mask, position, bits)
        y = e.insert(arith.AndIOp(e.insert(arith.BitcastOp(y, bits)), keep))
        return e.insert(arith.BitcastOp(y, self._vector))


def tile_begin(e: LoopEmitter, op: plan.PlannedConv, tile: Index) -> Index:
    """The first position of a tile. The last tile overlaps the one before, where positions do not divide evenly; both write the
    same numbers there."""
    width = op.schedule.tile * op.schedule.lanes
    return e.minimum(e.mul(tile, width), op.positions - width)


def plane_begin(e: LoopEmitter, buffer: SSAValue, image: Index, channel: Index) -> Index:
    """Index, in the flat buffer, of the first element of a plane's interior."""
    batch, plane = plan.strides_of(buffer)[:2]
    return e.add(plan.lead_of(buffer), e.mul(image, batch), e.mul(channel, plane))
