"""Types of the loops level as types of the `llvm` dialect.

| loops                 | llvm          | note                                                  |
|-----------------------|---------------|-------------------------------------------------------|
| `index`               | `i64`         | every supported target has 64-bit addresses           |
| `memref<…>`           | `!llvm.ptr`   | static shape; layout and offset stay in the access    |
| `vector<Nxindex>`     | `vector<Nxi64>` | one dimension only                                  |
| `iN`, `f16/f32/f64`, `vector<N×those>` | itself |                                             |
| `siN`, `uiN`          | `iN`          | the operations know the sign                          |
"""

from functools import cache
from typing import cast

from xdsl.dialects import llvm
from xdsl.dialects.builtin import (
    Float16Type,
    Float32Type,
    Float64Type,
    IndexType,
    IntegerType,
    MemRefType,
    VectorType,
    i64,
)
from xdsl.ir import Attribute

PTR = llvm.LLVMPointerType()


class NoLlvmTypeError(Exception):
    """A type of the loops level has no counterpart; the conversions report it for the op at hand."""


_SCALARS = (Float16Type, Float32Type, Float64Type, llvm.LLVMPointerType)


@cache
def convert_type(type_: Attribute) -> Attribute:
    """The `llvm` type of a loops-level type (see the module's table).

    Raises NoLlvmTypeError, naming the type, where there is none.
    """
    match type_:
        case IndexType():
            return i64
        case MemRefType():
            return _convert_memref(type_)
        case VectorType():
            return _convert_vector(type_)
        case IntegerType():
            return IntegerType(type_.width.data)
        case _ if isinstance(type_, _SCALARS):
            return type_
        case _:
            raise NoLlvmTypeError(f"type {type_} has no llvm counterpart")


def _convert_memref(type_: MemRefType[Attribute]) -> Attribute:
    if any(extent < 0 for extent in type_.get_shape()):
        raise NoLlvmTypeError(f"type {type_} has no llvm counterpart: shapes must be static")
    return PTR


def _convert_vector(type_: VectorType[Attribute]) -> Attribute:
    if type_.get_num_scalable_dims() or type_.get_num_dims() != 1:
        raise NoLlvmTypeError(f"type {type_} has no llvm counterpart: only 1-D vectors of fixed length")
    return VectorType(convert_type(type_.element_type), type_.get_shape())


def bit_width(type_: Attribute) -> int:
    """Bits of one value of an `llvm` scalar or vector type; a pointer has 64."""
    match type_:
        case VectorType():
            return type_.get_shape()[0] * bit_width(type_.element_type)
        case IntegerType() | Float16Type() | Float32Type() | Float64Type():
            return type_.bitwidth
        case llvm.LLVMPointerType():
            return 64
        case _:
            raise NoLlvmTypeError(f"type {type_} has no known size")


def scalar_of(type_: Attribute) -> Attribute:
    """The element type of a vector type, any other type itself."""
    return cast(VectorType[Attribute], type_).element_type if isinstance(type_, VectorType) else type_


def lanes_of(type_: Attribute) -> int | None:
    """How many lanes a vector type has; None for a scalar."""
    return cast(VectorType[Attribute], type_).get_shape()[0] if isinstance(type_, VectorType) else None


def intrinsic_suffix(type_: Attribute) -> str:
    """How an overloaded intrinsic's name spells a type: `f32`, `v16f32`, `i64`, `p0`."""
    match type_:
        case VectorType():
            return f"v{type_.get_shape()[0]}{intrinsic_suffix(type_.element_type)}"
        case IntegerType():
            return f"i{type_.width.data}"
        case Float16Type() | Float32Type() | Float64Type():
            return f"f{type_.bitwidth}"
        case llvm.LLVMPointerType():
            return "p0"
        case _:
            raise NoLlvmTypeError(f"type {type_} cannot be an intrinsic's operand")
