"""Filter-kernel reorder (FKR)."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import array_attribute
from ...dialects.pconv import ConvOp
from ...schemes import filter_order
from .._rewriting import rewrite_greedily


class OrderFilters(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp, rewriter: PatternRewriter):
        if op.filter_order is not None or (sparsity := op.sparsity()) is None:
            return
        op.properties["filter_order"] = array_attribute(filter_order(sparsity))
        rewriter.notify_op_modified(op)


@dataclass(frozen=True)
class ReorderFiltersPass(ModulePass):
    """Choose the order in which packing stores the filters of a pruned convolution: alike next to alike.

    Filters (groups of them, where a scheme has groups) are sorted by their number of kernels, ascending; among equals each is
    followed by the one that agrees with it in most positions of its sorted pattern numbers (filter-kernel reorder, PatDNN
    section 5.2). So the runs of one pattern get long, and neighbouring filters balance their work. The order is recorded as `filter_order`;
    the outputs of the convolution keep their order. (Sorting the kernels inside each filter, the other half of FKR, is part of the FKW
    format.)

    Preconditions: dense constant weights. Layers that have an order keep it; packed ones are done.

    Before:
    ```mlir
    %w = nn.constant dense<[[[1.0], [2.0]], [[3.0], [0.0]]]> : tensor<2x2x1xf32>
    %y = pconv.conv %x, %w {…, scheme = #pconv.unstructured_scheme<group = 1>}
       : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```

    After:
    ```mlir
    %y = pconv.conv %x, %w {…, scheme = #pconv.unstructured_scheme<group = 1>, filter_order = dense<[1, 0]> : tensor<2xi32>}
       : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```
    """

    name = "reorder-filters"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [OrderFilters()], recursive=False)
