"""Recognise reductions and pools over whole planes as global pools."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import (
    AvgPoolOp,
    GlobalAvgPoolOp,
    GlobalMaxPoolOp,
    MaxPoolOp,
    ReduceMaxOp,
    ReduceMeanOp,
    ReshapeOp,
    ints,
    shape_of,
)
from .._rewriting import rewrite_greedily


class ReductionToGlobalPool(RewritePattern):
    """The mean or maximum over all of two or three spatial dimensions → global pool."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ReduceMeanOp | ReduceMaxOp, rewriter: PatternRewriter):
        rank = len(shape_of(op.input))
        if op.result is None or rank not in (4, 5) or ints(op.axes) != tuple(range(2, rank)):
            return
        kind = GlobalAvgPoolOp if isinstance(op, ReduceMeanOp) else GlobalMaxPoolOp
        pool = kind.of(op.input)
        if op.keepdims:
            rewriter.replace(op, pool)
        else:
            rewriter.replace(op, (pool, ReshapeOp.of(pool.answer, shape_of(op.result))))


class WindowToGlobalPool(RewritePattern):
    """A pool whose window is the whole input → global pool."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AvgPoolOp | MaxPoolOp, rewriter: PatternRewriter):
        if op.result is None or ints(op.kernel_shape) != shape_of(op.input)[2:] or any(ints(op.pads)):
            return
        kind = GlobalAvgPoolOp if isinstance(op, AvgPoolOp) else GlobalMaxPoolOp
        rewriter.replace(op, kind.of(op.input))


@dataclass(frozen=True)
class RecognizeGlobalPoolPass(ModulePass):
    """Write a mean or maximum over all spatial positions as `nn.global_avg_pool` or `nn.global_max_pool`.

    Exporters write it as a global pool, as a pool with a window as large as the plane, or as a reduction over the spatial axes.
    The global pool is the canonical form: it says that whole planes are reduced, which is what layouts and kernels are made for. A
    reduction that drops the dimensions becomes a global pool and a reshape, which costs nothing. Reductions over other axes
    stay, and those of rank 3, where the last axis is rather the features of a token than a plane.

    Before:
    ```mlir
    %y = nn.reduce_mean %x {axes = array<i64: 2, 3>} : tensor<1x8x7x7xf32> -> tensor<1x8xf32>
    ```

    After:
    ```mlir
    %p = nn.global_avg_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
    %y = nn.reshape %p : tensor<1x8x1x1xf32> -> tensor<1x8xf32>
    ```
    """

    name = "recognize-global-pool"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [ReductionToGlobalPool(), WindowToGlobalPool()], erase_dead=True)
