"""The weight store: arrays named by content, kept outside the IR text.

The IR names a weight by the first 32 hexadecimal digits of the SHA-256 of its type, shape and bytes (C order, little
endian). A `Weight` is a handle: the key, and the array once it is known. A `WeightStore` maps keys to arrays and lies on disk
as one safetensors file, which is mapped, not read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

from .errors import WeightError

KEY_DIGITS = 32

_GLANCE = 256
"""Bytes at the begin that tell most arrays apart."""

Answer = TypeVar("Answer")

_DTYPES = {
    "F64": np.dtype(np.float64),
    "F32": np.dtype(np.float32),
    "F16": np.dtype(np.float16),
    "BF16": np.dtype(ml_dtypes.bfloat16),
    "I64": np.dtype(np.int64),
    "I32": np.dtype(np.int32),
    "I16": np.dtype(np.int16),
    "I8": np.dtype(np.int8),
    "U8": np.dtype(np.uint8),
    "BOOL": np.dtype(np.bool_),
}
"""Element types by their name in the safetensors format."""


def content_key(array: np.ndarray) -> str:
    """The key of `array`: equal for equal type, shape and bytes, so `-0.0` and `0.0` differ."""
    digest = hashlib.sha256(f"{array.dtype.name}{list(array.shape)}".encode())
    digest.update(_bytes_of(array).data)
    return digest.hexdigest()[:KEY_DIGITS]


class Weight:
    """A named array. Two weights are equal when their keys are; `array` is None for a key read from text and not yet bound, which
    equals no array.

    The array is read-only: a weight never changes, so `recall` may keep what is computed from it, and the key of an array is
    computed when it is asked for. A compilation never asks: hashing half a gigabyte takes longer than compiling it.
    """

    __slots__ = ("_key", "_known", "array")

    def __init__(self, key: str | None, array: np.ndarray | None = None):
        """key: None for that of `array`."""
        assert key is not None or array is not None
        self._key = key
        self._known: dict[object, Any] = {}
        self.array = array

    @classmethod
    def of(cls, array: np.ndarray) -> Weight:
        array = np.ascontiguousarray(array).reshape(array.shape)  # the copy of a number is a vector
        array.flags.writeable = False
        return cls(None, array)

    @property
    def key(self) -> str:
        if self._key is None:
            assert self.array is not None
            self._key = content_key(self.array)
        return self._key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Weight):
            return NotImplemented
        if isinstance(other, DerivedWeight):
            return False
        if self.array is None or other.array is None:
            return self.array is other.array and self.key == other.key
        return _same_content(self.array, other.array)

    def __hash__(self) -> int:
        if self.array is None:
            return hash(self.key)
        return hash((self.array.shape, _bytes_of(self.array)[:_GLANCE].tobytes()))

    def __repr__(self) -> str:
        return f"Weight({self.key!r})"

    def recall(self, question: object, answer: Callable[[np.ndarray], Answer]) -> Answer:
        """What `answer` says of the array; asked once for each `question`, remembered as long as the weight lives."""
        if question not in self._known:
            assert self.array is not None
            self._known[question] = answer(self.array)
        return self._known[question]


class DerivedWeight(Weight):
    """A weight that is computed from another, once and where it is to lie: half a gigabyte need not be kept twice.

    Until somebody asks for its key or its array, it goes by the recipe: two are equal when their sources and recipes are.
    """

    __slots__ = ("_made", "_recipe", "_source", "_write", "dtype", "shape")

    def __init__(
        self,
        source: Weight,
        recipe: Hashable,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        write: Callable[[np.ndarray, np.ndarray], None],
    ):
        """write: computes the values from the source's array, first argument, into the second."""
        self._key = None
        self._known = {}
        self._source, self._recipe, self._write = source, recipe, write
        self._made: np.ndarray | None = None
        self.shape, self.dtype = shape, dtype

    def write(self, target: np.ndarray) -> None:
        """Put the values into `target`, an array of this shape and type."""
        assert self._source.array is not None
        self._write(self._source.array, target)

    @property
    def array(self) -> np.ndarray | None:  # pyright: ignore[reportIncompatibleVariableOverride]
        if self._made is None and self._source.array is not None:
            made = np.empty(self.shape, self.dtype)
            self.write(made)
            made.flags.writeable = False
            self._made = made
        return self._made

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DerivedWeight)
            and self._recipe == other._recipe
            and self._source == other._source
        )

    def __hash__(self) -> int:
        return hash((self._recipe, self._source))


def _same_content(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether the keys of two arrays are equal, found without them; most that differ do so at the begin."""
    if a is b or (a.dtype, a.shape) != (b.dtype, b.shape):
        return a is b
    one, two = _bytes_of(a), _bytes_of(b)
    return one[:_GLANCE].tobytes() == two[:_GLANCE].tobytes() and np.array_equal(one, two)


def _bytes_of(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


class WeightStore(Mapping[str, np.ndarray]):
    """Arrays by content key, in memory or mapped from a safetensors file."""

    def __init__(self, arrays: Mapping[str, np.ndarray] | None = None):
        self._arrays = dict(arrays or {})

    def __getitem__(self, key: str) -> np.ndarray:
        return self._arrays[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def add(self, weight: Weight) -> None:
        """Keep `weight`; an unbound one is an error."""
        if weight.array is None:
            raise WeightError(f"weight {weight.key} has no values to store")
        self._arrays[weight.key] = weight.array

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all arrays to `path` as safetensors, atomically: a reader sees the old file or the whole new one."""
        path = Path(path)
        try:
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        except OSError as error:  # name the file that was asked for
            raise OSError(error.errno, error.strerror, str(path)) from None
        os.close(handle)
        try:
            save_file(self._arrays, temporary)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> WeightStore:
        """Map the safetensors file at `path` (format: 8 bytes of header length, JSON header, data)."""
        try:
            data = np.memmap(path, dtype=np.uint8, mode="r")
            header_end = 8 + int(data[:8].view("<u8")[0])
            header = json.loads(bytes(data[8:header_end]))
            header.pop("__metadata__", None)
            return cls({key: _mapped(data[header_end:], **entry) for key, entry in header.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise WeightError(f"{path}: not a readable safetensors file ({error})") from error


def _mapped(data: np.ndarray, dtype: str, shape: list[int], data_offsets: list[int]) -> np.ndarray:
    begin, end = data_offsets
    return data[begin:end].view(_DTYPES[dtype]).reshape(shape)
