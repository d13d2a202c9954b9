"""Evaluate operations on constants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern

from ...dialects.nn import ConstantOp, NNOp, SplitOp, constant_array, shape_of
from ...dialects.reference.nn import evaluate
from .._rewriting import rewrite_greedily
from ._match import defined_by


@dataclass(frozen=True)
class Evaluate(RewritePattern):
    """op(constants) → its results as constants."""

    limit: int

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if not isinstance(op, NNOp | SplitOp) or not op.results:
            return
        if any(defined_by(operand, ConstantOp) is None for operand in op.operands) or self._grows(op):
            return
        arrays = [array for operand in op.operands if (array := constant_array(operand)) is not None]
        with np.errstate(all="ignore"):  # at run time an infinity or NaN is no error either
            constants = [ConstantOp.of(result) for result in evaluate(op, arrays)]
        rewriter.replace(op, constants, [c.result for c in constants])

    def _grows(self, op: Operation) -> bool:
        return _elements(op.results) > max(self.limit, _elements(op.operands))


def _elements(values: Sequence[SSAValue]) -> int:
    return sum(math.prod(shape_of(value)) for value in values)


@dataclass(frozen=True)
class FoldConstantsPass(ModulePass):
    """Evaluate `nn` operations all of whose operands are constants, with the numpy reference of the operation.

    Options:
    - `limit`: results of more elements than this are not folded, unless the operands hold as many. So transposed weights are
      folded whatever their size, and a constant broadcast to a huge tensor is not.

    Before:
    ```mlir
    %a = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %b = nn.constant dense<3.0> : tensor<1xf32>
    %y = nn.add %a, %b : tensor<2xf32>, tensor<1xf32> -> tensor<2xf32>
    ```

    After:
    ```mlir
    %y = nn.constant dense<[4.0, 5.0]> : tensor<2xf32>
    ```
    """

    name = "fold-constants"
    limit: int = 1 << 20

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [Evaluate(self.limit)], erase_dead=True)
