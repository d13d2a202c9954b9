"""Sparse layers: `nn.conv` → `pconv.conv`, `nn.gemm` → `pconv.linear`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ..diagnostics import IRError
from ..dialects import nn, pconv
from ..passes._rewriting import rewrite_greedily
from ..passes.sparsity._matrices import matrix_constant, objection
from ..passes.sparsity.detect_sparsity import DENSE, SCHEME


class ConvertConv(RewritePattern):
    """nn.conv with `pconv.scheme` → pconv.conv with that scheme."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: nn.ConvOp, rewriter: PatternRewriter):
        scheme = op.attributes.get(SCHEME)
        if scheme is None or op.result is None:
            return
        if not isinstance(scheme, pconv.SchemeAttr) or op.group.value.data != 1:
            raise IRError(f"{SCHEME} must be a sparsity scheme, on a convolution of one group", op)
        properties = {
            name: op.properties.get(name) for name in ("strides", "pads", "dilations", "activation")
        }
        new = pconv.ConvOp.build_inferred(
            (op.input, op.weight, op.bias, op.residual), properties | {"scheme": scheme}
        )
        new.attributes.update({k: v for k, v in op.attributes.items() if k not in (SCHEME, DENSE)})
        rewriter.replace(op, new)


class ConvertFullyConnected(RewritePattern):
    """nn.gemm or nn.matmul with `pconv.scheme` → pconv.linear with that scheme, its weights with a row for each output."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: nn.GemmOp | nn.MatmulOp, rewriter: PatternRewriter):
        scheme, constant = op.attributes.get(SCHEME), matrix_constant(op)
        if scheme is None or op.result is None:
            return
        if not isinstance(scheme, pconv.BlockPrunedSchemeAttr) or constant is None or objection(op):
            raise IRError(f"{SCHEME} must be the scheme of a matrix, on a plain product with a constant", op)
        weight = constant.result
        if not (isinstance(op, nn.GemmOp) and op.trans_b):
            weight = rewriter.insert(nn.ConstantOp.of(np.ascontiguousarray(constant.array().T))).result
        epilogue = (op.c, op.activation) if isinstance(op, nn.GemmOp) else (None, None)
        new = pconv.LinearOp.of(op.operands[0], weight, epilogue[0], scheme=scheme, activation=epilogue[1])
        new.attributes.update({k: v for k, v in op.attributes.items() if k not in (SCHEME, DENSE)})
        rewriter.replace(op, new)


@dataclass(frozen=True)
class ConvertNnToPconvPass(ModulePass):
    """Turn convolutions whose weights follow a sparsity scheme into `pconv.conv`, fully connected layers into `pconv.linear`.

    Which they are, `detect-sparsity` has written on them: `pconv.scheme`. Weights, epilogue and all other attributes stay as they
    are; layers without the attribute stay dense. The verifier of `pconv.conv` then looks whether the zeros are
    where the scheme says, so a wrong annotation is an error, not a wrong result.

    Preconditions: tensor form.

    Before:
    ```mlir
    %y = nn.conv %x, %w bias(%b : tensor<2xf32>) {…, pconv.scheme = #pconv.unstructured_scheme<group = 1>}
       : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```

    After:
    ```mlir
    %y = pconv.conv %x, %w bias(%b : tensor<2xf32>) {…, scheme = #pconv.unstructured_scheme<group = 1>}
       : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```
    """

    name = "convert-nn-to-pconv"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [ConvertConv(), ConvertFullyConnected()], recursive=False)
