"""Padding and resizing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node
from .index import take


def pad(node: Node) -> SSAValue:
    """Pads and value are attributes up to opset 10, then operands; from 18 on `axes` may name the dimensions.

    Negative pads cut off: what is left is padded.
    """
    shape, mode = node.shape(0), node.attributes.string("mode", "constant")
    pads, value = _pads(node), _pad_value(node)
    if mode == "wrap":
        raise node.error("the mode 'wrap' is not supported")
    x, r = node.operand(0), len(shape)
    if min(pads, default=0) < 0:
        if mode != "constant":
            raise node.error(
                f"negative pads {pads} are supported in the mode 'constant' only, not in '{mode}'"
            )
        kept = [range(max(0, -b), n - max(0, -e)) for b, n, e in zip(pads, shape, pads[r:], strict=False)]
        if not all(kept):
            raise node.error(f"pads {pads} leave nothing of the input {shape}")
        x = take(node, x, kept)
    return node.emit(nn.PadOp.of(x, pads=[max(0, p) for p in pads], mode=mode, value=value))


def _pads(node: Node) -> list[int]:
    """Begins of all dimensions, then ends."""
    r = len(node.shape(0))
    pads = node.attributes.ints("pads") if node.opset < 11 else node.known_ints(1, "pads")
    axes = node.known_ints(3, "axes") if node.opset >= 18 else None
    axes = list(range(r)) if axes is None else [node.axis(axis, r) for axis in axes]
    if pads is None or len(pads) != 2 * len(axes):
        raise node.error(f"pads {pads} must hold two numbers for each of the dimensions {axes}")
    result = [0] * (2 * r)
    for i, axis in enumerate(axes):
        result[axis], result[r + axis] = pads[i], pads[len(axes) + i]
    return result


def _pad_value(node: Node) -> float:
    if node.opset < 11:
        return node.attributes.float("value", 0.0)
    value = node.known(2, "value")
    if value is None:
        return 0.0
    if value.size != 1:
        raise node.error(f"its value must be one number, not of shape {value.shape}")
    return float(value.reshape(-1)[0])


def upsample(node: Node) -> SSAValue:
    """The predecessor of `Resize`, up to opset 9: scales are an attribute in opset 7, then an operand."""
    scales = node.attributes.get("scales") if node.opset < 9 else node.known_floats(1, "scales")
    mode = node.attributes.string("mode", "nearest")
    return _resized(node, mode, "asymmetric", "floor", _scales(node, scales))


def resize(node: Node) -> SSAValue:
    """Opset 10: only scales, coordinates as in `Upsample`; 11: modes, sizes; 18: axes, aspect ratio, antialiasing."""
    if node.opset < 11:
        scales = _scales(node, node.known_floats(1, "scales"))
        return _resized(node, node.attributes.string("mode", "nearest"), "asymmetric", "floor", scales)
    if node.attributes.flag("antialias"):
        raise node.error("resizing with antialiasing is not supported")
    scales, sizes = node.known_floats(2, "scales"), node.known_ints(3, "sizes")
    if bool(scales) == bool(sizes):  # opset 11 has empty place holders
        raise node.error("it needs either scales or sizes")
    coordinate_mode = node.attributes.string("coordinate_transformation_mode", "half_pixel")
    nearest_mode = node.attributes.string("nearest_mode", "round_prefer_floor")
    mode = node.attributes.string("mode", "nearest")
    if scales:
        return _resized(node, mode, coordinate_mode, nearest_mode, _scales(node, scales))
    shape, factors = _sized(node, sizes or [])
    return _resized(node, mode, coordinate_mode, nearest_mode, factors, shape)


def _scales(node: Node, given: Sequence[float] | None) -> list[float]:
    """A factor for every dimension."""
    scales, axes = [1.0] * len(node.shape(0)), _axes(node)
    if given is None or len(given) != len(axes) or not all(0 < scale < math.inf for scale in given):
        raise node.error(f"its scales must be {len(axes)} positive numbers, one for each dimension")
    for axis, scale in zip(axes, given, strict=True):
        scales[axis] = float(np.float32(scale))
    return scales


def _sized(node: Node, sizes: list[int]) -> tuple[list[int], list[float]]:
    """Shape and scales that `sizes` ask for; with an aspect ratio to keep, one factor for all the dimensions named."""
    shape, axes = list(node.shape(0)), _axes(node)
    if len(sizes) != len(axes) or min(sizes) < 1:
        raise node.error(f"its sizes {sizes} must be {len(axes)} positive numbers, one for each dimension")
    factors = {axis: size / shape[axis] for axis, size in zip(axes, sizes, strict=True)}
    policy = node.attributes.string("keep_aspect_ratio_policy", "stretch")
    if policy != "stretch":
        choose = min if policy == "not_larger" else max
        factors = dict.fromkeys(axes, choose(factors.values()))
        sizes = [int(np.floor(factors[axis] * shape[axis] + 0.5)) for axis in axes]
    scales = [factors.get(axis, 1.0) for axis in range(len(shape))]
    for axis, size in zip(axes, sizes, strict=True):
        shape[axis] = size
    return shape, scales


def _axes(node: Node) -> list[int]:
    """The dimensions that scales or sizes speak of, all by default; an attribute from opset 18 on."""
    rank = len(node.shape(0))
    axes = node.attributes.ints("axes")
    return list(range(rank)) if axes is None else [node.axis(axis, rank) for axis in axes]


def _resized(
    node: Node,
    mode: str,
    coordinate_mode: str,
    nearest_mode: str,
    scales: list[float],
    shape: Sequence[int] | None = None,
) -> SSAValue:
    mode = "linear" if mode in ("bilinear", "trilinear") else mode
    if shape is None:
        shape = [int(np.floor(n * scale)) for n, scale in zip(node.shape(0), scales, strict=True)]
    op = nn.ResizeOp.of(
        node.operand(0),
        shape,
        mode=mode,
        scales=scales,
        coordinate_mode=coordinate_mode,
        nearest_mode=nearest_mode,
    )
    return node.emit(op)


RESAMPLE = {"Pad": pad, "Resize": resize, "Upsample": upsample}
