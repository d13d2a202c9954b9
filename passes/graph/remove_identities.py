"""Remove operations that return their input."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern

from ...dialects.nn import (
    AddOp,
    AvgPoolOp,
    CastOp,
    ClipOp,
    ConcatOp,
    DivOp,
    FlattenOp,
    GlobalAvgPoolOp,
    GlobalMaxPoolOp,
    IdentityOp,
    MaxPoolOp,
    MulOp,
    NNOp,
    PadOp,
    PowOp,
    ReduceOp,
    ReluOp,
    ReshapeOp,
    ResizeOp,
    SliceOp,
    SqueezeOp,
    SubOp,
    TransposeOp,
    UnsqueezeOp,
    ints,
)
from .._rewriting import rewrite_greedily
from ._bounds import is_non_negative
from ._match import same_type, uniform

OF_EQUAL_TYPE = (
    *(IdentityOp, CastOp, ReshapeOp, FlattenOp, SqueezeOp, UnsqueezeOp, ConcatOp, PadOp, ReduceOp),
    *(GlobalAvgPoolOp, GlobalMaxPoolOp),
)
"""Operations that change nothing when their result has the type of their first operand."""


class RemoveIdentity(RewritePattern):
    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if isinstance(op, NNOp) and op.result is not None and (source := _source(op)) is not None:
            rewriter.replace(op, (), [source])


def _source(op: NNOp) -> SSAValue | None:
    """The operand that `op` returns unchanged."""
    operands = [op.operands[0], op.operands[1]] if isinstance(op, AddOp | MulOp) else [op.operands[0]]
    return next((v for v in operands if same_type(op.result, v) and _returns(op, v)), None)


def _returns(op: NNOp, value: SSAValue) -> bool:
    """Whether `op` returns its operand `value`, given that the types agree."""
    match op:
        case TransposeOp():
            return ints(op.perm) == tuple(range(len(ints(op.perm))))
        case SliceOp():
            return set(ints(op.steps)) <= {1}
        case ResizeOp():
            return all(scale == 1 for scale in op.scales.get_values())
        case MaxPoolOp() | AvgPoolOp():
            return set(ints(op.kernel_shape)) == set(ints(op.strides)) == {1} and not any(ints(op.pads))
        case ClipOp():
            return op.activation.values == (float("-inf"), float("inf"))
        case ReluOp():
            return is_non_negative(value)
        case AddOp() | MulOp():
            other = op.rhs if value is op.lhs else op.lhs
            return uniform(other) == (0 if isinstance(op, AddOp) else 1)
        case SubOp():
            return uniform(op.rhs) == 0
        case DivOp() | PowOp():
            return uniform(op.rhs) == 1
        case _:
            return isinstance(op, OF_EQUAL_TYPE)


@dataclass(frozen=True)
class RemoveIdentitiesPass(ModulePass):
    """Remove operations that return their input.

    - `nn.identity` (dropout at inference comes as one), a cast to the same type, a reshape to the same shape;
    - a transpose that moves nothing, a slice of everything, a pad by zero, a concatenation of one, a resize by 1;
    - a pool with a 1×1 window and stride 1, a reduction or global pool over dimensions of size 1;
    - `x + 0`, `x - 0`, `x · 1`, `x / 1`, `x ^ 1`, where the constant does not broadcast x to a larger shape;
    - a clip without limits, a relu of what is never negative.

    Before:
    ```mlir
    %a = nn.identity %x : tensor<1x4xf32> -> tensor<1x4xf32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %b = nn.mul %a, %one : tensor<1x4xf32>, tensor<f32> -> tensor<1x4xf32>
    %y = nn.relu %b : tensor<1x4xf32> -> tensor<1x4xf32>
    ```

    After:
    ```mlir
    %y = nn.relu %x : tensor<1x4xf32> -> tensor<1x4xf32>
    ```
    """

    name = "remove-identities"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [RemoveIdentity()], erase_dead=True)
