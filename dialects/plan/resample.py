"""Planned sampling along one dimension."""

from __future__ import annotations

import numpy as np
from xdsl.dialects.builtin import IntegerAttr, MemRefType, i32, i64
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    prop_def,
)

from ..nn import element_of, shape_of
from ..nn._base import require


@irdl_op_definition
class ResampleOp(IRDLOperation):
    """Sums of elements along one dimension, the same for all others.

        out[…, o, …] = Σ_j weights[o, j] · x[…, indices[o, j], …]

    A weight of zero takes no part, not even where x is infinite or NaN. Without weights there is one index for each o, and out
    takes that element as it is.

    ```mlir
    plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<1x3x8x4xf32>) {axis = 2 : i64}
      : memref<1x3x4x4xf32>
    ```

    C1: axis is a dimension, input and destination agree in all others and in their elements.
    C2: indices are i32, one row for each element of the destination along `axis`; without weights a row is one index.
    C3: weights have the shape of the indices and the elements of the input.
    """

    name = "plan.resample"
    input = operand_def(MemRefType)
    indices = operand_def(MemRefType)
    weights = opt_operand_def(MemRefType)
    out = operand_def(MemRefType)
    axis = prop_def(IntegerAttr)
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = (
        "$input `indices` `(` $indices `:` type($indices) `)` (`weights` `(` $weights^ `:` type($weights) `)`)?"
        "`into` `(` $out `:` type($out) `)` attr-dict `:` type($input)"
    )

    @classmethod
    def of(
        cls, x: SSAValue, indices: SSAValue, weights: SSAValue | None, out: SSAValue, axis: int
    ) -> ResampleOp:
        properties: dict[str, Attribute] = {"axis": IntegerAttr(axis, i64)}
        return cls.build(operands=(x, indices, weights, out), properties=properties)

    def verify_(self) -> None:
        x, out, axis = shape_of(self.input), shape_of(self.out), self.axis.value.data
        require(
            0 <= axis < len(x)
            and np.delete(x, axis).tolist() == np.delete(out, min(axis, len(out) - 1)).tolist()
            and element_of(self.input) == element_of(self.out),
            f"C1: input and destination must differ in the size of dimension {axis} alone, got {x} and {out}",
        )
        table = shape_of(self.indices)
        require(
            len(table) == 2
            and table[0] == out[axis]
            and (self.weights is not None or table[1] == 1)
            and element_of(self.indices) == i32,
            f"C2: indices must be {out[axis]}×n i32, one each without weights, got {self.indices.type}",
        )
        require(
            self.weights is None
            or (shape_of(self.weights) == table and element_of(self.weights) == element_of(self.input)),
            f"C3: weights must have the shape {table} and the elements of the input",
        )
