"""Elementwise arithmetic."""

from __future__ import annotations

from abc import ABC
from typing import Self

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import irdl_op_definition, operand_def

from ._base import BINARY, SHAPED, UNARY, NNOp, require, require_floats, require_numbers, shape_of
from ._types import broadcast, like


class UnaryOp(NNOp, ABC):
    """Base of the elementwise functions of one operand."""

    input = operand_def(SHAPED)

    @classmethod
    def of(cls, x: SSAValue) -> Self:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {})

    def infer(self) -> TensorType[Attribute]:
        require_floats("C1", self.input)
        return like(self.input.type, shape_of(self.input))


class BinaryOp(NNOp, ABC):
    """Base of the elementwise functions of two operands, which broadcast by numpy's rule."""

    lhs = operand_def(SHAPED)
    rhs = operand_def(SHAPED)

    @classmethod
    def of(cls, lhs: SSAValue, rhs: SSAValue) -> Self:
        """The operation in tensor form."""
        return cls.build_inferred((lhs, rhs), {})

    def infer(self) -> TensorType[Attribute]:
        require_numbers("C1", self.lhs, self.rhs)
        shapes = shape_of(self.lhs), shape_of(self.rhs)
        result = broadcast(*shapes)
        if result is None:
            require(False, f"C2: shapes {shapes[0]} and {shapes[1]} do not broadcast")
        return like(self.lhs.type, result or ())


@irdl_op_definition
class NegOp(UnaryOp):
    """Opposite: y = -x. Source: ONNX operator Neg.

    ```mlir
    %y = nn.neg %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.neg"
    assembly_format = UNARY


@irdl_op_definition
class AbsOp(UnaryOp):
    """Absolute value: y = |x|. Source: ONNX operator Abs.

    ```mlir
    %y = nn.abs %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.abs"
    assembly_format = UNARY


@irdl_op_definition
class ExpOp(UnaryOp):
    """Exponential: y = exp(x). Source: ONNX operator Exp.

    ```mlir
    %y = nn.exp %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.exp"
    assembly_format = UNARY


@irdl_op_definition
class LogOp(UnaryOp):
    """Natural logarithm: y = ln(x), NaN for x < 0. Source: ONNX operator Log.

    ```mlir
    %y = nn.log %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.log"
    assembly_format = UNARY


@irdl_op_definition
class SqrtOp(UnaryOp):
    """Square root: y = √x, NaN for x < 0. Source: ONNX operator Sqrt.

    ```mlir
    %y = nn.sqrt %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.sqrt"
    assembly_format = UNARY


@irdl_op_definition
class ErfOp(UnaryOp):
    """Error function: y = 2/√π · ∫₀ˣ exp(-t²) dt. Source: ONNX operator Erf.

    ```mlir
    %y = nn.erf %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.erf"
    assembly_format = UNARY


@irdl_op_definition
class FloorOp(UnaryOp):
    """Largest integer at most x: y = ⌊x⌋. Source: ONNX operator Floor.

    ```mlir
    %y = nn.floor %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.floor"
    assembly_format = UNARY


@irdl_op_definition
class CeilOp(UnaryOp):
    """Smallest integer at least x: y = ⌈x⌉. Source: ONNX operator Ceil.

    ```mlir
    %y = nn.ceil %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.ceil"
    assembly_format = UNARY


@irdl_op_definition
class RoundOp(UnaryOp):
    """Nearest integer, ties to the even one. Source: ONNX operator Round.

    ```mlir
    %y = nn.round %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.round"
    assembly_format = UNARY


@irdl_op_definition
class ReciprocalOp(UnaryOp):
    """Reciprocal: y = 1/x. Source: ONNX operator Reciprocal.

    ```mlir
    %y = nn.reciprocal %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```

    C1: the input has floating-point elements.
    """

    name = "nn.reciprocal"
    assembly_format = UNARY


@irdl_op_definition
class AddOp(BinaryOp):
    """Sum: y = lhs + rhs. Source: ONNX operator Add.

    ```mlir
    %y = nn.add %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.add"
    assembly_format = BINARY


@irdl_op_definition
class SubOp(BinaryOp):
    """Difference: y = lhs - rhs. Source: ONNX operator Sub.

    ```mlir
    %y = nn.sub %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.sub"
    assembly_format = BINARY


@irdl_op_definition
class MulOp(BinaryOp):
    """Product: y = lhs · rhs. Source: ONNX operator Mul.

    ```mlir
    %y = nn.mul %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.mul"
    assembly_format = BINARY


@irdl_op_definition
class DivOp(BinaryOp):
    """Quotient: y = lhs / rhs; integers round towards zero, and are zero when divided by zero. Source: ONNX operator Div.

    ```mlir
    %y = nn.div %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.div"
    assembly_format = BINARY


@irdl_op_definition
class PowOp(BinaryOp):
    """Power: y = lhs ^ rhs. Source: ONNX operator Pow.

    ```mlir
    %y = nn.pow %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one floating-point element type.
    C2: their shapes broadcast.
    """

    name = "nn.pow"
    assembly_format = BINARY

    def infer(self) -> TensorType[Attribute]:
        require_floats("C1", self.lhs, self.rhs)
        return super().infer()


@irdl_op_definition
class MaximumOp(BinaryOp):
    """Larger of two: y = max(lhs, rhs). Source: ONNX operator Max.

    ```mlir
    %y = nn.maximum %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.maximum"
    assembly_format = BINARY


@irdl_op_definition
class MinimumOp(BinaryOp):
    """Smaller of two: y = min(lhs, rhs). Source: ONNX operator Min.

    ```mlir
    %y = nn.minimum %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
    ```

    C1: lhs and rhs share one element type, of numbers.
    C2: their shapes broadcast.
    """

    name = "nn.minimum"
    assembly_format = BINARY
