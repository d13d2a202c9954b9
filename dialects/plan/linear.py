"""Planned fully connected layers, dense and block-pruned."""

from __future__ import annotations

from xdsl.dialects.builtin import MemRefType, NoneAttr, f32, i32
from xdsl.ir import SSAValue
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    opt_prop_def,
    prop_def,
)

from ..nn import ActivationAttr, element_of, is_memref, shape_of
from ..nn._base import require
from ._weighted import WeightedOp
from .schedule import ScheduleAttr


@irdl_op_definition
class LinearOp(WeightedOp):
    """Fully connected layer: weights are streamed in the order they are read, once for every `schedule.filters` rows of the input.

        out[n, f] = activation(Σ_c weights[b, c, f - first(b)] · x[n, c] + bias[b, f - first(b)] + residual[n, f])

    for every block b of B = tile · lanes outputs, first(b) ≤ f < first(b) + B. Blocks are full: the last one overlaps the one before it,
    first(b) = min(b·B, F - B). Only where F < B does the single block have fewer outputs; its weights are padded with zeros.

    ```mlir
    plan.linear %x weights(%w : memref<2x64x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<1x20xf32>)
      {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 16, order = tile>} : memref<1x64xf32>
    ```

    C1: x is N×C, out and residual N×F, dense f32.
    C2: weights are ⌈F/B⌉×C×B f32 and bias ⌈F/B⌉×B f32.
    C3: no more rows are computed together than there are.
    """

    name = "plan.linear"

    @property
    def block(self) -> int:
        """Outputs computed together."""
        return self.schedule.tile * self.schedule.lanes

    @property
    def last_first(self) -> int:
        """The first output of the last block."""
        return max(shape_of(self.out)[1] - self.block, 0)

    def verify_(self) -> None:
        x, out = shape_of(self.input), shape_of(self.out)
        buffers = [self.input, self.out, *([self.residual] if self.residual is not None else [])]
        require(
            len(x) == len(out) == 2
            and x[0] == out[0]
            and (self.residual is None or shape_of(self.residual) == out)
            and all(element_of(b) == f32 and _is_dense(b) for b in buffers),
            f"C1: input must be N×C, destination and residual N×F, all dense f32, got {x} and {out}",
        )
        blocks = -(-out[1] // self.block)
        require(
            shape_of(self.weights) == (blocks, x[1], self.block)
            and shape_of(self.bias) == (blocks, self.block)
            and element_of(self.weights) == element_of(self.bias) == f32,
            f"C2: weights must be {blocks}×{x[1]}×{self.block} f32, bias {blocks}×{self.block} f32",
        )
        _verify_rows("C3", self.schedule, x[0])


@irdl_op_definition
class BlockLinearOp(IRDLOperation):
    """Block-pruned fully connected layer: as `plan.linear`, but each block of g outputs reads the columns of its own.

        out[n, f] = activation(Σ_k weights[k, f mod g] · x[n, index[k]] + bias[b, f mod g]),   b = f div g, offset[b] ≤ k < offset[b+1]

    Weights and bias of outputs that the last block lacks are without meaning.

    ```mlir
    plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x16xf32>) bias(%b : memref<2x16xf32>)
      into(%y : memref<1x20xf32>) {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 16, order = tile>} : memref<1x64xf32>
    ```

    C1: x is N×C, out N×F, dense f32.
    C2: weights are K×g f32 and bias ⌈F/g⌉×g f32, g = tile · lanes of the schedule.
    C3: offset holds ⌈F/g⌉ + 1 and index K numbers i32.
    C4: no more rows are computed together than there are.
    """

    name = "plan.block_linear"
    input = operand_def(MemRefType)
    offset = operand_def(MemRefType)
    index = operand_def(MemRefType)
    weights = operand_def(MemRefType)
    bias = operand_def(MemRefType)
    out = operand_def(MemRefType)
    schedule = prop_def(ScheduleAttr)
    activation = opt_prop_def(ActivationAttr)

    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = (
        "$input `offset` `(` $offset `:` type($offset) `)` `index` `(` $index `:` type($index) `)` "
        "`weights` `(` $weights `:` type($weights) `)` `bias` `(` $bias `:` type($bias) `)` "
        "`into` `(` $out `:` type($out) `)` attr-dict `:` type($input)"
    )

    @property
    def group(self) -> int:
        """Outputs of a block."""
        return self.schedule.tile * self.schedule.lanes

    def verify_(self) -> None:
        x, out = shape_of(self.input), shape_of(self.out)
        require(
            len(x) == len(out) == 2
            and x[0] == out[0]
            and all(element_of(b) == f32 and _is_dense(b) for b in (self.input, self.out)),
            f"C1: input must be N×C, destination N×F, both dense f32, got {x} and {out}",
        )
        blocks = -(-out[1] // self.group)
        weights = shape_of(self.weights)
        require(
            weights == (weights[0], self.group)
            and shape_of(self.bias) == (blocks, self.group)
            and element_of(self.weights) == element_of(self.bias) == f32,
            f"C2: weights must be K×{self.group} f32, bias {blocks}×{self.group} f32",
        )
        require(
            shape_of(self.offset) == (blocks + 1,)
            and shape_of(self.index) == (weights[0],)
            and element_of(self.offset) == element_of(self.index) == i32,
            f"C3: offset must hold {blocks + 1} and index {weights[0]} numbers i32",
        )
        _verify_rows("C4", self.schedule, x[0])


def _verify_rows(constraint: str, schedule: ScheduleAttr, rows: int) -> None:
    require(schedule.filters <= rows, f"{constraint}: {schedule.filters} rows together, but there are {rows}")


def _is_dense(buffer: SSAValue) -> bool:
    return is_memref(buffer.type) and buffer.type.layout == NoneAttr()
