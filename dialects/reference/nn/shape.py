"""References of the operations that rearrange elements."""

from __future__ import annotations

import numpy as np

from ... import nn
from ._registry import reference


@reference(nn.ReshapeOp, nn.FlattenOp, nn.SqueezeOp, nn.UnsqueezeOp)
def reshape(op: nn.NNOp, x: np.ndarray) -> np.ndarray:
    return x.reshape(nn.shape_of(op.answer))


@reference(nn.TransposeOp)
def transpose(op: nn.TransposeOp, x: np.ndarray) -> np.ndarray:
    return x.transpose(nn.ints(op.perm))


@reference(nn.ConcatOp)
def concat(op: nn.ConcatOp, parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts, axis=op.axis.value.data)


@reference(nn.SliceOp)
def slice_(op: nn.SliceOp, x: np.ndarray) -> np.ndarray:
    bounds = zip(nn.ints(op.starts), nn.ints(op.limits), nn.ints(op.steps), strict=True)
    return x[tuple(slice(*b) for b in bounds)]


@reference(nn.SplitOp)
def split(op: nn.SplitOp, x: np.ndarray) -> tuple[np.ndarray, ...]:
    ends = np.cumsum(nn.ints(op.sizes))[:-1]
    return tuple(np.split(x, ends, axis=op.axis.value.data))


@reference(nn.IdentityOp)
def identity(op: nn.IdentityOp, x: np.ndarray) -> np.ndarray:
    return x


@reference(nn.CastOp)
def cast(op: nn.CastOp, x: np.ndarray) -> np.ndarray:
    return x.astype(nn.dtype_of(nn.element_of(op.answer)))
