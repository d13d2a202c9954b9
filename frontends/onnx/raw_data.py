"""Finds the weights in an ONNX file, so that protobuf gets the graph only and each weight is read once, where it is used.

A model is one protobuf message, nearly all of which is `raw_data` of the graph's initializers. Protobuf copies that when it
parses, and again whenever the field is read: VGG-16's 550 MB take a second. A message is a row of fields, each a key (field
number · 8 + wire type) and its content; how long that is, the wire type says, or a number before it.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

_INITIALIZERS = (7, 5)
"""Fields that lead from a ModelProto to its weights: graph, initializer."""
_NAME, _RAW_DATA = 8, 9
"""Fields of a TensorProto."""
_VARINT, _EIGHT_BYTES, _PREFIXED, _FOUR_BYTES = 0, 1, 2, 5
"""Wire types."""
LARGE = 4096
"""Bytes of raw data that are left to protobuf are fewer."""

VIEWED = 1 << 20
"""Bytes in memory that are worth no copy. They seldom lie at a multiple of their elements' size, which numpy is slower with."""
WINDOW = 1 << 16
"""Bytes that are read of a file at once, if one of them is asked for."""

Spans = dict[str, tuple[int, int]]
"""Where the raw data of an initializer lies, by its name: first byte, and the one after the last."""


class MalformedError(ValueError):
    """Not a protobuf message, or of a form that is out of use. What is wrong, protobuf's own parser says."""


class FileBytes:
    """The bytes of a file as it is when this is made, read where they are asked for.

    A file that is replaced is read on as it was; OSError says if it is cut off meanwhile. Were it mapped, that would end the process.
    """

    def __init__(self, path: Path):
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        self._size = os.fstat(self._file.fileno()).st_size
        self._begin, self._window = 0, b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: int) -> int:
        if not 0 <= at - self._begin < len(self._window):
            self._begin, self._window = at, bytes(self.part(at, min(at + WINDOW, self._size)))
        return self._window[at - self._begin]

    def part(self, begin: int, end: int) -> memoryview:
        """The bytes begin…end, in memory that is aligned for any element type."""
        memory = np.empty(end - begin, np.uint8).data
        self._file.seek(begin)
        filled = 0
        while filled < len(memory):
            count = self._file.readinto(memory[filled:])
            if not count:
                raise OSError("the file was cut off while it was read")
            filled += count
        return memory


Bytes = bytes | FileBytes


def part(data: Bytes, begin: int, end: int) -> memoryview:
    """The bytes begin…end: aligned for any element type, unless they are many and in memory already."""
    if isinstance(data, FileBytes):
        return data.part(begin, end)
    view = memoryview(data)[begin:end]
    return view if len(view) >= VIEWED else memoryview(bytes(view))


def split(data: Bytes) -> tuple[bytes, Spans]:
    """The model without large raw data of its initializers, and where in `data` they lie."""
    spans: Spans = {}
    return _without_raw_data(data, 0, len(data), _INITIALIZERS, spans), spans


def _without_raw_data(data: Bytes, begin: int, end: int, path: Sequence[int], spans: Spans) -> bytes:
    """The message at begin…end, rewritten in the fields that `path` leads to; it is a tensor where the path is empty."""
    message, name, raw = bytearray(), "", None
    for number, key, content, after in _fields(data, begin, end):
        if path and number == path[0]:
            inner = _without_raw_data(data, content, after, path[1:], spans)
            message += _varint_of(8 * number + _PREFIXED) + _varint_of(len(inner)) + inner
        elif not path and number == _RAW_DATA and after - content >= LARGE:
            raw = (content, after)
        else:
            message += part(data, key, after)
        if not path and number == _NAME:
            name = bytes(part(data, content, after)).decode("utf-8", "replace")
    if raw is not None:
        spans[name] = raw
    return bytes(message)


def _fields(data: Bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Of each field its number, 0 without a length before it; where its key begins, its content begins, and its content ends."""
    while at < end:
        begin = at
        key, at = _varint(data, at, end)
        number, wire_type = divmod(key, 8)
        if wire_type == _PREFIXED:
            size, at = _varint(data, at, end)
        else:
            number, size = 0, _size(data, at, end, wire_type)
        if at + size > end:
            raise MalformedError
        yield number, begin, at, at + size
        at += size


def _size(data: Bytes, at: int, end: int, wire_type: int) -> int:
    if wire_type == _VARINT:
        return _varint(data, at, end)[1] - at
    if wire_type in (_EIGHT_BYTES, _FOUR_BYTES):
        return 8 if wire_type == _EIGHT_BYTES else 4
    raise MalformedError


def _varint(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """The number at `at`, in groups of 7 bits, the lowest first; and where it ends."""
    value = shift = 0
    while at < end and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise MalformedError


def _varint_of(value: int) -> bytes:
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])
