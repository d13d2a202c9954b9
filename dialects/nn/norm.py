"""Normalisation."""

from __future__ import annotations

import math

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def, prop_def

from ._base import (
    INTEGER,
    INTO,
    NUMBER,
    RESULT,
    SHAPED,
    UNARY,
    NNOp,
    integer,
    number,
    require,
    require_floats,
    shape_of,
)
from ._types import like

STATISTICS = "`,` $scale `,` $bias `,` $mean `,` $var"
STATISTICS_TYPES = "`,` type($scale) `,` type($bias) `,` type($mean) `,` type($var)"


@irdl_op_definition
class BatchNormOp(NNOp):
    """Normalisation with given statistics, as at inference.

        y[n,c,d] = scale[c] · (x[n,c,d] - mean[c]) / sqrt(var[c] + epsilon) + bias[c]

    Source: ONNX operator BatchNormalization with training_mode = 0.

    ```mlir
    %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.0e-5 : f32}
         : tensor<1x8x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4xf32>
    ```

    C1: the input has rank 2 or more, and all operands one floating-point element type.
    C2: scale, bias, mean and var have the shape C, C being dimension 1 of the input.
    C3: epsilon is finite and at least 0.
    """

    name = "nn.batch_norm"
    input = operand_def(SHAPED)
    scale = operand_def(SHAPED)
    bias = operand_def(SHAPED)
    mean = operand_def(SHAPED)
    var = operand_def(SHAPED)
    epsilon = prop_def(NUMBER)
    assembly_format = f"$input {STATISTICS} {INTO} attr-dict `:` type($input) {STATISTICS_TYPES} {RESULT}"

    @classmethod
    def of(
        cls,
        x: SSAValue,
        scale: SSAValue,
        bias: SSAValue,
        mean: SSAValue,
        var: SSAValue,
        *,
        epsilon: float = 1e-5,
    ) -> BatchNormOp:
        """The operation in tensor form."""
        return cls.build_inferred((x, scale, bias, mean, var), {"epsilon": number(epsilon)})

    def infer(self) -> TensorType[Attribute]:
        x, statistics = shape_of(self.input), (self.scale, self.bias, self.mean, self.var)
        require(len(x) >= 2, f"C1: input must have rank 2 or more, got {x}")
        require_floats("C1", self.input, *statistics)
        require(
            all(shape_of(value) == (x[1],) for value in statistics),
            f"C2: scale, bias, mean and var must have the shape ({x[1]},)",
        )
        epsilon = self.epsilon.value.data
        require(0 <= epsilon < math.inf, f"C3: epsilon must be finite and at least 0, got {epsilon}")
        return like(self.input.type, x)


@irdl_op_definition
class LrnOp(NNOp):
    """Local response normalisation across channels.

        y[n,c,d] = x[n,c,d] / (bias + alpha/size · Σ_i x[n,i,d]²)^beta

    for the channels i with c - ⌊(size-1)/2⌋ ≤ i ≤ c + ⌈(size-1)/2⌉. Source: ONNX operator LRN.

    ```mlir
    %y = nn.lrn %x {size = 5 : i64, alpha = 1.0e-4 : f32, beta = 0.75 : f32, bias = 1.0 : f32}
         : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    ```

    C1: the input has rank 2 or more and floating-point elements.
    C2: size is at least 1.
    """

    name = "nn.lrn"
    input = operand_def(SHAPED)
    size = prop_def(INTEGER)
    alpha = prop_def(NUMBER)
    beta = prop_def(NUMBER)
    bias = prop_def(NUMBER)
    assembly_format = UNARY

    @classmethod
    def of(
        cls, x: SSAValue, *, size: int, alpha: float = 1e-4, beta: float = 0.75, bias: float = 1.0
    ) -> LrnOp:
        """The operation in tensor form."""
        properties: dict[str, Attribute | None] = {
            "size": integer(size),
            "alpha": number(alpha),
            "beta": number(beta),
            "bias": number(bias),
        }
        return cls.build_inferred((x,), properties)

    def infer(self) -> TensorType[Attribute]:
        x = shape_of(self.input)
        require(len(x) >= 2, f"C1: input must have rank 2 or more, got {x}")
        require_floats("C1", self.input)
        require(self.size.value.data >= 1, f"C2: size must be at least 1, got {self.size.value.data}")
        return like(self.input.type, x)


@irdl_op_definition
class SoftmaxOp(NNOp):
    """Exponentials along one axis, scaled to the sum 1.

        y[…,i,…] = exp(x[…,i,…] - m) / Σ_j exp(x[…,j,…] - m),  m = max_j x[…,j,…], j along `axis`

    Source: ONNX operator Softmax (opset 13 and later).

    ```mlir
    %y = nn.softmax %x {axis = 1 : i64} : tensor<1x10xf32> -> tensor<1x10xf32>
    ```

    C1: the input has floating-point elements.
    C2: 0 ≤ axis < rank.
    """

    name = "nn.softmax"
    input = operand_def(SHAPED)
    axis = prop_def(INTEGER)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, axis: int) -> SoftmaxOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"axis": integer(axis)})

    def infer(self) -> TensorType[Attribute]:
        x, axis = shape_of(self.input), self.axis.value.data
        require_floats("C1", self.input)
        require(0 <= axis < len(x), f"C2: axis {axis} is not a dimension of {self.input.type}")
        return like(self.input.type, x)
