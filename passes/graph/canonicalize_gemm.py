"""Bring the gemms of fully connected layers to one form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import BoolAttr, ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import GemmOp, TransposeOp, constant_array, element_of, number, shape_of
from .._rewriting import rewrite_greedily
from ._layers import bias_of, constant, rounded, with_parameters
from ._match import rebuilt


class InputByRows(RewritePattern):
    """gemm(aᵀ) → gemm of the transposed input."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: GemmOp, rewriter: PatternRewriter):
        if op.trans_a and op.result is not None:
            a = rewriter.insert(TransposeOp.of(op.a, perm=(1, 0)))
            rewriter.replace(op, rebuilt(op, a=a.answer, trans_a=BoolAttr.from_bool(False)))


class WeightByOutputs(RewritePattern):
    """alpha · a · w → a · (alpha · wᵀ)ᵀ: one row of weights for each output."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: GemmOp, rewriter: PatternRewriter):
        alpha, weight = op.alpha.value.data, constant_array(op.b)
        if weight is None or (op.trans_b and alpha == 1):
            return
        rows = weight if op.trans_b else np.ascontiguousarray(weight.T)
        rows = rows if alpha == 1 else rounded(rows.astype(np.float64) * alpha, element_of(op.b))
        if rows is not None:
            b, transposed = constant(rows, rewriter), BoolAttr.from_bool(True)
            rewriter.replace(op, rebuilt(op, b=b, alpha=number(1.0), trans_b=transposed))


class BiasAsVector(RewritePattern):
    """beta · c → one constant for each output."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: GemmOp, rewriter: PatternRewriter):
        if op.c is None or op.result is None:
            return
        is_vector = shape_of(op.c) == shape_of(op.result)[1:]
        if (is_vector and op.beta.value.data == 1) or (bias := bias_of(op)) is None:
            return
        if (vector := with_parameters(op, None, bias, rewriter)) is not None:
            rewriter.replace(op, vector)


@dataclass(frozen=True)
class CanonicalizeGemmPass(ModulePass):
    """Bring fully connected layers to one form: y = activation(x · wᵀ + b), x by rows, w one row for each output, b a vector.

    That is `trans_a = false`, `trans_b = true`, alpha = beta = 1. Constant weights and biases are transposed, scaled (in
    float64) and broadcast here, once; a transposed input becomes an `nn.transpose`. So sparsity schemes, packing and kernels
    meet one layout of weights, that of PyTorch. What is not constant (the product of two activations) keeps alpha, beta and `trans_b`.

    Before:
    ```mlir
    %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
    %c = nn.constant dense<1.0> : tensor<1x1xf32>
    %y = nn.gemm %x, %w c(%c : tensor<1x1xf32>) {alpha = 2.0 : f32, beta = 3.0 : f32}
       : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
    ```

    After:
    ```mlir
    %w = nn.constant dense<[[2.0, 6.0], [4.0, 8.0]]> : tensor<2x2xf32>
    %c = nn.constant dense<3.0> : tensor<2xf32>
    %y = nn.gemm %x, %w c(%c : tensor<2xf32>) {trans_b = true} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
    ```
    """

    name = "canonicalize-gemm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [InputByRows(), WeightByOutputs(), BiasAsVector()], erase_dead=True)
