"""Fuse the addition of a constant per channel into a layer's bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import AddOp, ConvOp, GemmOp, SubOp, constant_array, ints, shape_of
from .._rewriting import rewrite_greedily
from ._layers import LAYERS, Layer, bias_of, input_of, shifted, weight_of, with_parameters
from ._match import along_channels, split_constant, used_once


class AfterLayer(RewritePattern):
    """layer(x) + t → the layer with t added to its bias."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AddOp | SubOp, rewriter: PatternRewriter):
        value, shift = _split(op)
        layer = used_once(value, *LAYERS)
        if layer is None or shift is None:
            return
        if (fused := shifted(layer, shift, rewriter)) is not None:
            rewriter.replace(op, fused)


class BeforeLayer(RewritePattern):
    """layer(x + t) → layer(x), with the layer's answer to t added to its bias."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp | GemmOp, rewriter: PatternRewriter):
        addition = used_once(input_of(op), AddOp, SubOp)
        if addition is None:
            return
        value, shift = _split(addition)
        if value is None or shift is None:
            return
        answer, bias = _answer(op, shift), bias_of(op)
        if answer is None or bias is None:
            return
        if (fused := with_parameters(op, None, bias + answer, rewriter)) is not None:
            fused.operands[0] = value
            rewriter.replace(op, fused)


def _split(op: AddOp | SubOp) -> tuple[SSAValue | None, np.ndarray | None]:
    """(x, t) when `op` adds t, finite numbers, a constant per channel, to x; Nones otherwise."""
    found = split_constant(op)
    if found is None or (isinstance(op, SubOp) and found[0] is not op.lhs):
        return None, None
    shift = along_channels(found[1], shape_of(found[0]))
    if shift is None or not np.isfinite(shift).all():
        return None, None
    return found[0], -shift if isinstance(op, SubOp) else shift


@np.errstate(all="ignore")
def _answer(layer: Layer, t: np.ndarray) -> np.ndarray | None:
    """What the layer's weights make of an input that is t[c] everywhere in channel c; None if that is not one number a channel."""
    weight = constant_array(weight_of(layer))
    if weight is None:
        return None
    weight = weight.astype(np.float64)
    if isinstance(layer, GemmOp):
        product = (weight if layer.trans_b else weight.T) @ t * layer.alpha.value.data
        return None if layer.trans_a else product
    if any(ints(layer.pads)):  # the padding is zero, not t
        return None
    group = layer.group.value.data
    sums = weight.sum(axis=tuple(range(2, weight.ndim))).reshape(group, -1, weight.shape[1])
    return np.einsum("gfc,gc->gf", sums, t.reshape(group, -1)).reshape(-1)


@dataclass(frozen=True)
class FuseBiasPass(ModulePass):
    """Fuse additions of a constant per channel into the bias of a convolution or gemm.

    Two forms: `layer(x) + t` adds t to the bias; `layer(x + t)` adds what the weights make of t, for a convolution only when
    it has no padding (padding is zero, not t). Subtractions count as additions of the negative.

    Preconditions: the value between the two operations has no other user; in the first form the layer has no activation
    yet; the bias is absent or constant; the constant, broadcast to the value, varies along axis 1 only; the new bias is finite.

    Before:
    ```mlir
    %t = nn.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
    %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
       : tensor<1x3x4x4xf32>, tensor<2x3x1x1xf32> -> tensor<1x2x4x4xf32>
    %y = nn.add %c, %t : tensor<1x2x4x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4x4xf32>
    ```

    After:
    ```mlir
    %b = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %y = nn.conv %x, %w bias(%b : tensor<2xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
         dilations = array<i64: 1, 1>} : tensor<1x3x4x4xf32>, tensor<2x3x1x1xf32> -> tensor<1x2x4x4xf32>
    ```
    """

    name = "fuse-bias"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [AfterLayer(), BeforeLayer()], erase_dead=True)
