"""Operators whose results are known when the model is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import AttributeProto

from ..node import Known, Node

_VALUES: dict[str, tuple[int, Callable[[Node, Any], np.ndarray]]] = {
    "value": (AttributeProto.TENSOR, lambda node, value: node.tensor(value)),
    "sparse_value": (AttributeProto.SPARSE_TENSOR, lambda node, value: node.tensor(value)),
    "value_float": (AttributeProto.FLOAT, lambda node, value: np.array(value, np.float32)),
    "value_floats": (AttributeProto.FLOATS, lambda node, value: np.array(value, np.float32)),
    "value_int": (AttributeProto.INT, lambda node, value: np.array(value, np.int64)),
    "value_ints": (AttributeProto.INTS, lambda node, value: np.array(value, np.int64)),
}
"""The types of the attributes of `Constant`, and how they give its value."""


def constant(node: Node) -> Known:
    """One attribute holds the value. A tensor keeps the name of the output as its origin, so that it can be replaced."""
    attributes = node.proto.attribute
    if len(attributes) != 1 or len(node.proto.output) != 1:
        raise node.error("it needs exactly one value and one output")
    kind = attributes[0].name
    element, decode = _VALUES.get(kind, (None, None))
    if decode is None or attributes[0].type != element:
        raise node.error(f"its value '{kind}' is not supported, only tensors and numbers are")
    name = node.proto.output[0]
    return Known(decode(node, node.attributes.get(kind)), name, name if kind == "value" else None)


def shape(node: Node) -> Known:
    """The sizes as int64; from opset 15 on a part of them, `start` to `end`."""
    part = slice(node.attributes.int("start", 0), node.attributes.get("end"))
    return Known(np.array(node.shape(0)[part], np.int64))


def size(node: Node) -> Known:
    return Known(np.array(np.prod(node.shape(0)), np.int64))


CONSTANT = {"Constant": constant, "Shape": shape, "Size": size}
