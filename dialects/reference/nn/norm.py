"""References of the normalisations."""

from __future__ import annotations

import numpy as np

from ...nn import BatchNormOp, LrnOp, SoftmaxOp
from ._registry import reference


@reference(BatchNormOp)
def batch_norm(
    op: BatchNormOp, x: np.ndarray, scale: np.ndarray, bias: np.ndarray, mean: np.ndarray, var: np.ndarray
) -> np.ndarray:
    epsilon = x.dtype.type(op.epsilon.value.data)
    scale, bias, mean, var = (s.reshape(-1, *[1] * (x.ndim - 2)) for s in (scale, bias, mean, var))
    return scale * (x - mean) / np.sqrt(var + epsilon) + bias


@reference(LrnOp)
def lrn(op: LrnOp, x: np.ndarray) -> np.ndarray:
    size = op.size.value.data
    alpha, beta, bias = (x.dtype.type(p.value.data) for p in (op.alpha, op.beta, op.bias))
    before = (size - 1) // 2
    margins = [(0, 0), (before, size - 1 - before), *[(0, 0)] * (x.ndim - 2)]
    squares = np.lib.stride_tricks.sliding_window_view(np.pad(x * x, margins), size, axis=1).sum(axis=-1)
    return x / (bias + alpha / x.dtype.type(size) * squares) ** beta


@reference(SoftmaxOp)
def softmax(op: SoftmaxOp, x: np.ndarray) -> np.ndarray:
    axis = op.axis.value.data
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
