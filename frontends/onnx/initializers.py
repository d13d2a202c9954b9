"""Putting other weights into an ONNX model, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from onnx import GraphProto, ModelProto, TensorProto

from ...errors import FrontendError
from .checking import subgraphs
from .loading import Model, check_header, read
from .tensors import dtype_of_onnx, tensor_array


def replace_initializers(
    model: str | Path | bytes | ModelProto, arrays: Mapping[str, np.ndarray]
) -> ModelProto:
    """A copy of `model` in which the named initializers hold `arrays`, of the same shapes and types.

    The names are those that an imported `nn.constant` carries as `onnx.initializer`: of an initializer, or of the output of a
    `Constant` node (sparse ones cannot be replaced). External data is moved into the copy, which can therefore be written anywhere. FrontendError names what
    is not there or does not fit.
    """
    given = read(model)
    check_header(given)
    copy = ModelProto()
    copy.CopyFrom(given.proto)
    loaded = replace(given, proto=copy)
    for name, array in arrays.items():
        _replace(loaded, _find(loaded, name), np.asarray(array), name)
    for tensor in _all_tensors(copy.graph):
        if tensor.data_location == TensorProto.EXTERNAL:
            _set(tensor, _values(loaded, tensor))
    return copy


def _find(model: Model, name: str) -> TensorProto:
    """The one initializer, or value of a `Constant` node, that has the name, in the graph or a branch of it."""
    found = [tensor for known, tensor in _named_tensors(model.proto.graph) if known == name]
    if len(found) != 1:
        count = (
            "no initializer or constant has" if not found else f"{len(found)} initializers or constants have"
        )
        raise FrontendError(f"{model.source}: {count} the name '{name}'")
    return found[0]


def _named_tensors(graph: GraphProto) -> Iterator[tuple[str, TensorProto]]:
    yield from ((tensor.name, tensor) for tensor in graph.initializer)
    for node in graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.name == "value":
                yield node.output[0], attribute.t
        for subgraph in subgraphs(node):
            yield from _named_tensors(subgraph)


def _replace(model: Model, tensor: TensorProto, array: np.ndarray, name: str) -> None:
    dtype, shape = dtype_of_onnx(tensor.data_type), tuple(tensor.dims)
    if (array.dtype, array.shape) != (dtype, shape):
        raise FrontendError(
            f"{model.source}: '{name}' holds {dtype.name} of shape {shape}, not {array.dtype.name} of shape {array.shape}"
        )
    _set(tensor, array)


def _set(tensor: TensorProto, array: np.ndarray) -> None:
    """Let `tensor` hold `array`, wherever its values were before."""
    for field, _ in tensor.ListFields():
        if field.name not in _KEPT:
            tensor.ClearField(field.name)
    tensor.raw_data = np.ascontiguousarray(array, dtype_of_onnx(tensor.data_type)).tobytes()


_KEPT = ("name", "dims", "data_type", "doc_string", "metadata_props")
"""Fields of a tensor that are not about where its values are."""


def _values(model: Model, tensor: TensorProto) -> np.ndarray:
    try:
        return tensor_array(tensor, model.folder)
    except FrontendError as error:
        raise FrontendError(f"{model.source}: {error}") from error


def _all_tensors(graph: GraphProto) -> Iterator[TensorProto]:
    """All tensors of `graph` and its subgraphs."""
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
        for subgraph in subgraphs(node):
            yield from _all_tensors(subgraph)
