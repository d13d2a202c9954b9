"""Reference of `nn.conv`."""

from __future__ import annotations

import numpy as np

from ...nn import ActivationAttr, ConvOp, ints
from ._registry import reference
from .activation import apply_activation


@reference(ConvOp)
def conv(
    op: ConvOp, x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, residual: np.ndarray | None
) -> np.ndarray:
    y = convolve(x, w, ints(op.strides), ints(op.pads), ints(op.dilations), op.group.value.data)
    return epilogue(y, bias, residual, op.activation)


def convolve(
    x: np.ndarray,
    w: np.ndarray,
    strides: tuple[int, ...],
    pads: tuple[int, ...],
    dilations: tuple[int, ...],
    group: int,
) -> np.ndarray:
    """Cross-correlation of x (N×CG×D…) with w (F×C×K…), by one product per group of unfolded windows."""
    r = x.ndim - 2
    x = np.pad(x, [(0, 0), (0, 0), *zip(pads[:r], pads[r:], strict=True)])
    extent = [(k - 1) * d + 1 for k, d in zip(w.shape[2:], dilations, strict=True)]
    windows = np.lib.stride_tricks.sliding_window_view(x, extent, axis=tuple(range(2, 2 + r)))
    steps = (*(slice(None, None, s) for s in strides), *(slice(None, None, d) for d in dilations))
    windows = windows[(slice(None), slice(None), *steps)]
    c, f = w.shape[1], w.shape[0] // group
    axes = ([1, *range(2 + r, 2 + 2 * r)], [1, *range(2, 2 + r)])
    parts = [
        np.tensordot(windows[:, g * c : (g + 1) * c], w[g * f : (g + 1) * f], axes) for g in range(group)
    ]
    return np.moveaxis(np.concatenate(parts, axis=-1), -1, 1)


def epilogue(
    y: np.ndarray,
    bias: np.ndarray | None,
    residual: np.ndarray | None,
    activation: ActivationAttr | None,
) -> np.ndarray:
    """activation(y + bias + residual); bias goes along axis 1."""
    if bias is not None:
        y = y + bias.reshape(-1, *[1] * (y.ndim - 2))
    if residual is not None:
        y = y + residual
    return apply_activation(activation, y)
