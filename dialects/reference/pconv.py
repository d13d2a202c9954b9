"""Reference of the `pconv` dialect: what `nn` computes with the weights unpacked. A packed weight's value is its `schemes.FKW` or
`PackedBlocks`."""

from __future__ import annotations

import numpy as np

from ...schemes import FKW, block_pruned, unpack
from ...schemes.block_pruned import PackedBlocks
from .. import pconv
from ..nn import ints
from .nn._registry import reference
from .nn.activation import apply_activation
from .nn.conv import convolve, epilogue


@reference(pconv.ConstantOp)
def constant(op: pconv.ConstantOp) -> FKW:
    return op.fkw()


@reference(pconv.ConvOp)
def conv(
    op: pconv.ConvOp,
    x: np.ndarray,
    w: np.ndarray | FKW,
    bias: np.ndarray | None,
    residual: np.ndarray | None,
) -> np.ndarray:
    dense = unpack(w) if isinstance(w, FKW) else w
    y = convolve(x, dense, ints(op.strides), ints(op.pads), ints(op.dilations), group=1)
    return epilogue(y, bias, residual, op.activation)


@reference(pconv.BlockConstantOp)
def block_constant(op: pconv.BlockConstantOp) -> PackedBlocks:
    return op.packed()


@reference(pconv.LinearOp)
def linear(
    op: pconv.LinearOp, x: np.ndarray, w: np.ndarray | PackedBlocks, bias: np.ndarray | None
) -> np.ndarray:
    dense = block_pruned.unpack(w) if isinstance(w, PackedBlocks) else w
    y = (x @ dense.T).astype(x.dtype, copy=False)
    return apply_activation(op.activation, y if bias is None else y + bias)
