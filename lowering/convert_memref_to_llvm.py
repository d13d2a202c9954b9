"""Pass `convert-memref-to-llvm`: loads, stores, stack buffers and views of static strided memrefs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import cast

from xdsl.context import Context
from xdsl.dialects import func, llvm, memref
from xdsl.dialects.builtin import DYNAMIC_INDEX, ModuleOp, i8, i64
from xdsl.ir import Block, Operation, SSAValue
from xdsl.passes import ModulePass

from ._access import (
    AnyMemRef,
    element_address,
    element_alignment,
    element_type,
    linear_index,
    load_op,
    memref_type,
    refuse_nontemporal,
    static_offset,
    store_op,
    strides_of,
)
from ._conversion import ConversionTable, Emitter, constant_value, convert_ops, fail, integer_attr
from ._llvm_types import PTR

STACK_ALIGNMENT = 64
"""Bytes; a cache line, and the widest vector register of any target."""


def _convert_load(op: memref.LoadOp, emit: Emitter) -> None:
    refuse_nontemporal(op)
    type_ = memref_type(op.memref)
    address = element_address(emit, op.memref, op.indices)
    emit.replace_by(load_op(address, element_type(type_), element_alignment(type_)))


def _convert_store(op: memref.StoreOp, emit: Emitter) -> None:
    refuse_nontemporal(op)
    alignment = element_alignment(memref_type(op.memref))
    address = element_address(emit, op.memref, op.indices)
    emit.replace_by(store_op(emit.operand(op.value), address, alignment))


# Stack buffers ---------------------------------------------------------------------------------------------------------


def _convert_alloca(op: memref.AllocaOp, emit: Emitter) -> None:
    """The buffer goes to the function's entry block: inside a loop it would grow the stack at every turn."""
    type_ = memref_type(op.memref)
    if op.dynamic_sizes or op.symbol_operands:
        fail(op, "stack buffers have static sizes")
    alignment = max(STACK_ALIGNMENT, op.alignment.value.data if op.alignment is not None else 0)
    size = llvm.ConstantOp.create(
        properties={"value": integer_attr(_extent(op, type_), i64)}, result_types=[i64]
    )
    alloca = llvm.AllocaOp.create(
        operands=[size.result],
        result_types=[PTR],
        properties={"alignment": integer_attr(alignment, i64), "elem_type": element_type(type_)},
    )
    # llvmlite types a stack buffer as a pointer to its elements and then refuses vectors of them: a cast to a plain pointer.
    pointer = llvm.BitcastOp.create(operands=[alloca.res], result_types=[PTR])
    _insert_at_function_entry(op, [size, alloca, pointer])
    emit.replace(pointer.result)


def _extent(op: Operation, type_: AnyMemRef) -> int:
    """Elements from the buffer's start to the last one addressed."""
    reach = (
        stride * (size - 1) for stride, size in zip(strides_of(op, type_), type_.get_shape(), strict=True)
    )
    return static_offset(type_) + sum(reach) + 1 if prod(type_.get_shape()) else 1


def _insert_at_function_entry(op: Operation, new_ops: Sequence[Operation]) -> None:
    function: Operation | None = op
    while not isinstance(function, func.FuncOp | llvm.FuncOp):
        if function is None:
            fail(op, "a stack buffer needs a surrounding function")
        function = function.parent_op()
    entry = cast(Block, function.body.first_block)
    assert entry.first_op is not None
    entry.insert_ops_before(new_ops, entry.first_op)


# Views: the pointer moves only by what the result's type does not say ------------------------------------------------


def _convert_subview(op: memref.SubviewOp, emit: Emitter) -> None:
    source, result = memref_type(op.source), memref_type(op.result)
    source_strides = strides_of(op, source)
    static, dynamic = op.static_offsets.get_values(), iter(op.offsets)
    offset = static_offset(source) - static_offset(result)
    values: list[SSAValue] = []
    strides: list[int] = []
    for value, stride in zip(static, source_strides, strict=True):
        if value == DYNAMIC_INDEX:
            values.append(next(dynamic))
            strides.append(stride)
        else:
            offset += value * stride
    strides_of(op, result)
    index = linear_index(emit, offset, values, strides)
    emit.replace(emit.element_pointer(emit.operand(op.source), index, element_type(source)))


def _convert_reinterpret_cast(op: memref.ReinterpretCastOp, emit: Emitter) -> None:
    result = memref_type(op.result)
    strides_of(op, result)
    if memref_type(op.source).get_offset() is None:
        fail(op, f"the start of {op.source.type}'s buffer is not known, its offset is dynamic")
    (static,) = cast(Sequence[int], op.static_offsets.get_values())
    is_dynamic = static == DYNAMIC_INDEX
    offset = -static_offset(result) + (0 if is_dynamic else static)
    index = linear_index(emit, offset, op.offsets, [1] * len(op.offsets))
    emit.replace(emit.element_pointer(emit.operand(op.source), index, element_type(result)))


