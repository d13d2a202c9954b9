"""What the conversions of convolutions to `plan` share: phases, taps, bias and mask."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np
from xdsl.dialects import memref
from xdsl.dialects.builtin import MemRefType, f32
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.rewriter import InsertPoint, Rewriter

from ..diagnostics import IRError
from ..dialects import nn, plan
from ..dialects.nn.conv import ConvBase
from ..passes.planning._convolutions import Window, weight_shape
from ..passes.planning.bufferize import MOST_ELEMENTS
from ..passes.planning.schedule import SCHEDULE


class PlannedConvBuilder:
    """Replaces one convolution in destination form by its planned one."""

    def __init__(self, conv: ConvBase):
        schedule = conv.attributes[SCHEDULE]
        assert isinstance(schedule, plan.ScheduleAttr)
        if conv.out is None or not plan.is_planar(conv.out):
            raise IRError(f"'{conv.name}' is scheduled, but writes into no planar f32 buffer", conv)
        self.conv, self.schedule, self.out = conv, schedule, conv.out
        self.window = Window.of(conv)
        in_place = self.window.direct or self.schedule.kernel.data == "depthwise"
        self.source = conv.input if in_place else self._split_phases()

    @property
    def taps(self) -> np.ndarray:
        """Offset of each kernel entry in the planes of a channel."""
        return self.window.taps(plan.strides_of(self.source)[2:])

    @property
    def channel_stride(self) -> int:
        return plan.strides_of(self.source)[1]

    @property
    def kernel_slices(self) -> int:
        """Slices of the kernel, along the first spatial dimension, that the table of taps has one after the other: all of them where
        the plane is computed slice by slice, else one."""
        by_slice = plan.slices_of(self.out.type, self.schedule) == nn.shape_of(self.out)[2]
        return self.window.kernel[0] if by_slice else 1

    def groups(self, first: np.ndarray, weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """The table of groups of `plan.tap_conv`, from R rows: where the taps of a row begin, where its weights, and how many taps
        (R×K) it has in each of the `kernel_slices`. For each slice of the plane, those that would read padding alone are left out."""
        out, size = nn.shape_of(self.out)[2], nn.shape_of(self.conv.input)[2]
        if self.kernel_slices > 1:
            inside = self.window.slices_inside(size, out)
        else:
            inside = [(0, counts.shape[1])] * plan.slices_of(self.out.type, self.schedule)
        ends = np.concatenate([np.zeros((len(counts), 1), counts.dtype), counts.cumsum(1)], 1)
        g, rows = self.schedule.filters, list[np.ndarray]()
        for begin, end in inside:
            skipped = ends[:, begin]
            rows.append(np.stack([first + skipped, ends[:, end] - skipped, weights + skipped * g], 1))
        return np.concatenate(rows).astype(np.int32)

    def replace(
        self,
        op: type[plan.PlannedConv | plan.DepthwiseConvOp],
        tables: Mapping[str, np.ndarray],
        **properties: Attribute,
    ) -> None:
        """Put `op` in place of the convolution; `tables` by operand name."""
        operands = {
            "input": self.source,
            "bias": self.conv.bias or self.weight(np.zeros(weight_shape(self.conv)[0], np.float32)),
            "residual": self.conv.residual,
            "out": self.out,
            **{name: self.weight(table) for name, table in tables.items()},
        }
        names = [name for name, _ in op.get_irdl_definition().operands]
        if "mask" in names:
            operands["mask"] = self._mask()
        planned = op.build(
            operands=[_as_list(operands[name]) for name in names],
            properties={"schedule": self.schedule, "activation": self.conv.activation, **properties},
        )
        self._insert(planned)
        Rewriter.erase_op(self.conv)

    def weight(self, array: np.ndarray) -> SSAValue:
        return self._insert(plan.WeightOp.of(np.ascontiguousarray(array))).results[0]

    def _insert(self, op: Operation) -> Operation:
        op.location = self.conv.location
        Rewriter.insert_op(op, InsertPoint.before(self.conv))
        return op

    def _split_phases(self) -> SSAValue:
        window, x = self.window, self.conv.input
        buffer = self._phase_type()
        if plan.extent_of(buffer) > MOST_ELEMENTS:
            message = f"'{self.conv.name}' reads phases that are too large: over {MOST_ELEMENTS} elements"
            raise IRError(message, self.conv)
        phases = self._insert(memref.AllocOp([], [], buffer)).results[0]
        self._insert(plan.PhaseSplitOp.of(x, phases, window.strides, window.begins, window.phases))
        return phases

    def _phase_type(self) -> MemRefType[Attribute]:
        """N×C×Φ×D'… in planes with the pitches of the result, long enough for whole vectors of positions."""
        pitches = plan.inner_strides(self.out.type)
        images, channels, *_ = nn.shape_of(self.conv.input)
        size = self.window.phase_size(nn.shape_of(self.out)[2:])
        reach = sum((d - o) * p for d, o, p in zip(size, nn.shape_of(self.out)[2:], pitches, strict=True))
        lanes, count = self.schedule.lanes, prod(self.window.phases)
        plane = plan.plane_positions(self.out.type, lanes) + -(-reach // lanes) * lanes
        plane = max(plane, -(-size[0] * pitches[0] // lanes) * lanes)
        strides = (channels * count * plane, count * plane, plane, *pitches)
        layout = plan.PlanarAttr.of(strides, lead=0, zero_halo=False)
        return MemRefType(f32, (images, channels, count, *size), layout)

    def _mask(self) -> SSAValue | None:
        """All bits set where a computed position lies in the interior, none in the halo."""
        layout = self.out.type.layout  # pyright: ignore
        assert isinstance(layout, plan.PlanarAttr)
        if not layout.zero_halo:
            return None
        mask = np.zeros(plan.plane_positions(self.out.type, self.schedule.lanes), np.int32)
        interior = np.indices(nn.shape_of(self.out)[2:])
        mask[np.tensordot(plan.inner_strides(self.out.type), interior, 1)] = -1
        return self.weight(mask)


def known_array(value: SSAValue, user: Operation) -> np.ndarray:
    """The values of a weight that `user`, a scheduled operation, reads."""
    if not isinstance(value.owner, plan.WeightOp):
        raise IRError(f"'{user.name}' is scheduled, but not all its weights are known now", user)
    return value.owner.array()


def _as_list(value: SSAValue | None) -> list[SSAValue]:
    return [] if value is None else [value]
