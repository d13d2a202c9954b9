"""Operators that take a part of a tensor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Known, Node, Value

MOST_PARTS = 1024
"""Slices that one node may become; a longer list of indices is a table lookup, which is not supported."""


def slice_(node: Node) -> Value:
    """Bounds are attributes up to opset 9, then operands. A negative step reads backwards. An empty result is a constant."""
    shape = node.shape(0)
    if node.opset < 10:
        starts, ends, steps = node.attributes.ints("starts"), node.attributes.ints("ends"), None
        axes = node.attributes.ints("axes")
    else:
        starts, ends, axes, steps = (node.known_ints(i + 1, what) for i, what in enumerate(_BOUNDS))
    starts, ends = starts or [], ends or []
    axes = list(range(len(starts))) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise node.error(f"starts {starts}, ends {ends}, axes {axes} and steps {steps} do not fit together")
    node.axes(axes, len(shape))
    taken = [range(size) for size in shape]
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        taken[axis] = range(*slice(start, end, step).indices(shape[axis]))
    if not all(taken):
        return Known(np.empty([len(positions) for positions in taken], node.dtype(0)))
    return take(node, node.operand(0), taken)


_BOUNDS = ("starts", "ends", "axes", "steps")


def gather(node: Node) -> SSAValue:
    """Known indices become slices; the axis is replaced by the dimensions of the indices."""
    shape, indices = node.shape(0), node.known(1, "indices")
    assert indices is not None
    axis = node.axis(node.attributes.int("axis", 0), len(shape))
    if (
        indices.dtype.kind != "i"
        or not indices.size
        or not -shape[axis] <= indices.min() <= indices.max() < shape[axis]
    ):
        raise node.error(f"its indices must be integers that lie in dimension {axis} of {shape}")
    taken: list[Sequence[int]] = [range(size) for size in shape]
    taken[axis] = [int(i) % shape[axis] for i in indices.reshape(-1)]
    rows = take(node, node.operand(0), taken)
    if indices.ndim == 1:
        return rows
    return node.emit(nn.ReshapeOp.of(rows, (*shape[:axis], *indices.shape, *shape[axis + 1 :])))


def take(node: Node, x: SSAValue, taken: Sequence[Sequence[int]]) -> SSAValue:
    """The elements of `x` at the given positions of each dimension, at least one."""
    runs = [_runs(positions) for positions in taken]
    if sum(map(len, runs)) > MOST_PARTS:
        raise node.error(f"it takes more than {MOST_PARTS} separate parts of its input")
    for axis, parts in enumerate(runs):
        if len(parts) != 1:
            x = _joined(node, x, axis, parts)
            runs[axis] = [range(len(taken[axis]))]
    return node.emit(_slice(x, [parts[0] for parts in runs]))


def _runs(positions: Sequence[int]) -> list[range]:
    """`positions` as ascending progressions, as few as a greedy search finds."""
    if isinstance(positions, range) and positions.step > 0:
        return [positions]
    runs: list[range] = []
    for position in positions:
        last = runs[-1] if runs else None
        if last is not None and len(last) == 1 and position > last.start:
            runs[-1] = range(last.start, position + 1, position - last.start)
        elif last is not None and len(last) > 1 and position == last[-1] + last.step:
            runs[-1] = range(last.start, position + 1, last.step)
        else:
            runs.append(range(position, position + 1))
    return runs


def _joined(node: Node, x: SSAValue, axis: int, parts: Sequence[range]) -> SSAValue:
    whole = [range(size) for size in nn.shape_of(x)]
    slices = [node.emit(_slice(x, [*whole[:axis], part, *whole[axis + 1 :]])) for part in parts]
    return node.emit(nn.ConcatOp.of(slices, axis=axis))


def _slice(x: SSAValue, taken: Sequence[range]) -> nn.SliceOp:
    return nn.SliceOp.of(
        x,
        starts=[positions.start for positions in taken],
        limits=[positions[-1] + 1 for positions in taken],
        steps=[positions.step for positions in taken],
    )


INDEX = {"Gather": gather, "Slice": slice_}
