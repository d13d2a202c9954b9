"""The element types of tensors and their numpy counterparts."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

import ml_dtypes
import numpy as np
from xdsl.dialects.builtin import (
    BFloat16Type,
    Float16Type,
    Float32Type,
    Float64Type,
    IndexType,
    IntegerType,
    MemRefType,
    Signedness,
    TensorType,
    bf16,
    f16,
    f32,
    f64,
    i1,
)
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

ShapedValue: TypeAlias = TensorType[Attribute] | MemRefType[Attribute]

_FLOATS: dict[type[Attribute], np.dtype[Any]] = {
    Float16Type: np.dtype(np.float16),
    BFloat16Type: np.dtype(ml_dtypes.bfloat16),
    Float32Type: np.dtype(np.float32),
    Float64Type: np.dtype(np.float64),
}
_FLOAT_TYPES = {"float16": f16, "bfloat16": bf16, "float32": f32, "float64": f64}


def is_shaped(kind: Attribute) -> TypeGuard[ShapedValue]:
    """Whether `kind` is a tensor or memref type."""
    return isinstance(kind, TensorType | MemRefType)


def is_memref(kind: Attribute) -> TypeGuard[MemRefType[Attribute]]:
    """Whether `kind` is a memref type."""
    return isinstance(kind, MemRefType)


def is_integer(element: Attribute) -> TypeGuard[IntegerType]:
    """Whether elements are integers or truth values."""
    return isinstance(element, IntegerType)


def dtype_of(element: Attribute) -> np.dtype[Any]:
    """The numpy dtype of an element type: signless integers count as signed, i1 as bool, index as int64."""
    if type(element) in _FLOATS:
        return _FLOATS[type(element)]
    if isinstance(element, IndexType):
        return np.dtype(np.int64)
    if is_integer(element) and element.width.data == 1:
        return np.dtype(np.bool_)
    if is_integer(element) and element.width.data in (8, 16, 32, 64):
        sign = "u" if element.signedness.data == Signedness.UNSIGNED else "i"
        return np.dtype(f"{sign}{element.width.data // 8}")
    raise VerifyException(f"no tensor can have elements of type {element}")


def has_dtype(element: Attribute) -> bool:
    """Whether `dtype_of` knows the element type."""
    try:
        dtype_of(element)
    except VerifyException:
        return False
    return True


def is_float(element: Attribute) -> bool:
    """Whether elements are floating-point numbers."""
    return type(element) in _FLOATS


def is_number(element: Attribute) -> bool:
    """Whether elements are numbers: all but truth values."""
    return not (is_integer(element) and element.width.data == 1)


def element_type(dtype: np.dtype[Any]) -> Attribute:
    """The element type of a numpy dtype; the inverse of `dtype_of`."""
    if dtype.name in _FLOAT_TYPES:
        return _FLOAT_TYPES[dtype.name]
    if dtype == np.bool_:
        return i1
    if dtype.kind in "iu":
        sign = Signedness.UNSIGNED if dtype.kind == "u" else Signedness.SIGNLESS
        return IntegerType(8 * dtype.itemsize, sign)
    raise VerifyException(f"no tensor can have elements of type {dtype.name}")


def tensor_type(array: np.ndarray) -> TensorType[Attribute]:
    """The tensor type of a numpy array."""
    return TensorType(element_type(array.dtype), array.shape)


def like(value_type: Attribute, shape: tuple[int, ...]) -> TensorType[Attribute]:
    """A tensor type of `shape` with the element type of `value_type`."""
    assert is_shaped(value_type), value_type
    return TensorType(value_type.element_type, shape)


def broadcast(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that `shapes` broadcast to by numpy's rule, None when they do not."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return None
