"""Matrices whose columns are pruned in blocks of outputs: scheme, type of the packed weights, and constants of it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from xdsl.dialects.builtin import IntAttr, TensorType
from xdsl.ir import Attribute, ParametrizedAttribute, TypeAttribute
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_attr_definition,
    irdl_op_definition,
    prop_def,
    result_def,
    traits_def,
)
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.traits import ConstantLike, Pure
from xdsl.utils.exceptions import VerifyException

from ...schemes import SchemeError
from ...schemes.block_pruned import NAME, PackedBlocks
from ..nn import array_attribute, element_type
from ..nn._types import is_float
from ._arrays import ARRAY, PackedArrays

ARRAYS = ("offset", "index", "weight")
"""The arrays of `PackedBlocks` that a constant names."""


@irdl_attr_definition
class BlockPrunedSchemeAttr(ParametrizedAttribute):
    """Columns of a fully connected layer, kept or not for every `group` consecutive outputs (`schemes.block_pruned`).

    ```mlir
    #pconv.block_pruned_scheme<group = 16>
    ```

    C1: group ≥ 1.
    """

    name = "pconv.block_pruned_scheme"
    SCHEME: ClassVar[str] = NAME
    group: IntAttr

    @classmethod
    def of(cls, group: int) -> BlockPrunedSchemeAttr:
        return cls(IntAttr(group))

    def verify(self) -> None:
        if self.group.data < 1:
            raise VerifyException(f"C1: the group size must be at least 1, got {self.group.data}")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            parser.parse_keyword("group")
            parser.parse_punctuation("=")
            return [IntAttr(parser.parse_integer(allow_boolean=False))]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(f"group = {self.group.data}")


@irdl_attr_definition
class BlockPrunedType(ParametrizedAttribute, TypeAttribute):
    """A matrix packed by blocks of outputs (`schemes.block_pruned.PackedBlocks`): the shape it unpacks to, and its scheme.

    ```mlir
    !pconv.block_pruned<4096x25088xf32, #pconv.block_pruned_scheme<group = 16>>
    ```

    C1: it unpacks to a matrix, no dimension is 0, and elements are floating-point.
    """

    name = "pconv.block_pruned"
    dense: TensorType
    scheme: BlockPrunedSchemeAttr

    @property
    def shape(self) -> tuple[int, int]:
        """`[F, C]`: outputs, inputs."""
        outputs, inputs = self.dense.get_shape()
        return outputs, inputs

    @property
    def element_type(self) -> Attribute:
        return self.dense.element_type

    def verify(self) -> None:
        shape = self.dense.get_shape()
        if len(shape) != 2 or min(shape) < 1 or not is_float(self.element_type):
            raise VerifyException(f"C1: packed weights cannot unpack to {self.dense}")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            shape, element = parser.parse_ranked_shape()
            parser.parse_punctuation(",")
            return [TensorType(element, shape), parser.parse_attribute()]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_dimension_list(self.shape)
            printer.print_string("x")
            printer.print_attribute(self.element_type)
            printer.print_string(", ")
            printer.print_attribute(self.scheme)


@irdl_op_definition
class BlockConstantOp(IRDLOperation):
    """Constant block-pruned weights; `schemes.block_pruned.PackedBlocks` says what the three arrays hold.

    ```mlir
    %w = pconv.block_constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, index = dense<[1, 0]> : tensor<2xi32>,
           weight = dense<[0.5, 0.25, 0.75, 1.0]> : tensor<4xf32>}
       : !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>
    ```

    C1: offset and index are i32, weight is of the packed type's elements, all have one dimension.
    C2: together they are valid for the type's shape and scheme.

    Arrays that are named but not at hand are not checked.
    """

    name = "pconv.block_constant"
    offset = prop_def(ARRAY)
    index = prop_def(ARRAY)
    weight = prop_def(ARRAY)
    result = result_def(BlockPrunedType)
    traits = traits_def(ConstantLike(), Pure())
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "attr-dict `:` type($result)"

    @classmethod
    def of(cls, packed: PackedBlocks) -> BlockConstantOp:
        dense = TensorType(element_type(packed.weight.dtype), packed.shape)
        return cls.build(
            properties={name: array_attribute(getattr(packed, name)) for name in ARRAYS},
            result_types=(BlockPrunedType(dense, BlockPrunedSchemeAttr.of(packed.group)),),
        )

    @property
    def packed_type(self) -> BlockPrunedType:
        assert isinstance(self.result.type, BlockPrunedType)
        return self.result.type

    def packed(self) -> PackedBlocks:
        """The packed weights, put together and checked once as long as the weight array lives.

        WeightError when an array is named but not at hand, SchemeError when they do not fit together.
        """
        return self._arrays.recall(self.packed_type, self._put_together)

    def verify_(self) -> None:
        self._arrays.verify()
        try:
            if self._arrays.at_hand:
                self.packed()
        except SchemeError as error:
            raise VerifyException(f"C2: {error}") from error

    @property
    def _arrays(self) -> PackedArrays:
        return PackedArrays(self, ARRAYS, self.packed_type.element_type)

    def _put_together(self, arrays: dict[str, np.ndarray]) -> PackedBlocks:
        return PackedBlocks(self.packed_type.shape, self.packed_type.scheme.group.data, **arrays)
