"""Reference of the activations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def _sigmoid(x: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1, e) / (1 + e)


def _hard_sigmoid(x: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    return np.clip(alpha * x + beta, 0, 1)


_FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x, alpha: np.where(x >= 0, x, alpha * x),
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": lambda x: x * _hard_sigmoid(x, 1 / 6, 0.5),
    "sigmoid": _sigmoid,
    "silu": lambda x: x * _sigmoid(x),
    "tanh": np.tanh,
}


def activate(kind: str, parameters: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    """The activation `kind` (a key of `nn.ACTIVATIONS`) of x, in x's type."""
    return _FUNCTIONS[kind](x, *(x.dtype.type(p) for p in parameters)).astype(x.dtype, copy=False)
