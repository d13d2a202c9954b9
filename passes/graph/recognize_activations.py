"""Recognise formulas that amount to an activation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import (
    AddOp,
    BinaryOp,
    ClipOp,
    DivOp,
    HardSigmoidOp,
    HardSwishOp,
    LeakyReluOp,
    MaximumOp,
    MinimumOp,
    MulOp,
    NNOp,
    PreluOp,
    ReluOp,
    SigmoidOp,
    SiluOp,
    SubOp,
)
from .._rewriting import rewrite_greedily
from ._match import defined_by, is_float_tensor, split_constant, uniform, used_once


class BoundToClip(RewritePattern):
    """max(x, c), min(x, c), clips and relus in a row → one clip; a clip to [0, ∞) → relu"""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        bounds = _bounds(op)
        if bounds is None or not isinstance(op, NNOp):
            return
        x, low, high = bounds
        inner = used_once(x, ReluOp, ClipOp, MaximumOp, MinimumOp)
        if inner is not None and (inside := _bounds(inner)) is not None and inside[1] <= inside[2]:
            x, (low, high) = inside[0], (_clip(bound, low, high) for bound in inside[1:])
        elif isinstance(op, ReluOp) or (isinstance(op, ClipOp) and (low, high) != (0, math.inf)):
            return
        rewriter.replace(op, _clip_op(x, low, high))


class MaxToLeakyRelu(RewritePattern):
    """max(x, a · x), 0 < a < 1 → leaky_relu"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MaximumOp, rewriter: PatternRewriter):
        for x, product in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
            scaled = _factor(defined_by(product, MulOp, DivOp))
            if scaled is not None and scaled[0] is x and 0 < scaled[1] < 1:
                rewriter.replace(op, LeakyReluOp.of(x, alpha=scaled[1]))
                return


class PreluToLeakyRelu(RewritePattern):
    """prelu with one slope for all elements → leaky_relu"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: PreluOp, rewriter: PatternRewriter):
        slope = uniform(op.slope)
        if slope is not None and math.isfinite(slope) and op.result is not None:
            rewriter.replace(op, LeakyReluOp.of(op.input, alpha=slope))


class ClippedLine(RewritePattern):
    """clip(a · x + b, 0, h) · s → hard_sigmoid(x; a · s, b · s) when h · s = 1, and a or s is not 1"""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if (unit := _unit_clip(op)) is None:
            return
        clip, s = unit
        x, a, b = _line(clip.input)
        if (a, s) != (1, 1) and math.isfinite(a * s) and math.isfinite(b * s):
            rewriter.replace(op, HardSigmoidOp.of(x, alpha=a * s, beta=b * s))


class ScaledGate(RewritePattern):
    """(x · clip(…, 0, h)) · s → x · (clip(…, 0, h) · s) when h · s = 1"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MulOp | DivOp, rewriter: PatternRewriter):
        if (scaled := _factor(op)) is None or (product := used_once(scaled[0], MulOp)) is None:
            return
        for x, gate in ((product.lhs, product.rhs), (product.rhs, product.lhs)):
            clip = used_once(gate, ClipOp)
            if clip is not None and _is_unit(clip, scaled[1]):
                factor = op.rhs if scaled[0] is op.lhs else op.lhs
                unit = rewriter.insert(type(op).of(clip.answer, factor))
                rewriter.replace(op, MulOp.of(x, unit.answer))
                return


