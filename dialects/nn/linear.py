"""Matrix products."""

from __future__ import annotations

from xdsl.dialects.builtin import BoolAttr, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AttrSizedOperandSegments,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    opt_prop_def,
    prop_def,
)

from ._base import (
    BINARY,
    INTO,
    NUMBER,
    RESULT,
    SHAPED,
    NNOp,
    boolean,
    number,
    require,
    require_floats,
    shape_of,
)
from ._types import broadcast, like
from .activation_attr import ActivationAttr


@irdl_op_definition
class GemmOp(NNOp):
    """General matrix product, with a fused activation.

        y = activation(alpha · op(a) · op(b) + beta · c)

    op transposes if `trans_a`, `trans_b` say so; op(a) is M×K, op(b) is K×N, c broadcasts to M×N.
    Source: ONNX operator Gemm.

    ```mlir
    %y = nn.gemm %x, %w c(%b : tensor<10xf32>) {trans_b = true}
         : tensor<1x64xf32>, tensor<10x64xf32> -> tensor<1x10xf32>
    ```

    C1: a and b have rank 2, and all operands one floating-point element type.
    C2: op(a) has as many columns as op(b) has rows.
    C3: c broadcasts to the shape of the result.
    """

    name = "nn.gemm"
    a = operand_def(SHAPED)
    b = operand_def(SHAPED)
    c = opt_operand_def(SHAPED)
    alpha = prop_def(NUMBER, default_value=number(1.0))
    beta = prop_def(NUMBER, default_value=number(1.0))
    trans_a = prop_def(BoolAttr, default_value=boolean(False))
    trans_b = prop_def(BoolAttr, default_value=boolean(False))
    activation = opt_prop_def(ActivationAttr)

    irdl_options = (AttrSizedOperandSegments(as_property=True),)
    assembly_format = (
        f"$a `,` $b (`c` `(` $c^ `:` type($c) `)`)? {INTO} attr-dict `:` type($a) `,` type($b) {RESULT}"
    )

    @classmethod
    def of(
        cls,
        a: SSAValue,
        b: SSAValue,
        c: SSAValue | None = None,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        trans_a: bool = False,
        trans_b: bool = False,
        activation: ActivationAttr | None = None,
    ) -> GemmOp:
        """The operation in tensor form."""
        properties: dict[str, Attribute | None] = {
            "alpha": number(alpha),
            "beta": number(beta),
            "trans_a": boolean(trans_a),
            "trans_b": boolean(trans_b),
            "activation": activation,
        }
        return cls.build_inferred((a, b, c), properties)

    def infer(self) -> TensorType[Attribute]:
        a, b = shape_of(self.a), shape_of(self.b)
        require(len(a) == 2 and len(b) == 2, f"C1: a and b must have rank 2, got {a} and {b}")
        require_floats("C1", self.a, self.b, self.c)
        (m, ka), (kb, n) = _oriented(a, self.trans_a), _oriented(b, self.trans_b)
        require(ka == kb, f"C2: op(a) has {ka} columns, op(b) has {kb} rows")
        if self.c is not None:
            c = shape_of(self.c)
            require(broadcast(c, (m, n)) == (m, n), f"C3: c of shape {c} does not broadcast to {(m, n)}")
        return like(self.a.type, (m, n))


@irdl_op_definition
class MatmulOp(NNOp):
    """Matrix product of stacks of matrices, as numpy's `matmul`.

        y[…,i,j] = Σ_k lhs[…,i,k] · rhs[…,k,j]

    The leading dimensions broadcast. A vector on the left counts as one row, on the right as one column, and that
    dimension is dropped from the result. Source: ONNX operator MatMul.

    ```mlir
    %y = nn.matmul %q, %k : tensor<8x4x16xf32>, tensor<16x4xf32> -> tensor<8x4x4xf32>
    ```

    C1: lhs and rhs have rank 1 or more and one floating-point element type.
    C2: the matrices of lhs have as many columns as those of rhs have rows.
    C3: the leading dimensions broadcast.
    """

    name = "nn.matmul"
    lhs = operand_def(SHAPED)
    rhs = operand_def(SHAPED)
    assembly_format = BINARY

    @classmethod
    def of(cls, lhs: SSAValue, rhs: SSAValue) -> MatmulOp:
        """The operation in tensor form."""
        return cls.build_inferred((lhs, rhs), {})

    def infer(self) -> TensorType[Attribute]:
        a, b = list(shape_of(self.lhs)), list(shape_of(self.rhs))
        require(len(a) >= 1 and len(b) >= 1, f"C1: operands must have rank 1 or more, got {a} and {b}")
        require_floats("C1", self.lhs, self.rhs)
        rows, columns, inner = a[-2:-1], b[1:][-1:], b[-2:][0]
        require(a[-1] == inner, f"C2: lhs has {a[-1]} columns, rhs has {inner} rows")
        stacks = tuple(a[:-2]), tuple(b[:-2])
        batch = broadcast(*stacks)
        require(batch is not None, f"C3: leading dimensions {stacks[0]} and {stacks[1]} do not broadcast")
        return like(self.lhs.type, (*(batch or ()), *rows, *columns))


def _oriented(shape: tuple[int, ...], transposed: BoolAttr) -> tuple[int, ...]:
    return shape[::-1] if transposed else shape
