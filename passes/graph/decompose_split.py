"""Write a split as slices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import SliceOp, SplitOp, ints, shape_of
from .._rewriting import rewrite_greedily


class SplitToSlices(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: SplitOp, rewriter: PatternRewriter):
        slices = [_slice(op, end - size, end) for size, end in zip(ints(op.sizes), _ends(op), strict=True)]
        rewriter.replace(op, slices, [s.answer for s in slices])


def _ends(op: SplitOp) -> list[int]:
    return list(accumulate(ints(op.sizes)))


def _slice(op: SplitOp, start: int, limit: int) -> SliceOp:
    shape, axis = shape_of(op.input), op.axis.value.data
    starts, limits = [0] * len(shape), list(shape)
    starts[axis], limits[axis] = start, limit
    return SliceOp.of(op.input, starts=starts, limits=limits)


@dataclass(frozen=True)
class DecomposeSplitPass(ModulePass):
    """Write each `nn.split` as one `nn.slice` for each of its results.

    A slice has one result, like every other operation, so that unused parts disappear and later levels need no case for
    split. A split into one part becomes a slice of everything, which `remove-identities` removes.

    Before:
    ```mlir
    %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>} : tensor<1x8xf32> -> tensor<1x3xf32>, tensor<1x5xf32>
    ```

    After:
    ```mlir
    %a = nn.slice %x {starts = array<i64: 0, 0>, limits = array<i64: 1, 3>, steps = array<i64: 1, 1>}
       : tensor<1x8xf32> -> tensor<1x3xf32>
    %b = nn.slice %x {starts = array<i64: 0, 3>, limits = array<i64: 1, 8>, steps = array<i64: 1, 1>}
       : tensor<1x8xf32> -> tensor<1x5xf32>
    ```
    """

    name = "decompose-split"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [SplitToSlices()], erase_dead=True)
