"""Elementwise operations in a row, as one."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import MemRefType, TensorType
from xdsl.ir import Attribute, Block, Region, SSAValue
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    region_def,
    traits_def,
    var_operand_def,
)
from xdsl.traits import IsTerminator, Pure

from ..nn import NNOp, element_of, shape_of
from ..nn._base import DestinationEffect, require
from ..nn._types import broadcast


@irdl_op_definition
class YieldOp(IRDLOperation):
    """The element that the region of `plan.elementwise` makes.

    ```mlir
    plan.yield %y : tensor<f32>
    ```
    """

    name = "plan.yield"
    value = operand_def(TensorType)
    traits = traits_def(IsTerminator(), Pure())
    assembly_format = "$value attr-dict `:` type($value)"


@irdl_op_definition
class ElementwiseOp(IRDLOperation):
    """Elementwise operations in a row, computed element by element: what lies between them needs no buffer.

    The region makes one element of the destination of one element of every input, each a tensor without dimensions. Inputs broadcast by
    numpy's rule.

    ```mlir
    plan.elementwise %x, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32> {
    ^bb0(%0: tensor<f32>, %1: tensor<f32>):
      %2 = nn.add %0, %1 : tensor<f32>, tensor<f32> -> tensor<f32>
      %3 = nn.tanh %2 : tensor<f32> -> tensor<f32>
      plan.yield %3 : tensor<f32>
    }
    ```

    C1: the inputs broadcast to the shape of the destination.
    C2: the region has an argument for each input, a tensor without dimensions of its elements; it holds `nn` operations, and yields such a
        tensor of the destination's elements.
    """

    name = "plan.elementwise"
    inputs = var_operand_def(MemRefType)
    out = operand_def(MemRefType)
    body = region_def("single_block")
    traits = traits_def(DestinationEffect())
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "$inputs `into` `(` $out `:` type($out) `)` attr-dict `:` type($inputs) $body"

    @classmethod
    def of(cls, inputs: Sequence[SSAValue], out: SSAValue, body: Block) -> ElementwiseOp:
        return cls.build(operands=(inputs, out), regions=(Region(body),))

    @property
    def answer(self) -> SSAValue:
        """As of `nn` operations: what takes the result."""
        return self.out

    @property
    def steps(self) -> list[NNOp]:
        """The operations of the region."""
        return [op for op in self.body.block.ops if isinstance(op, NNOp)]

    @property
    def yielded(self) -> SSAValue:
        """The value that the region makes."""
        last = self.body.block.last_op
        assert isinstance(last, YieldOp)
        return last.value

    def verify_(self) -> None:
        shapes = [shape_of(x) for x in self.inputs]
        require(
            broadcast(*shapes, shape_of(self.out)) == shape_of(self.out),
            f"C1: inputs of the shapes {shapes} do not broadcast to {shape_of(self.out)}",
        )
        *steps, last = self.body.block.ops or (None,)
        expected: list[Attribute] = [TensorType(element_of(x), []) for x in self.inputs]
        require(
            [argument.type for argument in self.body.block.args] == expected
            and all(isinstance(op, NNOp) for op in steps)
            and isinstance(last, YieldOp)
            and last.value.type == TensorType(element_of(self.out), []),
            "C2: the region must take an element of every input, hold nn operations and yield an element of the destination",
        )
