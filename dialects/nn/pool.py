"""Pooling over any number of spatial dimensions."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence

from xdsl.dialects.builtin import BoolAttr, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def, prop_def

from ._base import INTEGERS, SHAPED, UNARY, NNOp, boolean, int_array, ints, require, require_floats, shape_of
from ._types import like
from .conv import window_shape


class _WindowOp(NNOp, ABC):
    """A pool with a sliding window."""

    input = operand_def(SHAPED)
    kernel_shape = prop_def(INTEGERS)
    strides = prop_def(INTEGERS)
    pads = prop_def(INTEGERS)
    dilations = prop_def(INTEGERS)
    ceil_mode = prop_def(BoolAttr, default_value=boolean(False))

    def infer(self) -> TensorType[Attribute]:
        x, kernel = shape_of(self.input), ints(self.kernel_shape)
        _require_spatial(self.input)
        strides, pads, dilations = ints(self.strides), ints(self.pads), ints(self.dilations)
        spatial = window_shape(x[2:], kernel, strides, pads, dilations, bool(self.ceil_mode))
        for i, (size, windows) in enumerate(zip(x[2:], spatial, strict=True)):
            _require_inhabited(size, windows, kernel[i], strides[i], pads[i], dilations[i])
        return like(self.input.type, (*x[:2], *spatial))


class _GlobalOp(NNOp, ABC):
    """A pool over all spatial positions."""

    input = operand_def(SHAPED)

    @classmethod
    def of(cls, x: SSAValue):
        """The operation in tensor form."""
        return cls.build_inferred((x,), {})

    def infer(self) -> TensorType[Attribute]:
        _require_spatial(self.input)
        x = shape_of(self.input)
        return like(self.input.type, (*x[:2], *[1] * (len(x) - 2)))


@irdl_op_definition
class MaxPoolOp(_WindowOp):
    """Largest element of each window.

        y[n,c,o] = max_k x[n, c, o·stride + k·dilation - pad], over the k whose position lies inside x

    x is N×C×D… with r = 1, 2 or 3 spatial dimensions, k runs over `kernel_shape`. Padding never wins, whatever the
    sign of x. With `ceil_mode` the count of windows is rounded up, so that the last may hang over the end padding; a
    window that would start there is dropped. `pads` lists the begins of all spatial dimensions, then the ends.
    Source: ONNX operator MaxPool.

    ```mlir
    %y = nn.max_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>,
           pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x4x7x7xf32> -> tensor<1x4x4x4xf32>
    ```

    C1: the input has rank 3, 4 or 5 and floating-point elements.
    C2: kernel_shape, strides and dilations hold r positive numbers, pads 2r non-negative ones.
    C3: every window has an element inside the input.
    C4: at least one window fits into the padded input.
    """

    name = "nn.max_pool"
    assembly_format = UNARY

    @classmethod
    def of(
        cls,
        x: SSAValue,
        *,
        kernel_shape: Sequence[int],
        strides: Sequence[int],
        pads: Sequence[int],
        dilations: Sequence[int],
        ceil_mode: bool = False,
    ) -> MaxPoolOp:
        """The operation in tensor form."""
        properties = _window_properties(kernel_shape, strides, pads, dilations, ceil_mode)
        return cls.build_inferred((x,), properties)


@irdl_op_definition
class AvgPoolOp(_WindowOp):
    """Mean of each window.

        y[n,c,o] = Σ_k x[n, c, o·stride + k·dilation - pad] / count(o)

    x is zero outside its bounds. count(o) is the number of window elements inside x, or, with `count_include_pad`,
    inside x and its padding; what hangs over the end padding because of `ceil_mode` is never counted. Otherwise as
    `nn.max_pool`. Source: ONNX operator AveragePool.

    ```mlir
    %y = nn.avg_pool %x {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 1>,
           dilations = array<i64: 1>, count_include_pad = true} : tensor<1x4x7xf32> -> tensor<1x4x4xf32>
    ```

    C1: the input has rank 3, 4 or 5 and floating-point elements.
    C2: kernel_shape, strides and dilations hold r positive numbers, pads 2r non-negative ones.
    C3: every window has an element inside the input.
    C4: at least one window fits into the padded input.
    """

    name = "nn.avg_pool"
    count_include_pad = prop_def(BoolAttr, default_value=boolean(False))
    assembly_format = UNARY

    @classmethod
    def of(
        cls,
        x: SSAValue,
        *,
        kernel_shape: Sequence[int],
        strides: Sequence[int],
        pads: Sequence[int],
        dilations: Sequence[int],
        ceil_mode: bool = False,
        count_include_pad: bool = False,
    ) -> AvgPoolOp:
        """The operation in tensor form."""
        properties = _window_properties(kernel_shape, strides, pads, dilations, ceil_mode)
        return cls.build_inferred((x,), {**properties, "count_include_pad": boolean(count_include_pad)})


@irdl_op_definition
class GlobalAvgPoolOp(_GlobalOp):
    """Mean over all spatial positions, which stay as dimensions of size 1.

        y[n,c,0…] = (1/|D|) Σ_d x[n,c,d]

    Source: ONNX operator GlobalAveragePool.

    ```mlir
    %y = nn.global_avg_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
    ```

    C1: the input has rank 3, 4 or 5 and floating-point elements.
    """

    name = "nn.global_avg_pool"
    assembly_format = UNARY


@irdl_op_definition
class GlobalMaxPoolOp(_GlobalOp):
    """Largest element over all spatial positions, which stay as dimensions of size 1.

        y[n,c,0…] = max_d x[n,c,d]

    Source: ONNX operator GlobalMaxPool.

    ```mlir
    %y = nn.global_max_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
    ```

    C1: the input has rank 3, 4 or 5 and floating-point elements.
    """

    name = "nn.global_max_pool"
    assembly_format = UNARY


def _window_properties(
    kernel_shape: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[int],
    dilations: Sequence[int],
    ceil_mode: bool,
) -> Mapping[str, Attribute]:
    return {
        "kernel_shape": int_array(kernel_shape),
        "strides": int_array(strides),
        "pads": int_array(pads),
        "dilations": int_array(dilations),
        "ceil_mode": boolean(ceil_mode),
    }


def _require_spatial(x: SSAValue) -> None:
    require(
        len(shape_of(x)) in (3, 4, 5),
        f"C1: input must have one to three spatial dimensions, rank 3, 4 or 5, got {x.type}",
    )
    require_floats("C1", x)


def _require_inhabited(size: int, windows: int, kernel: int, stride: int, pad: int, dilation: int) -> None:
    """Constraint C3: the maximum, or mean, of no elements is not a number."""
    # All but the windows that start in the padding, and the last one, begin inside.
    for window in (*range(min(windows, -(-pad // stride))), windows - 1):
        first = window * stride - pad
        outside = max(0, -(first // dilation))  # taps before the input
        require(
            outside < kernel and first + outside * dilation < size,
            f"C3: window {window} lies outside of an input of size {size} (pad {pad})",
        )
