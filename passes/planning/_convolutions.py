"""Geometry of the convolutions that are planned."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from xdsl.dialects.builtin import f32
from xdsl.ir import Operation

from ...dialects import nn, pconv, plan
from ...dialects.nn.conv import ConvBase


@dataclass(frozen=True)
class Window:
    """A convolution's window. All tuples have one entry for each of the r spatial dimensions."""

    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    dilations: tuple[int, ...]

    @classmethod
    def of(cls, conv: ConvBase) -> Window:
        pads, r = nn.ints(conv.pads), len(nn.ints(conv.strides))
        kernel = weight_shape(conv)[2:]
        return cls(kernel, nn.ints(conv.strides), pads[:r], pads[r:], nn.ints(conv.dilations))

    @property
    def direct(self) -> bool:
        """Whether every tap is a constant offset in the input's own planes."""
        return all(s == 1 for s in self.strides)

    @property
    def phases(self) -> tuple[int, ...]:
        """Phases that the window reads in each dimension: residues of k·dilation modulo the stride."""
        spans = zip(self.kernel, self.dilations, self.strides, strict=True)
        return tuple(min(s, (k - 1) * d + 1) for k, d, s in spans)

    def phase_size(self, out: tuple[int, ...]) -> tuple[int, ...]:
        """Positions of a phase that the window reads to make `out` positions."""
        spans = zip(out, self.kernel, self.dilations, self.strides, strict=True)
        return tuple(o + (k - 1) * d // s for o, k, d, s in spans)

    def slices_inside(self, size: int, out: int) -> list[tuple[int, int]]:
        """For each of `out` output slices, steps of the first spatial dimension: the first slice of the kernel that meets one of the
        input's `size` slices and not padding, and the one after the last."""
        kernel, stride, begin, dilation = self.kernel[0], self.strides[0], self.begins[0], self.dilations[0]
        inside: list[tuple[int, int]] = []
        for i in range(out):
            met = [k for k in range(kernel) if 0 <= i * stride + k * dilation - begin < size]
            inside.append((met[0], met[-1] + 1) if met else (0, 0))
        return inside

    def taps(self, source: tuple[int, ...]) -> np.ndarray:
        """Offset of every kernel entry, row-major, in a plane with the strides `source`.

        A direct window reads its input: `source` are the strides of the r spatial dimensions. Another one reads phases: the
        stride from phase to phase stands in front.
        """
        r = len(self.kernel)
        entry = np.indices(self.kernel).reshape(r, prod(self.kernel))
        shift = entry * np.array(self.dilations)[:, None]
        inner = np.array(source[-r:])
        if self.direct:
            return inner @ (shift - np.array(self.begins)[:, None])
        strides = np.array(self.strides)[:, None]
        phase = np.ravel_multi_index(tuple(shift % strides), self.phases)
        return inner @ (shift // strides) + source[0] * phase


def is_planned(op: Operation) -> bool:
    """Whether `op` is a convolution with a kernel of its own: f32, its weights known now, packed if they are pruned."""
    if not isinstance(op, ConvBase) or nn.element_of(op.input) != f32:
        return False
    if isinstance(op, pconv.ConvOp):
        return isinstance(op.weight.owner, pconv.ConstantOp)
    return isinstance(op.weight.owner, nn.ConstantOp | plan.WeightOp)


MOST_ENTRIES = 64
"""Of a kernel whose planes are computed one by one: its weights are vectors, and its code is written out."""


def is_depthwise(conv: ConvBase) -> bool:
    """Whether `plan.depthwise_conv` can compute a planned convolution, which then reads its input in place at any stride."""
    kernel, strides = weight_shape(conv)[2:], nn.ints(conv.strides)
    return (
        len(kernel) == 2
        and group_of(conv) == nn.shape_of(conv.input)[1] > 1
        and prod(kernel) <= MOST_ENTRIES
        and strides[1] <= 2
    )


def weight_shape(conv: ConvBase) -> tuple[int, ...]:
    """F×C×K… of the weights, packed or not."""
    weight = conv.weight.type
    return weight.get_shape() if isinstance(weight, pconv.FKWType) else nn.shape_of(conv.weight)


def group_of(conv: ConvBase) -> int:
    """ONNX's `group`; pruned convolutions have one."""
    return conv.group.value.data if isinstance(conv, nn.ConvOp) else 1