class SelfGate(RewritePattern):
    """x · sigmoid(x) → silu, x · hard_sigmoid(x; 1/6, 1/2) → hard_swish"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MulOp, rewriter: PatternRewriter):
        for x, gate in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
            sigmoid = defined_by(gate, SigmoidOp, HardSigmoidOp)
            if sigmoid is None or sigmoid.input is not x:
                continue
            if isinstance(sigmoid, SigmoidOp):
                rewriter.replace(op, SiluOp.of(x))
            elif _close(sigmoid.alpha.value.data, 1 / 6) and _close(sigmoid.beta.value.data, 0.5):
                rewriter.replace(op, HardSwishOp.of(x))
            return


def _bounds(op: Operation) -> tuple[SSAValue, float, float] | None:
    """(x, low, high) when `op` is min(max(x, low), high)."""
    match op:
        case ReluOp() if op.result is not None:
            return op.input, 0.0, math.inf
        case ClipOp() if op.result is not None:
            return op.input, op.min.value.data, op.max.value.data
        case MaximumOp() | MinimumOp() if (found := split_constant(op)) is not None:
            x, bound = found[0], uniform(found[1])
            if bound is None or math.isnan(bound) or not is_float_tensor(x):
                return None
            return (x, bound, math.inf) if isinstance(op, MaximumOp) else (x, -math.inf, bound)
        case _:
            return None


def _clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def _clip_op(x: SSAValue, low: float, high: float) -> ReluOp | ClipOp:
    return ReluOp.of(x) if (low, high) == (0, math.inf) else ClipOp.of(x, min=low, max=high)


def _unit_clip(op: Operation) -> tuple[ClipOp, float] | None:
    """(clip, s) when `op` is a clip to [0, h] times s and h · s is 1."""
    match op:
        case ClipOp() if op.result is not None and _is_unit(op, 1.0):
            return op, 1.0
        case MulOp() | DivOp() if (scaled := _factor(op)) is not None:
            clip = used_once(scaled[0], ClipOp)
            return (clip, scaled[1]) if clip is not None and _is_unit(clip, scaled[1]) else None
        case _:
            return None


def _is_unit(clip: ClipOp, scale: float) -> bool:
    return clip.min.value.data == 0 and _close(clip.max.value.data * scale, 1)


def _line(value: SSAValue) -> tuple[SSAValue, float, float]:
    """(x, a, b) with `value` = a · x + b, as far as an addition and a multiplication by numbers before it go."""
    a, b = 1.0, 0.0
    if (shifted := _shift(defined_by(value, AddOp, SubOp))) is not None:
        value, b = shifted
    if (scaled := _factor(defined_by(value, MulOp, DivOp))) is not None:
        value, a = scaled
    return value, a, b


def _shift(op: AddOp | SubOp | None) -> tuple[SSAValue, float] | None:
    """(x, b) when `op` is x + b with a number b."""
    number = _number(op)
    if op is None or number is None or (isinstance(op, SubOp) and number[0] is not op.lhs):
        return None
    return number[0], -number[1] if isinstance(op, SubOp) else number[1]


def _factor(op: MulOp | DivOp | None) -> tuple[SSAValue, float] | None:
    """(x, a) when `op` is x · a with a number a."""
    number = _number(op)
    if (
        op is None
        or number is None
        or (isinstance(op, DivOp) and (number[0] is not op.lhs or number[1] == 0))
    ):
        return None
    return number[0], 1 / number[1] if isinstance(op, DivOp) else number[1]


def _number(op: BinaryOp | None) -> tuple[SSAValue, float] | None:
    """The operands (x, number) of an operation on floating-point numbers."""
    found = None if op is None else split_constant(op)
    value = None if found is None else uniform(found[1])
    return (
        (found[0], value) if found is not None and value is not None and is_float_tensor(found[0]) else None
    )


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-6)


@dataclass(frozen=True)
class RecognizeActivationsPass(ModulePass):
    """Recognise formulas that amount to one activation, so that `fuse-activation` can fuse it and kernels know it.

    - max and min with a number → clip, clips and relus in a row → one clip, a clip to [0, ∞) → relu;
    - `prelu` with one slope, and `max(x, a · x)` with 0 < a < 1 → leaky_relu;
    - `clip(a · x + b, 0, h) · s` with h · s = 1 → hard_sigmoid, as `clip(x + 3, 0, 6) / 6`;
    - `x · sigmoid(x)` → silu;
    - `x · hard_sigmoid(x)` with slope 1/6 and offset 1/2 → hard_swish, also where the division by 6 comes last, as older
      PyTorch exports `x · clip(x + 3, 0, 6) / 6`.

    Preconditions: the operations between are used by the formula alone where leaving them would cost a computation;
    numbers stand in constants all of whose elements are equal, and agree to a relative 1e-6.

    Before:
    ```mlir
    %three = nn.constant dense<3.0> : tensor<f32>
    %six = nn.constant dense<6.0> : tensor<f32>
    %a = nn.add %x, %three : tensor<1x8xf32>, tensor<f32> -> tensor<1x8xf32>
    %b = nn.clip %a {min = 0.0 : f32, max = 6.0 : f32} : tensor<1x8xf32> -> tensor<1x8xf32>
    %c = nn.mul %x, %b : tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
    %y = nn.div %c, %six : tensor<1x8xf32>, tensor<f32> -> tensor<1x8xf32>
    ```

    After:
    ```mlir
    %y = nn.hard_swish %x : tensor<1x8xf32> -> tensor<1x8xf32>
    ```
    """

    name = "recognize-activations"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        bounds = [BoundToClip(), MaxToLeakyRelu(), PreluToLeakyRelu()]
        rewrite_greedily(op, [*bounds, ClippedLine(), ScaledGate(), SelfGate()], erase_dead=True)
