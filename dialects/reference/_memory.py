# pyright: basic
# (numpy values of any type: strict mode finds nothing but unknowns)
"""Meanings of `memref` and `vector`.

A scalar access must lie inside its memref. A vector access must lie inside the *buffer* only: kernels run over rows and
halos along the flattened plane, in the interpreter as in machine code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, cast

import numpy as np
from xdsl.dialects import memref, vector
from xdsl.dialects.builtin import DYNAMIC_INDEX, MemRefType, VectorType
from xdsl.dialects.utils import FastMathFlag
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.utils.exceptions import InterpretationError

from ._numbers import Meaning, Value, fused, maximum, minimum, unsigned
from .buffers import allocate, begin_of, flat, owner_of, view

Array = np.ndarray[Any, Any]

# memref ----------------------------------------------------------------------------------------------------------------


def load(op: memref.LoadOp, buffer: Array, *indices: int) -> Value:
    """One element; a vector element is copied, so that a later store does not change it."""
    return np.copy(buffer[_checked(op, op.memref, indices)])[()]


def store(op: memref.StoreOp, value: Value, buffer: Array, *indices: int) -> None:
    """Overwrites one element; a negative number in unsigned memory stands for its bits."""
    buffer[_checked(op, op.memref, indices)] = np.asarray(value).astype(buffer.dtype)


def _checked(op: Operation, buffer: SSAValue, indices: Sequence[int]) -> tuple[int, ...]:
    shape = cast(MemRefType[Attribute], buffer.type).get_shape()
    if not all(0 <= index < size for index, size in zip(indices, shape, strict=True)):
        raise InterpretationError(f"{op.name}: {list(indices)} is outside of {buffer.type}")
    return tuple(indices)


def subview(op: memref.SubviewOp, source: Array, *operands: int) -> Array:
    """Moves by the offsets times the source's strides."""
    dynamic = iter(operands)
    static = op.static_offsets.get_values()
    offsets = [next(dynamic) if offset == DYNAMIC_INDEX else offset for offset in static]
    moved = sum(offset * stride for offset, stride in zip(offsets, source.strides, strict=False))
    return _seen_as(op.result.type, source, moved)


def reinterpret_cast(op: memref.ReinterpretCastOp, source: Array, *operands: int) -> Array:
    """The offset counts from the begin of the source's buffer."""
    (static,) = op.static_offsets.get_values()
    offset = operands[0] if static == DYNAMIC_INDEX else static
    return _seen_as(
        op.result.type, source, (offset - _lead(op.source.type)) * _element_bytes(source, op.source.type)
    )


def byte_view(op: memref.ViewOp, source: Array, shift: int) -> Array:
    """Moves by bytes."""
    return _seen_as(op.result.type, source, shift)


def same_place(op: Operation, source: Array, *rest: int) -> Array:
    """Another type for the same elements."""
    return _seen_as(op.results[0].type, source, 0)


def _seen_as(type_: Attribute, source: Array, moved: int) -> Array:
    """A memref of the given type, its first element `moved` bytes behind the source's."""
    sample = np.empty(0, _dtype(type_))
    lead = _lead(type_) * _element_bytes(sample, type_)
    return view(owner_of(source), begin_of(source) + moved - lead, type_)


def _dtype(type_: Attribute) -> np.dtype[Any]:
    return allocate(MemRefType(cast(Any, type_).element_type, [1])).dtype


def _lead(type_: Attribute) -> int:
    return cast(MemRefType[Attribute], type_).get_offset() or 0


def _element_bytes(array: Array, type_: Attribute) -> int:
    element = cast(MemRefType[Attribute], type_).element_type
    return array.itemsize * (element.element_count() if isinstance(element, VectorType) else 1)


def dim(op: memref.DimOp, buffer: Array, axis: int) -> int:
    """The extent along an axis."""
    return buffer.shape[axis]


def copy(op: memref.CopyOp, source: Array, target: Array) -> None:
    """All elements."""
    target[...] = source


MEMREF: dict[type[Operation], Meaning] = {
    memref.LoadOp: load,
    memref.StoreOp: store,
    memref.AllocOp: lambda op: allocate(op.memref.type),
    memref.AllocaOp: lambda op: allocate(op.memref.type),
    memref.DeallocOp: lambda op, buffer: None,
    memref.SubviewOp: subview,
    memref.ReinterpretCastOp: reinterpret_cast,
    memref.ViewOp: byte_view,
    memref.CastOp: same_place,
    memref.CollapseShapeOp: same_place,
    memref.ExpandShapeOp: same_place,
    memref.AssumeAlignmentOp: lambda op, buffer: buffer,
    memref.DimOp: dim,
    memref.CopyOp: copy,
}

# vector ----------------------------------------------------------------------------------------------------------------


