"""Write matrix products of two matrices as `nn.gemm`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import GemmOp, MatmulOp, shape_of
from .._rewriting import rewrite_greedily


class MatmulToGemm(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MatmulOp, rewriter: PatternRewriter):
        if op.result is not None and len(shape_of(op.lhs)) == len(shape_of(op.rhs)) == 2:
            rewriter.replace(op, GemmOp.of(op.lhs, op.rhs))


@dataclass(frozen=True)
class ConvertMatmulToGemmPass(ModulePass):
    """Write `nn.matmul` of two matrices as `nn.gemm`, the form that takes a bias and an activation.

    Frameworks write a fully connected layer as Gemm or as MatMul and Add; after this pass, `fuse-bias` makes both one. Stacks
    of matrices and vectors stay matmuls.

    Before:
    ```mlir
    %y = nn.matmul %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
    ```

    After:
    ```mlir
    %y = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
    ```
    """

    name = "convert-matmul-to-gemm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [MatmulToGemm()], erase_dead=True)
