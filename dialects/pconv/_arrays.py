"""Properties that hold one-dimensional arrays: in the text when small, by content key otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, i32
from xdsl.ir import Attribute, Operation, OpResult, SSAValue
from xdsl.irdl import AnyOf, base

from ...errors import WeightError
from ..nn import ConstantOp, WeightAttr, dtype_of, element_type
from ..nn._base import require
from ..nn.constant import dense_array

Packed = TypeVar("Packed")

ARRAY = AnyOf((base(DenseIntOrFPElementsAttr), base(WeightAttr)))
"""Property constraint: an array, as `nn.array_attribute` writes it."""


def is_at_hand(value: Attribute) -> bool:
    """Whether the values are known, not only their name."""
    return not isinstance(value, WeightAttr) or value.data.array is not None


def property_type(value: Attribute) -> tuple[tuple[int, ...], Attribute] | None:
    """Shape and element type of the values; None when they are not at hand."""
    if isinstance(value, WeightAttr):
        array = value.data.array
        return None if array is None else (array.shape, element_type(array.dtype))
    return _dense(value).get_shape(), _dense(value).get_element_type()


def property_array(value: Attribute, dtype: np.dtype[Any]) -> np.ndarray:
    """The values; `dtype` is that of the elements where the text holds them. WeightError if they are not at hand."""
    if isinstance(value, WeightAttr):
        if value.data.array is None:
            raise WeightError(
                f"weight {value.data.key} is not at hand; name the store that holds it (--weights)"
            )
        return value.data.array
    return dense_array(value, _dense(value).get_shape(), dtype)


def constant_of(weight: SSAValue) -> ConstantOp | None:
    """The constant that holds dense weights; None where they are packed or computed."""
    return weight.op if isinstance(weight, OpResult) and isinstance(weight.op, ConstantOp) else None


class PackedArrays:
    """The properties `names` of a constant in packed form, one-dimensional arrays of i32; the one called `weight` has other elements."""

    def __init__(self, constant: Operation, names: Sequence[str], element: Attribute):
        """element: that of the weights."""
        self._values = {name: constant.properties[name] for name in names}
        self._element = element

    def verify(self) -> None:
        """C1; arrays that are not at hand are not checked."""
        for name, value in self._values.items():
            element = self._element_of(name)
            shape, found = property_type(value) or ((0,), element)
            message = f"C1: {name} must have one dimension of {element}, got {len(shape)} of {found}"
            require(len(shape) == 1 and found == element, message)

    @property
    def at_hand(self) -> bool:
        """Whether all values are known."""
        return all(map(is_at_hand, self._values.values()))

    def recall(
        self, packed_type: Attribute, put_together: Callable[[dict[str, np.ndarray]], Packed]
    ) -> Packed:
        """What `put_together` makes of the arrays by name; done once as long as the weights live. WeightError if they are not at hand."""
        weight = self._values["weight"]
        if not isinstance(weight, WeightAttr) or not self.at_hand:
            return put_together(self._arrays())
        question = (packed_type, *self._values.values())
        return weight.data.recall(question, lambda _: put_together(self._arrays()))

    def _arrays(self) -> dict[str, np.ndarray]:
        return {name: property_array(v, dtype_of(self._element_of(name))) for name, v in self._values.items()}

    def _element_of(self, name: str) -> Attribute:
        return self._element if name == "weight" else i32


def _dense(value: Attribute) -> DenseIntOrFPElementsAttr[Any]:
    assert isinstance(value, DenseIntOrFPElementsAttr)
    return value  # pyright: ignore[reportUnknownVariableType]
