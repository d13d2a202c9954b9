"""Fuse the addition of a shortcut into the convolution before it."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import AddOp, ConvOp
from .._rewriting import rewrite_greedily
from ._match import rebuilt, same_type, used_once


class FuseResidual(RewritePattern):
    """conv(x) + r → conv(x) residual(r), in the place of the addition, where r is known for sure."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AddOp, rewriter: PatternRewriter):
        if not same_type(op.lhs, op.rhs):
            return
        left, right = _open(op.lhs), _open(op.rhs)
        if right is not None and (left is None or left.is_before_in_block(right)):
            rewriter.replace(op, rebuilt(right, residual=op.lhs))
        elif left is not None:
            rewriter.replace(op, rebuilt(left, residual=op.rhs))


def _open(value: SSAValue) -> ConvOp | None:
    """The convolution that makes `value` for the addition alone and can still take a residual."""
    conv = used_once(value, ConvOp)
    return None if conv is None or conv.residual is not None or conv.activation is not None else conv


@dataclass(frozen=True)
class FuseResidualPass(ModulePass):
    """Fuse the addition of a shortcut, as at the end of a residual block, into the convolution before it.

    The convolution then adds the other tensor while its sums are in registers, instead of writing them and reading them
    again. When both summands are convolutions the later one takes the other: its input is what is still in the cache.

    Preconditions: the convolution has no other user, no activation and no residual yet; both summands have one type (no
    broadcasting; that is a bias, see `fuse-bias`).

    Before:
    ```mlir
    %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
       : tensor<1x8x4x4xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x4x4xf32>
    %y = nn.add %c, %x : tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    ```

    After:
    ```mlir
    %y = nn.conv %x, %w residual(%x : tensor<1x8x4x4xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
         dilations = array<i64: 1, 1>} : tensor<1x8x4x4xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x4x4xf32>
    ```
    """

    name = "fuse-residual"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [FuseResidual()], erase_dead=True)
