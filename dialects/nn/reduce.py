"""Reductions along axes."""

from __future__ import annotations

from abc import ABC
from collections.abc import Sequence
from typing import Self

from xdsl.dialects.builtin import BoolAttr, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def, prop_def

from ._base import (
    INTEGERS,
    SHAPED,
    UNARY,
    NNOp,
    boolean,
    int_array,
    ints,
    require,
    require_axes,
    require_floats,
    shape_of,
)
from ._types import like


class ReduceOp(NNOp, ABC):
    """Base of the reductions."""

    input = operand_def(SHAPED)
    axes = prop_def(INTEGERS)
    keepdims = prop_def(BoolAttr, default_value=boolean(False))

    @classmethod
    def of(cls, x: SSAValue, *, axes: Sequence[int], keepdims: bool = False) -> Self:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"axes": int_array(axes), "keepdims": boolean(keepdims)})

    def infer(self) -> TensorType[Attribute]:
        x, axes = shape_of(self.input), ints(self.axes)
        require_floats("C1", self.input)
        require(len(axes) >= 1, "C2: at least one axis must be reduced")
        require_axes("C2", axes, len(x))
        kept = [1 if i in axes else size for i, size in enumerate(x) if self.keepdims or i not in axes]
        return like(self.input.type, tuple(kept))


@irdl_op_definition
class ReduceMeanOp(ReduceOp):
    """Mean along `axes`, which disappear, or with `keepdims` stay as dimensions of size 1.

        y[rest] = (1/n) Σ x[rest, axes],  n the product of the sizes of `axes`

    Source: ONNX operator ReduceMean.

    ```mlir
    %y = nn.reduce_mean %x {axes = array<i64: 2, 3>} : tensor<1x8x4x4xf32> -> tensor<1x8xf32>
    ```

    C1: the input has floating-point elements.
    C2: axes holds at least one dimension of the input, in ascending order, none twice.
    """

    name = "nn.reduce_mean"
    assembly_format = UNARY


@irdl_op_definition
class ReduceSumOp(ReduceOp):
    """Sum along `axes`, which disappear, or with `keepdims` stay as dimensions of size 1.

        y[rest] = Σ x[rest, axes]

    Source: ONNX operator ReduceSum.

    ```mlir
    %y = nn.reduce_sum %x {axes = array<i64: 1>, keepdims = true} : tensor<1x8x4xf32> -> tensor<1x1x4xf32>
    ```

    C1: the input has floating-point elements.
    C2: axes holds at least one dimension of the input, in ascending order, none twice.
    """

    name = "nn.reduce_sum"
    assembly_format = UNARY


@irdl_op_definition
class ReduceMaxOp(ReduceOp):
    """Largest element along `axes`, which disappear, or with `keepdims` stay as dimensions of size 1.

        y[rest] = max x[rest, axes]

    Source: ONNX operator ReduceMax.

    ```mlir
    %y = nn.reduce_max %x {axes = array<i64: 0>} : tensor<4x8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    C2: axes holds at least one dimension of the input, in ascending order, none twice.
    """

    name = "nn.reduce_max"
    assembly_format = UNARY
