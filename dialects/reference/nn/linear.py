"""References of the matrix products."""

from __future__ import annotations

import numpy as np

from ...nn import GemmOp, MatmulOp
from ._registry import reference
from .activation import apply_activation


@reference(GemmOp)
def gemm(op: GemmOp, a: np.ndarray, b: np.ndarray, c: np.ndarray | None) -> np.ndarray:
    alpha, beta = (a.dtype.type(factor.value.data) for factor in (op.alpha, op.beta))
    y = alpha * ((a.T if op.trans_a else a) @ (b.T if op.trans_b else b))
    y = y.astype(a.dtype, copy=False)  # bfloat16 products come as float32
    return apply_activation(op.activation, y if c is None else y + beta * c)


@reference(MatmulOp)
def matmul(op: MatmulOp, lhs: np.ndarray, rhs: np.ndarray) -> np.ndarray:
    return np.asarray(lhs @ rhs, lhs.dtype)
