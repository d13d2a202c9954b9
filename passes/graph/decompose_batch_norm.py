"""Write batch normalisation as a multiplication and an addition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import (
    AddOp,
    BatchNormOp,
    DivOp,
    MulOp,
    NNOp,
    ReshapeOp,
    SqrtOp,
    SubOp,
    dtype_of,
    element_of,
    shape_of,
)
from .._rewriting import rewrite_greedily
from ._layers import constant
from ._match import is_float_tensor
from .fold_batch_norm import batch_norm_affine


class Decompose(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: BatchNormOp, rewriter: PatternRewriter):
        if not is_float_tensor(op.input):
            return
        factor, shift = _folded(op, rewriter) or _computed(op, rewriter)
        scaled = rewriter.insert(MulOp.of(op.input, factor))
        rewriter.replace(op, AddOp.of(scaled.answer, shift))


def _folded(op: BatchNormOp, rewriter: PatternRewriter) -> tuple[SSAValue, SSAValue] | None:
    """Factor and shift as constants, when the parameters are."""
    if (parameters := batch_norm_affine(op)) is None:
        return None
    dtype, shape = dtype_of(element_of(op.input)), _channel_shape(op)
    with np.errstate(all="ignore"):
        factor, shift = (constant(p.astype(dtype).reshape(shape), rewriter) for p in parameters)
    return factor, shift


def _computed(op: BatchNormOp, rewriter: PatternRewriter) -> tuple[SSAValue, SSAValue]:
    """Factor and shift computed at run time."""

    def emit(new: NNOp) -> SSAValue:
        return rewriter.insert(new).answer

    epsilon = constant(np.array(op.epsilon.value.data, dtype_of(element_of(op.input))), rewriter)
    deviation = emit(SqrtOp.of(emit(AddOp.of(op.var, epsilon))))
    factor = emit(DivOp.of(op.scale, deviation))
    shift = emit(SubOp.of(op.bias, emit(MulOp.of(op.mean, factor))))
    shape = _channel_shape(op)
    return emit(ReshapeOp.of(factor, shape)), emit(ReshapeOp.of(shift, shape))


def _channel_shape(op: BatchNormOp) -> tuple[int, ...]:
    """The shape in which a number for each channel broadcasts along axis 1."""
    shape = shape_of(op.input)
    return (shape[1], *[1] * (len(shape) - 2))


@dataclass(frozen=True)
class DecomposeBatchNormPass(ModulePass):
    """Write batch norms as a multiplication and an addition.

    For those that `fold-batch-norm` leaves: before a convolution, after a concatenation or a pool. With
    factor = scale / √(var + ε),

        batch_norm(x) = x · factor + (bias - mean · factor)

    Constant parameters give two constants, computed in float64; for others the arithmetic is emitted. `combine-affine`,
    `fold-scale` and `fuse-bias` then treat the two operations as any others, and nothing later knows batch norms.

    Before:
    ```mlir
    %scale = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
    %bias = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %mean = nn.constant dense<[0.0, 3.0]> : tensor<2xf32>
    %var = nn.constant dense<[1.0, 4.0]> : tensor<2xf32>
    %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 0.0 : f32}
       : tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2xf32>
    ```

    After:
    ```mlir
    %factor = nn.constant dense<5.0e-01> : tensor<2xf32>
    %shift = nn.constant dense<[1.0, 0.5]> : tensor<2xf32>
    %scaled = nn.mul %x, %factor : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
    %y = nn.add %scaled, %shift : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
    ```
    """

    name = "decompose-batch-norm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [Decompose()], erase_dead=True)
