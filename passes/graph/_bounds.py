"""What is known about the sign of a value."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ...dialects.nn import (
    AbsOp,
    ActivationAttr,
    AddOp,
    AvgPoolOp,
    ClipOp,
    ConcatOp,
    ConstantOp,
    ConvOp,
    ExpOp,
    GemmOp,
    GlobalAvgPoolOp,
    GlobalMaxPoolOp,
    HardSigmoidOp,
    IdentityOp,
    MaxPoolOp,
    MinimumOp,
    MulOp,
    PadOp,
    ReduceMaxOp,
    ReduceMeanOp,
    ReduceSumOp,
    ReluOp,
    ReshapeOp,
    SigmoidOp,
    SliceOp,
    SoftmaxOp,
    SqrtOp,
    TransposeOp,
)

NEVER_NEGATIVE = (AbsOp, ExpOp, HardSigmoidOp, ReluOp, SigmoidOp, SoftmaxOp, SqrtOp)
KEEP_SIGN = (
    *(AddOp, MulOp, MinimumOp, ConcatOp, IdentityOp, PadOp, ReshapeOp, SliceOp, TransposeOp),
    *(AvgPoolOp, GlobalAvgPoolOp, GlobalMaxPoolOp, MaxPoolOp, ReduceMaxOp, ReduceMeanOp, ReduceSumOp),
)
"""Operations whose results are not negative when all their operands are not."""


def is_non_negative(value: SSAValue, depth: int = 4) -> bool:
    """Whether no element of `value` can be below zero, as far as its last `depth` operations tell."""
    op = value.owner
    if isinstance(op, NEVER_NEGATIVE):
        return True
    if isinstance(op, ConvOp | GemmOp):
        return op.activation is not None and _clamps(op.activation)
    if isinstance(op, ClipOp):
        return _clamps(op.activation)
    if isinstance(op, ConstantOp):
        return bool((op.array() >= 0).all())
    if isinstance(op, PadOp) and op.value.value.data < 0:
        return False
    if isinstance(op, KEEP_SIGN):
        return depth > 0 and all(is_non_negative(operand, depth - 1) for operand in op.operands)
    return False


def _clamps(activation: ActivationAttr) -> bool:
    """Whether the activation answers with no negative number."""
    kind = activation.kind.data
    return kind in ("relu", "sigmoid", "hard_sigmoid") or (kind == "clip" and min(activation.values) >= 0)