def _convert_view(op: memref.ViewOp, emit: Emitter) -> None:
    shift = constant_value(op.byte_shift)
    if shift is None:
        emit.replace(emit.element_pointer(emit.operand(op.source), emit.operand(op.byte_shift), i8))
    else:
        emit.replace(emit.element_pointer(emit.operand(op.source), shift, i8))


def _convert_cast(op: memref.CastOp, emit: Emitter) -> None:
    """A cast may turn a static offset into a dynamic one, which lives in the pointer."""
    source, result = memref_type(op.source), memref_type(op.dest)
    if strides_of(op, source) != strides_of(op, result) and prod(source.get_shape()) > 1:
        fail(op, f"{source} and {result} have different strides")
    offset = static_offset(source) - static_offset(result)
    emit.replace(emit.element_pointer(emit.operand(op.source), offset, element_type(source)))


def _convert_reshape(op: memref.CollapseShapeOp | memref.ExpandShapeOp, emit: Emitter) -> None:
    source, result = memref_type(op.src), memref_type(op.result)
    if not (_is_contiguous(op, source) and _is_contiguous(op, result)):
        fail(op, "only contiguous memrefs can be reshaped")
    offset = static_offset(source) - static_offset(result)
    emit.replace(emit.element_pointer(emit.operand(op.src), offset, element_type(source)))


def _is_contiguous(op: Operation, type_: AnyMemRef) -> bool:
    return tuple(strides_of(op, type_)) == tuple(AnyMemRef.strides_for_shape(type_.get_shape()))


def _convert_same_pointer(op: Operation, emit: Emitter) -> None:
    emit.replace(emit.operand(op.operands[0]))


def _convert_dim(op: memref.DimOp, emit: Emitter) -> None:
    axis = constant_value(op.index)
    shape = cast(AnyMemRef, op.source.type).get_shape()
    if axis is None or not 0 <= axis < len(shape):
        fail(op, "the dimension asked for must be a constant within the rank")
    emit.replace(emit.index(shape[axis]))


def _refuse_heap(op: Operation, emit: Emitter) -> None:
    fail(op, "compiled code does not allocate: plan the buffer into the arena, or use memref.alloca")


def _refuse(op: Operation, emit: Emitter) -> None:
    fail(op, "no lowering for bare pointers")


CONVERSIONS: ConversionTable = {
    memref.LoadOp: _convert_load,
    memref.StoreOp: _convert_store,
    memref.AllocaOp: _convert_alloca,
    memref.SubviewOp: _convert_subview,
    memref.ReinterpretCastOp: _convert_reinterpret_cast,
    memref.ViewOp: _convert_view,
    memref.CastOp: _convert_cast,
    memref.CollapseShapeOp: _convert_reshape,
    memref.ExpandShapeOp: _convert_reshape,
    memref.AssumeAlignmentOp: _convert_same_pointer,
    memref.DimOp: _convert_dim,
    memref.AllocOp: _refuse_heap,
    memref.DeallocOp: _refuse_heap,
    memref.GlobalOp: _refuse,
    memref.GetGlobalOp: _refuse,
    memref.CopyOp: _refuse,
    memref.AtomicRMWOp: _refuse,
    memref.MemorySpaceCastOp: _refuse,
}


@dataclass(frozen=True)
class ConvertMemrefToLlvmPass(ModulePass):
    """
    Turns `memref` ops into pointer arithmetic, loads and stores.

    A memref value is the bare pointer to its buffer. The layout in the memref's type (identity, `strided<…>`, or any layout
    attribute with static strides) gives offset and strides, folded into one index per access. A view moves the pointer by
    what its result type does not state: a static offset stays in the type, a dynamic offset goes into the pointer.
    `memref.alloca` moves to the entry block, 64-byte aligned. Loads and stores claim the alignment of a scalar element only.

    Preconditions: static shapes and strides. Heap allocation, globals, copies and atomics are refused.

    Before:
    ```mlir
    %x = memref.load %m[%i, %c2] : memref<4x8xf32, strided<[10, 1], offset: 3>>
    ```
    After:
    ```mlir
    %0 = llvm.mul %i, %c10 overflow<nsw> : i64
    %1 = llvm.add %0, %c5 overflow<nsw> : i64
    %2 = llvm.getelementptr inbounds %m[%1] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %x = llvm.load %2 {alignment = 4 : i64} : !llvm.ptr -> f32
    ```
    """

    name = "convert-memref-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)
