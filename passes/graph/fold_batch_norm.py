"""Fold batch normalisation into the layer before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import BatchNormOp, constant_array
from .._rewriting import rewrite_greedily
from ._layers import LAYERS, scaled
from ._match import used_once


def batch_norm_affine(op: BatchNormOp) -> tuple[np.ndarray, np.ndarray] | None:
    """(factor, shift) in float64 with batch_norm(x) = x · factor + shift; None unless all parameters are constant."""
    arrays = [constant_array(v) for v in (op.scale, op.bias, op.mean, op.var)]
    scale, bias, mean, var = (None if a is None else a.astype(np.float64) for a in arrays)
    if scale is None or bias is None or mean is None or var is None:
        return None
    with np.errstate(all="ignore"):
        factor = scale / np.sqrt(var + op.epsilon.value.data)
        return factor, bias - mean * factor


class FoldIntoLayer(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: BatchNormOp, rewriter: PatternRewriter):
        layer, parameters = used_once(op.input, *LAYERS), batch_norm_affine(op)
        if layer is None or parameters is None:
            return
        if (folded := scaled(layer, *parameters, rewriter)) is not None:
            rewriter.replace(op, folded)


@dataclass(frozen=True)
class FoldBatchNormPass(ModulePass):
    """Fold batch normalisation into the convolution or gemm before it.

    At inference a batch norm multiplies each channel by a constant and adds one:

        y = (x - mean) · factor + bias = x · factor + shift      factor = scale / √(var + ε), shift = bias - mean · factor

    and a layer W·x + b followed by it is the layer (factor·W)·x + (factor·b + shift). The new weights are computed in
    float64 and rounded once. Zeros stay zeros, so a pruned layer stays pruned. Batch norms that find no layer are left
    to `decompose-batch-norm`.

    Preconditions: the layer has no other user, no activation and no residual; its weights and bias, and all four
    parameters of the batch norm, are constants; the new weights and bias are finite.

    Before:
    ```mlir
    %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
    %scale = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
    %bias = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %mean = nn.constant dense<[0.0, 3.0]> : tensor<2xf32>
    %var = nn.constant dense<[1.0, 4.0]> : tensor<2xf32>
    %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>}
       : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
    %y = nn.batch_norm %c, %scale, %bias, %mean, %var {epsilon = 0.0 : f32}
       : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
    ```

    After:
    ```mlir
    %w = nn.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
    %b = nn.constant dense<[1.0, 0.5]> : tensor<2xf32>
    %y = nn.conv %x, %w bias(%b : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>}
       : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
    ```
    """

    name = "fold-batch-norm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [FoldIntoLayer()], erase_dead=True)
