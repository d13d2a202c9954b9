"""Activations as arithmetic on scalars or vectors."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects import math
from xdsl.ir import SSAValue

from ..dialects.nn import ActivationAttr
from ._loops import LoopEmitter


def emit_activation(e: LoopEmitter, activation: ActivationAttr | None, x: SSAValue) -> SSAValue:
    """`activation` of x, a scalar or vector; x itself when there is none."""
    return x if activation is None else ACTIVATIONS[activation.kind.data](e, x, *activation.values)


def _leaky_relu(e: LoopEmitter, x: SSAValue, alpha: float) -> SSAValue:
    """max(x, 0) + alpha · min(x, 0): without a comparison, which vectors lack in xDSL's `arith`."""
    negative = e.mul_f(e.at_most(x, 0.0), e.constant(alpha, x.type))
    return e.add_f(e.at_least(x, 0.0), negative)


def _clip(e: LoopEmitter, x: SSAValue, low: float, high: float) -> SSAValue:
    return e.at_most(e.at_least(x, low), high)


def _hard_sigmoid(e: LoopEmitter, x: SSAValue, alpha: float, beta: float) -> SSAValue:
    scaled = e.mul_add(x, e.constant(alpha, x.type), e.constant(beta, x.type))
    return _clip(e, scaled, 0.0, 1.0)


def _sigmoid(e: LoopEmitter, x: SSAValue) -> SSAValue:
    """1 / (1 + exp(−x)): exp overflows to infinity for very negative x, and 1/∞ is the right 0."""
    one = e.constant(1.0, x.type)
    exponential = e.insert(math.ExpOp(e.sub_f(e.constant(0.0, x.type), x)))
    return e.div_f(one, e.add_f(one, exponential))


def _relu(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.at_least(x, 0.0)


def _hard_swish(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.mul_f(x, _hard_sigmoid(e, x, 1 / 6, 0.5))


def _silu(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.mul_f(x, _sigmoid(e, x))


def _tanh(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.insert(math.TanhOp(x))


ACTIVATIONS: dict[str, Callable[..., SSAValue]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "clip": _clip,
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": _hard_swish,
    "sigmoid": _sigmoid,
    "silu": _silu,
    "tanh": _tanh,
}
"""How each activation of `nn.ACTIVATIONS` is computed."""
