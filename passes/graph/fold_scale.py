"""Fold the multiplication by a constant per channel into a layer's weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import ConvOp, DivOp, GemmOp, MulOp, constant_array, shape_of
from .._rewriting import rewrite_greedily
from ._layers import LAYERS, Layer, input_of, scaled, weight_of, with_parameters
from ._match import along_channels, split_constant, used_once


class AfterLayer(RewritePattern):
    """layer(x) · s → the layer with the weights and bias of each filter times s."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MulOp | DivOp, rewriter: PatternRewriter):
        value, scale = _split(op)
        layer = used_once(value, *LAYERS)
        if layer is None or scale is None:
            return
        if (folded := scaled(layer, scale, None, rewriter)) is not None:
            rewriter.replace(op, folded)


class BeforeLayer(RewritePattern):
    """layer(x · s) → the layer with the weights of each input channel times s."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp | GemmOp, rewriter: PatternRewriter):
        product = used_once(input_of(op), MulOp, DivOp)
        if product is None:
            return
        value, scale = _split(product)
        if value is None or scale is None:
            return
        if (weight := _scaled_inputs(op, scale)) is None:
            return
        if (folded := with_parameters(op, weight, None, rewriter)) is not None:
            folded.operands[0] = value
            rewriter.replace(op, folded)


def _split(op: MulOp | DivOp) -> tuple[SSAValue | None, np.ndarray | None]:
    """(x, s) when `op` multiplies x by s, finite numbers, a constant per channel; Nones otherwise."""
    found = split_constant(op)
    if found is None or (isinstance(op, DivOp) and found[0] is not op.lhs):
        return None, None
    scale = along_channels(found[1], shape_of(found[0]))
    if scale is not None and isinstance(op, DivOp):
        with np.errstate(all="ignore"):
            scale = 1 / scale
    return (found[0], scale) if scale is not None and np.isfinite(scale).all() else (None, None)


@np.errstate(all="ignore")
def _scaled_inputs(layer: Layer, scale: np.ndarray) -> np.ndarray | None:
    """The layer's weights, those that meet input channel c times scale[c]; None if they are no constant."""
    weight = constant_array(weight_of(layer))
    if weight is None:
        return None
    if isinstance(layer, GemmOp):
        return None if layer.trans_a else weight * (scale if layer.trans_b else scale[:, None])
    group = layer.group.value.data
    filters = weight.reshape(group, -1, *weight.shape[1:])
    return (filters * scale.reshape(group, 1, -1, *[1] * (weight.ndim - 2))).reshape(weight.shape)


@dataclass(frozen=True)
class FoldScalePass(ModulePass):
    """Fold multiplications by a constant per channel into the weights of a convolution or gemm.

    Two forms: `layer(x) · s` multiplies weights and bias of each filter; `layer(x · s)` multiplies the weights that meet each input
    channel, whatever the padding (zero times s is zero). Divisions count as multiplications by the reciprocal. The
    new weights are computed in float64 and rounded once.

    Preconditions: the value between the two operations has no other user; the weights are constant; in the first form
    the layer has no activation and no residual, and its bias is absent or constant; the constant is finite and, broadcast to
    the value, varies along axis 1 only.

    Before:
    ```mlir
    %s = nn.constant dense<[[[0.5]], [[2.0]]]> : tensor<2x1x1xf32>
    %w = nn.constant dense<[[[[2.0]]], [[[4.0]]]]> : tensor<2x1x1x1xf32>
    %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
       : tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32> -> tensor<1x2x4x4xf32>
    %y = nn.mul %c, %s : tensor<1x2x4x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4x4xf32>
    ```

    After:
    ```mlir
    %w = nn.constant dense<[[[[1.0]]], [[[8.0]]]]> : tensor<2x1x1x1xf32>
    %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
       : tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32> -> tensor<1x2x4x4xf32>
    ```
    """

    name = "fold-scale"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [AfterLayer(), BeforeLayer()], erase_dead=True)
