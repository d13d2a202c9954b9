"""References of padding and resizing."""

from __future__ import annotations

import numpy as np

from ...nn import PadOp, ResizeOp, ints
from ._registry import reference


@reference(PadOp)
def pad(op: PadOp, x: np.ndarray) -> np.ndarray:
    pads = ints(op.pads)
    margins = list(zip(pads[: x.ndim], pads[x.ndim :], strict=True))
    match op.mode.data:
        case "constant":
            return np.pad(x, margins, constant_values=op.value.value.data)
        case "edge":
            return np.pad(x, margins, mode="edge")
        case _:
            return np.pad(x, margins, mode="reflect")


@reference(ResizeOp)
def resize(op: ResizeOp, x: np.ndarray) -> np.ndarray:
    y = x
    for axis in range(x.ndim):
        if op.mode.data == "nearest":
            y = y.take(op.nearest(axis), axis)
        else:
            y = _interpolate(y, op.coordinates(axis), axis)
    return y.astype(x.dtype)


def _interpolate(x: np.ndarray, coordinates: np.ndarray, axis: int) -> np.ndarray:
    low = np.floor(coordinates).astype(np.int64)
    high = np.minimum(low + 1, x.shape[axis] - 1)
    t = (coordinates - low).reshape(-1, *[1] * (x.ndim - 1 - axis))
    return np.where(t == 0, x.take(low, axis), x.take(low, axis) * (1 - t) + x.take(high, axis) * t)
