"""Write convolutions of single positions as fully connected layers."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import BoolAttr, ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import ConvOp, GemmOp, ReshapeOp, constant_array, ints, shape_of
from .._rewriting import rewrite_greedily
from ._layers import constant


class PointwiseConvToGemm(RewritePattern):
    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp, rewriter: PatternRewriter):
        weight = constant_array(op.weight)
        if weight is None or op.result is None or op.residual is not None or op.group.value.data != 1:
            return
        images, channels, *positions = shape_of(op.input)
        kernel = shape_of(op.weight)[2:]
        if {*positions, *kernel, *shape_of(op.result)[2:]} != {1} or _reads_padding(op):
            return
        x = rewriter.insert(ReshapeOp.of(op.input, (images, channels)))
        w = constant(weight.reshape(-1, channels), rewriter)
        properties = {"trans_b": BoolAttr.from_bool(True), "activation": op.activation}
        gemm = rewriter.insert(GemmOp.build_inferred((x.answer, w, op.bias), properties))
        rewriter.replace(op, ReshapeOp.of(gemm.answer, shape_of(op.result)))


def _reads_padding(conv: ConvOp) -> bool:
    """Whether the one window begins before the one position, as with a padding of 1 and a stride of 2."""
    pads = ints(conv.pads)
    return any(pads[: len(pads) // 2])


@dataclass(frozen=True)
class ConvertPointwiseConvToGemmPass(ModulePass):
    """Write a 1×1 convolution of planes of one position as `nn.gemm`.

    Squeeze-and-excitation blocks compute two such layers behind a global pool. A convolution kernel lays positions into the lanes of a vector,
    and of one position all lanes but one are wasted; that of a fully connected layer lays outputs there. The reshapes around it cost nothing.

    Grouped convolutions stay, those with a residual, those whose weights are not constant, and those whose window lies in the padding.

    Before:
    ```mlir
    %w = nn.constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>
    %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
       : tensor<1x2x1x1xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x1x1xf32>
    ```

    After:
    ```mlir
    %r = nn.reshape %x : tensor<1x2x1x1xf32> -> tensor<1x2xf32>
    %v = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
    %g = nn.gemm %r, %v {trans_b = true} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
    %y = nn.reshape %g : tensor<1x2xf32> -> tensor<1x2x1x1xf32>
    ```
    """

    name = "convert-pointwise-conv-to-gemm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [PointwiseConvToGemm()], erase_dead=True)
