"""Operators that rearrange a whole tensor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from xdsl.ir import SSAValue

from ....dialects import nn
from ....errors import FrontendError
from ..node import Known, Node, Value
from ..tensors import dtype_of_onnx


def reshape(node: Node) -> SSAValue:
    """In the target, -1 stands for what is left and 0 for the input's size (not with `allowzero`, opset 14)."""
    shape, target = node.shape(0), node.known_ints(1, "shape") or []
    if node.attributes.flag("allowzero"):
        copied = target
    else:
        copied = [shape[i] if size == 0 and i < len(shape) else size for i, size in enumerate(target)]
    rest = math.prod(size for size in copied if size != -1)
    if copied.count(-1) > 1 or rest < 1 or math.prod(shape) % rest:
        raise node.error(f"the shape {shape} cannot become {target}")
    sizes = [math.prod(shape) // rest if size == -1 else size for size in copied]
    return node.emit(nn.ReshapeOp.of(node.operand(0), sizes))


def flatten(node: Node) -> SSAValue:
    axis, rank = node.attributes.int("axis", 1), len(node.shape(0))
    return node.emit(nn.FlattenOp.of(node.operand(0), axis=axis + rank if axis < 0 else axis))


def squeeze(node: Node) -> SSAValue:
    """Axes are an attribute up to opset 12, then an operand; without, all dimensions of size 1 go."""
    shape = node.shape(0)
    given = node.attributes.ints("axes") if node.opset < 13 else node.known_ints(1, "axes")
    axes = [i for i, n in enumerate(shape) if n == 1] if given is None else node.axes(given, len(shape))
    return node.emit(nn.SqueezeOp.of(node.operand(0), axes=axes))


def unsqueeze(node: Node) -> SSAValue:
    """Axes are an attribute up to opset 12, then an operand."""
    given = node.attributes.ints("axes") if node.opset < 13 else node.known_ints(1, "axes")
    axes = node.axes(given or [], len(node.shape(0)) + len(given or []))
    return node.emit(nn.UnsqueezeOp.of(node.operand(0), axes=axes))


def transpose(node: Node) -> SSAValue:
    reverse = list(reversed(range(len(node.shape(0)))))
    return node.emit(nn.TransposeOp.of(node.operand(0), perm=node.attributes.ints("perm") or reverse))


def concat(node: Node) -> SSAValue:
    """Empty constants, which some exporters leave in, are dropped."""
    axis = node.axis(node.attributes.int("axis", 1), len(node.shape(0)))
    parts = [node.operand(i) for i in range(len(node.inputs)) if 0 not in node.shape(i)]
    return node.emit(nn.ConcatOp.of(parts, axis=axis))


def split(node: Node) -> list[Value]:
    """Sizes are an attribute up to opset 12, then an operand, or from 18 on a count (`num_outputs`) of parts, the last smaller.

    Empty parts become constants.
    """
    shape, parts = node.shape(0), node.attributes.int("num_outputs", len(node.proto.output))
    axis = node.axis(node.attributes.int("axis", 0), len(shape))
    sizes = node.attributes.ints("split") if node.opset < 13 else node.known_ints(1, "split")
    if sizes is None:
        part = -(-shape[axis] // parts)
        sizes = [min(part, shape[axis] - i * part) for i in range(parts)]
    filled = [size for size in sizes if size != 0]
    results = iter(node.emit_all(nn.SplitOp.of(node.operand(0), axis=axis, sizes=filled)))
    empty = np.empty([0 if i == axis else n for i, n in enumerate(shape)], node.dtype(0))
    return [next(results) if size else Known(empty) for size in sizes]


def expand(node: Node) -> SSAValue:
    """Broadcasting, as a product with ones, which changes no number."""
    target = node.known_ints(1, "shape") or []
    if math.prod(target) * math.prod(node.shape(0)) > _LARGEST:
        raise node.error(f"the shape {target} is too large")
    ones = node.constant(np.ones(target, node.dtype(0)))
    return node.emit(nn.MulOp.of(node.operand(0), ones))


_LARGEST = 2**29


def tile(node: Node) -> SSAValue:
    """Repetition along every axis, by concatenation."""
    y = node.operand(0)
    repeats = node.known_ints(1, "repeats") or []
    if (
        len(repeats) != len(node.shape(0))
        or min(repeats, default=1) < 1
        or max(repeats, default=1) > _MOST_PARTS
    ):
        raise node.error(f"repeats {repeats} must hold a number from 1 to {_MOST_PARTS} for each dimension")
    for axis, count in enumerate(repeats):
        if count > 1:
            y = node.emit(nn.ConcatOp.of([y] * count, axis=axis))
    return y if y is not node.operand(0) else node.emit(nn.IdentityOp.of(y))


_MOST_PARTS = 4096


def depth_to_space(node: Node) -> SSAValue:
    """Channels become blocks of b×b pixels; DCR: the block is the slower part of the channel, CRD: the faster."""
    (n, c, h, w), b = _image(node), node.attributes.int("blocksize", 1)
    if b < 1 or c % (b * b):
        raise node.error(f"blocksize {b} does not divide {c} channels")
    if node.attributes.string("mode", "DCR") == "DCR":
        split_shape, perm = (n, b, b, c // (b * b), h, w), (0, 3, 4, 1, 5, 2)
    else:
        split_shape, perm = (n, c // (b * b), b, b, h, w), (0, 1, 4, 2, 5, 3)
    return _rearranged(node, split_shape, perm, (n, c // (b * b), h * b, w * b))


def space_to_depth(node: Node) -> SSAValue:
    """Blocks of b×b pixels become channels, of which they are the slower part (DCR) or the faster (CRD, opset 28)."""
    (n, c, h, w), b = _image(node), node.attributes.int("blocksize", 1)
    if b < 1 or h % b or w % b:
        raise node.error(f"blocksize {b} does not divide {h}x{w}")
    perm = (0, 3, 5, 1, 2, 4) if node.attributes.string("mode", "DCR") == "DCR" else (0, 1, 3, 5, 2, 4)
    return _rearranged(node, (n, c, h // b, b, w // b, b), perm, (n, c * b * b, h // b, w // b))


def _image(node: Node) -> tuple[int, ...]:
    if len(node.shape(0)) != 4:
        raise node.error(f"the input {node.shape(0)} must have rank 4")
    return node.shape(0)


def _rearranged(
    node: Node, split_shape: tuple[int, ...], perm: tuple[int, ...], shape: tuple[int, ...]
) -> SSAValue:
    parts = node.emit(nn.ReshapeOp.of(node.operand(0), split_shape))
    return node.emit(nn.ReshapeOp.of(node.emit(nn.TransposeOp.of(parts, perm=perm)), shape))


def identity(node: Node) -> Value:
    """The operand; one that is known keeps its origin."""
    value = node.value(0)
    return value if isinstance(value, Known) else node.emit(nn.IdentityOp.of(value))


def dropout(node: Node) -> list[Value]:
    """Nothing is dropped at inference: the mask is all true (float in opset 7 to 9: of the input's type)."""
    training = node.known_or_none(2) if node.has(2) else np.array(False)
    if training is None or training.any():
        raise node.error("dropout in training mode is not supported")
    mask = np.ones(node.shape(0), np.bool_ if node.opset >= 10 else node.dtype(0))
    return [identity(node), Known(mask)]


def cast(node: Node) -> Value:
    try:
        return _cast(node, dtype_of_onnx(node.attributes.int("to", 0)))
    except FrontendError as error:
        raise node.error(error) from error


def cast_like(node: Node) -> Value:
    """To the type of the second operand, whose values do not matter."""
    return _cast(node, node.dtype(1))


def _cast(node: Node, dtype: np.dtype[Any]) -> Value:
    known = node.known_or_none(0)
    if known is not None:
        return Known(known.astype(dtype))
    return node.emit(nn.CastOp.of(node.operand(0), nn.element_type(dtype)))


SHAPE = {
    "Cast": cast,
    "CastLike": cast_like,
    "Concat": concat,
    "DepthToSpace": depth_to_space,
    "Dropout": dropout,
    "Expand": expand,
    "Flatten": flatten,
    "Identity": identity,
    "Reshape": reshape,
    "SpaceToDepth": space_to_depth,
    "Split": split,
    "Squeeze": squeeze,
    "Tile": tile,
    "Transpose": transpose,
    "Unsqueeze": unsqueeze,
}
