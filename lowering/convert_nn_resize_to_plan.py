"""Resizing → sampling along one dimension after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects import memref
from xdsl.dialects.builtin import MemRefType, ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ..dialects import nn, plan

Table = tuple[np.ndarray, np.ndarray | None]
"""The indices of each element along a dimension, and their weights."""


def _table(resize: nn.ResizeOp, axis: int) -> Table | None:
    """None where the dimension stays as it is."""
    size = nn.shape_of(resize.input)[axis]
    if resize.mode.data == "nearest":
        index = resize.nearest(axis)
        return None if np.array_equal(index, np.arange(size)) else (index[:, None].astype(np.int32), None)
    coordinates = resize.coordinates(axis)
    if np.array_equal(coordinates, np.arange(size)):
        return None
    low = np.floor(coordinates)
    t = coordinates - low
    indices = np.stack([low, np.minimum(low + 1, size - 1)], 1).astype(np.int32)
    return indices, np.stack([1 - t, t], 1).astype(nn.dtype_of(nn.element_of(resize.input)))


def _convert(resize: nn.ResizeOp, out: SSAValue) -> None:
    def insert(op: Operation) -> Operation:
        op.location = resize.location
        Rewriter.insert_op(op, InsertPoint.before(resize))
        return op

    def weight(array: np.ndarray | None) -> SSAValue | None:
        return None if array is None else insert(plan.WeightOp.of(array)).results[0]

    tables = [(axis, _table(resize, axis)) for axis in range(len(nn.shape_of(out)))]
    steps = [(axis, table) for axis, table in tables if table is not None]
    value, shape = resize.input, list(nn.shape_of(resize.input))
    for number, (axis, (indices, weights)) in enumerate(steps):
        shape[axis] = len(indices)
        last = number == len(steps) - 1
        to = out if last else insert(memref.AllocOp([], [], MemRefType(nn.element_of(out), shape))).results[0]
        index = insert(plan.WeightOp.of(indices)).results[0]
        insert(plan.ResampleOp.of(value, index, weight(weights), to, axis))
        value = to
    if not steps:
        insert(nn.IdentityOp.build(operands=(value, out), result_types=((),)))
    Rewriter.erase_op(resize)


@dataclass(frozen=True)
class ConvertNnResizeToPlanPass(ModulePass):
    """Turn `nn.resize` into `plan.resample` along every dimension that changes, through buffers of their own.

    Where each element comes from is known now, so it becomes a table: one index in mode nearest, two neighbours and their weights
    in mode linear. A resize that changes nothing becomes a copy.

    Preconditions: destination form, buffers not yet planned (`memref.alloc`).

    Before:
    ```mlir
    nn.resize %x into(%y : memref<1x1x4x6xf32>) {mode = "nearest", …} : memref<1x1x2x3xf32>
    ```
    After:
    ```mlir
    %t = memref.alloc() : memref<1x1x4x3xf32>
    %i = plan.weight {value = dense<[[0], [0], [1], [1]]> : tensor<4x1xi32>} : memref<4x1xi32>
    plan.resample %x indices(%i : memref<4x1xi32>) into(%t : memref<1x1x4x3xf32>) {axis = 2 : i64} : memref<1x1x2x3xf32>
    %j = plan.weight {value = dense<[[0], [0], [1], [1], [2], [2]]> : tensor<6x1xi32>} : memref<6x1xi32>
    plan.resample %t indices(%j : memref<6x1xi32>) into(%y : memref<1x1x4x6xf32>) {axis = 3 : i64} : memref<1x1x4x3xf32>
    ```
    """

    name = "convert-nn-resize-to-plan"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for resize in [o for o in op.walk() if isinstance(o, nn.ResizeOp)]:
            if resize.out is not None:
                _convert(resize, resize.out)
