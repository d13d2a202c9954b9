"""Typed access to the attributes of an ONNX node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onnx import AttributeProto, NodeProto, helper


class Attributes:
    """The attributes of one node by name, each read as the type that the operator's specification gives it.

    onnx's checker has compared the types with the specification before, so a getter only converts.
    """

    def __init__(self, node: NodeProto):
        self._protos: dict[str, AttributeProto] = {a.name: a for a in node.attribute}

    def __contains__(self, name: str) -> bool:
        return name in self._protos

    def get(self, name: str, default: Any = None) -> Any:
        """The attribute as onnx gives it: strings are bytes."""
        return helper.get_attribute_value(self._protos[name]) if name in self._protos else default

    def int(self, name: str, default: int) -> int:
        return int(self.get(name, default))

    def flag(self, name: str, default: bool = False) -> bool:
        """An integer that means yes or no."""
        return bool(self.get(name, default))

    def float(self, name: str, default: float) -> float:
        return float(self.get(name, default))

    def string(self, name: str, default: str) -> str:
        value = self.get(name, default)
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

    def ints(self, name: str, default: Sequence[int] | None = None) -> list[int] | None:
        value = self.get(name, default)
        return None if value is None else [int(v) for v in value]
