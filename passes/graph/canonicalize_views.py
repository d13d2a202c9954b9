"""Write every operation that only reshapes as `nn.reshape`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import (
    FlattenOp,
    ReduceOp,
    ReshapeOp,
    SqueezeOp,
    TransposeOp,
    UnsqueezeOp,
    ints,
    shape_of,
)
from .._rewriting import rewrite_greedily
from ._match import defined_by, is_view


class ViewToReshape(RewritePattern):
    """flatten, squeeze, unsqueeze, and what comes down to one → reshape."""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        match op:
            case FlattenOp() | SqueezeOp() | UnsqueezeOp():
                is_reshape = True
            case TransposeOp():
                is_reshape = is_view(shape_of(op.input), ints(op.perm))
            case ReduceOp():
                is_reshape = all(shape_of(op.input)[axis] == 1 for axis in ints(op.axes))
            case _:
                return
        if is_reshape and op.result is not None:
            rewriter.replace(op, ReshapeOp.of(op.input, shape_of(op.result)))


class ReshapeOfReshape(RewritePattern):
    """reshape(reshape(x)) → reshape(x)."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ReshapeOp, rewriter: PatternRewriter):
        inner = defined_by(op.input, ReshapeOp)
        if inner is not None and op.result is not None:
            rewriter.replace(op, ReshapeOp.of(inner.input, shape_of(op.result)))


@dataclass(frozen=True)
class CanonicalizeViewsPass(ModulePass):
    """Write every operation that keeps all elements in their row-major order as one `nn.reshape`.

    These are flatten, squeeze and unsqueeze; a transpose that moves dimensions of size 1 only; a reduction over
    dimensions of size 1. A reshape of a reshape is one reshape. Memory planning then knows one operation that costs nothing.

    Before:
    ```mlir
    %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x8x1x1xf32> -> tensor<1x1x1x8xf32>
    %y = nn.flatten %a {axis = 1 : i64} : tensor<1x1x1x8xf32> -> tensor<1x8xf32>
    ```

    After:
    ```mlir
    %y = nn.reshape %x : tensor<1x8x1x1xf32> -> tensor<1x8xf32>
    ```
    """

    name = "canonicalize-views"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [ViewToReshape(), ReshapeOfReshape()], erase_dead=True)
