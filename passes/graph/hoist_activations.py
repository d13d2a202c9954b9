"""Move activations up to the layers whose results they see through reshapes, transposes and concatenations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern

from ...dialects.nn import ActivationOp, ConcatOp, NNOp, ReluOp, ReshapeOp, TransposeOp, ints, shape_of
from .._rewriting import rewrite_greedily
from ._bounds import is_non_negative
from ._layers import LAYERS
from ._match import rebuilt, used_once

MOVES = (ReshapeOp, TransposeOp, ConcatOp)
"""Operations that give each element of their operands a place, and compute nothing."""


class Hoist(RewritePattern):
    """f(move(x, …)) → move(f(x), …), when each f is fused into a layer or has no effect"""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if not isinstance(op, ActivationOp):
            return
        move = used_once(op.input, *MOVES)
        if move is None or not all(_welcomes(v, op) for v in move.operands):
            return
        activated = [_activated(v, op, rewriter) for v in move.operands]
        rewriter.replace(op, _moved(move, activated))


def _welcomes(value: SSAValue, activation: ActivationOp) -> bool:
    """Whether the activation costs nothing at `value`: a layer takes it, or it has no effect."""
    if isinstance(activation, ReluOp) and is_non_negative(value):
        return True
    if (layer := used_once(value, *LAYERS)) is not None:
        return layer.activation is None
    move = used_once(value, *MOVES)
    return move is not None and all(_welcomes(v, activation) for v in move.operands)


def _activated(value: SSAValue, activation: ActivationOp, rewriter: PatternRewriter) -> SSAValue:
    if isinstance(activation, ReluOp) and is_non_negative(value):
        return value
    return rewriter.insert(rebuilt(activation, input=value)).answer


def _moved(move: ReshapeOp | TransposeOp | ConcatOp, values: Sequence[SSAValue]) -> NNOp:
    """`move` with other operands of the same types."""
    match move:
        case ReshapeOp():
            return ReshapeOp.of(values[0], shape_of(move.answer))
        case TransposeOp():
            return TransposeOp.of(values[0], perm=ints(move.perm))
        case ConcatOp():
            return ConcatOp.of(values, axis=move.axis.value.data)


@dataclass(frozen=True)
class HoistActivationsPass(ModulePass):
    """Move activations over reshapes, transposes and concatenations up to the layers that can take them.

    What only moves elements commutes with every elementwise function. Detectors apply a sigmoid to their heads after
    they were reshaped into one list, and some networks a relu after a concatenation; moved up, `fuse-activation` fuses them.

    Preconditions: no operation on the way has another user; each of them comes from a layer without activation, or, for a
    relu, from something that is never negative. So no activation is ever computed in more places than before.

    Before:
    ```mlir
    %g = nn.gemm %x, %w : tensor<4x8xf32>, tensor<8x3xf32> -> tensor<4x3xf32>
    %r = nn.reshape %g : tensor<4x3xf32> -> tensor<12xf32>
    %y = nn.sigmoid %r : tensor<12xf32> -> tensor<12xf32>
    ```

    After:
    ```mlir
    %g = nn.gemm %x, %w : tensor<4x8xf32>, tensor<8x3xf32> -> tensor<4x3xf32>
    %s = nn.sigmoid %g : tensor<4x3xf32> -> tensor<4x3xf32>
    %y = nn.reshape %s : tensor<4x3xf32> -> tensor<12xf32>
    ```
    """

    name = "hoist-activations"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [Hoist()], erase_dead=True)
