"""References of the reductions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...nn import ReduceMaxOp, ReduceMeanOp, ReduceOp, ReduceSumOp, ints
from ._registry import reference

_FUNCTIONS: dict[type[ReduceOp], Callable[..., np.ndarray]] = {
    ReduceMeanOp: np.mean,
    ReduceSumOp: np.sum,
    ReduceMaxOp: np.max,
}


@reference(*_FUNCTIONS)
def reduce(op: ReduceOp, x: np.ndarray) -> np.ndarray:
    return np.asarray(_FUNCTIONS[type(op)](x, axis=ints(op.axes), keepdims=bool(op.keepdims)))
