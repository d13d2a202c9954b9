"""ONNX tensors as numpy arrays, without copies where the bytes lie ready, and ONNX element types as numpy's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import ml_dtypes
import numpy as np
from onnx import GraphProto, SparseTensorProto, TensorProto, numpy_helper
from onnx.checker import ValidationError
from onnx.external_data_helper import load_external_data_for_tensor

from ...errors import FrontendError

DTYPES: dict[int, np.dtype[Any]] = {
    TensorProto.FLOAT: np.dtype("<f4"),
    TensorProto.DOUBLE: np.dtype("<f8"),
    TensorProto.FLOAT16: np.dtype("<f2"),
    TensorProto.BFLOAT16: np.dtype(ml_dtypes.bfloat16),
    TensorProto.INT8: np.dtype("<i1"),
    TensorProto.INT16: np.dtype("<i2"),
    TensorProto.INT32: np.dtype("<i4"),
    TensorProto.INT64: np.dtype("<i8"),
    TensorProto.UINT8: np.dtype("<u1"),
    TensorProto.UINT16: np.dtype("<u2"),
    TensorProto.UINT32: np.dtype("<u4"),
    TensorProto.UINT64: np.dtype("<u8"),
    TensorProto.BOOL: np.dtype(np.bool_),
}
"""The supported element types."""


def dtype_of_onnx(element: int) -> np.dtype[Any]:
    """The numpy type of an ONNX element type; FrontendError names one that is not supported."""
    if element not in DTYPES:
        known = element in TensorProto.DataType.values()
        name = TensorProto.DataType.Name(element) if known else f"number {element}"
        raise FrontendError(f"element type {name} is not supported")
    return DTYPES[element]


def tensor_array(tensor: TensorProto, folder: Path | None, raw_data: memoryview | None = None) -> np.ndarray:
    """The values of `tensor`, read-only; external data is looked for below `folder`. FrontendError names the tensor.

    raw_data: bytes that take the place of the tensor's own.
    """
    try:
        return _array(tensor, folder, raw_data)
    except (
        FrontendError,
        ValidationError,
        ValueError,
        TypeError,
        OSError,
        OverflowError,
        MemoryError,
    ) as error:
        raise FrontendError(f"tensor '{tensor.name}': {error}") from error


def _array(tensor: TensorProto, folder: Path | None, raw_data: memoryview | None) -> np.ndarray:
    dtype, shape = dtype_of_onnx(tensor.data_type), tuple(tensor.dims)
    if min(shape, default=0) < 0:
        raise FrontendError(f"its shape {shape} has a negative dimension")
    if tensor.data_location == TensorProto.EXTERNAL:
        data = _external_bytes(tensor, folder, math.prod(shape) * dtype.itemsize)
    elif raw_data is not None:
        data = raw_data
    elif tensor.HasField("raw_data"):
        data = tensor.raw_data
    else:
        return numpy_helper.to_array(tensor).astype(dtype, copy=False)
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise FrontendError(f"{len(data)} bytes of data do not make {dtype.name} of shape {shape}")
    if dtype == np.bool_:
        return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
    return np.frombuffer(data, dtype).reshape(shape)


def _external_bytes(tensor: TensorProto, folder: Path | None, size: int) -> bytes:
    """The bytes of `tensor` from a file below `folder`.

    onnx opens the file: it refuses absolute paths, symbolic links, files with several hard links and whatever lies outside the
    folder, and holds offset and length against the size of the file. `..` is refused here, wherever it leads, and so is a
    length that does not belong to the tensor, before anything is read.
    """
    entries = {entry.key: entry.value for entry in tensor.external_data}
    location = entries.get("location", "")
    if folder is None:
        raise FrontendError(
            f"its data lies in the file '{location}', which is found only if the model is given as a path"
        )
    if ".." in PurePosixPath(location.replace("\\", "/")).parts:
        raise FrontendError(f"its data must lie below the model's folder, not in '{location}'")
    if int(entries.get("length", size)) != size:
        raise FrontendError(f"it needs {size} bytes of external data, not {entries['length']}")
    reader = TensorProto(name=tensor.name, data_location=TensorProto.EXTERNAL)
    for key in "location", "offset", "length":
        if key in entries or key == "length":
            reader.external_data.add(key=key, value=entries.get(key, str(size)))
    load_external_data_for_tensor(reader, str(folder))
    return reader.raw_data


def sparse_array(tensor: SparseTensorProto, folder: Path | None) -> np.ndarray:
    """The dense values of a sparse tensor in coordinate form: `indices` holds flat positions or one row of coordinates each."""
    name, shape = tensor.values.name, tuple(tensor.dims)
    values, indices = tensor_array(tensor.values, folder), tensor_array(tensor.indices, folder)
    if min(shape, default=0) < 1 or math.prod(shape) > 2**31:
        raise FrontendError(f"sparse tensor '{name}': the shape {shape} is not supported")
    dense = np.zeros(math.prod(shape), values.dtype)
    try:
        flat = np.ravel_multi_index(tuple(indices.T), shape) if indices.ndim == 2 else indices
        if flat.size and flat.min() < 0:
            raise IndexError("negative index")
        dense[flat] = values
    except (ValueError, IndexError, TypeError) as error:
        raise FrontendError(f"sparse tensor '{name}': {error}") from error
    return dense.reshape(shape)


def data_files(graph: GraphProto) -> list[str]:
    """The files that hold external data of `graph`, in alphabetical order."""
    return sorted(
        {entry.value for t in _tensors(graph) for entry in t.external_data if entry.key == "location"}
    )


def _tensors(graph: GraphProto) -> Iterator[TensorProto]:
    """All tensors of a graph, its attributes and the graphs in them."""
    sparse = [*graph.sparse_initializer]
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)
            sparse += [attribute.sparse_tensor, *attribute.sparse_tensors]
            for inner in (attribute.g, *attribute.graphs):
                yield from _tensors(inner)
    for tensor in sparse:
        yield from (tensor.values, tensor.indices)