def _lanes(op: Operation, buffer: Array, indices: Sequence[int], mask: Array) -> tuple[Array, Array]:
    """The buffer's memory as one row, and the places in it of the lanes that the mask selects."""
    row, first = flat(buffer)
    start = (
        first
        + sum(index * step for index, step in zip(indices, buffer.strides, strict=True)) // buffer.itemsize
    )
    places = (start + np.arange(mask.size))[mask]
    if places.size and (places[0] < 0 or places[-1] >= row.size):
        raise InterpretationError(f"{op.name}: {list(indices)} is outside of the buffer")
    return row, places


def load_vector(op: vector.LoadOp, buffer: Array, *indices: int) -> Array:
    """Neighbouring elements."""
    row, places = _lanes(op, buffer, indices, np.ones(op.result.type.element_count(), bool))
    return row[places]


def store_vector(op: vector.StoreOp, value: Array, buffer: Array, *indices: int) -> None:
    """Overwrites neighbouring elements."""
    row, places = _lanes(op, buffer, indices, np.ones(value.size, bool))
    row[places] = value


def load_masked(op: vector.MaskedLoadOp, buffer: Array, *operands: Any) -> Array:
    """Lanes not selected keep the value passed in, and may lie outside of the buffer."""
    *indices, mask, result = operands
    row, places = _lanes(op, buffer, indices, mask)
    result = result.copy()
    result[mask] = row[places]
    return result


def store_masked(op: vector.MaskedStoreOp, buffer: Array, *operands: Any) -> None:
    """Lanes not selected are not written, and may lie outside of the buffer."""
    *indices, mask, value = operands
    row, places = _lanes(op, buffer, indices, mask)
    row[places] = value[mask]


def extract(op: vector.ExtractOp, value: Array, *dynamic: int) -> Value:
    """One lane, or a part of a vector of higher rank."""
    return value[_position(op.static_position.get_values(), dynamic)]


def insert(op: vector.InsertOp, source: Value, target: Array, *dynamic: int) -> Array:
    """A copy with one lane, or part, changed."""
    result = target.copy()
    result[_position(op.static_position.get_values(), dynamic)] = source
    return result


def _position(static: Sequence[int], dynamic: Sequence[int]) -> tuple[int, ...]:
    rest = iter(dynamic)
    return tuple(next(rest) if position == DYNAMIC_INDEX else position for position in static)


def shuffle(op: vector.ShuffleOp, a: Array, b: Array) -> Array:
    """Lanes of both, chosen by number; -1 leaves a lane open."""
    return np.concatenate([a, b])[list(op.mask.get_values())]


def bitcast(op: vector.BitcastOp, value: Array) -> Array:
    """The same bits as lanes of another type."""
    from ..nn import dtype_of

    return value.view(dtype_of(op.result.type.element_type))


def create_mask(op: vector.CreateMaskOp, *counts: int) -> Array:
    """Set where every index is below its count."""
    shape = cast(VectorType[Attribute], op.mask_vector.type).get_shape()
    return np.all([index < count for index, count in zip(np.indices(shape), counts, strict=True)], axis=0)


_COMBINE: dict[str, Callable[[Value, Value], Value]] = {
    "add": np.add,
    "mul": np.multiply,
    "minsi": np.minimum,
    "maxsi": np.maximum,
    "minnumf": np.fmin,
    "maxnumf": np.fmax,
    "minimumf": minimum,
    "maximumf": maximum,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
}


def reduction(op: vector.ReductionOp, value: Array, *acc: Value) -> Value:
    """Lane by lane from the accumulator on; with `fastmath<reassoc>` in halves, the accumulator last."""
    kind = op.kind.data.removesuffix("ui") + ("si" if op.kind.data.endswith("ui") else "")
    if op.kind.data.endswith("ui"):
        value, acc = unsigned(value, op.vector.type), tuple(unsigned(a, op.dest.type) for a in acc)
    combine = _COMBINE[kind]
    if FastMathFlag.REASSOC not in op.fastmath.data:
        return reduce(combine, [*acc, *value])
    while value.size > 1:
        value = combine(value[: value.size // 2], value[value.size // 2 :])
    return combine(acc[0], value[0]) if acc else value[0]


VECTOR: dict[type[Operation], Meaning] = {
    vector.LoadOp: load_vector,
    vector.StoreOp: store_vector,
    vector.MaskedLoadOp: load_masked,
    vector.MaskedStoreOp: store_masked,
    vector.FMAOp: lambda op, a, b, c: fused(a, b, c),
    vector.BroadcastOp: lambda op, value: np.broadcast_to(value, op.vector.type.get_shape()).copy(),
    vector.ExtractOp: extract,
    vector.InsertOp: insert,
    vector.ShuffleOp: shuffle,
    vector.BitcastOp: bitcast,
    vector.CreateMaskOp: create_mask,
    vector.ReductionOp: reduction,
}
