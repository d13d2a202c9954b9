"""Buffers of the planned program: views into one arena, and weights in one blob."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    IndexType,
    IntegerAttr,
    MemRefType,
    NoneAttr,
    UnitAttr,
    i8,
    i64,
)
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AnyOf,
    IRDLOperation,
    ParsePropInAttrDict,
    base,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    opt_prop_def,
    prop_def,
    result_def,
    traits_def,
)
from xdsl.traits import Pure

from ...errors import WeightError
from ...weights import DerivedWeight
from ..nn import WeightAttr, array_attribute, dtype_of, element_type, is_memref, shape_of, tensor_type
from ..nn._base import require
from ..nn.constant import dense_array
from .layout import extent_of

ALIGNMENT = 64
"""Bytes; every buffer begins at a multiple, the size of a cache line and of the widest vector."""


@irdl_op_definition
class ViewOp(IRDLOperation):
    """The buffer that begins `offset` bytes after the begin of the arena.

    ```mlir
    %y = plan.view %arena {offset = 4096 : i64} : memref<65536xi8> to memref<1x8x14x14xf32, #plan.planar<…>>
    ```

    C1: the arena is a row of bytes, the offset a multiple of 64, and the buffer fits into the arena.
    """

    name = "plan.view"
    arena = operand_def(MemRefType)
    offset = prop_def(IntegerAttr)
    result = result_def(MemRefType)
    traits = traits_def(Pure())
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "$arena attr-dict `:` type($arena) `to` type($result)"

    @classmethod
    def of(cls, arena: SSAValue, offset: int, result_type: Attribute) -> ViewOp:
        return cls.build(
            operands=(arena,), properties={"offset": IntegerAttr(offset, i64)}, result_types=(result_type,)
        )

    def verify_(self) -> None:
        assert is_memref(self.arena.type)
        offset, size = self.offset.value.data, self.arena.type.element_count()
        require(
            self.arena.type == MemRefType(i8, [size]),
            f"C1: the arena must be a row of bytes, got {self.arena.type}",
        )
        require(
            offset >= 0 and offset % ALIGNMENT == 0 and offset + bytes_of(self.result.type) <= size,
            f"C1: {bytes_of(self.result.type)} bytes at {offset} do not lie aligned inside the arena of {size}",
        )


@irdl_op_definition
class WeightOp(IRDLOperation):
    """A constant buffer; once memory is planned, at `offset` bytes in the blob of all weights.

    ```mlir
    %w = plan.weight {value = #nn.weight<"9f86…">} : memref<2304xf32>
    %w = plan.weight in(%blob : memref<9216xi8>) {value = #nn.weight<"9f86…">, offset = 0 : i64} : memref<2304xf32>
    ```

    C1: the value is of the buffer's element type and size, its layout dense.
    C2: blob and offset come together.
    """

    name = "plan.weight"
    blob = opt_operand_def(MemRefType)
    value = prop_def(AnyOf((base(DenseIntOrFPElementsAttr), base(WeightAttr))))
    offset = opt_prop_def(IntegerAttr)
    result = result_def(MemRefType)
    traits = traits_def(Pure())
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "(`in` `(` $blob^ `:` type($blob) `)`)? attr-dict `:` type($result)"

    @classmethod
    def of(cls, array: np.ndarray) -> WeightOp:
        tensor = tensor_type(array)
        memref = MemRefType(tensor.element_type, tensor.get_shape())
        return cls.build(
            operands=(None,), properties={"value": array_attribute(array)}, result_types=(memref,)
        )

    @classmethod
    def derived(cls, weight: DerivedWeight) -> WeightOp:
        """The buffer of a weight that is computed when memory has been planned."""
        memref = MemRefType(element_type(weight.dtype), weight.shape)
        return cls.build(operands=(None,), properties={"value": WeightAttr(weight)}, result_types=(memref,))

    def writer(self) -> Callable[[np.ndarray], None]:
        """What puts the values into a row of bytes, when asked to, whatever becomes of the operation; WeightError as for `array`."""
        if isinstance(self.value, WeightAttr) and isinstance(weight := self.value.data, DerivedWeight):
            return lambda row: weight.write(row.view(weight.dtype).reshape(weight.shape))
        values = np.ascontiguousarray(self.array()).reshape(-1).view(np.uint8)
        return lambda row: np.copyto(row, values)

    def array(self) -> np.ndarray:
        """The values; WeightError when the weight is named but not at hand."""
        assert is_memref(self.result.type)
        shape, dtype = self.result.type.get_shape(), dtype_of(self.result.type.element_type)
        if isinstance(self.value, WeightAttr):
            if self.value.data.array is None:
                key = self.value.data.key
                raise WeightError(f"weight {key} is not at hand; name the store that holds it (--weights)")
            return self.value.data.array.reshape(shape)
        return dense_array(self.value, shape, dtype)

    def verify_(self) -> None:
        assert is_memref(self.result.type)
        require(self.result.type.layout == NoneAttr(), f"C1: the layout of {self.result.type} is not dense")
        if isinstance(self.value, DenseIntOrFPElementsAttr):
            require(
                self.value.type.get_shape() == self.result.type.get_shape()
                and self.value.type.element_type == self.result.type.element_type,
                f"C1: value of type {self.value.type} in a buffer of type {self.result.type}",
            )
        require((self.blob is None) == (self.offset is None), "C2: blob and offset come together")


@irdl_op_definition
class AliasOp(IRDLOperation):
    """The same buffer, from its begin (halo included), seen as another shape and layout.

    ```mlir
    %row = plan.alias %x : memref<1x512x1x1xf32> to memref<1x512xf32>
    %flat = plan.alias %y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16>> to memref<384xf32>
    ```

    C1: the element types are equal and the result is no larger than the source.
    """

    name = "plan.alias"
    source = operand_def(MemRefType)
    result = result_def(MemRefType)
    traits = traits_def(Pure())
    assembly_format = "$source attr-dict `:` type($source) `to` type($result)"

    @classmethod
    def of(cls, source: SSAValue, result_type: Attribute) -> AliasOp:
        return cls.build(operands=(source,), result_types=(result_type,))

    def verify_(self) -> None:
        source, result = self.source.type, self.result.type
        assert is_memref(source) and is_memref(result)
        require(
            source.element_type == result.element_type and extent_of(result) <= extent_of(source),
            f"C1: {result} is no view of a buffer of type {source}",
        )


@irdl_op_definition
class ClearOp(IRDLOperation):
    """Zero a buffer, halo included. Stands before a layer that writes the interior of a buffer whose halo must be zero.

    ```mlir
    plan.clear into(%y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16, zero_halo>>)
    ```

    C1: the buffer is N×C×….
    """

    name = "plan.clear"
    out = operand_def(MemRefType)
    assembly_format = "`into` `(` $out `:` type($out) `)` attr-dict"

    @classmethod
    def of(cls, out: SSAValue) -> ClearOp:
        return cls.build(operands=(out,))

    def verify_(self) -> None:
        require(len(shape_of(self.out)) >= 2, f"C1: {self.out.type} has no planes")


@irdl_op_definition
class PrefetchOp(IRDLOperation):
    """Asks for the cache line that holds an element of a row, to read it soon or, with `for_write`, to write it. Changes no values.

    ```mlir
    plan.prefetch %row[%i] : memref<4096xf32>
    plan.prefetch %row[%i] {for_write} : memref<4096xf32>
    ```

    C1: the buffer has one dimension.
    """

    name = "plan.prefetch"
    buffer = operand_def(MemRefType)
    index = operand_def(IndexType)
    for_write = opt_prop_def(UnitAttr)
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "$buffer `[` $index `]` attr-dict `:` type($buffer)"

    @classmethod
    def of(cls, buffer: SSAValue, index: SSAValue, *, for_write: bool = False) -> PrefetchOp:
        return cls.build(operands=(buffer, index), properties={"for_write": UnitAttr()} if for_write else {})

    def verify_(self) -> None:
        require(len(shape_of(self.buffer)) == 1, f"C1: {self.buffer.type} is no row")


def bytes_of(buffer: Attribute) -> int:
    """Bytes that a memref's buffer takes, halo included."""
    assert is_memref(buffer)
    return extent_of(buffer) * dtype_of(buffer.element_type).itemsize
