"""Addresses: from a memref value and indices to one `getelementptr`.

`address = pointer + (offset + Σ index_d · stride_d)` elements. The pointer is that of the whole buffer; offset and
strides come from the memref's *type* (identity, `strided<…>`, or any layout that knows its strides), all products of
constants are folded, so a constant access is one constant `getelementptr` and an access to element 0 none at all.
Multiplications and additions are `nsw`, the address is `inbounds`: LLVM may then move offsets into the addressing mode
and prove that two accesses differ.
"""

from collections.abc import Sequence
from typing import cast

from xdsl.dialects import llvm
from xdsl.dialects.builtin import IntegerAttr, MemRefType, i32, i64
from xdsl.ir import Attribute, Operation, SSAValue

from ._conversion import Emitter, constant_value, fail, integer_attr
from ._llvm_types import bit_width, convert_type, scalar_of

_NSW = integer_attr(llvm.OverflowAttr((llvm.OverflowFlag.NO_SIGNED_WRAP,)).to_int(), i32)

AnyMemRef = MemRefType[Attribute]


def memref_type(value: SSAValue) -> AnyMemRef:
    """The type of a value known to be a memref."""
    return cast(AnyMemRef, value.type)


def element_type(memref: AnyMemRef) -> Attribute:
    """The `llvm` type of a memref's elements."""
    return convert_type(memref.element_type)


def element_alignment(memref: AnyMemRef) -> int:
    """Bytes that every element is aligned to: the size of its scalar. LLVM itself raises this for known buffers."""
    return (bit_width(scalar_of(element_type(memref))) + 7) // 8


def strides_of(op: Operation, memref: AnyMemRef) -> Sequence[int]:
    """The static strides of a memref, in elements; an error where the layout has none."""
    strides = memref.get_strides()
    if strides is None or any(stride is None for stride in strides):
        fail(op, f"{memref} has no static strides")
    return cast(Sequence[int], strides)


def static_offset(memref: AnyMemRef) -> int:
    """The part of a memref's offset that accesses add. A dynamic offset is already in the pointer."""
    return memref.get_offset() or 0


def element_address(emit: Emitter, memref: SSAValue, indices: Sequence[SSAValue]) -> SSAValue:
    """The address of `memref[indices]`, computed in front of the op being replaced."""
    type_ = memref_type(memref)
    strides = strides_of(emit.op, type_)
    index = linear_index(emit, static_offset(type_), indices, strides)
    return emit.element_pointer(emit.operand(memref), index, element_type(type_))


def linear_index(
    emit: Emitter, offset: int, indices: Sequence[SSAValue], strides: Sequence[int]
) -> SSAValue | int:
    """`offset + Σ index·stride` as one `i64` value, or as an integer where everything is constant."""
    total: SSAValue | None = None
    for index, stride in zip(indices, strides, strict=True):
        if (constant := constant_value(index)) is not None:
            offset += constant * stride
        elif stride != 0:
            total = _sum(emit, total, _scaled(emit, index, stride))
    if total is None:
        return offset
    return total if offset == 0 else _nsw(emit, llvm.AddOp, total, emit.index(offset))


def _scaled(emit: Emitter, index: SSAValue, stride: int) -> SSAValue:
    value = emit.operand(index)
    return value if stride == 1 else _nsw(emit, llvm.MulOp, value, emit.index(stride))


def _sum(emit: Emitter, total: SSAValue | None, value: SSAValue) -> SSAValue:
    return value if total is None else _nsw(emit, llvm.AddOp, total, value)


def _nsw(emit: Emitter, target: type[Operation], lhs: SSAValue, rhs: SSAValue) -> SSAValue:
    op = target.create(operands=[lhs, rhs], result_types=[i64], properties={"overflowFlags": _NSW})
    return emit.value(op)


def load_op(address: SSAValue, type_: Attribute, alignment: int) -> llvm.LoadOp:
    """`llvm.load` with an alignment in bytes."""
    properties = {"alignment": integer_attr(alignment, i64), "ordering": integer_attr(0, i64)}
    return llvm.LoadOp.create(operands=[address], result_types=[type_], properties=properties)


def store_op(value: SSAValue, address: SSAValue, alignment: int) -> llvm.StoreOp:
    """`llvm.store` with an alignment in bytes."""
    properties = {"alignment": integer_attr(alignment, i64), "ordering": integer_attr(0, i64)}
    return llvm.StoreOp.create(operands=[value, address], properties=properties)


def refuse_nontemporal(op: Operation) -> None:
    """`nontemporal` would be lost silently between the llvm dialect and LLVM IR."""
    attr = op.properties.get("nontemporal")
    if isinstance(attr, IntegerAttr) and attr.value.data:
        fail(op, "'nontemporal' would be lost in the translation to LLVM IR")
