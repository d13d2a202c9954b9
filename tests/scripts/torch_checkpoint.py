"""Reads the tensors of a PyTorch checkpoint without PyTorch, and without running any code the file names.

Both file formats are read (zip, and the older sequence of pickles), and both contents: a state dict or a whole module,
whose parameters and buffers are then collected under the names its state dict would use.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile, is_zipfile

import numpy as np


def _tensor(
    storage: np.ndarray, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> np.ndarray:
    scaled = [stride * storage.itemsize for stride in strides]
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, scaled)


# All the names of a file that mean anything here.
KNOWN: dict[str, Any] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
    "_rebuild_tensor_v2": _tensor,
    "_rebuild_parameter": lambda tensor, *_: tensor,
    "OrderedDict": OrderedDict,
    "set": set,
}


class Module:
    """Stands in for any class of the file; pickle fills its `__dict__`."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def tensors(self, prefix: str = "") -> Iterator[tuple[str, np.ndarray]]:
        fields = vars(self)
        for name, tensor in (fields["_parameters"] | fields["_buffers"]).items():
            if tensor is not None:
                yield prefix + name, tensor
        for name, module in fields["_modules"].items():
            yield from module.tensors(f"{prefix}{name}.")


class _Unpickler(pickle.Unpickler):
    """`storage(dtype, key, count)` answers for the storages, which lie outside the pickle."""

    def __init__(self, file: BinaryIO, storage: Callable[[np.dtype, str, int], np.ndarray]) -> None:
        super().__init__(file)
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        return KNOWN[name] if name in KNOWN else type(name, (Module,), {})

    def persistent_load(self, pid: Any) -> Any:
        kind, *reference = pid
        if kind == "module":  # (class, source file, source text)
            return reference[0]
        dtype, key, _device, count, *_ = reference
        return self._storage(dtype, key, count)


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Parameters and buffers by name; ValueError if the file holds neither a module nor a state dict."""
    content = _read_zip(path) if is_zipfile(path) else _read_legacy(path)
    if isinstance(content, Module):
        return dict(content.tensors())
    if isinstance(content, Mapping):
        return {name: array for name, array in content.items() if isinstance(array, np.ndarray)}
    raise ValueError(f"{path}: neither a module nor a state dict")


def _read_zip(path: Path) -> Any:
    with ZipFile(path) as archive:
        index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        folder = index.removesuffix("data.pkl") + "data/"

        def storage(dtype: np.dtype, key: str, count: int) -> np.ndarray:
            return np.frombuffer(archive.read(folder + key), dtype, count)

        return _Unpickler(io.BytesIO(archive.read(index)), storage).load()


def _read_legacy(path: Path) -> Any:
    """Magic number, version, system information, the object, the storages' keys, then each one's count and elements."""
    storages: dict[str, np.ndarray] = {}

    def storage(dtype: np.dtype, key: str, count: int) -> np.ndarray:
        return storages.setdefault(key, np.zeros(count, dtype))

    with path.open("rb") as file:
        *_, content, keys = (_Unpickler(file, storage).load() for _ in range(5))
        for key in keys:
            count = int.from_bytes(file.read(8), "little")
            storages[key][:] = np.frombuffer(file.read(count * storages[key].itemsize), storages[key].dtype)
    return content
