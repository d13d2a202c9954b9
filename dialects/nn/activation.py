"""Activations as operations of their own."""

from __future__ import annotations

import math
from abc import ABC
from typing import Self

from xdsl.dialects.builtin import FloatAttr, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def, prop_def

from ._base import INTO, NUMBER, RESULT, SHAPED, UNARY, NNOp, number, require, require_floats, shape_of
from ._types import broadcast, like
from .activation_attr import ACTIVATIONS, ActivationAttr, parameter_problem


class ActivationOp(NNOp, ABC):
    """Base of the activations that an epilogue can hold too: `nn.kind` means what `#nn.activation<kind, …>` means."""

    input = operand_def(SHAPED)

    @property
    def kind(self) -> str:
        """The activation's name in `ACTIVATIONS`."""
        return self.name.removeprefix("nn.")

    @property
    def parameters(self) -> tuple[float, ...]:
        """The activation's parameters, in the order of `ACTIVATIONS`."""
        return tuple(_value(self.properties[name]) for name in ACTIVATIONS[self.kind])

    @property
    def activation(self) -> ActivationAttr:
        """The same activation as an attribute of a fused epilogue."""
        return ActivationAttr.of(self.kind, self.parameters)

    def infer(self) -> TensorType[Attribute]:
        require_floats("C1", self.input)
        problem = parameter_problem(self.kind, self.parameters)
        require(problem is None, f"C2: {problem}")
        return like(self.input.type, shape_of(self.input))


class PlainActivationOp(ActivationOp, ABC):
    """Base of the activations without parameters."""

    @classmethod
    def of(cls, x: SSAValue) -> Self:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {})


@irdl_op_definition
class ReluOp(PlainActivationOp):
    """Rectifier: y = max(x, 0). Source: ONNX operator Relu.

    ```mlir
    %y = nn.relu %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.relu"
    assembly_format = UNARY


@irdl_op_definition
class LeakyReluOp(ActivationOp):
    """Leaky rectifier: y = x for x ≥ 0, alpha·x otherwise. Source: ONNX operator LeakyRelu.

    ```mlir
    %y = nn.leaky_relu %x {alpha = 0.01 : f32} : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    C2: alpha is finite.
    """

    name = "nn.leaky_relu"
    alpha = prop_def(NUMBER)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, alpha: float = 0.01) -> LeakyReluOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"alpha": number(alpha)})


@irdl_op_definition
class PreluOp(NNOp):
    """Rectifier with learnt slopes: y = x for x ≥ 0, slope·x otherwise; slope broadcasts to x.

    Source: ONNX operator PRelu.

    ```mlir
    %y = nn.prelu %x, %slope : tensor<1x8x4x4xf32>, tensor<8x1x1xf32> -> tensor<1x8x4x4xf32>
    ```

    C1: input and slope share one floating-point element type.
    C2: slope broadcasts to the shape of the input.
    """

    name = "nn.prelu"
    input = operand_def(SHAPED)
    slope = operand_def(SHAPED)
    assembly_format = f"$input `,` $slope {INTO} attr-dict `:` type($input) `,` type($slope) {RESULT}"

    @classmethod
    def of(cls, x: SSAValue, slope: SSAValue) -> PreluOp:
        """The operation in tensor form."""
        return cls.build_inferred((x, slope), {})

    def infer(self) -> TensorType[Attribute]:
        x, slope = shape_of(self.input), shape_of(self.slope)
        require_floats("C1", self.input, self.slope)
        require(broadcast(x, slope) == x, f"C2: slope of shape {slope} does not broadcast to {x}")
        return like(self.input.type, x)


@irdl_op_definition
class ClipOp(ActivationOp):
    """Limits: y = min(max(x, min), max); ±infinity stands for no limit. Source: ONNX operator Clip.

    ```mlir
    %y = nn.clip %x {min = 0.0 : f32, max = 6.0 : f32} : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    C2: min and max are numbers, not NaN.
    """

    name = "nn.clip"
    min = prop_def(NUMBER)
    max = prop_def(NUMBER)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, min: float = -math.inf, max: float = math.inf) -> ClipOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"min": number(min), "max": number(max)})


@irdl_op_definition
class SigmoidOp(PlainActivationOp):
    """Logistic function: y = 1 / (1 + exp(-x)). Source: ONNX operator Sigmoid.

    ```mlir
    %y = nn.sigmoid %x : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.sigmoid"
    assembly_format = UNARY


@irdl_op_definition
class HardSigmoidOp(ActivationOp):
    """Piecewise linear sigmoid: y = max(0, min(1, alpha·x + beta)). Source: ONNX operator HardSigmoid.

    ```mlir
    %y = nn.hard_sigmoid %x {alpha = 0.2 : f32, beta = 0.5 : f32} : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    C2: alpha and beta are finite.
    """

    name = "nn.hard_sigmoid"
    alpha = prop_def(NUMBER)
    beta = prop_def(NUMBER)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, alpha: float = 0.2, beta: float = 0.5) -> HardSigmoidOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"alpha": number(alpha), "beta": number(beta)})


@irdl_op_definition
class HardSwishOp(PlainActivationOp):
    """y = x · max(0, min(1, x/6 + 1/2)). Source: ONNX operator HardSwish.

    ```mlir
    %y = nn.hard_swish %x : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.hard_swish"
    assembly_format = UNARY


@irdl_op_definition
class SiluOp(PlainActivationOp):
    """Sigmoid linear unit: y = x / (1 + exp(-x)). Source: ONNX operator Swish, alpha = 1 (x · Sigmoid(x)).

    ```mlir
    %y = nn.silu %x : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.silu"
    assembly_format = UNARY


@irdl_op_definition
class TanhOp(PlainActivationOp):
    """Hyperbolic tangent: y = tanh(x). Source: ONNX operator Tanh.

    ```mlir
    %y = nn.tanh %x : tensor<8xf32> -> tensor<8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.tanh"
    assembly_format = UNARY


def _value(parameter: Attribute) -> float:
    assert isinstance(parameter, FloatAttr)
    return parameter.value.data
