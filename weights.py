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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

from .errors import WeightError

KEY_DIGITS = 32

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
    digest.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest.hexdigest()[:KEY_DIGITS]


@dataclass(frozen=True, slots=True)
class Weight:
    """A named array. Two weights are equal when their keys are; `array` is None for a key read from text and not yet bound.

    The array is read-only: a weight never changes after it has got its name. So `recall` may keep what is computed from it.
    """

    key: str
    array: np.ndarray | None = field(default=None, compare=False, repr=False)
    _known: dict[object, Any] = field(
        default_factory=lambda: dict[object, Any](), init=False, compare=False, repr=False
    )

    @classmethod
    def of(cls, array: np.ndarray) -> Weight:
        array = np.ascontiguousarray(array).reshape(array.shape)  # the copy of a number is a vector
        array.flags.writeable = False
        return cls(content_key(array), array)

    def recall(self, question: object, answer: Callable[[np.ndarray], Answer]) -> Answer:
        """What `answer` says of the array; asked once for each `question`, remembered as long as the weight lives."""
        if question not in self._known:
            assert self.array is not None
            self._known[question] = answer(self.array)
        return self._known[question]


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
