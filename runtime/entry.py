"""One compiled program in one file, for the cache on disk.

    weights · machine code · description (JSON) · footer: magic, length and SHA-256 of the description

The description names the key that the entry was made for, and sizes and digests of the rest, so that whatever is wrong with the file is
noticed: it was cut off, a bit has changed, it was made for another key or by another release. Machine code is held against its digest
each time it is read. Weights come first, since only what begins at a multiple of 2 MiB is mapped in huge pages (measured: VGG-16 runs 4 %
slower on small ones); whether they must be held against their digest the caller knows.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from contextlib import suppress
from dataclasses import astuple
from io import FileIO
from typing import Any

import numpy as np

from ..fingerprint import digest_bytes
from .memory import aligned_zeros
from .session import Program, Step, ValueInfo

_MAGIC = b"prunir entry 1\n\0"
_FOOTER = struct.Struct("<16sQ32s")
_LARGEST_WRITE = 1 << 28
"""Bytes; large writes are what file systems give huge pages to."""


class BrokenEntry(Exception):
    """The file is not the entry that it should be."""


def write_entry(file: FileIO, key: str, label: str, program: Program) -> str:
    """Write `program` into an empty file; the digest of its weights."""
    digest = digest_bytes(program.blob.data)
    description = {
        "key": key,
        "label": label,
        "blob": [program.blob.size, digest],
        "object": [len(program.object_code), hashlib.sha256(program.object_code).hexdigest()],
        "facts": _facts(program),
    }
    header = json.dumps(description).encode()
    footer = _FOOTER.pack(_MAGIC, len(header), hashlib.sha256(header).digest())
    for part in (program.blob.data, program.object_code, header, footer):
        _write_all(file, memoryview(part))
    return digest


def _write_all(file: FileIO, data: memoryview) -> None:
    while data:
        data = data[file.write(data[:_LARGEST_WRITE]) :]


def entry_size(program: Program) -> int:
    """About how many bytes its entry takes."""
    return program.blob.size + len(program.object_code)


def read_entry(file: FileIO, key: str, verified: str | None) -> tuple[Program, str]:
    """The program of the entry for `key`, its weights mapped, and their digest; BrokenEntry if it is not in order.

    verified: the digest of the weights in this file, if they were read before and the file is the same since.
    """
    try:
        description, end = _description(file)
        if description["key"] != key:
            raise BrokenEntry("made for something else")
        (blob_size, blob_digest), (object_size, object_digest) = description["blob"], description["object"]
        if blob_size + object_size != end:
            raise BrokenEntry("of the wrong length")
        object_code = _read(file, blob_size, object_size)
        if hashlib.sha256(object_code).hexdigest() != object_digest:
            raise BrokenEntry("its machine code has changed")
        blob = _map(file, blob_size)
        if blob_digest != verified and blob_digest != digest_bytes(blob.data):
            raise BrokenEntry("its weights have changed")
        return _program(object_code, blob, description["facts"]), blob_digest
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BrokenEntry(f"not understood ({error})") from error


def read_label(file: FileIO) -> str:
    """What the entry is called; BrokenEntry if it is none."""
    return str(_description(file)[0].get("label", ""))


def _description(file: FileIO) -> tuple[dict[str, Any], int]:
    """The description, and the length of what is before it."""
    size = os.fstat(file.fileno()).st_size
    if size < _FOOTER.size:
        raise BrokenEntry("too short")
    magic, length, digest = _FOOTER.unpack(_read(file, size - _FOOTER.size, _FOOTER.size))
    begin = size - _FOOTER.size - length
    if magic != _MAGIC or begin < 0:
        raise BrokenEntry("not an entry, or cut off")
    header = _read(file, begin, length)
    if hashlib.sha256(header).digest() != digest:
        raise BrokenEntry("its description has changed")
    return json.loads(header), begin


def _read(file: FileIO, begin: int, length: int) -> bytes:
    file.seek(begin)
    data = bytearray()
    while len(data) < length and (more := file.read(length - len(data))):
        data += more
    if len(data) != length:
        raise BrokenEntry("cut off")
    return bytes(data)


def _map(file: FileIO, size: int) -> np.ndarray:
    """The first `size` bytes of the file, in memory that processes share."""
    if not size:
        return aligned_zeros((0,), np.uint8)
    mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):  # a kernel without huge pages
            mapped.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(mapped, np.uint8)


def _facts(program: Program) -> dict[str, Any]:
    return {
        "arena_bytes": program.arena_bytes,
        "inputs": [[v.name, v.shape, v.dtype.name] for v in program.inputs],
        "outputs": [[v.name, v.shape, v.dtype.name] for v in program.outputs],
        "steps": [astuple(step) for step in program.steps],
        "times_offset": program.times_offset,
    }


def _program(object_code: bytes, blob: np.ndarray, facts: dict[str, Any]) -> Program:
    return Program(
        object_code=object_code,
        blob=blob,
        arena_bytes=facts["arena_bytes"],
        inputs=tuple(_value(*value) for value in facts["inputs"]),
        outputs=tuple(_value(*value) for value in facts["outputs"]),
        steps=tuple(Step(*step) for step in facts["steps"]),
        times_offset=facts["times_offset"],
    )


def _value(name: str, shape: list[int], dtype: str) -> ValueInfo:
    return ValueInfo(name, tuple(shape), _dtype(dtype))


def _dtype(name: str) -> np.dtype:
    try:
        return np.dtype(name)
    except TypeError:
        import ml_dtypes  # only for a type that numpy lacks

        return np.dtype(getattr(ml_dtypes, name))
