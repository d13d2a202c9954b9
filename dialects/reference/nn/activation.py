"""Reference of the activations, in an epilogue and as operations of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...nn import (
    ActivationAttr,
    ActivationOp,
    ClipOp,
    HardSigmoidOp,
    HardSwishOp,
    LeakyReluOp,
    PreluOp,
    ReluOp,
    SigmoidOp,
    SiluOp,
    TanhOp,
)
from ._registry import reference


def _sigmoid(x: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1, e) / (1 + e)


def _hard_sigmoid(x: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    return np.clip(alpha * x + beta, 0, 1)


def _leaky_relu(x: np.ndarray, alpha: float) -> np.ndarray:
    return np.where(x >= 0, x, alpha * x)


def _clip(x: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.minimum(np.maximum(x, low), high)


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def _hard_swish(x: np.ndarray) -> np.ndarray:
    return x * _hard_sigmoid(x, 1 / 6, 0.5)


def _silu(x: np.ndarray) -> np.ndarray:
    return x * _sigmoid(x)


_FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "clip": _clip,
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": _hard_swish,
    "sigmoid": _sigmoid,
    "silu": _silu,
    "tanh": np.tanh,
}


def activate(kind: str, parameters: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    """The activation `kind` (a key of `nn.ACTIVATIONS`) of x, in x's type."""
    return _FUNCTIONS[kind](x, *(x.dtype.type(p) for p in parameters)).astype(x.dtype, copy=False)


def apply_activation(activation: ActivationAttr | None, x: np.ndarray) -> np.ndarray:
    """The activation of an epilogue, if there is one."""
    return x if activation is None else activate(activation.kind.data, activation.values, x)


@reference(ReluOp, LeakyReluOp, ClipOp, HardSigmoidOp, HardSwishOp, SigmoidOp, SiluOp, TanhOp)
def activation_op(op: ActivationOp, x: np.ndarray) -> np.ndarray:
    return activate(op.kind, op.parameters, x)


@reference(PreluOp)
def prelu(op: PreluOp, x: np.ndarray, slope: np.ndarray) -> np.ndarray:
    return np.where(x >= 0, x, slope * x)
