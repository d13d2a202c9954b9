"""Pack pruned weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...diagnostics import IRError
from ...dialects.pconv import BlockConstantOp, ConstantOp, ConvOp, LinearOp
from ...schemes import SchemeError, block_pruned, pack
from .._rewriting import rewrite_greedily


def _packed(op: ConvOp) -> ConstantOp | None:
    """The packed weights of a convolution; None where they are packed already, or computed."""
    if op.constant is None or op.scheme is None or (sparsity := op.sparsity()) is None:
        return None
    order = op.order()
    try:
        packed = pack(op.constant.array(), sparsity, np.arange(sparsity.shape[0]) if order is None else order)
    except SchemeError as error:
        raise IRError(str(error), op) from error
    return ConstantOp.of(packed, op.scheme)


class PackConv(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp, rewriter: PatternRewriter):
        dense = op.constant
        if op.result is None or dense is None or (packed := _packed(op)) is None:
            return
        packed.result.name_hint = op.weight.name_hint
        properties = {
            name: op.properties.get(name) for name in ("strides", "pads", "dilations", "activation")
        }
        weight = rewriter.insert(packed).result
        new = ConvOp.build_inferred((op.input, weight, op.bias, op.residual), properties)
        new.attributes.update(op.attributes)
        rewriter.replace(op, new)
        if dense.result.first_use is None:
            rewriter.erase(dense)


class PackLinear(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: LinearOp, rewriter: PatternRewriter):
        dense, structure = op.constant, op.structure()
        if op.result is None or dense is None or structure is None:
            return
        packed = BlockConstantOp.of(block_pruned.pack(dense.array(), structure))
        packed.result.name_hint = op.weight.name_hint
        new = LinearOp.of(op.input, rewriter.insert(packed).result, op.bias, activation=op.activation)
        new.attributes.update(op.attributes)
        rewriter.replace(op, new)
        if dense.result.first_use is None:
            rewriter.erase(dense)


@dataclass(frozen=True)
class PackWeightsPass(ModulePass):
    """Pack the constant weights of pruned layers, of which only what the scheme keeps is stored: those of convolutions into FKW form
    (`!pconv.fkw`), those of fully connected layers by blocks of outputs (`!pconv.block_pruned`).

    Filters are stored in the layer's `filter_order`, that of `reorder-filters`, or else in their own. The scheme moves into
    the type of the weights; the dense constant goes when nobody uses it any more. Unpacking gives back the same weights, so the
    layer computes what it did.

    Preconditions: tensor form, dense constant weights; a filter order keeps the groups of the scheme together.

    Before:
    ```mlir
    %w = nn.constant dense<[[[0.0], [2.0]], [[1.0], [0.0]]]> : tensor<2x2x1xf32>
    %y = pconv.conv %x, %w {…, scheme = #pconv.unstructured_scheme<group = 1>}
       : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```

    After:
    ```mlir
    %w = pconv.constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, reorder = dense<[0, 1]> : tensor<2xi32>,
           index = dense<[1, 0]> : tensor<2xi32>, stride = dense<[0, 1, 0, 1]> : tensor<4xi32>,
           weight = dense<[2.0, 1.0]> : tensor<2xf32>} : !pconv.fkw<2x2x1xf32, #pconv.unstructured_scheme<group = 1>>
    %y = pconv.conv %x, %w {…}
       : tensor<1x2x4xf32>, !pconv.fkw<2x2x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x2x4xf32>
    ```
    """

    name = "pack-weights"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [PackConv(), PackLinear()], recursive=False)
