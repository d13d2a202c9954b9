"""Memrefs in the interpreter: numpy views into the array that owns the memory.

A memref value is an `ndarray` view of the memref's shape and strides; stores through it are seen by every other view of the
same owner. Where a layout has a lead, the view begins at the first element, `lead` elements behind the buffer's begin.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from xdsl.dialects.builtin import VectorType
from xdsl.ir import Attribute

from ..nn import dtype_of, is_memref
from ..plan import extent_of, lead_of, strides_of


def allocate(buffer: Attribute) -> np.ndarray:
    """A buffer of its own, filled with NaN (floats) or the lowest value, so that reading it too early shows."""
    dtype, lanes = _element(buffer)
    poison = np.nan if dtype.kind not in "iub" else (np.iinfo(dtype).min if dtype.kind in "iu" else False)
    return view(np.full(extent_of(buffer) * lanes, poison, dtype), 0, buffer)


def view(owner: np.ndarray, begin: int, buffer: Attribute) -> np.ndarray:
    """The memref of type `buffer` that begins `begin` bytes into `owner`; vector elements become trailing dimensions."""
    assert is_memref(buffer)
    dtype, lanes = _element(buffer)
    start = begin + lead_of(buffer) * lanes * dtype.itemsize
    steps = tuple(s * lanes * dtype.itemsize for s in strides_of(buffer))
    shape = buffer.get_shape()
    if lanes > 1:
        shape, steps = (*shape, lanes), (*steps, dtype.itemsize)
    return np.ndarray(shape, dtype, owner.reshape(-1).view(np.uint8), start, steps)


def owner_of(array: np.ndarray) -> np.ndarray:
    """The array that owns the memory behind a view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def begin_of(array: np.ndarray) -> int:
    """Where a view's first element lies in its owner, in bytes."""
    return array.__array_interface__["data"][0] - owner_of(array).__array_interface__["data"][0]


def flat(array: np.ndarray) -> tuple[np.ndarray, int]:
    """The owner's memory as one row of the view's elements, and the index of the view's first element in it."""
    owner = owner_of(array).reshape(-1).view(np.uint8)
    begin = begin_of(array)
    head = begin % array.itemsize
    usable = (owner.size - head) // array.itemsize * array.itemsize
    return owner[head : head + usable].view(array.dtype), (begin - head) // array.itemsize


def _element(buffer: Attribute) -> tuple[np.dtype, int]:
    assert is_memref(buffer)
    element = buffer.element_type
    if isinstance(element, VectorType):
        vector = cast(VectorType[Attribute], element)
        return dtype_of(vector.element_type), vector.element_count()
    return dtype_of(element), 1
