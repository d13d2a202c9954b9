"""References of the pools."""

from __future__ import annotations

import numpy as np

from ...nn import AvgPoolOp, GlobalAvgPoolOp, GlobalMaxPoolOp, MaxPoolOp, ints, shape_of
from ._registry import reference


@reference(MaxPoolOp)
def max_pool(op: MaxPoolOp, x: np.ndarray) -> np.ndarray:
    padded = np.pad(x, _margins(op), constant_values=-np.inf)
    return _windows(op, padded).max(axis=_window_axes(x))


@reference(AvgPoolOp)
def avg_pool(op: AvgPoolOp, x: np.ndarray) -> np.ndarray:
    """Sum of the window's elements through the sum of the same window over an indicator of what counts."""
    pads, overhang = _pads(op), _overhang(op)
    counted = np.ones((1, 1, *x.shape[2:]), x.dtype)
    if op.count_include_pad:
        counted = np.pad(counted, [(0, 0), (0, 0), *pads], constant_values=1)
        counted = np.pad(counted, [(0, 0), (0, 0), *((0, extra) for extra in overhang)])
    else:
        counted = np.pad(counted, _margins(op))
    axes = _window_axes(x)
    return _windows(op, np.pad(x, _margins(op))).sum(axis=axes) / _windows(op, counted).sum(axis=axes)


@reference(GlobalAvgPoolOp)
def global_avg_pool(op: GlobalAvgPoolOp, x: np.ndarray) -> np.ndarray:
    return x.mean(axis=tuple(range(2, x.ndim)), keepdims=True)


@reference(GlobalMaxPoolOp)
def global_max_pool(op: GlobalMaxPoolOp, x: np.ndarray) -> np.ndarray:
    return x.max(axis=tuple(range(2, x.ndim)), keepdims=True)


def _pads(op: MaxPoolOp | AvgPoolOp) -> list[tuple[int, int]]:
    pads = ints(op.pads)
    r = len(pads) // 2
    return list(zip(pads[:r], pads[r:], strict=True))


def _extents(op: MaxPoolOp | AvgPoolOp) -> list[int]:
    """How far a window reaches in each spatial dimension."""
    return [(k - 1) * d + 1 for k, d in zip(ints(op.kernel_shape), ints(op.dilations), strict=True)]


def _overhang(op: MaxPoolOp | AvgPoolOp) -> list[int]:
    """How far the last window reaches beyond the end padding (ceil_mode)."""
    sizes, counts = shape_of(op.input)[2:], shape_of(op.answer)[2:]
    return [
        max(0, (count - 1) * stride + extent - size - sum(pads))
        for size, count, stride, extent, pads in zip(
            sizes, counts, ints(op.strides), _extents(op), _pads(op), strict=True
        )
    ]


def _margins(op: MaxPoolOp | AvgPoolOp) -> list[tuple[int, int]]:
    """What to put around the input so that every window lies inside."""
    spatial = [(begin, end + extra) for (begin, end), extra in zip(_pads(op), _overhang(op), strict=True)]
    return [(0, 0), (0, 0), *spatial]


def _windows(op: MaxPoolOp | AvgPoolOp, x: np.ndarray) -> np.ndarray:
    """The windows over the padded x, as r more dimensions."""
    counts = shape_of(op.answer)[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, _extents(op), axis=tuple(range(2, x.ndim)))
    starts = [slice(0, (n - 1) * s + 1, s) for n, s in zip(counts, ints(op.strides), strict=True)]
    taps = [slice(None, None, d) for d in ints(op.dilations)]
    return windows[(slice(None), slice(None), *starts, *taps)]


def _window_axes(x: np.ndarray) -> tuple[int, ...]:
    return tuple(range(x.ndim, 2 * x.ndim - 2))
