"""Properties that hold one-dimensional arrays: in the text when small, by content key otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Attribute
from xdsl.irdl import AnyOf, base

from ...errors import WeightError
from ..nn import WeightAttr, element_type
from ..nn.constant import dense_array

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


def _dense(value: Attribute) -> DenseIntOrFPElementsAttr[Any]:
    assert isinstance(value, DenseIntOrFPElementsAttr)
    return value  # pyright: ignore[reportUnknownVariableType]
