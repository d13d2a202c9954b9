"""Operations that extend a tensor or sample it anew."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from xdsl.dialects.builtin import StringAttr, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def, prop_def

from ._base import (
    INTEGERS,
    NUMBER,
    NUMBERS,
    SHAPED,
    UNARY,
    NNOp,
    element_of,
    int_array,
    ints,
    number,
    number_array,
    require,
    require_floats,
    shape_of,
)
from ._types import is_float, like

PAD_MODES = ("constant", "edge", "reflect")
RESIZE_MODES = ("linear", "nearest")
COORDINATE_MODES = (
    "align_corners",
    "asymmetric",
    "half_pixel",
    "half_pixel_symmetric",
    "pytorch_half_pixel",
)
NEAREST_MODES = ("ceil", "floor", "round_prefer_ceil", "round_prefer_floor")


@irdl_op_definition
class PadOp(NNOp):
    """The input with more elements before and after, in each dimension.

        y[o] = x[o - begins] inside the input

    Outside it is `value` (constant), the nearest element of x (edge), or the element mirrored at the first or last one
    (reflect). `pads` lists the begins of all dimensions, then the ends. Source: ONNX operator Pad.

    ```mlir
    %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, mode = "constant", value = 0.0 : f32}
         : tensor<4x8xf32> -> tensor<4x11xf32>
    ```

    C1: pads hold a begin and an end of at least 0 for each dimension of the input.
    C2: mode is constant, edge or reflect.
    C3: with reflect, each pad is smaller than the dimension.
    C4: with integer elements, value is an integer.
    """

    name = "nn.pad"
    input = operand_def(SHAPED)
    pads = prop_def(INTEGERS)
    mode = prop_def(StringAttr, default_value=StringAttr("constant"))
    value = prop_def(NUMBER, default_value=number(0.0))
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, pads: Sequence[int], mode: str = "constant", value: float = 0.0) -> PadOp:
        """The operation in tensor form."""
        properties: dict[str, Attribute | None] = {
            "pads": int_array(pads),
            "mode": StringAttr(mode),
            "value": number(value),
        }
        return cls.build_inferred((x,), properties)

    def infer(self) -> TensorType[Attribute]:
        x, pads, mode = shape_of(self.input), ints(self.pads), self.mode.data
        require(
            len(pads) == 2 * len(x) and min(pads, default=0) >= 0,
            f"C1: needs {2 * len(x)} pads of at least 0, got {list(pads)}",
        )
        require(mode in PAD_MODES, f"C2: mode must be {', '.join(PAD_MODES)}, got {mode}")
        require(
            mode != "reflect" or all(pad < size for pad, size in zip(pads, x + x, strict=True)),
            f"C3: reflected pads must be smaller than the dimensions {x}, got {list(pads)}",
        )
        value = self.value.value.data
        require(
            is_float(element_of(self.input)) or value.is_integer(),
            f"C4: {value} is not a value of {element_of(self.input)}",
        )
        ends = pads[len(x) :]
        return like(self.input.type, tuple(b + n + e for b, n, e in zip(pads, x, ends, strict=False)))


@irdl_op_definition
class ResizeOp(NNOp):
    """The input sampled at another number of points in each dimension.

        y[o] = sample(x, c(o))

    c(o) is the coordinate of o in the input, by `coordinate_mode`; n and m are the sizes of a dimension in input and
    result, s is its scale:

        half_pixel            (o + ½)/s - ½
        pytorch_half_pixel    the same, but 0 when m = 1
        half_pixel_symmetric  n/2·(1 - m/(s·n)) + (o + ½)/s - ½
        asymmetric            o/s
        align_corners         o·(n-1)/(m-1), but 0 when m = 1

    `nearest` takes the element at the rounded coordinate (`nearest_mode`), `linear` interpolates between the
    neighbours, one dimension after the other; coordinates outside are moved to the border. Source: ONNX operator Resize
    (and Upsample), its sizes and scales resolved to all dimensions, without antialiasing.

    ```mlir
    %y = nn.resize %x {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor",
           scales = array<f64: 1.0, 1.0, 2.0, 2.0>} : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
    ```

    C1: the input has floating-point elements, and the result its rank.
    C2: scales hold a positive, finite number for each dimension.
    C3: each size of the result is less than 1 away from scale · size of the input.
    C4: mode is nearest or linear; coordinate_mode is one of those above; nearest_mode is round_prefer_floor,
        round_prefer_ceil, floor or ceil.
    """

    name = "nn.resize"
    input = operand_def(SHAPED)
    mode = prop_def(StringAttr)
    coordinate_mode = prop_def(StringAttr, default_value=StringAttr("half_pixel"))
    nearest_mode = prop_def(StringAttr, default_value=StringAttr("round_prefer_floor"))
    scales = prop_def(NUMBERS)
    assembly_format = UNARY

    @classmethod
    def of(
        cls,
        x: SSAValue,
        shape: Sequence[int],
        *,
        mode: str,
        scales: Sequence[float],
        coordinate_mode: str = "half_pixel",
        nearest_mode: str = "round_prefer_floor",
    ) -> ResizeOp:
        """The operation in tensor form."""
        properties: dict[str, Attribute | None] = {
            "mode": StringAttr(mode),
            "coordinate_mode": StringAttr(coordinate_mode),
            "nearest_mode": StringAttr(nearest_mode),
            "scales": number_array(scales),
        }
        return cls.build_as(like(x.type, tuple(shape)), (x,), properties)

    def infer(self) -> TensorType[Attribute]:
        x, y = shape_of(self.input), shape_of(self.answer)
        scales = [float(scale) for scale in self.scales.get_values()]
        require_floats("C1", self.input)
        require(len(x) == len(y), f"C1: result must have rank {len(x)}, got {len(y)}")
        require(
            len(scales) == len(x) and all(0 < scale < math.inf for scale in scales),
            f"C2: needs {len(x)} positive scales, got {scales}",
        )
        require(
            all(abs(m - n * scale) < 1 for n, m, scale in zip(x, y, scales, strict=True)),
            f"C3: {x} scaled by {scales} is not {y}",
        )
        self._check_modes()
        return like(self.input.type, y)

    def _check_modes(self) -> None:
        for attribute, modes in (
            (self.mode, RESIZE_MODES),
            (self.coordinate_mode, COORDINATE_MODES),
            (self.nearest_mode, NEAREST_MODES),
        ):
            require(attribute.data in modes, f"C4: {attribute.data} is none of {', '.join(modes)}")

    def coordinates(self, axis: int) -> np.ndarray:
        """The coordinate in the input of each point of the result along `axis`, none outside.

        Computed in f32, as ONNX Runtime does: where one falls on a whole number, the rounding decides.
        """
        n, m = (np.float32(shape_of(v)[axis]) for v in (self.input, self.answer))
        scale, half = np.float32(self.scales.get_values()[axis]), np.float32(0.5)
        o = np.arange(m, dtype=np.float32)
        match self.coordinate_mode.data:
            case "asymmetric":
                c = o / scale
            case "align_corners":
                c = o * (n - 1) / max(m - 1, np.float32(1))
            case "half_pixel_symmetric":
                c = n / 2 * (1 - m / (scale * n)) + (o + half) / scale - half
            case "pytorch_half_pixel" if m == 1:
                c = o
            case _:
                c = (o + half) / scale - half
        return np.clip(c, 0, n - 1)

    def nearest(self, axis: int) -> np.ndarray:
        """The index in the input that each point of the result takes along `axis`."""
        c = self.coordinates(axis)
        match self.nearest_mode.data:
            case "floor":
                index = np.floor(c)
            case "ceil":
                index = np.ceil(c)
            case "round_prefer_ceil":
                index = np.floor(c + 0.5)
            case _:
                index = np.ceil(c - 0.5)
        return index.astype(np.int64)
