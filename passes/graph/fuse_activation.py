"""Fuse an activation into the layer before it."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern

from ...dialects.nn import ActivationOp
from .._rewriting import rewrite_greedily
from ._layers import LAYERS
from ._match import rebuilt, used_once


class FuseActivation(RewritePattern):
    """f(layer(x)) → layer(x) with f as its activation."""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if not isinstance(op, ActivationOp):
            return
        layer = used_once(op.input, *LAYERS)
        if layer is not None and layer.activation is None:
            rewriter.replace(op, rebuilt(layer, activation=op.activation))


@dataclass(frozen=True)
class FuseActivationPass(ModulePass):
    """Fuse relu, clip, leaky_relu, hard_swish, hard_sigmoid, sigmoid, silu and tanh into the convolution or gemm before.

    The layer applies it to its sums while they are in registers. Every operation with the base class `ActivationOp` is
    one that `#nn.activation` can hold. Formulas that amount to one of them are found by `recognize-activations`.

    Preconditions: the layer has no other user and no activation yet. After this pass the layer takes no further bias, scale
    or residual, so those go first.

    Before:
    ```mlir
    %g = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
    %y = nn.clip %g {min = 0.0 : f32, max = 6.0 : f32} : tensor<1x4xf32> -> tensor<1x4xf32>
    ```

    After:
    ```mlir
    %y = nn.gemm %x, %w {activation = #nn.activation<clip, 0.0, 6.0>} : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
    ```
    """

    name = "fuse-activation"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [FuseActivation()], erase_dead=True)
