"""Operators whose results are known when the model is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..node import Known, Node

_VALUES: dict[str, Callable[[Node, Any], np.ndarray]] = {
    "value": lambda node, value: node.tensor(value),
    "sparse_value": lambda node, value: node.tensor(value),
    "value_float": lambda node, value: np.array(value, np.float32),
    "value_floats": lambda node, value: np.array(value, np.float32),
    "value_int": lambda node, value: np.array(value, np.int64),
    "value_ints": lambda node, value: np.array(value, np.int64),
}
"""How an attribute of `Constant` gives its value."""


def constant(node: Node) -> Known:
    """One attribute holds the value. A tensor keeps the name of the output as its origin, so that it can be replaced."""
    found = [name for name in _VALUES if name in node.attributes]
    if len(found) != 1 or len(node.proto.attribute) != 1:
        raise node.error("it needs exactly one value, a tensor or numbers")
    name = node.proto.output[0]
    array = _VALUES[found[0]](node, node.attributes.get(found[0]))
    return Known(array, name, name if found[0] == "value" else None)


def shape(node: Node) -> Known:
    """The sizes as int64; from opset 15 on a part of them, `start` to `end`."""
    part = slice(node.attributes.int("start", 0), node.attributes.get("end"))
    return Known(np.array(node.shape(0)[part], np.int64))


def size(node: Node) -> Known:
    return Known(np.array(np.prod(node.shape(0)), np.int64))


CONSTANT = {"Constant": constant, "Shape": shape, "Size": size}
