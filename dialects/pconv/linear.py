"""Pruned fully connected layer."""

from __future__ import annotations

from xdsl.dialects.builtin import MemRefType, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AnyOf,
    AttrSizedOperandSegments,
    base,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    opt_prop_def,
)

from ...schemes.block_pruned import BlockColumns, fit
from ..nn import ActivationAttr, WeightAttr, shape_of
from ..nn import ConstantOp as DenseConstantOp
from ..nn._base import INTO, RESULT, SHAPED, NNOp, element_of, require, require_floats
from ..nn._types import like
from ._arrays import constant_of, is_at_hand
from .block_pruned import BlockPrunedSchemeAttr, BlockPrunedType


@irdl_op_definition
class LinearOp(NNOp):
    """Fully connected layer with weights that are zero where a block-pruned scheme says so, with a fused epilogue.

        y[n, f] = activation(Σ_{c kept by the block of f} w[f, c] · x[n, c] + bias[f])

    The weights are dense, F×C, with a `scheme`; or packed, of a type that names it. Columns that a block of outputs drops
    are not multiplied: where x is infinite or NaN, `nn.gemm` answers NaN and this may not.

    ```mlir
    %y = pconv.linear %x, %w bias(%b : tensor<20xf32>) {scheme = #pconv.block_pruned_scheme<group = 4>, activation = #nn.activation<relu>}
         : tensor<1x64xf32>, tensor<20x64xf32> -> tensor<1x20xf32>
    %z = pconv.linear %x, %v : tensor<1x64xf32>, !pconv.block_pruned<20x64xf32, #pconv.block_pruned_scheme<group = 4>> -> tensor<1x20xf32>
    ```

    C1: input and weights have rank 2, and all operands one floating-point element type.
    C2: the input has as many columns as the weights.
    C3: bias has the shape F.
    C4: a scheme stands here exactly when the weights are dense.

    Any dense weights follow a block-pruned scheme: a block keeps the columns in which one of its outputs is not zero.
    """

    name = "pconv.linear"
    input = operand_def(SHAPED)
    weight = operand_def(AnyOf((base(TensorType), base(MemRefType), base(BlockPrunedType))))
    bias = opt_operand_def(SHAPED)
    scheme = opt_prop_def(BlockPrunedSchemeAttr)
    activation = opt_prop_def(ActivationAttr)

    irdl_options = (AttrSizedOperandSegments(as_property=True),)
    assembly_format = (
        f"$input `,` $weight (`bias` `(` $bias^ `:` type($bias) `)`)? {INTO} attr-dict "
        f"`:` type($input) `,` type($weight) {RESULT}"
    )

    @classmethod
    def of(
        cls,
        x: SSAValue,
        weight: SSAValue,
        bias: SSAValue | None = None,
        *,
        scheme: BlockPrunedSchemeAttr | None = None,
        activation: ActivationAttr | None = None,
    ) -> LinearOp:
        """A pruned layer in tensor form; `scheme` for dense weights only."""
        return cls.build_inferred((x, weight, bias), {"scheme": scheme, "activation": activation})

    @property
    def weight_scheme(self) -> BlockPrunedSchemeAttr:
        """The scheme, wherever it stands."""
        scheme = self.weight.type.scheme if isinstance(self.weight.type, BlockPrunedType) else self.scheme
        assert scheme is not None
        return scheme

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """`[F, C]`, also of packed weights."""
        kind: Attribute = self.weight.type
        return kind.shape if isinstance(kind, BlockPrunedType) else shape_of(self.weight)

    @property
    def constant(self) -> DenseConstantOp | None:
        """The constant that holds dense weights; None where they are packed or computed."""
        return constant_of(self.weight)

    def structure(self) -> BlockColumns | None:
        """The structure of dense constant weights, None for others. WeightError if they are not at hand."""
        if self.constant is None or self.scheme is None:
            return None
        group, value = self.scheme.group.data, self.constant.value
        if isinstance(value, WeightAttr) and is_at_hand(value):
            return value.data.recall(self.scheme, lambda w: fit(w, group))
        return fit(self.constant.array(), group)

    def infer(self) -> TensorType[Attribute]:
        packed = self.weight.type if isinstance(self.weight.type, BlockPrunedType) else None
        message = "C4: dense weights need a scheme, packed ones have it in their type"
        require((packed is None) == (self.scheme is not None), message)
        x, w = shape_of(self.input), self.weight_shape
        require(len(x) == len(w) == 2, f"C1: input and weights must have rank 2, got {x} and {w}")
        require_floats("C1", self.input, self.bias, *([self.weight] if packed is None else []))
        message = "C1: input and packed weights must share one element type"
        require(packed is None or packed.element_type == element_of(self.input), message)
        require(x[1] == w[1], f"C2: the input has {x[1]} columns, the weights have {w[1]}")
        require(
            self.bias is None or shape_of(self.bias) == (w[0],), f"C3: bias must have the shape ({w[0]},)"
        )
        return like(self.input.type, (x[0], w[0]))
