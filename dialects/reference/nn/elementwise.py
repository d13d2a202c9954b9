"""References of the elementwise arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ... import nn
from ._registry import reference


def _erf(x: np.ndarray) -> np.ndarray:
    values = [math.erf(v) for v in x.reshape(-1).tolist()]
    return np.array(values, x.dtype).reshape(x.shape)


def _divide(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    if a.dtype.kind not in "iu":
        return a / b
    return np.floor_divide(np.abs(a), np.abs(b)) * np.sign(a) * np.sign(b)  # towards zero


_UNARY: dict[type[nn.UnaryOp], Callable[[np.ndarray], np.ndarray]] = {
    nn.NegOp: np.negative,
    nn.AbsOp: np.abs,
    nn.ExpOp: np.exp,
    nn.LogOp: np.log,
    nn.SqrtOp: np.sqrt,
    nn.ErfOp: _erf,
    nn.FloorOp: np.floor,
    nn.CeilOp: np.ceil,
    nn.RoundOp: np.rint,
    nn.ReciprocalOp: lambda x: 1 / x,
}
_BINARY: dict[type[nn.BinaryOp], Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    nn.AddOp: np.add,
    nn.SubOp: np.subtract,
    nn.MulOp: np.multiply,
    nn.DivOp: _divide,
    nn.PowOp: np.power,
    nn.MaximumOp: np.maximum,
    nn.MinimumOp: np.minimum,
}


@reference(*_UNARY)
def unary(op: nn.UnaryOp, x: np.ndarray) -> np.ndarray:
    return np.asarray(_UNARY[type(op)](x))


@reference(*_BINARY)
def binary(op: nn.BinaryOp, lhs: np.ndarray, rhs: np.ndarray) -> np.ndarray:
    return np.asarray(_BINARY[type(op)](lhs, rhs))
