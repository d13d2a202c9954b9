"""Planned depthwise convolution."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseArrayBase, f32
from xdsl.ir import SSAValue
from xdsl.irdl import (
    irdl_op_definition,
    prop_def,
)

from ..nn import element_of, ints, shape_of
from ..nn._base import require
from ._weighted import WeightedOp
from .conv import is_planar
from .layout import has_zero_halo, lead_of, strides_of


@irdl_op_definition
class DepthwiseConvOp(WeightedOp):
    """Convolution of each plane by itself, stride included: reads the input where it lies, padding from its halo.

        out[n, f, i, j] = activation(Σ_kl weights[f, k, l] · x[n, f / m, i·s₀ + k·d₀ − p₀, j·s₁ + l·d₁ − p₁] + bias[f] + residual[n, f, i, j])

    for the strides s, dilations d and begin padding p; m = F / C filters read each channel. Strips of `tile` vectors of `lanes` columns are
    walked down the rows, so a row of input is loaded once for all the rows of sums that it belongs to.

    ```mlir
    plan.depthwise_conv %x weights(%w : memref<8x3x3xf32>) bias(%b : memref<8xf32>)
      into(%y : memref<1x8x4x4xf32, #plan.planar<[128, 16, 4, 1], lead = 0>>)
      {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>,
       pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
      : memref<1x8x8x8xf32, #plan.planar<[1024, 128, 9, 1], lead = 16, zero_halo>>
    ```

    C1: input N×C×H×W, residual and destination N×F×H'×W' are planar f32 buffers, the last two of equal shape and pitch; C divides F.
    C2: weights are F×k₀×k₁ f32, bias F f32.
    C3: strides, pads and dilations hold two numbers; the columns' stride is 1 or 2.
    C4: a strip, `tile` · `lanes` columns, is no wider than a row, unless it is a single vector.
    C5: what a strip reads lies inside the buffer of the input, and the padding among it in a halo of zeros.
    """

    name = "plan.depthwise_conv"
    strides = prop_def(DenseArrayBase)
    pads = prop_def(DenseArrayBase)
    dilations = prop_def(DenseArrayBase)

    @property
    def multiplier(self) -> int:
        """Filters of each channel."""
        return shape_of(self.out)[1] // shape_of(self.input)[1]

    @property
    def depth(self) -> int:
        """Rows of sums that one step down the rows of input, `strides[0]` of them, adds to."""
        return (shape_of(self.weights)[1] - 1) * ints(self.dilations)[0] // ints(self.strides)[0] + 1

    @property
    def width(self) -> int:
        """Columns of a strip."""
        return self.schedule.tile * self.schedule.lanes

    def verify_(self) -> None:
        x, out, kernel = shape_of(self.input), shape_of(self.out), shape_of(self.weights)[1:]
        buffers = [self.input, self.out, *([self.residual] if self.residual is not None else [])]
        require(
            all(is_planar(b) and len(shape_of(b)) == 4 for b in buffers)
            and (self.residual is None or _lies_like(self.residual, self.out))
            and x[0] == out[0]
            and out[1] % x[1] == 0,
            f"C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F, got {x} and {out}",
        )
        require(
            len(kernel) == 2
            and shape_of(self.weights)[0] == out[1]
            and shape_of(self.bias) == (out[1],)
            and element_of(self.weights) == element_of(self.bias) == f32,
            f"C2: weights must be {out[1]}×k₀×k₁ f32 and bias {out[1]} f32",
        )
        numbers = [ints(a) for a in (self.strides, self.pads, self.dilations)]
        require(
            all(len(n) == 2 for n in numbers)
            and min(*numbers[0], *numbers[2]) >= 1
            and min(numbers[1]) >= 0
            and numbers[0][1] <= 2,
            "C3: strides, pads and dilations must hold two numbers, the columns' stride 1 or 2",
        )
        require(
            self.schedule.tile == 1 or self.width <= out[3],
            f"C4: a strip of {self.width} columns is wider than a row of {out[3]}",
        )
        self._verify_reads()

    def _verify_reads(self) -> None:
        """C5 inside one plane: what lies before its interior is the lead, what lies behind ends with the plane."""
        size, out, kernel = shape_of(self.input)[2:], shape_of(self.out)[2:], shape_of(self.weights)[1:]
        pads, lead, (_, plane, pitch, _) = ints(self.pads), lead_of(self.input), strides_of(self.input)
        geometry = zip(size, out, kernel, ints(self.strides), pads, ints(self.dilations), strict=True)
        ends = [(o - 1) * s + (k - 1) * d - p + 1 - n for n, o, k, s, p, d in geometry]
        require(
            max(*pads, *ends) <= 0
            or (has_zero_halo(self.input) and pitch >= size[1] + max(pads[1], ends[1])),
            f"C5: the window reads beyond rows of {size[1]}, which needs a halo of zeros and gaps of {max(pads[1], ends[1])}",
        )
        reach = depthwise_reach(
            pitch, out, kernel, ints(self.strides), pads, ints(self.dilations), self.width
        )
        require(
            reach.start + lead >= 0 and lead + reach.stop <= plane,
            f"C5: elements {reach.start} to {reach.stop} of a plane are read, it holds {-lead} to {plane - lead}",
        )


def depthwise_reach(
    pitch: int,
    out: Sequence[int],
    kernel: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[int],
    dilations: Sequence[int],
    width: int,
) -> range:
    """What strips of `width` columns read of a plane whose rows are `pitch` apart, in elements from the begin of its interior.

    Rows come in steps of `strides[0]`, and columns in pairs where theirs is 2: some that no window has are read too.
    """
    rows = {k * dilations[0] % strides[0] for k in range(kernel[0])}
    steps = out[0] - 1 + (kernel[0] - 1) * dilations[0] // strides[0]
    columns = max(out[1], width) * strides[1] + (kernel[1] - 1) * dilations[1] - pads[1]
    last_row = steps * strides[0] + max(rows) - pads[0]
    return range(-pads[0] * pitch - pads[1], last_row * pitch + columns)


def _lies_like(a: SSAValue, b: SSAValue) -> bool:
    return shape_of(a) == shape_of(b) and strides_of(a)[2:] == strides_of(b)[2:]
