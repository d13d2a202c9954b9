"""What a compiled program depends on, as digests: the model, and the compiler itself.

Digests are SHA-256 over chunks: of the length, then of the SHA-256 of each MiB, so that several processors share the work. (A model
of 550 MB takes 0.17 s on two, read through small buffers; mapped, it would count as this process's memory.)
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from llvmlite import binding

from .targets import usable_processors

if TYPE_CHECKING:
    from onnx import ModelProto

CHUNK = 1 << 20
_MOST_THREADS = 8
ROOT = Path(__file__).parent
_NOT_SOURCES = {"tests", "benchmarks", "docs", "examples", "build", "__pycache__"}
_COMPILERS = ("xdsl", "llvmlite", "numpy", "onnx", "ml_dtypes")
"""Packages whose release may change the code that comes out."""

Reader = Callable[[int], memoryview]
"""Gives the chunk that begins at an offset."""


Status = list[int]
"""Which file it is, its size, and when it last changed: as it says, and really, which cannot be set at will."""


def digest_text(value: object) -> str:
    """The digest of what JSON can say; the order of a dictionary does not matter."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def digest_array(array: np.ndarray) -> str:
    """Of type, shape and values."""
    data = digest_bytes(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest_text([array.dtype.name, list(array.shape), data])


def digest_model(model: bytes | ModelProto) -> str:
    """Of the model's bytes, external data aside; ValueError where there are none to be had."""
    return digest_bytes(model if isinstance(model, bytes) else _serialized(model))


def _serialized(model: ModelProto) -> bytes:
    try:
        return model.SerializeToString(deterministic=True)
    except Exception as error:  # protobuf has classes of its own, for more than 2 GiB
        raise ValueError(f"cannot be serialized: {error}") from error


def digest_bytes(data: bytes | memoryview) -> str:
    view = memoryview(data)
    return _digest(len(view), lambda: nullcontext(lambda begin: view[begin : begin + CHUNK]))


def digest_file(path: Path) -> str:
    """Of the file's bytes. OSError for what is not a file."""
    if not path.is_file():
        raise OSError(f"{path}: not a file")
    length = path.stat().st_size
    return _digest(length, lambda: _file_reader(path, length))


def file_status(status: os.stat_result) -> Status:
    """What differs when a file is another, or has changed."""
    return [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


@contextmanager
def _file_reader(path: Path, length: int) -> Iterator[Reader]:
    """Reads chunks through a file and a buffer of its own."""
    buffer = memoryview(bytearray(CHUNK))
    with path.open("rb", buffering=0) as file:

        def read(begin: int) -> memoryview:
            chunk = buffer[: min(CHUNK, length - begin)]
            file.seek(begin)
            if file.readinto(chunk) != len(chunk):
                raise OSError(f"{path}: shorter than {length} bytes")
            return chunk

        yield read


def _digest(length: int, reader: Callable[[], AbstractContextManager[Reader]]) -> str:
    """The digest of `length` bytes, which each thread reads with a reader of its own."""
    begins = range(0, length, CHUNK)
    digests: list[bytes] = [b""] * len(begins)
    threads = max(1, min(len(begins) // 8, len(usable_processors()), _MOST_THREADS))
    failures: list[Exception] = []

    def work(first: int) -> None:
        try:
            with reader() as read:
                for number in range(first, len(begins), threads):
                    digests[number] = hashlib.sha256(read(begins[number])).digest()
        except Exception as error:
            failures.append(error)

    helpers = [threading.Thread(target=work, args=(first,)) for first in range(1, threads)]
    for helper in helpers:
        helper.start()
    work(0)
    for helper in helpers:
        helper.join()
    if failures:
        raise failures[0]
    return hashlib.sha256(length.to_bytes(8, "little") + b"".join(digests)).hexdigest()


def digest_sources(root: Path = ROOT) -> str:
    """Of all files of a package that the compiler is made of, as they are on disk now; OSError if there are none."""
    digest, files = hashlib.sha256(), list(_source_files(root))
    if not files:
        raise OSError(f"{root}: no sources")
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root)} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _source_files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        top = Path(folder) == root
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and not (f in _NOT_SOURCES and (top or f[0] == "_"))
        )
        yield from (Path(folder, name) for name in sorted(files) if name.endswith((".py", ".ll")))


@cache
def compilers() -> dict[str, str]:
    """The releases of what compiles beside Prunir: of Python, LLVM, and packages."""
    llvm = ".".join(map(str, binding.llvm_version_info))
    return {"python": sys.version, "llvm": llvm, **{name: _release(name) for name in _COMPILERS}}


def _release(package: str) -> str:
    """`numpy-2.3.1.dist-info`. (`importlib.metadata` would say it in 30 ms more.) Without that, as in a clone: the digest of the sources."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise OSError(f"{package}: not found")
    folder = Path(spec.origin).parent
    releases = sorted(path.name for path in folder.parent.glob(f"{package}-*.dist-info"))
    return releases[0] if len(releases) == 1 else digest_sources(folder)
